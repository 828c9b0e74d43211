/*
 * The dialects of mail servers' logs, and the line that they read: what stands before the server's own words (stamp, computer,
 * program) is split off once for all of them. To add one: log_NAME.c with a const record, one line in log_dialects.c.
 */
#ifndef MAILMEND_KNOW_LOG_DIALECT_H
#define MAILMEND_KNOW_LOG_DIALECT_H

#include "checks/know/log_event.h"
#include "checks/know/log_stamp.h"

struct log_line {
	struct span whole; /* without its line end; never empty */
	int64_t when;	   /* 0: no stamp, or one that makes no sense */
	struct span host;  /* the computer, "" where the form has none */
	struct span
		program; /* the tag of syslog without [pid]: "postfix/smtp", "sm-mta"; len 0: the line has no tag */
	struct span text; /* what stands behind stamp and tag */
	int role;	  /* what role() of its dialect says of the program */
};

/*
 * One server's way to write. A dialect remembers nothing between lines: several threads read different parts of a log at once,
 * and each line may be the first. What lines have to do with each other is told by ids, and connected by log_book.h.
 */
struct log_dialect {
	const char *id; /* "postfix": stable, for JSON and tests */

	/* Whether the line is its own, by program and, without one, by the form of text. Quick: it is asked for every new program. */
	bool (*mine)(const struct log_line *line);

	/* Which of its programs this is, for read(): asked once for each program of a log. NULL: all are alike (0). */
	int (*role)(struct span program);

	/*
	 * Whether a line of its own is LOG_NOTHING at first sight: of most lines nothing more is read. Never says so of a line that tells
	 * something. NULL: nobody can tell.
	 */
	bool (*dull)(const struct log_line *line);

	/*
	 * Fills in event_r, which comes zeroed (kind LOG_STRANGE), for a line that is its own. A line without sense for it is
	 * LOG_NOTHING where it stands under its tag, LOG_STRANGE where the line has none. No allocation, no look at
	 * anything outside of the line's bytes, which it may change in place (to unescape them): spans may point to them only, or to
	 * constants.
	 */
	void (*read)(const struct log_line *line, struct log_event *event_r);
};

extern const struct log_dialect log_postfix, log_exim, log_sendmail, log_opensmtpd, log_qmail, log_msmtp,
	log_nullmailer, log_dovecot, log_journal;

/* All of them in the order in which they are asked; the log_dialects_n th does not exist. */
extern const struct log_dialect *const log_dialects[];
extern const size_t log_dialects_n;

enum { LOG_PROGRAMS_SEEN = 64 };

/* What one thread remembers while it reads, so that the next line costs less; all zero at first, but for clock.reference. */
struct log_eyes {
	struct log_clock clock;
	char host[64]; /* the computer of the line before and the blank behind it */
	size_t host_len;
	struct {
		uint64_t key;			   /* computer and program as they stand in the line */
		const struct log_dialect *dialect; /* whose it is, NULL: nobody's */
		uint64_t place;
		int role;
	} programs[LOG_PROGRAMS_SEEN];
};

/*
 * One line of len bytes (without its end) into an event: finds the stamp and the dialect, lets it read. False: the kind is
 * LOG_STRANGE or LOG_NOTHING, and nothing but kind and when is set. dialect_r, may be NULL: who read it, NULL for a strange one. The bytes may be changed.
 */
bool log_line_read(struct log_eyes *eyes, char *s, size_t len, struct log_event *event_r,
	const struct log_dialect **dialect_r);

/* For a dialect that is only a wrapper (the journal's JSON): reads what is in it by the dialect whose line it is, not by itself. */
void log_line_read_inner(const struct log_line *line, struct log_event *event_r);

/* Helpers for dialects. The part of text behind word, len 0 when it is not there; span_until ends before the first of c. */
bool span_is(struct span span, const char *text);
bool span_starts(struct span span, const char *text);
bool span_ends(struct span span, const char *text);
struct span span_from(struct span span, size_t n);	     /* without the first n bytes */
struct span span_behind(struct span span, const char *word); /* behind the first word in it */
struct span span_until(struct span span, char c);	     /* before the first c; all of it without one */
struct span span_before(struct span span, const char *word); /* the same for a word */
struct span span_bare(struct span address); /* "<a@b>" -> "a@b": without blanks and one pair of <> around */
bool span_has(struct span span, const char *word);

#endif
