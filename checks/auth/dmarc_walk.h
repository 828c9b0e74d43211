/*
 * Which DMARC record is about mail of a domain: the walk up the tree of names (RFC 9989 section 4.10), the organisational domain, the policy
 * that receivers apply, and which other domains count as the same organisation.
 */
#ifndef MAILMEND_AUTH_DMARC_WALK_H
#define MAILMEND_AUTH_DMARC_WALK_H

#include "checks/auth/dmarc.h"
#include "checks/auth/lookups.h"

#define DMARC_WALK_MAX 8 /* questions, however long the name */

struct dmarc_step {
	char domain[HOST_MAX];
	struct dmarc_at at; /* what stands at _dmarc.domain */
};

struct dmarc_walk {
	struct dmarc_step steps[DMARC_WALK_MAX]; /* from the domain itself upwards, as far as the walk went */
	size_t n;
	char organisation[HOST_MAX]; /* the organisational domain; the domain itself where no record tells */
	bool certain;		     /* every question of the walk was answered */
};

/* The names of the walk from domain upwards, without "_dmarc."; how many. */
size_t dmarc_walk_names(const char *domain, char names_r[DMARC_WALK_MAX][HOST_MAX]);

/* The questions of a walk from domain, so that they all travel together. */
void dmarc_foresee(struct lookups *lookups, const char *domain);

/* Walks from domain (A-labels, lower case). The caller frees. */
struct dmarc_walk *dmarc_walk_new(struct lookups *lookups, const char *domain);
void dmarc_walk_free(struct dmarc_walk **walk);

/* What receivers do with mail from the domain that passes neither SPF nor DKIM. */
struct dmarc_decision {
	const struct dmarc_step
		*step;		 /* whose record decides; NULL: there is none, or it could not be found out */
	enum dmarc_policy asked; /* what the record asks for */
	enum dmarc_policy
		policy;	 /* what becomes of it: a step milder under test; ABSENT: no receiver goes by it */
	const char *tag; /* "p", "sp" or "np": where it is said */
	bool unknown;	 /* a record could stand where no answer came from */
};

/*
 * exists: whether the domain of the walk has MX, A or AAAA records (RFC 9989 section 3.2.13); asked only where the record
 * is of another domain and has np.
 */
void dmarc_decide(const struct dmarc_walk *walk, bool exists, struct dmarc_decision *decision_r);

/* Whether the decision depends on exists. */
bool dmarc_needs_existence(const struct dmarc_walk *walk);

/* Whether an identity that SPF or DKIM confirmed stands for the author's domain (RFC 9989 section 4.4). */
struct dmarc_alignment {
	bool aligned; /* by the walk, as today */
	bool formerly; /* by the list of public suffixes (RFC 7489 section 3.2), as receivers did before and some do still */
	bool certain; /* every question about it was answered */
};

/* walk: of the author's domain; identity: the domain that passed. */
void dmarc_align(struct lookups *lookups, const struct dmarc_walk *walk, const char *identity, bool strict,
	struct dmarc_alignment *alignment_r);

#endif
