/*
 * DNS questions, many at once, over our own sockets.
 *
 * libresolv reads the system's configuration and builds and parses messages; the packets travel over io_wait (UDP with
 * EDNS0, TCP when truncated; a random id and port each; retried after 250 ms, doubling), so that they can be cancelled,
 * asked of a chosen server, and rcode, AD and authority stay visible. Answers are checked by RFC 5452: server, port,
 * id, question. What the *system* answers (hosts file, NSS) is a question of its own: resolver.h.
 */
#ifndef MAILMEND_NET_DNS_H
#define MAILMEND_NET_DNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/net/addr.h"
#include "checks/net/io.h"

#define DNS_NAME_MAX	 256 /* text, with \DDD escapes cut at this length */
#define DNS_SERVERS_MAX	 8
#define DNS_CNAMES_MAX	 8
#define DNS_TOGETHER_MAX 512

/* Which servers are asked. Immutable once made. */
struct dns_config {
	struct net_addr servers[DNS_SERVERS_MAX];
	size_t n_servers;
	bool from_system;	   /* read from resolv.conf, not given by --resolver */
	bool fallback;		   /* resolv.conf was missing, empty or unreadable: 127.0.0.1 stands in */
	char search[DNS_NAME_MAX]; /* first search domain, "" for none */
};

/*
 * Reads the system's configuration by res_ninit. Once per process: later calls give the result of the first
 * (glibc may deadlock when res_ninit is retried after a lack of memory).
 */
void dns_config_system(struct dns_config *config_r);

/* One server given by the person: "192.0.2.1", "192.0.2.1:5353", "[2001:db8::1]:53". False when it is none. */
bool dns_config_given(const char *text, struct dns_config *config_r);

enum dns_type {
	DNS_A = 1,
	DNS_NS = 2,
	DNS_CNAME = 5,
	DNS_SOA = 6,
	DNS_PTR = 12,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28,
	DNS_SRV = 33,
	DNS_DS = 43,
	DNS_TLSA = 52,
};

/* Five different sentences, and more: a failure is never "there is none". */
enum dns_outcome {
	DNS_UNASKED,
	DNS_FOUND,    /* at least one record of the type */
	DNS_NO_DATA,  /* the name exists, without such a record */
	DNS_NXDOMAIN, /* the name does not exist */
	DNS_SERVFAIL,
	DNS_REFUSED, /* also a bare referral: the server knows nothing of the name and will not ask for us */
	DNS_FORMERR, /* also NOTIMP and other rcodes */
	DNS_MALFORMED,	 /* an answer that breaks the format, or a CNAME loop or a chain longer than 8 */
	DNS_TIMED_OUT,	 /* no server answered in time */
	DNS_UNREACHABLE, /* no server could be asked: no route, port closed, forbidden, no descriptor left */
	DNS_CANCELLED,
	DNS_BAD_NAME, /* the question cannot be asked: empty, label over 63 or name over 253 bytes, not ASCII */
};

struct dns_record {
	enum dns_type type;
	uint32_t ttl;
	union {
		struct net_addr addr;	 /* A, AAAA; port 0 */
		char name[DNS_NAME_MAX]; /* NS, CNAME, PTR */
		struct {
			int preference;
			char host[DNS_NAME_MAX];
		} mx; /* host "." or "": null MX, RFC 7505 */
		struct {
			int priority, weight, port;
			char host[DNS_NAME_MAX];
		} srv;
		struct {
			char mname[DNS_NAME_MAX];
			uint32_t serial, minimum;
		} soa;
		struct {
			char *bytes;
			size_t len;
		} txt; /* TXT: strings joined; DS, TLSA: the rdata; with a NUL behind */
	} u;
};

/* An address that came along with the answer: of a name server, in a referral. A hint, not an answer. */
struct dns_glue {
	char name[DNS_NAME_MAX];
	struct net_addr addr; /* port 53 */
};

struct dns_answer {
	/* in */
	const char *name; /* without or with the final dot; UTF-8 names must be A-labels already */
	enum dns_type type;
	const struct net_addr *server; /* ask this server only; NULL: those of the config, in their order */
	bool iterative;		       /* RD=0: what the server itself knows, for the domain's own servers */
	bool unchecked; /* CD=1: the resolver gives what it could not verify, too (RFC 4035 section 3.2.2) */
	bool tcp;	/* over TCP at once: who changes answers on the way often leaves it alone */
	/* out */
	enum dns_outcome outcome;
	int rcode;	    /* of the last message, -1 without one */
	bool authenticated; /* AD bit: "claimed by your resolver" */
	bool authoritative; /* AA bit */
	bool referral;	    /* the server sends us on; to the question for NS its records are what it gives */
	char canonical[DNS_NAME_MAX]; /* where the CNAME chain ended; "" without a CNAME */
	struct dns_record *records;   /* of the asked type, at most 64, of TXT 512 */
	size_t n;
	uint32_t negative_ttl;	 /* from the SOA in authority, 0 without */
	char zone[DNS_NAME_MAX]; /* whose SOA that is: the zone that denies; "" without */
	struct dns_glue *glue;	 /* at most 32; only with questions for NS */
	size_t n_glue;
	struct net_addr answered_by;
	int64_t took_us;
};

const char *dns_outcome_name(enum dns_outcome outcome);
const char *dns_type_name(enum dns_type type);

/*
 * Asks all n questions side by side (DNS_TOGETHER_MAX at a time) and waits for every one or the scope. Gives IO_OK (each answer has
 * its outcome) or IO_CANCELLED. No question takes longer than 5 s however large the scope. What the outputs held before
 * is overwritten, not freed; dns_answers_release frees the records.
 */
enum io_status dns_ask_all(
	const struct io_scope *scope, const struct dns_config *config, struct dns_answer *answers, size_t n);

/* How long questions are waited for that are asked together. */
struct dns_patience {
	size_t n_needed;  /* the first n_needed are what the caller cannot do without; 0: all are alike */
	bool found;	  /* they must be DNS_FOUND; else it is enough that they ended, whatever came */
	int64_t grace_ms; /* once those are there, the others get that much more; nothing with n_needed 0 */
	int64_t limit_ms; /* for all of it; 0: the 5 s of every question */
	int64_t quiet_ms; /* once an answer has come and then nothing for so long, the rest is given up; 0: never */
	/*
	 * answers[i] is there (or will not be any more): called once for each, in the order in which they come, on the caller's thread
	 * and before dns_ask_until returns. It must not ask anything itself. NULL: the answers are read afterwards.
	 */
	void (*early)(void *context, size_t i);
	void *context;
};

/*
 * Like dns_ask_all, with that patience; what is not there in time is DNS_TIMED_OUT. For whoever shows what came while some are silent, as
 * block lists are. At most DNS_TOGETHER_MAX questions.
 */
enum io_status dns_ask_until(const struct io_scope *scope, const struct dns_config *config,
	struct dns_answer *answers, size_t n, const struct dns_patience *patience);

/*
 * dns_ask_until where the first n_needed must be DNS_FOUND. For A beside AAAA: a resolver that loses the one must not hold up the
 * connection (RFC 8305 section 3).
 */
enum io_status dns_ask_eager(const struct io_scope *scope, const struct dns_config *config,
	struct dns_answer *answers, size_t n, size_t n_needed, int64_t grace_ms);

/* dns_ask_until where it is enough that the first n_needed ended: what was asked along only in case it is wanted holds up nobody. */
enum io_status dns_ask_first(const struct io_scope *scope, const struct dns_config *config,
	struct dns_answer *answers, size_t n, size_t n_needed, int64_t grace_ms);

/* Frees what the outputs hold. */
void dns_answers_release(struct dns_answer *answers, size_t n);

/* Whether a question for this name can be asked at all; otherwise its outcome is DNS_BAD_NAME and nothing is sent. */
bool dns_name_askable(const char *name);

/* Whether the outcome says that the name or record is absent for sure (NXDOMAIN, NO_DATA). */
bool dns_is_absent(enum dns_outcome outcome);

#endif
