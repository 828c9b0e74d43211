/*
 * mutt's settings, command by command (mutt(1), "Configuration"). Only what has to do with servers and senders is kept.
 */
#include "checks/profiles/mutt_rc.h"

#include "checks/base/ascii.h"
#include "checks/mail/near.h"

/* The variables that are kept, beside those of the person's own (my_…). */
static const char *const wanted[] = {"smtp_url", "smtp_user", "smtp_pass", "smtp_authenticators",
	"smtp_oauth_refresh_command", "ssl_starttls", "ssl_force_tls", "sendmail", "from", "use_from",
	"realname", "hostname", "envelope_from_address", "imap_user", "imap_login", "imap_pass", "folder",
	"spoolfile", "spool_file", "pop_host", "pop_user", "pop_pass", "mbox", "record", "postponed", NULL};

static const char *const switches[] = {"ssl_starttls", "ssl_force_tls", "use_from", NULL};

/* Names that mistyping is looked for in. */
static const char *const near_names[] = {
	"smtp_url", "smtp_user", "smtp_pass", "smtp_authenticators", "ssl_starttls", "ssl_force_tls", NULL};

struct place {
	struct mutt_rc *rc;
	const char *path;
	int file, line;
	bool finished; /* "finish": the rest of this file does not count */
};

/* Mutt's own that are near to these. */
static const char *const others[] = {
	"imap_authenticators", "nntp_authenticators", "pop_authenticators", NULL};

#define NESTING_MAX 8

enum token { TOKEN_WORD, TOKEN_NAME /* ends at '=' */, TOKEN_REST /* blanks do not end it */ };

/* $NAME or ${NAME}: the person's own, then mutt's, then what the computer would have. */
static const char *add_variable(const struct place *place, const char *at, struct str *out)
{
	char name[120];
	bool braces = *at == '{';
	size_t len = 0;
	const char *value;

	at += braces;
	while (ascii_isalnum(at[len]) || at[len] == '_')
		len++;
	snprintf(name, sizeof name, "%.*s", (int)(len < sizeof name ? len : sizeof name - 1), at);
	value = book_value(place->rc->book, name);
	if (!value && strcmp(name, "HOME") == 0)
		value = place->rc->reading->home;
	if (!value && strcmp(name, "XDG_CONFIG_HOME") == 0)
		value = place->rc->reading->config;
	if (!value && strcmp(name, "USER") == 0)
		value = local_user(place->rc->reading);
	/* A value that refers to itself may not grow without end. */
	if (value && out->len < 4096)
		str_add_bytes(out, value, strnlen(value, 4096));
	at += len;
	return braces && *at == '}' ? at + 1 : at;
}

static const char *add_special(const struct place *place, const char *at, struct str *out)
{
	const char *stop;

	if (*at == '$')
		return add_variable(place, at + 1, out);
	if (*at == '`') {
		stop = strchr(at + 1, '`');
		str_add_char(out, MUTT_UNKNOWN);
		return stop ? stop + 1 : at + strlen(at);
	}
	if (!at[1])
		return at + 1;
	str_add_char(out, at[1] == 'n' ? '\n' : at[1] == 't' ? '\t' : at[1]);
	return at + 2;
}

/* Where a word ends outside of quotes. */
static bool ends(const char *at, enum token kind)
{
	if (strchr(";#\n", *at))
		return true;
	if (kind != TOKEN_REST && (*at == ' ' || *at == '\t'))
		return true;
	return kind == TOKEN_NAME && (*at == '=' || (strchr("+-", *at) && at[1] == '='));
}

static const char *token(const struct place *place, const char *at, enum token kind, struct str *out)
{
	char quote = 0;

	str_wipe(out);
	at += strspn(at, " \t");
	while (*at && (quote || !ends(at, kind))) {
		if (quote ? *at == quote : *at == '"' || *at == '\'') {
			quote = quote ? 0 : *at;
			at++;
		} else if (quote != '\'' && strchr("$`\\", *at)) {
			at = add_special(place, at, out);
		} else {
			str_add_char(out, *at++);
		}
	}
	return at;
}

static const char *after_space(const char *at)
{
	return at + strspn(at, " \t");
}

/* A variable that mutt does not know stops it; one that is nearly one of sending explains why nothing is sent. */
static void check_name(const struct place *place, const char *name)
{
	STR_AUTO struct str change = STR_INIT;

	for (size_t i = 0; near_names[i] && !in_list(name, others); i++) {
		/* "?name" and "&name" are questions and takings back. */
		if (!ascii_isalpha(*name) || !name_is_near(name, near_names[i]))
			continue;
		str_addf(&change, "set %s", near_names[i]);
		book_fault(place->rc->reading, place->rc->book, MISTAKE_UNREADABLE_LINE, place->file,
			place->line, name, str_text(&change), name);
		return;
	}
}

static void set_variable(const struct place *place, const char *name, const char *value, bool append)
{
	if (!in_list(name, wanted) && strncmp(name, "my_", 3) != 0) {
		check_name(place, name);
		return;
	}
	if (append)
		book_append(place->rc->book, name, value, place->file, place->line);
	else
		book_set(place->rc->book, name, value, place->file, place->line);
}

/* Without a value: yes or no for what is a switch; else it is taken back, or only shown. */
static void switch_variable(const struct place *place, const char *name, const char *value)
{
	if (value && in_list(name, switches))
		set_variable(place, name, value, false);
	else if (!value || strcmp(value, "no") == 0)
		book_unset(place->rc->book, name);
	else if (!in_list(name, wanted))
		check_name(place, name);
}

/* "no" before a name, if what is left is a switch. */
static const char *without_prefix(const char *name, const char **value_r)
{
	if (strncmp(name, "no", 2) == 0 && in_list(name + 2, switches)) {
		*value_r = "no";
		return name + 2;
	}
	return name;
}

static const char *run_set(const struct place *place, const char *at, const char *value)
{
	STR_SECRET struct str name = STR_INIT;
	STR_SECRET struct str text = STR_INIT;

	for (at = after_space(at); *at && !strchr(";#\n", *at); at = after_space(at)) {
		const char *next, *from = at, *own = value, *plain;
		bool append;

		at = token(place, at, TOKEN_NAME, &name);
		next = after_space(at);
		append = *next == '+' && next[1] == '=';
		plain = without_prefix(str_text(&name), &own);
		if (*next == '=' || append) {
			at = token(place, next + 1 + append, TOKEN_WORD, &text);
			set_variable(place, plain, str_text(&text), append);
		} else {
			switch_variable(place, plain, own);
		}
		if (at == from)
			at++;
	}
	return at;
}

static const char *run_source(const struct place *place, const char *at)
{
	STR_AUTO struct str name = STR_INIT;
	char path[PROFILE_PLACE_MAX];

	at = token(place, at, TOKEN_WORD, &name);
	if (name.len && name.s[name.len - 1] == '|') {
		place->rc->piped = true;
		return at;
	}
	if (name.len && !strchr(name.s, MUTT_UNKNOWN) && path_beside(place->path, name.s, path, sizeof path))
		(void)mutt_rc_read(place->rc, path);
	else
		place->rc->piped = place->rc->piped || name.len;
	return at;
}

static void add_way(const struct place *place, const char *name, const char *command)
{
	struct mutt_ways *ways = place->rc->ways;

	if (!ways || ways->n == MUTT_WAYS_MAX || !*command)
		return;
	ways->way[ways->n++] = (struct mutt_way){
		.name = mem_strdup(name),
		.command = mem_strdup(command),
		.path = mem_strdup(place->path),
		.line = place->line,
	};
}

/* folder-hook PATTERN COMMAND and its like. */
static const char *run_hook(const struct place *place, const char *at)
{
	STR_AUTO struct str pattern = STR_INIT;
	STR_SECRET struct str command = STR_INIT;

	at = token(place, at, TOKEN_WORD, &pattern);
	while (str_text(&pattern)[0] == '-' || strcmp(str_text(&pattern), "!") == 0)
		at = token(place, at, TOKEN_WORD, &pattern);
	/* What stands there is read again when it runs; the quotes go now. */
	at = token(place, at, TOKEN_REST, &command);
	add_way(place, str_text(&pattern), str_text(&command));
	return at;
}

/* macro MENU KEY "…<enter-command>source FILE<enter>…": the usual way to change the account by a key. */
static const char *run_macro(const struct place *place, const char *at)
{
	STR_AUTO struct str word = STR_INIT;
	STR_SECRET struct str keys = STR_INIT;
	const char *from, *stop;

	at = token(place, at, TOKEN_WORD, &word);
	at = token(place, at, TOKEN_WORD, &word);
	at = token(place, at, TOKEN_WORD, &keys);
	str_clear(&word);
	for (from = str_text(&keys); (from = strstr(from, "<enter-command>")); from = stop) {
		STR_SECRET struct str command = STR_INIT;

		from += strlen("<enter-command>");
		stop = from + strcspn(from, "<\n");
		str_add_bytes(&command, from, (size_t)(stop - from));
		str_addf(&word, "%s%s", word.len ? "; " : "", str_text(&command));
	}
	if (strstr(str_text(&word), "source") || strstr(str_text(&word), "smtp_url"))
		add_way(place, "", str_text(&word));
	return at;
}

/* The name of the symbol is taken for one that this mutt has. */
static const char *run_ifdef(const struct place *place, const char *at)
{
	STR_SECRET struct str word = STR_INIT;

	at = token(place, at, TOKEN_WORD, &word);
	at = token(place, at, TOKEN_REST, &word);
	mutt_rc_run(place->rc, str_text(&word), place->path, place->line);
	return at;
}

static const char *run_command(struct place *place, const char *at)
{
	static const char *const hooks[] = {
		"folder-hook", "account-hook", "send-hook", "send2-hook", "reply-hook", "startup-hook", NULL};
	STR_SECRET struct str word = STR_INIT;

	at = token(place, at, TOKEN_WORD, &word);
	if (strcmp(str_text(&word), "set") == 0)
		return run_set(place, at, "yes");
	if (strcmp(str_text(&word), "unset") == 0)
		return run_set(place, at, "no");
	if (strcmp(str_text(&word), "reset") == 0)
		return run_set(place, at, NULL);
	if (strcmp(str_text(&word), "source") == 0)
		return run_source(place, at);
	if (strcmp(str_text(&word), "macro") == 0)
		return run_macro(place, at);
	if (strcmp(str_text(&word), "ifdef") == 0)
		return run_ifdef(place, at);
	if (strcmp(str_text(&word), "finish") == 0)
		place->finished = true;
	if (in_list(str_text(&word), hooks))
		return run_hook(place, at);
	return token(place, at, TOKEN_REST, &word);
}

static void run_line(struct place *place, const char *at)
{
	while (*at && !place->finished && place->rc->commands < MUTT_COMMANDS_MAX) {
		at = after_space(at);
		if (*at == '#')
			return;
		place->rc->commands++;
		at = run_command(place, at);
		at += strspn(at, ";\n \t");
	}
}

void mutt_rc_run(struct mutt_rc *rc, const char *commands, const char *path, int line)
{
	struct place place = {.rc = rc, .path = path, .file = book_file(rc->book, path), .line = line};

	/* "ifdef a ifdef a …": each is inside the one before. */
	if (rc->nesting == NESTING_MAX)
		return;
	rc->nesting++;
	run_line(&place, commands);
	rc->nesting--;
}

/* A line that ends in \ goes on in the next, one of comment too. */
static void run_lines(struct place *place, const struct str *text)
{
	struct lines lines = LINES(text);
	STR_SECRET struct str line = STR_INIT;
	STR_SECRET struct str whole = STR_INIT;

	while (!place->finished && text_line(&lines, &line)) {
		if (!whole.len)
			place->line = lines.line;
		str_add(&whole, str_text(&line));
		if (whole.len && whole.s[whole.len - 1] == '\\' &&
			(whole.len == 1 || whole.s[whole.len - 2] != '\\')) {
			whole.s[--whole.len] = '\0';
			continue;
		}
		run_line(place, str_text(&whole));
		str_wipe(&whole);
	}
	if (!place->finished)
		run_line(place, str_text(&whole));
}

bool mutt_rc_read(struct mutt_rc *rc, const char *path)
{
	struct place place = {.rc = rc, .path = path};
	STR_SECRET struct str text = STR_INIT;
	bool read;

	if (!reading_enter(rc->reading, path))
		return false;
	read = reading_file(rc->reading, path, &text);
	if (read) {
		place.file = book_file(rc->book, path);
		run_lines(&place, &text);
	}
	reading_leave(rc->reading);
	return read;
}

void mutt_ways_release(struct mutt_ways *ways)
{
	for (size_t i = 0; i < ways->n; i++) {
		free(ways->way[i].name);
		mem_wipe(ways->way[i].command, strlen(ways->way[i].command));
		free(ways->way[i].command);
		free(ways->way[i].path);
	}
	ways->n = 0;
}

bool mutt_rc_on(const struct book *book, const char *name, bool unset)
{
	const char *value = book_value(book, name);

	return value ? ascii_caseeq(value, "yes") || ascii_caseeq(value, "ask-yes") : unset;
}
