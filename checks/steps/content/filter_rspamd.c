/*
 * rspamd's normal worker (HTTP, /checkv2): a JSON object with score, required_score, action and symbols.
 */
#include <jansson.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/steps/content/filter.h"

#define WEIGHT_MAX 100000.0

static void ask(const char *mail, size_t len, struct str *out)
{
	str_addf(out,
		"POST /checkv2 HTTP/1.1\r\nHost: localhost\r\nUser-Agent: mailmend\r\nConnection: close\r\n"
		"Content-Length: %zu\r\n\r\n",
		len);
	str_add_bytes(out, mail, len);
}

/* Points in hundredths; what no filter gives is cut. */
static bool take_points(const json_t *json, const char *name, int *hundredths_r)
{
	const json_t *value = json_object_get(json, name);
	double points = json_number_value(value);

	if (!json_is_number(value) || !(points > -WEIGHT_MAX && points < WEIGHT_MAX))
		return false;
	*hundredths_r = (int)(points * 100);
	return true;
}

/* Actions that put a mail aside; "greylist" and "soft reject" only make it wait. */
static enum spam_finding judge(const char *action)
{
	static const char *const aside[] = {
		"reject", "add header", "rewrite subject", "quarantine", "discard"};

	for (size_t i = 0; i < sizeof aside / sizeof aside[0]; i++)
		if (ascii_caseeq(action, aside[i]))
			return SPAM_SPAM;
	return SPAM_HAM;
}

/* In the form that rspamd writes into headers: "NAME(1.20)". */
static void list_symbols(const json_t *symbols, struct str *out)
{
	const char *name;
	json_t *symbol;

	json_object_foreach((json_t *)symbols, name, symbol)
	{
		int weight;

		if (take_points(symbol, "score", &weight) && weight > 0 && !strpbrk(name, "();[]{}"))
			str_addf(out, "%s%s(%d.%02d)", out->len ? ";" : "", name, weight / 100, weight % 100);
	}
}

static bool read_object(const json_t *json, struct spam_verdict *verdict_r)
{
	struct spam_verdict verdict = {.filter = filter_rspamd.name, .field = "checkv2"};
	struct str STR_AUTO list = STR_INIT_MAX(FILTER_ANSWER_MAX);
	const char *action = json_string_value(json_object_get(json, "action"));

	if (!action || !take_points(json, "score", &verdict.score) ||
		!take_points(json, "required_score", &verdict.needed))
		return false;
	verdict.scored = verdict.bounded = true;
	verdict.verdict = judge(action);
	list_symbols(json_object_get(json, "symbols"), &list);
	spam_hits_read(str_text(&list), &verdict);
	*verdict_r = verdict;
	return true;
}

static bool read_reply(const char *answer, size_t len, struct spam_verdict *verdict_r)
{
	const char *body = filter_body(answer, len);
	json_error_t error;
	json_t *json;
	bool read;

	if (len < 12 || !ascii_starts(answer, "HTTP/1.") || memcmp(answer + 8, " 200", 4) != 0)
		return false;
	json = json_loadb(body, (size_t)(answer + len - body), JSON_REJECT_DUPLICATES, &error);
	read = json_is_object(json) && read_object(json, verdict_r);
	json_decref(json);
	return read;
}

const struct filter filter_rspamd = {.name = "rspamd", .port = 11333, .ask = ask, .read = read_reply};
