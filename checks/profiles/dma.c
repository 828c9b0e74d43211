/*
 * dma: /etc/dma/dma.conf (NAME VALUE, switches without a value) and the file of logins that it names (USER|HOST:PASSWORD). Without SMARTHOST
 * it hands each mail to the recipient's own server through port 25. What it does not understand makes it refuse to send at all.
 */
#include "checks/base/ascii.h"
#include "checks/profiles/text.h"

#define DMA_CONF "/etc/dma/dma.conf"
#define DMA_AUTH "/etc/dma/auth.conf"

static const char *const names[] = {"dma.conf", NULL};
static const char *const with_value[] = {"SMARTHOST", "PORT", "ALIASES", "SPOOLDIR", "AUTHPATH", "CERTFILE",
	"MAILNAME", "MASQUERADE", "FINGERPRINT", "DEBUGLOG", NULL};
static const char *const switches[] = {"STARTTLS", "OPPORTUNISTIC_TLS", "SECURETRANSFER", "DEFER", "INSECURE",
	"FULLBOUNCE", "NULLCLIENT", NULL};

struct dma {
	struct reading *reading;
	struct book *book;
	int file, line;
};

static void fault(struct dma *dma, const char *is, const char *change)
{
	book_fault(dma->reading, dma->book, MISTAKE_UNREADABLE_LINE, dma->file, dma->line, is, change, is);
}

static void unknown_word(struct dma *dma, const char *word, const char *value)
{
	static const char *const secure[] = {"SECURETRANS", "SECURE", "TLS", "SSL", "USETLS", NULL};
	STR_AUTO struct str upper = STR_INIT;

	/* There is nothing to add to so many. */
	if (dma->book->faults.n == MISTAKES_MAX)
		return;
	for (const char *c = word; *c; c++)
		str_add_char(&upper, ascii_upper(*c));
	if (in_list(str_text(&upper), with_value)) {
		str_addf(&upper, " %s", value);
		fault(dma, word, str_text(&upper));
	} else if (in_list(str_text(&upper), switches)) {
		fault(dma, word, str_text(&upper));
	} else if (in_list(str_text(&upper), secure)) {
		fault(dma, word, "SECURETRANSFER");
	} else {
		str_clear(&upper);
		add_known_word(&upper, word, with_value);
		if (!upper.len)
			add_known_word(&upper, word, switches);
		fault(dma, str_text(&upper), NULL);
	}
}

static void take_line(struct dma *dma, char *line)
{
	char *value = line + strcspn(line, " \t");

	if (*value)
		*value++ = '\0';
	value = trimmed(value);
	/* A switch with a value, "STARTTLS yes", is an error to dma. */
	if (in_list(line, switches) && *value) {
		STR_AUTO struct str is = STR_INIT;

		str_addf(&is, "%s %s", line, value);
		fault(dma, str_text(&is), line);
	} else if (in_list(line, with_value) ? !*value : !in_list(line, switches)) {
		unknown_word(dma, line, value);
	}
	if (in_list(line, with_value) ? *value != '\0' : in_list(line, switches))
		book_set(dma->book, line, value, dma->file, dma->line);
}

static bool read_conf(struct dma *dma, const char *path)
{
	STR_AUTO struct str text = STR_INIT;
	STR_AUTO struct str line = STR_INIT;

	if (!reading_file(dma->reading, path, &text))
		return false;
	struct lines lines = LINES(&text);

	dma->file = book_file(dma->book, path);
	while (text_line(&lines, &line)) {
		char *start;

		if (!line.len)
			continue;
		line.s[strcspn(line.s, "#")] = '\0';
		start = trimmed(line.s);
		dma->line = lines.line;
		if (*start)
			take_line(dma, start);
	}
	return true;
}

/* What the file of logins says of this server. */
struct logins {
	bool read;    /* it could be */
	bool refused; /* there is one, but it may not be read */
	size_t n;     /* lines of any server */
	bool found;
	char user[ADDRESS_MAX + 1], other[HOST_MAX];
	struct profile_place place;
};

static void take_login(
	struct dma *dma, const char *path, int line, char *text, const char *host, struct logins *logins)
{
	char *bar = strchr(text, '|'), *stop;

	if (!bar || !*(stop = bar + 1 + strcspn(bar + 1, ": \t"))) {
		book_fault(dma->reading, dma->book, MISTAKE_UNREADABLE_LINE, book_file(dma->book, path), line,
			NULL, "USER|HOST:PASSWORD", path_name(path));
		return;
	}
	*bar = *stop = '\0';
	logins->n++;
	profile_text(logins->other, sizeof logins->other, bar + 1);
	if (strcmp(bar + 1, host) != 0)
		return;
	logins->found = true;
	profile_text(logins->user, sizeof logins->user, text);
	reading_place(dma->reading, path, line, &logins->place);
}

static void read_logins(struct dma *dma, const char *path, const char *host, struct logins *logins_r)
{
	STR_SECRET struct str text = STR_INIT;
	STR_SECRET struct str line = STR_INIT;
	size_t refusals = dma->reading->into->n_refusals;

	*logins_r = (struct logins){.n = 0};
	logins_r->read = reading_file(dma->reading, path, &text);
	logins_r->refused =
		!logins_r->read && (dma->reading->into->n_refusals > refusals || refusals == REFUSALS_MAX);
	reading_place(dma->reading, path, 0, &logins_r->place);
	struct lines lines = LINES(&text);

	while (text_line(&lines, &line))
		if (line.len && *line.s != '#' && *trimmed(line.s))
			take_login(dma, path, lines.line, line.s, host, logins_r);
}

static void fill_server(struct dma *dma, struct profile_server *out)
{
	const struct book_entry *host = book_get(dma->book, "SMARTHOST"), *port = book_get(dma->book, "PORT");

	profile_host(&out->settings, host ? host->value : "");
	out->settings.port = port ? profile_port(port->value) : 0;
	if (!out->settings.port)
		out->settings.port = 25;
	out->settings.security = !book_get(dma->book, "SECURETRANSFER") ? SECURITY_NONE
				 : book_get(dma->book, "STARTTLS")	? SECURITY_STARTTLS
									: SECURITY_TLS;
	out->may_go_clear = book_get(dma->book, "OPPORTUNISTIC_TLS") != NULL;
	out->any_certificate = !book_get(dma->book, "FINGERPRINT"); /* it takes every one */
	if (host)
		book_place(dma->reading, dma->book, host, &out->place);
	else
		book_place_at(dma->reading, dma->book, 0, 0, &out->place);
}

static void fill_login(struct dma *dma, const struct logins *logins, struct profile *profile)
{
	const struct book_entry *path = book_get(dma->book, "AUTHPATH");

	profile->out.login = logins->found && path ? LOGIN_PASSWORD : LOGIN_OFF;
	if (logins->refused && path)
		profile->out.login = LOGIN_UNTOLD;
	if (logins->found) {
		str_copy(profile->out.settings.user, sizeof profile->out.settings.user, logins->user);
		profile->out.stored = true;
		profile->out.login_place = logins->place;
	}
	/* Logins that no line of dma.conf names are never read. */
	if (logins->found && !path)
		profile_mistake(profile, MISTAKE_NO_LOGIN, &profile->out.place, NULL, "AUTHPATH " DMA_AUTH,
			"AUTHPATH");
	if (logins->n && !logins->found)
		profile_mistake(profile, MISTAKE_PASSWORD_NOT_FOUND, &logins->place, logins->other, NULL,
			profile->out.settings.host);
}

static void check_switches(struct dma *dma, struct profile *profile)
{
	const struct book_entry *starttls = book_get(dma->book, "STARTTLS");
	struct profile_place place;

	book_place(dma->reading, dma->book, starttls, &place);
	/* Alone it only makes sure that the server could; nothing is encrypted. */
	if (starttls && !book_get(dma->book, "SECURETRANSFER"))
		profile_mistake(profile, MISTAKE_CONTRADICTION, &place, "STARTTLS",
			"SECURETRANSFER\nSTARTTLS", "SECURETRANSFER");
	if (!profile->out.settings.host[0])
		profile_mistake(profile, MISTAKE_NO_SERVER, &profile->out.place, NULL, NULL, "SMARTHOST");
}

static void dma_read(struct reading *reading, const char *path)
{
	BOOK_AUTO struct book book = BOOK_INIT;
	struct dma dma = {.reading = reading, .book = &book};
	const struct book_entry *masquerade;
	const char *logins_path;
	struct logins logins;
	struct profile *profile;

	if (!read_conf(&dma, path))
		return;
	logins_path = book_value(&book, "AUTHPATH");
	read_logins(&dma, logins_path ? logins_path : DMA_AUTH,
		book_get(&book, "SMARTHOST") ? book_value(&book, "SMARTHOST") : "", &logins);
	profile = reading_profile(reading, PROGRAM_DMA);
	if (!profile)
		return;
	profile->usual = true;
	fill_server(&dma, &profile->out);
	fill_login(&dma, &logins, profile);
	masquerade = book_get(&book, "MASQUERADE");
	if (masquerade)
		profile_address(profile->address, sizeof profile->address, masquerade->value);
	book_place(reading, &book, masquerade, &profile->out.from_place);
	book_faults_to(&book, profile);
	check_switches(&dma, profile);
	check_port_in_host(profile, &dialect_dma);
}

static void dma_find(struct reading *reading)
{
	dma_read(reading, DMA_CONF);
}

static bool dma_knows(const char *path, const char *text)
{
	if (!text)
		return path_named(path, names);
	return text_has_line(text, "SMARTHOST ") || text_has_line(text, "SECURETRANSFER");
}

static void add_security(struct str *lines_r, const struct server_settings *to)
{
	if (to->security != SECURITY_NONE)
		str_add(lines_r, "SECURETRANSFER\n");
	if (to->security == SECURITY_STARTTLS)
		str_add(lines_r, "STARTTLS\n");
	else
		str_add(lines_r, "#STARTTLS\n");
}

static void dma_lines(const struct profile *profile, enum profile_setting setting,
	const struct server_settings *wanted, struct str *lines_r)
{
	struct server_settings to = wanted_whole(profile, wanted);
	bool moves = wanted_moves(profile, setting, wanted);

	if (setting == SETTING_HOST)
		str_addf(lines_r, "SMARTHOST %s\n", to.host);
	if (setting == SETTING_HOST || setting == SETTING_PORT || (setting == SETTING_SECURITY && moves))
		str_addf(lines_r, "PORT %d\n", to.port);
	if (setting == SETTING_SECURITY || moves)
		add_security(lines_r, &to);
	if (setting == SETTING_LOGIN)
		str_add(lines_r, "AUTHPATH " DMA_AUTH "\n");
	/* The line of auth.conf. */
	if (setting == SETTING_LOGIN || setting == SETTING_USER)
		str_addf(lines_r, "%s|%s:" SECRET_MARK "\n", to.user, to.host);
	if (setting == SETTING_FROM)
		str_addf(lines_r, "MASQUERADE %s\n", wanted->user);
	text_lines_end(lines_r);
}

const struct dialect dialect_dma = {
	.program = PROGRAM_DMA,
	.find = dma_find,
	.knows = dma_knows,
	.read = dma_read,
	.lines = dma_lines,
};
