/*
 * What a thread that reads hands to the one that counts: an event brought down to some numbers, and for failures the event itself.
 * Made in parallel, counted in order.
 */
#ifndef MAILMEND_KNOW_LOG_NOTE_H
#define MAILMEND_KNOW_LOG_NOTE_H

#include "checks/know/log_event.h"

enum {
	NOTE_EXPIRED = 1,
	NOTE_BY_DELIVERY = 2, /* id is the delivery's (LOG_STARTED told the mail's) */
	NOTE_FURTHER = 4,     /* not the first recipient of its line */
};

/* A failure, or a line whose words are needed: shared by the notes of all its recipients. */
struct log_why {
	struct log_event event;
	uint64_t words;	   /* what says the same has the same: log_words_key() */
	uint64_t delivery; /* LOG_STARTED: key of other_id */
};

struct log_note {
	uint64_t id;	     /* key of the mail, or with NOTE_BY_DELIVERY of the delivery; 0: none */
	uint64_t recipient;  /* key of the address in any case; 0: none */
	const char *domain;  /* of the recipient, in the line, domain_len bytes; only with a why */
	uint32_t why;	     /* number from 1 of log_notes.whys; 0: none */
	uint32_t recipients; /* LOG_ACCEPTED, LOG_QUEUED */
	uint16_t domain_len;
	uint8_t kind, result, flags;
};

struct log_notes {
	struct log_note *notes;
	size_t n, size;
	struct log_why *whys;
	size_t n_whys, size_whys;
};

void log_notes_release(struct log_notes *notes);

/* Empties it, and gives back what an unusual part of a log made it grow to. */
void log_notes_clear(struct log_notes *notes);

/* Spans of the event must stay until the notes are counted. */
void log_notes_add(struct log_notes *notes, const struct log_event *event);

#endif
