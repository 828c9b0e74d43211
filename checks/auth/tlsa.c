/*
 * TLSA records read (RFC 6698 section 2, RFC 7672 section 3.1).
 */
#include "checks/auth/tlsa.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/encode.h"
#include "checks/base/str.h"

#define HEAD 3 /* usage, selector, matching type */

enum usage { PKIX_TA, PKIX_EE, DANE_TA, DANE_EE };
enum matching { WHOLE, SHA256, SHA512 };

static bool has_right_length(unsigned matching, size_t len)
{
	/* A whole certificate or key is DER: a sequence. */
	return matching == SHA256 ? len == 32 : matching == SHA512 ? len == 64 : len > 4;
}

static void take(const struct dns_record *record, struct tlsa_set *set)
{
	const unsigned char *bytes = (const unsigned char *)record->u.txt.bytes;
	size_t len = record->u.txt.len;

	set->n++;
	if (len <= HEAD)
		set->wrong_length++;
	else if (bytes[0] != DANE_TA && bytes[0] != DANE_EE)
		set->wrong_usage++;
	else if (bytes[1] > 1 || bytes[2] > SHA512)
		set->wrong_type++;
	else if (!has_right_length(bytes[2], len - HEAD) || (bytes[2] == WHOLE && bytes[HEAD] != 0x30))
		set->wrong_length++;
	else
		set->usable++;
	if (set->usable < set->n && !set->piece[0] && len >= HEAD)
		snprintf(set->piece, sizeof set->piece, "%u %u %u", bytes[0], bytes[1], bytes[2]);
}

void tlsa_read(const struct dns_answer *answer, struct tlsa_set *set_r)
{
	*set_r = (struct tlsa_set){.state = TLSA_NONE};
	if (answer->outcome != DNS_FOUND) {
		if (!dns_is_absent(answer->outcome) && answer->outcome != DNS_BAD_NAME)
			set_r->state = TLSA_FAILED;
		return;
	}
	for (size_t i = 0; i < answer->n; i++) {
		if (answer->records[i].type == DNS_TLSA)
			take(&answer->records[i], set_r);
	}
	if (!set_r->n)
		return;
	if (!answer->authenticated)
		set_r->state = TLSA_INSECURE;
	else
		set_r->state = set_r->usable ? TLSA_USABLE : TLSA_UNUSABLE;
}

/* Usage 3 is about the server's own certificate, usage 2 about one of its signers. */
static bool fits(const unsigned char *bytes, const struct tls_report *report)
{
	struct str STR_AUTO hex = STR_INIT;
	size_t first = bytes[0] == DANE_EE ? 0 : 1, last = bytes[0] == DANE_EE ? 1 : report->n_chain;

	hex_encode(&hex, bytes + HEAD, 32);
	for (size_t i = first; i < last && i < report->n_chain; i++) {
		const struct cert_info *cert = &report->chain[i];

		if (strcmp(str_text(&hex), bytes[1] ? cert->key_sha256 : cert->sha256) == 0)
			return true;
	}
	return false;
}

enum tlsa_match tlsa_match(const struct dns_answer *answer, const struct tls_report *report)
{
	enum tlsa_match match = TLSA_DIFFERS;
	size_t n = 0;

	if (answer->outcome != DNS_FOUND || !report->n_chain)
		return TLSA_MATCH_UNKNOWN;
	for (size_t i = 0; i < answer->n; i++) {
		const unsigned char *bytes = (const unsigned char *)answer->records[i].u.txt.bytes;
		struct tlsa_set one = {.n = 0};

		if (answer->records[i].type != DNS_TLSA)
			continue;
		take(&answer->records[i], &one);
		if (!one.usable)
			continue;
		n++;
		if (bytes[2] != SHA256)
			match = TLSA_MATCH_UNKNOWN;
		else if (fits(bytes, report))
			return TLSA_MATCHES;
	}
	return n ? match : TLSA_MATCH_UNKNOWN;
}
