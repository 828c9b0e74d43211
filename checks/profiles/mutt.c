/*
 * mutt and NeoMutt: one set of variables, with smtp_url for the server, or sendmail for a program that takes the mail. Hooks and macros that
 * set something else make accounts of their own. Without a user name in smtp_url (or smtp_user) mutt does not sign in at all.
 */
#include "checks/base/ascii.h"
#include "checks/profiles/mutt_rc.h"

static const char *const names[] = {".muttrc", "muttrc", "Muttrc", ".neomuttrc", "neomuttrc", NULL};

struct mutt {
	struct reading *reading;
	struct book *book;
	size_t first; /* accounts of this reading begin here */
};

/* Text that a command would have told. */
static bool is_unknown(const char *text)
{
	return strchr(text, MUTT_UNKNOWN) || strstr(text, "\\x01");
}

static void fill_user(
	const struct book *book, const struct address_of_server *url, struct profile_server *out)
{
	const char *user = url->user[0] ? url->user : book_value(book, "smtp_user");

	if (user && *user && !is_unknown(user))
		profile_text(out->settings.user, sizeof out->settings.user, user);
	out->login = user && *user ? LOGIN_ANY : LOGIN_OFF;
}

/* "gssapi:login": tried one after the other; the first one counts, a password if one of them takes it. */
static void fill_method(const struct book *book, struct profile_server *out)
{
	const char *list = book_value(book, "smtp_authenticators");
	STR_AUTO struct str copy = STR_INIT;
	char *save = NULL;

	if (!list || !*list || out->login == LOGIN_OFF)
		return;
	profile_text(out->method, sizeof out->method, list);
	str_add(&copy, list);
	for (char *way = strtok_r(copy.s, ": ", &save); way; way = strtok_r(NULL, ": ", &save)) {
		enum profile_login login = profile_login(way);

		if (out->login == LOGIN_ANY || login == LOGIN_PASSWORD)
			out->login = login;
	}
}

static void fill_login(struct mutt *mutt, const struct address_of_server *url, struct profile_server *out)
{
	const struct book_entry *entry = book_get(mutt->book, "smtp_user");

	fill_user(mutt->book, url, out);
	fill_method(mutt->book, out);
	if (book_get(mutt->book, "smtp_authenticators"))
		entry = book_get(mutt->book, "smtp_authenticators");
	out->stored = url->password || book_get(mutt->book, "smtp_pass") ||
		      book_get(mutt->book, "smtp_oauth_refresh_command");
	book_place(mutt->reading, mutt->book, entry ? entry : book_get(mutt->book, "smtp_url"),
		&out->login_place);
}

static void fill_server(struct mutt *mutt, const struct address_of_server *url, struct profile_server *out)
{
	bool forced = mutt_rc_on(mutt->book, "ssl_force_tls", true);
	bool starttls = mutt_rc_on(mutt->book, "ssl_starttls", true);

	profile_host(&out->settings, url->host);
	out->settings.security = strcmp(url->scheme, "smtps") == 0 ? SECURITY_TLS
				 : forced || starttls		   ? SECURITY_STARTTLS
								   : SECURITY_NONE;
	out->may_go_clear = out->settings.security == SECURITY_STARTTLS && !forced;
	out->settings.port = url->port ? url->port : out->settings.security == SECURITY_TLS ? 465 : 25;
	book_place(mutt->reading, mutt->book, book_get(mutt->book, "smtp_url"), &out->place);
}

/* An smtp_url that mutt cannot read: no "smtp://", or a password with '/' or '@' in it that cuts it. */
static void bad_url(const char *text, struct profile *profile)
{
	STR_AUTO struct str is = STR_INIT;
	STR_AUTO struct str change = STR_INIT;
	struct address_of_server url;

	address_without_secret(text, &is);
	str_addf(&change, "smtp://%s", text);
	if (!strstr(text, "://") && address_of_server(str_text(&change), &url) && !url.bad) {
		str_clear(&change);
		str_addf(&change, "set smtp_url = \"%s://", url.port == 465 ? "smtps" : "smtp");
		address_add_user(&change, url.user);
		str_addf(&change, "%s%s:%d/\"", url.user[0] ? "@" : "", url.host, url.port ? url.port : 587);
	} else {
		str_clear(&change);
		str_add(&change,
			"set smtp_url = \"smtps://USER@HOST:465/\"\nset smtp_pass = \"" SECRET_MARK "\"");
	}
	profile_mistake(profile, MISTAKE_UNREADABLE_LINE, &profile->out.place, str_text(&is),
		str_text(&change), "smtp_url");
}

static void fill_sender(struct mutt *mutt, struct profile *profile)
{
	const struct book_entry *from = book_get(mutt->book, "from");

	if (from && !is_unknown(from->value))
		profile_address(profile->address, sizeof profile->address, from->value);
	book_place(mutt->reading, mutt->book, from, &profile->out.from_place);
}

/* The mailbox that is read, where it is at a server. */
static void fill_incoming(struct mutt *mutt, struct profile *profile)
{
	static const char *const boxes[] = {"folder", "spoolfile", "spool_file", "pop_host"};
	struct profile_server *in = &profile->in;
	struct address_of_server url;
	const char *user = NULL;

	for (size_t i = 0; i < 4 && !in->settings.host[0]; i++) {
		const struct book_entry *entry = book_get(mutt->book, boxes[i]);
		STR_AUTO struct str text = STR_INIT;

		if (!entry || is_unknown(entry->value))
			continue;
		str_addf(&text, "%s%s", i == 3 && !strstr(entry->value, "://") ? "pop://" : "", entry->value);
		if (!address_of_server(str_text(&text), &url) || url.bad ||
			(strncmp(url.scheme, "imap", 4) != 0 && strncmp(url.scheme, "pop", 3) != 0))
			continue;
		profile_host(&in->settings, url.host);
		in->settings.pop3 = url.scheme[0] == 'p';
		in->settings.security =
			url.scheme[strlen(url.scheme) - 1] == 's' ? SECURITY_TLS : SECURITY_STARTTLS;
		in->settings.port = in->settings.pop3 ? 110 : 143;
		if (in->settings.security == SECURITY_TLS)
			in->settings.port = in->settings.pop3 ? 995 : 993;
		if (url.port)
			in->settings.port = url.port;
		user = url.user[0] ? url.user
				   : book_value(mutt->book, in->settings.pop3 ? "pop_user" : "imap_user");
		book_place(mutt->reading, mutt->book, entry, &in->place);
	}
	if (user && !is_unknown(user))
		profile_text(in->settings.user, sizeof in->settings.user, user);
}

static void fill_program(struct mutt *mutt, struct profile *profile)
{
	const struct book_entry *entry = book_get(mutt->book, "sendmail");

	book_place(mutt->reading, mutt->book, entry, &profile->out.place);
	if (entry)
		profile_hands_to(profile, entry->value);
	else if (local_sendmail(mutt->reading))
		profile_hands_to(profile, "sendmail");
}

static bool same_account(const struct profile *a, const struct profile *b)
{
	const struct server_settings *left = &a->out.settings, *right = &b->out.settings;

	return strcmp(left->host, right->host) == 0 && left->port == right->port &&
	       left->security == right->security && strcmp(left->user, right->user) == 0 &&
	       strcmp(a->address, b->address) == 0 && strcmp(a->hands_to, b->hands_to) == 0;
}

/* A hook that only changes colours makes no account. */
static void drop_if_known(struct mutt *mutt)
{
	struct profiles *into = mutt->reading->into;
	const struct profile *last = &into->found.items[into->found.n - 1];

	for (size_t i = mutt->first; i + 1 < into->found.n; i++) {
		if (same_account(&into->found.items[i], last)) {
			into->found.n--;
			return;
		}
	}
}

static void fill_outgoing(struct mutt *mutt, struct profile *profile)
{
	const char *text = book_value(mutt->book, "smtp_url");
	struct address_of_server url = {.port = 0};
	bool good;

	if (!text || !*text) {
		fill_program(mutt, profile);
		return;
	}
	good = address_of_server(text, &url) && !url.bad &&
	       (strcmp(url.scheme, "smtp") == 0 || strcmp(url.scheme, "smtps") == 0);
	if (!good)
		url = (struct address_of_server){.port = 0};
	fill_server(mutt, &url, &profile->out);
	fill_login(mutt, &url, &profile->out);
	if (!good)
		bad_url(text, profile);
}

static void add_account(struct mutt *mutt, const char *name, bool usual)
{
	const char *text = book_value(mutt->book, "smtp_url");
	struct address_of_server url;
	struct profile *profile;

	if (text && address_of_server(text, &url) && is_unknown(url.host)) {
		reading_command(
			mutt->reading, mutt->book->files.items[book_get(mutt->book, "smtp_url")->file]);
		return;
	}
	profile = reading_profile(mutt->reading, PROGRAM_MUTT);
	if (!profile)
		return;
	profile->usual = usual;
	profile_text(profile->name, sizeof profile->name, name);
	fill_outgoing(mutt, profile);
	fill_sender(mutt, profile);
	fill_incoming(mutt, profile);
	book_faults_to(mutt->book, profile);
	drop_if_known(mutt);
}

/* What the settings say about sending, or a mailbox that somebody writes from. */
static bool says_something(const struct book *book)
{
	return book_get(book, "smtp_url") || book_get(book, "sendmail") || book_get(book, "from") ||
	       book_get(book, "folder") || book_get(book, "imap_user") || book->faults.n;
}

/* A macro's account is named by the file that it reads, a hook's by what it waits for: perhaps the address of a mailbox. */
static void way_name(const struct mutt_way *way, char *name_r, size_t size)
{
	const char *source = strstr(way->command, "source ");
	const char *file = source ? source + strlen("source ") : "";
	STR_SECRET struct str path = STR_INIT;
	STR_AUTO struct str shown = STR_INIT;

	str_add_bytes(&path, file, strcspn(file, " ;'\"<"));
	address_without_secret(way->name[0] ? way->name : path_name(str_text(&path)), &shown);
	profile_text(name_r, size, str_text(&shown));
}

static void add_way(struct mutt *mutt, const struct book *base, const struct mutt_way *way)
{
	BOOK_AUTO struct book own = BOOK_INIT;
	struct mutt_rc rc = {.reading = mutt->reading, .book = &own};
	char name[PROFILE_NAME_MAX];
	struct mutt other = *mutt;

	book_copy(&own, base);
	mutt_rc_run(&rc, way->command, way->path, way->line);
	way_name(way, name, sizeof name);
	other.book = &own;
	if (says_something(&own))
		add_account(&other, name, false);
}

/* A base without a server of its own beside accounts that have one is no account. */
static bool is_account(const struct book *base, const struct mutt_ways *ways)
{
	if (book_get(base, "smtp_url") || book_get(base, "sendmail"))
		return true;
	return says_something(base) && !ways->n;
}

static void read_all(struct reading *reading, const char *common, const char *path)
{
	BOOK_AUTO struct book book = BOOK_INIT;
	struct mutt_ways ways = {.n = 0};
	struct mutt_rc rc = {.reading = reading, .book = &book, .ways = &ways};
	struct mutt mutt = {.reading = reading, .book = &book, .first = reading->into->found.n};

	if (common)
		(void)mutt_rc_read(&rc, common);
	if (mutt_rc_read(&rc, path)) {
		if (rc.piped && !book_get(&book, "smtp_url") && !book_get(&book, "sendmail") && !ways.n)
			reading_command(reading, path);
		else if (is_account(&book, &ways))
			add_account(&mutt, "", true);
		for (size_t i = 0; i < ways.n; i++)
			add_way(&mutt, &book, &ways.way[i]);
	}
	mutt_ways_release(&ways);
}

static void mutt_read(struct reading *reading, const char *path)
{
	read_all(reading, NULL, path);
}

/* The first file that is there is the one that the program reads. */
static bool read_first(struct reading *reading, const char *common, const char *const *places)
{
	char path[PROFILE_PLACE_MAX + 32];
	int fd;

	for (; *places; places++) {
		char whole[PROFILE_PLACE_MAX];

		/* "+" is the folder of settings. */
		if (**places == '+')
			snprintf(path, sizeof path, "%s%s", reading->config, *places + 1);
		else
			snprintf(path, sizeof path, "%s", *places);
		if (!reading_path(reading, path, whole, sizeof whole))
			continue;
		switch (computer_open(reading->mailcase, whole, &fd)) {
		case COMPUTER_ABSENT:
			continue;
		case COMPUTER_READ:
			close(fd);
			break;
		default: /* reading it says why not */
			break;
		}
		read_all(reading, common, path);
		return true;
	}
	return false;
}

static void mutt_find(struct reading *reading)
{
	static const char *const neomutt[] = {"+/neomutt/neomuttrc", "+/neomutt/muttrc", "+/mutt/neomuttrc",
		"~/.neomutt/neomuttrc", "~/.neomutt/muttrc", "~/.mutt/neomuttrc", "~/.neomuttrc", NULL};
	static const char *const mutt[] = {"~/.muttrc", "~/.mutt/muttrc", "+/mutt/muttrc", NULL};

	(void)read_first(reading, "/etc/neomuttrc", neomutt);
	(void)read_first(reading, "/etc/Muttrc", mutt);
}

static bool mutt_knows(const char *path, const char *text)
{
	if (!text)
		return path_named(path, names) || path_ends(path, ".muttrc") || path_ends(path, ".neomuttrc");
	return strstr(text, "smtp_url") || text_has_line(text, "set sendmail=\"") ||
	       text_has_line(text, "set imap_user");
}

static void mutt_lines(const struct profile *profile, enum profile_setting setting,
	const struct server_settings *wanted, struct str *lines_r)
{
	struct server_settings to = wanted_whole(profile, wanted);
	bool login = profile->out.login != LOGIN_OFF || setting == SETTING_LOGIN || setting == SETTING_USER;

	if (setting == SETTING_FROM) {
		str_addf(lines_r, "set from = \"%s\"", wanted->user);
		return;
	}
	if (setting == SETTING_METHOD) {
		str_add(lines_r, "set smtp_authenticators = \"plain:login\"");
		return;
	}
	str_addf(lines_r, "set smtp_url = \"%s://", to.security == SECURITY_TLS ? "smtps" : "smtp");
	if (login) {
		address_add_user(lines_r, to.user);
		str_add(lines_r, "@");
	}
	str_addf(lines_r, "%s:%d/\"", to.host, to.port);
	if (to.security == SECURITY_STARTTLS && profile->out.settings.security == SECURITY_NONE)
		str_add(lines_r, "\nset ssl_force_tls = yes");
}

const struct dialect dialect_mutt = {
	.program = PROGRAM_MUTT,
	.find = mutt_find,
	.knows = mutt_knows,
	.read = mutt_read,
	.lines = mutt_lines,
};
