/*
 * One wave of questions to all lists. Each question knows what its answer is for.
 */
#include "checks/steps/reputation/lists_ask.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"
#include "checks/base/vec.h"
#include "checks/mail/address.h"

enum purpose { FOR_LISTED, FOR_UNLISTED, FOR_TARGET, FOR_TEXT };

struct question {
	enum purpose purpose;
	size_t list, target;
	char name[DNS_NAME_MAX];
};

/* The questions of one wave, and their answers beside them. */
struct wave {
	VEC(struct question) questions;
	struct dns_answer *answers;
};

const char *list_trust_name(enum list_trust trust)
{
	static const char *const names[LIST_TRUST_N] = {
		[LIST_UNTRIED] = "untried",
		[LIST_BELIEVED] = "believed",
		[LIST_SILENT] = "silent",
		[LIST_REFUSED] = "refused",
		[LIST_PUBLIC] = "public-resolver",
		[LIST_MANY] = "too-many",
		[LIST_UNTESTED] = "test-entry-missing",
		[LIST_EVERYTHING] = "lists-everything",
		[LIST_FOREIGN] = "foreign-answers",
	};

	return names[trust];
}

bool list_target_address(const struct net_addr *addr, struct list_target *target_r)
{
	const unsigned char *bytes;
	size_t len;

	if (!addr->len)
		return false;
	if (net_addr_family(addr) == AF_INET) {
		bytes = (const unsigned char *)&((const struct sockaddr_in *)&addr->ss)->sin_addr;
		len = 4;
	} else if (net_addr_family(addr) == AF_INET6) {
		bytes = (const unsigned char *)&((const struct sockaddr_in6 *)&addr->ss)->sin6_addr;
		len = 16;
	} else {
		return false;
	}
	target_r->kind = len == 4 ? BLOCKLIST_V4 : BLOCKLIST_V6;
	blocklist_address_labels(bytes, len, target_r->labels);
	return true;
}

bool list_target_name(const char *host, enum blocklist_kind kind, struct list_target *target_r)
{
	if (!strchr(host, '.') || host_is_literal(host) || !dns_name_askable(host) ||
		strlen(host) >= sizeof target_r->labels)
		return false;
	target_r->kind = kind;
	str_copy(target_r->labels, sizeof target_r->labels, host);
	return true;
}

/* A failure as a reason; LIST_UNTRIED for none. */
static enum list_trust failure_of(enum dns_outcome outcome)
{
	switch (outcome) {
	case DNS_FOUND:
	case DNS_NO_DATA:
	case DNS_NXDOMAIN:
	case DNS_UNASKED:
	case DNS_CANCELLED:
		return LIST_UNTRIED;
	case DNS_TIMED_OUT:
	case DNS_UNREACHABLE:
		return LIST_SILENT;
	default:
		return LIST_REFUSED;
	}
}

static enum list_trust trust_of_saying(enum blocklist_saying saying)
{
	switch (saying) {
	case BLOCKLIST_SAYS_PUBLIC:
		return LIST_PUBLIC;
	case BLOCKLIST_SAYS_MANY:
		return LIST_MANY;
	case BLOCKLIST_SAYS_WRONG:
		return LIST_REFUSED;
	case BLOCKLIST_SAYS_FOREIGN:
		return LIST_FOREIGN;
	case BLOCKLIST_SAYS_LISTED:
		break;
	}
	return LIST_BELIEVED;
}

static void read_codes(
	const struct blocklist *list, const struct dns_answer *answer, struct blocklist_answer *answer_r)
{
	unsigned char codes[16][4];
	size_t n = 0;

	for (size_t i = 0; i < answer->n && n < 16; i++) {
		const struct net_addr *addr = &answer->records[i].u.addr;

		if (answer->records[i].type == DNS_A && net_addr_family(addr) == AF_INET)
			memcpy(codes[n++], &((const struct sockaddr_in *)&addr->ss)->sin_addr, 4);
	}
	if (n)
		blocklist_read(list, (const unsigned char(*)[4])codes, n, answer_r);
	else
		*answer_r = (struct blocklist_answer){.saying = BLOCKLIST_SAYS_FOREIGN};
}

/* From the answers about the listed and the unlisted test entry. */
static enum list_trust list_trust_of(
	const struct blocklist *list, const struct dns_answer *listed, const struct dns_answer *unlisted)
{
	struct blocklist_answer says = {.saying = BLOCKLIST_SAYS_LISTED};

	if (unlisted->outcome == DNS_FOUND) {
		read_codes(list, unlisted, &says);
		return says.saying == BLOCKLIST_SAYS_LISTED ? LIST_EVERYTHING : trust_of_saying(says.saying);
	}
	if (listed->outcome == DNS_FOUND) {
		read_codes(list, listed, &says);
		if (says.saying != BLOCKLIST_SAYS_LISTED)
			return trust_of_saying(says.saying);
	}
	if (failure_of(listed->outcome) != LIST_UNTRIED)
		return failure_of(listed->outcome);
	if (failure_of(unlisted->outcome) != LIST_UNTRIED)
		return failure_of(unlisted->outcome);
	if (!dns_is_absent(unlisted->outcome))
		return LIST_UNTRIED;
	return listed->outcome == DNS_FOUND	? LIST_BELIEVED
	       : dns_is_absent(listed->outcome) ? LIST_UNTESTED
						: LIST_UNTRIED;
}

static void list_result_of(
	const struct blocklist *list, const struct dns_answer *answer, struct list_result *result_r)
{
	result_r->took_us = answer->took_us;
	if (dns_is_absent(answer->outcome)) {
		result_r->state = LIST_ABSENT;
		return;
	}
	result_r->state = LIST_NO_ANSWER;
	result_r->why = failure_of(answer->outcome);
	if (answer->outcome != DNS_FOUND)
		return;
	read_codes(list, answer, &result_r->answer);
	result_r->why = trust_of_saying(result_r->answer.saying);
	if (result_r->answer.saying == BLOCKLIST_SAYS_LISTED)
		result_r->state = LIST_HIT;
}

struct list_result *list_result_at(const struct list_inquiry *inquiry, size_t list, size_t target)
{
	return &inquiry->results[list * inquiry->n_targets + target];
}

void list_inquiry_init(struct list_inquiry *inquiry, const struct blocklist *lists, size_t n_lists,
	const struct list_target *targets, size_t n_targets)
{
	*inquiry = (struct list_inquiry){
		.lists = lists,
		.n_lists = n_lists,
		.targets = targets,
		.n_targets = n_targets,
		.trust = mem_new(n_lists),
		.results = mem_new_array(n_lists * n_targets, sizeof *inquiry->results),
	};
}

void list_inquiry_release(struct list_inquiry *inquiry)
{
	free(inquiry->trust);
	free(inquiry->results);
	*inquiry = (struct list_inquiry){.n_lists = 0};
}

/* A question for later; names that are too long for one are left out. */
static void add_question(
	struct wave *wave, const struct list_inquiry *inquiry, struct question question, const char *labels)
{
	if (blocklist_name(&inquiry->lists[question.list], labels, question.name, sizeof question.name) &&
		wave->questions.n < DNS_TOGETHER_MAX)
		*VEC_ADD(&wave->questions) = question;
}

static bool is_open(const struct list_result *result)
{
	return result->state == LIST_NOT_ASKED ||
	       (result->state == LIST_NO_ANSWER && result->why == LIST_SILENT);
}

static bool is_untested(const struct list_inquiry *inquiry, size_t list)
{
	return inquiry->trust[list] == LIST_UNTRIED || inquiry->trust[list] == LIST_SILENT;
}

/* By which kind of entry a list is tested: one that it is asked about, or its first. */
static enum blocklist_kind test_kind(const struct list_inquiry *inquiry, size_t list)
{
	unsigned kinds = inquiry->lists[list].kinds;

	for (size_t i = 0; i < inquiry->n_targets; i++)
		if (kinds & inquiry->targets[i].kind)
			return inquiry->targets[i].kind;
	return (enum blocklist_kind)(kinds & -kinds);
}

/* Whether anything of it is asked: with targets, only lists that know their kind. */
static bool is_asked(const struct list_inquiry *inquiry, size_t list)
{
	for (size_t i = 0; i < inquiry->n_targets; i++)
		if (inquiry->lists[list].kinds & inquiry->targets[i].kind)
			return true;
	return inquiry->n_targets == 0;
}

static void add_list(struct wave *wave, const struct list_inquiry *inquiry, size_t list)
{
	char labels[BLOCKLIST_LABELS_MAX];

	if (is_untested(inquiry, list)) {
		enum blocklist_kind kind = test_kind(inquiry, list);

		blocklist_test_labels(&inquiry->lists[list], kind, true, labels);
		add_question(wave, inquiry, (struct question){FOR_LISTED, list, 0, ""}, labels);
		blocklist_test_labels(&inquiry->lists[list], kind, false, labels);
		add_question(wave, inquiry, (struct question){FOR_UNLISTED, list, 0, ""}, labels);
	} else if (inquiry->trust[list] != LIST_BELIEVED) {
		return;
	}
	for (size_t i = 0; i < inquiry->n_targets; i++)
		if ((inquiry->lists[list].kinds & inquiry->targets[i].kind) &&
			is_open(list_result_at(inquiry, list, i)))
			add_question(wave, inquiry, (struct question){FOR_TARGET, list, i, ""},
				inquiry->targets[i].labels);
}

static enum io_status send_wave(const struct io_scope *scope, const struct dns_config *config,
	struct wave *wave, int64_t limit_ms, int64_t quiet_ms)
{
	const struct dns_patience patience = {.limit_ms = limit_ms, .quiet_ms = quiet_ms};

	wave->answers = mem_new_array(wave->questions.n, sizeof *wave->answers);
	for (size_t i = 0; i < wave->questions.n; i++) {
		wave->answers[i].name = wave->questions.items[i].name;
		wave->answers[i].type = wave->questions.items[i].purpose == FOR_TEXT ? DNS_TXT : DNS_A;
	}
	return wave->questions.n ? dns_ask_until(scope, config, wave->answers, wave->questions.n, &patience)
				 : IO_OK;
}

static void wave_release(struct wave *wave)
{
	if (wave->answers)
		dns_answers_release(wave->answers, wave->questions.n);
	free(wave->answers);
	VEC_RELEASE(&wave->questions);
}

static void take_answers(const struct wave *wave, struct list_inquiry *inquiry)
{
	for (size_t i = 0; i < wave->questions.n; i++) {
		const struct question *question = &wave->questions.items[i];

		/* The two test entries stand side by side. */
		if (question->purpose == FOR_LISTED && i + 1 < wave->questions.n)
			inquiry->trust[question->list] = (unsigned char)list_trust_of(
				&inquiry->lists[question->list], &wave->answers[i], &wave->answers[i + 1]);
		if (question->purpose == FOR_TARGET)
			list_result_of(&inquiry->lists[question->list], &wave->answers[i],
				list_result_at(inquiry, question->list, question->target));
	}
}

enum io_status lists_ask(const struct io_scope *scope, const struct dns_config *config,
	struct list_inquiry *inquiry, int64_t limit_ms, int64_t quiet_ms)
{
	struct wave wave = {.answers = NULL};
	enum io_status status;

	for (size_t i = 0; i < inquiry->n_lists; i++)
		if (is_asked(inquiry, i))
			add_list(&wave, inquiry, i);
	status = send_wave(scope, config, &wave, limit_ms, quiet_ms);
	take_answers(&wave, inquiry);
	inquiry->asked += wave.questions.n;
	wave_release(&wave);
	return status;
}

bool lists_left(const struct list_inquiry *inquiry)
{
	for (size_t i = 0; i < inquiry->n_lists; i++) {
		if (!is_asked(inquiry, i))
			continue;
		if (is_untested(inquiry, i))
			return true;
		for (size_t k = 0; inquiry->trust[i] == LIST_BELIEVED && k < inquiry->n_targets; k++)
			if ((inquiry->lists[i].kinds & inquiry->targets[k].kind) &&
				is_open(list_result_at(inquiry, i, k)))
				return true;
	}
	return false;
}

static bool wants_text(const struct list_inquiry *inquiry, size_t list, size_t target)
{
	const struct list_result *result = list_result_at(inquiry, list, target);

	return inquiry->trust[list] == LIST_BELIEVED && result->state == LIST_HIT && !result->text[0];
}

void lists_ask_texts(const struct io_scope *scope, const struct dns_config *config,
	struct list_inquiry *inquiry, int64_t limit_ms)
{
	struct wave wave = {.answers = NULL};

	for (size_t i = 0; i < inquiry->n_lists; i++)
		for (size_t k = 0; k < inquiry->n_targets; k++)
			if (wants_text(inquiry, i, k))
				add_question(&wave, inquiry, (struct question){FOR_TEXT, i, k, ""},
					inquiry->targets[k].labels);
	send_wave(scope, config, &wave, limit_ms, 0);
	for (size_t i = 0; i < wave.questions.n; i++) {
		const struct question *question = &wave.questions.items[i];
		const struct dns_answer *answer = &wave.answers[i];

		if (answer->outcome == DNS_FOUND && answer->n)
			text_harmless_buf(list_result_at(inquiry, question->list, question->target)->text,
				LIST_TEXT_MAX, answer->records[0].u.txt.bytes, answer->records[0].u.txt.len);
	}
	inquiry->asked += wave.questions.n;
	wave_release(&wave);
}
