/*
 * Events into notes. Ids and addresses become keys here, where it costs the thread that reads and not the one that counts.
 */
#include "checks/know/log_note.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/know/log_dialect.h"
#include "checks/know/log_hash.h"
#include "checks/know/log_words.h"

enum {
	RECIPIENTS_MAX = 1024, /* of one line; a line is at most 64 KiB */
	KEEP_NOTES = 8192,
	KEEP_WHYS = 1024,
	SEED_MAIL = 3,
	SEED_DELIVERY = 5,
};

void log_notes_release(struct log_notes *notes)
{
	free(notes->notes);
	free(notes->whys);
	*notes = (struct log_notes){0};
}

void log_notes_clear(struct log_notes *notes)
{
	if (notes->size > KEEP_NOTES || notes->size_whys > KEEP_WHYS)
		log_notes_release(notes);
	notes->n = notes->n_whys = 0;
}

static struct log_note *new_note(struct log_notes *notes)
{
	if (notes->n == notes->size) {
		notes->size = notes->size ? notes->size * 2 : 256;
		notes->notes = mem_resize(notes->notes, notes->size, sizeof *notes->notes);
	}
	return &notes->notes[notes->n++];
}

static struct log_why *new_why(struct log_notes *notes, const struct log_event *event)
{
	struct log_why *why;

	if (notes->n_whys == notes->size_whys) {
		notes->size_whys = notes->size_whys ? notes->size_whys * 2 : 64;
		notes->whys = mem_resize(notes->whys, notes->size_whys, sizeof *notes->whys);
	}
	why = &notes->whys[notes->n_whys++];
	why->event = *event;
	why->words = why->delivery = 0;
	return why;
}

static uint64_t key_of(struct span span, uint64_t seed, uint64_t fold)
{
	uint64_t key = span.len ? log_hash(seed, span.s, span.len, fold) : 0;

	return key || !span.len ? key : 1;
}

static uint64_t id_of(const struct log_event *event, uint8_t *flags)
{
	if (event->id.len || !event->other_id.len)
		return key_of(event->id, event->place ^ SEED_MAIL, 0);
	*flags |= NOTE_BY_DELIVERY;
	return key_of(event->other_id, event->place ^ SEED_DELIVERY, 0);
}

static bool needs_why(const struct log_event *event)
{
	switch (event->kind) {
	case LOG_RESULT:
		return event->result == LOG_DEFERRED || event->result == LOG_BOUNCED;
	case LOG_REJECTED:
		return event->reject == LOG_REFUSED;
	case LOG_TROUBLE:
	case LOG_STARTED:
		return true;
	default:
		return false;
	}
}

static uint32_t note_why(struct log_notes *notes, const struct log_event *event)
{
	struct log_why *why;

	if (!needs_why(event))
		return 0;
	why = new_why(notes, event);
	if (event->kind == LOG_STARTED)
		why->delivery = key_of(event->other_id, event->place ^ SEED_DELIVERY, 0);
	else
		why->words = log_words_key(event);
	return (uint32_t)notes->n_whys;
}

static void set_domain(struct log_note *note, struct span recipient)
{
	const char *at = recipient.len ? memrchr(recipient.s, '@', recipient.len) : NULL;

	if (!at || !note->why)
		return;
	note->domain = at + 1;
	note->domain_len = (uint16_t)(recipient.s + recipient.len - note->domain);
}

/* One note for each recipient of a list. */
static void add_many(struct log_notes *notes, struct log_note note, struct span list)
{
	for (int i = 0; i < RECIPIENTS_MAX && list.len; i++) {
		struct span address = span_until(list, ',');

		list = span_from(list, address.len + 1);
		address = span_bare(address);
		if (!address.len)
			continue;
		note.recipient = key_of(address, 0, LOG_HASH_CASE);
		note.domain = NULL;
		note.domain_len = 0;
		set_domain(&note, address);
		*new_note(notes) = note;
		note.flags |= NOTE_FURTHER;
	}
}

void log_notes_add(struct log_notes *notes, const struct log_event *event)
{
	struct log_note note = {.kind = (uint8_t)event->kind, .recipients = event->recipients};

	note.id = id_of(event, &note.flags);
	note.result = (uint8_t)(event->kind == LOG_REJECTED ? event->reject : event->result);
	if (event->expired)
		note.flags |= NOTE_EXPIRED;
	note.why = note_why(notes, event);
	if (event->many && event->recipient.len) {
		add_many(notes, note, event->recipient);
		return;
	}
	note.recipient = key_of(event->recipient, 0, LOG_HASH_CASE);
	set_domain(&note, event->recipient);
	*new_note(notes) = note;
}
