/*
 * The way of an evaluation, bounded: what was read, asked and compared.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/auth/spf_eval.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"

#define SHOWN_MAX 6

static char *harmless(const char *bytes, size_t len)
{
	struct str text = STR_INIT;

	text_harmless(&text, bytes, len, TEXT_ONE_LINE, SPF_TEXT_MAX);
	return str_take(&text);
}

static void replace(char **text, const char *bytes, size_t len)
{
	free(*text);
	*text = harmless(bytes, len);
}

/* What nobody will see: lines beyond the limit, and those of an audit. */
static struct spf_line *nowhere(struct spf_eval *eval)
{
	free(eval->spare.name);
	free(eval->spare.text);
	eval->spare = (struct spf_line){.said = SPF_SAID_CUT};
	return &eval->spare;
}

static struct spf_line *add(struct spf_eval *eval, enum spf_said said)
{
	struct spf_line *line = VEC_ADD(&eval->result->trace);

	*line = (struct spf_line){.said = said, .qualifier = '+'};
	return line;
}

static void fill(struct spf_eval *eval, struct spf_line *line, const struct spf_term *term)
{
	const struct spf_place *place = eval->place;

	line->place = mem_strdup(place ? place->shown : "");
	line->included = place && place->included;
	line->term = term ? harmless(term->text, term->len) : mem_strdup("");
	line->name = mem_strdup("");
	line->text = mem_strdup("");
	if (term)
		line->qualifier = term->qualifier;
}

struct spf_line *spf_say(struct spf_eval *eval, enum spf_said said, const struct spf_term *term)
{
	size_t n = eval->result->trace.n;
	struct spf_line *line;

	if (eval->query->audit)
		return nowhere(eval);
	if (said != SPF_SAID_RESULT && n >= SPF_TRACE_MAX - 2) {
		if (n == SPF_TRACE_MAX - 2)
			fill(eval, add(eval, SPF_SAID_CUT), NULL);
		return nowhere(eval);
	}
	line = add(eval, said);
	fill(eval, line, term);
	return line;
}

void spf_line_name(struct spf_line *line, const char *name)
{
	replace(&line->name, name, strlen(name));
}

void spf_line_text(struct spf_line *line, const char *text)
{
	replace(&line->text, text, strlen(text));
}

static void add_shown(struct str *out, const struct dns_record *record)
{
	char text[NET_ADDR_TEXT];

	switch (record->type) {
	case DNS_A:
	case DNS_AAAA:
		net_addr_text(&record->u.addr, text, sizeof text);
		str_add(out, text);
		return;
	case DNS_MX:
		str_add(out, record->u.mx.host);
		return;
	default:
		str_add(out, record->u.name);
	}
}

void spf_line_records(struct spf_line *line, const struct dns_answer *answer)
{
	struct str STR_AUTO text = STR_INIT;

	for (size_t i = 0; i < answer->n && i < SHOWN_MAX; i++) {
		if (i)
			str_add(&text, ", ");
		add_shown(&text, &answer->records[i]);
	}
	if (answer->n > SHOWN_MAX)
		str_add(&text, ", ...");
	spf_line_text(line, str_text(&text));
}

void spf_trouble(
	struct spf_eval *eval, enum spf_trouble trouble, enum spf_fault fault, const char *term, size_t len)
{
	struct spf_result *result = eval->result;
	const char *domain = eval->place ? eval->place->domain.text : "";

	result->trouble = trouble;
	result->fault = fault;
	replace(&result->trouble_domain, domain, strlen(domain));
	replace(&result->trouble_term, term, len);
}

enum spf_match spf_failed(
	struct spf_eval *eval, const struct spf_term *term, const char *name, const struct dns_answer *answer)
{
	struct spf_line *line = spf_say(eval, SPF_SAID_FAILED, term);

	spf_line_name(line, name);
	spf_line_text(line, dns_outcome_name(answer->outcome));
	spf_trouble(eval, SPF_LOOKUP_FAILED, SPF_FAULT_NONE, term ? term->text : "", term ? term->len : 0);
	return SPF_MATCH_TEMP;
}
