/*
 * What a scenario is made of. Every field left out (zero, NULL) is the healthy default, so that a record
 * shows only its fault.
 *
 * The world: a person anna@DOMAIN, a server smtp.DOMAIN for sending (465 TLS at once, 587 STARTTLS), a server
 * imap.DOMAIN for receiving (993, 995 TLS at once, 143, 110 STARTTLS), a name server, and one host that
 * stands for the rest of the Internet. Replies are written without their line end; "\n" parts the lines of
 * one.
 */
#ifndef MAILMEND_PRACTICE_WORLD_H
#define MAILMEND_PRACTICE_WORLD_H

#include "checks/engine/mailcase.h"
#include "checks/net/map.h"
#include "checks/practice/practice.h"

#define PRACTICE_DOMAIN	  "firma.example"
#define PRACTICE_PASSWORD "Herbst-Laub-47"

/* What happens on a port. */
enum port_act {
	PORT_ABSENT = 0,  /* not in the list; as `others` of the host says */
	PORT_SERVE,	  /* the host's protocol, encryption by its own command */
	PORT_SERVE_TLS,	  /* the host's protocol, encrypted from the first byte */
	PORT_REFUSE,	  /* a reset comes back */
	PORT_DROP,	  /* packets vanish */
	PORT_UNREACHABLE, /* EHOSTUNREACH */
	PORT_FORBID,	  /* this computer forbids it */
	PORT_SILENT,	  /* accepted, and never a word */
	PORT_CUT,	  /* accepted and closed */
	PORT_WEB,	  /* a web server answers */
	PORT_SHELL,	  /* another service, which greets at once (SSH) */
};

struct port_plan {
	int port;
	enum port_act act;
};

#define PORTS_MAX 8

enum cert_kind {
	CERT_GOOD,
	CERT_EXPIRED,
	CERT_LONG_EXPIRED, /* months ago */
	CERT_NOT_YET,
	CERT_WRONG_NAME,
	CERT_SELF_SIGNED,
	CERT_UNKNOWN_SIGNER,
	CERT_WRONG_PURPOSE, /* made for clients */
	CERT_INCOMPLETE,    /* signed by an intermediate that is not sent along */
	CERT_WEAK,	    /* a key that is too short */
};

enum tls_offer {
	OFFER_TLS_NOW, /* 1.2 and 1.3 */
	OFFER_TLS_10,  /* 1.0 only */
};

/* A server for sending. */
struct smtp_plan {
	struct port_plan ports[PORTS_MAX];
	enum port_act others; /* ports that are not listed; PORT_ABSENT: refused */
	enum cert_kind cert;
	enum tls_offer tls;
	const char *banner; /* "220 {host} ESMTP" */
	int banner_delay_ms;
	const char *ehlo;	       /* instead of the offer: a refusal */
	const char *keywords;	       /* in clear; NULL: the usual ones with STARTTLS; "\n" between */
	const char *safe_keywords;     /* inside TLS; NULL: the usual ones with AUTH PLAIN LOGIN */
	const char *starttls;	       /* the refusal of STARTTLS */
	const char *auth;	       /* the refusal of every login */
	const char *mail, *rcpt;       /* the answer to MAIL and RCPT of who may send */
	const char *no_login;	       /* the answer to MAIL of who has not signed in; NULL: 530 */
	bool pop_first;		       /* RCPT is refused until the person has fetched mail */
	bool cut_at_tls;	       /* the connection is closed where the encryption begins */
	bool cut_at_auth, cut_at_mail; /* the connection is closed instead of an answer */
	bool impostor;		       /* takes SCRAM-SHA-256 without knowing the password */
	const char *early;	       /* sent in clear right behind the answer to STARTTLS */
	bool bare_lf;
};

/* A server for receiving: IMAP on 993 and 143, POP3 on 995 and 110. */
struct access_plan {
	struct port_plan ports[PORTS_MAX]; /* ports[0].port 0: all four as usual */
	enum port_act others;
	enum cert_kind cert;
	bool refuses; /* every login */
};

enum dns_mood {
	DNS_MOOD_ANSWERS,
	DNS_MOOD_SILENT,
	DNS_MOOD_FAILS,	  /* SERVFAIL to everything */
	DNS_MOOD_REFUSES, /* REFUSED to everything */
};

enum host_names {
	NAMES_BOTH,    /* A and AAAA */
	NAMES_V4,      /* A */
	NAMES_V6_DEAD, /* A and AAAA; nothing passes over IPv6 */
	NAMES_V4_DEAD, /* A and two AAAA; nothing passes over IPv4, nor to the first AAAA */
	NAMES_ABSENT,  /* NXDOMAIN */
	NAMES_EMPTY,   /* the name exists without an address */
	NAMES_FAIL,    /* SERVFAIL for this name */
};

struct dns_plan {
	enum dns_mood mood;
	enum host_names out; /* of smtp.DOMAIN */
	bool no_srv;	     /* the domain publishes no settings */
};

/* One more host of the world, at an address of its own: an old server, a web server. */
struct extra_plan {
	const char *host; /* NULL: there is none */
	struct port_plan ports[PORTS_MAX];
	enum port_act others;
};

/* The person's program and answers. */
struct told_plan {
	const char *host;	/* NULL: smtp.DOMAIN; "": nothing is known, the address alone */
	int port;		/* 0: 587, or 465 where security is TLS; ignored without a host */
	enum security security; /* SECURITY_AUTO: by the port */
	const char *user;
	const char *password; /* NULL: the right one */
	bool no_password;
	bool pop3; /* receives by POP3 */
	enum role role;
	enum symptom symptom;
	enum told_scope scope;
	enum told_yes_no webmail, other_device;
	enum told_changed changed;
	enum told_login program_login;
	enum where where;
	const char *message, *to;
};

struct practice_world {
	const char *domain; /* NULL: PRACTICE_DOMAIN */
	struct smtp_plan out;
	struct access_plan in;
	struct extra_plan extra;
	struct dns_plan dns;
	struct told_plan told;
	bool offline;	       /* no way out at all, the name server included */
	bool no_signers;       /* this computer has no list of trusted signers */
	bool internet_filters; /* the sending ports of other hosts vanish too */
};

struct practice_group {
	const struct practice_scenario *scenarios;
	size_t n;
};

/* The records, one group a file. */
extern const struct practice_group practice_healthy, practice_settings, practice_network, practice_security,
	practice_login, practice_sending, practice_program;

#endif
