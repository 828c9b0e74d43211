/*
 * Which entry still names a former place: the pure parts of steps/dns/{company,moved}.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/steps/common/sieve.h"
#include "checks/steps/dns/moved.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static void companies_by_names(void **state)
{
	struct company a, b;

	(void)state;
	company_of_mx("aspmx.l.google.com", "example.org", &a);
	company_of_spf("_spf.google.com", "example.org", &b);
	assert_true(company_same(&a, &b) && company_is_other(&a));
	company_of_mx("example-org.mail.protection.outlook.com", "example.org", &a);
	company_of_spf("spf.protection.outlook.com", "example.org", &b);
	assert_true(company_same(&a, &b));
	company_of_host("smtp.office365.com", "example.org", &b);
	assert_true(company_same(&a, &b));
	company_of_host("mail.example.org", "example.org", &b);
	assert_true(b.own && !company_is_other(&b) && !company_same(&a, &b));
	company_of_host("srv.unheard-of.example", "example.org", &a);
	assert_string_equal(a.name, "unheard-of.example");
	company_of_host("192.0.2.1", "example.org", &a);
	company_of_host("", "example.org", &b);
	assert_true(!a.organisation[0] && !b.organisation[0] && !company_same(&a, &b));
	assert_true(host_is_sieve("mx1.forwardemail.net"));
}

static struct company of(const char *host)
{
	struct company company;

	company_of_host(host, "example.org", &company);
	return company;
}

/* smtp.example.org stands somewhere, mail.example.org or a company takes the mail. */
static void addresses_of_former_places(void **state)
{
	const struct company own = of("mail.example.org"), old = of("smtp.oldhost.test"),
			     google = of("aspmx.l.google.com"), none = {.own = false};
	const struct {
		struct moved_signs signs;
		enum finding_id id;
	} cases[] = {
		/* The certificate is the old company's. */
		{{.own_name = true, .apart = true, .mx = own, .cert = old, .cert_fails = true},
			F_ADDRESS_STALE},
		{{.own_name = true,
			 .apart = true,
			 .mx = google,
			 .cert = old,
			 .banner = old,
			 .cert_fails = true},
			F_ADDRESS_STALE},
		/* The certificate is that of whoever takes the mail: it is the right place under a name of the domain's. */
		{{.own_name = true, .apart = true, .mx = google, .cert = google, .cert_fails = true}, F_N},
		{{.own_name = true,
			 .apart = true,
			 .mx = google,
			 .cert = old,
			 .banner = google,
			 .cert_fails = true},
			F_N},
		/* In the same network as who takes the mail. */
		{{.own_name = true, .mx = own, .cert = old, .cert_fails = true}, F_N},
		/* The name is a company's: its address is not the person's to change. */
		{{.apart = true, .mx = own, .cert = old, .cert_fails = true}, F_N},
		/* A web host's server beside a mailbox elsewhere, and it works. */
		{{.own_name = true, .apart = true, .mx = google, .cert = own, .banner = old, .ptr = old},
			F_ADDRESS_ELSEWHERE},
		{{.own_name = true, .apart = true, .mx = google, .cert = own, .ptr = none}, F_N},
		/* Nothing answers. */
		{{.own_name = true, .apart = true, .mx = google, .unreached = true}, F_N},
		{{.own_name = true, .apart = true, .mx = google, .unreached = true, .ptr = old},
			F_ADDRESS_STALE_MAYBE},
		{{.own_name = true, .apart = true, .mx = google, .unreached = true, .told = true},
			F_ADDRESS_STALE},
		/* Nobody takes the mail that could be compared with. */
		{{.own_name = true, .apart = true, .unreached = true, .told = true}, F_N},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++)
		if (moved_address(&cases[i].signs) != cases[i].id)
			fail_msg("case %zu", i);
}

static void mx_of_former_places(void **state)
{
	const struct company own = of("mail.example.org"), old = of("smtp.oldhost.test"),
			     google = of("aspmx.l.google.com"), ionos = of("smtp.ionos.com");
	const struct {
		struct moved_signs signs;
		enum finding_id id;
	} cases[] = {
		{{.apart = true, .mx = old, .place = own, .spf_place = true, .told = true}, F_MX_OUTDATED},
		/* Without a word of a move it may be somebody who sifts, or hands on. */
		{{.apart = true, .mx = old, .place = own, .spf_place = true}, F_MX_ELSEWHERE},
		{{.apart = true, .mx = old, .place = own, .spf_place = true, .told = true, .mx_sieve = true},
			F_MX_ELSEWHERE},
		/* SPF names who takes the mail: that is the new place. */
		{{.apart = true, .mx = google, .place = old, .spf_mx = true, .told = true}, F_MX_ELSEWHERE},
		{{.apart = true, .mx = google, .place = own, .spf_mx = true, .spf_place = true, .told = true},
			F_MX_ELSEWHERE},
		/* Two companies with mailboxes, and the mailbox in use is at the one that MX does not name. */
		{{.apart = true,
			 .mx = google,
			 .place = ionos,
			 .incoming = ionos,
			 .mx_provider = true,
			 .place_provider = true,
			 .spf_place = true},
			F_MX_OUTDATED},
		{{.apart = true,
			 .mx = google,
			 .place = ionos,
			 .incoming = google,
			 .mx_provider = true,
			 .place_provider = true,
			 .spf_place = true},
			F_MX_ELSEWHERE},
		{{.apart = true, .mx = google, .place = google, .told = true, .spf_place = true}, F_N},
		{{.mx = old, .place = own, .spf_place = true, .told = true}, F_N},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++)
		if (moved_mx(&cases[i].signs) != cases[i].id)
			fail_msg("case %zu", i);
}

static void what_spf_names(void **state)
{
	static const struct {
		const char *record;
		bool place, mx;
	} cases[] = {
		{"a:mail.example.org -all", true, false},
		{"mx -all", false, false},
		{"a -all", true, false},
		{"ip4:203.0.113.5 ~all", true, false},
		{"ip4:203.0.113.0/24 ~all", true, false},
		{"ip4:203.0.113.0/99 ip4:203.0.113.0/-1 ip4: ip6:zz ?all", false, false},
		{"ip4:198.51.100.0/24 include:_spf.oldhost.test -all", false, true},
		{"  +INCLUDE:_SPF.OldHost.test   -ALL", false, true},
		{"redirect=_spf.oldhost.test", false, true},
		{"mx:mx.oldhost.test/24", false, true},
		{"ip6:2001:db8::/32 -all", false, false},
		{"", false, false},
	};
	struct net_addr here;
	struct mx_table mx = {.n = 1};

	(void)state;
	assert_true(net_addr_parse("203.0.113.5", 0, &here));
	assert_true(net_addr_parse("198.51.100.9", 25, &mx.hosts[0].addrs[0]));
	mx.hosts[0].n = 1;
	for (size_t i = 0; i < N(cases); i++) {
		struct moved_signs signs = {.place = of("mail.example.org"), .mx = of("mx.oldhost.test")};

		moved_read_spf(&signs, cases[i].record, "example.org", &here, 1, &mx);
		if (signs.spf_place != cases[i].place || signs.spf_mx != cases[i].mx)
			fail_msg("%s", cases[i].record);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(companies_by_names),
		cmocka_unit_test(addresses_of_former_places),
		cmocka_unit_test(mx_of_former_places),
		cmocka_unit_test(what_spf_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
