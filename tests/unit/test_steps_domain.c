/*
 * The rounds of steps/dns over real packets: a name server on loopback holds a domain, and what the checks find, ask and conclude is
 * compared. Servers in use are facts of checks made here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <sys/socket.h>
#include <unistd.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/engine/run.h"
#include "tests/unit/support/test_zone.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

#define KEEPER                                                                                               \
	{"example.org", "NS", "ada.ns.cloudflare.com"},                                                      \
	{                                                                                                    \
		"example.org", "NS", "bob.ns.cloudflare.com"                                                 \
	}
#define MAIL                                                                                                 \
	{"mail.example.org", "A", "203.0.113.5"},                                                            \
	{                                                                                                    \
		"5.113.0.203.in-addr.arpa", "PTR", "mail.example.org"                                        \
	}
#define WEB                                                                                                  \
	{                                                                                                    \
		"example.org", "A", "203.0.114.80"                                                           \
	}
#define MX                                                                                                   \
	{                                                                                                    \
		"example.org", "MX", "10 mail.example.org"                                                   \
	}
#define OLDHOST                                                                                              \
	{"smtp.oldhost.net", "A", "198.51.101.2"}, {"mx.oldhost.net", "A", "198.51.101.3"},                  \
	{                                                                                                    \
		"2.101.51.198.in-addr.arpa", "PTR", "smtp.oldhost.net"                                       \
	}

static const struct test_zone_record sound[] = {KEEPER, MAIL, WEB, MX, {NULL, NULL, NULL}};
static const struct test_zone_record implicit[] = {
	KEEPER, MAIL, {"example.org", "A", "203.0.113.5"}, {NULL, NULL, NULL}};
static const struct test_zone_record web_only[] = {KEEPER, MAIL, WEB, {NULL, NULL, NULL}};
static const struct test_zone_record no_mx[] = {KEEPER, MAIL, {NULL, NULL, NULL}};
static const struct test_zone_record null_mx[] = {
	KEEPER, MAIL, WEB, {"example.org", "MX", "0 ."}, {NULL, NULL, NULL}};
static const struct test_zone_record dead_mx[] = {
	KEEPER, MAIL, WEB, {"example.org", "MX", "10 gone.example.org"}, {NULL, NULL, NULL}};
static const struct test_zone_record half_mx[] = {
	KEEPER, MAIL, WEB, MX, {"example.org", "MX", "20 gone.example.org"}, {NULL, NULL, NULL}};
static const struct test_zone_record mx_unseen[] = {KEEPER, MAIL, WEB,
	{"example.org", "MX", "10 far.example.net"}, {"far.example.net", "SERVFAIL", ""}, {NULL, NULL, NULL}};
static const struct test_zone_record unseen[] = {MAIL, {"example.org", "SERVFAIL", ""}, {NULL, NULL, NULL}};
static const struct test_zone_record ptr_none[] = {KEEPER, WEB, MX, {"mail.example.org", "A", "203.0.113.5"},
	{"113.0.203.in-addr.arpa", "NS", "ns1.first-ns.de"}, {NULL, NULL, NULL}};
static const struct test_zone_record ptr_other[] = {KEEPER, WEB, MX, {"mail.example.org", "A", "203.0.113.5"},
	{"5.113.0.203.in-addr.arpa", "PTR", "other.example.org"}, {"other.example.org", "A", "192.0.2.9"},
	{NULL, NULL, NULL}};
static const struct test_zone_record ptr_unseen[] = {KEEPER, WEB, MX,
	{"mail.example.org", "A", "203.0.113.5"}, {"5.113.0.203.in-addr.arpa", "SERVFAIL", ""},
	{NULL, NULL, NULL}};
static const struct test_zone_record helo_unseen[] = {
	KEEPER, MAIL, WEB, MX, {"far.example.org", "SERVFAIL", ""}, {NULL, NULL, NULL}};
static const struct test_zone_record left_behind[] = {KEEPER, WEB, MX, OLDHOST,
	{"mail.example.org", "A", "198.51.101.2"}, {"5.113.0.203.in-addr.arpa", "PTR", "mail.example.org"},
	{NULL, NULL, NULL}};
static const struct test_zone_record stale[] = {KEEPER, MAIL, WEB, MX, OLDHOST,
	{"smtp.example.org", "A", "198.51.101.2"}, {"example.org", "TXT", "v=spf1 mx -all"},
	{NULL, NULL, NULL}};
static const struct test_zone_record old_mx[] = {KEEPER, MAIL, WEB, OLDHOST,
	{"example.org", "MX", "10 mx.oldhost.net"}, {"example.org", "TXT", "v=spf1 a:mail.example.org -all"},
	{NULL, NULL, NULL}};

/* The server in use, as other steps would have found it. */
static struct {
	const char *host, *ip, *banner, *certificate;
	bool reached;
} server;

static void put_target(struct check_run *run)
{
	struct target *target = mem_new(sizeof *target);
	struct server_names *names = mem_new(sizeof *names);

	str_copy(target->out.host, sizeof target->out.host, server.host);
	str_copy(names->host, sizeof names->host, server.host);
	names->n = net_addr_parse(server.ip, 587, &names->addrs[0]);
	fact_put_target(run, target);
	fact_put_out_names(run, names);
}

static void put_session(struct check_run *run)
{
	struct out_session *session = mem_new(sizeof *session);
	int ends[2];

	session->problem = F_N;
	if (server.reached) {
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
		close(ends[1]);
		session->smtp = smtp_new(ends[0], server.host, 587, NULL, NULL);
		session->smtp->banner.code = 220;
		str_copy(session->smtp->banner.text, sizeof session->smtp->banner.text, server.banner);
		if (server.certificate) {
			session->smtp->tls.n_chain = 1;
			session->smtp->tls.chain[0].n_names = 1;
			str_copy(session->smtp->tls.chain[0].names[0], 128, server.certificate);
			session->problem = F_CERT_WRONG_NAME;
		}
		str_copy(session->smtp->secure.greeting, sizeof session->smtp->secure.greeting,
			"mail.example.org Hello you [198.51.100.77]");
		session->smtp->secure.known = true;
	}
	fact_put_out_session(run, session);
}

static const struct check fake_target = {.id = "t.target",
	.step = STEP_SETTINGS,
	.title = "a",
	.limit_ms = 1000,
	.provides = FACT_BIT(TARGET) | FACT_BIT(OUT_NAMES),
	.run = put_target};
static const struct check fake_session = {.id = "t.session",
	.step = STEP_SETTINGS,
	.title = "b",
	.limit_ms = 1000,
	.provides = FACT_BIT(OUT_SESSION),
	.run = put_session};

static const struct check *const alone[] = {&check_dns_domain, &check_dns_mx, &check_dns_outlets,
	&check_dns_outlets_told, &check_dns_outlets_walked, &check_dns_outlets_quiet, &check_dns_reverse};
static const struct check *const with_server[] = {&fake_target, &fake_session, &check_dns_domain,
	&check_dns_mx, &check_dns_outlets, &check_dns_outlets_told, &check_dns_host, &check_dns_moved,
	&check_dns_reverse};

static struct mailcase a_case(struct test_dns *dns)
{
	struct net_addr addr = test_dns_addr(dns);
	struct mailcase mailcase;

	mailcase_init(&mailcase);
	mailcase.timeout_ms = 10000;
	mailcase.where = WHERE_ELSEWHERE;
	mailcase.only = STEP_BIT(STEP_DNS) | STEP_BIT(STEP_SETTINGS);
	(void)snprintf(mailcase.resolver, sizeof mailcase.resolver, "127.0.0.1:%d", net_addr_port(&addr));
	return mailcase;
}

/* An administrator who tells the address and the name; questions_r may be NULL. */
static struct record *look_after(
	const struct test_zone_record *zone, const char *domain, const char *helo, int *questions_r)
{
	struct test_dns *dns = test_dns_new(test_zone_answer, (void *)zone, true);
	struct mailcase mailcase = a_case(dns);
	struct record *record;

	mailcase.role = ROLE_ADMIN;
	str_copy(mailcase.domain, sizeof mailcase.domain, domain);
	str_copy(mailcase.sending_ip, sizeof mailcase.sending_ip, "203.0.113.5");
	str_copy(mailcase.helo, sizeof mailcase.helo, helo);
	record = run_to_end(&mailcase, alone, N(alone), -1);
	if (questions_r)
		*questions_r = test_dns_asked(dns);
	test_dns_free(&dns);
	return record;
}

/* A person who sends through server. */
static struct record *send_through(const struct test_zone_record *zone, bool told)
{
	struct test_dns *dns = test_dns_new(test_zone_answer, (void *)zone, true);
	struct mailcase mailcase = a_case(dns);
	struct record *record;

	assert_int_equal(address_parse("anna@example.org", &mailcase.address), ADDRESS_FINE);
	str_copy(mailcase.in_use.host, sizeof mailcase.in_use.host, server.host);
	mailcase.changed = told ? CHANGED_PROVIDER : CHANGED_UNKNOWN;
	record = run_to_end(&mailcase, with_server, N(with_server), -1);
	test_dns_free(&dns);
	return record;
}

static const struct finding *found(const struct record *record, enum finding_id id)
{
	for (size_t i = 0; i < record->findings.n; i++)
		if (record->findings.items[i].id == id)
			return &record->findings.items[i];
	return NULL;
}

static void assert_problems(
	const struct record *record, const enum finding_id *ids, size_t n, const char *what)
{
	for (size_t i = 0; i < record->findings.n; i++) {
		const struct finding *finding = &record->findings.items[i];
		bool wanted = finding_weight(finding) != SEVERITY_PROBLEM;

		for (size_t j = 0; j < n; j++)
			wanted |= ids[j] == finding->id;
		if (!wanted)
			fail_msg("%s: %s", what, finding_name(finding->id));
	}
	for (size_t j = 0; j < n; j++)
		if (!found(record, ids[j]))
			fail_msg("%s: no %s", what, finding_name(ids[j]));
}

static void who_takes_the_mail(void **state)
{
	static const struct {
		const char *what;
		const struct test_zone_record *zone;
		enum finding_id id; /* also of notes */
		enum cause_id cause;
		bool unknown;
	} cases[] = {
		{"sound", sound, F_MX_FINE, CAUSE_NONE, false},
		{"implicit", implicit, F_MX_IMPLICIT, CAUSE_NONE, false},
		{"web only", web_only, F_MX_MISSING, CAUSE_MX_MISSING, false},
		{"no mx", no_mx, F_MX_MISSING, CAUSE_MX_MISSING, false},
		{"null mx", null_mx, F_MX_NULL, CAUSE_MX_MISSING, false},
		{"dead mx", dead_mx, F_MX_UNUSABLE, CAUSE_MX_MISSING, false},
		{"half mx", half_mx, F_MX_ODD, CAUSE_NONE, false},
		{"mx unseen", mx_unseen, F_DOMAIN_FOUND, CAUSE_NONE, true},
		{"unseen", unseen, F_N, CAUSE_NONE, true},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct record *record = look_after(cases[i].zone, "example.org", "mail.example.org", NULL);
		bool is_problem = cases[i].cause != CAUSE_NONE, unknown = false;
		const struct finding *finding = found(record, cases[i].id);

		if (cases[i].id != F_N && !finding)
			fail_msg("%s: no %s", cases[i].what, finding_name(cases[i].id));
		assert_problems(record, &cases[i].id, is_problem, cases[i].what);
		assert_int_equal(diagnosis_first(&record->diagnosis), cases[i].cause);
		for (size_t k = 0; k < record->checks.n; k++)
			unknown |= record->checks.items[k].status == CHECK_UNKNOWN;
		if (unknown != cases[i].unknown)
			fail_msg("%s: unknown %d", cases[i].what, unknown);
		if (is_problem)
			assert_non_null(finding_evidence(finding, "record"));
		record_free(&record);
	}
}

/* One round for the domain, one for the hosts of its MX, one for names and HELO beside it; the confirmation needs none. */
static void few_questions_where_all_is_well(void **state)
{
	struct record *record;
	int asked;

	(void)state;
	record = look_after(sound, "example.org", "mail.example.org", &asked);
	assert_int_equal(asked, 5 + 2 + 3);
	assert_string_equal(finding_evidence(found(record, F_DOMAIN_KEEPER), "keeper"), "Cloudflare");
	assert_non_null(found(record, F_PTR_FINE));
	assert_null(found(record, F_HELO_MISMATCH));
	record_free(&record);
}

static void domains_that_do_not_exist(void **state)
{
	const enum finding_id unknown = F_DOMAIN_UNKNOWN;
	struct record *record;

	(void)state;
	record = look_after(sound, "nope.example.org", "mail.example.org", NULL);
	assert_problems(record, &unknown, 1, "sub-domain");
	assert_string_equal(finding_evidence(found(record, unknown), "parent"), "example.org");
	assert_int_equal(diagnosis_first(&record->diagnosis), CAUSE_SENDER_DOMAIN_UNKNOWN);
	record_free(&record);
	record = look_after(sound, "gmial.com", "mail.example.org", NULL);
	assert_problems(record, &unknown, 1, "typing mistake");
	assert_string_equal(finding_evidence(found(record, unknown), "did_you_mean"), "gmail.com");
	record_free(&record);
}

static void names_of_the_address(void **state)
{
	static const struct {
		const char *what;
		const struct test_zone_record *zone;
		const char *helo;
		enum finding_id id;
		const char *record;
	} cases[] = {
		{"none", ptr_none, "mail.example.org", F_PTR_MISSING,
			"5.113.0.203.in-addr.arpa. PTR mail.example.org."},
		{"other", ptr_other, "mail.example.org", F_PTR_MISMATCH,
			"5.113.0.203.in-addr.arpa. PTR mail.example.org."},
		{"left behind", left_behind, "mail.example.org", F_ADDRESS_STALE,
			"mail.example.org. A 203.0.113.5"},
		{"no such helo", sound, "srv9.example.org", F_HELO_UNKNOWN,
			"srv9.example.org. A 203.0.113.5"},
		{"local helo", sound, "server.lan", F_HELO_UNKNOWN, "mail.example.org. A 203.0.113.5"},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct record *record = look_after(cases[i].zone, "example.org", cases[i].helo, NULL);

		assert_problems(record, &cases[i].id, 1, cases[i].what);
		assert_string_equal(finding_evidence(found(record, cases[i].id), "record"), cases[i].record);
		record_free(&record);
	}
}

static void who_can_name_an_address(void **state)
{
	struct record *record = look_after(ptr_none, "example.org", "mail.example.org", NULL);

	(void)state;
	assert_string_equal(finding_evidence(found(record, F_PTR_MISSING), "set_by"), "Hetzner");
	record_free(&record);
	/* A failure is neither a name nor none. */
	record = look_after(ptr_unseen, "example.org", "mail.example.org", NULL);
	assert_problems(record, NULL, 0, "ptr unseen");
	assert_null(found(record, F_PTR_FINE));
	record_free(&record);
	record = look_after(helo_unseen, "example.org", "far.example.org", NULL);
	assert_problems(record, NULL, 0, "helo unseen");
	for (size_t i = 0; i < record->checks.n; i++)
		if (record->checks.items[i].check == &check_dns_reverse)
			assert_int_equal(record->checks.items[i].status, CHECK_UNKNOWN);
	record_free(&record);
}

static void after_a_move(void **state)
{
	static const struct {
		const char *what;
		const struct test_zone_record *zone;
		const char *host, *ip, *banner, *certificate;
		bool reached, told;
		enum finding_id id; /* F_N: no problem */
		const char *record;
	} cases[] = {
		{"another company's certificate", stale, "smtp.example.org", "198.51.101.2",
			"smtp.oldhost.net ESMTP", "smtp.oldhost.net", true, false, F_ADDRESS_STALE,
			"smtp.example.org. A 203.0.113.5"},
		{"nothing answers, and a move was told", stale, "smtp.example.org", "198.51.101.2", "", NULL,
			false, true, F_ADDRESS_STALE, "smtp.example.org. A 203.0.113.5"},
		{"nothing answers", stale, "smtp.example.org", "198.51.101.2", "", NULL, false, false,
			F_ADDRESS_STALE_MAYBE, "smtp.example.org. A 203.0.113.5"},
		{"it works", stale, "smtp.example.org", "198.51.101.2", "smtp.oldhost.net ESMTP", NULL, true,
			false, F_N, NULL},
		{"MX at the former place", old_mx, "mail.example.org", "203.0.113.5",
			"mail.example.org ESMTP", NULL, true, true, F_MX_OUTDATED,
			"example.org. MX 10 mail.example.org."},
		{"MX at somebody's", old_mx, "mail.example.org", "203.0.113.5", "mail.example.org ESMTP",
			NULL, true, false, F_N, NULL},
		{"all in one place", sound, "mail.example.org", "203.0.113.5", "mail.example.org ESMTP", NULL,
			true, true, F_N, NULL},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct record *record;

		server.host = cases[i].host;
		server.ip = cases[i].ip;
		server.banner = cases[i].banner;
		server.certificate = cases[i].certificate;
		server.reached = cases[i].reached;
		record = send_through(cases[i].zone, cases[i].told);
		assert_problems(record, &cases[i].id, cases[i].id != F_N, cases[i].what);
		if (cases[i].record)
			assert_string_equal(
				finding_evidence(found(record, cases[i].id), "record"), cases[i].record);
		record_free(&record);
	}
}

/* The person's own connection is not what delivers; the server that takes the domain's mail under its own name is. */
static void where_mail_leaves_from(void **state)
{
	const struct finding *finding;
	struct record *record;
	bool client = false;

	(void)state;
	server.host = "mail.example.org";
	server.ip = "203.0.113.5";
	server.banner = "mail.example.org ESMTP";
	server.certificate = NULL;
	server.reached = true;
	record = send_through(sound, false);
	for (size_t i = 0; i < record->findings.n; i++) {
		finding = &record->findings.items[i];
		if (finding->id == F_PUBLIC_ADDRESS &&
			strcmp(finding_arg(finding, "ip")->text, "198.51.100.77") == 0)
			client = strcmp(finding_evidence(finding, "delivers"), "no") == 0;
		else if (finding->id == F_PUBLIC_ADDRESS)
			assert_string_equal(finding_evidence(finding, "sure"), "yes");
	}
	assert_true(client);
	assert_non_null(found(record, F_PTR_FINE));
	assert_non_null(found(record, F_HOST_RECORDS));
	record_free(&record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_takes_the_mail),
		cmocka_unit_test(few_questions_where_all_is_well),
		cmocka_unit_test(domains_that_do_not_exist),
		cmocka_unit_test(names_of_the_address),
		cmocka_unit_test(who_can_name_an_address),
		cmocka_unit_test(after_a_move),
		cmocka_unit_test(where_mail_leaves_from),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
