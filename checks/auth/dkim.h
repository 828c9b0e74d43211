/*
 * DKIM (RFC 6376, with 8301 and 8463): key records judged, signatures of a mail verified with the reason why they fail, and a server's private
 * key compared with the record. Nothing here asks anybody: the caller looks up dkim_key_name() and hands the answer in.
 */
#ifndef MAILMEND_AUTH_DKIM_H
#define MAILMEND_AUTH_DKIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/err.h"
#include "checks/base/str.h"
#include "checks/mail/message.h"
#include "checks/net/dns.h"

struct evp_pkey_st; /* EVP_PKEY */

#define DKIM_BITS_LEAST 1024 /* RFC 8301 section 3.2 */
#define DKIM_BITS_GOOD	2048
#define DKIM_BITS_MOST	4096 /* verifiers need not handle more */

/* ---- key records (RFC 6376 section 3.6.1) ---- */

enum dkim_key_fault {
	DKIM_KEY_FINE,
	DKIM_KEY_NO_RECORD, /* nothing at this name is a key record */
	DKIM_KEY_SEVERAL,   /* more than one key record: the result is undefined (section 3.6.2.2) */
	DKIM_KEY_SPLIT,	    /* one key in the pieces of several records */
	DKIM_KEY_SYNTAX,    /* no list of tags, or a tag twice */
	DKIM_KEY_VERSION,   /* v= is not DKIM1, or does not stand first */
	DKIM_KEY_EMPTY,	    /* no p= at all */
	DKIM_KEY_REVOKED,   /* p= is empty */
	DKIM_KEY_TYPE,	    /* k= is neither rsa nor ed25519 */
	DKIM_KEY_SERVICE,   /* s= leaves email out */
	DKIM_KEY_HASH,	    /* h= leaves sha256 out */
	DKIM_KEY_MANGLED, /* it would be right without quotes, backslashes, missing semicolons or whatever came in on the way */
	DKIM_KEY_CUT,	     /* p= ends in the middle of the key */
	DKIM_KEY_BROKEN,     /* p= is no key */
	DKIM_KEY_OTHER_TYPE, /* p= is a key of another type than k= says */
	DKIM_KEY_SHORT,	     /* RSA below DKIM_BITS_LEAST */
	DKIM_KEY_FAULT_N
};

struct dkim_key {
	enum dkim_key_fault fault;
	struct evp_pkey_st
		*pkey; /* owned; NULL when it cannot be read. With a fault beside it for who compares */
	bool ed25519;
	int bits;	/* of RSA; 0 without a key */
	bool bare;	/* RSAPublicKey where verifiers expect SubjectPublicKeyInfo: not all read it */
	bool long_key;	/* above DKIM_BITS_MOST */
	bool testing;	/* t=y */
	bool strict;	/* t=s: the domain of i= must be that of d= */
	size_t records; /* TXT records at the name */
	char tag[16];	/* of SYNTAX: the tag; "" */
	struct str
		mended; /* the record as it should be: where a fault can be mended from the record alone; "" */
};

/* One record's text. key_r is released by the caller. */
void dkim_key_read(const char *text, size_t len, struct dkim_key *key_r);

/* All TXT records of a found answer: the one that is a key record, or what is wrong about several. */
void dkim_key_choose(const struct dns_answer *answer, struct dkim_key *key_r);
void dkim_key_release(struct dkim_key *key);
#define DKIM_KEY_AUTO __attribute__((cleanup(dkim_key_release)))

/* "selector._domainkey.domain"; false when that is no name that can be asked. */
bool dkim_key_name(const char *selector, const char *domain, char name_r[HOST_MAX]);

/* The record to publish for a public key. */
void dkim_key_record(const struct evp_pkey_st *pkey, struct str *out);

/* ---- signatures (RFC 6376 section 3.5) ---- */

#define DKIM_SIGNATURES_MAX 8

enum dkim_verdict {
	DKIM_VERDICT_NONE, /* not judged yet */
	DKIM_PASS,
	DKIM_PASS_HEADER, /* the header is as it was signed; the text was not given, so nothing is known about it */
	DKIM_SIGNATURE_SYNTAX, /* detail: the tag that is wrong or missing */
	DKIM_SIGNATURE_VERSION,
	DKIM_SIGNATURE_ALGORITHM, /* a= is unknown */
	DKIM_SIGNATURE_SHA1,	  /* rsa-sha1 must not be used (RFC 8301 section 3.1) */
	DKIM_SIGNATURE_IDENTITY,  /* i= is not inside of d= */
	DKIM_SIGNATURE_NO_FROM,	  /* h= leaves From out */
	DKIM_SIGNATURE_EXPIRED,
	DKIM_KEY_UNANSWERED, /* the key could not be asked for */
	DKIM_KEY_ABSENT,     /* there is none */
	DKIM_KEY_UNUSABLE,   /* key.fault says why */
	DKIM_KEY_UNFIT,	     /* of another type than a= says, or t=s and i= is in a sub domain */
	DKIM_BODY_CHANGED,   /* after it was signed */
	DKIM_HEADER_CHANGED, /* the signature is of this key, over another header */
	DKIM_KEY_DIFFERS,    /* it was made with another key than the published one */
	DKIM_MISMATCH,	     /* one of the two (Ed25519 does not tell) */
	DKIM_VERDICT_N
};

enum dkim_algorithm { DKIM_RSA_SHA256, DKIM_RSA_SHA1, DKIM_ED25519_SHA256, DKIM_ALGORITHM_UNKNOWN };

struct dkim_signature {
	const struct message_field *field; /* of the message, which must outlive this */
	enum dkim_verdict fault;	   /* DKIM_VERDICT_NONE: it can be verified */
	char detail[16];
	char domain[HOST_MAX], selector[HOST_MAX]; /* d= and s=, lower case; "" when they are wrong */
	char identity[HOST_MAX];		   /* the domain of i=, or d= */
	enum dkim_algorithm algorithm;
	bool header_relaxed, body_relaxed;
	bool has_length;
	uint64_t length;	       /* l= */
	int64_t signed_at, expires_at; /* t=, x=; -1 without */
	char *headers;		       /* owned: h=, names with colons between */
	struct str body_hash, bytes;   /* bh=, b=, decoded */
};

/* The signatures of a mail from the top. How many; the caller releases each. */
size_t dkim_signatures(
	const struct message *message, struct dkim_signature signatures_r[DKIM_SIGNATURES_MAX]);
void dkim_signature_release(struct dkim_signature *signature);

/* Verifies. key NULL: it could not be asked for. What the signature itself is wrong about comes first, then the key, then the mail. */
enum dkim_verdict dkim_verify(const struct message *message, const struct dkim_signature *signature,
	const struct dkim_key *key, int64_t now);

/* ---- the server's own key ---- */

enum dkim_private {
	DKIM_PRIVATE_FINE,
	DKIM_PRIVATE_UNREADABLE, /* err tells */
	DKIM_PRIVATE_NO_KEY,	 /* nothing in it is a private key */
	DKIM_PRIVATE_LOCKED,	 /* it is under a password: no server can use it so */
	DKIM_PRIVATE_TYPE,	 /* neither RSA nor Ed25519 */
};

/*
 * The public half of the private key in this file (PEM: PKCS #1, PKCS #8), into a key that the caller releases: nothing of the private half
 * stays in memory or leaves this function. Only a regular file is read.
 */
enum dkim_private dkim_private_read(const char *path, struct dkim_key *key_r, struct err *err);

/* Whether both are the same public key. */
bool dkim_key_same(const struct dkim_key *a, const struct dkim_key *b);

#endif
