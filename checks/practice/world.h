/*
 * What a scenario is made of. Every field left out (zero, NULL) is the healthy default, so that a record
 * shows only its fault.
 *
 * The world: a person anna@DOMAIN at a computer with nothing special on it, a server smtp.DOMAIN for sending (465
 * TLS at once, 587 STARTTLS), a server imap.DOMAIN for receiving (993, 995 TLS at once, 143, 110 STARTTLS), a name
 * server, the domain's own name server, a domain FRIEND_DOMAIN that takes mail on port 25, and a few hosts that
 * stand for the rest of the Internet. Replies are written without their line end; "\n" parts the lines of one.
 */
#ifndef MAILMEND_PRACTICE_WORLD_H
#define MAILMEND_PRACTICE_WORLD_H

#include "checks/engine/computer.h"
#include "checks/engine/mailcase.h"
#include "checks/net/map.h"
#include "checks/practice/practice.h"

#define PRACTICE_DOMAIN	  "firma.example"
#define PRACTICE_PASSWORD "Herbst-Laub-47"
#define PRACTICE_TOKEN	  "eyJ0eXAiOiJKV1QifQ.Blatt-fuer-Blatt" /* what a sign-in through the browser gives */
#define FRIEND_DOMAIN	  "anderswo.example"
#define FRIEND_ADDRESS	  "freund@" FRIEND_DOMAIN

/* What happens on a port. */
enum port_act {
	PORT_ABSENT = 0,  /* not in the list; as `others` of the host says */
	PORT_SERVE,	  /* the host's protocol, encryption by its own command */
	PORT_SERVE_TLS,	  /* the host's protocol, encrypted from the first byte */
	PORT_REFUSE,	  /* a reset comes back */
	PORT_DROP,	  /* packets vanish */
	PORT_UNREACHABLE, /* no way leads there; a router says so, where the world tells which */
	PORT_FORBID,	  /* this computer forbids it */
	PORT_SILENT,	  /* accepted, and never a word */
	PORT_CUT,	  /* accepted and closed */
	PORT_WEB,	  /* a web server answers */
	PORT_SHELL,	  /* another service, which greets at once (SSH) */
	PORT_REJECT,	  /* "not allowed" comes back, from whoever is told */
	PORT_PORTAL,	  /* a web server that sends everybody to a page for signing in */
};

/* Who refuses, rejects or drops. NOBODY: it cannot be seen who; what is refused is refused by the server. */
enum party { BY_NOBODY, BY_COMPUTER, BY_ROUTER, BY_PROVIDER, BY_SERVER };

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
	CERT_SHIELD,	    /* signed on the way, by a well-known security program */
	CERT_GATEWAY,	    /* signed on the way, by a well-known gateway of companies */
	CERT_INSPECTOR,	    /* signed on the way, by somebody whom no list names */
};

enum tls_offer {
	OFFER_TLS_NOW, /* 1.2 and 1.3 */
	OFFER_TLS_10,  /* 1.0 only */
};

/* One port speaks otherwise than the rest. What is NULL is as on the others. */
struct odd_port {
	int port; /* 0: there is none */
	const char *banner, *keywords, *safe_keywords;
};

/* A box on the way that looks into conversations in clear. What is NULL it leaves alone. */
struct box_plan {
	const char *banner, *keywords; /* what it puts in their place */
	const char *refuses;	       /* verbs, one blank between, offered or not */
	const char *refusal;	       /* NULL: 500 Command unrecognized */
};

enum after_pause {
	PAUSE_FINE,
	PAUSE_SILENT, /* nothing comes any more, as when a router has forgotten the connection */
	PAUSE_RESET,  /* the next word is answered by a reset */
	PAUSE_CLOSED, /* the server says 421 in time and closes */
};

/* The line between the person and a server. */
struct line_plan {
	enum after_pause after_pause;
	int pause_ms;	  /* how long nothing may be said */
	int delay_ms;	  /* every answer takes that long */
	bool unstable;	  /* connections break off, each at another place */
	bool loses_large; /* the packets that carry a certificate never arrive, unless they are small */
	bool loses_mail;  /* the packets that carry a mail never arrive */
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
	const char *greets;	       /* the first line of the offer; NULL: "{host} at your service" */
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
	int most;		  /* conversations; further ones are turned away. 0: as many as come */
	const char *data, *taken; /* the answer to DATA, and to the whole mail */
	bool cut_at_data;	  /* the connection breaks off while the mail is sent */
	const char *cut_at_word;  /* the same, where this is in the mail */
	struct odd_port odd;
	struct box_plan box;
	struct line_plan line;
};

#define INBOX_MAILS 4

/* A mail in the inbox, its date left out; "\n" parts the lines. {address}, {domain} and {host} are put in. */
struct inbox_mail {
	const char *text; /* NULL: there is none */
	int days;	  /* how long ago it came */
};

/* What becomes of a test mail that the server for sending took. */
enum mail_fate {
	MAIL_TO_INBOX,
	MAIL_TO_JUNK,
	MAIL_TO_FOLDER, /* a rule of the person's puts it aside */
	MAIL_LOST,
	MAIL_COMES_BACK, /* a report about it comes instead */
};

struct arrival_plan {
	enum mail_fate fate;
	int delay_ms;	    /* between the server's yes and the mailbox */
	const char *junk;   /* what the folder for spam is called; NULL: Junk */
	bool plain_folders; /* the server does not say what its folders are for */
	bool no_search;	    /* the server cannot search */
	const char *header; /* what the receiving side writes above the mail, "\n" behind each line */
	const char *report; /* MAIL_COMES_BACK: the answer in the report, behind its code */
	bool report_delay;  /* the report says that it is still tried */
	bool other_lost;    /* the mail to somebody else comes back, too */
};

/* A server for receiving: IMAP on 993 and 143, POP3 on 995 and 110. */
struct access_plan {
	struct port_plan ports[PORTS_MAX]; /* ports[0].port 0: all four as usual */
	enum port_act others;
	enum cert_kind cert;
	bool refuses;			      /* every login */
	struct inbox_mail mails[INBOX_MAILS]; /* the oldest first */
	struct arrival_plan arrival;
};

enum dns_mood {
	DNS_MOOD_ANSWERS,
	DNS_MOOD_SILENT,
	DNS_MOOD_FAILS,	  /* SERVFAIL to everything */
	DNS_MOOD_REFUSES, /* REFUSED to everything */
	DNS_MOOD_PORTAL,  /* one address for every name */
	DNS_MOOD_LANDS,	  /* names that do not exist get an address too */
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

/* What one of the domain's own name servers does. */
enum ns_mood {
	NS_MOOD_ANSWERS,
	NS_MOOD_SILENT,
	NS_MOOD_KNOWS_NOTHING, /* REFUSED: nobody told it of the domain */
};

struct dns_plan {
	enum dns_mood mood;
	enum host_names out;	  /* of smtp.DOMAIN */
	bool no_srv;		  /* the domain publishes no settings */
	bool no_mx;		  /* nothing is said about the mail servers of other domains */
	bool friend_without_mail; /* FRIEND_DOMAIN says that it takes none (RFC 7505) */
	/* Entries as zone.h has them, in place of those of a domain in order; NULL: none. */
	const char *records;
	const char *second; /* what the second of the domain's name servers says otherwise */
	const char
		*remembered; /* what the person's name server remembers from before, for half an hour more */
	enum ns_mood ns1, ns2;
	bool wrong; /* smtp.DOMAIN has the extra host's address, unlike at the domain's own name server */
};

/* The other hosts of the Internet: the servers of well-known providers, web servers. */
struct internet_plan {
	struct port_plan ports
		[PORTS_MAX]; /* that are not open; PORT_SERVE: the server for sending answers in their place */
	enum port_act others; /* PORT_ABSENT: open */
	enum cert_kind cert;
};

/* One more host of the world, at an address of its own: an old server, a web server. */
struct extra_plan {
	const char *host; /* NULL: there is none */
	struct port_plan ports[PORTS_MAX];
	enum port_act others;
	bool here;	    /* it is this computer itself */
	const char *filter; /* what a spam filter there answers to each mail; NULL: there is none */
};

/*
 * Files with settings, over HTTPS; NULL: there is none. {host}, {address} and {domain} are put in. dns.records leads the domain's names
 * to place_web (places.h).
 */
struct web_plan {
	const char *autoconfig;	  /* at the domain's own web server */
	const char *autodiscover; /* the same, in answer to Outlook's question */
	const char *directory;	  /* Thunderbird's list */
	const char *keeper;	  /* at the web servers of other domains */
	enum cert_kind cert;	  /* of the domain's own */
};

/* The person's program and answers. */
struct told_plan {
	const char *host;	/* NULL: smtp.DOMAIN; "": nothing is known, the address alone */
	int port;		/* 0: 587, or 465 where security is TLS; ignored without a host */
	enum security security; /* SECURITY_AUTO: by the port */
	const char *user;
	const char *password; /* NULL: the right one */
	bool token; /* the program signs in by browser: its key is the secret, `password` or the right one */
	const char *oauth_client; /* the id that the person signs in by a code with; NULL: none */
	bool no_password;
	bool pop3; /* receives by POP3 */
	enum role role;
	enum symptom symptom;
	enum told_scope scope;
	enum told_yes_no webmail, other_device;
	enum told_changed changed;
	enum told_login program_login;
	enum where where;
	enum program program;
	const char *message, *to;
	const char *mail;   /* a mail that was sent, lines parted by "\n" */
	const char *ip;	    /* the address that the mail leaves from */
	const char *import; /* the program whose files are on the computer; NULL: none is read */
	unsigned only;	    /* STEP_BITs; 0: as the command line says */
	enum tried tried[EXPERIMENT_N];
	int pause_ms;
	enum told_yes_no directory;
	bool send;
	int wait_ms;	     /* how long the test mail is looked for; 0: as usual */
	const char *send_to; /* who gets one more */
	bool read_bounces;   /* agreed to */
};

struct practice_world {
	const char *domain; /* NULL: PRACTICE_DOMAIN */
	struct smtp_plan out;
	struct access_plan in;
	struct extra_plan extra;
	struct smtp_plan friend; /* the server of FRIEND_DOMAIN: port 25, for everybody */
	struct internet_plan internet;
	struct port_plan
		company[PORTS_MAX]; /* the internet company's own server for sending; none: it has none */
	struct dns_plan dns;
	struct web_plan web;
	struct told_plan told;
	struct port_plan
		everywhere[PORTS_MAX]; /* what answers there, whatever the address, in place of the server */
	const struct computer *computer; /* NULL: nothing is on it */
	enum party by;			 /* who drops, rejects and refuses (PORT_REFUSE) */
	/* All of this is so inside a VPN, which the computer shows; what lies past it. NULL: there is no VPN. */
	const struct practice_world *past_vpn;
	bool offline;	       /* no way out at all, the name server included */
	bool no_signers;       /* this computer has no list of trusted signers */
	bool trusts_cert;      /* this computer trusts who signed out.cert */
	bool internet_filters; /* the sending ports of other hosts vanish too */
};

struct practice_group {
	const struct practice_scenario *scenarios;
	size_t n;
};

/* The records, one group a file. */
extern const struct practice_group practice_healthy, practice_settings, practice_network, practice_security,
	practice_login, practice_sending, practice_words, practice_inbox, practice_program, practice_path,
	practice_firewall, practice_filters, practice_files, practice_tried, practice_own, practice_log,
	practice_records, practice_lists, practice_arrival, practice_content, practice_published;

#endif
