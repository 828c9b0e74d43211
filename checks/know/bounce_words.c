/*
 * The table of the words of reports, by role. Lines come in UTF-8; ASCII letters count in any case.
 */
#include "checks/know/bounce_reports.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/tables.h"

enum column { DIALECT, ROLE, WORDS };

static const char *const roles[ROLE_N] = {[ROLE_SIGN] = "sign",
	[ROLE_BEGIN] = "begin",
	[ROLE_END] = "end",
	[ROLE_TO] = "to",
	[ROLE_SKIP] = "skip",
	[ROLE_DELAY] = "delay",
	[ROLE_SENDER] = "sender",
	[ROLE_SUBJECT] = "subject",
	[ROLE_AUTO] = "auto",
	[ROLE_CHALLENGE] = "challenge",
	[ROLE_COMPLAINT] = "complaint"};

const char *bounce_words_next(enum bounce_role role, const char *line, size_t *row)
{
	while (*row < know_bounces_rows) {
		const char *const *cells = know_bounces[(*row)++];
		const char *at =
			strcmp(cells[ROLE], roles[role]) == 0 ? ascii_find(line, cells[WORDS]) : NULL;

		if (at)
			return at + strlen(cells[WORDS]);
	}
	return NULL;
}

bool bounce_words(enum bounce_role role, const char *line, const char **dialect_r)
{
	size_t row = 0;

	if (!bounce_words_next(role, line, &row))
		return false;
	if (dialect_r)
		*dialect_r = know_bounces[row - 1][DIALECT];
	return true;
}

bool bounce_words_begin(enum bounce_role role, const char *line)
{
	line += strspn(line, " \t*[<\"");
	for (size_t i = 0; i < know_bounces_rows; i++)
		if (strcmp(know_bounces[i][ROLE], roles[role]) == 0 &&
			ascii_starts(line, know_bounces[i][WORDS]))
			return true;
	return false;
}

static bool reply_code(const char *text, const char *s)
{
	return (s == text || !(ascii_isalnum(s[-1]) || strchr(".:-@_", s[-1]))) && (*s == '4' || *s == '5') &&
	       s[1] >= '0' && s[1] <= '7' && ascii_isdigit(s[2]) && (!s[3] || strchr(" -:,", s[3]));
}

static bool enhanced_code(const char *text, const char *s)
{
	size_t subject, detail;

	if ((s > text && (ascii_isalnum(s[-1]) || s[-1] == '.')) || (*s != '4' && *s != '5') || s[1] != '.')
		return false;
	subject = strspn(s + 2, "0123456789");
	if (subject != 1 || s[3] != '.')
		return false;
	detail = strspn(s + 4, "0123456789");
	return detail && detail <= 3 && s[4 + detail] != '.' && !ascii_isalnum(s[4 + detail]);
}

bool bounce_has_reply_code(const char *text)
{
	for (const char *s = text; *s; s++)
		if (ascii_isdigit(*s) && reply_code(text, s))
			return true;
	return false;
}

bool bounce_has_code(const char *text)
{
	for (const char *s = text; *s; s++)
		if (ascii_isdigit(*s) && (reply_code(text, s) || enhanced_code(text, s)))
			return true;
	return false;
}
