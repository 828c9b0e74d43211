/*
 * Alpine: ~/.pinerc over /etc/pine.conf, name=value, a line that begins with a blank goes on with the one before. smtp-server is a list of
 * HOST[:PORT][/SWITCH…]; the first one counts, roles may have their own. sendmail-path in the same file goes before it. Where the server
 * wants a login, Alpine signs in whether a user is named or not.
 */
#include "checks/base/ascii.h"
#include "checks/profiles/alpine_server.h"

static const char *const names[] = {".pinerc", "pinerc", "pine.conf", "pine.conf.fixed", NULL};

static const char *const kept[] = {"smtp-server", "sendmail-path", "inbox-path", "user-domain", "user-id",
	"customized-hdrs", "patterns-roles", "patterns-roles2", "personal-name", NULL};

struct alpine {
	struct reading *reading;
	const struct book *book;
};

/* The first of a list with commas, quotes left out. */
static void first_of(const char *list, struct str *first_r)
{
	bool quoted = false;

	for (list = after_blanks(list); *list && (quoted || *list != ','); list++) {
		if (*list == '"')
			quoted = !quoted;
		else if (quoted || !ascii_isspace(*list))
			str_add_char(first_r, *list);
	}
}

static void fill_security(const struct alpine_server *server, struct profile_server *out)
{
	out->settings.security = server->ssl	 ? SECURITY_TLS
				 : server->notls ? SECURITY_NONE
						 : SECURITY_STARTTLS;
	out->may_go_clear = out->settings.security == SECURITY_STARTTLS && !server->tls;
	out->any_certificate = server->novalidate;
	out->settings.port = server->port ? server->port : server->ssl ? 465 : server->submit ? 587 : 25;
}

static void server_line(
	const struct alpine_server *server, const char *encryption, int port, struct str *line_r)
{
	str_addf(line_r, "smtp-server=%s:%d/%s", server->host, port, encryption);
	if (server->user[0])
		str_addf(line_r, "/user=%s", server->user);
}

/* A switch that Alpine does not know; what is behind its '=' may be a password, and so may what is before an '@'. */
static void bad_server(const struct alpine_server *server, const char *text, struct profile *profile)
{
	STR_AUTO struct str is = STR_INIT;
	STR_AUTO struct str change = STR_INIT;
	const char *host = text + alpine_user_length(text);

	if (server->unknown[0])
		str_addf(&is, "/%s", server->unknown);
	else
		str_add_bytes(&is, host, strcspn(host, "/"));
	if (ascii_caseeq(server->unknown, "starttls"))
		server_line(server, "tls", profile->out.settings.port, &change);
	else if (ascii_caseeq(server->unknown, "smtps"))
		server_line(server, "ssl", 465, &change);
	profile_mistake(profile, MISTAKE_UNREADABLE_LINE, &profile->out.place, str_text(&is),
		str_text(&change), server->unknown[0] ? server->unknown : "smtp-server");
}

static void check_server(const struct alpine_server *server, const char *text, struct profile *profile)
{
	int port = profile->out.settings.port;
	STR_AUTO struct str change = STR_INIT;

	if (server->ssl && server->tls) {
		server_line(server, port == 465 ? "ssl" : "tls", port, &change);
		profile_mistake(profile, MISTAKE_CONTRADICTION, &profile->out.place, "/ssl/tls",
			str_text(&change), "/tls");
	} else if (server->tls && server->notls) {
		server_line(server, "tls", port, &change);
		profile_mistake(profile, MISTAKE_CONTRADICTION, &profile->out.place, "/tls/notls",
			str_text(&change), "/notls");
	}
	if (server->bad)
		bad_server(server, text, profile);
}

static void fill_outgoing(const char *text, struct profile *profile)
{
	struct profile_server *out = &profile->out;
	struct alpine_server server;

	alpine_server_read(text, &server);
	profile_host(&out->settings, server.host);
	fill_security(&server, out);
	/* Alpine signs in when the server asks for it. */
	out->login = server.method[0] ? profile_login(server.method) : LOGIN_ANY;
	str_copy(out->method, sizeof out->method, server.method);
	str_copy(out->settings.user, sizeof out->settings.user, server.user);
	out->login_place = out->place;
	check_server(&server, text, profile);
}

/* inbox-path={HOST:PORT/switch}INBOX */
static void fill_incoming(const struct alpine *alpine, struct profile_server *in)
{
	const struct book_entry *entry = book_get(alpine->book, "inbox-path");
	STR_AUTO struct str text = STR_INIT;
	struct alpine_server server;

	if (!entry || *entry->value != '{')
		return;
	str_add_bytes(&text, entry->value + 1, strcspn(entry->value + 1, "}"));
	alpine_server_read(str_text(&text), &server);
	profile_host(&in->settings, server.host);
	fill_security(&server, in);
	in->settings.pop3 = server.pop3;
	if (!server.port)
		in->settings.port = server.pop3 ? (server.ssl ? 995 : 110) : server.ssl ? 993 : 143;
	str_copy(in->settings.user, sizeof in->settings.user, server.user);
	book_place(alpine->reading, alpine->book, entry, &in->place);
}

/* "From: Name <address>" among the headers of one's own, else the computer's user at user-domain. */
static void fill_sender(const struct alpine *alpine, struct profile *profile)
{
	const struct book_entry *headers = book_get(alpine->book, "customized-hdrs");
	const struct book_entry *domain = book_get(alpine->book, "user-domain");
	const char *from = headers ? ascii_find(headers->value, "from:") : NULL;
	const char *user = book_value(alpine->book, "user-id");
	STR_AUTO struct str text = STR_INIT;

	if (!user || !*user)
		user = local_user(alpine->reading);
	if (from) {
		first_of(from + 5, &text);
		profile_address(profile->address, sizeof profile->address, str_text(&text));
		book_place(alpine->reading, alpine->book, headers, &profile->out.from_place);
	} else if (domain && *domain->value && *user) {
		str_addf(&text, "%s@%s", user, domain->value);
		profile_address(profile->address, sizeof profile->address, str_text(&text));
		book_place(alpine->reading, alpine->book, domain, &profile->out.from_place);
	}
}

static bool fill_program(const struct alpine *alpine, struct profile *profile)
{
	const struct book_entry *path = book_get(alpine->book, "sendmail-path");
	const struct book_entry *server = book_get(alpine->book, "smtp-server");
	const char *command = NULL;

	/* Of two files the person's own counts. */
	if (path && *path->value && (!server || server->file <= path->file))
		command = path->value;
	else if (!server && local_sendmail(alpine->reading))
		command = "sendmail";
	if (!command)
		return false;
	profile_hands_to(profile, command);
	book_place(alpine->reading, alpine->book, path, &profile->out.place);
	return true;
}

/* The text between /NAME= and the next switch of a role; \/ stands for a '/' in it. */
static bool role_part(const char *role, const char *name, struct str *part_r)
{
	STR_AUTO struct str mark = STR_INIT;
	const char *at;

	str_addf(&mark, "/%s=", name);
	at = strstr(role, str_text(&mark));
	str_clear(part_r);
	if (!at)
		return false;
	for (at += mark.len; *at && *at != '/' && *at != '"'; at++) {
		if (*at == '\\' && at[1])
			at++;
		str_add_char(part_r, *at);
	}
	return part_r->len > 0;
}

static void add_role(const struct alpine *alpine, const struct book_entry *entry, const char *role)
{
	STR_AUTO struct str smtp = STR_INIT;
	STR_AUTO struct str part = STR_INIT;
	STR_AUTO struct str first = STR_INIT;
	struct profile *profile;

	if (!role_part(role, "SMTP", &smtp))
		return;
	profile = reading_profile(alpine->reading, PROGRAM_ALPINE);
	if (!profile)
		return;
	if (role_part(role, "NICK", &part))
		profile_text(profile->name, sizeof profile->name, str_text(&part));
	book_place(alpine->reading, alpine->book, entry, &profile->out.place);
	first_of(str_text(&smtp), &first);
	fill_outgoing(str_text(&first), profile);
	if (role_part(role, "FROM", &part))
		profile_address(profile->address, sizeof profile->address, str_text(&part));
	profile->out.from_place = profile->out.place;
	fill_incoming(alpine, &profile->in);
}

/* patterns-roles=LIT:pattern="/NICK=…" action="/ROLE=1/FROM=…/SMTP=…",LIT:… */
static void add_roles(const struct alpine *alpine)
{
	static const char *const lists[] = {"patterns-roles", "patterns-roles2"};

	for (size_t i = 0; i < 2; i++) {
		const struct book_entry *entry = book_get(alpine->book, lists[i]);
		const char *at = entry ? strstr(entry->value, "LIT:") : NULL;

		while (at) {
			const char *next = strstr(at + 4, "LIT:");
			STR_AUTO struct str role = STR_INIT;

			str_add_bytes(&role, at, next ? (size_t)(next - at) : strlen(at));
			add_role(alpine, entry, str_text(&role));
			at = next;
		}
	}
}

static void add_account(const struct alpine *alpine)
{
	const struct book_entry *server = book_get(alpine->book, "smtp-server");
	STR_AUTO struct str first = STR_INIT;
	struct profile *profile = reading_profile(alpine->reading, PROGRAM_ALPINE);

	if (!profile)
		return;
	profile->usual = true;
	if (!fill_program(alpine, profile)) {
		book_place(alpine->reading, alpine->book,
			server ? server : book_get(alpine->book, "inbox-path"), &profile->out.place);
		if (server) {
			first_of(server->value, &first);
			fill_outgoing(str_text(&first), profile);
		}
	}
	fill_sender(alpine, profile);
	fill_incoming(alpine, &profile->in);
}

/* What begins with a blank belongs to the name before. */
static bool read_one(struct reading *reading, struct book *book, const char *path)
{
	STR_AUTO struct str text = STR_INIT;
	STR_AUTO struct str line = STR_INIT;
	char name[64] = "";
	int file;

	if (!reading_file(reading, path, &text))
		return false;
	struct lines lines = LINES(&text);

	file = book_file(book, path);
	while (text_line(&lines, &line)) {
		char *equals = line.len ? strchr(line.s, '=') : NULL;

		if (!line.len || *line.s == '#') {
			continue;
		} else if (ascii_isspace(*line.s)) {
			if (*name && *trimmed(line.s))
				book_append(book, name, trimmed(line.s),
					book_get(book, name) ? book_get(book, name)->file : file,
					book_get(book, name) ? book_get(book, name)->line : lines.line);
		} else if (equals) {
			*equals++ = '\0';
			str_copy(name, sizeof name, trimmed(line.s));
			if (!in_list(name, kept))
				*name = '\0';
			else if (*trimmed(equals) && strcmp(trimmed(equals), "\"\"") != 0)
				book_set(book, name, trimmed(equals), file, lines.line);
		}
	}
	return true;
}

/* The person's own file counts even where it sets nothing. */
static void read_all(struct reading *reading, const char *common, const char *path)
{
	BOOK_AUTO struct book book = BOOK_INIT;
	struct alpine alpine = {.reading = reading, .book = &book};

	if (common)
		(void)read_one(reading, &book, common);
	if (!read_one(reading, &book, path))
		return;
	if (book_get(&book, "smtp-server") || book_get(&book, "inbox-path") ||
		book_get(&book, "sendmail-path"))
		add_account(&alpine);
	add_roles(&alpine);
}

static void alpine_read(struct reading *reading, const char *path)
{
	read_all(reading, NULL, path);
}

static void alpine_find(struct reading *reading)
{
	read_all(reading, "/etc/pine.conf", "~/.pinerc");
}

static bool alpine_knows(const char *path, const char *text)
{
	if (!text)
		return path_named(path, names);
	return text_has_line(text, "smtp-server=") || text_has_line(text, "inbox-path=");
}

static void alpine_lines(const struct profile *profile, enum profile_setting setting,
	const struct server_settings *to_be, struct str *lines_r)
{
	struct server_settings to = wanted_whole(profile, to_be);

	if (setting == SETTING_FROM) {
		str_addf(lines_r, "customized-hdrs=From: <%s>", to_be->user);
		return;
	}
	str_addf(lines_r, "smtp-server=%s:%d/%s", to.host, to.port,
		to.security == SECURITY_TLS	   ? "ssl"
		: to.security == SECURITY_STARTTLS ? "tls"
						   : "notls");
	if (profile->out.settings.user[0] || setting == SETTING_LOGIN || setting == SETTING_USER)
		str_addf(lines_r, "/user=%s", to.user);
	if (profile->out.any_certificate)
		str_add(lines_r, "/novalidate-cert");
}

const struct dialect dialect_alpine = {
	.program = PROGRAM_ALPINE,
	.find = alpine_find,
	.knows = alpine_knows,
	.read = alpine_read,
	.lines = alpine_lines,
};
