/*
 * dns.transport and dns.discovery as a whole, over real packets: what a domain publishes about encryption between servers, a policy on a web
 * server of the test, and what mail programs are told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/socket.h>
#include <unistd.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/engine/run.h"
#include "checks/net/map.h"
#include "checks/steps/dns/discovery.h"
#include "tests/unit/support/test_tls.h"
#include "tests/unit/support/test_zone.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))
#define HASH	 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static const struct test_zone_record zone[] = {
	{"plain.test", "MX", "10 mx1.plain.test"},
	{"mx1.plain.test", "A", "203.0.114.1"},
	{"sts.test", "MX", "10 mx1.sts.test"},
	{"sts.test", "MX", "20 mx2.sts.test"},
	{"mx1.sts.test", "A", "203.0.114.1"},
	{"mx2.sts.test", "A", "203.0.114.2"},
	{"_mta-sts.sts.test", "TXT", "v=STSv1; id=1"},
	{"mta-sts.sts.test", "A", "203.0.114.3"},
	{"_smtp._tls.sts.test", "TXT", "v=TLSRPTv1; rua=mailto:a@sts.test"},
	{"noweb.test", "MX", "10 mx1.plain.test"},
	{"_mta-sts.noweb.test", "TXT", "v=STSv1; id=1"},
	{"inside.test", "MX", "10 mx1.plain.test"},
	{"_mta-sts.inside.test", "TXT", "v=STSv1; id=1"},
	{"mta-sts.inside.test", "A", "10.0.0.1"},
	{"two.test", "MX", "10 mx1.plain.test"},
	{"_mta-sts.two.test", "TXT", "v=STSv1; id=1"},
	{"_mta-sts.two.test", "TXT", "v=STSv1; id=2"},
	{"_smtp._tls.two.test", "TXT", "v=TLSRPTv1"},
	{"dane.test", "MX", "10 mx1.dane.test"},
	{"dane.test", "SECURE", ""},
	{"mx1.dane.test", "A", "203.0.114.1"},
	{"_25._tcp.mx1.dane.test", "TLSA", "3 1 1 " HASH},
	{"_25._tcp.mx1.dane.test", "SECURE", ""},
	{"useless.test", "MX", "10 mx1.useless.test"},
	{"_25._tcp.mx1.useless.test", "TLSA", "1 1 1 " HASH},
	{"_25._tcp.mx1.useless.test", "SECURE", ""},
	{"open.test", "MX", "10 mx1.open.test"},
	{"_25._tcp.mx1.open.test", "TLSA", "3 1 1 " HASH},
	{"half.test", "MX", "10 mx1.open.test"},
	{"half.test", "MX", "20 mx2.half.test"},
	{"half.test", "SECURE", ""},
	{"_25._tcp.mx2.half.test", "SERVFAIL", ""},
	{"fails.test", "MX", "10 mx1.plain.test"},
	{"_mta-sts.fails.test", "SERVFAIL", ""},
	{"_smtp._tls.fails.test", "SERVFAIL", ""},
	{"_submissions._tcp.srv.test", "SRV", "0 1 587 mail.srv.test"},
	{"_submission._tcp.srv.test", "SRV", "0 0 0 ."},
	{"_imaps._tcp.srv.test", "SRV", "0 1 993 alias.srv.test"},
	{"_imaps._tcp.srv.test", "SRV", "10 1 993 gone.srv.test"},
	{"_imap._tcp.srv.test", "SRV", "10 1 143 gone.srv.test"},
	{"mail.srv.test", "A", "203.0.114.1"},
	{"alias.srv.test", "CNAME", "mail.srv.test"},
	{"_submissions._tcp.tidy.test", "SRV", "0 1 465 mail.srv.test"},
	{"_pop3._tcp.tidy.test", "SRV", "0 0 0 ."},
	{"autoconfig.tidy.test", "CNAME", "mail.srv.test"},
	{"auto.test", "MX", "10 mail.srv.test"},
	{"autodiscover.auto.test", "A", "203.0.114.1"},
	{"_submission._tcp.other.test", "SRV", "0 1 2525 mail.srv.test"},
	{"_pop3._tcp.broken.test", "SERVFAIL", ""},
	{NULL, NULL, NULL},
};

static struct test_dns *server;

/* What dns.domain and dns.mx would have found. */
static void put_records(struct check_run *run)
{
	struct domain_records *records = mem_new(sizeof *records);
	struct mx_table *table = mem_new(sizeof *table);
	const char *domain = mailcase_domain(run_case(run));

	records->mx.authenticated = strcmp(domain, "dane.test") == 0 || strcmp(domain, "half.test") == 0;
	for (size_t i = 0; zone[i].name; i++) {
		if (strcmp(zone[i].name, domain) == 0 && strcmp(zone[i].type, "MX") == 0)
			str_copy(table->hosts[table->n++].host, HOST_MAX, strchr(zone[i].data, ' ') + 1);
	}
	fact_put_domain_records(run, records);
	fact_put_mx_table(run, table);
}

static const struct check fake_records = {.id = "dns.domain",
	.step = STEP_DNS,
	.title = "a",
	.limit_ms = 5000,
	.provides = FACT_BIT(DOMAIN_RECORDS) | FACT_BIT(MX_TABLE),
	.run = put_records};

static struct tls_store *trusted;

static void put_store(struct check_run *run)
{
	struct store_fact *fact = mem_new(sizeof *fact);

	fact->store = trusted;
	trusted = NULL;
	fact_put_tls_store(run, fact);
}

static const struct check fake_store = {.id = "settings.store",
	.step = STEP_SETTINGS,
	.title = "b",
	.limit_ms = 5000,
	.provides = FACT_BIT(TLS_STORE),
	.run = put_store};

static void ask_test_server(struct mailcase *mailcase)
{
	struct net_addr addr = test_dns_addr(server);

	snprintf(mailcase->resolver, sizeof mailcase->resolver, "127.0.0.1:%d", net_addr_port(&addr));
}

static struct mailcase admin_case(const char *domain)
{
	struct mailcase mailcase;

	mailcase_init(&mailcase);
	mailcase.role = ROLE_ADMIN;
	mailcase.only = STEP_BIT(STEP_DNS);
	str_copy(mailcase.domain, sizeof mailcase.domain, domain);
	ask_test_server(&mailcase);
	return mailcase;
}

static void list_findings(const struct record *record, struct str *out)
{
	for (size_t i = 0; i < record->findings.n; i++) {
		const struct finding *finding = &record->findings.items[i];

		if (ascii_starts(finding->check, "dns."))
			str_addf(out, "%s%s", out->len ? " " : "", finding_name(finding->id));
	}
}

static const struct check_result *result_of(const struct record *record, const char *id)
{
	for (size_t i = 0; i < record->checks.n; i++) {
		if (ascii_starts(record->checks.items[i].check->id, id))
			return &record->checks.items[i];
	}
	fail_msg("no check %s", id);
	return NULL;
}

/* Of the two checks about encryption. */
static enum check_status graver(const struct record *record)
{
	enum check_status one = result_of(record, "dns.transport")->status,
			  other = result_of(record, "dns.tlsa")->status;

	return one > other ? one : other;
}

/* Nobody but the name server and the web server of the test is reached: every other address refuses. */
static struct net_map only(struct net_map_rule ways[2], struct test_server *web)
{
	struct net_addr dns = test_dns_addr(server), from;

	ways[0] = (struct net_map_rule){.from = dns, .action = NET_MAP_TO, .to = dns};
	assert_true(net_addr_parse("203.0.114.3", 443, &from));
	ways[1] = (struct net_map_rule){.from = from, .action = NET_MAP_REFUSE};
	if (web) {
		ways[1].action = NET_MAP_TO;
		ways[1].to = test_server_addr(web);
	}
	return (struct net_map){.rules = ways, .n = 2, .otherwise = NET_MAP_REFUSE};
}

static void test_records(void **state)
{
	static const struct {
		const char *domain, *findings;
		enum check_status status;
	} table[] = {
		{"plain.test", "", CHECK_OK},
		{"sts.test", "mta-sts-odd", CHECK_WARNING}, /* the web server refuses */
		{"noweb.test", "mta-sts-odd", CHECK_WARNING},
		{"inside.test", "mta-sts-odd", CHECK_WARNING},
		{"two.test", "mta-sts-odd tls-rpt-odd", CHECK_WARNING},
		{"dane.test", "tlsa-fine", CHECK_NOTE},
		{"useless.test", "tlsa-odd", CHECK_WARNING},
		{"open.test", "", CHECK_OK},
		{"half.test", "tlsa-odd tlsa-odd", CHECK_WARNING},
		{"fails.test", "", CHECK_UNKNOWN},
		{"gmail.com", "", CHECK_OK},
	};
	static const struct check *const checks[] = {
		&fake_records, &fake_store, &check_dns_transport, &check_dns_tlsa};

	(void)state;
	for (size_t i = 0; i < N(table); i++) {
		struct mailcase mailcase = admin_case(table[i].domain);
		struct str STR_AUTO found = STR_INIT;
		struct net_map_rule ways[2];
		struct net_map map = only(ways, NULL);
		struct record *record;

		mailcase.map = &map;
		trusted = tls_store_new_only("");
		record = run_to_end(&mailcase, checks, N(checks), -1);
		list_findings(record, &found);
		if (strcmp(str_text(&found), table[i].findings) != 0 || graver(record) != table[i].status)
			fail_msg("%s: %s, %d", table[i].domain, str_text(&found), graver(record));
		assert_int_equal(diagnosis_first(&record->diagnosis), CAUSE_NONE);
		record_free(&record);
		tls_store_free(&trusted);
	}
}

#define HEAD   "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
#define POLICY "version: STSv1\nmode: enforce\nmax_age: 86400\n"

static struct test_cert right, wrong;

static struct tls_store *store_of(const struct test_cert *cert)
{
	char *path = test_cert_file(cert);
	struct tls_store *store = tls_store_new(path, NULL);

	unlink(path);
	free(path);
	return store;
}

/* Hears the question and gives the answer. */
static void answer_page(SSL *ssl, void *data)
{
	char question[1000];
	int n = SSL_read(ssl, question, sizeof question - 1);

	if (n > 0)
		SSL_write(ssl, data, (int)strlen(data));
	SSL_shutdown(ssl);
}

/* The policy of sts.test as its web server gives it. */
static void test_policy(void **state)
{
	static const struct {
		const char *answer;
		bool right; /* the certificate is for this name */
		const char *finding, *fetched;
	} table[] = {
		{HEAD POLICY "mx: *.sts.test\n", true, "mta-sts-fine", "text/plain"},
		{HEAD POLICY "mx: mx1.sts.test\n", true, "mta-sts-odd", "text/plain"},
		{HEAD POLICY, true, "mta-sts-odd", "text/plain"},
		{"HTTP/1.1 404 Not Found\r\n\r\n", true, "mta-sts-odd", "HTTP 404 "},
		{"HTTP/1.1 301 Moved\r\nLocation: https://www.sts.test/\r\n\r\n", true, "mta-sts-odd",
			"HTTP 301 https://www.sts.test/"},
		{HEAD POLICY "mx: *.sts.test\n", false, "mta-sts-odd", "X509_V_ERR_HOSTNAME_MISMATCH"},
	};
	static const struct check *const checks[] = {
		&fake_records, &fake_store, &check_dns_transport, &check_dns_tlsa};

	(void)state;
	for (size_t i = 0; i < N(table); i++) {
		struct mailcase mailcase = admin_case("sts.test");
		struct test_cert *cert = table[i].right ? &right : &wrong;
		struct test_tls tls = {.context = test_server_context(cert, NULL, 0),
			.talk = answer_page,
			.data = (void *)table[i].answer};
		struct test_server *web = test_server_new(AF_INET, test_serve_tls, &tls);
		struct net_map_rule ways[2];
		struct net_map map = only(ways, web);
		const struct finding *finding;
		struct record *record;

		mailcase.map = &map;
		trusted = store_of(cert);
		record = run_to_end(&mailcase, checks, N(checks), -1);
		assert_int_equal(record->findings.n, 1);
		finding = &record->findings.items[0];
		if (strcmp(finding_name(finding->id), table[i].finding) != 0 ||
			strcmp(finding_evidence(finding, "fetched"), table[i].fetched) != 0)
			fail_msg("%zu: %s, %s", i, finding_name(finding->id),
				finding_evidence(finding, "fetched"));
		record_free(&record);
		test_server_free(&web);
		SSL_CTX_free(tls.context);
	}
}

/* The recipient's domain, for a server of one's own. */
static void test_recipient(void **state)
{
	static const struct {
		const char *to, *findings;
	} table[] = {
		{"ben@dane.test", "recipient-wants-tls"},
		{"ben@useless.test", "recipient-wants-tls"},
		{"ben@open.test", ""},
		{"ben@noweb.test", ""},
		{"ben@plain.test", ""},
		{"", ""},
	};
	static const struct check *const checks[] = {
		&fake_records, &fake_store, &check_dns_transport, &check_dns_tlsa};

	(void)state;
	for (size_t i = 0; i < N(table); i++) {
		struct mailcase mailcase = admin_case("plain.test");
		struct str STR_AUTO found = STR_INIT;
		struct record *record;

		str_copy(mailcase.to, sizeof mailcase.to, table[i].to);
		trusted = tls_store_new_only("");
		record = run_to_end(&mailcase, checks, N(checks), -1);
		list_findings(record, &found);
		if (strcmp(str_text(&found), table[i].findings) != 0)
			fail_msg("%s: %s", table[i].to, str_text(&found));
		record_free(&record);
		tls_store_free(&trusted);
	}
}

static const char *shown_key;

/* A conversation with the MX host at port 25, which shows a certificate with this key. */
static void put_session(struct check_run *run)
{
	struct out_session *session = mem_new(sizeof *session);
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	close(ends[1]);
	session->problem = F_N;
	session->smtp = smtp_new(ends[0], "mx1.dane.test", 25, NULL, NULL);
	session->smtp->tls.outcome = TLS_DONE;
	session->smtp->tls.n_chain = 1;
	str_copy(session->smtp->tls.chain[0].key_sha256, 65, shown_key);
	str_copy(session->used.host, sizeof session->used.host, "mx1.dane.test");
	session->used.port = 25;
	fact_put_out_session(run, session);
}

static const struct check fake_session = {.id = "settings.server",
	.step = STEP_SETTINGS,
	.title = "c",
	.limit_ms = 5000,
	.provides = FACT_BIT(OUT_SESSION),
	.run = put_session};

/* The certificate that is shown anyway is compared with what is published. */
static void test_shown(void **state)
{
	static const struct {
		const char *key, *findings;
	} table[] = {{HASH, "tlsa-fine"}, {"ff" HASH, "tlsa-odd"}};
	static const struct check *const checks[] = {&fake_records, &fake_store, &fake_session,
		&check_dns_transport, &check_dns_tlsa, &check_dns_tlsa_seen};

	(void)state;
	for (size_t i = 0; i < N(table); i++) {
		struct mailcase mailcase = admin_case("dane.test");
		struct str STR_AUTO found = STR_INIT;
		struct record *record;

		mailcase.only = 0;
		str_copy(mailcase.in_use.host, sizeof mailcase.in_use.host, "mx1.dane.test");
		shown_key = table[i].key;
		trusted = tls_store_new_only("");
		record = run_to_end(&mailcase, checks, N(checks), -1);
		list_findings(record, &found);
		assert_string_equal(str_text(&found), table[i].findings);
		record_free(&record);
		tls_store_free(&trusted);
	}
}

static struct mailcase person_case(const char *domain, const char *host, int port, enum security security)
{
	struct mailcase mailcase;

	mailcase_init(&mailcase);
	mailcase.only = STEP_BIT(STEP_DNS);
	str_copy(mailcase.address.domain, sizeof mailcase.address.domain, domain);
	str_copy(mailcase.in_use.host, sizeof mailcase.in_use.host, host);
	mailcase.in_use.port = port;
	mailcase.in_use.security = security;
	ask_test_server(&mailcase);
	return mailcase;
}

static void test_discovery(void **state)
{
	static const struct {
		const char *domain, *host;
		int port;
		enum security security;
		const char *findings;
		enum check_status status;
	} table[] = {
		{"srv.test", "mail.srv.test", 587, SECURITY_STARTTLS, "srv-odd srv-odd srv-odd srv-odd",
			CHECK_WARNING},
		{"tidy.test", "mail.srv.test", 465, SECURITY_TLS, "srv-fine", CHECK_NOTE},
		{"tidy.test", "mail.srv.test", 4650, SECURITY_TLS, "srv-odd", CHECK_WARNING},
		{"tidy.test", "mail.srv.test", 587, SECURITY_STARTTLS, "srv-fine", CHECK_NOTE},
		{"other.test", "mail.srv.test", 587, SECURITY_STARTTLS, "srv-odd", CHECK_WARNING},
		{"auto.test", "mail.srv.test", 587, SECURITY_STARTTLS, "srv-fine", CHECK_NOTE},
		{"plain.test", "mail.srv.test", 587, SECURITY_STARTTLS, "", CHECK_OK},
		{"broken.test", "mail.srv.test", 587, SECURITY_STARTTLS, "", CHECK_UNKNOWN},
		/* without a server in use nobody looks for one */
		{"srv.test", "", 0, SECURITY_AUTO, "srv-odd srv-odd srv-odd", CHECK_WARNING},
		{"tidy.test", "", 0, SECURITY_AUTO, "srv-fine", CHECK_NOTE},
		{"plain.test", "", 0, SECURITY_AUTO, "", CHECK_OK},
		{"broken.test", "", 0, SECURITY_AUTO, "", CHECK_UNKNOWN},
	};
	static const struct check *const checks[] = {
		&check_settings_recommend, &check_dns_discovery, &check_dns_discovery_quiet};

	(void)state;
	for (size_t i = 0; i < N(table); i++) {
		struct mailcase mailcase =
			person_case(table[i].domain, table[i].host, table[i].port, table[i].security);
		struct str STR_AUTO found = STR_INIT;
		struct record *record = run_to_end(&mailcase, checks, N(checks), -1);

		list_findings(record, &found);
		if (strcmp(str_text(&found), table[i].findings) != 0 ||
			result_of(record, "dns.discovery")->status != table[i].status)
			fail_msg("%s %d: %s, %d", table[i].domain, table[i].port, str_text(&found),
				result_of(record, "dns.discovery")->status);
		record_free(&record);
	}
}

static void test_srv_judge(void **state)
{
	static const struct {
		struct srv_seen seen;
		struct srv_target target;
		const char *host;
		int port;
		enum security security;
		enum srv_fault fault;
	} table[] = {
		{{.service = 0, .port = 465, .host = "a.test"}, {.a = DNS_FOUND, .aaaa = DNS_NO_DATA}, "", 0,
			SECURITY_AUTO, SRV_FINE},
		{{.service = 0, .port = 465, .host = "a.test"}, {.a = DNS_NO_DATA, .aaaa = DNS_FOUND},
			"a.test", 465, SECURITY_AUTO, SRV_FINE},
		{{.service = 0, .port = 465, .host = "a.test"}, {.a = DNS_NO_DATA, .aaaa = DNS_NO_DATA}, "",
			0, SECURITY_AUTO, SRV_HOMELESS},
		{{.service = 0, .port = 465, .host = "a.test"}, {.a = DNS_NO_DATA, .aaaa = DNS_TIMED_OUT}, "",
			0, SECURITY_AUTO, SRV_FINE},
		{{.service = 4, .port = 995, .host = "a.test"}, {.a = DNS_NXDOMAIN, .aaaa = DNS_TIMED_OUT},
			"", 0, SECURITY_AUTO, SRV_NO_HOST},
		{{.service = 2, .port = 993, .host = "a.test"}, {.a = DNS_FOUND, .canonical = "b.test"}, "",
			0, SECURITY_AUTO, SRV_ALIAS},
		{{.service = 1, .port = 465, .host = "a.test"}, {.a = DNS_FOUND}, "", 0, SECURITY_AUTO,
			SRV_KIND},
		{{.service = 0, .port = 587, .host = "a.test"}, {.a = DNS_FOUND}, "", 0, SECURITY_AUTO,
			SRV_KIND},
		{{.service = 2, .port = 587, .host = "a.test"}, {.a = DNS_FOUND}, "", 0, SECURITY_AUTO,
			SRV_FINE},
		{{.service = 1, .port = 587, .host = ""}, {.a = DNS_FOUND}, "", 0, SECURITY_AUTO,
			SRV_NO_NAME},
		{{.service = 1, .declined = true}, {.a = DNS_UNASKED}, "", 0, SECURITY_AUTO, SRV_FINE},
		{{.service = 1, .declined = true}, {.a = DNS_UNASKED}, "b.test", 587, SECURITY_STARTTLS,
			SRV_DECLINED},
		{{.service = 0, .declined = true}, {.a = DNS_UNASKED}, "b.test", 587, SECURITY_STARTTLS,
			SRV_FINE},
		{{.service = 0, .declined = true}, {.a = DNS_UNASKED}, "b.test", 465, SECURITY_TLS,
			SRV_DECLINED},
		{{.service = 3, .declined = true}, {.a = DNS_UNASKED}, "b.test", 587, SECURITY_STARTTLS,
			SRV_FINE},
		{{.service = 1, .port = 587, .host = "a.test"}, {.a = DNS_FOUND}, "A.test", 2525,
			SECURITY_STARTTLS, SRV_PORT},
		{{.service = 1, .port = 587, .host = "a.test"}, {.a = DNS_FOUND}, "b.test", 2525,
			SECURITY_STARTTLS, SRV_FINE},
	};

	(void)state;
	for (size_t i = 0; i < N(table); i++) {
		struct server_settings in_use = {.port = table[i].port, .security = table[i].security};

		str_copy(in_use.host, sizeof in_use.host, table[i].host);
		if (srv_judge(&table[i].seen, table[i].seen.host[0] ? &table[i].target : NULL, &in_use) !=
			table[i].fault)
			fail_msg("%zu", i);
	}
}

static int start(void **state)
{
	(void)state;
	server = test_dns_new(test_zone_answer, (void *)zone, true);
	test_hide_system_signers();
	test_cert_make(&right, &(struct test_cert_options){.san = "DNS:mta-sts.sts.test"}, NULL);
	test_cert_make(&wrong, &(struct test_cert_options){.san = "DNS:www.sts.test"}, NULL);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	test_dns_free(&server);
	test_cert_release(&right);
	test_cert_release(&wrong);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_policy),
		cmocka_unit_test(test_recipient),
		cmocka_unit_test(test_shown),
		cmocka_unit_test(test_discovery),
		cmocka_unit_test(test_srv_judge),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
