/*
 * One mail, found again by IMAP: LIST with its special uses (RFC 6154), EXAMINE, UID SEARCH HEADER, UID FETCH with PEEK (RFC 3501, 9051).
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/mail/access_find.h"
#include "checks/mail/access_wire.h"

#define LIST_LINES_MAX 5000 /* people with many folders have many */
#define LIST_BYTES_MAX ((size_t)512 * 1024)
#define HEADER_BYTES   60000

/* --- the folders --- */

static const struct {
	const char *attribute;
	unsigned uses;
} attributes[] = {
	{"\\Junk", FOLDER_JUNK},
	{"\\Spam", FOLDER_JUNK}, /* XLIST, before there was RFC 6154 */
	{"\\Sent", FOLDER_OWN},
	{"\\Drafts", FOLDER_OWN},
	{"\\All", FOLDER_ALL},
	{"\\AllMail", FOLDER_ALL},
	{"\\Flagged", FOLDER_ALL},
	{"\\Starred", FOLDER_ALL},
	{"\\Important", FOLDER_ALL},
	{"\\Trash", FOLDER_TRASH},
};

static bool is_word(const char *s, size_t len, const char *word)
{
	return strlen(word) == len && ascii_ncasecmp(s, word, len) == 0;
}

/* "(\HasNoChildren \Junk)"; gives what is behind it, NULL for no list. False in open_r: nothing can be opened there. */
static const char *take_attributes(const char *s, unsigned *uses_r, bool *open_r)
{
	*uses_r = 0;
	*open_r = true;
	if (*s != '(')
		return NULL;
	for (s++; *s && *s != ')'; s += *s == ' ') {
		size_t len = strcspn(s, " )");

		for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++)
			if (is_word(s, len, attributes[i].attribute))
				*uses_r |= attributes[i].uses;
		if (is_word(s, len, "\\Noselect") || is_word(s, len, "\\NonExistent"))
			*open_r = false;
		s += len;
	}
	return *s == ')' ? s + 1 : NULL;
}

/* A quoted string or an atom into word_r (NUL-ended, cut_r where it does not fit); gives what is behind it. */
static const char *take_string(const char *s, char *word_r, size_t size, bool *cut_r)
{
	bool quoted = *s == '"';
	size_t n = 0;

	*cut_r = false;
	for (s += quoted; *s && *s != (quoted ? '"' : ' '); s++) {
		if (quoted && *s == '\\' && s[1])
			s++;
		if (n + 1 < size)
			word_r[n++] = *s;
		else
			*cut_r = true;
	}
	word_r[n] = '\0';
	return s + (quoted && *s);
}

static void add_folder(struct access_folders *folders, const char *name, const char *separator, unsigned uses)
{
	struct access_folder *folder;
	const char *leaf;

	if (ascii_caseeq(name, "INBOX"))
		return;
	if (folders->n == FOLDERS_MAX) {
		folders->cut = true;
		return;
	}
	folder = &folders->items[folders->n++];
	*folder = (struct access_folder){.uses = uses};
	str_copy(folder->name, sizeof folder->name, name);
	folder_decode(name, folder->shown, sizeof folder->shown);
	leaf = separator[0] && !separator[1] ? strrchr(folder->shown, separator[0]) : NULL;
	str_copy(folder->leaf, sizeof folder->leaf, leaf && leaf[1] ? leaf + 1 : folder->shown);
}

/* 'LIST (\HasNoChildren \Junk) "/" "Junk"' */
static void hear_list(const char *response, const struct str *literal, void *data)
{
	char separator[8], name[FOLDER_NAME_MAX];
	bool cut, open;
	unsigned uses;

	if (!ascii_starts(response, "LIST "))
		return;
	response = take_attributes(response + 5, &uses, &open);
	if (!response || *response != ' ')
		return;
	response = take_string(response + 1, separator, sizeof separator, &cut);
	if (ascii_caseeq(separator, "NIL"))
		separator[0] = '\0';
	if (*response != ' ')
		return;
	if (response[1] == '{' && literal && strlen(literal->s) == literal->len && literal->len < sizeof name)
		str_copy(name, sizeof name, literal->s);
	else if (response[1] != '{')
		(void)take_string(response + 1, name, sizeof name, &cut);
	else
		return;
	if (open && !cut && name[0] && !name[strcspn(name, "\r\n")])
		add_folder(data, name, separator, uses);
}

enum access_step imap_folders(
	struct access_session *session, const struct io_scope *scope, struct access_folders *folders_r)
{
	const struct imap_listener listener = {.heard = hear_list,
		.data = folders_r,
		.quiet = true,
		.lines_max = LIST_LINES_MAX,
		.bytes_max = LIST_BYTES_MAX};
	enum access_step step = ACCESS_REFUSED;

	if (session->special_use)
		step = imap_command(session, scope, "LIST \"\" \"*\" RETURN (SPECIAL-USE)", &listener);
	if (step == ACCESS_REFUSED && !session->broken) {
		folders_r->n = 1;
		step = imap_command(session, scope, "LIST \"\" \"*\"", &listener);
	}
	return step;
}

/* --- the mail --- */

struct finding_mail {
	const char *id;
	uint32_t exists, uid;
};

/* "23 EXISTS" */
static void hear_exists(const char *response, const struct str *literal, void *data)
{
	struct finding_mail *mail = data;
	uint32_t n = imap_take_number(&response);

	(void)literal;
	if (ascii_caseeq(response, " EXISTS"))
		mail->exists = n;
}

/* The name in quotes, since blanks and the like may stand in it. */
static void add_quoted(struct str *out, const char *name)
{
	str_add_char(out, '"');
	for (const char *s = name; *s; s++) {
		if (*s == '"' || *s == '\\')
			str_add_char(out, '\\');
		str_add_char(out, *s);
	}
	str_add_char(out, '"');
}

/* Opens the folder. What people call their folders is nobody's business: only that of a folder for spam is kept in the transcript. */
static enum access_step examine(struct access_session *session, const struct io_scope *scope,
	const struct access_folder *folder, struct finding_mail *mail)
{
	const struct imap_listener listener = {.heard = hear_exists, .data = mail};
	struct str line STR_AUTO = STR_INIT;
	struct str shown STR_AUTO = STR_INIT;
	enum access_step step;

	if (folder->name[strcspn(folder->name, "\r\n")])
		return ACCESS_REFUSED_BY_US;
	if (folder->uses & FOLDER_INBOX)
		return imap_command(session, scope, "EXAMINE INBOX", &listener);
	access_start_command(session, &line);
	str_add(&line, "EXAMINE ");
	str_addf(&shown, "%s(another folder)", str_text(&line));
	add_quoted(&line, folder->name);
	step = access_write(session, scope, &line, folder->uses & FOLDER_JUNK ? NULL : str_text(&shown));
	return step == ACCESS_DONE ? imap_listen(session, scope, &listener) : step;
}

/* "SEARCH 2 84 882": the newest. */
static void hear_search(const char *response, const struct str *literal, void *data)
{
	struct finding_mail *mail = data;

	(void)literal;
	if (!ascii_starts(response, "SEARCH") || (response[6] && response[6] != ' '))
		return;
	for (response += 6; *response == ' ';) {
		uint32_t uid;

		response++;
		uid = imap_take_number(&response);
		mail->uid = uid > mail->uid ? uid : mail->uid;
	}
}

static enum access_step search(
	struct access_session *session, const struct io_scope *scope, struct finding_mail *mail)
{
	const struct imap_listener listener = {.heard = hear_search, .data = mail};
	struct str text STR_AUTO = STR_INIT;

	str_addf(&text, "UID SEARCH HEADER \"Message-ID\" \"%s\"", mail->id);
	return imap_command(session, scope, str_text(&text), &listener);
}

/* "12 FETCH (UID 57 BODY[HEADER.FIELDS (MESSAGE-ID)] {40}" */
static void hear_id(const char *response, const struct str *literal, void *data)
{
	struct finding_mail *mail = data;
	const char *uid;
	uint32_t number;

	if (!imap_take_number(&response) || !ascii_starts(response, " FETCH (") || !literal ||
		!strstr(literal->s, mail->id))
		return;
	uid = ascii_find(response, "UID ");
	if (!uid)
		return;
	uid += 4;
	number = imap_take_number(&uid);
	mail->uid = number > mail->uid ? number : mail->uid;
}

static enum access_step look_at_newest(
	struct access_session *session, const struct io_scope *scope, struct finding_mail *mail)
{
	const struct imap_listener listener = {.heard = hear_id, .data = mail, .quiet = true};
	uint32_t first = mail->exists > FIND_NEWEST_IMAP ? mail->exists - FIND_NEWEST_IMAP + 1 : 1;
	struct str text STR_AUTO = STR_INIT;

	str_addf(&text, "FETCH %u:%u (UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])", first, mail->exists);
	return imap_command(session, scope, str_text(&text), &listener);
}

enum access_step imap_find(struct access_session *session, const struct io_scope *scope,
	const struct access_folder *folder, const char *message_id, bool newest, uint32_t *id_r)
{
	struct finding_mail mail = {.id = message_id};
	enum access_step step = examine(session, scope, folder, &mail);

	if (step != ACCESS_DONE || !mail.exists)
		return step;
	step = search(session, scope, &mail);
	if (!session->broken && !mail.uid && (newest || step == ACCESS_REFUSED))
		step = look_at_newest(session, scope, &mail);
	if (step == ACCESS_DONE)
		*id_r = mail.uid;
	return step;
}

/* "12 FETCH (UID 57 BODY[HEADER]<0> {1234}": what stands in the literal. */
static void hear_header(const char *response, const struct str *literal, void *data)
{
	struct str *header = data;

	if (!imap_take_number(&response) || !ascii_starts(response, " FETCH (") ||
		!ascii_find(response, "BODY[HEADER]") || !literal)
		return;
	str_clear(header);
	str_add_bytes(header, literal->s, literal->len);
}

enum access_step imap_header(
	struct access_session *session, const struct io_scope *scope, uint32_t id, struct str *header_r)
{
	const struct imap_listener listener = {.heard = hear_header, .data = header_r, .quiet = true};
	struct str text STR_AUTO = STR_INIT;

	str_addf(&text, "UID FETCH %u BODY.PEEK[HEADER]<0.%d>", id, HEADER_BYTES);
	return imap_command(session, scope, str_text(&text), &listener);
}
