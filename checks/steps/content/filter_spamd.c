/*
 * SpamAssassin's spamd (spamd/PROTOCOL): SYMBOLS gives the judgement in a header line and the names of the rules as the body.
 */
#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/steps/content/filter.h"

bool filter_header(const char *answer, size_t len, const char *name, char *value_r, size_t size)
{
	const char *s = answer, *end = answer + len;
	size_t n = strlen(name);

	while (s < end) {
		const char *lf = memchr(s, '\n', (size_t)(end - s)), *stop = lf ? lf : end;
		size_t line = (size_t)(stop - s);

		if (line && s[line - 1] == '\r')
			line--;
		if (!line)
			return false;
		if (line > n && ascii_ncasecmp(s, name, n) == 0 && s[n] == ':') {
			const char *value = s + n + 1;
			size_t most = (size_t)(s + line - value);

			while (most && *value == ' ') {
				value++;
				most--;
			}
			most = most < size ? most : size - 1;
			memcpy(value_r, value, most);
			value_r[most] = '\0';
			return true;
		}
		s = lf ? lf + 1 : end;
	}
	return false;
}

const char *filter_body(const char *answer, size_t len)
{
	const char *crlf = memmem(answer, len, "\r\n\r\n", 4), *lf = memmem(answer, len, "\n\n", 2);

	if (crlf && (!lf || crlf < lf))
		return crlf + 4;
	return lf ? lf + 2 : answer + len;
}

static void ask(const char *mail, size_t len, struct str *out)
{
	str_addf(out, "SYMBOLS SPAMC/1.5\r\nContent-length: %zu\r\n\r\n", len);
	str_add_bytes(out, mail, len);
}

/* "True ; 15.2 / 5.0" */
static bool read_judgement(const char *value, struct spam_verdict *verdict)
{
	const char *s = strchr(value, ';');

	if (!s)
		return false;
	verdict->verdict = ascii_starts(value, "True") || ascii_starts(value, "Yes") ? SPAM_SPAM : SPAM_HAM;
	s += 1 + strspn(s + 1, " ");
	verdict->scored = spam_take_number(&s, &verdict->score);
	s += strspn(s, " /");
	verdict->bounded = verdict->scored && spam_take_number(&s, &verdict->needed);
	return verdict->scored && verdict->bounded;
}

static bool read_reply(const char *answer, size_t len, struct spam_verdict *verdict_r)
{
	struct spam_verdict verdict = {.filter = filter_spamd.name, .field = "SYMBOLS"};
	struct str STR_AUTO rules = STR_INIT_MAX(FILTER_ANSWER_MAX);
	const char *body = filter_body(answer, len);
	char value[80];

	if (len < 8 || !ascii_starts(answer, "SPAMD/") ||
		!filter_header(answer, len, "Spam", value, sizeof value) || !read_judgement(value, &verdict))
		return false;
	str_add_bytes(&rules, body, (size_t)(answer + len - body));
	for (size_t i = 0; i < rules.len; i++)
		if (!rules.s[i] || ascii_isspace(rules.s[i]))
			rules.s[i] = ' ';
	spam_hits_read(str_text(&rules), &verdict);
	*verdict_r = verdict;
	return true;
}

const struct filter filter_spamd = {.name = "SpamAssassin", .port = 783, .ask = ask, .read = read_reply};
