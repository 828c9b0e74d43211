/*
 * What is wrong with a certificate: which finding, judged from the report alone. Pure, so that tables test
 * it.
 */
#ifndef MAILMEND_STEPS_CERT_VERDICT_H
#define MAILMEND_STEPS_CERT_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/engine/finding.h"
#include "checks/net/tls.h"

/* No clock that is right shows a time before this program was written (2026-11-01). */
#define WRITTEN_AT 1793491200

/* signers: how many trusted signers this computer has. F_N for a report without fault. Never F_CLOCK_WRONG. */
enum finding_id cert_verdict(const struct tls_report *report, size_t signers);

/*
 * Whether this computer's clock explains better than the server that a certificate is not yet or no longer
 * valid: the clock shows a time before the program was written, or more than a year before the certificate
 * begins; or a certificate of another server (witness, NULL: none was seen) is outside its time in the same
 * way, and far outside for "no longer".
 */
bool clock_explains(int64_t now, const struct tls_report *report, const struct tls_report *witness);

#endif
