/*
 * A visit to a server for sending: a conversation of its own beside the one that is judged, up to EHLO inside the encryption
 * and no further. Nobody signs in. It may be told how large segments may be, and by which interface to leave.
 */
#ifndef MAILMEND_STEPS_VISIT_H
#define MAILMEND_STEPS_VISIT_H

#include "checks/engine/check.h"
#include "checks/engine/facts.h"

enum visit_stage {
	VISIT_CONNECT,
	VISIT_BANNER,
	VISIT_EHLO,
	VISIT_TLS, /* STARTTLS, or TLS from the first byte */
	VISIT_EHLO_TLS,
	VISIT_DONE,
};

struct visit {
	struct tcp_attempt attempt; /* in: addr, max_segment, device; out: how the connection ended, fd -1 */
	struct server_settings as;  /* in: host, port, security (not SECURITY_AUTO) */
	bool only_encrypt; /* in: end as soon as the encryption is there: stage VISIT_TLS, step SMTP_DONE */
	struct smtp_session *smtp; /* out: owned; NULL when no connection came about */
	enum visit_stage stage;	   /* out: how far it came */
	enum smtp_step step;	   /* out: how that stage ended; SMTP_DONE with VISIT_DONE */
	int64_t took_us;
};

/*
 * Makes the visit within limit_ms and the check's own time. True: VISIT_DONE. Whatever came about, visit_end ends it.
 * The check needs or wants the fact TLS_STORE.
 */
bool visit_make(struct check_run *run, int64_t limit_ms, struct visit *visit);

/* Says QUIT, where there is somebody to say it to, and closes. */
void visit_end(struct check_run *run, struct visit *visit);

/* Whether it was ended by the other side or something between, or fell silent, once a connection was there. */
bool visit_died(const struct visit *visit);

/* "tls timed-out after 2500 ms": one line for evidence. */
void visit_in_words(const struct visit *visit, char *buf, size_t size);

#endif
