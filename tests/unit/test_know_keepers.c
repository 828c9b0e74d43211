/*
 * Who keeps a domain's records: names of name servers, and the table as a whole; what a mail company wants in them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/ascii.h"
#include "checks/know/keeper.h"
#include "checks/know/mx_wanted.h"
#include "checks/know/tables.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static void companies_by_their_name_servers(void **state)
{
	static const struct {
		const char *ns, *name; /* NULL: not in the table */
	} cases[] = {
		{"ada.ns.cloudflare.com", "Cloudflare"},
		{"ADA.NS.CLOUDFLARE.COM.", "Cloudflare"},
		{"ns-1536.awsdns-00.co.uk", "Amazon Route 53"},
		{"ns-421.awsdns-52.com", "Amazon Route 53"},
		{"ns1-04.azure-dns.com", "Microsoft Azure"},
		{"ns37.domaincontrol.com", "GoDaddy"},
		{"dns1.registrar-servers.com", "Namecheap"},
		{"ns1053.ui-dns.biz", "IONOS"},
		{"docks07.rzone.de", "Strato"},
		{"dns104.ovh.net", "OVHcloud"},
		{"ns-12-a.gandi.net", "Gandi"},
		{"hydrogen.ns.hetzner.com", "Hetzner"},
		{"root-dns.netcup.net", "netcup"},
		{"ns.inwx.de", "INWX"},
		{"f1g1ns1.dnspod.net", "DNSPod (Tencent Cloud)"},
		{"dns10.hichina.com", "Alibaba Cloud"},
		{"01.dnsv.jp", "Onamae.com (GMO)"},
		{"ns.gabia.co.kr", "Gabia"},
		{"a.sec.dns.br", "Registro.br"},
		{"ns1.reg.ru", "REG.RU"},
		/* One label of a company's domain is not the company. */
		{"cloudflare.com.example.org", NULL},
		{"notgandi.net", NULL},
		{"ns1.example.org", NULL},
		{"", NULL},
		{".", NULL},
		{"*", NULL},
		{"[a-z]*", NULL},
	};
	struct keeper keeper;

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		bool found = keeper_by_ns(cases[i].ns, &keeper);

		assert_int_equal(found, cases[i].name != NULL);
		if (found)
			assert_string_equal(keeper.name, cases[i].name);
	}
}

/* A name that no table should meet: a glob would run long, a buffer over. */
static void long_names_end(void **state)
{
	struct keeper keeper;
	char name[1000];

	(void)state;
	memset(name, 'a', sizeof name);
	name[sizeof name - 1] = '\0';
	assert_false(keeper_by_ns(name, &keeper));
	for (size_t i = 1; i < 250; i += 2)
		name[i] = '.';
	name[250] = '\0';
	assert_false(keeper_by_ns(name, &keeper));
}

/* Every pattern ends in a domain (what stands before it differs from server to server), and no row hides one behind it. */
static void the_table_is_sound(void **state)
{
	(void)state;
	assert_true(know_keepers_rows >= 60);
	for (size_t i = 0; i < know_keepers_rows; i++) {
		const char *const *row = know_keepers[i];

		assert_true(row[0][0] && row[1][0] && row[4][0]);
		assert_true(!row[3][0] || ascii_starts(row[3], "https://"));
		for (const char *at = row[0]; *at;) {
			size_t len = strcspn(at, ",");
			char name[80] = "ns1";
			struct keeper keeper;

			assert_in_range(len, 4, sizeof name - 8);
			if (at[0] == '*') {
				assert_int_equal(at[1], '.');
				memcpy(name + 3, at + 1, len - 1);
				name[len + 2] = '\0';
			} else {
				memcpy(name, at, len);
				name[len] = '\0';
			}
			assert_true(keeper_by_ns(name, &keeper));
			assert_string_equal(keeper.name, row[1]);
			at += len + (at[len] == ',');
		}
	}
}

/* What is to be published is what the company of the server in use wants. */
static void what_companies_want_in_mx(void **state)
{
	static const struct {
		const char *server, *records;
	} cases[] = {
		{"smtp.gmail.com", "example.org. MX 1 smtp.google.com."},
		{"smtp.office365.com", "example.org. MX 0 example-org.mail.protection.outlook.com."},
		{"smtp.strato.de", "example.org. MX 5 smtpin.rzone.de."},
		{"ssl0.ovh.net", "example.org. MX 1 mx1.mail.ovh.net.\nexample.org. MX 5 "
				 "mx2.mail.ovh.net.\nexample.org. MX 50 "
				 "mx3.mail.ovh.net."},
		{"ovh.net.example.org", ""},
		{"notovh.net", ""},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct str STR_AUTO records = STR_INIT;

		assert_int_equal(
			mx_wanted(cases[i].server, "example.org", &records), cases[i].records[0] != '\0');
		assert_string_equal(str_text(&records), cases[i].records);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(companies_by_their_name_servers),
		cmocka_unit_test(long_names_end),
		cmocka_unit_test(the_table_is_sound),
		cmocka_unit_test(what_companies_want_in_mx),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
