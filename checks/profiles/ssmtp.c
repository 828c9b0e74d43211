/*
 * sSMTP: /etc/ssmtp/ssmtp.conf (name=value, one server for everybody) and /etc/ssmtp/revaliases (who sends as whom). The program is
 * forgiving in a way that misleads: what it does not understand it leaves out, any value but YES is no, and a value ends at the first blank,
 * '=', ':' or '#', a password too.
 */
#include "checks/base/ascii.h"
#include "checks/profiles/text.h"

#define SSMTP_CONF     "/etc/ssmtp/ssmtp.conf"
#define SSMTP_BREAKERS "= \t:#"

static const char *const names[] = {"ssmtp.conf", NULL};

static const char *const known[] = {"root", "mailhub", "hostname", "rewritedomain", "fromlineoverride",
	"remoteport", "usetls", "usestarttls", "usetlscert", "tlscert", "tlskey", "tls_ca_file", "tls_ca_dir",
	"authuser", "authpass", "authmethod", "useoldauth", "debug", NULL};

static const char *const yes_or_no[] = {"usetls", "usestarttls", "fromlineoverride", NULL};

static const struct {
	const char *wrong, *right;
} meant[] = {
	{"server", "mailhub"},
	{"smtpserver", "mailhub"},
	{"mailserver", "mailhub"},
	{"smarthost", "mailhub"},
	{"port", "RemotePort"},
	{"user", "AuthUser"},
	{"username", "AuthUser"},
	{"pass", "AuthPass"},
	{"password", "AuthPass"},
	{"authpassword", "AuthPass"},
	{"starttls", "UseSTARTTLS"},
	{"usessl", "UseTLS"},
	{"tls", "UseTLS"},
};

struct ssmtp {
	struct reading *reading;
	struct book *book;
	int file, line;
	bool tls, starttls;
};

static void fault(struct ssmtp *ssmtp, const char *is, const char *change, const char *what)
{
	book_fault(ssmtp->reading, ssmtp->book, MISTAKE_UNREADABLE_LINE, ssmtp->file, ssmtp->line, is, change,
		what);
}

/* Only what is nearly a name of sSMTP's is shown. */
static void unknown(struct ssmtp *ssmtp, const char *word)
{
	STR_AUTO struct str is = STR_INIT;

	/* There is nothing to add to so many. */
	if (ssmtp->book->faults.n == MISTAKES_MAX)
		return;
	add_known_word(&is, word, known);
	fault(ssmtp, str_text(&is), NULL, str_text(&is));
}

/* Names that sSMTP passes over. */
static void unknown_name(struct ssmtp *ssmtp, const char *name, const char *value)
{
	for (size_t i = 0; i < sizeof meant / sizeof meant[0]; i++) {
		STR_AUTO struct str change = STR_INIT;

		if (!ascii_caseeq(name, meant[i].wrong))
			continue;
		str_addf(&change, "%s=%s", meant[i].right,
			strcmp(meant[i].right, "AuthPass") == 0 ? SECRET_MARK : value);
		fault(ssmtp, name, str_text(&change), name);
		return;
	}
	unknown(ssmtp, name);
}

/* "UseTLS=on" is no to sSMTP. */
static bool take_switch(struct ssmtp *ssmtp, const char *name, const char *value)
{
	static const char *const agreed[] = {"on", "true", "1", "y", "enable", "enabled", NULL};
	STR_AUTO struct str is = STR_INIT;
	STR_AUTO struct str change = STR_INIT;

	if (ascii_caseeq(value, "yes"))
		return true;
	if (in_list_anyhow(value, agreed)) {
		str_addf(&is, "%s=%s", name, value);
		str_addf(&change, "%s=YES", name);
		fault(ssmtp, str_text(&is), str_text(&change), value);
	}
	return false;
}

/* UseTLS=NO takes back a UseSTARTTLS before it; a UseSTARTTLS=YES behind it counts. */
static void take_tls(struct ssmtp *ssmtp, const char *name, bool yes)
{
	if (ascii_caseeq(name, "UseSTARTTLS")) {
		ssmtp->starttls = yes;
		ssmtp->tls = ssmtp->tls || yes;
	} else if (ascii_caseeq(name, "UseTLS")) {
		if (!yes && ssmtp->starttls)
			book_fault(ssmtp->reading, ssmtp->book, MISTAKE_CONTRADICTION, ssmtp->file,
				ssmtp->line, "UseTLS=NO", "UseTLS=YES", "UseSTARTTLS=YES");
		ssmtp->tls = yes;
		ssmtp->starttls = yes && ssmtp->starttls;
	}
}

static void take_known(struct ssmtp *ssmtp, char *name, const char *value)
{
	if (in_list_anyhow(name, yes_or_no)) {
		bool yes = take_switch(ssmtp, name, value);

		take_tls(ssmtp, name, yes);
		value = yes ? "YES" : "NO";
	}
	ascii_tolower(name);
	if (*value)
		book_set(ssmtp->book, name, value, ssmtp->file, ssmtp->line);
}

static void take_value(struct ssmtp *ssmtp, char *name, char *rest)
{
	char *value = rest + strspn(rest, SSMTP_BREAKERS);
	size_t len = strcspn(value, SSMTP_BREAKERS);
	char after = value[len];

	/* Nothing is told of the password but that a part of it is lost. */
	if (ascii_caseeq(name, "AuthPass")) {
		if (after && (after == '#' || *after_blanks(value + len)))
			fault(ssmtp, "AuthPass=" SECRET_MARK, NULL, (char[]){after, '\0'});
		book_set(ssmtp->book, "authpass", "", ssmtp->file, ssmtp->line);
		return;
	}
	if (ascii_caseeq(name, "mailhub") && after == ':') {
		char *port = value + len + strspn(value + len, SSMTP_BREAKERS);

		port[strcspn(port, SSMTP_BREAKERS)] = '\0';
		book_set(ssmtp->book, "remoteport", port, ssmtp->file, ssmtp->line);
	}
	value[len] = '\0';
	if (!in_list_anyhow(name, known)) {
		unknown_name(ssmtp, name, value);
		return;
	}
	take_known(ssmtp, name, value);
}

/* "mailhub smtp.example.org", without '=': passed over. */
static void no_equals(struct ssmtp *ssmtp, char *line)
{
	STR_AUTO struct str change = STR_INIT;
	char *rest = line + strcspn(line, " \t");

	if (*rest)
		*rest++ = '\0';
	if (!in_list_anyhow(line, known)) {
		unknown(ssmtp, line);
		return;
	}
	if (*rest)
		str_addf(
			&change, "%s=%s", line, ascii_caseeq(line, "authpass") ? SECRET_MARK : trimmed(rest));
	fault(ssmtp, line, str_text(&change), line);
}

static void take_line(struct ssmtp *ssmtp, char *line)
{
	size_t len = strcspn(line, "= \t"), equals = strcspn(line, "="), comment = strcspn(line, "#");

	if (!*line || *line == '#')
		return;
	if (!line[equals] || comment < equals) {
		line[comment] = '\0';
		no_equals(ssmtp, line);
		return;
	}
	if (!len)
		return;
	line[len] = '\0';
	take_value(ssmtp, line, line + len + 1);
}

static bool read_conf(struct ssmtp *ssmtp, const char *path)
{
	STR_SECRET struct str text = STR_INIT;
	STR_SECRET struct str line = STR_INIT;

	if (!reading_file(ssmtp->reading, path, &text))
		return false;
	struct lines lines = LINES(&text);

	ssmtp->file = book_file(ssmtp->book, path);
	while (text_line(&lines, &line)) {
		ssmtp->line = lines.line;
		if (line.len)
			take_line(ssmtp, trimmed(line.s));
	}
	return true;
}

/* USER:ADDRESS[:HOST[:PORT]] of the person. */
static void read_aliases(struct ssmtp *ssmtp, const char *path)
{
	STR_AUTO struct str text = STR_INIT;
	STR_AUTO struct str line = STR_INIT;
	const char *user = local_user(ssmtp->reading);

	if (!*user || !reading_file(ssmtp->reading, path, &text))
		return;
	struct lines lines = LINES(&text);
	int file = book_file(ssmtp->book, path);

	while (text_line(&lines, &line)) {
		char *at = line.len ? trimmed(line.s) : NULL, *save = NULL;
		const char *keys[] = {"", "alias", "mailhub", "remoteport"};
		char *part = at && *at != '#' ? strtok_r(at, ":", &save) : NULL;

		if (!part || strcmp(trimmed(part), user) != 0)
			continue;
		for (size_t i = 1; i < 4 && (part = strtok_r(NULL, ":", &save)); i++)
			book_set(ssmtp->book, keys[i], trimmed(part), file, lines.line);
	}
}

static void fill_server(struct ssmtp *ssmtp, struct profile_server *out)
{
	const struct book_entry *hub = book_get(ssmtp->book, "mailhub");
	const char *port = book_value(ssmtp->book, "remoteport");

	profile_host(&out->settings, hub ? hub->value : "");
	out->settings.port = port ? profile_port(port) : 0;
	if (!out->settings.port)
		out->settings.port = 25;
	out->settings.security = ssmtp->starttls ? SECURITY_STARTTLS
				 : ssmtp->tls	 ? SECURITY_TLS
						 : SECURITY_NONE;
	out->any_certificate = ssmtp->tls; /* it takes every one */
	if (hub)
		book_place(ssmtp->reading, ssmtp->book, hub, &out->place);
	else
		book_place_at(ssmtp->reading, ssmtp->book, 0, 0, &out->place);
}

static void fill_login(struct ssmtp *ssmtp, struct profile_server *out)
{
	const struct book_entry *user = book_get(ssmtp->book, "authuser");
	const char *method = book_value(ssmtp->book, "authmethod");

	out->login = user ? LOGIN_PASSWORD : LOGIN_OFF;
	if (user && method) {
		profile_text(out->method, sizeof out->method, method);
		if (ascii_caseeq(method, "cram-md5"))
			out->login = LOGIN_ENCRYPTED;
	}
	if (user)
		profile_text(out->settings.user, sizeof out->settings.user, user->value);
	out->stored = book_get(ssmtp->book, "authpass") != NULL;
	book_place(ssmtp->reading, ssmtp->book, user, &out->login_place);
}

/* Where no line lets mails keep their sender, they leave as USER@COMPUTER. */
static void fill_sender(struct ssmtp *ssmtp, struct profile *profile)
{
	const struct book_entry *alias = book_get(ssmtp->book, "alias");
	const struct book_entry *domain = book_get(ssmtp->book, "rewritedomain");
	const struct book_entry *keeps = book_get(ssmtp->book, "fromlineoverride");
	const char *user = local_user(ssmtp->reading);
	char address[ADDRESS_MAX + 1];

	if (alias) {
		profile_address(profile->address, sizeof profile->address, alias->value);
	} else if (domain && *user) {
		snprintf(address, sizeof address, "%s@%.200s", user, domain->value);
		profile_address(profile->address, sizeof profile->address, address);
	}
	book_place(ssmtp->reading, ssmtp->book, alias ? alias : domain, &profile->out.from_place);
	if (alias || domain || (keeps && strcmp(keeps->value, "YES") == 0) || profile->out.login == LOGIN_OFF)
		return;
	if (keeps)
		book_place(ssmtp->reading, ssmtp->book, keeps, &profile->out.from_place);
	else
		book_place_at(ssmtp->reading, ssmtp->book, 0, 0, &profile->out.from_place);
	profile_mistake(profile, MISTAKE_SENDER_OTHER, &profile->out.from_place,
		keeps ? "FromLineOverride=NO" : NULL, "FromLineOverride=YES", profile->out.settings.user);
}

static void ssmtp_read(struct reading *reading, const char *path)
{
	BOOK_AUTO struct book book = BOOK_INIT;
	struct ssmtp ssmtp = {.reading = reading, .book = &book};
	char beside[PROFILE_PLACE_MAX];
	struct profile *profile;

	if (!read_conf(&ssmtp, path))
		return;
	if (path_beside(path, "revaliases", beside, sizeof beside))
		read_aliases(&ssmtp, beside);
	profile = reading_profile(reading, PROGRAM_SSMTP);
	if (!profile)
		return;
	profile->usual = true;
	fill_server(&ssmtp, &profile->out);
	fill_login(&ssmtp, &profile->out);
	book_faults_to(&book, profile);
	fill_sender(&ssmtp, profile);
}

static void ssmtp_find(struct reading *reading)
{
	ssmtp_read(reading, SSMTP_CONF);
}

static bool ssmtp_knows(const char *path, const char *text)
{
	return text ? text_has_line(text, "mailhub") : path_named(path, names);
}

static void ssmtp_lines(const struct profile *profile, enum profile_setting setting,
	const struct server_settings *wanted, struct str *lines_r)
{
	struct server_settings to = wanted_whole(profile, wanted);
	bool moves = wanted_moves(profile, setting, wanted);

	if (setting == SETTING_HOST || setting == SETTING_PORT || (setting == SETTING_SECURITY && moves))
		str_addf(lines_r, "mailhub=%s:%d\n", to.host, to.port);
	if (setting == SETTING_SECURITY || moves)
		str_addf(lines_r, "UseTLS=%s\nUseSTARTTLS=%s\n", to.security == SECURITY_NONE ? "NO" : "YES",
			to.security == SECURITY_STARTTLS ? "YES" : "NO");
	if (setting == SETTING_LOGIN || setting == SETTING_USER)
		str_addf(lines_r, "AuthUser=%s\n", to.user);
	if (setting == SETTING_METHOD)
		str_add(lines_r, "AuthMethod=LOGIN\n");
	if (setting == SETTING_FROM)
		str_add(lines_r, "FromLineOverride=YES\n");
	text_lines_end(lines_r);
}

const struct dialect dialect_ssmtp = {
	.program = PROGRAM_SSMTP,
	.find = ssmtp_find,
	.knows = ssmtp_knows,
	.read = ssmtp_read,
	.lines = ssmtp_lines,
};
