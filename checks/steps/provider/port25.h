/*
 * Port 25 as several mail servers show it. Shared by port25.c, which asks, port25_judge.c, which judges (pure, so that tables
 * test it), and port25_say.c, which tells.
 */
#ifndef MAILMEND_STEPS_PORT25_H
#define MAILMEND_STEPS_PORT25_H

#include "checks/engine/check.h"
#include "checks/engine/facts.h"
#include "checks/steps/common/controls.h"
#include "checks/steps/common/counted.h"

#define PORT25_ENOUGH	   3 /* independent servers before a block is called one */
#define PORT25_TARGETS_MAX 5
#define PORT25_TRIES_MAX   (2 * PORT25_TARGETS_MAX)

/* One address of one server. */
struct port25_try {
	char host[HOST_MAX];
	bool own;		    /* the person's own server */
	struct tcp_attempt attempt; /* at port 25; fd -1 after the greeting was heard */
	bool greeted;		    /* as a mail server does */
	char banner[160];
};

struct port25_table {
	struct port25_try tries[PORT25_TRIES_MAX];
	size_t n;
	bool others_work4, others_work6; /* another port than 25 was reached by this kind of address */
};

enum port25_state {
	PORT25_UNKNOWN,
	PORT25_OPEN,   /* somebody was reached at it */
	PORT25_MAYBE,  /* nobody was, but there were too few to be sure */
	PORT25_CLOSED, /* none of enough independent servers was reached, while other ports are */
};

struct port25_verdict {
	enum port25_state state;
	size_t tried;	/* independent servers, of the family that was tried most */
	size_t reached; /* of them */
};

struct port25_verdict port25_judge(const struct port25_table *table);

/* Who refused, where all refusals name the same sender; NULL where nobody did, or several. */
const struct net_addr *port25_refuser(const struct port25_table *table);

/* The names of the servers, the closed or the open ones, joined by commas. */
void port25_hosts(const struct port25_table *table, bool reached, char *buf, size_t size);

#define PORT25_HOPS 6

/* What one run of this check works with. */
struct port25 {
	struct check_run *run;
	const struct target *target;	/* may be NULL */
	const struct out_session *out;	/* may be NULL */
	const struct stop_place *place; /* may be NULL */
	struct port25_table table;
	size_t n_seen; /* of the table, what settings.server has tried already */
	struct tcp_attempt others[2 * CONTROL_HOSTS]; /* another port of two more servers */
	size_t n_others;
	struct net_addr works; /* another port that was reached; len 0: none */
	struct net_addr hops[PORT25_HOPS];
	size_t n_hops;
};

/* Looks the servers up. */
void port25_find_servers(struct port25 *port25);

/* Connects to those that were found. Fills the table, and the port that works. */
void port25_try_servers(struct port25 *port25);

/* What is told. */
struct port25_report {
	const struct port25_table *table;
	struct port25_verdict verdict;
	struct counted counted;
	const char *who;   /* a name of who_name; NULL: not known */
	const char *place; /* evidence of it */
	bool unneeded; /* perhaps: the mail server in question was not seen, or not how it hands its mail on */
	char relay
		[HOST_MAX]; /* the internet company's own server, that was reached at port 25; "" for none */
};

/*
 * Waits a moment for the greeting at the connected socket fd (taken over), and leaves with QUIT. Whether it is a mail server's;
 * its words into banner, of size bytes.
 */
bool port25_hear(struct check_run *run, int fd, const char *host, char *banner, size_t size);

void port25_say(struct check_run *run, const struct port25_report *report);

/* A program that does not use it: no more than a note. */
void port25_say_usual(struct check_run *run, const char *host);

/*
 * Looks for the internet company's own server for sending, by the names of the addresses (this computer's and those of
 * routers on the way), and whether it answers at port 25. relay_r: its name, "" where none was found.
 */
void port25_find_relay(struct check_run *run, const struct net_addr *addrs, size_t n, char relay_r[HOST_MAX]);

#endif
