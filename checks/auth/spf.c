/*
 * check_host() (RFC 7208 section 4): the record is found, read as a whole, and its terms decide in their order.
 */
#include "checks/auth/spf.h"

#include <stdlib.h>
#include <string.h>

#include "checks/auth/spf_eval.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"

const char *spf_code_name(enum spf_code code)
{
	static const char *const names[] = {
		[SPF_NONE] = "none",
		[SPF_NEUTRAL] = "neutral",
		[SPF_PASS] = "pass",
		[SPF_FAIL] = "fail",
		[SPF_SOFTFAIL] = "softfail",
		[SPF_TEMPERROR] = "temperror",
		[SPF_PERMERROR] = "permerror",
	};

	return names[code];
}

size_t spf_select(const struct dns_answer *answer, const struct dns_record *chosen_r[2])
{
	size_t n = 0;

	for (size_t i = 0; i < answer->n; i++) {
		const struct dns_record *record = &answer->records[i];

		if (!spf_record_is(record->u.txt.bytes, record->u.txt.len))
			continue;
		if (n < 2)
			chosen_r[n] = record;
		n++;
	}
	return n;
}

static enum spf_code code_of(char qualifier)
{
	switch (qualifier) {
	case '-':
		return SPF_FAIL;
	case '~':
		return SPF_SOFTFAIL;
	case '?':
		return SPF_NEUTRAL;
	default:
		return SPF_PASS;
	}
}

static void remember_match(struct spf_eval *eval, const struct spf_term *term)
{
	struct str text = STR_INIT;

	if (eval->place->included)
		return;
	text_harmless(&text, term->text, term->len, TEXT_ONE_LINE, SPF_TEXT_MAX);
	free(eval->result->matched);
	eval->result->matched = str_take(&text);
}

/* The domain decides in place of this one (6.1). */
static enum spf_code redirect(struct spf_eval *eval, const struct spf_term *term)
{
	struct spf_place place = {.included = eval->place->included};
	enum spf_code code = SPF_NONE;

	if (!spf_count_lookup(eval, term))
		return SPF_PERMERROR;
	if (eval->query->audit && spf_macro_uses(term->spec, term->spec_len, "slipvh")) {
		eval->result->opaque = true;
		return SPF_NEUTRAL;
	}
	if (spf_target(eval, term, &place.domain)) {
		spf_line_name(spf_say(eval, SPF_SAID_REDIRECT, term), place.domain.text);
		place.shown = place.included ? eval->place->shown : place.domain.text;
		code = spf_check_host(eval, &place);
	}
	if (code != SPF_NONE)
		return code;
	spf_trouble(eval, SPF_REDIRECT_NONE, SPF_FAULT_NONE, term->text, term->len);
	return SPF_PERMERROR;
}

static enum spf_match weigh(struct spf_eval *eval, const struct spf_term *term)
{
	if (spf_term_asks(term) && !spf_count_lookup(eval, term))
		return SPF_MATCH_PERM;
	return eval->query->audit ? spf_audit_term(eval, term) : spf_term_match(eval, term);
}

static enum spf_code judge(struct spf_eval *eval, const struct spf_record *record)
{
	for (size_t i = 0; i < record->terms.n; i++) {
		const struct spf_term *term = &record->terms.items[i];
		enum spf_match match;

		if (term->kind >= SPF_REDIRECT)
			continue;
		match = weigh(eval, term);
		if (match == SPF_MATCH_TEMP || match == SPF_MATCH_PERM)
			return match == SPF_MATCH_TEMP ? SPF_TEMPERROR : SPF_PERMERROR;
		if (match == SPF_MATCH_YES) {
			remember_match(eval, term);
			if (term->qualifier == '-' && record->exp && !eval->place->included)
				spf_explain(eval, record->exp);
			return code_of(term->qualifier);
		}
		if (term->kind == SPF_ALL) /* in an audit; nothing behind it counts (5.1) */
			return SPF_NEUTRAL;
	}
	if (record->redirect)
		return redirect(eval, record->redirect);
	spf_say(eval, SPF_SAID_NOTHING, NULL);
	return SPF_NEUTRAL;
}

static enum spf_code read_and_judge(struct spf_eval *eval, const struct dns_record *chosen)
{
	struct spf_result *result = eval->result;
	struct spf_record record;
	struct spf_line *line;
	struct str STR_AUTO shown = STR_INIT;
	enum spf_code code = SPF_PERMERROR;

	text_harmless(&shown, chosen->u.txt.bytes, chosen->u.txt.len, TEXT_ONE_LINE, 0);
	line = spf_say(eval, SPF_SAID_RECORD, NULL);
	spf_line_name(line, eval->place->domain.text);
	spf_line_text(line, str_text(&shown));
	if (!result->record)
		result->record = mem_strdup(str_text(&shown));
	if (spf_record_read(chosen->u.txt.bytes, chosen->u.txt.len, &record)) {
		code = judge(eval, &record);
	} else {
		struct spf_term wrong = {
			.text = record.fault_term, .len = record.fault_len, .qualifier = '+'};

		spf_trouble(eval, SPF_SYNTAX, record.fault, wrong.text, wrong.len);
		spf_say(eval, SPF_SAID_SYNTAX, &wrong)->fault = record.fault;
	}
	spf_record_release(&record);
	return code;
}

/* Why there is no record, or none that counts. */
static enum spf_code without(struct spf_eval *eval, enum spf_trouble trouble, enum spf_said said, int number)
{
	struct spf_line *line = spf_say(eval, said, NULL);

	spf_trouble(eval, trouble, SPF_FAULT_NONE, "", 0);
	spf_line_name(line, eval->place->domain.text);
	line->number = number;
	return trouble == SPF_SEVERAL ? SPF_PERMERROR : SPF_NONE;
}

static enum spf_code check_domain(struct spf_eval *eval)
{
	const struct spf_name *domain = &eval->place->domain;
	const struct dns_record *chosen[2];
	const struct dns_answer *answer;
	size_t n;

	if (!spf_may_have_record(domain))
		return without(eval, SPF_BAD_DOMAIN, SPF_SAID_BAD_DOMAIN, 0);
	if (eval->query->audit)
		*VEC_ADD(&eval->result->places) = mem_strdup(domain->text);
	answer = spf_ask(eval, domain->ask, DNS_TXT);
	if (answer->outcome == DNS_NXDOMAIN)
		return without(eval, SPF_NO_DOMAIN, SPF_SAID_NO_DOMAIN, 0);
	if (answer->outcome != DNS_FOUND && answer->outcome != DNS_NO_DATA) {
		spf_failed(eval, NULL, domain->text, answer);
		return SPF_TEMPERROR;
	}
	n = spf_select(answer, chosen);
	if (n == 0)
		return without(eval, SPF_NO_RECORD, SPF_SAID_NO_RECORD, 0);
	if (n > 1)
		return without(eval, SPF_SEVERAL, SPF_SAID_SEVERAL, (int)n);
	return read_and_judge(eval, chosen[0]);
}

enum spf_code spf_check_host(struct spf_eval *eval, const struct spf_place *place)
{
	const struct spf_place *before = spf_enter(eval, place);
	enum spf_code code = check_domain(eval);

	spf_enter(eval, before);
	return code;
}

/* What an audit counted is judged at its end. */
static void judge_limits(struct spf_result *result)
{
	if (result->code == SPF_TEMPERROR || result->code == SPF_PERMERROR)
		return;
	if (result->lookups > SPF_LOOKUPS_MAX)
		result->trouble = SPF_TOO_MANY_LOOKUPS;
	else if (result->voids > SPF_VOIDS_MAX)
		result->trouble = SPF_TOO_MANY_VOIDS;
	else
		return;
	result->code = SPF_PERMERROR;
}

void spf_check(struct lookups *lookups, const struct spf_query *query, struct spf_result *result_r)
{
	struct spf_place place = {.included = false};
	struct spf_eval eval;

	*result_r = (struct spf_result){.code = SPF_NONE, .widest4 = 33, .widest6 = 129};
	result_r->trouble_domain = mem_strdup("");
	result_r->trouble_term = mem_strdup("");
	result_r->matched = mem_strdup("");
	result_r->widest = mem_strdup("");
	spf_eval_init(&eval, lookups, query, result_r);
	spf_name_set(&place.domain, eval.sender_domain, strlen(eval.sender_domain));
	place.shown = place.domain.text;
	result_r->domain = mem_strdup(place.domain.text);
	result_r->code = spf_check_host(&eval, &place);
	if (query->audit)
		judge_limits(result_r);
	if (result_r->code != SPF_NONE && result_r->code != SPF_TEMPERROR && result_r->code != SPF_PERMERROR)
		result_r->trouble = SPF_FINE;
	result_r->unreachable = result_r->code == SPF_TEMPERROR && eval.unreached && !eval.heard;
	spf_enter(&eval, &place);
	spf_say(&eval, SPF_SAID_RESULT, NULL)->code = result_r->code;
	spf_eval_release(&eval);
}

static void line_release(struct spf_line *line)
{
	free(line->place);
	free(line->term);
	free(line->name);
	free(line->text);
}

void spf_result_release(struct spf_result *result)
{
	for (size_t i = 0; i < result->trace.n; i++)
		line_release(&result->trace.items[i]);
	VEC_RELEASE(&result->trace);
	for (size_t i = 0; i < result->places.n; i++)
		free(result->places.items[i]);
	VEC_RELEASE(&result->places);
	free(result->domain);
	free(result->record);
	free(result->explanation);
	free(result->trouble_domain);
	free(result->trouble_term);
	free(result->matched);
	free(result->widest);
	result->domain = result->record = result->explanation = NULL;
	result->trouble_domain = result->trouble_term = result->matched = result->widest = NULL;
}
