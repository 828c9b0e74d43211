/*
 * The catalogue of block lists: names as they are asked, test entries, codes and masks, refusals; and the tables themselves.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "checks/know/blocklist.h"
#include "checks/know/tables.h"

static struct blocklist list_of(const char *zone)
{
	struct blocklist list = {.zone = NULL};

	for (size_t i = 0; i < blocklist_count(); i++) {
		blocklist_get(i, &list);
		if (strcmp(list.zone, zone) == 0)
			return list;
	}
	fail_msg("%s is not in the table", zone);
	return list;
}

static void test_labels(void **state)
{
	static const unsigned char v4[] = {192, 0, 2, 99};
	static const unsigned char v6[] = {
		0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 2, 0, 3, 0, 4, 0x05, 0x67, 0x89, 0xab};
	char labels[BLOCKLIST_LABELS_MAX], name[128];
	struct blocklist zen = list_of("zen.spamhaus.org");

	(void)state;
	blocklist_address_labels(v4, 4, labels);
	assert_string_equal(labels, "99.2.0.192");
	assert_true(blocklist_name(&zen, labels, name, sizeof name));
	assert_string_equal(name, "99.2.0.192.zen.spamhaus.org");
	assert_false(blocklist_name(&zen, labels, name, 27));
	assert_true(blocklist_name(&zen, labels, name, 28));
	/* the example of RFC 5782 section 2.4 */
	blocklist_address_labels(v6, 16, labels);
	assert_string_equal(labels, "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2");
}

static void test_test_points(void **state)
{
	static const struct {
		const char *zone;
		enum blocklist_kind kind;
		const char *listed, *unlisted;
	} cases[] = {
		{"bl.spamcop.net", BLOCKLIST_V4, "2.0.0.127", "1.0.0.127"},
		{"zen.spamhaus.org", BLOCKLIST_V6,
			"2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0",
			"1.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0"},
		{"dbl.nordspam.com", BLOCKLIST_DOMAIN, "test", "invalid"},
		{"dbl.spamhaus.org", BLOCKLIST_DOMAIN, "dbltest.com", "invalid"},
		{"multi.surbl.org", BLOCKLIST_URI, "surbl-org-permanent-test-point.com", "invalid"},
		{"multi.uribl.com", BLOCKLIST_URI, "2.0.0.127", "invalid"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct blocklist list = list_of(cases[i].zone);
		char labels[BLOCKLIST_LABELS_MAX];

		blocklist_test_labels(&list, cases[i].kind, true, labels);
		assert_string_equal(labels, cases[i].listed);
		blocklist_test_labels(&list, cases[i].kind, false, labels);
		assert_string_equal(labels, cases[i].unlisted);
	}
}

static void read_codes(const char *zone, const char *codes, struct blocklist_answer *answer_r)
{
	struct blocklist list = list_of(zone);
	unsigned char bytes[8][4];
	size_t n = 0;

	for (const char *c = codes; *c; n++) {
		unsigned a, b, d, e;
		int used = 0;

		assert_int_equal(sscanf(c, "%u.%u.%u.%u%n", &a, &b, &d, &e, &used), 4);
		bytes[n][0] = (unsigned char)a;
		bytes[n][1] = (unsigned char)b;
		bytes[n][2] = (unsigned char)d;
		bytes[n][3] = (unsigned char)e;
		c += used;
		c += *c == ' ';
	}
	blocklist_read(&list, (const unsigned char(*)[4])bytes, n, answer_r);
}

static void test_answers(void **state)
{
	static const struct {
		const char *zone, *codes;
		enum blocklist_saying saying;
		enum blocklist_weight weight;
		enum blocklist_reason reason;
		bool known;
	} cases[] = {
		{"zen.spamhaus.org", "127.0.0.2", 0, BLOCKLIST_SERIOUS, BECAUSE_SPAM, true},
		{"zen.spamhaus.org", "127.0.0.3", 0, BLOCKLIST_SERIOUS, BECAUSE_SPAM, true},
		{"zen.spamhaus.org", "127.0.0.4", 0, BLOCKLIST_SERIOUS, BECAUSE_INFECTED, true},
		{"zen.spamhaus.org", "127.0.0.10", 0, BLOCKLIST_POLICY, BECAUSE_HOME, true},
		{"zen.spamhaus.org", "127.0.0.11", 0, BLOCKLIST_POLICY, BECAUSE_HOME, true},
		{"zen.spamhaus.org", "127.0.0.11 127.0.0.4", 0, BLOCKLIST_SERIOUS, BECAUSE_INFECTED, true},
		{"zen.spamhaus.org", "127.0.0.4 127.0.0.11", 0, BLOCKLIST_SERIOUS, BECAUSE_INFECTED, true},
		{"zen.spamhaus.org", "127.0.0.99", 0, BLOCKLIST_MINOR, BECAUSE_LISTED, false},
		{"zen.spamhaus.org", "127.255.255.254", BLOCKLIST_SAYS_PUBLIC, 0, 0, false},
		{"zen.spamhaus.org", "127.255.255.255", BLOCKLIST_SAYS_MANY, 0, 0, false},
		{"zen.spamhaus.org", "127.255.255.252", BLOCKLIST_SAYS_WRONG, 0, 0, false},
		{"zen.spamhaus.org", "127.0.0.2 127.255.255.254", BLOCKLIST_SAYS_PUBLIC, 0, 0, false},
		{"zen.spamhaus.org", "192.0.2.1", BLOCKLIST_SAYS_FOREIGN, 0, 0, false},
		{"psbl.surriel.com", "127.0.0.2 10.0.0.1", BLOCKLIST_SAYS_FOREIGN, 0, 0, false},
		{"bl.mailspike.net", "127.0.0.10", 0, BLOCKLIST_SCORE, BECAUSE_REPUTATION, true},
		{"bl.mailspike.net", "127.0.0.12", 0, BLOCKLIST_MINOR, BECAUSE_REPUTATION, true},
		{"dbl.spamhaus.org", "127.0.1.2", 0, BLOCKLIST_SERIOUS, BECAUSE_BULK, true},
		{"dbl.spamhaus.org", "127.0.1.104", 0, BLOCKLIST_SERIOUS, BECAUSE_ABUSED, true},
		{"dbl.spamhaus.org", "127.0.1.255", BLOCKLIST_SAYS_WRONG, 0, 0, false},
		/* bits: one, several (the gravest), the bit of a refusal beside others */
		{"multi.surbl.org", "127.0.0.64", 0, BLOCKLIST_SERIOUS, BECAUSE_BULK, true},
		{"multi.surbl.org", "127.0.0.80", 0, BLOCKLIST_SERIOUS, BECAUSE_MALWARE, true},
		{"multi.surbl.org", "127.0.0.4", 0, BLOCKLIST_MINOR, BECAUSE_BULK, true},
		{"multi.surbl.org", "127.0.0.1", BLOCKLIST_SAYS_PUBLIC, 0, 0, false},
		{"multi.uribl.com", "127.0.0.1", BLOCKLIST_SAYS_PUBLIC, 0, 0, false},
		{"multi.uribl.com", "127.0.0.8", 0, BLOCKLIST_MINOR, BECAUSE_BULK, true},
		{"fresh15.spameatingmonkey.net", "127.0.0.2", 0, BLOCKLIST_NEW, BECAUSE_NEW, true},
		{"multi.uribl.com", "127.0.0.10", 0, BLOCKLIST_SERIOUS, BECAUSE_BULK, true},
		{"multi.uribl.com", "127.0.0.4", 0, BLOCKLIST_MINOR, BECAUSE_BULK, true},
		/* welcome: an answer that nobody knows is no listing; 127.0.10.x is none either */
		{"list.dnswl.org", "127.0.5.2", 0, BLOCKLIST_WELCOME, BECAUSE_TRUSTED, true},
		{"list.dnswl.org", "127.0.15.3", 0, BLOCKLIST_WELCOME, BECAUSE_TRUSTED, true},
		{"list.dnswl.org", "127.0.5.0", 0, BLOCKLIST_NONE, BECAUSE_LISTED, false},
		{"list.dnswl.org", "127.0.10.3", 0, BLOCKLIST_NONE, BECAUSE_LISTED, false},
		{"list.dnswl.org", "127.0.0.255", BLOCKLIST_SAYS_MANY, 0, 0, false},
		{"hostkarma.junkemailfilter.com", "127.0.0.1", 0, BLOCKLIST_WELCOME, BECAUSE_TRUSTED, true},
		{"hostkarma.junkemailfilter.com", "127.0.0.3", 0, BLOCKLIST_NONE, BECAUSE_LISTED, true},
		{"dnsbl-3.uceprotect.net", "127.0.0.2", 0, BLOCKLIST_RANGE, BECAUSE_NEIGHBOURS, true},
		{"all.spamrats.com", "127.0.0.36", 0, BLOCKLIST_MINOR, BECAUSE_HOME, true},
		{"dnsbl.dronebl.org", "127.0.0.9", 0, BLOCKLIST_MINOR, BECAUSE_PROXY, true},
		{"dnsbl.dronebl.org", "127.0.0.17", 0, BLOCKLIST_MINOR, BECAUSE_INFECTED, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct blocklist_answer answer;

		read_codes(cases[i].zone, cases[i].codes, &answer);
		if (answer.saying != cases[i].saying || answer.known != cases[i].known ||
			answer.weight != cases[i].weight || answer.reason != cases[i].reason)
			fail_msg("%s %s: saying %d weight %d reason %s known %d", cases[i].zone,
				cases[i].codes, answer.saying, answer.weight,
				blocklist_reason_name(answer.reason), answer.known);
	}
}

static void test_code_that_counted(void **state)
{
	struct blocklist_answer answer;

	(void)state;
	read_codes("zen.spamhaus.org", "127.0.0.11 127.0.0.2", &answer);
	assert_memory_equal(answer.code, "\x7f\0\0\x02", 4);
}

/* What a contributor may get wrong in the tables. */
static void test_tables(void **state)
{
	static const char *const weights = " none welcome policy range minor new score serious ";
	size_t of_addresses = 0, of_names = 0;

	(void)state;
	assert_in_range(blocklist_count(), 60, BLOCKLISTS_MAX);
	for (size_t i = 0; i < blocklist_count(); i++) {
		struct blocklist list;
		size_t codes = 0;

		blocklist_get(i, &list);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(know_blocklists[k][0], list.zone);
		for (size_t k = 0; k < know_blocklist_codes_rows; k++)
			codes += strcmp(know_blocklist_codes[k][0], list.zone) == 0;
		if (!codes || !list.kinds || !list.company[0] || !know_blocklists[i][8][0] ||
			strncmp(list.page, "http", 4) != 0 || blocklist_is_dead(list.zone))
			fail_msg("%s: no code, no kind, no company, no page, no source, or dead", list.zone);
		of_addresses += (list.kinds & BLOCKLIST_ADDRESSES) != 0;
		of_names += (list.kinds & BLOCKLIST_NAMES) != 0;
	}
	assert_true(of_addresses >= 45 && of_names >= 12);
	for (size_t k = 0; k < know_blocklist_codes_rows; k++) {
		const char *const *row = know_blocklist_codes[k];
		char weight[32];
		bool reason = false;

		list_of(row[0]);
		snprintf(weight, sizeof weight, " %s ", row[2]);
		for (int r = 0; r < BECAUSE_N; r++)
			reason |= strcmp(row[3], blocklist_reason_name((enum blocklist_reason)r)) == 0;
		if (!strstr(weights, weight) || !reason || strncmp(row[1], "127.", 4) != 0)
			fail_msg("%s %s: weight %s, reason %s", row[0], row[1], row[2], row[3]);
	}
}

static void test_dead(void **state)
{
	static const struct {
		const char *zone;
		bool dead;
	} cases[] = {
		{"dnsbl.sorbs.net", true},
		{"spam.dnsbl.sorbs.net", true},
		{"notdnsbl.sorbs.net", false},
		{"relays.ordb.org", true},
		{"whois.rfc-ignorant.org", true},
		{"DUL.RU", true},
		{"xdul.ru", false},
		{"list.dsbl.org", true},
		{"sbl.spamhaus.org", true},
		{"zen.spamhaus.org", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(blocklist_is_dead(cases[i].zone), cases[i].dead);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_test_points),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_code_that_counted),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_dead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
