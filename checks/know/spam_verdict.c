/*
 * Reading what spam filters write into the header, field by field in the order of spam_headers.psv: the first that tells a thing counts.
 */
#include "checks/know/spam_verdict.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/pattern.h"
#include "checks/know/tables.h"

#define MICROSOFT_SPAM 5
#define NUMBER_MOST    1000000 /* hundredths */

enum column { FIELD, FILTER, FORM, SPAM, HAM, SOURCE };

bool spam_take_number(const char **s, int *hundredths_r)
{
	const char *at = *s;
	bool minus = *at == '-';
	int value = 0, digits = 0, part = 100;

	at += minus || *at == '+';
	for (; ascii_isdigit(*at); at++, digits++)
		value = value < NUMBER_MOST ? value * 10 + (*at - '0') * 100 : NUMBER_MOST;
	if (*at == '.' && digits)
		for (at++; ascii_isdigit(*at); at++) {
			part /= 10;
			value += (*at - '0') * part;
		}
	if (!digits)
		return false;
	*hundredths_r = minus ? -value : value;
	*s = at;
	return true;
}

/* --- the rules that counted --- */

static bool is_name_char(char c)
{
	return ascii_isalnum(c) || c == '_' || c == '-' || c == '.';
}

static void add_hit(struct spam_verdict *verdict, const char *name, size_t len, int weight)
{
	struct spam_hit hit = {.weight = weight};
	size_t place = 0;

	if (!len || len >= sizeof hit.name)
		return;
	memcpy(hit.name, name, len);
	hit.name[len] = '\0';
	while (place < verdict->n && verdict->hits[place].weight >= weight)
		place++;
	if (place == SPAM_HITS_MAX) {
		verdict->cut = true;
		return;
	}
	if (verdict->n == SPAM_HITS_MAX) {
		verdict->cut = true;
		verdict->n--;
	}
	memmove(verdict->hits + place + 1, verdict->hits + place,
		(verdict->n - place) * sizeof verdict->hits[0]);
	verdict->hits[place] = hit;
	verdict->n++;
}

/* What stands in brackets behind a rule is about the mail, and may hold anything. */
static const char *skip_brackets(const char *s)
{
	while (*s == '[' || *s == '{') {
		char close = *s == '[' ? ']' : '}';

		s += strcspn(s, (const char[]){close, '\0'});
		s += *s == close;
	}
	return s;
}

/* "NAME=1.2", "NAME(1.20)[…]" or "NAME"; NULL where no further rule stands. */
static const char *take_hit(const char *s, struct spam_verdict *verdict)
{
	const char *name = s;
	size_t len;
	int weight = 0;

	while (is_name_char(*s))
		s++;
	len = (size_t)(s - name);
	if (!len)
		return NULL;
	if (*s == '=' || *s == '(') {
		const char *number = s + 1;

		if (spam_take_number(&number, &weight))
			s = number + (*number == ')');
		else if (*s == '=')
			return NULL; /* "autolearn=no": the list is over */
	}
	if (!ascii_caseeq(name, "none") || len != 4)
		add_hit(verdict, name, len, weight);
	return skip_brackets(s);
}

void spam_hits_read(const char *list, struct spam_verdict *verdict)
{
	const char *s = list;

	while (s) {
		s += strspn(s, " \t\r\n,;[]");
		s = *s ? take_hit(s, verdict) : NULL;
	}
}

/* --- the forms --- */

/* The number behind "score=", as a word of its own. */
static bool number_behind(const char *text, const char *key, int *hundredths_r)
{
	const char *at = ascii_find(text, key);

	at = at ? at + strlen(key) : NULL;
	return at && spam_take_number(&at, hundredths_r);
}

static enum spam_finding yes_or_no(const char *value)
{
	return ascii_starts(value, "yes") ? SPAM_SPAM : ascii_starts(value, "no") ? SPAM_HAM : SPAM_NOT_TOLD;
}

static void read_status(const char *value, struct spam_verdict *verdict)
{
	const char *tests = ascii_find(value, "tests=");

	if (!verdict->verdict)
		verdict->verdict = yes_or_no(value);
	if (!verdict->scored)
		verdict->scored = number_behind(value, "score=", &verdict->score) ||
				  number_behind(value, "hits=", &verdict->score);
	if (!verdict->bounded)
		verdict->bounded = number_behind(value, "required=", &verdict->needed);
	if (tests && !verdict->n)
		spam_hits_read(tests + 6, verdict);
}

/* "default: True [18.00 / 15.00]; BAYES_SPAM(5.00)[100.00%]; …": the second number is where mails are refused. */
static void read_result(const char *value, struct spam_verdict *verdict)
{
	const char *open = strchr(value, '['), *close = open ? strchr(open, ']') : NULL;

	if (!close)
		return;
	open++;
	if (!verdict->scored)
		verdict->scored = spam_take_number(&open, &verdict->score);
	if (!verdict->n)
		spam_hits_read(close + 1, verdict);
}

static void read_scl(const char *value, struct spam_verdict *verdict)
{
	int level;

	if (verdict->verdict || !spam_take_number(&value, &level))
		return;
	verdict->verdict = level >= MICROSOFT_SPAM * 100 ? SPAM_SPAM : SPAM_HAM;
}

/* "CIP:192.0.2.1;CTRY:;LANG:en;SCL:5;SRV:;IPV:NLI;SFV:SPM;CAT:SPM;" */
static void read_parts(const char *value, struct spam_verdict *verdict)
{
	const char *scl = ascii_find(value, "SCL:"), *filter = ascii_find(value, "SFV:");

	if (filter && (ascii_starts(filter + 4, "SPM") || ascii_starts(filter + 4, "SKB")))
		verdict->verdict = SPAM_SPAM;
	if (scl)
		read_scl(scl + 4, verdict);
}

/* Whether one of the words (by comma) begins the value, and ends there as a word. */
static bool begins_with_one(const char *words, const char *value)
{
	while (*words) {
		size_t len = strcspn(words, ",");

		if (ascii_ncasecmp(words, value, len) == 0 && strlen(value) >= len &&
			!ascii_isalnum(value[len]))
			return true;
		words += len + (words[len] == ',');
	}
	return false;
}

static void read_word(const char *const *row, const char *value, struct spam_verdict *verdict)
{
	if (verdict->verdict)
		return;
	if (begins_with_one(row[SPAM], value))
		verdict->verdict = SPAM_SPAM;
	else if (begins_with_one(row[HAM], value))
		verdict->verdict = SPAM_HAM;
}

static void read_field(const char *const *row, const char *value, struct spam_verdict *verdict)
{
	const char *form = row[FORM];

	if (strcmp(form, "status") == 0)
		read_status(value, verdict);
	else if (strcmp(form, "result") == 0)
		read_result(value, verdict);
	else if (strcmp(form, "part") == 0)
		read_parts(value, verdict);
	else if (strcmp(form, "scl") == 0)
		read_scl(value, verdict);
	else if (strcmp(form, "word") == 0)
		read_word(row, value, verdict);
	else if (!verdict->scored)
		verdict->scored = spam_take_number(&value, &verdict->score);
}

/* rspamd puts X-Spam-Status into mails too, in SpamAssassin's form; its own field tells whose it is. */
static void name_filter(const char *const *row, struct spam_verdict *verdict)
{
	if (row[FILTER][0] && (!verdict->filter[0] || strcmp(row[FILTER], "rspamd") == 0))
		verdict->filter = row[FILTER];
	if (!verdict->field[0])
		verdict->field = row[FIELD];
}

bool spam_verdict_read(const struct message *message, struct spam_verdict *verdict_r)
{
	struct spam_verdict verdict = {.filter = "", .field = ""};

	for (size_t i = 0; i < know_spam_headers_rows; i++) {
		const char *const *row = know_spam_headers[i];
		struct str value STR_AUTO = STR_INIT;

		if (!message_value(message, row[FIELD], 0, &value))
			continue;
		name_filter(row, &verdict);
		read_field(row, str_text(&value), &verdict);
	}
	*verdict_r = verdict;
	return verdict.field[0] && (verdict.verdict || verdict.scored || verdict.n);
}
