/*
 * msmtp: ~/.msmtprc or $XDG_CONFIG_HOME/msmtp/config, and /etc/msmtprc. Accounts one after the other; each begins with the defaults that
 * stand before it and may take over another account's settings. The account "default" is the usual one. "eval" runs a command, which
 * never happens here: what it would say stays unknown.
 */
#include "checks/base/ascii.h"
#include "checks/profiles/msmtp_commands.h"
#include "checks/profiles/text.h"

#define ACCOUNTS_MAX 64
#define INHERITS_MAX 16

static const char *const names[] = {".msmtprc", "msmtprc", NULL};

struct account {
	char *name;
	struct book book;
	bool copy; /* only takes over one other account: "account default : work" */
	bool own;  /* something stands in it itself */
	char *of;
};

struct msmtp {
	struct reading *reading;
	const char *path;
	int line;
	struct book defaults, faults; /* faults: of the whole file */
	VEC(struct account) accounts;
	struct book *into; /* what the next line belongs to */
};

static bool is_on(const char *argument)
{
	return !*argument || strcmp(argument, "on") == 0;
}

static void refuse_line(struct msmtp *msmtp, const char *is, const char *change)
{
	int file = book_file(&msmtp->faults, msmtp->path);

	book_fault(
		msmtp->reading, &msmtp->faults, MISTAKE_UNREADABLE_LINE, file, msmtp->line, is, change, is);
}

static struct account *account_named(struct msmtp *msmtp, const char *name)
{
	for (size_t i = msmtp->accounts.n; i-- > 0;)
		if (strcmp(msmtp->accounts.items[i].name, name) == 0)
			return &msmtp->accounts.items[i];
	return NULL;
}

/* "account NAME : A,B": the defaults first, then what A and B say. */
static void begin_account(struct msmtp *msmtp, char *argument)
{
	char *of = strchr(argument, ':'), *save = NULL;
	struct account *account, *from;
	struct book book = BOOK_INIT;
	size_t n = 0;

	if (msmtp->accounts.n == ACCOUNTS_MAX) {
		msmtp->into = &msmtp->faults; /* nobody's */
		return;
	}
	if (of)
		*of++ = '\0';
	argument = trimmed(argument);
	book_copy(&book, &msmtp->defaults);
	book_set(&book, "account", argument, book_file(&book, msmtp->path), msmtp->line);
	account = VEC_ADD(&msmtp->accounts);
	account->name = mem_strdup(argument);
	for (char *name = of ? strtok_r(of, ", \t", &save) : NULL; name && n < INHERITS_MAX;
		name = strtok_r(NULL, ", \t", &save)) {
		from = account_named(msmtp, name);
		if (!from || from == account) {
			refuse_line(msmtp, name, NULL);
			continue;
		}
		book_copy(&book, &from->book);
		free(account->of);
		account->of = mem_strdup(name);
		n++;
	}
	account->copy = n == 1;
	account->book = book;
	msmtp->into = &account->book;
}

static void unknown_command(struct msmtp *msmtp, char *command, const char *argument)
{
	char *equals = strchr(command, '=');
	const char *right;
	STR_AUTO struct str change = STR_INIT;
	STR_AUTO struct str is = STR_INIT;

	/* "host=smtp.example.org" */
	if (equals) {
		*equals = '\0';
		argument = equals[1] ? equals + 1 : argument;
	}
	right = msmtp_meant(command);
	if (right)
		str_addf(
			&change, "%s %s", right, strncmp(right, "password", 8) == 0 ? SECRET_MARK : argument);
	if (right)
		str_add(&is, command);
	else
		add_known_word(&is, command, msmtp_commands);
	refuse_line(msmtp, str_text(&is), str_text(&change));
}

/* A word and the rest, which may stand in quotes. */
static char *split(char *line, char **argument_r)
{
	char *rest = line + strcspn(line, " \t");
	size_t len;

	if (*rest)
		*rest++ = '\0';
	rest = trimmed(rest);
	len = strlen(rest);
	if (len >= 2 && rest[0] == '"' && rest[len - 1] == '"') {
		rest[len - 1] = '\0';
		rest++;
	}
	*argument_r = rest;
	return line;
}

static void check_value(struct msmtp *msmtp, const char *command, const char *argument)
{
	static const char *const switches[] = {"tls", "tls_starttls", "tls_certcheck", NULL};
	STR_AUTO struct str is = STR_INIT;
	STR_AUTO struct str change = STR_INIT;

	str_addf(&is, "%s %s", command, argument);
	if (in_list(command, switches) && !is_on(argument) && strcmp(argument, "off") != 0) {
		bool yes = ascii_caseeq(argument, "yes") || ascii_caseeq(argument, "true") ||
			   ascii_caseeq(argument, "on") || strcmp(argument, "1") == 0;

		str_addf(&change, "%s %s", command, yes ? "on" : "off");
		refuse_line(msmtp, str_text(&is), str_text(&change));
	} else if (strcmp(command, "port") == 0 && !profile_port(argument)) {
		refuse_line(msmtp, str_text(&is), NULL);
	}
}

static void take_line(struct msmtp *msmtp, char *line)
{
	char *argument, *command = split(line, &argument);

	if (strcmp(command, "defaults") == 0) {
		book_release(&msmtp->defaults);
		msmtp->into = &msmtp->defaults;
		return;
	}
	if (strcmp(command, "account") == 0) {
		begin_account(msmtp, argument);
		return;
	}
	if (!in_list(command, msmtp_commands)) {
		unknown_command(msmtp, command, argument);
		return;
	}
	check_value(msmtp, command, argument);
	/* Lines before the first account belong to it only by "defaults". */
	if (msmtp->into != &msmtp->defaults && msmtp->accounts.n)
		msmtp->accounts.items[msmtp->accounts.n - 1].own = true;
	if (strncmp(command, "password", 8) == 0)
		*argument = '\0';
	book_set(msmtp->into, command, argument, book_file(msmtp->into, msmtp->path), msmtp->line);
}

static void read_login(struct msmtp *msmtp, const struct book *book, struct profile_server *out)
{
	const struct book_entry *auth = book_get(book, "auth"), *user = book_get(book, "user");

	out->login = LOGIN_OFF;
	if (auth)
		out->login = is_on(auth->value) ? LOGIN_ANY : profile_login(auth->value);
	if (auth && !is_on(auth->value))
		profile_text(out->method, sizeof out->method, auth->value);
	if (user)
		profile_text(out->settings.user, sizeof out->settings.user, user->value);
	out->stored = book_get(book, "password") || book_get(book, "passwordeval");
	book_place(msmtp->reading, book, auth ? auth : user, &out->login_place);
}

static bool switched(const struct book *book, const char *name, bool unset)
{
	const char *value = book_value(book, name);

	return value ? is_on(value) : unset;
}

static void read_server(struct msmtp *msmtp, const struct book *book, struct profile_server *out)
{
	const char *host = book_value(book, "host"), *port = book_value(book, "port");
	bool starttls = switched(book, "tls_starttls", true) && !book_get(book, "tls_nostarttls");

	profile_host(&out->settings, host ? host : "");
	out->settings.security = !switched(book, "tls", false) ? SECURITY_NONE
				 : starttls		       ? SECURITY_STARTTLS
							       : SECURITY_TLS;
	out->settings.port = port ? profile_port(port) : 0;
	if (!out->settings.port)
		out->settings.port = out->settings.security == SECURITY_TLS ? 465 : 25;
	out->any_certificate =
		!switched(book, "tls_certcheck", true) || book_get(book, "tls_nocertcheck") != NULL;
	book_place(msmtp->reading, book, book_get(book, host ? "host" : "account"), &out->place);
}

/* Some would be refused only when a mail is sent. */
static void check_account(const struct book *book, struct profile *profile)
{
	const char *host = book_value(book, "host");

	if (!host)
		profile_mistake(profile, MISTAKE_NO_SERVER, &profile->out.place, NULL, NULL, profile->name);
	if (book_get(book, "tls_starttls") && !switched(book, "tls", false) &&
		!switched(book, "tls_starttls", true))
		profile_mistake(profile, MISTAKE_CONTRADICTION, &profile->out.place, "tls_starttls off",
			"tls on\ntls_starttls off", "tls off");
}

static void add_account(struct msmtp *msmtp, const struct account *account, bool usual)
{
	const struct book *book = &account->book;
	const struct book_entry *from = book_get(book, "from");
	const char *protocol = book_value(book, "protocol");
	struct profile *profile;

	if ((protocol && strcmp(protocol, "lmtp") == 0) || book_get(book, "socket"))
		return;
	if (!book_get(book, "host") && book_get(book, "eval")) {
		reading_command(msmtp->reading, msmtp->path);
		return;
	}
	profile = reading_profile(msmtp->reading, PROGRAM_MSMTP);
	if (!profile)
		return;
	profile->usual = usual;
	profile_text(profile->name, sizeof profile->name, account->name);
	read_server(msmtp, book, &profile->out);
	read_login(msmtp, book, &profile->out);
	if (from && !strpbrk(from->value, "*?[%"))
		profile_address(profile->address, sizeof profile->address, from->value);
	book_place(msmtp->reading, book, from ? from : book_get(book, "account"), &profile->out.from_place);
	book_faults_to(&msmtp->faults, profile);
	check_account(book, profile);
	check_port_in_host(profile, &dialect_msmtp);
}

/* "account default : work" is no account of its own: it says that work is the usual one. */
static const char *usual_account(struct msmtp *msmtp)
{
	const struct account *usual = account_named(msmtp, "default");

	if (!usual)
		return msmtp->accounts.n == 1 ? msmtp->accounts.items[0].name : "";
	return usual->copy && !usual->own ? usual->of : usual->name;
}

static void add_accounts(struct msmtp *msmtp)
{
	const char *usual = usual_account(msmtp);

	for (size_t i = 0; i < msmtp->accounts.n; i++) {
		const struct account *account = &msmtp->accounts.items[i];

		if (strcmp(account->name, "default") == 0 && account->copy && !account->own)
			continue;
		add_account(msmtp, account, strcmp(account->name, usual) == 0);
	}
}

static void release(struct msmtp *msmtp)
{
	for (size_t i = 0; i < msmtp->accounts.n; i++) {
		free(msmtp->accounts.items[i].name);
		free(msmtp->accounts.items[i].of);
		book_release(&msmtp->accounts.items[i].book);
	}
	VEC_RELEASE(&msmtp->accounts);
	book_release(&msmtp->defaults);
	book_release(&msmtp->faults);
}

/* False: there is no such file, or it may not be read. */
static bool read_one(struct reading *reading, const char *path)
{
	struct msmtp msmtp = {.reading = reading, .path = path};
	STR_SECRET struct str text = STR_INIT;
	STR_SECRET struct str line = STR_INIT;

	if (!reading_file(reading, path, &text))
		return false;
	struct lines lines = LINES(&text);

	msmtp.into = &msmtp.defaults;
	while (text_line(&lines, &line)) {
		char *start;

		if (!line.len)
			continue;
		start = trimmed(line.s);
		msmtp.line = lines.line;
		if (*start && *start != '#')
			take_line(&msmtp, start);
	}
	add_accounts(&msmtp);
	release(&msmtp);
	return true;
}

static void msmtp_read(struct reading *reading, const char *path)
{
	(void)read_one(reading, path);
}

/* msmtp looks at the second place only where the first has nothing. */
static void msmtp_find(struct reading *reading)
{
	char config[PROFILE_PLACE_MAX + 32];

	snprintf(config, sizeof config, "%s/msmtp/config", reading->config);
	if (!read_one(reading, "~/.msmtprc") && reading->config[0])
		(void)read_one(reading, config);
	(void)read_one(reading, "/etc/msmtprc");
}

static bool msmtp_knows(const char *path, const char *text)
{
	if (!text)
		return path_named(path, names) || path_ends(path, "/msmtp/config");
	return text_has_line(text, "account ") && text_has_line(text, "host ");
}

static void add_security(struct str *lines_r, const struct server_settings *to)
{
	if (to->security == SECURITY_NONE)
		str_add(lines_r, "tls off\n");
	else
		str_addf(lines_r, "tls on\ntls_starttls %s\n", to->security == SECURITY_TLS ? "off" : "on");
}

static void msmtp_lines(const struct profile *profile, enum profile_setting setting,
	const struct server_settings *wanted, struct str *lines_r)
{
	struct server_settings to = wanted_whole(profile, wanted);
	bool moves = wanted_moves(profile, setting, wanted);

	if (setting == SETTING_HOST)
		str_addf(lines_r, "host %s\n", to.host);
	if (setting == SETTING_PORT || setting == SETTING_HOST || (setting == SETTING_SECURITY && moves))
		str_addf(lines_r, "port %d\n", to.port);
	if (setting == SETTING_SECURITY || moves)
		add_security(lines_r, &to);
	if (setting == SETTING_LOGIN || setting == SETTING_METHOD)
		str_add(lines_r, "auth on\n");
	if (setting == SETTING_LOGIN || setting == SETTING_USER)
		str_addf(lines_r, "user %s\n", to.user);
	if (setting == SETTING_FROM)
		str_addf(lines_r, "from %s\n", wanted->user);
	text_lines_end(lines_r);
}

const struct dialect dialect_msmtp = {
	.program = PROGRAM_MSMTP,
	.find = msmtp_find,
	.knows = msmtp_knows,
	.read = msmtp_read,
	.lines = msmtp_lines,
};
