/*
 * The way into a mailbox: from the names of the server for receiving to a session that has signed in. login.incoming and login.receive
 * go it once in a run, side by side with the server for sending; whoever waits for a mail goes it again where the first session cannot
 * see what came later (POP3, RFC 1939 section 8) or broke.
 */
#ifndef MAILMEND_STEPS_MAILBOX_H
#define MAILMEND_STEPS_MAILBOX_H

#include "checks/engine/check.h"
#include "checks/engine/facts.h"

/* Connects to in->names; in->tcp says how it went. NULL: no connection. */
struct access_session *mailbox_connect(struct check_run *run, struct in_login *in);

/* Encryption, banner and what is offered, up to where a password could be sent; in->stage goes along. Wants the fact tls_store. */
enum access_step mailbox_get_ready(
	struct check_run *run, struct in_login *in, struct access_session *session);

/* One login with the case's name and secret. */
enum access_step mailbox_sign_in(
	struct check_run *run, const struct in_login *in, struct access_session *session, int limit_ms);

/* All three again, where they worked before. NULL where one did not: step, code and text of how_r say how it ended. */
struct access_session *mailbox_again(
	struct check_run *run, const struct in_login *worked, struct in_login *how_r);

#endif
