/*
 * The mails of a log that are open, and their recipients that wait for another try. Found by keys, bounded: when there are more than
 * the limits allow, the oldest go, and lossy tells so. Knows numbers only, nothing of lines or causes.
 */
#ifndef MAILMEND_KNOW_LOG_MAILS_H
#define MAILMEND_KNOW_LOG_MAILS_H

#include <stdbool.h>

#include "checks/know/log_table.h"

enum { LOG_DONE_KEPT = 256 };

struct log_mail {
	uint64_t key;
	uint32_t waiting;      /* the first of its waiting recipients, 0: none */
	uint32_t older, newer; /* open mails in the order in which they began; both 0 once it is done */
	uint16_t left;	       /* recipients without a final result, where their number was told; else 0 */
	bool done : 1;	       /* kept a little: lines may come late and in another order */
	bool probe : 1;	       /* no mail, or counted as another: not among the messages */
	bool forwarded : 1;    /* a recipient of it went on with another mail */
	bool ended : 1;	       /* and one did not */
};

struct log_waiting {
	uint64_t key;
	uint32_t next;	 /* of the same mail, 0: the last */
	uint32_t before; /* of the same mail; of the first: the mail, with OF_MAIL */
	uint32_t domain; /* 32 bits of its key */
	uint16_t group;
};

struct log_mails {
	struct log_table mails, waiting;
	uint32_t oldest, newest;
	size_t open, open_max, waiting_max;
	uint32_t hand; /* where a waiting recipient is given up next */
	struct {
		uint64_t key;
		uint32_t mail;
	} done[LOG_DONE_KEPT]; /* a ring: mails that were done last, if they still are */
	size_t done_at;
	bool lossy;
};

void log_mails_init(struct log_mails *mails, size_t open_max, size_t waiting_max);
void log_mails_release(struct log_mails *mails);

/* All of these give numbers of items: pointers to items are void after the next call. 0: there is none. */
uint32_t log_mails_find(const struct log_mails *mails, uint64_t key);
uint32_t log_mails_open(struct log_mails *mails, uint64_t key); /* must not be there */
void log_mails_done(
	struct log_mails *mails, uint32_t mail); /* its recipients wait no more; found for a while */
void log_mails_forget(struct log_mails *mails, uint32_t mail); /* not found any more */
uint32_t log_mails_waits(const struct log_mails *mails, uint32_t mail, uint64_t recipient);
uint32_t log_mails_wait(struct log_mails *mails, uint32_t mail, uint64_t recipient); /* must not wait yet */
void log_mails_wait_no_more(struct log_mails *mails, uint32_t waiting);

static inline struct log_mail *log_mail_at(const struct log_mails *mails, uint32_t mail)
{
	return log_table_item(&mails->mails, mail);
}

static inline struct log_waiting *log_waiting_at(const struct log_mails *mails, uint32_t waiting)
{
	return log_table_item(&mails->waiting, waiting);
}

#endif
