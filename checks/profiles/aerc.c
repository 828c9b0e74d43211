/*
 * aerc: $XDG_CONFIG_HOME/aerc/accounts.conf, an account in each [section]. outgoing is SCHEME[+AUTH]://USER[:PASSWORD]@HOST[:PORT] or a
 * program. "smtp" has meant STARTTLS since 0.15; before, smtp-starttls said so, and still does where it stands.
 */
#include "checks/base/ascii.h"
#include "checks/profiles/text.h"

#define AERC_CONF "/aerc/accounts.conf"

static const char *const kept[] = {
	"outgoing", "outgoing-cred-cmd", "smtp-starttls", "from", "source", "source-cred-cmd", NULL};

struct aerc {
	struct reading *reading;
	const char *path;
	struct book book; /* of the account that is being read */
	char name[PROFILE_NAME_MAX];
	size_t n;
};

/* "smtps+login": the words of a scheme. */
static bool has_word(const char *scheme, const char *word)
{
	size_t len = strlen(word);

	for (; *scheme; scheme += strcspn(scheme, "+"), scheme += *scheme == '+')
		if (strcspn(scheme, "+") == len && strncmp(scheme, word, len) == 0)
			return true;
	return false;
}

static bool is_address(const char *scheme)
{
	return has_word(scheme, "smtp") || has_word(scheme, "smtps");
}

static bool is_true(const char *value)
{
	static const char *const agreed[] = {"true", "yes", "on", "1", "t", "y", NULL};

	return in_list_anyhow(value, agreed);
}

static enum security security_of(const struct book *book, const char *scheme)
{
	const char *starttls = book_value(book, "smtp-starttls");

	if (has_word(scheme, "smtps"))
		return SECURITY_TLS;
	if (has_word(scheme, "insecure") || (starttls && !is_true(starttls)))
		return SECURITY_NONE;
	return SECURITY_STARTTLS;
}

static void fill_login(
	const struct aerc *aerc, const struct address_of_server *url, struct profile_server *out)
{
	static const char *const ways[] = {
		"none", "plain", "login", "oauthbearer", "xoauth2", "ntlm", "gssapi"};

	out->login = LOGIN_PASSWORD;
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		if (!has_word(url->scheme, ways[i]))
			continue;
		str_copy(out->method, sizeof out->method, ways[i]);
		out->login = profile_login(ways[i]);
	}
	if (!url->user[0])
		out->login = LOGIN_OFF;
	str_copy(out->settings.user, sizeof out->settings.user, url->user);
	out->stored = url->password || book_get(&aerc->book, "outgoing-cred-cmd");
	out->login_place = out->place;
}

static void fill_server(
	const struct aerc *aerc, const struct address_of_server *url, struct profile_server *out)
{
	profile_host(&out->settings, url->host);
	out->settings.security = security_of(&aerc->book, url->scheme);
	out->settings.port = url->port ? url->port : out->settings.security == SECURITY_TLS ? 465 : 587;
	fill_login(aerc, url, out);
}

/* A '/', '?' or '#' in a password cuts the address there; an '@' is no trouble. */
static void bad_outgoing(const struct book_entry *entry, struct profile *profile)
{
	STR_AUTO struct str is = STR_INIT;

	address_without_secret(entry->value, &is);
	profile_mistake(profile, MISTAKE_UNREADABLE_LINE, &profile->out.place, str_text(&is),
		"outgoing = smtps://USER@HOST:465\noutgoing-cred-cmd = pass show HOST", "outgoing");
}

static void fill_incoming(const struct aerc *aerc, struct profile_server *in)
{
	const struct book_entry *entry = book_get(&aerc->book, "source");
	struct address_of_server url;

	if (!entry || !address_of_server(entry->value, &url) || url.bad ||
		strncmp(url.scheme, "imap", 4) != 0)
		return;
	profile_host(&in->settings, url.host);
	in->settings.security = has_word(url.scheme, "insecure") ? SECURITY_NONE
				: has_word(url.scheme, "imap")	 ? SECURITY_STARTTLS
								 : SECURITY_TLS;
	in->settings.port = url.port ? url.port : in->settings.security == SECURITY_TLS ? 993 : 143;
	str_copy(in->settings.user, sizeof in->settings.user, url.user);
	book_place(aerc->reading, &aerc->book, entry, &in->place);
}

static void fill_outgoing(const struct aerc *aerc, const struct book_entry *entry, struct profile *profile)
{
	struct address_of_server url;

	book_place(aerc->reading, &aerc->book, entry, &profile->out.place);
	if (address_of_server(entry->value, &url)) {
		if (!url.bad && is_address(url.scheme))
			fill_server(aerc, &url, &profile->out);
		else if (strncmp(url.scheme, "jmap", 4) != 0)
			bad_outgoing(entry, profile);
		return;
	}
	profile_hands_to(profile, entry->value);
}

/* An account without outgoing can only receive. */
static void end_account(struct aerc *aerc)
{
	const struct book_entry *outgoing = book_get(&aerc->book, "outgoing");
	const struct book_entry *from = book_get(&aerc->book, "from");
	struct profile *profile;

	if ((!outgoing && !book_get(&aerc->book, "source")) ||
		(outgoing && strncmp(outgoing->value, "jmap", 4) == 0))
		return;
	profile = reading_profile(aerc->reading, PROGRAM_AERC);
	if (!profile)
		return;
	profile->usual = aerc->n++ == 0;
	str_copy(profile->name, sizeof profile->name, aerc->name);
	if (outgoing)
		fill_outgoing(aerc, outgoing, profile);
	else
		book_place(aerc->reading, &aerc->book, book_get(&aerc->book, "source"), &profile->out.place);
	if (from)
		profile_address(profile->address, sizeof profile->address, from->value);
	book_place(aerc->reading, &aerc->book, from, &profile->out.from_place);
	fill_incoming(aerc, &profile->in);
	book_faults_to(&aerc->book, profile);
}

static void begin_account(struct aerc *aerc, char *name)
{
	end_account(aerc);
	book_release(&aerc->book);
	name[strcspn(name, "]")] = '\0';
	profile_text(aerc->name, sizeof aerc->name, trimmed(name));
}

/* A value may stand in quotes; a comment begins behind a blank. */
static char *value_of(char *text)
{
	size_t len;

	text = trimmed(text);
	len = strlen(text);
	if (len >= 2 && strchr("\"'`", text[0]) && text[len - 1] == text[0]) {
		text[len - 1] = '\0';
		return text + 1;
	}
	for (size_t i = 1; i < len; i++)
		if ((text[i] == '#' || text[i] == ';') && ascii_isspace(text[i - 1]))
			text[i] = '\0';
	return trimmed(text);
}

static void take_line(struct aerc *aerc, char *line, int number)
{
	char *equals = line + strcspn(line, "=:"), *name;

	if (*line == '[') {
		begin_account(aerc, line + 1);
		return;
	}
	if (!*equals || *line == '#' || *line == ';')
		return;
	*equals = '\0';
	name = trimmed(line);
	if (in_list(name, kept))
		book_set(&aerc->book, name, value_of(equals + 1), book_file(&aerc->book, aerc->path), number);
}

static void aerc_read(struct reading *reading, const char *path)
{
	struct aerc aerc = {.reading = reading, .path = path};
	STR_SECRET struct str text = STR_INIT;
	STR_SECRET struct str line = STR_INIT;

	if (!reading_file(reading, path, &text))
		return;
	struct lines lines = LINES(&text);

	while (text_line(&lines, &line))
		if (line.len)
			take_line(&aerc, trimmed(line.s), lines.line);
	end_account(&aerc);
	book_release(&aerc.book);
}

static void aerc_find(struct reading *reading)
{
	char path[PROFILE_PLACE_MAX + 32];

	snprintf(path, sizeof path, "%s" AERC_CONF, reading->config);
	if (reading->config[0])
		aerc_read(reading, path);
}

static bool aerc_knows(const char *path, const char *text)
{
	if (!text)
		return path_ends(path, AERC_CONF);
	return text_has_line(text, "outgoing") && text_has_line(text, "source");
}

static void aerc_lines(const struct profile *profile, enum profile_setting setting,
	const struct server_settings *wanted, struct str *lines_r)
{
	struct server_settings to = wanted_whole(profile, wanted);
	bool login = profile->out.login != LOGIN_OFF || setting == SETTING_LOGIN || setting == SETTING_USER;

	if (setting == SETTING_FROM) {
		str_addf(lines_r, "from = <%s>", wanted->user);
		return;
	}
	str_addf(lines_r, "outgoing = %s", to.security == SECURITY_TLS ? "smtps" : "smtp");
	if (to.security == SECURITY_NONE)
		str_add(lines_r, "+insecure");
	if (profile->out.method[0] && setting != SETTING_METHOD && setting != SETTING_LOGIN)
		str_addf(lines_r, "+%s", profile->out.method);
	str_add(lines_r, "://");
	if (login) {
		address_add_user(lines_r, to.user);
		str_add(lines_r, "@");
	}
	str_addf(lines_r, "%s:%d", to.host, to.port);
	if (to.security == SECURITY_STARTTLS && profile->out.settings.security == SECURITY_NONE)
		str_add(lines_r, "\nsmtp-starttls = yes");
	if (setting == SETTING_LOGIN && !profile->out.stored)
		str_addf(lines_r, "\noutgoing-cred-cmd = pass show %s", to.host);
}

const struct dialect dialect_aerc = {
	.program = PROGRAM_AERC,
	.find = aerc_find,
	.knows = aerc_knows,
	.read = aerc_read,
	.lines = aerc_lines,
};
