/*
 * Counting: each note is one step of one mail. A recipient is counted where it is now, and moves when more is told: one that waits
 * stands in the group of its last trouble, and leaves it when it is sent or given up.
 */
#include "checks/know/log_count.h"

#include <string.h>

#include "checks/base/mem.h"

/* The open mail with this id, begun where there is none. */
static uint32_t mail_of(struct log_book *book, uint64_t id)
{
	uint32_t mail = log_mails_find(&book->mails, id);

	if (!mail) {
		mail = log_mails_open(&book->mails, id);
		book->counts.messages++;
	}
	return mail;
}

static void begin_mail(struct log_book *book, uint64_t id)
{
	uint32_t mail = log_mails_find(&book->mails, id);

	if (mail)
		log_mails_forget(&book->mails, mail);
}

static void expect(struct log_book *book, uint32_t mail, uint32_t recipients)
{
	struct log_mail *record = log_mail_at(&book->mails, mail);

	if (recipients && !record->left)
		record->left = (uint16_t)(recipients < UINT16_MAX ? recipients : UINT16_MAX);
}

static void note_accepted(struct log_book *book, const struct log_note *note)
{
	book->counts.arrivals++;
	if (!note->id) {
		book->counts.messages++;
		return;
	}
	begin_mail(book, note->id);
	expect(book, mail_of(book, note->id), note->recipients);
}

static void note_queued(struct log_book *book, const struct log_note *note)
{
	uint32_t mail = log_mails_find(&book->mails, note->id);

	if (mail && log_mail_at(&book->mails, mail)->done)
		log_mails_forget(&book->mails, mail);
	expect(book, mail_of(book, note->id), note->recipients);
}

static void note_probe(struct log_book *book, const struct log_note *note)
{
	struct log_mail *record = log_mail_at(&book->mails, mail_of(book, note->id));

	if (!record->probe)
		book->counts.messages--;
	record->probe = true;
}

/* The mail is over. One that went on as another as a whole (an alias, a program that hands over to the server) is counted as that. */
static void finish(struct log_book *book, uint32_t mail)
{
	struct log_mail *record = log_mail_at(&book->mails, mail);

	if (record->forwarded && !record->ended && !record->waiting && !record->probe) {
		book->counts.messages--;
		record->probe = true;
	}
	log_mails_done(&book->mails, mail);
}

static void note_done(struct log_book *book, const struct log_note *note)
{
	uint32_t mail = log_mails_find(&book->mails, note->id);

	if (mail && !log_mail_at(&book->mails, mail)->done)
		finish(book, mail);
}

/* One recipient comes to its group, or leaves it. */
static void join_group(struct log_book *book, uint16_t number, const struct log_note *note, bool bounced)
{
	struct log_group *group;

	if (number == LOG_GROUP_OTHERS) {
		book->counts.others++;
		return;
	}
	group = &book->groups.groups[number];
	group->count++;
	if (bounced)
		group->bounced++;
	else
		group->deferred++;
	log_group_join(group, note->domain, note->domain_len, log_count_domain(note));
}

static void leave_group(struct log_book *book, const struct log_waiting *waiting, bool overcome)
{
	struct log_group *group;

	if (waiting->group == LOG_GROUP_OTHERS) {
		book->counts.others--;
		return;
	}
	group = &book->groups.groups[waiting->group];
	group->count--;
	group->deferred--;
	group->overcome += overcome;
	log_group_leave(group, waiting->domain);
}

/* The recipient waits no more, whatever came of it. */
static void stop_waiting(struct log_book *book, uint32_t waiting, bool overcome)
{
	leave_group(book, log_waiting_at(&book->mails, waiting), overcome);
	book->counts.deferred--;
	book->counts.recipients--;
	log_mails_wait_no_more(&book->mails, waiting);
}

static void count_state(struct log_book *book, enum log_result result, bool expired)
{
	book->counts.recipients++;
	switch (result) {
	case LOG_SENT:
		book->counts.sent++;
		break;
	case LOG_FORWARDED:
		book->counts.forwarded++;
		break;
	case LOG_DEFERRED:
		book->counts.deferred++;
		break;
	case LOG_BOUNCED:
		book->counts.bounced++;
		book->counts.expired += expired;
		break;
	}
}

/* All recipients that still wait are given up; they stay in the group of what kept them. */
static size_t give_up_all(struct log_book *book, uint32_t mail, bool expired)
{
	size_t n = 0;
	uint32_t waiting;

	while ((waiting = log_mail_at(&book->mails, mail)->waiting)) {
		const struct log_waiting *record = log_waiting_at(&book->mails, waiting);

		if (record->group != LOG_GROUP_OTHERS) {
			book->groups.groups[record->group].deferred--;
			book->groups.groups[record->group].bounced++;
		}
		book->counts.deferred--;
		book->counts.bounced++;
		book->counts.expired += expired;
		log_mails_wait_no_more(&book->mails, waiting);
		n++;
	}
	return n;
}

/* A recipient of a mail has its last result, where their number is known: with the last one the mail is over. */
static void one_less(struct log_book *book, uint32_t mail, size_t n)
{
	struct log_mail *record = log_mail_at(&book->mails, mail);

	if (!record->left || record->done)
		return;
	record->left = (uint16_t)(n < record->left ? record->left - n : 0);
	if (!record->left)
		finish(book, mail);
}

static void remember_end(struct log_book *book, uint32_t mail, enum log_result result)
{
	struct log_mail *record = log_mail_at(&book->mails, mail);

	if (result == LOG_FORWARDED)
		record->forwarded = true;
	else if (result != LOG_DEFERRED)
		record->ended = true;
}

static void wait_in_group(struct log_book *book, uint32_t mail, const struct log_note *note, uint16_t group)
{
	uint32_t waiting = log_mails_wait(&book->mails, mail, note->recipient);
	struct log_waiting *record = log_waiting_at(&book->mails, waiting);

	record->group = group;
	record->domain = log_count_domain(note);
}

/* One recipient of a mail with an id. */
static void recipient_result(
	struct log_book *book, uint32_t mail, const struct log_note *note, uint16_t group)
{
	bool sent = note->result == LOG_SENT || note->result == LOG_FORWARDED;
	uint32_t waiting = log_mails_waits(&book->mails, mail, note->recipient);

	if (waiting) {
		stop_waiting(book, waiting, sent);
		book->counts.overcome += sent;
	}
	count_state(book, note->result, note->flags & NOTE_EXPIRED);
	remember_end(book, mail, note->result);
	if (!sent)
		join_group(book, group, note, note->result == LOG_BOUNCED);
	if (note->result == LOG_DEFERRED)
		wait_in_group(book, mail, note, group);
	else
		one_less(book, mail, 1);
}

/* "Everybody who still waits": one recipient when nobody is known, because the log begins later. */
static void mail_result(struct log_book *book, uint32_t mail, const struct log_note *note, uint16_t group)
{
	size_t n = note->result == LOG_BOUNCED ? give_up_all(book, mail, note->flags & NOTE_EXPIRED) : 0;

	if (!n && !log_mail_at(&book->mails, mail)->done) {
		count_state(book, note->result, note->flags & NOTE_EXPIRED);
		if (note->result == LOG_BOUNCED || note->result == LOG_DEFERRED)
			join_group(book, group, note, note->result == LOG_BOUNCED);
		n = 1;
	}
	remember_end(book, mail, note->result);
	one_less(book, mail, n);
}

static struct log_delivery *delivery_at(struct log_book *book, uint64_t key)
{
	if (!book->deliveries)
		book->deliveries = mem_new_array(LOG_DELIVERIES_MAX, sizeof *book->deliveries);
	return &book->deliveries[(size_t)(key >> 40) % LOG_DELIVERIES_MAX];
}

static void note_started(struct log_book *book, const struct log_note *note, const struct log_why *why)
{
	struct log_delivery *delivery = delivery_at(book, why->delivery);

	if (note->id)
		mail_of(book, note->id);
	if (delivery->key && delivery->key != why->delivery)
		book->mails.lossy = true;
	delivery->key = why->delivery;
	delivery->id = note->id;
	delivery->recipient = note->recipient;
	delivery->domain_len = note->domain_len < LOG_DOMAIN_MAX ? note->domain_len : LOG_DOMAIN_MAX;
	memcpy(delivery->domain, note->domain ? note->domain : "", delivery->domain_len);
}

/* The note of a delivery's result, with whose it was. */
static void fill_in_delivery(struct log_book *book, struct log_note *note)
{
	struct log_delivery *delivery = delivery_at(book, note->id);

	if (delivery->key != note->id) {
		note->id = 0;
		return;
	}
	note->id = delivery->id;
	note->recipient = delivery->recipient;
	note->domain = delivery->domain;
	note->domain_len = (uint16_t)delivery->domain_len;
	delivery->key = 0;
}

static void note_result(struct log_book *book, struct log_note note, const struct log_why *why)
{
	uint16_t group = LOG_GROUP_OTHERS;

	if (note.flags & NOTE_BY_DELIVERY)
		fill_in_delivery(book, &note);
	if (why && !(note.flags & NOTE_FURTHER))
		group = log_groups_line(&book->groups, why);
	else if (why)
		group = log_groups_known(&book->groups, why);
	book->counts.attempts += note.recipient && !(note.flags & NOTE_FURTHER);
	if (!note.id) { /* a mail of its own: nothing will come that belongs to it */
		book->counts.messages += !(note.flags & NOTE_FURTHER) && note.result != LOG_FORWARDED;
		count_state(book, note.result, note.flags & NOTE_EXPIRED);
		if (why)
			join_group(book, group, &note, note.result == LOG_BOUNCED);
	} else if (note.recipient) {
		recipient_result(book, mail_of(book, note.id), &note, group);
	} else {
		mail_result(book, mail_of(book, note.id), &note, group);
	}
}

/* A line about a client or the way: it is counted itself, not a recipient. */
static void count_in_group(struct log_book *book, const struct log_why *why)
{
	uint16_t number = log_groups_line(&book->groups, why);

	if (number == LOG_GROUP_OTHERS)
		book->counts.others++;
	else
		book->groups.groups[number].count++;
}

static void note_rejected(struct log_book *book, const struct log_note *note, const struct log_why *why)
{
	uint64_t *counters[] = {[LOG_REFUSED] = &book->counts.rejected,
		[LOG_WARNED] = &book->counts.warned,
		[LOG_HELD] = &book->counts.held,
		[LOG_DISCARDED] = &book->counts.discarded};

	if (note->flags & NOTE_FURTHER)
		return;
	++*counters[note->result];
	if (why)
		count_in_group(book, why);
}

static void note_count(struct log_book *book, const struct log_note *note, const struct log_why *why)
{
	switch ((enum log_kind)note->kind) {
	case LOG_ARRIVING:
		book->counts.arrivals++;
		begin_mail(book, note->id);
		break;
	case LOG_ACCEPTED:
		note_accepted(book, note);
		break;
	case LOG_QUEUED:
		note_queued(book, note);
		break;
	case LOG_STARTED:
		note_started(book, note, why);
		break;
	case LOG_RESULT:
		note_result(book, *note, why);
		break;
	case LOG_PROBE:
		note_probe(book, note);
		break;
	case LOG_DONE:
		note_done(book, note);
		break;
	case LOG_REJECTED:
		note_rejected(book, note, why);
		break;
	case LOG_TROUBLE:
		book->counts.troubles++;
		count_in_group(book, why);
		break;
	case LOG_STRANGE:
	case LOG_NOTHING:
		break;
	}
}

void log_book_count(struct log_book *book, const struct log_notes *notes)
{
	for (size_t i = 0; i < notes->n; i++) {
		const struct log_note *note = &notes->notes[i];

		note_count(book, note, note->why ? &notes->whys[note->why - 1] : NULL);
	}
	book->counts.approximate = book->mails.lossy;
}
