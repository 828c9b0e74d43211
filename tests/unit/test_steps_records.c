/*
 * What records, greetings and names mean: the pure parts of steps/dns/{domain,mx,outlets,reverse}.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/str.h"
#include "checks/steps/dns/domain.h"
#include "checks/steps/dns/mx.h"
#include "checks/steps/dns/outlets.h"
#include "checks/steps/dns/reverse.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct net_addr addr(const char *text)
{
	struct net_addr address = {.len = 0};

	assert_true(!text[0] || net_addr_parse(text, 0, &address));
	return address;
}

static void the_domains_above(void **state)
{
	static const struct {
		const char *domain, *organisation, *above;
	} cases[] = {
		{"example.org", "example.org", ""},
		{"sub.example.org", "example.org", "example.org "},
		{"a.b.example.co.uk", "example.co.uk", "b.example.co.uk example.co.uk "},
		{"a.b.c.d.example.org", "example.org", "b.c.d.example.org c.d.example.org d.example.org "},
		{"org", "org", ""},
		{"", "", ""},
	};
	const char *above[DOMAIN_ABOVE_MAX];

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		size_t n = domain_above(cases[i].domain, cases[i].organisation, above);
		struct str STR_AUTO text = STR_INIT;

		for (size_t j = 0; j < n; j++)
			str_addf(&text, "%s ", above[j]);
		assert_string_equal(str_text(&text), cases[i].above);
	}
}

static void a_domain_that_has_anything_exists(void **state)
{
	static const struct {
		enum dns_outcome mx, ns, a;
		enum domain_state state;
	} cases[] = {
		{DNS_FOUND, DNS_FOUND, DNS_FOUND, DOMAIN_EXISTS},
		{DNS_NO_DATA, DNS_NO_DATA, DNS_NO_DATA, DOMAIN_EXISTS},
		{DNS_NXDOMAIN, DNS_NXDOMAIN, DNS_NXDOMAIN, DOMAIN_DENIED},
		{DNS_NXDOMAIN, DNS_SERVFAIL, DNS_TIMED_OUT, DOMAIN_DENIED},
		{DNS_NXDOMAIN, DNS_NO_DATA, DNS_NXDOMAIN, DOMAIN_EXISTS},
		{DNS_SERVFAIL, DNS_REFUSED, DNS_TIMED_OUT, DOMAIN_UNSEEN},
		{DNS_UNREACHABLE, DNS_CANCELLED, DNS_MALFORMED, DOMAIN_UNSEEN},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		const struct dns_answer answers[] = {
			{.outcome = cases[i].mx}, {.outcome = cases[i].ns}, {.outcome = cases[i].a}};

		assert_int_equal(domain_judge(answers, N(answers)), cases[i].state);
	}
}

/* "10 mail.example.org" into the answer. */
static void add_mx(struct dns_answer *answer, int preference, const char *host)
{
	answer->records = realloc(answer->records, (answer->n + 1) * sizeof *answer->records);
	assert_non_null(answer->records);
	memset(&answer->records[answer->n], 0, sizeof answer->records[0]);
	answer->records[answer->n].u.mx.preference = preference;
	str_copy(answer->records[answer->n].u.mx.host, DNS_NAME_MAX, host);
	answer->n++;
	answer->outcome = DNS_FOUND;
}

static void mx_by_preference_and_bounded(void **state)
{
	struct domain_records records = {.domain = "example.org"};
	struct mx_table table;
	char name[40];

	(void)state;
	for (int i = 0; i < 30; i++) {
		(void)snprintf(name, sizeof name, "MX%02d.Example.org", i);
		add_mx(&records.mx, 100 - i, name);
	}
	add_mx(&records.mx, 5, "best.example.org");
	add_mx(&records.mx, 5, "also.example.org");
	mx_read(&records, &table);
	free(records.mx.records);
	assert_int_equal(table.n, MX_HOSTS_MAX);
	assert_string_equal(table.hosts[0].host, "also.example.org");
	assert_string_equal(table.hosts[1].host, "best.example.org");
	assert_string_equal(table.hosts[2].host, "mx29.example.org");
	assert_false(table.none || table.implicit);
}

static void null_mx_and_no_mx(void **state)
{
	struct domain_records records = {.domain = "example.org"};
	struct mx_table table;

	(void)state;
	add_mx(&records.mx, 0, ".");
	mx_read(&records, &table);
	assert_true(table.none && table.n == 0);
	/* Beside others it is a mistake, and means nothing. */
	add_mx(&records.mx, 10, "mail.example.org");
	mx_read(&records, &table);
	assert_true(!table.none && table.n == 1);
	free(records.mx.records);
	records.mx = (struct dns_answer){.outcome = DNS_NO_DATA};
	records.aaaa.outcome = DNS_FOUND;
	mx_read(&records, &table);
	assert_true(table.implicit && table.n == 1);
	records.mx.outcome = DNS_SERVFAIL;
	mx_read(&records, &table);
	assert_true(!table.implicit && table.n == 0);
}

static struct mx_host a_host(const char *name, enum dns_outcome outcome, const char *address, bool alias)
{
	struct mx_host host = {.outcome = outcome, .alias = alias};

	str_copy(host.host, sizeof host.host, name);
	if (address[0])
		host.addrs[host.n++] = addr(address);
	return host;
}

static void what_hosts_are_worth(void **state)
{
	const struct mx_host fine = a_host("mail.example.org", DNS_FOUND, "203.0.113.5", false);
	const struct mx_host alias = a_host("mail.example.org", DNS_FOUND, "203.0.113.5", true);
	const struct mx_host literal = a_host("203.0.113.5", DNS_NXDOMAIN, "", false);
	const struct mx_host nowhere = a_host("old.example.org", DNS_NXDOMAIN, "", false);
	const struct mx_host homeless = a_host("text.example.org", DNS_NO_DATA, "", false);
	const struct mx_host strange = a_host("a\\032b.example.org", DNS_BAD_NAME, "", false);
	const struct mx_host inside = a_host("inside.example.org", DNS_FOUND, "10.1.2.3", false);
	const struct mx_host loop = a_host("loop.example.org", DNS_FOUND, "::1", false);
	const struct mx_host unseen = a_host("mail.example.org", DNS_SERVFAIL, "", false);
	const struct {
		struct mx_host hosts[2];
		size_t n;
		enum finding_id id;
	} cases[] = {
		{{fine}, 1, F_MX_FINE},
		{{alias}, 1, F_MX_ODD},
		{{literal}, 1, F_MX_UNUSABLE},
		{{nowhere}, 1, F_MX_UNUSABLE},
		{{homeless}, 1, F_MX_UNUSABLE},
		{{strange}, 1, F_MX_UNUSABLE},
		{{inside, loop}, 2, F_MX_UNUSABLE},
		{{unseen}, 1, F_N},
		{{nowhere, unseen}, 2, F_N},
		{{fine, unseen}, 2, F_MX_FINE},
		{{fine, nowhere}, 2, F_MX_ODD},
		{{nowhere, homeless}, 2, F_MX_UNUSABLE},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct mx_table table = {.n = cases[i].n};

		memcpy(table.hosts, cases[i].hosts, sizeof cases[i].hosts);
		assert_int_equal(mx_verdict(&table), cases[i].id);
	}
}

static void the_address_that_a_server_sees(void **state)
{
	static const struct {
		const char *greeting, *said, *server, *found;
	} cases[] = {
		{"smtp.gmail.com at your service, [203.0.113.5]", "[192.168.1.7]", "192.0.2.1",
			"203.0.113.5"},
		{"mail.example.org Hello host.dyn.isp.de [203.0.113.5], pleased to meet you", "", "",
			"203.0.113.5"},
		{"mx.example.org Hello [192.168.1.7] [203.0.113.5]", "[192.168.1.7]", "", "203.0.113.5"},
		/* What we called ourselves is a public address too, and another one was seen. */
		{"gmx.net Hello [198.51.100.7] [203.0.113.5]", "[198.51.100.7]", "", "203.0.113.5"},
		{"gmx.net Hello [203.0.113.5] [198.51.100.7]", "[198.51.100.7]", "", "203.0.113.5"},
		{"gmx.net Hello [198.51.100.7]", "[198.51.100.7]", "", "198.51.100.7"},
		{"smtp.mail.yahoo.com Hello 203.0.113.5.", "", "", "203.0.113.5"},
		{"mx Hello you [IPv6:2001:db8::5]", "", "", "2001:db8::5"},
		{"mx at your service, [2001:db8::5]", "", "", "2001:db8::5"},
		{"mail.example.org Hello host (203.0.113.5)", "", "", "203.0.113.5"},
		/* Its own address is not ours. */
		{"mail.example.org [192.0.2.1] Hello", "", "192.0.2.1", ""},
		{"mail.example.org Hello [10.0.0.9]", "", "", ""},
		{"ip-203-0-113-5.example.org greets you", "", "", ""},
		{"203.0.113.5.example.org greets you", "", "", ""},
		{"version 1.2.3.4567 ESMTP", "", "", ""},
		{"mail.example.org", "", "", ""},
		{"::", "", "", ""},
		{"[", "", "", ""},
		{"mx Hello [IPv6:", "", "", ""},
		{"IPv6:", "", "", ""},
		{"", "", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct net_addr found = {.len = 0}, server = addr(cases[i].server);
		char text[NET_ADDR_TEXT];
		bool any = outlet_from_greeting(cases[i].greeting, cases[i].said, &server, &found);

		net_addr_text(&found, text, sizeof text);
		if (strcmp(text, cases[i].found) != 0 || any != (cases[i].found[0] != '\0'))
			fail_msg("%s: %s", cases[i].greeting, text);
	}
}

static void the_name_in_a_banner(void **state)
{
	static const struct {
		const char *banner, *name;
	} cases[] = {
		{"Mail.Example.org ESMTP Postfix", "mail.example.org"},
		{"mail.example.org", "mail.example.org"},
		{"mail.example.org. ESMTP", "mail.example.org"},
		{" mail.example.org ESMTP", "mail.example.org"},
		{"localhost ESMTP", ""},
		{"ESMTP ready", ""},
		{"192.0.2.1 ESMTP", ""},
		{"-.-", ""},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		char name[HOST_MAX] = "";

		assert_int_equal(outlet_name_of_banner(cases[i].banner, name), cases[i].name[0] != '\0');
		assert_string_equal(name, cases[i].name);
	}
}

/* From the top, as in a mail: the last server first. */
static void who_brought_a_mail(void **state)
{
	const struct received handed_in = {.helo = "pc",
		.by = "smtp.hoster.example",
		.with = "ESMTPSA",
		.authenticated = true,
		.addr = addr("198.51.100.9")};
	const struct received inside = {
		.helo = "in1.hoster.example", .by = "out.hoster.example", .addr = addr("10.0.0.4")};
	const struct received brought = {
		.helo = "out.hoster.example", .by = "mx.receiver.net", .addr = addr("203.0.113.5")};
	const struct received beyond = {
		.helo = "mx.receiver.net", .by = "store.receiver.net", .addr = addr("192.0.2.9")};
	const struct received own = {
		.helo = "mail.example.org", .by = "mx.receiver.net", .addr = addr("203.0.113.7")};
	const struct received home = {.helo = "pc", .by = "mail.example.org", .addr = addr("198.51.100.9")};
	const struct received local = {.by = "web1", .local = true};
	const struct received hidden = {.helo = "x", .by = "mx.receiver.net", .addr = addr("10.1.1.1")};
	const struct {
		struct received received[4];
		size_t n, which;
	} cases[] = {
		{{beyond, brought, inside, handed_in}, 4, 1},
		{{brought, handed_in}, 2, 0},
		{{own}, 1, 0},
		{{beyond, own}, 2, 1},
		{{own, home}, 2, 0},
		{{own, local}, 2, 0},
		{{handed_in}, 1, 1},
		{{inside, handed_in}, 2, 2},
		{{hidden, handed_in}, 2, 2},
		{{handed_in}, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++)
		assert_int_equal(received_delivery(
					 cases[i].received, cases[i].n, "example.org", "smtp.hoster.example"),
			cases[i].which);
	/* Whose the inner servers are is also told by who took the mail from the program. */
	assert_int_equal(received_delivery(cases[0].received, 4, "example.org", ""), 1);
}

static void outlets_once_and_the_surest_first(void **state)
{
	struct outlet_list list = {.n = 0};

	(void)state;
	outlet_add(&list,
		(struct outlet){
			.addr = addr("203.0.113.5"), .source = OUTLET_EHLO, .client = true, .sure = true});
	outlet_add(
		&list, (struct outlet){.addr = addr("192.0.2.1"), .source = OUTLET_NAME, .delivers = true});
	outlet_add(
		&list, (struct outlet){.addr = addr("203.0.113.5"), .source = OUTLET_NAME, .delivers = true});
	outlet_add(&list,
		(struct outlet){
			.addr = addr("192.0.2.2"), .source = OUTLET_HEADER, .delivers = true, .sure = true});
	assert_int_equal(list.n, 3);
	assert_true(list.items[0].client && list.items[0].delivers);
	assert_int_equal(list.items[0].source, OUTLET_EHLO);
	outlet_sort(&list);
	for (unsigned i = 0; i < 40; i++) {
		char text[20];

		(void)snprintf(text, sizeof text, "192.0.2.%u", i + 10);
		outlet_add(&list, (struct outlet){.addr = addr(text), .delivers = true});
	}
	assert_int_equal(list.n, OUTLETS_MAX);
}

static void reverse_names(void **state)
{
	static const struct {
		const char *ip, *name, *zones;
	} cases[] = {
		{"203.0.113.5", "5.113.0.203.in-addr.arpa", "113.0.203.in-addr.arpa 0.203.in-addr.arpa "},
		{"2001:db8::5", "5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
			"0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa 0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa "
			"8.b.d.0.1.0.0.2.ip6.arpa "},
		{"::ffff:203.0.113.5", "5.113.0.203.in-addr.arpa",
			"113.0.203.in-addr.arpa 0.203.in-addr.arpa "},
	};
	const char *zones[REVERSE_ZONES_MAX];

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct net_addr address = addr(cases[i].ip);
		struct str STR_AUTO text = STR_INIT;
		char name[REVERSE_NAME_MAX];
		size_t n;

		reverse_name(&address, name, sizeof name);
		assert_string_equal(name, cases[i].name);
		n = reverse_zones(name, zones);
		for (size_t j = 0; j < n; j++)
			str_addf(&text, "%s ", zones[j]);
		assert_string_equal(str_text(&text), cases[i].zones);
	}
}

static void names_that_machines_made(void **state)
{
	static const struct {
		const char *name;
		bool generic;
	} cases[] = {
		{"mail.example.org", false}, {"static.example.org", false},
		{"static-203-0-113-5.clients.hoster.de", true}, {"5.113.0.203.isp.net", true},
		{"p5-113-0-203.isp.net", true}, {"203.0.113.5.isp.net", true}, {"cb007105.dip0.isp.de", true},
		{"xcb007105x.isp.de", true}, {"dyn-77.isp.net", true}, {"dsl.isp.net", true},
		{"host1.pool7.isp.net", true}, {"out1.mail.isp.net", false}, {"smtp5.isp.net", false},
		{"ec2-203-0-113-5.compute.amazonaws.com", true}, {"vps12345.ovh.net", false},
		{"mail.dslreports.com", false},
		{"dsl-203-0-113-5.example.org", false}, /* whoever looks after the domain gave it */
	};
	const struct net_addr address = addr("203.0.113.5");

	(void)state;
	for (size_t i = 0; i < N(cases); i++)
		if (reverse_is_generic(cases[i].name, &address, "example.org") != cases[i].generic)
			fail_msg("%s", cases[i].name);
}

static void names_for_helo(void **state)
{
	static const struct {
		const char *name;
		enum helo_fault fault;
	} cases[] = {
		{"mail.example.org", HELO_FINE},
		{"xn--mller-kva.example", HELO_FINE},
		{"mail.firma.test", HELO_FINE},
		{"[203.0.113.5]", HELO_LITERAL},
		{"203.0.113.5", HELO_LITERAL},
		{"[IPv6:2001:db8::5]", HELO_LITERAL},
		{"server", HELO_SHORT},
		{"server.", HELO_SHORT},
		{"localhost", HELO_LOCAL},
		{"localhost.localdomain", HELO_LOCAL},
		{"mail.firma.local", HELO_LOCAL},
		{"nas.lan", HELO_LOCAL},
		{"my_server.example.org", HELO_MALFORMED},
		{"mail..example.org", HELO_MALFORMED},
		{".example.org", HELO_MALFORMED},
		{"mail example.org", HELO_MALFORMED},
		{"", HELO_MALFORMED},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++)
		if (helo_judge(cases[i].name) != cases[i].fault)
			fail_msg("%s: %s", cases[i].name, helo_fault_name(helo_judge(cases[i].name)));
}

static void what_a_reverse_name_is_worth(void **state)
{
	struct reverse reverse = {.addr = addr("203.0.113.5"), .outcome = DNS_NXDOMAIN};

	(void)state;
	assert_int_equal(reverse_verdict(&reverse, "example.org"), F_PTR_MISSING);
	reverse.outcome = DNS_NO_DATA;
	assert_int_equal(reverse_verdict(&reverse, "example.org"), F_PTR_MISSING);
	reverse.outcome = DNS_SERVFAIL;
	assert_int_equal(reverse_verdict(&reverse, "example.org"), F_N);
	reverse.outcome = DNS_FOUND;
	reverse.n = reverse.confirmed = 1;
	str_copy(reverse.names[0], HOST_MAX, "mail.example.org");
	assert_int_equal(reverse_verdict(&reverse, "example.org"), F_PTR_MISMATCH);
	reverse.unseen = true;
	assert_int_equal(reverse_verdict(&reverse, "example.org"), F_N);
	reverse.confirmed = 0;
	assert_int_equal(reverse_verdict(&reverse, "example.org"), F_PTR_FINE);
	str_copy(reverse.names[0], HOST_MAX, "p203-0-113-5.isp.net");
	assert_int_equal(reverse_verdict(&reverse, "example.org"), F_PTR_GENERIC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_domains_above),
		cmocka_unit_test(a_domain_that_has_anything_exists),
		cmocka_unit_test(mx_by_preference_and_bounded),
		cmocka_unit_test(null_mx_and_no_mx),
		cmocka_unit_test(what_hosts_are_worth),
		cmocka_unit_test(the_address_that_a_server_sees),
		cmocka_unit_test(the_name_in_a_banner),
		cmocka_unit_test(who_brought_a_mail),
		cmocka_unit_test(outlets_once_and_the_surest_first),
		cmocka_unit_test(reverse_names),
		cmocka_unit_test(names_that_machines_made),
		cmocka_unit_test(names_for_helo),
		cmocka_unit_test(what_a_reverse_name_is_worth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
