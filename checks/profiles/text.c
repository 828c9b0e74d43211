/*
 * What the readers of settings in text share. Nothing here opens a file.
 */
#include "checks/profiles/text.h"

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"
#include "checks/engine/words.h"
#include "checks/mail/near.h"

bool text_line(struct lines *lines, struct str *line_r)
{
	const char *stop;

	str_wipe(line_r);
	if (lines->at >= lines->end)
		return false;
	stop = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));
	if (!stop)
		stop = lines->end;
	str_add_bytes(line_r, lines->at, strnlen(lines->at, (size_t)(stop - lines->at)));
	while (line_r->len && line_r->s[line_r->len - 1] == '\r')
		line_r->s[--line_r->len] = '\0';
	lines->at = stop < lines->end ? stop + 1 : stop;
	lines->line++;
	return true;
}

char *trimmed(char *s)
{
	size_t len;

	while (ascii_isspace(*s))
		s++;
	for (len = strlen(s); len && ascii_isspace(s[len - 1]); len--)
		s[len - 1] = '\0';
	return s;
}

const char *after_blanks(const char *s)
{
	while (ascii_isspace(*s))
		s++;
	return s;
}

bool text_has_line(const char *text, const char *begin)
{
	for (const char *at = text; at && *at;) {
		while (*at == ' ' || *at == '\t')
			at++;
		if (ascii_starts(at, begin))
			return true;
		at = strchr(at, '\n');
		if (at)
			at++;
	}
	return false;
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool in_list(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

bool in_list_anyhow(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (ascii_caseeq(word, *list))
			return true;
	return false;
}

bool path_named(const char *path, const char *const *names)
{
	return in_list(path_name(path), names);
}

bool path_ends(const char *path, const char *end)
{
	size_t len = strlen(path), end_len = strlen(end);

	return len >= end_len && strcmp(path + len - end_len, end) == 0;
}

bool path_beside(const char *file, const char *path, char *path_r, size_t size)
{
	int len;

	if (path[0] == '/' || path[0] == '~')
		return str_copy(path_r, size, path);
	len = snprintf(path_r, size, "%.*s%s", (int)(path_name(file) - file), file, path);
	return len >= 0 && (size_t)len < size;
}

/* Decodes %XX of len bytes; harmless. */
static void decode(const char *s, size_t len, char *dst, size_t size)
{
	STR_SECRET struct str text = STR_INIT;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '%' && i + 2 < len && ascii_hex(s[i + 1]) >= 0 && ascii_hex(s[i + 2]) >= 0) {
			str_add_char(&text, (char)(ascii_hex(s[i + 1]) * 16 + ascii_hex(s[i + 2])));
			i += 2;
		} else {
			str_add_char(&text, s[i]);
		}
	}
	text_harmless_buf(dst, size, str_text(&text), text.len);
}

static const char *last_in(const char *s, size_t len, char c)
{
	while (len)
		if (s[--len] == c)
			return s + len;
	return NULL;
}

/* HOST[:PORT], with [IPv6] understood. */
static void read_host(const char *s, size_t len, struct address_of_server *address_r)
{
	const char *colon = last_in(s, len, ':'), *bracket = last_in(s, len, ']');
	char port[8] = "";

	if (colon && bracket && colon < bracket)
		colon = NULL;
	if (colon && s + len - colon - 1 > 0) {
		address_r->bad = (size_t)(s + len - colon) > sizeof port;
		if (!address_r->bad)
			memcpy(port, colon + 1, (size_t)(s + len - colon - 1));
		address_r->port = profile_port(port);
		address_r->bad = !address_r->port;
	}
	len = colon ? (size_t)(colon - s) : len;
	if (len >= 2 && s[0] == '[' && s[len - 1] == ']') {
		s++;
		len -= 2;
	}
	decode(s, len, address_r->host, sizeof address_r->host);
	ascii_tolower(address_r->host);
	if (!address_r->host[0])
		address_r->bad = true;
}

bool address_of_server(const char *text, struct address_of_server *address_r)
{
	const char *mark = strstr(text, "://"), *rest, *at, *colon;
	size_t len;

	*address_r = (struct address_of_server){.port = 0};
	if (!mark)
		return false;
	decode(text, (size_t)(mark - text), address_r->scheme, sizeof address_r->scheme);
	ascii_tolower(address_r->scheme);
	rest = mark + 3;
	len = strcspn(rest, "/?#");
	at = last_in(rest, len, '@');
	if (at) {
		colon = memchr(rest, ':', (size_t)(at - rest));
		address_r->password = colon && colon + 1 < at;
		decode(rest, (size_t)((colon ? colon : at) - rest), address_r->user, sizeof address_r->user);
		len -= (size_t)(at + 1 - rest);
		rest = at + 1;
	}
	read_host(rest, len, address_r);
	return true;
}

/* Looks for the last '@' of the whole: a password that breaks the form (one with '/') must not show. */
void address_without_secret(const char *text, struct str *shown_r)
{
	const char *mark = strstr(text, "://"), *rest = mark ? mark + 3 : text;
	const char *at = strrchr(rest, '@'), *colon = at ? memchr(rest, ':', (size_t)(at - rest)) : NULL;

	str_clear(shown_r);
	if (!colon) {
		str_add(shown_r, text);
		return;
	}
	str_add_bytes(shown_r, text, (size_t)(colon + 1 - text));
	str_add(shown_r, SECRET_MARK);
	str_add(shown_r, at);
}

void address_add_user(struct str *out, const char *user)
{
	for (; *user; user++) {
		if (ascii_isalnum(*user) || strchr("._-~+", *user))
			str_add_char(out, *user);
		else
			str_addf(out, "%%%02X", (unsigned char)*user);
	}
}

void profile_text(char *dst, size_t size, const char *text)
{
	text_harmless_buf(dst, size, text, strlen(text));
}

void profile_host(struct server_settings *settings, const char *host)
{
	STR_SECRET struct str copy = STR_INIT;
	const char *at = strrchr(host, '@');

	settings->source = SOURCE_PROGRAM;
	str_add(&copy, at ? at + 1 : host);
	profile_text(settings->host, sizeof settings->host, copy.len ? trimmed(copy.s) : "");
	ascii_tolower(settings->host);
}

/* "-a NAME", "-aNAME", "--account=NAME", "--account NAME" among the words of a command: NAME; NULL: none is told. */
static const char *account_told(const char *command)
{
	static const char *const options[] = {" --account=", " --account ", " -a"};

	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
		const char *at = strstr(command, options[i]);

		if (at)
			return after_blanks(at + strlen(options[i]));
	}
	return NULL;
}

void profile_hands_to(struct profile *profile, const char *command)
{
	STR_SECRET struct str whole = STR_INIT;
	STR_SECRET struct str part = STR_INIT;
	STR_AUTO struct str shown = STR_INIT;
	const char *account;

	command = after_blanks(command);
	/* The address of a server may have come here: a password in it may hold a blank. */
	if (strstr(command, "://"))
		address_without_secret(command, &whole);
	else
		str_add(&whole, command);
	account = account_told(str_text(&whole));
	str_add_bytes(&part, str_text(&whole), strcspn(str_text(&whole), " \t"));
	address_without_secret(str_text(&part), &shown);
	profile_text(profile->hands_to, sizeof profile->hands_to, path_name(str_text(&shown)));
	if (!account || !*account || *account == '-')
		return;
	str_wipe(&part);
	str_add_bytes(&part, account, strcspn(account, " \t"));
	address_without_secret(str_text(&part), &shown);
	str_clear(&part);
	str_addf(&part, "%s -a %s", profile->hands_to, str_text(&shown));
	profile_text(profile->hands_to, sizeof profile->hands_to, str_text(&part));
}

void profile_address(char *dst, size_t size, const char *text)
{
	struct mail_address address;

	*dst = '\0';
	if (strchr(text, '@') && address_parse(text, &address) == ADDRESS_FINE)
		str_copy(dst, size, address.full);
}

int profile_port(const char *text)
{
	int64_t port;

	return ascii_number(text, 1, 65535, &port) ? (int)port : 0;
}

enum profile_login profile_login(const char *method)
{
	static const struct {
		const char *name;
		enum profile_login login;
	} ways[] = {
		{"off", LOGIN_OFF},
		{"none", LOGIN_OFF},
		{"plain", LOGIN_PASSWORD},
		{"login", LOGIN_PASSWORD},
		{"cram-md5", LOGIN_ENCRYPTED},
		{"digest-md5", LOGIN_ENCRYPTED},
		{"gssapi", LOGIN_GSSAPI},
		{"ntlm", LOGIN_NTLM},
		{"external", LOGIN_CERTIFICATE},
		{"externanon", LOGIN_CERTIFICATE},
		{"oauthbearer", LOGIN_OAUTH},
		{"xoauth2", LOGIN_OAUTH},
	};

	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
		if (ascii_caseeq(method, ways[i].name))
			return ways[i].login;
	return ascii_starts(method, "scram-") ? LOGIN_ENCRYPTED : LOGIN_ANY;
}

void add_known_word(struct str *out, const char *word, const char *const *names)
{
	char begin[40], name[40];
	size_t len = 0;

	while (ascii_isalnum(word[len]) || word[len] == '_' || word[len] == '-')
		len++;
	snprintf(begin, sizeof begin, "%.*s", (int)(len < sizeof begin ? len : sizeof begin - 1), word);
	ascii_tolower(begin);
	for (; *names; names++) {
		str_copy(name, sizeof name, *names);
		ascii_tolower(name);
		if (strcmp(begin, name) == 0 || name_is_near(begin, name) ||
			(len >= 3 && strncmp(begin, name, len < strlen(name) ? len : strlen(name)) == 0)) {
			str_add_bytes(out, word, len);
			return;
		}
	}
}

void reading_command(struct reading *reading, const char *path)
{
	reading_refuse(reading, path,
		N_("A command in this file would tell the server. Commands of other programs are never run "
		   "here."),
		true);
}

bool local_sendmail(const struct reading *reading)
{
	static const char *const places[] = {"/usr/sbin/sendmail", "/usr/lib/sendmail"};
	int fd;

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		enum computer_answer answer = computer_open(reading->mailcase, places[i], &fd);

		if (answer == COMPUTER_READ)
			close(fd);
		if (answer != COMPUTER_ABSENT)
			return true;
	}
	return false;
}

const char *local_user(const struct reading *reading)
{
	return path_name(reading->home);
}

void check_port_in_host(struct profile *profile, const struct dialect *dialect)
{
	struct server_settings *has = &profile->out.settings, wanted = *has;
	const char *colon = strrchr(has->host, ':');
	STR_AUTO struct str change = STR_INIT;

	if (!colon || strchr(has->host, ':') != colon || !profile_port(colon + 1))
		return;
	wanted.host[colon - has->host] = '\0';
	wanted.port = profile_port(colon + 1);
	dialect->lines(profile, SETTING_HOST, &wanted, &change);
	profile_mistake(
		profile, MISTAKE_HOST_TYPO, &profile->out.place, has->host, str_text(&change), wanted.host);
}

struct server_settings wanted_whole(const struct profile *profile, const struct server_settings *wanted)
{
	struct server_settings whole = *wanted;
	const struct server_settings *has = &profile->out.settings;

	if (!whole.host[0])
		str_copy(whole.host, sizeof whole.host, has->host);
	if (whole.security == SECURITY_AUTO)
		whole.security = has->security;
	if (!whole.port)
		whole.port = has->port;
	if (!whole.user[0])
		str_copy(whole.user, sizeof whole.user, has->user[0] ? has->user : profile->address);
	return whole;
}

bool wanted_moves(
	const struct profile *profile, enum profile_setting setting, const struct server_settings *wanted)
{
	const struct server_settings *has = &profile->out.settings;

	if (setting == SETTING_PORT || setting == SETTING_HOST)
		return wanted->security != SECURITY_AUTO && wanted->security != has->security;
	return setting == SETTING_SECURITY && wanted->port && wanted->port != has->port;
}

void text_lines_end(struct str *lines_r)
{
	while (lines_r->len && lines_r->s[lines_r->len - 1] == '\n')
		lines_r->s[--lines_r->len] = '\0';
}
