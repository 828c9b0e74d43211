/*
 * TLS by OpenSSL, with evidence.
 *
 * Verification is always asked for: chain, dates, name (SSL_set1_host; IP literals against IP SANs). A handshake with a
 * certificate that fails verification is still finished, so that the report can say what is wrong, but
 * report.verified is false then, and nobody may send a secret (checks/mail refuses to). OpenSSL's error queue is
 * per thread and is cleared before each call, so that one session's bad certificate never fails another's.
 */
#ifndef MAILMEND_NET_TLS_H
#define MAILMEND_NET_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/err.h"
#include "checks/net/io.h"

#define TLS_CHAIN_MAX 10 /* certificates kept as evidence */
#define TLS_NAMES_MAX 16 /* names kept of one certificate */

/* The trusted signers and the two kinds of context (today's TLS; anything, to look only). Immutable once made, shared by all threads. */
struct tls_store;

/*
 * Loads the system's signers (SSL_CERT_FILE and SSL_CERT_DIR respected) and those of ca_file (NULL: none). Takes 20
 * to 40 ms of CPU where they lie in a file only: never on the way to the first screen. NULL when ca_file cannot be read or holds no certificate;
 * a system without signers is not an error: tls_store_signers() is 0 then.
 */
struct tls_store *tls_store_new(const char *ca_file, struct err *err);
/* Trusts the signers in pem (PEM form, any number) and nobody else: for practice mode and tests (struct net_map). */
struct tls_store *tls_store_new_only(const char *pem);
void tls_store_free(struct tls_store **store);

/* How many trusted signers there are; 0 explains why nothing verifies (certificate-store-missing). */
size_t tls_store_signers(const struct tls_store *store);

enum tls_outcome {
	TLS_UNTRIED,
	TLS_DONE,      /* encrypted; see verified */
	TLS_NOT_TLS,   /* the other side answered in plain text; plain holds its beginning */
	TLS_TOO_OLD,   /* no common protocol version */
	TLS_NO_CIPHER, /* no common cipher or key size */
	TLS_ALERT,     /* another alert; alert holds its number */
	TLS_CLOSED,    /* closed in the handshake */
	TLS_RESET,     /* reset in the handshake */
	TLS_TIMED_OUT, /* silence in the handshake */
	TLS_CANCELLED,
	TLS_OVERSIZED, /* the certificate message is larger than 100 KB */
	TLS_FAILED,    /* anything else; err tells */
};

struct cert_info {
	char subject[160]; /* common name, or the whole name where there is none */
	char issuer[160];  /* common name of the issuer, or organisation */
	char issuer_org[160];
	char names[TLS_NAMES_MAX][128]; /* DNS and IP SANs; the CN where there are none */
	size_t n_names;
	int64_t not_before, not_after; /* seconds since 1970 */
	char key[32];		       /* "RSA 2048", "EC P-256" */
	char signature[40];	       /* "sha256WithRSAEncryption" */
	char sha256[65];	       /* hex */
	char key_sha256[65]; /* of the public key as TLSA records bear it (SubjectPublicKeyInfo), hex */
	bool self_signed;
};

struct tls_report {
	enum tls_outcome outcome;
	bool verified;	   /* chain, dates and name are right, and a certificate was presented */
	int verify_error;  /* X509_V_ERR_…, the first one met; X509_V_OK when verified */
	int verify_depth;  /* whose: 0 is the server's own */
	char protocol[16]; /* "TLSv1.3" */
	char cipher[64];
	int bits;			       /* of the cipher */
	struct cert_info chain[TLS_CHAIN_MAX]; /* as the peer sent them, its own first */
	size_t n_chain;
	int alert;	 /* RFC 8446 section 6 */
	char plain[128]; /* the first line of it, harmless */
	size_t early;	 /* bytes that had arrived in clear before TLS was asked for, and were thrown away */
	int64_t took_us;
	struct err err;
};

/* "done", "not-tls", … the words of the JSON evidence. */
const char *tls_outcome_name(enum tls_outcome outcome);

/* "X509_V_ERR_CERT_HAS_EXPIRED" and so on. */
const char *tls_verify_name(int verify_error);

enum tls_kind {
	TLS_SECURE, /* TLS 1.2 or newer: the only kind that a secret may travel in */
	TLS_LOOK, /* TLS 1.0 and weak keys accepted, to find out what the server offers; verified stays false */
};

/* stream.h starts TLS on a connection: stream_start_tls(). */

#endif
