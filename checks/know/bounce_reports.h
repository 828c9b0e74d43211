/*
 * What is told about each recipient, gathered from all places of a report before it is explained. Private to bounce*.c.
 */
#ifndef MAILMEND_KNOW_BOUNCE_REPORTS_H
#define MAILMEND_KNOW_BOUNCE_REPORTS_H

#include "checks/base/str.h"
#include "checks/base/vec.h"
#include "checks/know/bounce.h"

#define BOUNCE_ALIASES	  2
#define BOUNCE_REASON_MAX 2000 /* bytes of one text about a recipient */
#define BOUNCE_LINES_MAX  20000
#define BOUNCE_LINE_MAX	  2000

/* One recipient, as one place of the report tells of it. */
struct bounce_report {
	char address[ADDRESS_MAX + 1];
	char aliases[BOUNCE_ALIASES]
		    [ADDRESS_MAX + 1]; /* the same person's: what was written, where it was sent on; "" */
	bool delivered;		       /* delivered, relayed, expanded */
	bool delayed;
	char status[16];
	char type[24];	     /* of the diagnostic code: "smtp", "x-unix", "x-postfix"; "" */
	char host[HOST_MAX]; /* whose words they are (Remote-MTA); "" */
	int64_t retry_until;
	struct str machine; /* Diagnostic-Code */
	struct str coded;   /* prose with a reply code in it */
	struct str plain;   /* prose without one */
};

struct bounce_reports {
	VEC(struct bounce_report) v;
	bool cut;
	char reporter[HOST_MAX];
};

void bounce_reports_release(struct bounce_reports *reports);
#define BOUNCE_REPORTS_AUTO __attribute__((cleanup(bounce_reports_release)))

/* The one of this address or alias (any case), else a new one; NULL when there are too many. */
struct bounce_report *bounce_report_of(struct bounce_reports *reports, const char *address);
struct bounce_report *bounce_report_find(const struct bounce_reports *reports, const char *address);
bool bounce_report_is(const struct bounce_report *report, const char *address);

/* ---- bounce_address.c ---- */

/*
 * The first address in s: its bytes without brackets and quotes into address_r (ADDRESS_MAX + 1 bytes), and where what belongs to it begins
 * and ends ("<a@b>", "\"a@b\":"). False: there is none.
 */
bool bounce_address_find(const char *s, const char **begin_r, const char **end_r, char *address_r);

/* A server's name or address at the beginning of s ("mx.example.org (…)", "[192.0.2.1]"): into host_r (HOST_MAX bytes), else "". */
void bounce_host(const char *s, char *host_r);

/* ---- bounce_status.c: RFC 3464 fields, in their part or inside of a text ---- */

/* False when no recipient's field stands there. */
bool bounce_status_read(const char *text, struct bounce_reports *reports);

/* ---- bounce_prose.c ---- */

struct bounce_prose {
	struct bounce_reports reports;
	struct str rest;     /* what is said of nobody, or of all */
	struct str replies;  /* the whole replies of a transcript, one on a line */
	struct str to;	     /* the address of a "To:" line, where nothing else names anybody */
	bool delay;	     /* its words say that it is still tried */
	const char *dialect; /* of the first sign in it; NULL */
};

void bounce_prose_read(const char *text, struct bounce_prose *prose);
void bounce_prose_release(struct bounce_prose *prose);
#define BOUNCE_PROSE_AUTO __attribute__((cleanup(bounce_prose_release)))

/* Amazon's notifications in JSON (bounce_notice.c). */
bool bounce_notice_read(const char *text, struct bounce_reports *reports);

/* ---- bounce_session.c: "----- Transcript of session follows -----" ---- */

struct bounce_session {
	bool in_it; /* the lines belong to one */
	bool more;  /* the server's reply goes on */
	char command[24];
	char rcpt[ADDRESS_MAX + 1];	/* of RCPT TO, while that is the last command */
	char accepted[ADDRESS_MAX + 1]; /* of the last RCPT TO at all */
	struct str reply;		/* the server's last refusal, its lines joined */
	struct str *replies;		/* all of them */
};

bool bounce_is_command(const char *s);

/* Whether a transcript begins without a heading: "Sent <<< RCPT TO:<a@b>". */
bool bounce_session_begins(const char *line);

/* Takes a line of a transcript; false when it is none. */
bool bounce_session_line(struct bounce_session *session, const char *line, struct bounce_reports *reports);

/* ---- bounce_words.c: bounces.psv ---- */

enum bounce_role {
	ROLE_SIGN,
	ROLE_BEGIN,
	ROLE_END,
	ROLE_TO,
	ROLE_SKIP,
	ROLE_DELAY,
	ROLE_SENDER,
	ROLE_SUBJECT,
	ROLE_AUTO,
	ROLE_CHALLENGE,
	ROLE_COMPLAINT,
	ROLE_N,
};

/* Whether words of the role stand in line; dialect_r (may be NULL): whose. */
bool bounce_words(enum bounce_role role, const char *line, const char **dialect_r);

/* Behind the words of the next row of the role that stand in line, from *row (0 at first) on; NULL: no more. */
const char *bounce_words_next(enum bounce_role role, const char *line, size_t *row);

/* Whether line begins so, behind blanks and brackets. */
bool bounce_words_begin(enum bounce_role role, const char *line);

/* Whether a code stands in text: of a reply (550), or an enhanced one (5.1.1). */
bool bounce_has_reply_code(const char *text);
bool bounce_has_code(const char *text);

/* ---- bounce_kind.c ---- */

struct bounce_signs {
	bool machine;  /* multipart/report of delivery status, or such a part */
	bool feedback; /* RFC 5965 */
	bool receipt;  /* RFC 3798 */
	bool daemon;   /* a mail system's name in From or an empty return path */
	bool subject;  /* a report's subject */
	bool sign;     /* words of a program */
	bool returned; /* the mail came back with it */
};

/* What the header says; the rest of signs_r is filled by who reads the parts. */
void bounce_header_signs(const struct message *message, struct bounce_signs *signs);

/* What it is when it is no report about recipients. */
enum bounce_kind bounce_kind_of(
	const struct message *message, const struct bounce_signs *signs, const char *text);

/* ---- bounce_trust.c ---- */

/* The returned mail names nobody of the domain that the report was sent to. */
bool bounce_is_foreign(const struct message *report, const struct message *returned);

/* The returned mail knows nothing of the recipients either: it is not what the report speaks of. */
bool bounce_is_unrelated(const struct message *returned, const struct bounce_reports *reports);

/* Who got the report is told that they could not be reached themselves. */
bool bounce_is_about_addressee(const struct message *report, const struct bounce_reports *reports);

/* ---- bounce_mean.c ---- */

/* Explains what the report and the same recipient's prose say (prose may be NULL); rest: what is said of all; at most so many bytes of each. */
void bounce_explain(const struct bounce_report *report, const struct bounce_report *prose, const char *rest,
	size_t most, struct bounce_recipient *recipient_r);

#endif
