/*
 * Evidence that many findings carry: how connections ended, what the encryption and the certificate were.
 */
#ifndef MAILMEND_STEPS_EVIDENCE_H
#define MAILMEND_STEPS_EVIDENCE_H

#include "checks/engine/finding.h"
#include "checks/net/dns.h"
#include "checks/net/tcp.h"
#include "checks/net/tls.h"

/* "attempts": one line for each address: "192.0.2.1:587 refused after 12 ms (by 192.0.2.254, ICMP 3/13)". */
void evidence_attempts(struct finding *finding, const struct tcp_attempt *attempts, size_t n);

/* "tls", "tls_verify", "protocol", "cipher", and the server's own certificate: subject, issuer, names, dates,
 * sha256. */
void evidence_tls(struct finding *finding, const struct tls_report *report);

/* key: "A: found in 12 ms, 2 records, asked 192.0.2.53". */
void evidence_answer(struct finding *finding, const char *key, const struct dns_answer *answer);

/* The names of a certificate, "a, b, c, ...". */
void names_in_words(const struct cert_info *cert, char *buf, size_t size);

#endif
