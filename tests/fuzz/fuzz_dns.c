/*
 * dns_read() on any bytes. The first byte chooses the type that was asked and whether the question is
 * compared; the name that is compared is the one in the message, so that the mutations get past the
 * comparison.
 */
#include <arpa/nameser.h>
#include <stdint.h>

#include "checks/net/dns.h"
#include "tests/unit/support/test_dns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const enum dns_type types[] = {
	DNS_A, DNS_NS, DNS_CNAME, DNS_SOA, DNS_PTR, DNS_MX, DNS_TXT, DNS_AAAA, DNS_SRV, DNS_TLSA, DNS_DS};

/* What a caller may rely on, whatever came in. */
static void check(const struct dns_answer *answer)
{
	if ((answer->outcome == DNS_FOUND) != (answer->n > 0) || answer->n > 64)
		abort();
	for (size_t i = 0; i < answer->n; i++) {
		const struct dns_record *record = &answer->records[i];

		if (record->type != answer->type)
			abort();
		if (record->type == DNS_TXT && record->u.txt.bytes[record->u.txt.len] != '\0')
			abort();
		if (record->type == DNS_CNAME)
			for (const char *c = record->u.name; *c; c++)
				if (*c <= ' ' || *c > '~')
					abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char name[NS_MAXDNAME] = "";
	struct dns_answer answer = {0};
	bool truncated;

	if (len < 13)
		return 0;
	answer.type = types[(data[0] & 0x7f) % (sizeof types / sizeof *types)];
	data++;
	len--;
	if (data[-1] & 0x80 && ns_name_uncompress(data, data + len, data + 12, name, sizeof name) > 0)
		answer.name = name;
	if (test_dns_parse(data, len, (uint16_t)(data[0] << 8 | data[1]), &answer, &truncated)) {
		check(&answer);
		dns_answers_release(&answer, 1);
	}
	return 0;
}
