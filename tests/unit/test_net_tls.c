/*
 * Certificates: which are right, what is wrong with the others, and the evidence (hazards.md 22).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>

#include <openssl/pem.h>
#include <openssl/x509_vfy.h>

#include "checks/base/clock.h"
#include "checks/base/str.h"
#include "tests/unit/support/test_tls.h"

#define DAY 86400

static struct test_cert root, middle, stranger;
static struct tls_store *store;
static const struct io_scope unlimited = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};

static int make_signers(void **state)
{
	char *path;

	(void)state;
	test_hide_system_signers();
	test_cert_make(&root,
		&(struct test_cert_options){.cn = "Test Root", .org = "Mailmend Tests", .ca = true}, NULL);
	test_cert_make(&middle, &(struct test_cert_options){.cn = "Test Middle", .ca = true}, &root);
	test_cert_make(&stranger, &(struct test_cert_options){.cn = "Unknown Root", .ca = true}, NULL);
	path = test_cert_file(&root);
	store = tls_store_new(path, NULL);
	unlink(path);
	free(path);
	return store ? 0 : -1;
}

static int free_signers(void **state)
{
	(void)state;
	tls_store_free(&store);
	assert_null(store);
	tls_store_free(&store);
	test_cert_release(&root);
	test_cert_release(&middle);
	test_cert_release(&stranger);
	return 0;
}

/* Connects to a server with that certificate and chain, and gives the report. */
static enum tls_outcome look(const struct tls_store *with, enum tls_kind kind, const struct test_cert *leaf,
	const struct test_cert *chain, const char *host, struct tls_report *report_r)
{
	struct test_tls tls = {.context = test_server_context(leaf, &chain, chain ? 1 : 0)};
	struct test_server *server = test_server_new(AF_INET, test_serve_tls, &tls);
	struct stream *stream = stream_new(test_server_connect(server));
	struct io_scope scope = io_scope_within(&unlimited, 10000);
	enum tls_outcome outcome = stream_start_tls(stream, &scope, with, kind, host, report_r);

	assert_int_equal(outcome, report_r->outcome);
	assert_int_equal(stream_is_encrypted(stream), outcome == TLS_DONE);
	assert_int_equal(stream_is_verified(stream), report_r->verified);
	stream_free(&stream);
	test_server_free(&server);
	SSL_CTX_free(tls.context);
	return outcome;
}

struct row {
	const char *about;
	struct test_cert_options options;
	const struct test_cert *issuer, *chain;
	const char *host;
	int error; /* X509_V_OK: verified */
	int depth;
};

#define HOST "mail.example.org"
#define SAN  "DNS:mail.example.org"

static const struct row rows[] = {
	{"good", {.san = SAN}, &root, NULL, HOST, X509_V_OK, 0},
	{"upper case", {.san = SAN}, &root, NULL, "MAIL.Example.ORG", X509_V_OK, 0},
	{"final dot", {.san = SAN}, &root, NULL, "mail.example.org.", X509_V_OK, 0},
	{"wildcard", {.san = "DNS:*.example.org"}, &root, NULL, HOST, X509_V_OK, 0},
	{"wildcard, two levels", {.san = "DNS:*.example.org"}, &root, NULL, "a.b.example.org",
		X509_V_ERR_HOSTNAME_MISMATCH, 0},
	{"wildcard, level above", {.san = "DNS:*.example.org"}, &root, NULL, "example.org",
		X509_V_ERR_HOSTNAME_MISMATCH, 0},
	{"part of a label", {.san = "DNS:m*.example.org"}, &root, NULL, HOST, X509_V_ERR_HOSTNAME_MISMATCH,
		0},
	{"CN alone", {.cn = HOST}, &root, NULL, HOST, X509_V_OK, 0},
	{"CN beside a SAN", {.cn = HOST, .san = "DNS:other.example.org"}, &root, NULL, HOST,
		X509_V_ERR_HOSTNAME_MISMATCH, 0},
	{"wrong name", {.san = "DNS:other.example.org"}, &root, NULL, HOST, X509_V_ERR_HOSTNAME_MISMATCH, 0},
	{"IP literal", {.san = "IP:127.0.0.1"}, &root, NULL, "127.0.0.1", X509_V_OK, 0},
	{"IPv6 literal", {.san = "IP:2001:db8::1"}, &root, NULL, "[2001:db8::1]", X509_V_OK, 0},
	{"IP literal, other SAN", {.cn = "127.0.0.1", .san = "IP:127.0.0.2"}, &root, NULL, "127.0.0.1",
		X509_V_ERR_IP_ADDRESS_MISMATCH, 0},
	{"IP literal, name only", {.san = SAN}, &root, NULL, "127.0.0.1", X509_V_ERR_IP_ADDRESS_MISMATCH, 0},
	{"expired", {.san = SAN, .from_s = -2 * DAY, .until_s = -DAY}, &root, NULL, HOST,
		X509_V_ERR_CERT_HAS_EXPIRED, 0},
	{"not yet valid", {.san = SAN, .from_s = DAY, .until_s = 2 * DAY}, &root, NULL, HOST,
		X509_V_ERR_CERT_NOT_YET_VALID, 0},
	{"self-signed", {.san = SAN}, NULL, NULL, HOST, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, 0},
	{"unknown signer", {.san = SAN}, &stranger, NULL, HOST, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
		0},
	{"unknown signer, sent", {.san = SAN}, &stranger, &stranger, HOST,
		X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, 1},
	{"intermediate", {.san = SAN}, &middle, &middle, HOST, X509_V_OK, 0},
	{"missing intermediate", {.san = SAN}, &middle, NULL, HOST,
		X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 0},
	{"RSA 1024", {.san = SAN, .rsa_bits = 1024}, &root, NULL, HOST, X509_V_ERR_EE_KEY_TOO_SMALL, 0},
	{"SHA-1", {.san = SAN, .weak = true}, &root, NULL, HOST, X509_V_ERR_CA_MD_TOO_WEAK, 0},
	{"nobody expected", {.san = SAN}, &root, NULL, "", X509_V_OK, 0},
};

static void test_certificates(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];
		struct tls_report report;
		struct test_cert leaf;
		bool good = row->error == X509_V_OK && row->host[0];

		test_cert_make(&leaf, &row->options, row->issuer);
		if (look(store, TLS_SECURE, &leaf, row->chain, row->host, &report) != TLS_DONE)
			fail_msg("%s: %s", row->about, report.err.text);
		if (report.verify_error != row->error || report.verified != good)
			fail_msg("%s: %s", row->about, tls_verify_name(report.verify_error));
		assert_int_equal(report.verify_depth, row->depth);
		assert_int_equal(report.n_chain, row->chain ? 2 : 1);
		/* To look is never to verify. */
		assert_int_equal(look(store, TLS_LOOK, &leaf, row->chain, row->host, &report), TLS_DONE);
		assert_false(report.verified);
		test_cert_release(&leaf);
	}
}

static void test_report(void **state)
{
	struct test_cert leaf;
	struct tls_report *report = calloc(1, sizeof *report);
	const struct cert_info *own = &report->chain[0], *next = &report->chain[1];

	(void)state;
	test_cert_make(&leaf,
		&(struct test_cert_options){.cn = "b\303\266se \033[2J\342\200\256name",
			.org = "Example Ltd",
			.san = "DNS:mail.example.org,email:a@example.org,IP:192.0.2.1,IP:2001:db8::1",
			.rsa_bits = 2048},
		&middle);
	assert_int_equal(look(store, TLS_SECURE, &leaf, &middle, HOST, report), TLS_DONE);
	assert_true(report->verified);
	assert_string_equal(report->protocol, "TLSv1.3");
	assert_true(strlen(report->cipher) > 4);
	assert_in_range(report->bits, 128, 256);
	assert_true(report->took_us > 0);
	assert_int_equal(report->early, 0);
	assert_int_equal(report->n_chain, 2);
	assert_string_equal(own->subject, "b\303\266se \\x1b[2Jname");
	assert_string_equal(own->issuer, "Test Middle");
	assert_string_equal(own->issuer_org, "");
	assert_int_equal(own->n_names, 3);
	assert_string_equal(own->names[0], HOST);
	assert_string_equal(own->names[1], "192.0.2.1");
	assert_string_equal(own->names[2], "2001:db8::1");
	assert_string_equal(own->key, "RSA 2048");
	assert_string_equal(own->signature, "ecdsa-with-SHA256");
	assert_int_equal(strlen(own->sha256), 64);
	assert_false(own->self_signed);
	assert_in_range(clock_wall() - own->not_before, 3500, 3700);
	assert_in_range(own->not_after - clock_wall(), 3500, 3700);
	assert_string_equal(next->subject, "Test Middle");
	assert_string_equal(next->issuer, "Test Root");
	assert_string_equal(next->issuer_org, "Mailmend Tests");
	assert_string_equal(next->key, "EC P-256");
	assert_string_equal(next->names[0], "Test Middle");
	test_cert_release(&leaf);
	free(report);
}

static void test_names_at_their_limits(void **state)
{
	struct test_cert leaf;
	struct tls_report *report = calloc(1, sizeof *report);
	struct str san = STR_INIT;

	(void)state;
	for (int i = 0; i < 40; i++)
		str_addf(&san, "DNS:n%d.example.org,", i);
	str_add(&san, "DNS:mail.example.org");
	test_cert_make(&leaf, &(struct test_cert_options){.san = str_text(&san)}, NULL);
	assert_int_equal(look(store, TLS_SECURE, &leaf, NULL, HOST, report), TLS_DONE);
	assert_int_equal(report->chain[0].n_names, TLS_NAMES_MAX);
	assert_string_equal(report->chain[0].names[15], "n15.example.org");
	assert_true(report->chain[0].self_signed);
	/* No name at all: the certificate has an empty subject. */
	assert_string_equal(report->chain[0].subject, "");
	test_cert_release(&leaf);
	str_release(&san);
	free(report);
}

static void test_stores(void **state)
{
	struct err err = ERR_INIT;
	struct tls_store *none = tls_store_new(NULL, &err), *with_file;
	char *path = test_cert_file(&root);
	FILE *file;

	(void)state;
	assert_non_null(none);
	assert_int_equal(tls_store_signers(none), 0);
	assert_int_equal(tls_store_signers(store), 1);
	tls_store_free(&none);
	assert_null(tls_store_new("/nonexistent/ca.pem", &err));
	assert_non_null(strstr(err.text, "/nonexistent/ca.pem"));
	setenv("SSL_CERT_FILE", path, 1);
	with_file = tls_store_new(path, &err);
	assert_int_equal(tls_store_signers(with_file), 2);
	tls_store_free(&with_file);
	test_hide_system_signers();
	file = fopen(path, "w");
	fprintf(file, "no certificate\n");
	fclose(file);
	assert_null(tls_store_new(path, &err));
	assert_non_null(strstr(err.text, "no certificate"));
	assert_null(tls_store_new("/", &err));
	unlink(path);
	free(path);
}

/* A directory as c_rehash makes it is read when a signer is needed. */
static void test_directory(void **state)
{
	char dir[] = "/tmp/mailmend-test-XXXXXX";
	struct tls_store *with_dir;
	struct tls_report *report = calloc(1, sizeof *report);
	struct test_cert leaf;
	char *link;
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(dir));
	link = str_print("%s/%08lx.0", dir, X509_subject_name_hash(root.cert));
	file = fopen(link, "w");
	PEM_write_X509(file, root.cert);
	fclose(file);
	setenv("SSL_CERT_DIR", dir, 1);
	with_dir = tls_store_new(NULL, NULL);
	assert_int_equal(tls_store_signers(with_dir), 1);
	test_cert_make(&leaf, &(struct test_cert_options){.san = SAN}, &root);
	assert_int_equal(look(with_dir, TLS_SECURE, &leaf, NULL, HOST, report), TLS_DONE);
	assert_true(report->verified);
	test_hide_system_signers();
	tls_store_free(&with_dir);
	test_cert_release(&leaf);
	unlink(link);
	rmdir(dir);
	free(link);
	free(report);
}

static void test_words(void **state)
{
	(void)state;
	assert_string_equal(tls_verify_name(X509_V_ERR_CERT_HAS_EXPIRED), "X509_V_ERR_CERT_HAS_EXPIRED");
	assert_string_equal(tls_verify_name(X509_V_OK), "X509_V_OK");
	assert_string_equal(tls_verify_name(9999), "X509_V_ERR_UNSPECIFIED");
	assert_string_equal(tls_outcome_name(TLS_NOT_TLS), "not-tls");
	assert_string_equal(tls_outcome_name(TLS_FAILED), "failed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_certificates),
		cmocka_unit_test(test_report),
		cmocka_unit_test(test_names_at_their_limits),
		cmocka_unit_test(test_stores),
		cmocka_unit_test(test_directory),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, make_signers, free_signers);
}
