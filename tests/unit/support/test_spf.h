/*
 * Cases of SPF: who sends from where, and what the RFC makes of it, judged over a table of zones (test_zone.h).
 */
#ifndef MAILMEND_TESTS_SPF_H
#define MAILMEND_TESTS_SPF_H

#include "tests/unit/support/test_zone.h"

struct test_spf {
	const char *sender, *result;
	const char *ip;		 /* NULL: 192.0.2.1 */
	const char *helo;	 /* NULL: mail.helo.example */
	const char *explanation; /* NULL: none */
	const char *term;	 /* of the trouble, NULL: any */
	int lookups;		 /* 0: any; else one more than are expected */
	int voids;		 /* likewise */
	int rounds;		 /* of questions at most; 0: any */
};

#endif
