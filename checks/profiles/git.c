/*
 * git send-email: sendemail.* in git's own settings (/etc/gitconfig, $XDG_CONFIG_HOME/git/config, ~/.gitconfig), with a set of them for
 * each identity. What stands in a file that counts only in some folders (includeIf) is an account of its own, named by its condition.
 */
#include "checks/base/ascii.h"
#include "checks/profiles/git_config.h"

#define IDENTITIES_MAX 16

static const char *const names[] = {".gitconfig", "gitconfig", NULL};

struct git {
	struct reading *reading;
	const struct book *book;
	const char *section;  /* "sendemail", or "sendmail" where the person left the 'e' out */
	const char *identity; /* NULL: none */
};

/* An identity's own word goes before that of all. */
static const struct book_entry *get(const struct git *git, const char *name)
{
	const struct book_entry *entry = NULL;

	if (git->identity)
		entry = book_getf(git->book, "%s.%s.%s", git->section, git->identity, name);
	return entry ? entry : book_getf(git->book, "%s.%s", git->section, name);
}

static const char *value_of(const struct git *git, const char *name)
{
	const struct book_entry *entry = get(git, name);

	return entry ? entry->value : NULL;
}

static bool is_true(const char *value)
{
	static const char *const agreed[] = {"true", "yes", "on", "1", NULL};

	return value && in_list_anyhow(value, agreed);
}

static int port_of(const char *text)
{
	static const struct {
		const char *name;
		int port;
	} services[] = {
		{"smtp", 25}, {"submission", 587}, {"submissions", 465}, {"smtps", 465}, {"ssmtp", 465}};

	for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
		if (strcmp(text, services[i].name) == 0)
			return services[i].port;
	return profile_port(text);
}

/* "host" or "host:port". */
static void fill_host(const char *text, struct server_settings *settings)
{
	const char *colon = strrchr(text, ':');
	STR_AUTO struct str host = STR_INIT;
	int port = colon && strchr(text, ':') == colon ? profile_port(colon + 1) : 0;

	str_add_bytes(&host, text, port ? (size_t)(colon - text) : strlen(text));
	profile_host(settings, str_text(&host));
	if (port)
		settings->port = port;
}

static void fill_server(const struct git *git, struct profile *profile)
{
	const struct book_entry *server = get(git, "smtpserver"), *port = get(git, "smtpserverport");
	const char *encryption = value_of(git, "smtpencryption");
	struct server_settings *settings = &profile->out.settings;

	if (!encryption)
		encryption = is_true(value_of(git, "smtpssl")) ? "ssl" : "";
	settings->security = strcmp(encryption, "ssl") == 0   ? SECURITY_TLS
			     : strcmp(encryption, "tls") == 0 ? SECURITY_STARTTLS
							      : SECURITY_NONE;
	fill_host(server ? server->value : "", settings);
	if (port)
		settings->port = port_of(port->value);
	if (!settings->port)
		settings->port = settings->security == SECURITY_TLS ? 465 : 25;
	book_place(git->reading, git->book, server, &profile->out.place);
	profile->out.any_certificate = value_of(git, "smtpsslcertpath") && !*value_of(git, "smtpsslcertpath");
}

/* A program instead of a server: its name is the first word's. */
static bool fill_program(const struct git *git, struct profile *profile)
{
	const struct book_entry *command = get(git, "sendmailcmd"), *server = get(git, "smtpserver");
	const struct book_entry *from = command ? command : server;

	if (!command && !server && local_sendmail(git->reading)) {
		str_copy(profile->hands_to, sizeof profile->hands_to, "sendmail");
		return true;
	}
	if (!from || (!command && *from->value != '/' && *from->value != '~'))
		return false;
	profile_hands_to(profile, from->value);
	book_place(git->reading, git->book, from, &profile->out.place);
	return true;
}

static void fill_login(const struct git *git, struct profile_server *out)
{
	const struct book_entry *user = get(git, "smtpuser"), *auth = get(git, "smtpauth");

	out->login = user && *user->value ? LOGIN_ANY : LOGIN_OFF;
	if (user)
		profile_text(out->settings.user, sizeof out->settings.user, user->value);
	if (auth) {
		profile_text(out->method, sizeof out->method, auth->value);
		if (out->login == LOGIN_ANY || ascii_caseeq(auth->value, "none"))
			out->login = profile_login(auth->value);
	}
	out->stored = get(git, "smtppass") != NULL;
	book_place(git->reading, git->book, user ? user : auth, &out->login_place);
}

static void fill_sender(const struct git *git, struct profile *profile)
{
	const struct book_entry *from = get(git, "from");

	if (!from)
		from = book_get(git->book, "user.email");
	if (from)
		profile_address(profile->address, sizeof profile->address, from->value);
	book_place(git->reading, git->book, from, &profile->out.from_place);
}

/* Any word but "ssl" and "tls", in small letters, means none to git. */
static void check_encryption(const struct git *git, struct profile *profile)
{
	const struct book_entry *entry = get(git, "smtpencryption");
	STR_AUTO struct str is = STR_INIT;
	struct profile_place place;

	if (!entry || !*entry->value || strcmp(entry->value, "ssl") == 0 ||
		strcmp(entry->value, "tls") == 0 || ascii_caseeq(entry->value, "none"))
		return;
	book_place(git->reading, git->book, entry, &place);
	str_addf(&is, "smtpEncryption = %s", entry->value);
	profile_mistake(profile, MISTAKE_UNREADABLE_LINE, &place, str_text(&is),
		profile->out.settings.port == 465 ? "smtpEncryption = ssl" : "smtpEncryption = tls",
		entry->value);
}

/* "[sendmail]" for "[sendemail]": git send-email refuses to run. */
static void check_section(const struct git *git, struct profile *profile)
{
	const struct book_entry *section = book_get(git->book, "[sendmail");
	const char *forbid = book_value(git->book, "sendemail.forbidsendmailvariables");
	struct profile_place place;

	if (!section || (forbid && !is_true(forbid)))
		return;
	book_place(git->reading, git->book, section, &place);
	profile_mistake(profile, MISTAKE_UNREADABLE_LINE, &place, "[sendmail]", "[sendemail]", "sendmail");
}

static void add_account(const struct git *git, const char *name, bool usual)
{
	struct profile *profile = reading_profile(git->reading, PROGRAM_GIT);

	if (!profile)
		return;
	profile->usual = usual;
	profile_text(profile->name, sizeof profile->name, name);
	if (!fill_program(git, profile)) {
		fill_server(git, profile);
		fill_login(git, &profile->out);
		check_encryption(git, profile);
	}
	fill_sender(git, profile);
	book_faults_to(git->book, profile);
	check_section(git, profile);
}

/* Whether something of sending is set, for all or for one identity. */
static bool says_something(const struct git *git)
{
	static const char *const telling[] = {
		"smtpserver", "sendmailcmd", "smtpuser", "smtpencryption", "smtpserverport"};

	for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++)
		if (get(git, telling[i]))
			return true;
	return false;
}

/* The identities: the middle of "sendemail.IDENTITY.name". */
static size_t find_identities(const struct git *git, char **identities)
{
	size_t n = 0, head = strlen(git->section) + 1;

	for (size_t i = 0; i < git->book->entries.n; i++) {
		const char *key = git->book->entries.items[i].key, *last = strrchr(key, '.');
		size_t known = 0;

		if (strncmp(key, git->section, head - 1) != 0 || key[head - 1] != '.' || last < key + head ||
			n == IDENTITIES_MAX)
			continue;
		identities[n] = mem_strndup(key + head, (size_t)(last - key) - head);
		while (known < n && strcmp(identities[known], identities[n]) != 0)
			known++;
		if (known < n)
			free(identities[n]);
		else
			n++;
	}
	return n;
}

/* All accounts of one set of settings; condition: where they count, or NULL. */
static void add_accounts(struct git *git, const char *condition)
{
	char *identities[IDENTITIES_MAX];
	const char *usual;
	size_t n;

	if (!book_get(git->book, "[sendemail"))
		git->section = "sendmail";
	n = find_identities(git, identities);
	usual = book_value(git->book, "sendemail.identity");
	git->identity = NULL;
	if (says_something(git) && (n == 0 || get(git, "smtpserver") || get(git, "sendmailcmd")))
		add_account(git, condition ? condition : "", !usual && !condition);
	for (size_t i = 0; i < n; i++) {
		git->identity = identities[i];
		if (!condition && says_something(git))
			add_account(git, identities[i], usual && strcmp(usual, identities[i]) == 0);
	}
	for (size_t i = 0; i < n; i++)
		free(identities[i]);
}

/* What the file of a condition changes, over the rest. */
static void add_condition(
	struct reading *reading, const struct book *rest, const struct git_condition *condition)
{
	BOOK_AUTO struct book own = BOOK_INIT;
	BOOK_AUTO struct book whole = BOOK_INIT;
	struct git_config config = {.reading = reading, .book = &own};
	struct git git = {.reading = reading, .book = &own, .section = "sendemail"};

	if (git_config_read(&config, condition->path) && says_something(&git)) {
		book_copy(&whole, rest);
		book_copy(&whole, &own);
		git.book = &whole;
		add_accounts(&git, condition->condition);
	}
	git_config_release(&config);
}

static void add_all(struct git_config *config)
{
	struct git git = {.reading = config->reading, .book = config->book, .section = "sendemail"};

	add_accounts(&git, NULL);
	for (size_t i = 0; i < config->n_conditions; i++)
		add_condition(config->reading, config->book, &config->conditions[i]);
	git_config_release(config);
}

static void git_read(struct reading *reading, const char *path)
{
	BOOK_AUTO struct book book = BOOK_INIT;
	struct git_config config = {.reading = reading, .book = &book};

	if (git_config_read(&config, path))
		add_all(&config);
}

static void git_find(struct reading *reading)
{
	BOOK_AUTO struct book book = BOOK_INIT;
	struct git_config config = {.reading = reading, .book = &book};
	char path[PROFILE_PLACE_MAX + 16];

	(void)git_config_read(&config, "/etc/gitconfig");
	snprintf(path, sizeof path, "%s/git/config", reading->config);
	if (reading->config[0])
		(void)git_config_read(&config, path);
	(void)git_config_read(&config, "~/.gitconfig");
	add_all(&config);
}

static bool git_knows(const char *path, const char *text)
{
	if (!text)
		return path_named(path, names) || path_ends(path, "/git/config") ||
		       path_ends(path, ".git/config");
	return text_has_line(text, "[sendemail") || text_has_line(text, "[sendmail]");
}

/* Anything but port and encryption stands alone. */
static void git_lines(const struct profile *profile, enum profile_setting setting,
	const struct server_settings *wanted, struct str *lines_r)
{
	struct server_settings to = wanted_whole(profile, wanted);
	bool moves = wanted_moves(profile, setting, wanted);

	str_add(lines_r, "[sendemail]\n");
	if (setting == SETTING_HOST)
		str_addf(lines_r, "\tsmtpServer = %s\n", to.host);
	if (setting == SETTING_HOST || setting == SETTING_PORT || (setting == SETTING_SECURITY && moves))
		str_addf(lines_r, "\tsmtpServerPort = %d\n", to.port);
	if (setting == SETTING_SECURITY || moves)
		str_addf(lines_r, "\tsmtpEncryption = %s\n",
			to.security == SECURITY_TLS	   ? "ssl"
			: to.security == SECURITY_STARTTLS ? "tls"
							   : "none");
	if (setting == SETTING_LOGIN || setting == SETTING_USER)
		str_addf(lines_r, "\tsmtpUser = %s\n", to.user);
	if (setting == SETTING_METHOD)
		str_add(lines_r, "\tsmtpAuth = PLAIN LOGIN\n");
	if (setting == SETTING_FROM)
		str_addf(lines_r, "\tfrom = %s\n", wanted->user);
	text_lines_end(lines_r);
}

const struct dialect dialect_git = {
	.program = PROGRAM_GIT,
	.find = git_find,
	.knows = git_knows,
	.read = git_read,
	.lines = git_lines,
};
