/*
 * What a mail server's log tells in all: the lines of each mail connected by its id, every recipient counted by what became of it
 * in the end, failures grouped by cause and destination. Bounded memory, however long the log is: see enum limits below.
 * Not for two threads at once.
 */
#ifndef MAILMEND_KNOW_LOG_BOOK_H
#define MAILMEND_KNOW_LOG_BOOK_H

#include "checks/know/log_dialect.h"

enum {
	LOG_OPEN_MAX = 65536,	  /* mails in the queue at one time that are counted exactly */
	LOG_WAITING_MAX = 131072, /* recipients that wait for another try, likewise */
	LOG_GROUPS_MAX = 1024,	  /* causes and unexplained texts; what comes beyond is counted in others */
	LOG_DOMAINS_MAX = 64,	  /* destinations of one group */
	LOG_EXAMPLE_MAX = 512,	  /* bytes of an example */
};

struct log_counts {
	uint64_t lines, bytes; /* all that was read */
	uint64_t strange;      /* lines that no dialect knows as its own */
	uint64_t cut;	       /* lines longer than 64 KiB, read up to there */
	uint64_t
		messages; /* mails: ids, as long as one is in use; not probes, nor what wholly went on as another mail */
	uint64_t arrivals; /* handed in by clients and programs: LOG_ARRIVING and LOG_ACCEPTED */
	uint64_t
		recipients; /* of these, as far as the log tells what became of them: the sum of the next four */
	uint64_t sent;	    /* by their last state: a delayed and then sent one is sent */
	uint64_t forwarded; /* went on as a mail of its own, which is counted on its own */
	uint64_t deferred;  /* still wait at the end of the log, or were taken out of the queue by hand */
	uint64_t bounced;
	uint64_t expired;			    /* of bounced: tried for too long */
	uint64_t attempts;			    /* deliveries tried: lines of results */
	uint64_t overcome;			    /* of sent: were delayed before */
	uint64_t rejected, warned, held, discarded; /* not taken from a client; lines, not recipients */
	uint64_t troubles;			    /* lines about connections and logins */
	uint64_t others;			    /* failures whose group did not fit into LOG_GROUPS_MAX */
	int64_t from, to; /* the first and the last stamp (by time, not by place); 0: none */
	bool approximate; /* more was open than the limits allow: the oldest were closed, and may be counted twice */
};

enum log_side {
	LOG_OUT, /* recipients that this server could not deliver to (yet) */
	LOG_IN,	 /* clients that it refused */
	LOG_OUT_WAY, /* trouble on its way to other servers: connections, logins, encryption; lines, not recipients */
	LOG_IN_WAY, /* trouble of clients with it */
};

struct log_domain {
	char *name;	/* lower case, harmless */
	uint32_t count; /* at least count - error, at most count */
	uint32_t error;
	uint32_t key; /* of the book's own */
};

struct log_group {
	enum log_side side;
	const char *cause; /* id of causes.def; NULL: not explained, the group is that of one text */
	bool sure; /* the words say so; false: only codes hint at it. A cause may have a group of either kind */
	bool temporary; /* waiting may help */
	uint64_t count; /* LOG_OUT: recipients whose last state it is (deferred and bounced); else lines */
	uint64_t deferred, bounced; /* LOG_OUT */
	uint64_t
		overcome; /* LOG_OUT: recipients whose last trouble it was before they were sent; not in count */
	uint64_t attempts;   /* lines */
	int64_t first, last; /* when it was said; 0: the log has no times */

	/* A line of it; all harmless. */
	char *example; /* at most LOG_EXAMPLE_MAX bytes */
	char *text;    /* why: the reply with its codes where there is one */
	char *relay;   /* LOG_OUT, LOG_OUT_WAY: the server that was asked; else the client; "" not told */
	int code;      /* 0: none */
	char enhanced[16];
	enum reply_stage stage;
	enum reply_speaker speaker;

	struct log_domain *domains; /* destinations of LOG_OUT, the most frequent first */
	size_t n_domains;
	bool more_domains; /* there were more than fit: error tells how much the counts may be too high */
};

struct log_book;

/* For tests: smaller limits; 0 takes the usual one. */
struct log_limits {
	size_t open, waiting, groups;
};

struct log_book *log_book_new(const struct log_limits *limits); /* NULL: the usual ones */
void log_book_free(struct log_book **book);

/* The sums so far; valid until the next call that changes the book. */
const struct log_counts *log_book_counts(const struct log_book *book);

/* How many lines the i th of log_dialects read. */
uint64_t log_book_dialect_lines(const struct log_book *book, size_t i);

/*
 * The groups that have a count or were overcome, the largest count first, explained and not explained ones alike. The array and what
 * it points to are valid until the next call that changes the book. May be asked within log_reading.tell().
 */
size_t log_book_groups(struct log_book *book, const struct log_group *const **groups_r);

#endif
