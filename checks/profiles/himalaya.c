/*
 * himalaya: $XDG_CONFIG_HOME/himalaya/config.toml or ~/.himalayarc, an account in each table. Its names have changed three times: smtp-host
 * (before 1.0), smtp.host (1.0 beta), message.send.backend.host (1.x), smtp.server as an address (2.x). An account is read in the form that
 * it is written in, and changes are told in that form.
 */
#include "checks/base/ascii.h"
#include "checks/profiles/himalaya.h"
#include "checks/profiles/toml.h"

#define ACCOUNTS_MAX 32

static const char *const names[] = {".himalayarc", NULL};
static const char *const secrets[] = {
	"raw", "passwd", "password", "smtp-passwd", "imap-passwd", "client-secret", "token", NULL};

/* What an account's table begins with, to tell where its name ends. */
static const char *const heads[] = {".email", ".default", ".display-name", ".backend", ".message", ".smtp",
	".imap", ".sender", ".sendmail", ".folder", ".mailbox", ".maildir", ".jmap", ".signature",
	".downloads-dir"};

struct himalaya {
	struct reading *reading;
	struct book *book;
	char prefix[240]; /* "accounts.work." or "work." */
	enum form form;
};

static const struct book_entry *get(const struct himalaya *himalaya, const char *name)
{
	return book_getf(himalaya->book, "%s%s", himalaya->prefix, name);
}

static const char *value_of(const struct himalaya *himalaya, const char *name)
{
	const struct book_entry *entry = get(himalaya, name);

	return entry ? entry->value : "";
}

/* Whether something of the account stands under this. */
static bool has_under(const struct himalaya *himalaya, const char *name)
{
	STR_AUTO struct str whole = STR_INIT;

	str_addf(&whole, "%s%s", himalaya->prefix, name);
	for (size_t i = 0; i < himalaya->book->entries.n; i++)
		if (strncmp(himalaya->book->entries.items[i].key, str_text(&whole), whole.len) == 0)
			return true;
	return false;
}

static enum form form_of(const struct himalaya *himalaya)
{
	for (enum form form = FORM_TWO; form > FORM_NONE; form--)
		if (get(himalaya, himalaya_forms[form].host))
			return form;
	return FORM_NONE;
}

static enum security security_of(const char *word)
{
	if (ascii_caseeq(word, "start-tls") || ascii_caseeq(word, "starttls"))
		return SECURITY_STARTTLS;
	return ascii_caseeq(word, "none") ? SECURITY_NONE : SECURITY_TLS;
}

/* Before 1.0 there were two switches: smtp-ssl (on unless said otherwise) and smtp-starttls. */
static enum security old_security(const struct himalaya *himalaya)
{
	if (get(himalaya, "smtp-encryption"))
		return security_of(value_of(himalaya, "smtp-encryption"));
	if (strcmp(value_of(himalaya, "smtp-ssl"), "false") == 0)
		return SECURITY_NONE;
	return strcmp(value_of(himalaya, "smtp-starttls"), "true") == 0 ? SECURITY_STARTTLS : SECURITY_TLS;
}

static void fill_named(const struct himalaya *himalaya, struct profile_server *out)
{
	enum form form = himalaya->form;
	const struct book_entry *encryption = get(himalaya, himalaya_forms[form].encryption);
	const struct book_entry *user = get(himalaya, himalaya_forms[form].user);

	if (!encryption) /* encryption = "tls" and encryption.type = "tls" are both written */
		encryption = get(himalaya,
			form == FORM_ONE ? "message.send.backend.encryption" : "smtp.encryption.type");
	profile_host(&out->settings, value_of(himalaya, himalaya_forms[form].host));
	out->settings.security = form == FORM_OLD ? old_security(himalaya)
						  : security_of(encryption ? encryption->value : "tls");
	out->settings.port = profile_port(value_of(himalaya, himalaya_forms[form].port));
	out->login = user ? LOGIN_PASSWORD : LOGIN_OFF;
	if (user)
		profile_text(out->settings.user, sizeof out->settings.user, user->value);
	str_copy(out->method, sizeof out->method, himalaya_forms[form].method);
	if (user && ascii_starts(value_of(himalaya, himalaya_forms[form].auth), "oauth2")) {
		out->login = LOGIN_OAUTH;
		if (form == FORM_ONE)
			str_copy(out->method, sizeof out->method, "oauth2");
	}
	book_place(himalaya->reading, himalaya->book, user, &out->login_place);
}

static void fill_sasl(const struct himalaya *himalaya, struct profile_server *out)
{
	static const char *const ways[] = {
		"plain", "login", "oauthbearer", "xoauth2", "scram-sha-256", "anonymous"};
	char name[64];

	out->login = LOGIN_OFF;
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		snprintf(name, sizeof name, "smtp.sasl.%s.username", ways[i]);
		if (!get(himalaya, name))
			continue;
		out->login = profile_login(ways[i]);
		str_copy(out->method, sizeof out->method, ways[i]);
		profile_text(out->settings.user, sizeof out->settings.user, value_of(himalaya, name));
		book_place(himalaya->reading, himalaya->book, get(himalaya, name), &out->login_place);
	}
}

/* "host[:port]" is smtps; "smtp://" is clear unless smtp.starttls says otherwise. */
static void fill_address(const struct himalaya *himalaya, struct profile *profile)
{
	const char *text = value_of(himalaya, "smtp.server");
	bool starttls = strcmp(value_of(himalaya, "smtp.starttls"), "true") == 0;
	struct profile_server *out = &profile->out;
	STR_SECRET struct str whole = STR_INIT;
	STR_AUTO struct str shown = STR_INIT;
	struct address_of_server url;
	struct profile_place place;

	address_without_secret(text, &shown);
	str_addf(&whole, "%s%s", strstr(text, "://") ? "" : "smtps://", text);
	if (!address_of_server(str_text(&whole), &url) || url.bad) {
		profile_mistake(profile, MISTAKE_UNREADABLE_LINE, &out->place, str_text(&shown),
			"smtp.server = \"smtps://HOST:465\"", "smtp.server");
		return;
	}
	profile_host(&out->settings, url.host);
	out->settings.security = strcmp(url.scheme, "smtps") == 0 ? SECURITY_TLS
				 : starttls			  ? SECURITY_STARTTLS
								  : SECURITY_NONE;
	out->settings.port = url.port;
	fill_sasl(himalaya, out);
	if (starttls && out->settings.security == SECURITY_TLS) {
		book_place(himalaya->reading, himalaya->book, get(himalaya, "smtp.starttls"), &place);
		profile_mistake(profile, MISTAKE_CONTRADICTION, &place, "smtp.starttls = true",
			"smtp.starttls = false", str_text(&shown));
	}
}

static void fill_outgoing(const struct himalaya *himalaya, struct profile *profile)
{
	struct profile_server *out = &profile->out;

	book_place(himalaya->reading, himalaya->book, get(himalaya, himalaya_forms[himalaya->form].host),
		&out->place);
	if (himalaya->form == FORM_TWO)
		fill_address(himalaya, profile);
	else
		fill_named(himalaya, out);
	if (!out->settings.port)
		out->settings.port = out->settings.security == SECURITY_TLS	   ? 465
				     : out->settings.security == SECURITY_STARTTLS ? 587
										   : 25;
	out->stored = has_under(himalaya, himalaya_forms[himalaya->form].prefix);
}

/* A program that takes the mails. */
static bool fill_program(const struct himalaya *himalaya, struct profile *profile)
{
	static const char *const kinds[] = {"message.send.backend.type", "message.send.backend", "sender"};
	static const char *const commands[] = {"message.send.backend.cmd", "sendmail.cmd", "sendmail-cmd"};
	const struct book_entry *kind = NULL;
	const char *command = "sendmail";

	for (size_t i = 0; i < 3 && !kind; i++)
		kind = get(himalaya, kinds[i]);
	if (!kind || strcmp(kind->value, "sendmail") != 0)
		return false;
	for (size_t i = 0; i < 3; i++)
		if (*value_of(himalaya, commands[i]))
			command = value_of(himalaya, commands[i]);
	profile_hands_to(profile, command);
	book_place(himalaya->reading, himalaya->book, kind, &profile->out.place);
	return true;
}

static void fill_incoming(const struct himalaya *himalaya, struct profile_server *in)
{
	static const char *const hosts[] = {"imap.server", "backend.host", "imap.host", "imap-host"};
	static const char *const ports[] = {"", "backend.port", "imap.port", "imap-port"};
	static const char *const users[] = {
		"imap.sasl.plain.username", "backend.login", "imap.login", "imap-login"};
	static const char *const encryptions[] = {
		"", "backend.encryption.type", "imap.encryption", "imap-encryption"};
	const struct book_entry *host = NULL;
	size_t i = 0;

	while (i < 4 && !(host = get(himalaya, hosts[i])))
		i++;
	if (!host)
		return;
	if (i == 0) {
		struct address_of_server url;
		STR_AUTO struct str whole = STR_INIT;

		str_addf(&whole, "%s%s", strstr(host->value, "://") ? "" : "imaps://", host->value);
		if (!address_of_server(str_text(&whole), &url) || url.bad)
			return;
		profile_host(&in->settings, url.host);
		in->settings.security = strcmp(url.scheme, "imaps") == 0 ? SECURITY_TLS
					: strcmp(value_of(himalaya, "imap.starttls"), "true") == 0
						? SECURITY_STARTTLS
						: SECURITY_NONE;
		in->settings.port = url.port;
	} else {
		profile_host(&in->settings, host->value);
		in->settings.security = security_of(value_of(himalaya, encryptions[i]));
		in->settings.port = profile_port(value_of(himalaya, ports[i]));
	}
	if (!in->settings.port)
		in->settings.port = in->settings.security == SECURITY_TLS ? 993 : 143;
	profile_text(in->settings.user, sizeof in->settings.user, value_of(himalaya, users[i]));
	book_place(himalaya->reading, himalaya->book, host, &in->place);
}

static void add_account(struct himalaya *himalaya, const char *name)
{
	const struct book_entry *email = get(himalaya, "email");
	struct profile *profile;

	himalaya->form = form_of(himalaya);
	if (get(himalaya, "jmap.server") && himalaya->form == FORM_NONE)
		return;
	profile = reading_profile(himalaya->reading, PROGRAM_HIMALAYA);
	if (!profile)
		return;
	profile->usual = strcmp(value_of(himalaya, "default"), "true") == 0;
	profile_text(profile->name, sizeof profile->name, name);
	if (!fill_program(himalaya, profile) && himalaya->form != FORM_NONE)
		fill_outgoing(himalaya, profile);
	if (email)
		profile_address(profile->address, sizeof profile->address, email->value);
	book_place(himalaya->reading, himalaya->book, email, &profile->out.from_place);
	fill_incoming(himalaya, &profile->in);
	if (!profile->out.place.file[0])
		profile->out.place = email ? profile->out.from_place : profile->in.place;
	book_faults_to(himalaya->book, profile);
}

/* Where the account's name ends in "accounts.NAME.something", or in "NAME.something" of the old form. */
static const char *name_end(const char *name)
{
	const char *first = NULL;

	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
		const char *at = strstr(name, heads[i]);

		if (at && at > name && (!first || at < first))
			first = at;
	}
	return first;
}

static bool is_known(char *const *seen, size_t n, const char *prefix)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(seen[i], prefix) == 0)
			return true;
	return false;
}

static size_t find_accounts(const struct book *book, char **prefixes)
{
	size_t n = 0;

	for (size_t i = 0; i < book->entries.n && n < ACCOUNTS_MAX; i++) {
		const char *key = book->entries.items[i].key;
		const char *name = strncmp(key, "accounts.", 9) == 0 ? key + 9 : key, *end = name_end(name);
		char *prefix;

		if (!end)
			continue;
		/* The table of an account of the old form has its address. */
		prefix = mem_strndup(key, (size_t)(end + 1 - key));
		if (is_known(prefixes, n, prefix) || (name == key && !book_getf(book, "%semail", prefix)))
			free(prefix);
		else
			prefixes[n++] = prefix;
	}
	return n;
}

static void add_accounts(struct reading *reading, struct book *book)
{
	char *prefixes[ACCOUNTS_MAX];
	size_t n = find_accounts(book, prefixes);

	for (size_t i = 0; i < n; i++) {
		struct himalaya himalaya = {.reading = reading, .book = book};
		const char *name = prefixes[i] + (strncmp(prefixes[i], "accounts.", 9) == 0 ? 9 : 0);
		STR_AUTO struct str shown = STR_INIT;

		str_add_bytes(&shown, name, strlen(name) - 1);
		if (str_copy(himalaya.prefix, sizeof himalaya.prefix, prefixes[i]))
			add_account(&himalaya, str_text(&shown));
		free(prefixes[i]);
	}
}

static bool read_one(struct reading *reading, const char *path)
{
	BOOK_AUTO struct book book = BOOK_INIT;
	STR_SECRET struct str text = STR_INIT;
	size_t before = reading->into->found.n;
	struct profile *profile;
	int line = 0, file;

	if (!reading_file(reading, path, &text))
		return false;
	file = book_file(&book, path);
	if (!toml_read(&text, file, secrets, &book, &line))
		book_fault(reading, &book, MISTAKE_UNREADABLE_LINE, file, line, NULL, NULL, path_name(path));
	add_accounts(reading, &book);
	/* Broken before the first account: that is what there is to say. */
	if (book.faults.n && reading->into->found.n == before &&
		(profile = reading_profile(reading, PROGRAM_HIMALAYA)))
		book_faults_to(&book, profile);
	return true;
}

static void himalaya_read(struct reading *reading, const char *path)
{
	(void)read_one(reading, path);
}

static void himalaya_find(struct reading *reading)
{
	char path[PROFILE_PLACE_MAX + 32];

	snprintf(path, sizeof path, "%s/himalaya/config.toml", reading->config);
	if (!reading->config[0] || !read_one(reading, path))
		(void)read_one(reading, "~/.himalayarc");
}

static bool himalaya_knows(const char *path, const char *text)
{
	if (!text)
		return path_ends(path, "/himalaya/config.toml") || path_named(path, names);
	return strstr(text, "message.send.backend") || text_has_line(text, "smtp-host") ||
	       (text_has_line(text, "[accounts.") && strstr(text, "smtp."));
}

const struct dialect dialect_himalaya = {
	.program = PROGRAM_HIMALAYA,
	.find = himalaya_find,
	.knows = himalaya_knows,
	.read = himalaya_read,
	.lines = himalaya_lines,
};
