/*
 * Open mails stand in a list by age; a mail with recipients that wait is given up after one without. Waiting recipients stand
 * in a list of their mail, so that the end of a mail is the end of all of them.
 */
#include "checks/know/log_mails.h"

#include <string.h>

#include "checks/know/log_hash.h"

#define OF_MAIL UINT32_C(0x80000000)

enum { SECOND_CHANCES = 8 };

void log_mails_init(struct log_mails *mails, size_t open_max, size_t waiting_max)
{
	*mails = (struct log_mails){.open_max = open_max, .waiting_max = waiting_max};
	log_table_init(&mails->mails, sizeof(struct log_mail));
	log_table_init(&mails->waiting, sizeof(struct log_waiting));
}

void log_mails_release(struct log_mails *mails)
{
	log_table_release(&mails->mails);
	log_table_release(&mails->waiting);
}

static void join_newest(struct log_mails *mails, uint32_t mail)
{
	struct log_mail *record = log_mail_at(mails, mail);

	record->older = mails->newest;
	record->newer = 0;
	if (mails->newest)
		log_mail_at(mails, mails->newest)->newer = mail;
	else
		mails->oldest = mail;
	mails->newest = mail;
	mails->open++;
}

static void leave_open(struct log_mails *mails, uint32_t mail)
{
	struct log_mail *record = log_mail_at(mails, mail);

	if (record->older)
		log_mail_at(mails, record->older)->newer = record->newer;
	else
		mails->oldest = record->newer;
	if (record->newer)
		log_mail_at(mails, record->newer)->older = record->older;
	else
		mails->newest = record->older;
	record->older = record->newer = 0;
	mails->open--;
}

static void give_up_oldest(struct log_mails *mails)
{
	for (int i = 0; i < SECOND_CHANCES && log_mail_at(mails, mails->oldest)->waiting; i++) {
		uint32_t mail = mails->oldest;

		leave_open(mails, mail);
		join_newest(mails, mail);
	}
	mails->lossy = true;
	log_mails_forget(mails, mails->oldest);
}

uint32_t log_mails_find(const struct log_mails *mails, uint64_t key)
{
	return log_table_find(&mails->mails, key);
}

uint32_t log_mails_open(struct log_mails *mails, uint64_t key)
{
	uint32_t mail;

	if (mails->open >= mails->open_max)
		give_up_oldest(mails);
	mail = log_table_add(&mails->mails, key);
	join_newest(mails, mail);
	return mail;
}

static void end_waiting(struct log_mails *mails, uint32_t mail)
{
	while (log_mail_at(mails, mail)->waiting)
		log_mails_wait_no_more(mails, log_mail_at(mails, mail)->waiting);
}

void log_mails_done(struct log_mails *mails, uint32_t mail)
{
	size_t at = mails->done_at++ % LOG_DONE_KEPT;
	uint32_t old = mails->done[at].mail;

	end_waiting(mails, mail);
	leave_open(mails, mail);
	log_mail_at(mails, mail)->done = true;
	if (old && old != mail && log_mail_at(mails, old)->done &&
		log_mail_at(mails, old)->key == mails->done[at].key)
		log_mails_forget(mails, old);
	mails->done[at].key = log_mail_at(mails, mail)->key;
	mails->done[at].mail = mail;
}

void log_mails_forget(struct log_mails *mails, uint32_t mail)
{
	end_waiting(mails, mail);
	if (!log_mail_at(mails, mail)->done)
		leave_open(mails, mail);
	log_table_drop(&mails->mails, mail);
}

static uint64_t waiting_key(const struct log_mails *mails, uint32_t mail, uint64_t recipient)
{
	uint64_t key = log_mix(log_mail_at(mails, mail)->key, recipient);

	return key ? key : 1;
}

uint32_t log_mails_waits(const struct log_mails *mails, uint32_t mail, uint64_t recipient)
{
	if (!log_mail_at(mails, mail)->waiting)
		return 0;
	return log_table_find(&mails->waiting, waiting_key(mails, mail, recipient));
}

/* Goes round: what waits at the hand has waited for about as many others as there is room for. */
static void give_up_waiting(struct log_mails *mails)
{
	mails->lossy = true;
	do
		mails->hand = mails->hand + 1 < mails->waiting.top ? mails->hand + 1 : 1;
	while (!log_waiting_at(mails, mails->hand)->before);
	log_mails_wait_no_more(mails, mails->hand);
}

uint32_t log_mails_wait(struct log_mails *mails, uint32_t mail, uint64_t recipient)
{
	struct log_waiting *record;
	struct log_mail *owner;
	uint32_t waiting;

	if (mails->waiting.n >= mails->waiting_max)
		give_up_waiting(mails);
	waiting = log_table_add(&mails->waiting, waiting_key(mails, mail, recipient));
	record = log_waiting_at(mails, waiting);
	owner = log_mail_at(mails, mail);
	record->next = owner->waiting;
	record->before = mail | OF_MAIL;
	if (record->next)
		log_waiting_at(mails, record->next)->before = waiting;
	owner->waiting = waiting;
	return waiting;
}

void log_mails_wait_no_more(struct log_mails *mails, uint32_t waiting)
{
	struct log_waiting *record = log_waiting_at(mails, waiting);

	if (record->next)
		log_waiting_at(mails, record->next)->before = record->before;
	if (record->before & OF_MAIL)
		log_mail_at(mails, record->before & ~OF_MAIL)->waiting = record->next;
	else
		log_waiting_at(mails, record->before)->next = record->next;
	record->before = 0;
	log_table_drop(&mails->waiting, waiting);
}
