/*
 * s-nail and its relatives: ~/.mailrc over /etc/s-nail.rc or /etc/mail.rc. The server stands in mta (formerly smtp), with scheme, and in the
 * new way (v15-compat) with the user; each account of "account NAME { … }" is what it sets over the rest. Without smtp-auth, or a user in the
 * new way, it does not sign in.
 */
#include "checks/base/ascii.h"
#include "checks/profiles/snail_rc.h"

static const char *const names[] = {".mailrc", "mailrc", "mail.rc", "s-nail.rc", NULL};

struct snail {
	struct reading *reading;
	const struct book *book;
	const struct book_entry *mta;
	struct address_of_server url;
	bool v15;
};

/* NAME-USER@HOST, NAME-HOST, NAME: the first that is set. HOST has the port where the address has one. */
static const struct book_entry *chain(const struct snail *snail, const char *name)
{
	const char *host = snail->url.host, *user = snail->url.user;
	const struct book_entry *entry = NULL;
	char port[16] = "";

	if (snail->url.port)
		snprintf(port, sizeof port, ":%d", snail->url.port);
	if (*user)
		entry = book_getf(snail->book, "%s-%s@%s%s", name, user, host, port);
	if (!entry)
		entry = book_getf(snail->book, "%s-%s%s", name, host, port);
	return entry ? entry : book_get(snail->book, name);
}

static bool is_address(const char *scheme)
{
	static const char *const schemes[] = {"smtp", "smtps", "submission", "submissions", NULL};

	return in_list(scheme, schemes);
}

static int default_port(const char *scheme)
{
	if (strcmp(scheme, "submission") == 0)
		return 587;
	return strcmp(scheme, "smtp") == 0 ? 25 : 465;
}

/* smtp goes before mta, and may be a bare HOST[:PORT]. */
static bool find_server(struct snail *snail)
{
	STR_SECRET struct str text = STR_INIT;

	snail->mta = book_get(snail->book, "smtp");
	if (snail->mta && *snail->mta->value && !strstr(snail->mta->value, "://"))
		str_add(&text, "smtp://");
	if (!snail->mta || !*snail->mta->value)
		snail->mta = book_get(snail->book, "mta");
	if (!snail->mta)
		return false;
	str_add(&text, snail->mta->value);
	return address_of_server(str_text(&text), &snail->url) && is_address(snail->url.scheme);
}

static void fill_server(const struct snail *snail, struct profile_server *out)
{
	const struct book_entry *verify = chain(snail, "tls-verify");
	bool tls = snail->url.scheme[0] && snail->url.scheme[strlen(snail->url.scheme) - 1] == 's';

	profile_host(&out->settings, snail->url.host);
	out->settings.security = tls				     ? SECURITY_TLS
				 : chain(snail, "smtp-use-starttls") ? SECURITY_STARTTLS
								     : SECURITY_NONE;
	out->settings.port = snail->url.port ? snail->url.port : default_port(snail->url.scheme);
	if (!verify)
		verify = chain(snail, "ssl-verify");
	out->any_certificate = verify && strcmp(verify->value, "ignore") == 0;
	book_place(snail->reading, snail->book, snail->mta, &out->place);
}

/* In the old way smtp-auth-user-ADDRESS goes by the sender. */
static const struct book_entry *find_user(const struct snail *snail, const char *sender)
{
	const struct book_entry *user = NULL;

	if (snail->v15)
		return chain(snail, "user");
	if (*sender)
		user = book_getf(snail->book, "smtp-auth-user-%s", sender);
	return user ? user : book_get(snail->book, "smtp-auth-user");
}

static bool is_stored(const struct snail *snail)
{
	if (snail->url.password || chain(snail, "password") || chain(snail, "netrc-lookup"))
		return true;
	for (size_t i = 0; i < snail->book->entries.n; i++)
		if (strncmp(snail->book->entries.items[i].key, "smtp-auth-password", 18) == 0 &&
			!snail->book->entries.items[i].gone)
			return true;
	return false;
}

static void fill_login(const struct snail *snail, const char *sender, struct profile_server *out)
{
	const struct book_entry *auth = chain(snail, "smtp-auth"), *user = find_user(snail, sender);
	const char *name = snail->url.user[0] ? snail->url.user : user ? user->value : "";

	if (!auth && *sender)
		auth = book_getf(snail->book, "smtp-auth-%s", sender);
	out->login = auth ? profile_login(auth->value) : snail->v15 ? LOGIN_PASSWORD : LOGIN_OFF;
	if (auth)
		profile_text(out->method, sizeof out->method, auth->value);
	profile_text(out->settings.user, sizeof out->settings.user, name);
	out->stored = is_stored(snail);
	book_place(snail->reading, snail->book,
		snail->url.user[0] ? snail->mta
		: user		   ? user
				   : auth,
		&out->login_place);
}

/* The new form of address in the old way: s-nail refuses to send. */
static void check_form(const struct snail *snail, struct profile *profile)
{
	STR_AUTO struct str is = STR_INIT;

	address_without_secret(snail->mta->value, &is);
	if (snail->url.bad)
		profile_mistake(profile, MISTAKE_UNREADABLE_LINE, &profile->out.place, str_text(&is),
			"set mta=smtps://USER@HOST:465", "mta");
	else if (snail->url.user[0] && !snail->v15)
		profile_mistake(profile, MISTAKE_UNREADABLE_LINE, &profile->out.place, str_text(&is),
			"set v15-compat=yes", "v15-compat");
}

/* The value of the first of the two that is set; "": neither is. */
static const char *chain_value(const struct snail *snail, const char *name, const char *old)
{
	const char *value = book_value(snail->book, name);

	if (!value)
		value = book_value(snail->book, old);
	return value ? value : "";
}

/* "mta=/usr/bin/msmtp", "mta=file:///usr/sbin/sendmail", "sendmail=…"; else what the computer has. */
static void fill_program(const struct snail *snail, struct profile *profile)
{
	const struct book_entry *entry = snail->mta && *snail->mta->value ? snail->mta : NULL;
	const char *arguments = chain_value(snail, "mta-arguments", "sendmail-arguments");
	STR_SECRET struct str command = STR_INIT;

	if (!entry)
		entry = book_get(snail->book, "sendmail");
	if (entry)
		str_addf(&command, "%s %s", entry->value, arguments);
	else if (local_sendmail(snail->reading))
		str_add(&command, "sendmail");
	profile_hands_to(profile, str_text(&command));
	book_place(snail->reading, snail->book, entry, &profile->out.place);
}

static void fill_incoming(const struct snail *snail, struct profile_server *in)
{
	static const char *const boxes[] = {"inbox", "folder"};
	struct address_of_server url;

	for (size_t i = 0; i < 2 && !in->settings.host[0]; i++) {
		const struct book_entry *entry = book_get(snail->book, boxes[i]);

		if (!entry || !address_of_server(entry->value, &url) || url.bad ||
			(strncmp(url.scheme, "imap", 4) != 0 && strncmp(url.scheme, "pop3", 4) != 0))
			continue;
		profile_host(&in->settings, url.host);
		in->settings.pop3 = url.scheme[0] == 'p';
		in->settings.security =
			url.scheme[strlen(url.scheme) - 1] == 's' ? SECURITY_TLS : SECURITY_NONE;
		in->settings.port = in->settings.pop3 ? 110 : 143;
		if (in->settings.security == SECURITY_TLS)
			in->settings.port = in->settings.pop3 ? 995 : 993;
		if (url.port)
			in->settings.port = url.port;
		str_copy(in->settings.user, sizeof in->settings.user, url.user);
		book_place(snail->reading, snail->book, entry, &in->place);
	}
}

static void add_account(struct reading *reading, const struct book *book, const char *name, bool usual)
{
	struct snail snail = {.reading = reading, .book = book, .v15 = book_get(book, "v15-compat") != NULL};
	const struct book_entry *from = book_get(book, "from");
	struct profile *profile = reading_profile(reading, PROGRAM_SNAIL);

	if (!profile)
		return;
	profile->usual = usual;
	profile_text(profile->name, sizeof profile->name, name);
	if (from)
		profile_address(profile->address, sizeof profile->address, from->value);
	if (find_server(&snail)) {
		fill_server(&snail, &profile->out);
		fill_login(&snail, profile->address, &profile->out);
		check_form(&snail, profile);
	} else {
		fill_program(&snail, profile);
	}
	book_place(reading, book, from, &profile->out.from_place);
	fill_incoming(&snail, &profile->in);
	book_faults_to(book, profile);
}

static bool says_something(const struct book *book)
{
	return book_get(book, "mta") || book_get(book, "smtp") || book_get(book, "sendmail") ||
	       book_get(book, "from") || book->faults.n;
}

static void add_body(struct snail_rc *rc, const struct snail_body *body, bool usual)
{
	BOOK_AUTO struct book own = BOOK_INIT;
	const struct book *base = rc->book;

	book_copy(&own, base);
	rc->book = &own;
	snail_rc_run(rc, body);
	rc->book = (struct book *)base;
	if (says_something(&own))
		add_account(rc->reading, &own, body->name, usual);
}

static void read_all(struct reading *reading, const char *const *systems, const char *path)
{
	BOOK_AUTO struct book book = BOOK_INIT;
	struct snail_rc *rc = mem_new(sizeof *rc);
	bool base;

	rc->reading = reading;
	rc->book = &book;
	for (; *systems; systems++)
		(void)snail_rc_read(rc, *systems);
	if (snail_rc_read(rc, path)) {
		base = book_get(&book, "mta") || book_get(&book, "smtp") || book_get(&book, "sendmail");
		if (base || (says_something(&book) && !rc->n_bodies))
			add_account(reading, &book, "", true);
		for (size_t i = 0; i < rc->n_bodies; i++)
			if (rc->bodies[i].account)
				add_body(rc, &rc->bodies[i], false);
	}
	snail_rc_release(rc);
	free(rc);
}

static void snail_read(struct reading *reading, const char *path)
{
	static const char *const none[] = {NULL};

	read_all(reading, none, path);
}

static void snail_find(struct reading *reading)
{
	static const char *const systems[] = {"/etc/s-nail.rc", "/etc/mail.rc", NULL};

	read_all(reading, systems, "~/.mailrc");
}

static bool snail_knows(const char *path, const char *text)
{
	if (!text)
		return path_named(path, names);
	return text_has_line(text, "set mta=") || text_has_line(text, "set smtp=") ||
	       text_has_line(text, "set smtp-auth");
}

/* Where the user stood in the address, it stays there. */
static bool user_in_address(const struct profile_server *out)
{
	return out->settings.user[0] && out->login_place.line == out->place.line &&
	       strcmp(out->login_place.file, out->place.file) == 0;
}

static void add_address(const struct profile *profile, const struct server_settings *to, struct str *lines_r)
{
	str_addf(lines_r, "set mta=%s://", to->security == SECURITY_TLS ? "smtps" : "smtp");
	if (user_in_address(&profile->out)) {
		address_add_user(lines_r, to->user);
		str_add(lines_r, "@");
	}
	str_addf(lines_r, "%s:%d\n", to->host, to->port);
}

static void snail_lines(const struct profile *profile, enum profile_setting setting,
	const struct server_settings *wanted, struct str *lines_r)
{
	struct server_settings to = wanted_whole(profile, wanted);
	bool in_address = user_in_address(&profile->out);

	if (setting == SETTING_HOST || setting == SETTING_PORT || setting == SETTING_SECURITY ||
		(setting == SETTING_USER && in_address))
		add_address(profile, &to, lines_r);
	if (setting == SETTING_SECURITY || wanted_moves(profile, setting, wanted))
		str_addf(lines_r, "%s smtp-use-starttls\n",
			to.security == SECURITY_STARTTLS ? "set" : "unset");
	if (setting == SETTING_LOGIN || setting == SETTING_METHOD)
		str_add(lines_r, "set smtp-auth=login\n");
	if ((setting == SETTING_LOGIN || setting == SETTING_USER) && !in_address)
		str_addf(lines_r, "set smtp-auth-user=%s\n", to.user);
	if (setting == SETTING_FROM)
		str_addf(lines_r, "set from=%s\n", wanted->user);
	text_lines_end(lines_r);
}

const struct dialect dialect_snail = {
	.program = PROGRAM_SNAIL,
	.find = snail_find,
	.knows = snail_knows,
	.read = snail_read,
	.lines = snail_lines,
};
