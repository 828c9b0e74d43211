/*
 * A second certificate, of the server for receiving: is it the clock, or is it this one certificate?
 */
#ifndef MAILMEND_STEPS_WITNESS_H
#define MAILMEND_STEPS_WITNESS_H

#include "checks/engine/check.h"
#include "checks/engine/facts.h"

/* Asks the server for receiving for its certificate (nothing else is said there); false when none could be
 * seen within 3 s. */
bool witness_certificate(struct check_run *run, const struct tls_store *store,
	const struct recommended_settings *recommended, struct tls_report *report_r);

#endif
