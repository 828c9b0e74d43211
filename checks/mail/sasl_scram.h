/*
 * SCRAM (RFC 5802) without channel binding, apart from base64 and from SASL's turns. Used by sasl.c; the
 * tests feed it the vectors of the RFCs with a given nonce.
 *
 * Names and passwords are sent as they are: SASLprep (RFC 4013) changes only what is not ASCII, and there
 * servers differ.
 */
#ifndef MAILMEND_MAIL_SASL_SCRAM_H
#define MAILMEND_MAIL_SASL_SCRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/secret.h"
#include "checks/base/str.h"

#define SCRAM_ITERATIONS_MAX 1000000 /* about half a second of CPU; servers ask for 4,096 to 600,000 */

enum scram_hash { SCRAM_SHA_1, SCRAM_SHA_256 };

struct scram;

/* nonce NULL: a random one. The secret is borrowed. */
struct scram *scram_new(
	enum scram_hash hash, const char *user, const struct secret *secret, const char *nonce);
void scram_free(struct scram **scram);

/* "n,,n=user,r=nonce" */
void scram_first(struct scram *scram, struct str *message_r);

/*
 * The answer to "r=…,s=…,i=…". False when it is malformed, does not continue our nonce or wants fewer than 1
 * or more than SCRAM_ITERATIONS_MAX iterations.
 */
bool scram_final(struct scram *scram, const char *server_first, struct str *message_r);

/* Whether "v=…" is the proof of somebody who knows the password. */
bool scram_verify(const struct scram *scram, const char *server_final);

#endif
