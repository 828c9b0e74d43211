/*
 * The server's side of SCRAM-SHA-256 for scripted peers, written from RFC 5802 by itself, so that it proves
 * the client's.
 */
#ifndef MAILMEND_TESTS_PEER_SCRAM_H
#define MAILMEND_TESTS_PEER_SCRAM_H

#include <stdbool.h>

#include "checks/base/str.h"

struct peer_scram {
	const char *password;
	struct str first_bare, server_first, server_final;
};

/* Answers "n,,n=…,r=…" (base64) by server_first (base64). */
bool peer_scram_first(struct peer_scram *scram, const char *base64, struct str *base64_r);

/* Whether "c=biws,r=…,p=…" (base64) proves the password; base64_r gets the server's own proof in any case. */
bool peer_scram_final(struct peer_scram *scram, const char *base64, struct str *base64_r);
void peer_scram_release(struct peer_scram *scram);

#endif
