/*
 * Who signs certificates in place of the real signers: security programs, the boxes of companies, tools that look into
 * connections. Judged by the issuer alone (shields.psv): a maker's own site carries its name as the subject by right.
 */
#ifndef MAILMEND_KNOW_SHIELD_H
#define MAILMEND_KNOW_SHIELD_H

#include <stdbool.h>
#include <stddef.h>

enum shield_kind {
	SHIELD_PROGRAM, /* a security program on this computer */
	SHIELD_GATEWAY, /* a box of a company or a school */
	SHIELD_DEBUG,	/* a tool for looking into connections */
	SHIELD_STATE,	/* a root that a government wants installed: it may sign with right */
};

struct shield {
	enum shield_kind kind;
	const char *product; /* "Avast" */
	const char *menu;    /* where it is switched off, as it is called there; "" not known */
	size_t row;	     /* of the table, for tests */
};

/* cn and org are the issuer's common name and organisation, "" for none; any letters, any case. */
bool shield_by_issuer(const char *cn, const char *org, struct shield *shield_r);

#endif
