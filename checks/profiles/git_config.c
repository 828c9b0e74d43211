/*
 * Git's own form of settings (git-config(1), "CONFIGURATION FILE"), line by line. A line that git cannot read makes every git command
 * fail, so it is a mistake of all accounts.
 */
#include "checks/profiles/git_config.h"

#include "checks/base/ascii.h"

/* What a line without '=' may begin with, to be shown. */
static const char *const names[] = {"smtpserver", "smtpserverport", "smtpencryption", "smtpuser", "smtppass",
	"smtpauth", "smtpdomain", "from", "to", "cc", "identity", "name", "email", "path", NULL};

struct parsing {
	struct git_config *config;
	const char *path;
	int file, line;
	char section[200]; /* "sendemail." or "sendemail.work." */
};

static void bad_line(struct parsing *parsing, const char *is)
{
	book_fault(parsing->config->reading, parsing->config->book, MISTAKE_UNREADABLE_LINE, parsing->file,
		parsing->line, is, NULL, is);
}

/* "[section "sub"]": sub is taken as it stands. Gives what follows the bracket; NULL for a form that git refuses. */
static char *take_section(struct parsing *parsing, char *at)
{
	STR_AUTO struct str name = STR_INIT_MAX(sizeof parsing->section - 2);
	bool quoted = false;

	for (at++; *at && (quoted || *at != ']'); at++) {
		if (*at == '"') {
			quoted = !quoted;
		} else if (quoted) {
			if (*at == '\\' && at[1])
				at++;
			str_add_char(&name, *at);
		} else if (*at == ' ' || *at == '\t') {
			str_add_char(&name, '.');
			at += strspn(at, " \t") - 1;
		} else {
			str_add_char(&name, ascii_lower(*at));
		}
	}
	if (*at != ']' || !name.len)
		return NULL;
	str_copy(parsing->section, sizeof parsing->section, str_text(&name));
	snprintf(parsing->section + strlen(parsing->section), 2, ".");
	str_clear(&name);
	str_addf(&name, "[%.*s", (int)strcspn(parsing->section, "."), parsing->section);
	if (!book_get(parsing->config->book, str_text(&name)))
		book_set(parsing->config->book, str_text(&name), "", parsing->file, parsing->line);
	return at + 1;
}

/* Quotes and \ understood, a comment left out, blanks at both ends as well. */
static void unquote(const char *at, struct str *value_r)
{
	bool quoted = false;
	size_t keep = 0;

	for (at = after_blanks(at); *at && (quoted || (*at != '#' && *at != ';')); at++) {
		if (*at == '"') {
			quoted = !quoted;
			keep = value_r->len;
		} else if (*at == '\\' && at[1]) {
			at++;
			str_add_char(value_r, *at == 'n' ? '\n' : *at == 't' ? '\t' : *at);
			keep = value_r->len;
		} else {
			str_add_char(value_r, *at);
			if (quoted || !ascii_isspace(*at))
				keep = value_r->len;
		}
	}
	if (value_r->len > keep)
		value_r->s[value_r->len = keep] = '\0';
}

static void include(struct parsing *parsing, const char *key, const char *value)
{
	struct git_config *config = parsing->config;
	char path[PROFILE_PLACE_MAX];
	struct git_condition *condition;

	if (!path_beside(parsing->path, value, path, sizeof path))
		return;
	if (strcmp(key, "include.path") == 0) {
		(void)git_config_read(config, path);
		return;
	}
	/* "[includeif]" without a condition, and "path" of another section: git reads no file for them. */
	if (strncmp(key, "includeif.", 10) != 0 || strlen(key) <= strlen("includeif..path") ||
		config->n_conditions == GIT_CONDITIONS_MAX)
		return;
	condition = &config->conditions[config->n_conditions++];
	condition->path = mem_strdup(path);
	condition->condition =
		mem_strndup(key + strlen("includeif."), strlen(key) - strlen("includeif..path"));
}

/* Only what send-email looks at is kept. */
static bool is_wanted(const char *key)
{
	return strncmp(key, "sendemail.", 10) == 0 || strncmp(key, "sendmail.", 9) == 0 ||
	       strcmp(key, "user.email") == 0;
}

static void take_name(struct parsing *parsing, char *at)
{
	STR_AUTO struct str key = STR_INIT;
	STR_SECRET struct str value = STR_INIT;
	size_t len = strcspn(at, "= \t#;");
	char *rest = at + len;

	rest += strspn(rest, " \t");
	if (!parsing->section[0] || !ascii_isalpha(*at) || (*rest && !strchr("=#;", *rest))) {
		at[len] = '\0';
		add_known_word(&key, at, names);
		bad_line(parsing, str_text(&key));
		return;
	}
	str_add(&key, parsing->section);
	for (size_t i = 0; i < len; i++)
		str_add_char(&key, ascii_lower(at[i]));
	if (*rest == '=')
		unquote(rest + 1, &value);
	else
		str_add(&value, "true");
	if (path_ends(str_text(&key), ".path") &&
		(strncmp(key.s, "include.", 8) == 0 || strncmp(key.s, "includeif.", 10) == 0))
		include(parsing, key.s, str_text(&value));
	else if (is_wanted(key.s))
		book_set(parsing->config->book, key.s, path_ends(key.s, ".smtppass") ? "" : str_text(&value),
			parsing->file, parsing->line);
}

static void take_line(struct parsing *parsing, char *line)
{
	char *at = trimmed(line);

	if (*at == '[') {
		at = take_section(parsing, at);
		if (!at) {
			bad_line(parsing, "[");
			return;
		}
		at = trimmed(at);
	}
	if (*at && *at != '#' && *at != ';')
		take_name(parsing, at);
}

/* A line that ends in one \ goes on in the next. */
static bool goes_on(const struct str *line)
{
	size_t n = 0;

	while (n < line->len && line->s[line->len - 1 - n] == '\\')
		n++;
	return n % 2 == 1;
}

static void take_lines(struct parsing *parsing, const struct str *text)
{
	struct lines lines = LINES(text);
	STR_SECRET struct str line = STR_INIT;
	STR_SECRET struct str whole = STR_INIT;

	while (text_line(&lines, &line)) {
		if (!whole.len)
			parsing->line = lines.line;
		str_add(&whole, str_text(&line));
		if (goes_on(&whole)) {
			whole.s[--whole.len] = '\0';
			continue;
		}
		if (whole.len)
			take_line(parsing, whole.s);
		str_wipe(&whole);
	}
	if (whole.len)
		take_line(parsing, whole.s);
}

bool git_config_read(struct git_config *config, const char *path)
{
	struct parsing parsing = {.config = config, .path = path};
	STR_SECRET struct str text = STR_INIT;

	if (!reading_enter(config->reading, path))
		return false;
	if (!reading_file(config->reading, path, &text)) {
		reading_leave(config->reading);
		return false;
	}
	parsing.file = book_file(config->book, path);
	take_lines(&parsing, &text);
	reading_leave(config->reading);
	return true;
}

void git_config_release(struct git_config *config)
{
	for (size_t i = 0; i < config->n_conditions; i++) {
		free(config->conditions[i].condition);
		free(config->conditions[i].path);
	}
	config->n_conditions = 0;
}
