/*
 * What domains publish about themselves beside SPF and DKIM, on any bytes: DMARC, MTA-STS and its policy, TLS reports, TLSA, and the page that a
 * policy comes in. The first byte chooses the reader. What we would have published is read as right.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/auth/dmarc_walk.h"
#include "checks/auth/mta_sts.h"
#include "checks/auth/tls_rpt.h"
#include "checks/auth/tlsa.h"
#include "checks/base/mem.h"
#include "checks/net/https.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check_ends(const char *text, size_t size)
{
	require(strnlen(text, size) < size);
}

/* One TXT (or TLSA) record with these bytes. */
static struct dns_answer answer_of(
	struct dns_record *record, enum dns_type type, const char *bytes, size_t len)
{
	memset(record, 0, sizeof *record);
	record->type = type;
	record->u.txt.bytes = (char *)bytes;
	record->u.txt.len = len;
	return (struct dns_answer){
		.type = type, .outcome = DNS_FOUND, .authenticated = true, .records = record, .n = 1};
}

static void check_uris(const struct dmarc_uri *uris, size_t n)
{
	require(n <= DMARC_URIS_MAX);
	for (size_t i = 0; i < n; i++) {
		check_ends(uris[i].text, sizeof uris[i].text);
		check_ends(uris[i].host, sizeof uris[i].host);
		require(uris[i].valid || !uris[i].host[0]);
	}
}

/* Good form, and good enough to be left as it is. */
static void check_published(const char *text, size_t len)
{
	struct dmarc_record record;
	struct str STR_AUTO again = STR_INIT;

	require(dmarc_is_record(text, len));
	require(dmarc_near(text, len, true) == DMARC_NEAR_NOT);
	dmarc_parse(text, len, &record);
	require(!(record.faults & ~DMARC_MANY_URIS) && dmarc_counts(&record));
	dmarc_mend(text, len, &again);
	require(strcmp(str_text(&again), text) == 0);
}

static void try_dmarc(const char *text, size_t len)
{
	struct str STR_AUTO mended = STR_INIT, soft = STR_INIT;
	struct dns_record txt;
	struct dns_answer answer = answer_of(&txt, DNS_TXT, text, len);
	struct dmarc_record record;
	struct dmarc_at at;

	dmarc_parse(text, len, &record);
	check_uris(record.rua, record.n_rua);
	check_uris(record.ruf, record.n_ruf);
	dmarc_mend(text, len, &mended);
	check_published(str_text(&mended), mended.len);
	dmarc_soften(text, len, &soft);
	check_published(str_text(&soft), soft.len);
	dmarc_select(&answer, true, &at);
	require(at.n == dmarc_is_record(text, len));
	require(!at.n || !at.near);
	check_ends(at.text, sizeof at.text);
	dmarc_at_release(&at);
}

static void try_walk(const char *text)
{
	char names[DMARC_WALK_MAX][HOST_MAX];
	size_t n = dmarc_walk_names(text, names);

	require(n >= 1 && n <= DMARC_WALK_MAX);
	for (size_t i = 1; i < n; i++)
		require(strlen(names[i]) <= strlen(names[i - 1]));
}

static void try_sts(const char *text, size_t len)
{
	struct dns_record txt;
	struct dns_answer answer = answer_of(&txt, DNS_TXT, text, len);
	struct mta_sts_policy *policy = mem_new(sizeof *policy);
	char id[33], shown[100];
	enum mta_sts_record is = mta_sts_record(&answer, id, shown, sizeof shown);

	require((is == MTA_STS_FOUND) <= (id[0] != '\0'));
	check_ends(id, sizeof id);
	check_ends(shown, sizeof shown);
	mta_sts_parse(text, len, policy);
	require(policy->n_mx <= MTA_STS_MX_MAX && policy->max_age >= 0 && policy->max_age <= MTA_STS_AGE_MAX);
	for (size_t i = 0; i < policy->n_mx; i++) {
		check_ends(policy->mx[i], HOST_MAX);
		require(policy->mx[i][0] == '*' || mta_sts_allows(policy, policy->mx[i]));
	}
	free(policy);
	(void)tls_rpt_read(&answer, shown, sizeof shown);
	check_ends(shown, sizeof shown);
}

static void try_tlsa(const char *bytes, size_t len)
{
	struct dns_record tlsa;
	struct dns_answer answer = answer_of(&tlsa, DNS_TLSA, bytes, len);
	struct tls_report *report = mem_new(sizeof *report);
	struct tlsa_set set;

	tlsa_read(&answer, &set);
	require(set.n == 1 && set.usable + set.wrong_usage + set.wrong_type + set.wrong_length == 1);
	require(set.state == (set.usable ? TLSA_USABLE : TLSA_UNUSABLE));
	report->n_chain = 1;
	require(tlsa_match(&answer, report) != TLSA_MATCHES);
	free(report);
}

static void try_page(const char *bytes, size_t len)
{
	struct https_page page;

	(void)https_page_read(bytes, len, true, 1000, &page);
	require(page.body.len <= 1000);
	check_ends(page.location, sizeof page.location);
	check_ends(page.type, sizeof page.type);
	https_page_release(&page);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *bytes;

	if (!len)
		return 0;
	bytes = malloc(len);
	if (!bytes)
		return 0;
	memcpy(bytes, data + 1, len - 1);
	bytes[len - 1] = '\0'; /* as TXT records have it */
	switch (data[0] % 5) {
	case 0:
		try_dmarc(bytes, len - 1);
		break;
	case 1:
		try_walk(bytes);
		break;
	case 2:
		try_sts(bytes, len - 1);
		break;
	case 3:
		try_tlsa(bytes, len - 1);
		break;
	default:
		try_page(bytes, len - 1);
	}
	free(bytes);
	return 0;
}
