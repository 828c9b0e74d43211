/*
 * Many lists asked about many addresses and names, all in one wave, together with the test entries by which each list shows that it can be
 * believed (RFC 5782 section 5). No opinions: what an answer means for somebody is judged in listing.h.
 *
 * A list that is silent, refuses, knows nothing of its own test entry, or lists what must never be listed, is not believed, whatever it says.
 * "Could not be found out" is never "not listed".
 */
#ifndef MAILMEND_STEPS_REPUTATION_LISTS_ASK_H
#define MAILMEND_STEPS_REPUTATION_LISTS_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/know/blocklist.h"
#include "checks/net/addr.h"
#include "checks/net/dns.h"
#include "checks/net/io.h"

#define LIST_TEXT_MAX 256

/* What is asked about; kind is one bit of enum blocklist_kind. */
struct list_target {
	enum blocklist_kind kind;
	char labels[BLOCKLIST_LABELS_MAX];
};

/* False for no address. */
bool list_target_address(const struct net_addr *addr, struct list_target *target_r);

/* A host or domain in A-labels. False for what is none, or an address. */
bool list_target_name(const char *host, enum blocklist_kind kind, struct list_target *target_r);

/* What became of a list's test entries; and why an answer is none. */
enum list_trust {
	LIST_UNTRIED,
	LIST_BELIEVED,
	LIST_SILENT,	 /* no answer in time */
	LIST_REFUSED,	 /* SERVFAIL, REFUSED and the like */
	LIST_PUBLIC,	 /* it answers no resolver that many people share */
	LIST_MANY,	 /* too many questions, or not registered */
	LIST_UNTESTED,	 /* its own test entry is not there */
	LIST_EVERYTHING, /* what must never be listed is */
	LIST_FOREIGN,	 /* answers that no block list gives */
	LIST_TRUST_N
};
const char *list_trust_name(enum list_trust trust);

enum list_state { LIST_NOT_ASKED, LIST_ABSENT, LIST_HIT, LIST_NO_ANSWER };

struct list_result {
	enum list_state state;
	enum list_trust why;		/* of LIST_NO_ANSWER */
	struct blocklist_answer answer; /* of LIST_HIT */
	char text
		[LIST_TEXT_MAX]; /* of LIST_HIT, after lists_ask_texts: what the list says of it, harmless; "" */
	int64_t took_us;
};

struct list_inquiry {
	const struct blocklist *lists;
	size_t n_lists;
	const struct list_target *targets;
	size_t n_targets;
	unsigned char *
		trust; /* enum list_trust for each list: LIST_UNTRIED and LIST_SILENT are tested, the others are taken as they are */
	struct list_result *results; /* [list * n_targets + target], zeroed before the first time */
	size_t asked;		     /* how many questions went out, of all times */
};

/* Room for results; the caller frees both. trust_r may be given already. */
void list_inquiry_init(struct list_inquiry *inquiry, const struct blocklist *lists, size_t n_lists,
	const struct list_target *targets, size_t n_targets);
void list_inquiry_release(struct list_inquiry *inquiry);

/*
 * Sends everything that is not known yet in one wave, and waits for limit_ms at most; with quiet_ms, once answers came and then none for so
 * long, the rest is left for another time. Called again it asks for what is left. What does not fit into DNS_TOGETHER_MAX questions, the
 * least grave lists, is not asked.
 */
enum io_status lists_ask(const struct io_scope *scope, const struct dns_config *config,
	struct list_inquiry *inquiry, int64_t limit_ms, int64_t quiet_ms);

/* Asks the lists that list something, and are believed, for their reasons (TXT). Those that have one already are left alone. */
void lists_ask_texts(const struct io_scope *scope, const struct dns_config *config,
	struct list_inquiry *inquiry, int64_t limit_ms);

/* Whether another lists_ask would ask anything. */
bool lists_left(const struct list_inquiry *inquiry);

struct list_result *list_result_at(const struct list_inquiry *inquiry, size_t list, size_t target);

#endif
