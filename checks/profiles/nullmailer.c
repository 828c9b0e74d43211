/*
 * nullmailer: /etc/nullmailer/remotes, one server a line, tried one after the other: HOST [smtp [OPTION…]], split as a shell splits. The
 * sender is in allmailfrom, the computer's name in me or /etc/mailname. Mails that wait lie in its queue, named by when they came.
 */
#include "checks/base/ascii.h"
#include "checks/profiles/text.h"

#define NULLMAILER_DIR "/etc/nullmailer/"
#define QUEUE_DIR      "/var/spool/nullmailer/queue/"
#define WORDS_MAX      40

static const char *const flags[] = {
	"auth-login", "starttls", "tls", "ssl", "insecure", "tls-anon-auth", "x509fmtder", "daemon", NULL};
static const char *const with_value[] = {"host", "port", "user", "pass", "source", "x509certfile",
	"x509keyfile", "x509cafile", "x509crlfile", NULL};

struct words {
	char *word[WORDS_MAX];
	size_t n;
};

/* One word of a shell, '…', "…" and \ understood, written back in place; *at goes behind it. NULL: no more. */
static char *shell_word(char **at)
{
	char *from = *at, *to, *start, quote = 0;

	while (*from == ' ' || *from == '\t')
		from++;
	if (!*from)
		return NULL;
	start = to = from;
	for (; *from && (quote || (*from != ' ' && *from != '\t')); from++) {
		if (quote ? *from == quote : *from == '"' || *from == '\'')
			quote = quote ? 0 : *from;
		else if (*from == '\\' && quote != '\'' && from[1])
			*to++ = *++from;
		else
			*to++ = *from;
	}
	*at = *from ? from + 1 : from;
	*to = '\0';
	return start;
}

static void split(char *line, struct words *words_r)
{
	char *word;

	*words_r = (struct words){.n = 0};
	while (words_r->n < WORDS_MAX && (word = shell_word(&line)))
		words_r->word[words_r->n++] = word;
}

struct remote {
	bool tls, starttls, auth_login, has_user, has_pass;
};

static void fault(struct profile *profile, const char *word)
{
	STR_AUTO struct str name = STR_INIT;

	/* What stands before '=' is a name; a word alone may be a password that was meant for "pass". */
	if (strchr(word, '='))
		str_add_bytes(&name, word, strcspn(word, "="));
	else
		add_known_word(&name, word, in_list(word, with_value) ? with_value : flags);
	profile_mistake(profile, MISTAKE_UNREADABLE_LINE, &profile->out.place, str_text(&name), NULL,
		str_text(&name));
}

/* NAME=VALUE; what stands behind '=' of an unknown one is not shown: it may be a password. */
static void take_value(struct profile *profile, struct remote *remote, const char *word, const char *value)
{
	struct server_settings *settings = &profile->out.settings;
	STR_AUTO struct str name = STR_INIT;

	str_add_bytes(&name, word, (size_t)(value - 1 - word));
	if (!in_list(str_text(&name), with_value)) {
		fault(profile, word);
	} else if (strcmp(str_text(&name), "port") == 0) {
		settings->port = profile_port(value);
		if (!settings->port)
			profile_mistake(
				profile, MISTAKE_UNREADABLE_LINE, &profile->out.place, word, NULL, word);
	} else if (strcmp(str_text(&name), "user") == 0) {
		remote->has_user = *value != '\0';
		profile_text(settings->user, sizeof settings->user, value);
	} else if (strcmp(str_text(&name), "pass") == 0) {
		remote->has_pass = true;
	} else if (strcmp(str_text(&name), "host") == 0) {
		profile_host(settings, value);
	}
}

static void take_flag(struct profile *profile, struct remote *remote, const char *word)
{
	if (!in_list(word, flags))
		fault(profile, word);
	remote->tls = remote->tls || strcmp(word, "tls") == 0 || strcmp(word, "ssl") == 0;
	remote->starttls = remote->starttls || strcmp(word, "starttls") == 0;
	remote->auth_login = remote->auth_login || strcmp(word, "auth-login") == 0;
	if (strcmp(word, "insecure") == 0)
		profile->out.any_certificate = true;
}

static void take_options(
	struct profile *profile, struct remote *remote, const struct words *words, size_t from)
{
	for (size_t i = from; i < words->n; i++) {
		const char *word = words->word[i] + (strncmp(words->word[i], "--", 2) == 0 ? 2 : 0);
		const char *equals = strchr(word, '=');

		if (equals) {
			take_value(profile, remote, word, equals + 1);
			continue;
		}
		take_flag(profile, remote, word);
		/* "--pass SECRET" for "pass=SECRET": what follows is no flag. */
		i += in_list(word, with_value);
	}
}

static void finish(struct profile *profile, const struct remote *remote)
{
	struct profile_server *out = &profile->out;

	out->settings.security = remote->starttls ? SECURITY_STARTTLS
				 : remote->tls	  ? SECURITY_TLS
						  : SECURITY_NONE;
	if (!out->settings.port)
		out->settings.port = remote->tls ? 465 : 25;
	if (remote->tls && remote->starttls)
		profile_mistake(profile, MISTAKE_CONTRADICTION, &out->place, "tls starttls",
			out->settings.port == 465 ? "tls" : "starttls", "starttls");
	out->login = remote->has_user ? LOGIN_PASSWORD : LOGIN_OFF;
	if (remote->has_user && remote->auth_login)
		str_copy(out->method, sizeof out->method, "login");
	out->stored = remote->has_pass;
	out->login_place = out->place;
}

static void first_line(struct reading *reading, const char *path, struct str *line_r)
{
	STR_AUTO struct str text = STR_INIT;

	if (reading_file(reading, path, &text)) {
		struct lines lines = LINES(&text);

		(void)text_line(&lines, line_r);
	}
}

static void fill_sender(struct reading *reading, const char *path, struct profile *profile)
{
	char file[PROFILE_PLACE_MAX];
	STR_AUTO struct str line = STR_INIT;

	if (!path_beside(path, "allmailfrom", file, sizeof file))
		return;
	first_line(reading, file, &line);
	profile_address(profile->address, sizeof profile->address, str_text(&line));
	if (profile->address[0])
		reading_place(reading, file, 1, &profile->out.from_place);
}

/* Files are named SECONDS.PID, by when the mail came. */
static void fill_queue(struct reading *reading, struct profile *profile)
{
	STR_AUTO struct str names = STR_INIT;
	STR_AUTO struct str name = STR_INIT;
	int64_t since, oldest = 0;
	int n = 0;

	if (computer_list(reading->mailcase, QUEUE_DIR, &names) != COMPUTER_READ)
		return;
	struct lines lines = LINES(&names);

	while (text_line(&lines, &name)) {
		n++;
		if (name.len)
			name.s[strcspn(name.s, ".")] = '\0';
		if (ascii_number(str_text(&name), 1, INT64_MAX, &since) && (!oldest || since < oldest))
			oldest = since;
	}
	profile->state.outbox = n;
	profile->state.outbox_since = oldest;
	reading_place(reading, QUEUE_DIR, 0, &profile->state.outbox_place);
}

static void add_remote(
	struct reading *reading, const char *path, int line, const struct words *words, bool first)
{
	struct remote remote = {.tls = false};
	struct profile *profile;

	/* qmqp and what else may be plugged in do not speak SMTP. */
	if (words->n > 1 && strcmp(words->word[1], "smtp") != 0)
		return;
	profile = reading_profile(reading, PROGRAM_NULLMAILER);
	if (!profile)
		return;
	profile->usual = first;
	profile_host(&profile->out.settings, words->word[0]);
	profile_text(profile->name, sizeof profile->name, profile->out.settings.host);
	reading_place(reading, path, line, &profile->out.place);
	take_options(profile, &remote, words, 2);
	finish(profile, &remote);
	check_port_in_host(profile, &dialect_nullmailer);
	fill_sender(reading, path, profile);
	if (first && strcmp(path, NULLMAILER_DIR "remotes") == 0)
		fill_queue(reading, profile);
}

static void nullmailer_read(struct reading *reading, const char *path)
{
	STR_SECRET struct str text = STR_INIT;
	STR_SECRET struct str line = STR_INIT;
	struct words words;
	bool first = true;

	if (!reading_file(reading, path, &text))
		return;
	struct lines lines = LINES(&text);

	while (text_line(&lines, &line)) {
		char *start = line.len ? trimmed(line.s) : NULL;

		if (!start || *start == '#')
			continue;
		split(start, &words);
		if (!words.n)
			continue;
		add_remote(reading, path, lines.line, &words, first);
		first = false;
	}
}

static void nullmailer_find(struct reading *reading)
{
	nullmailer_read(reading, NULLMAILER_DIR "remotes");
}

static bool nullmailer_knows(const char *path, const char *text)
{
	if (!text)
		return path_ends(path, "/nullmailer/remotes") || strcmp(path, "remotes") == 0;
	return strcmp(path_name(path), "remotes") == 0 && strstr(text, " smtp") != NULL;
}

/* The whole line of this server, the password left for the person to write. */
static void nullmailer_lines(const struct profile *profile, enum profile_setting setting,
	const struct server_settings *wanted, struct str *lines_r)
{
	struct server_settings to = wanted_whole(profile, wanted);
	bool login = profile->out.login != LOGIN_OFF || setting == SETTING_LOGIN || setting == SETTING_USER;

	/* allmailfrom is a file of its own. */
	if (setting == SETTING_FROM) {
		str_add(lines_r, wanted->user);
		return;
	}
	str_addf(lines_r, "%s smtp port=%d", to.host, to.port);
	if (to.security != SECURITY_NONE)
		str_add(lines_r, to.security == SECURITY_TLS ? " tls" : " starttls");
	if (login)
		str_addf(lines_r, " user=%s pass='" SECRET_MARK "'", to.user);
	if (login && profile->out.method[0] && setting != SETTING_METHOD)
		str_add(lines_r, " auth-login");
}

const struct dialect dialect_nullmailer = {
	.program = PROGRAM_NULLMAILER,
	.find = nullmailer_find,
	.knows = nullmailer_knows,
	.read = nullmailer_read,
	.lines = nullmailer_lines,
};
