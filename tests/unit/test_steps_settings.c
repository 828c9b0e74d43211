/*
 * Ports, encryption, guesses, published settings, typing mistakes and certificates: the rules of the step
 * settings as tables.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/x509_vfy.h>

#include "checks/base/str.h"
#include "checks/steps/common/controls.h"
#include "checks/mail/near.h"
#include "checks/steps/common/ports.h"
#include "checks/steps/common/reply_finding.h"
#include "checks/steps/settings/cert_verdict.h"
#include "checks/steps/settings/discover.h"
#include "checks/steps/settings/guess.h"
#include "checks/steps/settings/typo.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))
#define DAY	    86400
#define NOW	    (WRITTEN_AT + 100 * (int64_t)DAY)

static struct server_settings server(const char *host, int port, enum security security)
{
	struct server_settings made = {.port = port, .security = security};

	str_copy(made.host, sizeof made.host, host);
	return made;
}

static void test_target_in_use(void **state)
{
	static const struct {
		int port;
		enum security security;
		int expected, other;
		enum security becomes;
	} table[] = {
		{587, SECURITY_STARTTLS, 587, 0, SECURITY_STARTTLS},
		{12345, SECURITY_AUTO, 12345, 0, SECURITY_AUTO},
		{0, SECURITY_TLS, 465, 0, SECURITY_TLS},
		{0, SECURITY_STARTTLS, 587, 465, SECURITY_STARTTLS},
		{0, SECURITY_NONE, 587, 465, SECURITY_NONE},
		{0, SECURITY_AUTO, 587, 465, SECURITY_AUTO},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct server_settings told = server("smtp.example.org", table[i].port, table[i].security);
		struct target target = target_in_use(&told, NULL);

		assert_true(target.in_use);
		assert_string_equal(target.out.host, "smtp.example.org");
		assert_int_equal(target.out.port, table[i].expected);
		assert_int_equal(target.other_port, table[i].other);
		assert_int_equal(target.out.security, table[i].becomes);
	}
}

static void test_target_of_a_known_host(void **state)
{
	static const struct provider known = {
		.outgoing = {{.host = "mail.example.net", .port = 465, .kind = 't'},
			{.host = "mail.example.net", .port = 2587, .kind = 's'}},
		.n_outgoing = 2,
	};
	struct server_settings told = server("mail.example.net", 0, SECURITY_AUTO);
	struct target target = target_in_use(&told, &known);

	(void)state;
	assert_int_equal(target.out.port, 465);
	assert_int_equal(target.out.security, SECURITY_TLS);
	told.security = SECURITY_STARTTLS;
	target = target_in_use(&told, &known);
	assert_int_equal(target.out.port, 2587);
	assert_int_equal(target.other_port, 0);
	told = server("other.example.net", 0, SECURITY_AUTO);
	target = target_in_use(&told, &known);
	assert_int_equal(target.out.port, 587);
}

static void test_target_recommended(void **state)
{
	struct server_settings recommended = server("smtp.example.org", 465, SECURITY_TLS);
	struct server_settings told = server("", 0, SECURITY_AUTO);
	struct target target = target_recommended(&recommended, &told);

	(void)state;
	assert_false(target.in_use);
	assert_int_equal(target.out.port, 465);
	told.port = 2525;
	target = target_recommended(&recommended, &told);
	assert_true(target.in_use);
	assert_int_equal(target.out.port, 2525);
	assert_int_equal(target.out.security, SECURITY_AUTO);
	told.port = 0;
	told.security = SECURITY_STARTTLS;
	target = target_recommended(&recommended, &told);
	assert_int_equal(target.out.port, 587);
	assert_int_equal(target.out.security, SECURITY_STARTTLS);
}

static void test_starts_encrypted(void **state)
{
	struct server_settings settings = server("h", 465, SECURITY_AUTO);

	(void)state;
	assert_true(starts_encrypted(&settings));
	settings.port = 587;
	assert_false(starts_encrypted(&settings));
	settings.security = SECURITY_TLS;
	assert_true(starts_encrypted(&settings));
	/* What the person chose counts, not the number. */
	settings = server("h", 465, SECURITY_STARTTLS);
	assert_false(starts_encrypted(&settings));
}

static void test_guess_order(void **state)
{
	static const struct {
		const char *host;
		int port;
	} expected[] = {{"smtp.example.org", 587}, {"smtp.example.org", 465}, {"mail.example.org", 587},
		{"mail.example.org", 465}, {"example.org", 587}, {"example.org", 465}};
	struct server_settings guesses[GUESSES_MAX];
	char too_long[HOST_MAX];

	(void)state;
	assert_int_equal(guess_outgoing("example.org", guesses), N_OF(expected));
	for (size_t i = 0; i < N_OF(expected); i++) {
		assert_string_equal(guesses[i].host, expected[i].host);
		assert_int_equal(guesses[i].port, expected[i].port);
		assert_int_equal(
			guesses[i].security, expected[i].port == 465 ? SECURITY_TLS : SECURITY_STARTTLS);
		assert_int_equal(guesses[i].source, SOURCE_GUESS);
	}
	assert_int_equal(guess_incoming("example.org", guesses), 4);
	assert_string_equal(guesses[0].host, "imap.example.org");
	assert_true(guesses[3].pop3 && guesses[3].port == 995);
	memset(too_long, 'a', sizeof too_long - 1);
	too_long[sizeof too_long - 1] = '\0';
	assert_int_equal(guess_outgoing(too_long, guesses), 2);
}

static void set_srv(struct dns_record *record, int priority, int weight, int port, const char *host)
{
	memset(record, 0, sizeof *record);
	record->type = DNS_SRV;
	record->u.srv.priority = priority;
	record->u.srv.weight = weight;
	record->u.srv.port = port;
	str_copy(record->u.srv.host, sizeof record->u.srv.host, host);
}

static void test_srv(void **state)
{
	static struct discovery_questions questions;
	static struct dns_record submission[3], imaps[1], pop3s[1];
	struct recommended_settings settings = {.n_outgoing = 0};

	(void)state;
	assert_true(discovery_ask_for("example.org", &questions));
	assert_string_equal(questions.answers[DISCOVER_SUBMISSIONS].name, "_submissions._tcp.example.org");
	assert_string_equal(questions.answers[DISCOVER_MX].name, "example.org");
	set_srv(&submission[0], 20, 99, 587, "backup.example.org");
	set_srv(&submission[1], 10, 1, 587, "light.example.org");
	set_srv(&submission[2], 10, 5, 10587, "heavy.example.org");
	questions.answers[DISCOVER_SUBMISSION].outcome = DNS_FOUND;
	questions.answers[DISCOVER_SUBMISSION].records = submission;
	questions.answers[DISCOVER_SUBMISSION].n = 3;
	set_srv(&imaps[0], 0, 0, 993, "imap.example.org");
	questions.answers[DISCOVER_IMAPS].outcome = DNS_FOUND;
	questions.answers[DISCOVER_IMAPS].records = imaps;
	questions.answers[DISCOVER_IMAPS].n = 1;
	/* ".": the service is not offered. */
	set_srv(&pop3s[0], 0, 0, 0, ".");
	questions.answers[DISCOVER_POP3S].outcome = DNS_FOUND;
	questions.answers[DISCOVER_POP3S].records = pop3s;
	questions.answers[DISCOVER_POP3S].n = 1;
	assert_true(discovery_read_srv(questions.answers, &settings));
	assert_int_equal(settings.source, SOURCE_SRV);
	assert_int_equal(settings.n_outgoing, 1);
	assert_string_equal(settings.outgoing[0].host, "heavy.example.org");
	assert_int_equal(settings.outgoing[0].port, 10587);
	assert_int_equal(settings.outgoing[0].security, SECURITY_STARTTLS);
	assert_int_equal(settings.n_incoming, 1);
	assert_int_equal(settings.incoming[0].security, SECURITY_TLS);
}

static void test_srv_for_receiving_alone_is_none_for_sending(void **state)
{
	static struct discovery_questions questions;
	static struct dns_record imaps[1];
	struct recommended_settings settings = {.n_outgoing = 0};

	(void)state;
	assert_true(discovery_ask_for("example.org", &questions));
	set_srv(&imaps[0], 0, 0, 993, "imap.example.org");
	questions.answers[DISCOVER_IMAPS].outcome = DNS_FOUND;
	questions.answers[DISCOVER_IMAPS].records = imaps;
	questions.answers[DISCOVER_IMAPS].n = 1;
	assert_false(discovery_read_srv(questions.answers, &settings));
	assert_int_equal(settings.source, SOURCE_NONE);
}

static void test_mx(void **state)
{
	static struct dns_record records[2];
	struct dns_answer mx = {.outcome = DNS_FOUND, .records = records, .n = 2};
	struct recommended_settings settings = {.n_outgoing = 0};

	(void)state;
	records[0].type = records[1].type = DNS_MX;
	records[0].u.mx.preference = 10;
	str_copy(records[0].u.mx.host, DNS_NAME_MAX, "mx.some-small-host.example");
	records[1].u.mx.preference = 20;
	str_copy(records[1].u.mx.host, DNS_NAME_MAX, "aspmx.l.google.com");
	assert_true(discovery_read_mx(&mx, "ann", &settings));
	assert_int_equal(settings.source, SOURCE_MX);
	assert_string_equal(settings.outgoing[0].host, "smtp.gmail.com");
	mx.n = 1;
	settings = (struct recommended_settings){.n_outgoing = 0};
	assert_false(discovery_read_mx(&mx, "ann", &settings));
}

static void test_near(void **state)
{
	(void)state;
	assert_int_equal(name_distance("smtp", "smtp", 3), 0);
	assert_int_equal(name_distance("smtp", "smpt", 3), 1);
	assert_int_equal(name_distance("smtp", "smt", 3), 1);
	assert_int_equal(name_distance("smtp", "smttp", 3), 1);
	assert_int_equal(name_distance("smtp", "sntp", 3), 1);
	assert_int_equal(name_distance("abcdef", "badcfe", 3), 3);
	assert_int_equal(name_distance("abc", "xyz", 2), 99);
	assert_int_equal(name_distance("", "abc", 3), 3);
	assert_true(name_is_near("smpt.example.org", "smtp.example.org"));
	assert_true(name_is_near("smtp.exmaple.ogr", "smtp.example.org"));
	assert_false(name_is_near("smtp.example.org", "smtp.example.org"));
	assert_false(name_is_near("smtp.example.org", "mail.example.org"));
	assert_false(name_is_near("a.org", "bc.org"));
}

static bool has(char candidates[TYPO_CANDIDATES_MAX][HOST_MAX], size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(candidates[i], name) == 0)
			return true;
	}
	return false;
}

static void test_typo(void **state)
{
	struct recommended_settings recommended = {.n_outgoing = 1};
	char candidates[TYPO_CANDIDATES_MAX][HOST_MAX];
	size_t n;

	(void)state;
	recommended.outgoing[0] = server("asmtp.provider.example", 465, SECURITY_TLS);
	n = typo_candidates("smpt.example.org", "example.org", NULL, candidates);
	assert_true(has(candidates, n, "smtp.example.org"));
	n = typo_candidates("relay.exmaple.org", "example.org", NULL, candidates);
	assert_true(has(candidates, n, "relay.example.org"));
	n = typo_candidates("asmtp.provder.example", "example.org", &recommended, candidates);
	assert_true(has(candidates, n, "asmtp.provider.example"));
	/* Another server is no typing mistake. */
	assert_int_equal(
		typo_candidates("post.elsewhere.example", "example.org", &recommended, candidates), 0);
}

static struct tls_report report(int error, size_t n_chain, int64_t from, int64_t to, const char *sha256)
{
	struct tls_report made = {.outcome = TLS_DONE, .verify_error = error, .n_chain = n_chain};

	made.chain[0].not_before = from;
	made.chain[0].not_after = to;
	str_copy(made.chain[0].sha256, sizeof made.chain[0].sha256, sha256);
	return made;
}

static void test_certificates(void **state)
{
	static const struct {
		int error;
		size_t n_chain, signers;
		enum finding_id expected;
	} table[] = {
		{X509_V_ERR_CERT_HAS_EXPIRED, 2, 100, F_CERT_EXPIRED},
		{X509_V_ERR_CERT_NOT_YET_VALID, 2, 100, F_CERT_NOT_YET_VALID},
		{X509_V_ERR_HOSTNAME_MISMATCH, 2, 100, F_CERT_WRONG_NAME},
		{X509_V_ERR_IP_ADDRESS_MISMATCH, 2, 100, F_CERT_WRONG_NAME},
		{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, 1, 100, F_CERT_SELF_SIGNED},
		{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, 1, 0, F_CERT_SELF_SIGNED},
		{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, 2, 100, F_CERT_UNTRUSTED},
		{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 1, 100, F_CERT_INCOMPLETE},
		{X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, 1, 100, F_CERT_INCOMPLETE},
		{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 2, 100, F_CERT_UNTRUSTED},
		{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 2, 0, F_CERT_STORE_MISSING},
		{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 1, 0, F_CERT_STORE_MISSING},
		{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, 2, 100, F_CERT_INCOMPLETE},
		{X509_V_ERR_EE_KEY_TOO_SMALL, 2, 100, F_TLS_WEAK},
		{X509_V_ERR_CA_MD_TOO_WEAK, 2, 100, F_TLS_WEAK},
		{X509_V_ERR_CERT_REVOKED, 2, 100, F_CERT_UNUSABLE},
		{X509_V_ERR_INVALID_PURPOSE, 2, 100, F_CERT_UNUSABLE},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct tls_report r = report(table[i].error, table[i].n_chain, 0, 0, "a");

		if (cert_verdict(&r, table[i].signers) != table[i].expected)
			fail_msg("row %zu gives %s", i, finding_name(cert_verdict(&r, table[i].signers)));
	}
}

static void test_clock(void **state)
{
	struct tls_report early =
		report(X509_V_ERR_CERT_NOT_YET_VALID, 2, NOW + 10 * DAY, NOW + 100 * DAY, "a");
	struct tls_report late = report(X509_V_ERR_CERT_HAS_EXPIRED, 2, NOW - 100 * DAY, NOW - 10 * DAY, "a");
	struct tls_report longago =
		report(X509_V_ERR_CERT_HAS_EXPIRED, 2, NOW - 200 * DAY, NOW - 90 * DAY, "a");
	struct tls_report other =
		report(X509_V_ERR_CERT_NOT_YET_VALID, 2, NOW + 20 * DAY, NOW + 100 * DAY, "b");
	struct tls_report other_late =
		report(X509_V_ERR_CERT_HAS_EXPIRED, 2, NOW - 200 * DAY, NOW - 80 * DAY, "b");
	struct tls_report fine = report(X509_V_OK, 2, NOW - 10 * DAY, NOW + 10 * DAY, "b");
	struct tls_report years =
		report(X509_V_ERR_CERT_NOT_YET_VALID, 2, NOW + 800 * DAY, NOW + 900 * DAY, "a");

	(void)state;
	assert_false(clock_explains(NOW, &early, NULL));
	assert_false(clock_explains(NOW, &late, NULL));
	assert_false(clock_explains(NOW, &early, &fine));
	assert_true(clock_explains(NOW, &early, &other));
	/* The same certificate on both servers is one witness, not two. */
	assert_false(clock_explains(NOW, &early, &early));
	/* A clock from before this program. */
	assert_true(clock_explains(WRITTEN_AT - DAY, &early, NULL));
	assert_true(clock_explains(NOW, &years, NULL));
	/* Two forgotten certificates happen; two that nobody missed for months do not. */
	assert_false(clock_explains(NOW, &late, &other_late));
	assert_true(clock_explains(NOW, &longago, &other_late));
	assert_false(clock_explains(NOW, &longago, &fine));
	early.verify_error = X509_V_ERR_HOSTNAME_MISMATCH;
	assert_false(clock_explains(WRITTEN_AT - DAY, &early, NULL));
}

static void test_controls_are_strangers(void **state)
{
	char hosts[CONTROL_HOSTS][HOST_MAX], others[CONTROL_HOSTS][HOST_MAX];

	(void)state;
	control_hosts("", hosts);
	assert_true(hosts[0][0] && hosts[1][0]);
	assert_string_not_equal(hosts[0], hosts[1]);
	control_hosts(hosts[0], others);
	for (size_t i = 0; i < CONTROL_HOSTS; i++) {
		assert_true(others[i][0]);
		assert_string_not_equal(others[i], hosts[0]);
	}
}

static void test_reply_findings(void **state)
{
	struct reply_meaning meaning = {.cause = "wrong-password", .sure = true};

	(void)state;
	assert_int_equal(reply_finding_id(&meaning, 535, REPLY_STAGE_AUTH), F_SAYS_WRONG_PASSWORD);
	meaning.sure = false;
	assert_int_equal(reply_finding_id(&meaning, 535, REPLY_STAGE_AUTH), F_HINTS_WRONG_PASSWORD);
	meaning.cause = "greylisted";
	meaning.sure = true;
	assert_string_equal(
		finding_name(reply_finding_id(&meaning, 450, REPLY_STAGE_RCPT)), "reply-means-greylisted");
	meaning.cause = NULL;
	assert_int_equal(reply_finding_id(&meaning, 451, REPLY_STAGE_MAIL), F_HINTS_TEMPORARY_FAILURE);
	assert_int_equal(reply_finding_id(&meaning, 550, REPLY_STAGE_MAIL), F_HINTS_PROTOCOL_ERROR);
	assert_int_equal(reply_finding_id(&meaning, 0, REPLY_STAGE_INCOMING), F_HINTS_WRONG_PASSWORD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_target_in_use),
		cmocka_unit_test(test_target_of_a_known_host),
		cmocka_unit_test(test_target_recommended),
		cmocka_unit_test(test_starts_encrypted),
		cmocka_unit_test(test_guess_order),
		cmocka_unit_test(test_srv),
		cmocka_unit_test(test_srv_for_receiving_alone_is_none_for_sending),
		cmocka_unit_test(test_mx),
		cmocka_unit_test(test_near),
		cmocka_unit_test(test_typo),
		cmocka_unit_test(test_certificates),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_controls_are_strangers),
		cmocka_unit_test(test_reply_findings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
