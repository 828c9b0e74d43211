/*
 * mailx's settings, line by line (s-nail(1), "INTERNAL VARIABLES" and "Commands"). Of a condition the branch for sending is taken, of others
 * the first.
 */
#include "checks/profiles/snail_rc.h"

#include "checks/base/ascii.h"

#define NESTING_MAX 8
#define LINES_MAX   100000 /* of all files, and of bodies each time that they run */
#define LINE_USUAL  80	   /* a longer one counts as several */

/* Variables that have to do with servers and senders begin so; passwords are kept by name alone. */
static const char *const wanted[] = {"mta", "smtp", "from", "sendmail", "v15-compat", "tls-verify",
	"ssl-verify", "user", "folder", "inbox", "hostname", "netrc-lookup"};

/* Names that are often got wrong, and what is meant. */
static const struct {
	const char *wrong, *right;
} meant[] = {
	{"smtp-user", "smtp-auth-user"},
	{"smtp-password", "smtp-auth-password"},
	{"smtp-pass", "smtp-auth-password"},
	{"smtp-starttls", "smtp-use-starttls"},
	{"smtp-use-tls", "smtp-use-starttls"},
	{"smtp-tls", "smtp-use-starttls"},
	{"use-starttls", "smtp-use-starttls"},
	{"smtp_auth", "smtp-auth"},
	{"smtp_auth_user", "smtp-auth-user"},
	{"smtp-server", "mta"},
};

struct run {
	struct snail_rc *rc;
	const char *path;
	int file, line;
	int skip;		    /* depth of conditions whose lines do not count */
	int depth;		    /* of conditions that are open */
	struct snail_body *gathers; /* a body is open */
};

static void fault(const struct run *run, const char *is, const char *change, const char *what)
{
	book_fault(run->rc->reading, run->rc->book, MISTAKE_UNREADABLE_LINE, run->file, run->line, is, change,
		what);
}

/* The next word, quotes of a shell understood; NULL: no more on this line. */
static const char *word(const char *at, struct str *out)
{
	char quote = 0;

	str_wipe(out);
	at += strspn(at, " \t");
	if (!*at || *at == '#')
		return NULL;
	for (; *at && (quote || (*at != ' ' && *at != '\t')); at++) {
		if (quote ? *at == quote : *at == '"' || *at == '\'')
			quote = quote ? 0 : *at;
		else if (*at == '\\' && quote != '\'' && at[1])
			str_add_char(out, *++at);
		else
			str_add_char(out, *at);
	}
	return at;
}

static bool is_wanted(const char *name)
{
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
		if (strncmp(name, wanted[i], strlen(wanted[i])) == 0)
			return true;
	return strncmp(name, "password", 8) == 0;
}

static void check_name(const struct run *run, const char *name)
{
	STR_AUTO struct str change = STR_INIT;

	for (size_t i = 0; i < sizeof meant / sizeof meant[0]; i++) {
		if (strcmp(name, meant[i].wrong) != 0)
			continue;
		str_addf(&change, "set %s", meant[i].right);
		fault(run, name, str_text(&change), name);
	}
}

/* NAME=VALUE or NAME; "noNAME" takes it back. */
static void set_one(const struct run *run, char *text)
{
	char *value = strchr(text, '=');
	bool secret;

	if (value)
		*value++ = '\0';
	check_name(run, text);
	if (!value && strncmp(text, "no", 2) == 0 && is_wanted(text + 2)) {
		book_unset(run->rc->book, text + 2);
		return;
	}
	if (!is_wanted(text))
		return;
	secret = strstr(text, "password") != NULL;
	book_set(run->rc->book, text, value && !secret ? value : "", run->file, run->line);
}

/* "set mta = x" sets mta to nothing, and two more variables of no use. */
static void blank_equals(const struct run *run, const char *name, const char *rest)
{
	STR_AUTO struct str change = STR_INIT;
	STR_SECRET struct str value = STR_INIT;
	STR_AUTO struct str shown = STR_INIT;

	(void)word(rest + strspn(rest, "= \t"), &value);
	address_without_secret(str_text(&value), &shown);
	str_addf(&change, "set %s=%s", name, strstr(name, "password") ? SECRET_MARK : str_text(&shown));
	fault(run, name, str_text(&change), name);
}

static void run_set(const struct run *run, const char *at)
{
	STR_SECRET struct str text = STR_INIT;
	const char *next;

	while ((at = word(at, &text))) {
		next = at + strspn(at, " \t");
		if (*next == '=' && text.len && is_wanted(text.s) && !strchr(text.s, '=')) {
			blank_equals(run, text.s, next);
			return;
		}
		if (text.len)
			set_one(run, text.s);
	}
}

static void run_unset(const struct run *run, const char *at)
{
	STR_AUTO struct str name = STR_INIT;

	while ((at = word(at, &name)))
		book_unset(run->rc->book, str_text(&name));
}

static void run_source(const struct run *run, const char *at)
{
	STR_AUTO struct str name = STR_INIT;
	char path[PROFILE_PLACE_MAX];

	at = word(at, &name);
	if (at && name.len && name.s[name.len - 1] != '|' &&
		path_beside(run->path, name.s, path, sizeof path))
		(void)snail_rc_read(run->rc, path);
}

static void run_call(const struct run *run, const char *at)
{
	STR_AUTO struct str name = STR_INIT;

	at = word(at, &name);
	for (size_t i = 0; at && i < run->rc->n_bodies; i++)
		if (!run->rc->bodies[i].account && strcmp(run->rc->bodies[i].name, str_text(&name)) == 0)
			snail_rc_run(run->rc, &run->rc->bodies[i]);
}

/* "account NAME {": what follows up to "}" is kept for later. A name alone changes to that account. */
static void begin_body(struct run *run, const char *at, bool account)
{
	STR_AUTO struct str name = STR_INIT;
	struct snail_body *body;

	at = word(at, &name);
	if (!at || !strchr(at, '{') || run->rc->n_bodies == SNAIL_BODIES_MAX)
		return;
	body = &run->rc->bodies[run->rc->n_bodies++];
	*body = (struct snail_body){
		.name = mem_strdup(str_text(&name)),
		.path = mem_strdup(run->path),
		.line = run->line + 1,
		.account = account,
	};
	run->gathers = body;
}

static void run_condition(struct run *run, const char *name, const char *at)
{
	STR_AUTO struct str what = STR_INIT;
	bool receive;

	if (strcmp(name, "if") == 0) {
		run->depth++;
		receive = word(at, &what) && (str_text(&what)[0] == 'r' || str_text(&what)[0] == 'R');
		if (!run->skip && receive)
			run->skip = run->depth;
	} else if (strcmp(name, "endif") == 0) {
		if (run->skip == run->depth)
			run->skip = 0;
		run->depth -= run->depth > 0;
	} else if (run->skip == run->depth) {
		run->skip = 0;
	} else if (!run->skip) {
		run->skip = run->depth;
	}
}

static void run_command(struct run *run, const char *at)
{
	static const char *const modifiers[] = {"wysh", "ignerr", "global", "local", "u", NULL};
	static const char *const conditions[] = {"if", "elif", "else", "endif", NULL};
	STR_SECRET struct str name = STR_INIT;

	do {
		at += strspn(at, " \t\\");
		at = word(at, &name);
	} while (at && in_list(str_text(&name), modifiers));
	if (!at)
		return;
	if (in_list(str_text(&name), conditions))
		run_condition(run, name.s, at);
	else if (run->skip)
		return;
	else if (strcmp(str_text(&name), "set") == 0 || strcmp(str_text(&name), "se") == 0)
		run_set(run, at);
	else if (strcmp(str_text(&name), "unset") == 0)
		run_unset(run, at);
	else if (strcmp(str_text(&name), "source") == 0 || strcmp(str_text(&name), "so") == 0)
		run_source(run, at);
	else if (strcmp(str_text(&name), "call") == 0)
		run_call(run, at);
	else if (strcmp(str_text(&name), "account") == 0 || strcmp(str_text(&name), "define") == 0)
		begin_body(run, at, name.s[0] == 'a');
}

static void take_line(struct run *run, const struct str *line)
{
	const char *at = after_blanks(str_text(line));

	if (run->gathers && *at == '}') {
		run->gathers = NULL;
	} else if (run->gathers) {
		str_addf(&run->gathers->text, "%s\n", str_text(line));
	} else if (*at && *at != '#') {
		run_command(run, at);
	}
}

static void run_lines(struct run *run, const struct str *text, int first)
{
	struct lines lines = LINES(text);
	STR_SECRET struct str line = STR_INIT;
	STR_SECRET struct str whole = STR_INIT;

	while (run->rc->lines++ < LINES_MAX && text_line(&lines, &line)) {
		if (!whole.len)
			run->line = first + lines.line - 1;
		run->rc->lines += line.len / LINE_USUAL;
		str_add(&whole, str_text(&line));
		/* A body keeps its lines as they are: they are put together when it runs. */
		if (!run->gathers && whole.len && whole.s[whole.len - 1] == '\\') {
			whole.s[whole.len - 1] = ' ';
			continue;
		}
		take_line(run, &whole);
		str_wipe(&whole);
	}
	if (whole.len)
		take_line(run, &whole);
}

void snail_rc_run(struct snail_rc *rc, const struct snail_body *body)
{
	struct run run = {.rc = rc, .path = body->path, .file = book_file(rc->book, body->path)};

	/* A macro may call itself. */
	if (rc->nesting == NESTING_MAX)
		return;
	rc->nesting++;
	run_lines(&run, &body->text, body->line);
	rc->nesting--;
}

bool snail_rc_read(struct snail_rc *rc, const char *path)
{
	struct run run = {.rc = rc, .path = path};
	STR_SECRET struct str text = STR_INIT;
	bool read;

	if (!reading_enter(rc->reading, path))
		return false;
	read = reading_file(rc->reading, path, &text);
	if (read) {
		run.file = book_file(rc->book, path);
		run_lines(&run, &text, 1);
	}
	reading_leave(rc->reading);
	return read;
}

void snail_rc_release(struct snail_rc *rc)
{
	for (size_t i = 0; i < rc->n_bodies; i++) {
		free(rc->bodies[i].name);
		free(rc->bodies[i].path);
		str_wipe_release(&rc->bodies[i].text);
	}
	rc->n_bodies = 0;
}
