/*
 * What the facts hold. Structs of plain values; connections inside have one owner at a time: settings opens, login
 * signs in, provider asks and closes.
 */
#ifndef MAILMEND_ENGINE_FACTS_H
#define MAILMEND_ENGINE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/engine/finding.h"
#include "checks/engine/mailcase.h"
#include "checks/know/blocklist.h"
#include "checks/mail/access.h"
#include "checks/mail/smtp.h"
#include "checks/net/dns.h"
#include "checks/net/resolver.h"
#include "checks/net/tcp.h"
#include "checks/net/tls.h"

/* The trusted signers, loaded off the way while names are looked up. */
struct store_fact {
	struct tls_store *store; /* NULL: the --ca-file could not be read; err tells */
	struct err err;
};

#define SETTINGS_MAX 6
#define SRV_SERVICES 6 /* submissions, submission, imaps, imap, pop3s, pop3 */
#define SRV_SEEN_MAX 16
#define ASKED_MAX    1024

/* What the domain's SRV records say (RFC 6186, RFC 8314 section 5.1). */
struct srv_seen {
	int service; /* 0 to SRV_SERVICES - 1 */
	int priority, port;
	char host[HOST_MAX]; /* in A-labels, lower case; "": not offered, or no name */
	bool declined;	     /* the target is ".": for sure not offered */
};

/* What the provider wants, and where that comes from. */
struct recommended_settings {
	char provider[64];	     /* "" when not in the table */
	enum settings_source source; /* SOURCE_NONE: nothing was found */
	struct server_settings outgoing[SETTINGS_MAX], incoming[SETTINGS_MAX]; /* the best first */
	size_t n_outgoing, n_incoming;
	unsigned flags; /* PROVIDER_… of checks/know/provider.h */
	const char *url_password, *url_app_password, *url_enable, *url_status; /* "" or static */
	bool srv_asked; /* all services were asked about and answered */
	struct srv_seen srv[SRV_SEEN_MAX];
	size_t n_srv;
	char published_name
		[64]; /* what the provider calls itself there; not in our table, so for the person alone */
	char published_by[HOST_MAX]; /* whose file over HTTPS they stand in; "": in none */
	char asked
		[ASKED_MAX]; /* who was asked over HTTPS, and how that ended: "a.example 404, b.example name" */
};

/* The outgoing server that is tested. */
struct target {
	struct server_settings out;
	bool in_use;	      /* told or read from a program; otherwise recommended */
	int other_port;	      /* the port was not told: this one is tried beside out.port; 0: none */
	bool opportunistic;   /* the program goes on without encryption where none is offered */
	bool any_certificate; /* the program takes every certificate */
	bool no_login;	      /* the program does not sign in */
};

#define ADDRS_MAX 16

/* The names of the outgoing server: what DNS, the hosts file and the system say. */
struct server_names {
	char host[HOST_MAX];
	struct net_addr addrs[ADDRS_MAX]; /* to be tried, sorted by RFC 8305; port of the target set */
	size_t n;
	enum dns_outcome a, aaaa; /* DNS_UNASKED for a literal or a hosts file name */
	bool literal, from_hosts_file, from_system;
	bool authenticated;
	char canonical[HOST_MAX];
	int64_t took_us;
};

/* A connection to the outgoing server came about: whatever asks who stands in the way is not needed any more. */
struct reached_server {
	struct net_addr addr;
	int64_t took_us;
};

/* The encryption of the conversation is being set up: from here on large packets travel. */
struct tls_began {
	struct net_addr addr;
	struct server_settings used; /* host, port and security that led here */
};

#define OUT_SLOW_MS 3000 /* an answer that takes so long: ten of them in a row are more than programs wait */

/* The conversation with the outgoing server up to EHLO inside TLS. */
struct out_session {
	struct smtp_session *smtp;		/* owned; NULL when no connection came about */
	struct server_settings used;		/* host, port and security that led here */
	struct tcp_attempt attempts[ADDRS_MAX]; /* fd -1 in all: the winner's belongs to smtp */
	size_t n_attempts, winner;		/* winner == n_attempts: none connected */
	bool ready;		 /* verified TLS (or none wanted) and EHLO understood: a login may be tried */
	enum smtp_step step;	 /* how the last step ended */
	const char *stage;	 /* "connect", "banner", "ehlo", "starttls", "tls", "ehlo-tls", "done" */
	enum finding_id problem; /* the finding that ended it; F_N: none */
	int slow_answers;	 /* answers (connection, EHLO, encryption) that took OUT_SLOW_MS or longer */
	int64_t slowest_us;	 /* of these answers, slow or not */
	struct server_settings works; /* what this port was seen to speak instead; host "": not known */
};

#define DOORS_MAX 8

/* A port that was looked at for a moment, to see what it speaks. */
struct seen_door {
	struct server_settings settings; /* what was expected there */
	struct net_addr addr;
	bool same_server; /* of the server in use, not of the recommended one */
	bool greeted;	  /* a mail server is there */
	bool starttls;	  /* it offers STARTTLS in clear */
	bool works;	  /* it encrypts, and its certificate is right */
	bool login;	  /* once encrypted, it offers a way to sign in that common programs speak */
	char greeting[160];
	char issuer[160]; /* who signed its certificate; "" for none */
};

/* Where the settings in use fail: what was seen to work. */
struct alternatives {
	struct server_settings works; /* host "": nothing */
	struct seen_door doors[DOORS_MAX];
	size_t n;
};

/* A login that was tried. */
struct login_result {
	bool tried, accepted;
	enum sasl_mech mech;
	enum smtp_step step;
	struct smtp_reply reply;
	char detail[512]; /* XOAUTH2's error object, harmless */
};

struct envelope_result {
	bool tried, accepted; /* accepted: MAIL and RCPT were taken */
	struct smtp_envelope replies;
};

/* Receiving with the same account. */
struct in_login {
	struct server_settings used;
	struct server_names names;
	enum access_step step;
	const char *stage; /* "names", "connect", "tls", "banner", "login", "done" */
	enum tcp_outcome tcp;
	bool reached, verified, tried, accepted;
	char text[1024], code[48];
	struct tls_report tls;
};

/* The connection to the server for receiving, up to where a password could be sent. */
struct in_session {
	struct in_login in;	       /* as far as known; used.host "": nobody knows the server */
	struct access_session *access; /* owned; NULL when no connection came about */
};

#define INBOX_REPORTS_MAX 5

/* Reports of failure that lay in the inbox, as far as they were read. */
struct inbox_reports {
	enum access_step step; /* how looking or reading ended */
	bool whole;	       /* everything that was to be looked at was */
	int days;	       /* how far back */
	size_t n;
	struct str mails[INBOX_REPORTS_MAX]; /* the newest first; owned */
};

/* A test mail that the server took: whoever looks for it knows it by its Message-ID. */
struct sent_mail {
	char id[160];	 /* without angle brackets */
	int64_t sent_us; /* on the monotonic clock, when the server had taken it */
	int64_t sent_at; /* the same in seconds since 1970 */
	char reply[512]; /* what the server said when it took it, harmless */
	char host[HOST_MAX];
	char other_id[160]; /* of the one to --send-to, which nobody can look for; "": none was taken */
};

struct route_facts {
	struct net_routes routes;
};

struct port_probe {
	int port;
	int family;		    /* AF_INET, AF_INET6 */
	struct tcp_attempt attempt; /* fd -1 */
};

#define PORT_PROBES_MAX 32

struct port_table {
	struct port_probe probes[PORT_PROBES_MAX];
	size_t n;
	bool whole; /* every probe reached an outcome */
};

/* Other hosts and the incoming server's ports, to tell who stands in the way. */
struct control_probe {
	char host[HOST_MAX];
	int port;
	bool incoming;		    /* a port of the person's incoming server */
	enum dns_outcome dns;	    /* DNS_UNASKED for a literal */
	struct tcp_attempt attempt; /* TCP_UNTRIED when the name was not found */
};

#define CONTROLS_MAX 16

struct control_table {
	struct control_probe probes[CONTROLS_MAX];
	size_t n;
	bool any_reached, any_dns;
};

/* A mail server of one's own (role admin), as far as it is on this computer. */
enum own_kind { OWN_NONE, OWN_POSTFIX, OWN_EXIM, OWN_OPENSMTPD, OWN_SENDMAIL, OWN_KIND_N };

enum own_port { OWN_PORT_SMTP, OWN_PORT_SUBMISSION, OWN_PORT_SUBMISSIONS, OWN_PORT_N };

struct own_server {
	enum own_kind kind; /* OWN_NONE: none was found here */
	char command[16];   /* "postfix", "exim4": what its programs are called here */
	bool runs;
	bool apart; /* only its processes are seen: it lives in a container, where its files are */
	bool listen_known, at_home[OWN_PORT_N], outside[OWN_PORT_N]; /* on loopback, on other addresses */
	bool mailboxes; /* IMAP or POP3 is offered to the outside: people have mailboxes here */
};

/* What its settings say, as far as other checks need it. */
struct own_settings {
	enum own_kind kind;
	char name[HOST_MAX]; /* what it calls itself in HELO; "" not known */
	struct server_settings
		relay;		/* all mail goes through it; host "": straight to the recipients' servers */
	bool relay_by_mx;	/* the relay's MX is looked up */
	bool relay_login;	/* it signs in there */
	bool relay_login_known; /* whether it signs in was found out */
	bool relay_plain;	/* it may use PLAIN and LOGIN there */
	bool relay_encrypts;	/* it uses encryption there where that is offered */
	bool relay_checks;	/* it takes no certificate that it cannot check */
	struct secret *secret;	/* of the login there, where it could be read; owned */
	bool ipv4, ipv6;	/* which of them it uses */
	bool must_encrypt;	/* it gives no mail to servers without encryption */
	bool holds;		/* its settings keep all mail back */
	char spool[256];	/* where its queue lies */
	int64_t min_free;	/* bytes that it demands to be free there; 0: its usual ones */
	char *local;	   /* the domains that it keeps to itself, blanks between; owned; NULL: not known */
	char *destination; /* Postfix' mydestination as it is written; owned; NULL: another server, or not set */
};

#define OWN_REASON	512
#define OWN_REASONS_MAX 16
#define OWN_SENDERS_MAX 32

/* Why a mail waits, as its server says it. */
enum own_reason {
	OWN_REASON_NONE,      /* nothing is said */
	OWN_REASON_REPLY,     /* another server answered so */
	OWN_REASON_UNREACHED, /* another server was not reached */
	OWN_REASON_NAME,      /* a name was not found, or could not be asked for */
	OWN_REASON_LOGIN,     /* the sign-in at a relay failed */
	OWN_REASON_TLS,	      /* encryption did not come about */
	OWN_REASON_HERE,      /* something on this computer: tables, disk, programs */
	OWN_REASON_TOLD,      /* a setting or a person keeps it back */
	OWN_REASON_OTHER,
	OWN_REASON_N
};

/* Mails that wait for the same reason. */
struct own_waiting {
	enum own_reason why;
	char text[OWN_REASON]; /* of the oldest one, harmless */
	char domain[HOST_MAX]; /* where the oldest one wants to go */
	int64_t oldest;	       /* seconds since 1970; 0: not known */
	size_t n;
};

struct own_queue {
	size_t n, waiting, held,
		bounces; /* in all; not delivered yet; on hold; messages of failure, which are not counted as waiting */
	bool more;				     /* there are more: only the first megabyte was read */
	int64_t oldest;				     /* of those that wait */
	size_t domains;				     /* different domains that wait, 64 at most */
	size_t asked;				     /* how many want to go to the domain of mailcase->to */
	struct own_waiting reasons[OWN_REASONS_MAX]; /* the most frequent first */
	size_t n_reasons;
	struct own_sender {
		char name[ADDRESS_MAX + 1];
		size_t n;
	} senders[OWN_SENDERS_MAX]; /* as the mails name them; the most frequent first */
	size_t n_senders;
};

/* The way of a mail from this server to the recipient's, as far as a connection. */
struct walk_result {
	bool reached;	   /* connected at port 25 */
	const char *stage; /* where it ended before: "mx", "address", "connect" */
};

/* How the server at the end of that way sees this one. */
struct walk_seen {
	char host[HOST_MAX];	/* that server */
	struct net_addr server; /* its address */
	char greeting[256];	/* the first line of its reply to EHLO */
	char helo[HOST_MAX];	/* what we called ourselves there */
};

/* In whose part of the way packets end, from near to far. */
enum stop_party {
	STOP_YOU,      /* this computer */
	STOP_ROUTER,   /* the network of the home or the company */
	STOP_PROVIDER, /* the internet company */
	STOP_SERVER,   /* the mail provider: the server, or what stands in front of it */
	STOP_PARTY_N,
};
#define STOP_BIT(party) (1u << (party))
#define STOP_ANYWHERE	((1u << STOP_PARTY_N) - 1)

/* Where connections to the outgoing server end; put only where it was not reached. */
struct stop_place {
	unsigned possible; /* STOP_BIT of each party that no test rules out; one bit alone: it is known */
	int port;	   /* of the outgoing server, that was not reached */
	size_t hop;	   /* the router that said no, or the last one that packets passed; 0: not known */
	struct net_addr router; /* its address; len 0: not known */
};

/* A rule of this computer's firewall that stops something; place, rule and the line that mends it as in rule_fix.h. */
struct local_rule {
	bool stops;
	char place[300], rule[600], fix[600];
};

struct local_rules {
	bool read;		   /* the live rules, all of them */
	struct local_rule program; /* what stops the person's program where it lets us pass */
};

/* What the sender's domain says about itself, asked of the resolver in one round. */
struct domain_records {
	char domain[HOST_MAX];	     /* in A-labels, lower case */
	char organisation[HOST_MAX]; /* the registrable domain that it belongs to */
	bool at_provider;    /* a mail provider's own domain (gmail.com): nothing in it is the person's */
	bool exists, denied; /* both false: could not be found out; denied: NXDOMAIN for sure */
	struct dns_answer mx, ns, soa, a, aaaa; /* of the domain; owned */
};

#define ZONE_SERVERS_MAX 24

/* What the domain's own servers are asked, each of them directly. */
enum zone_question {
	ZONE_SOA,
	ZONE_NS,
	ZONE_MX,
	ZONE_TXT,
	ZONE_DMARC,
	ZONE_HOST_A,
	ZONE_HOST_AAAA,
	ZONE_QUESTIONS
};

/* One address of one of them. */
struct zone_server {
	char host[HOST_MAX];
	struct net_addr addr;			   /* port 53 */
	bool good;				   /* it has the domain: its SOA came with authority */
	struct dns_answer answers[ZONE_QUESTIONS]; /* DNS_UNASKED where there was nothing to ask; owned */
};

/* The servers that are responsible for the domain, and what each of them says; put where at least one has the domain. */
struct zone_servers {
	char zone[HOST_MAX];   /* that holds the records of the domain */
	char domain[HOST_MAX]; /* of MX and TXT */
	char dmarc[HOST_MAX + 8];
	char host[HOST_MAX]; /* the server for sending, where its name is of this zone; "" */
	struct zone_server items[ZONE_SERVERS_MAX];
	size_t n;
};

#define MX_HOSTS_MAX 8

/* The servers that take the domain's mail, with their addresses. */
struct mx_host {
	char host[HOST_MAX];
	int preference;
	enum dns_outcome outcome; /* DNS_FOUND: it has an address; else of A, or of AAAA where A was denied */
	bool alias;		  /* it is a CNAME */
	struct net_addr addrs[ADDRS_MAX]; /* port 25 */
	size_t n;
};

struct mx_table {
	struct mx_host hosts[MX_HOSTS_MAX]; /* by preference */
	size_t n;
	bool implicit; /* no MX: the domain's own address stands in (RFC 5321 section 5.1) */
	bool none;     /* null MX (RFC 7505) */
};

/* How an address came to be known as one that mail leaves from. */
enum outlet_source {
	OUTLET_GIVEN,  /* --ip */
	OUTLET_EHLO,   /* a server told the address that it sees */
	OUTLET_HEADER, /* Received lines of a mail that the person gave */
	OUTLET_NAME,   /* the address of the server for sending, by its name */
	OUTLET_HERE,   /* a public address of this computer */
	OUTLET_SOURCE_N
};

struct outlet {
	struct net_addr addr; /* port 0 */
	enum outlet_source source;
	bool client;   /* of the person's own connection: what hands mail in, not what delivers it */
	bool delivers; /* the receivers see this one: SPF, PTR and block lists are about it */
	bool sure;     /* it is known that mail leaves here; false: it is likely (a server's name) */
	bool foreign; /* of the server of a company that mail is handed to: its names are not the person's to set */
};

#define OUTLETS_MAX 16

/* Where mail leaves from, as receivers see it; the surest first. */
struct outlet_list {
	struct outlet items[OUTLETS_MAX];
	size_t n;
	char helo[HOST_MAX]; /* what the delivering server calls itself; "": not known */
	bool helo_sure;	     /* from its own settings, --helo or a Received line; false: from a banner */
};

/* What SPF says of mail from the domain, for DMARC. */
struct spf_judged {
	bool known;  /* a result was worked out for an address that delivers */
	bool passes; /* for at least one of them */
	bool fails;  /* fail or softfail for all of them */
	bool missing, invalid;
	bool unsure;	       /* some of these addresses are only likely to deliver (outlet.sure false) */
	char domain[HOST_MAX]; /* whose record it is: of the envelope sender */
};

enum dkim_state {
	DKIM_STATE_UNKNOWN,  /* no mail was given and no selector is known */
	DKIM_STATE_ABSENT,   /* for sure: nothing is published, or the given mail is not signed */
	DKIM_STATE_KEY,	     /* a usable key is published; whether mails are signed was not seen */
	DKIM_STATE_VERIFIED, /* the given mail's signature is right */
	DKIM_STATE_BROKEN,   /* it is wrong, or its key is */
};

struct dkim_judged {
	enum dkim_state state;
	char domain[HOST_MAX]; /* d= of the signature, or the domain of the key; "" */
};

/* Which block lists showed that they can be believed, before anything was asked of them. */
struct lists_tested {
	unsigned char trust
		[BLOCKLISTS_MAX]; /* by row of the table; enum list_trust of steps/reputation/lists_ask.h */
};

#define FACT(ID, id, type) void type##_free(struct type **fact);
#include "checks/engine/facts.def"
#undef FACT

#endif
