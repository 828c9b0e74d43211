/*
 * The conversation of settings.server with the outgoing server, shared by its files: connect, greet, encrypt,
 * and what is said when one of them fails.
 */
#ifndef MAILMEND_STEPS_TALK_H
#define MAILMEND_STEPS_TALK_H

#include "checks/base/clock.h"
#include "checks/engine/check.h"
#include "checks/engine/facts.h"
#include "checks/know/reply.h"

#define TALK_REPLY_MS                                                                                        \
	10000 /* for one reply; honest servers make clients wait 6 s for the greeting (postscreen) */

#define TALK_SILENT_US CLOCK_MS(2900) /* from then on silence means something */

struct talk {
	struct check_run *run;
	const struct target *target;
	const struct server_names *names;
	const struct tls_store *store; /* talk_store() */
	size_t signers;
	struct out_session *out; /* becomes the fact; out->problem ends the conversation */
	struct net_addr addr;	 /* connected to */
	int64_t rtt_us;		 /* how long the connection took */
	int64_t connected_us;
	bool bare_lf;
	bool tls_began; /* talk_tls_begins() has told it */
};

/* Waits for the trusted signers; false when there will be none (the run is being cancelled). */
bool talk_store(struct talk *talk);

/* connect.c: a connected socket, or -1 with what is to be said said. */
int talk_connect(struct talk *talk);

/* greet.c: from the socket to the greeting, inside TLS where that comes first. False: it ended here. */
bool talk_greet(struct talk *talk, int fd);

/* encrypt.c: what the server offers, STARTTLS where it is wanted, what it offers inside. False: it ended
 * here. */
bool talk_encrypt(struct talk *talk);

/* connect.c: notes how long the other side took for one answer (a connection, an EHLO, a handshake). */
void talk_took(struct talk *talk, int64_t took_us);

/* encrypt.c: tells whoever watches that the encryption begins, the first time. */
void talk_tls_begins(struct talk *talk);

/* encrypt.c: judges the handshake of out->smtp. False: it ended here. */
bool talk_judge_tls(struct talk *talk);

/* trouble.c */

/*
 * Reports what ended the conversation, with the arguments host, port and security, and where it ended as
 * evidence. more (NULL: none) holds further arguments and ends with ARG_NONE.
 */
struct finding *talk_trouble(
	struct talk *talk, enum finding_id id, const char *msgid, const struct arg *more);

/* The same for a step that did not end with SMTP_DONE. SMTP_TLS_FAILED goes through talk_judge_tls. */
void talk_step_failed(struct talk *talk, enum smtp_step step, enum reply_stage stage);

/* Something else than a mail server for sending answered with this line. */
void talk_other_service(struct talk *talk, const char *line);

#endif
