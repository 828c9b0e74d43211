/*
 * The lines of all conversations of a run, in the order in which they were said, bounded in number and length
 * and free of the secrets that were told to it.
 */
#include "checks/mail/transcript.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/utf8.h"
#include "checks/mail/secret_forms.h"

#define LINES_DEFAULT 2000
#define LINE_TEXT     1025 /* bytes of a line that are kept, with the NUL */
#define PEER_TEXT     301

struct line {
	int64_t at_ms;
	enum transcript_kind kind;
	char *peer;
	char *text;
};

struct transcript {
	/* A pointer, so that a const transcript can be read under the lock. */
	pthread_mutex_t *lock;
	int64_t start_us;
	size_t max_lines;
	size_t not_kept;
	struct secret_forms forms;
	VEC(struct line) lines;
};

struct transcript *transcript_new(size_t max_lines)
{
	struct transcript *transcript = mem_new(sizeof *transcript);

	transcript->lock = mem_new(sizeof *transcript->lock);
	if (pthread_mutex_init(transcript->lock, NULL) != 0)
		mem_exhausted();
	transcript->start_us = clock_us();
	transcript->max_lines = max_lines ? max_lines : LINES_DEFAULT;
	return transcript;
}

void transcript_free(struct transcript **transcript)
{
	struct transcript *t = *transcript;

	if (!t)
		return;
	for (size_t i = 0; i < t->lines.n; i++) {
		free(t->lines.items[i].peer);
		free(t->lines.items[i].text);
	}
	VEC_RELEASE(&t->lines);
	secret_forms_release(&t->forms);
	pthread_mutex_destroy(t->lock);
	free(t->lock);
	free(t);
	*transcript = NULL;
}

void transcript_hide(struct transcript *transcript, const struct secret *secret, const char *user)
{
	if (!transcript || !secret)
		return;
	pthread_mutex_lock(transcript->lock);
	secret_forms_add(&transcript->forms, secret, user);
	pthread_mutex_unlock(transcript->lock);
}

void transcript_scrub(const struct transcript *transcript, struct str *text)
{
	if (!transcript)
		return;
	pthread_mutex_lock(transcript->lock);
	secret_forms_scrub(&transcript->forms, text);
	pthread_mutex_unlock(transcript->lock);
}

void transcript_clean(
	const struct transcript *transcript, const void *bytes, size_t len, char *dst, size_t size)
{
	struct str raw = STR_INIT;
	struct str shown = STR_INIT;
	struct str cut = STR_INIT;

	str_add_bytes(&raw, bytes, len);
	transcript_scrub(transcript, &raw);
	text_harmless(&shown, str_text(&raw), raw.len, TEXT_ONE_LINE, 0);
	transcript_scrub(transcript, &shown);
	/* Harmless text stays as it is when it is made harmless again: this cuts it between characters. */
	text_harmless(&cut, str_text(&shown), shown.len, TEXT_ONE_LINE, size - 1);
	str_copy(dst, size, str_text(&cut));
	str_wipe(&raw);
	str_release(&raw);
	str_wipe(&shown);
	str_release(&shown);
	str_release(&cut);
}

void transcript_add(struct transcript *transcript, const char *peer, enum transcript_kind kind,
	const void *bytes, size_t len)
{
	char text[LINE_TEXT], name[PEER_TEXT];
	int64_t at_ms;
	struct line *line;

	if (!transcript)
		return;
	transcript_clean(transcript, bytes, len, text, sizeof text);
	text_harmless_buf(name, sizeof name, peer, strlen(peer));
	pthread_mutex_lock(transcript->lock);
	at_ms = clock_since_ms(transcript->start_us);
	if (transcript->lines.n >= transcript->max_lines) {
		transcript->not_kept++;
	} else {
		line = VEC_ADD(&transcript->lines);
		line->at_ms = at_ms;
		line->kind = kind;
		line->peer = mem_strdup(name);
		line->text = mem_strdup(text);
	}
	pthread_mutex_unlock(transcript->lock);
}

void transcript_note(struct transcript *transcript, const char *peer, const char *format, ...)
{
	struct str text = STR_INIT;
	va_list args;

	if (!transcript)
		return;
	va_start(args, format);
	str_addv(&text, format, args);
	va_end(args);
	transcript_add(transcript, peer, SAID_NOTE, str_text(&text), text.len);
	str_wipe(&text);
	str_release(&text);
}

/* Told as a line of its own, so that nobody takes a cut conversation for a whole one. */
static void tell_not_kept(const struct transcript *transcript,
	void (*each)(const struct transcript_line *line, void *data), void *data)
{
	char text[80];

	snprintf(text, sizeof text, "%zu more lines were not kept", transcript->not_kept);
	each(
		&(struct transcript_line){
			.at_ms = transcript->lines.n ? transcript->lines.items[transcript->lines.n - 1].at_ms
						     : 0,
			.peer = "",
			.kind = SAID_NOTE,
			.text = text,
		},
		data);
}

void transcript_each(struct transcript *transcript,
	void (*each)(const struct transcript_line *line, void *data), void *data)
{
	if (!transcript)
		return;
	pthread_mutex_lock(transcript->lock);
	for (size_t i = 0; i < transcript->lines.n; i++) {
		const struct line *line = &transcript->lines.items[i];

		each(
			&(struct transcript_line){
				.at_ms = line->at_ms,
				.peer = line->peer,
				.kind = line->kind,
				.text = line->text,
			},
			data);
	}
	if (transcript->not_kept)
		tell_not_kept(transcript, each, data);
	pthread_mutex_unlock(transcript->lock);
}
