/*
 * What a server's reply means: code, enhanced status code (RFC 3463, 5248), words and who said it, matched against
 * replies.psv (facts with sources). The vendor before the general, the specific before the code alone. One engine for live
 * replies and for what people paste.
 */
#ifndef MAILMEND_KNOW_REPLY_H
#define MAILMEND_KNOW_REPLY_H

#include <stdbool.h>
#include <stddef.h>

/* Where in the conversation the reply came: the same code means different things there. */
enum reply_stage {
	REPLY_STAGE_UNKNOWN,
	REPLY_STAGE_BANNER,
	REPLY_STAGE_EHLO,
	REPLY_STAGE_STARTTLS,
	REPLY_STAGE_AUTH,
	REPLY_STAGE_MAIL,
	REPLY_STAGE_RCPT,
	REPLY_STAGE_DATA,
	REPLY_STAGE_INCOMING, /* IMAP, POP3: code is 0 */
};

/* Whose words they are: those of mail programs and of delivering servers speak of the next server, not of themselves. */
enum reply_speaker {
	SPEAKER_UNKNOWN,
	SPEAKER_SERVER,	 /* the server that refuses */
	SPEAKER_PROGRAM, /* a mail program, about its own outgoing server */
	SPEAKER_RELAY,	 /* a mail server in a bounced mail or a log, about the next server */
};

struct reply_query {
	int code;	      /* 0: none */
	const char *enhanced; /* "" without one */
	const char *text;     /* lines joined */
	const char *host;     /* who said it: the server's name; "" unknown */
	const char *banner;   /* its greeting; "" unknown */
	enum reply_stage stage;
	enum reply_speaker speaker;
	bool signed_in; /* a login was accepted before on this connection */
};

struct reply_meaning {
	const char *cause; /* id of causes.def, NULL: no idea */
	bool sure;	/* its words say so (or vendor and code together); false: only the code hints at it */
	bool temporary; /* waiting may help */
	const char *scope;  /* the vendor or server whose row matched; "" for the generic code */
	const char *source; /* key of the source, for the details */
	size_t row;	    /* of the table, for tests */
};

/* Never fails: a reply that nobody knows gives cause NULL or the meaning of its class and stage. */
void reply_explain(const struct reply_query *query, struct reply_meaning *meaning_r);

#endif
