/*
 * Handshakes that fail, each in its own way (hazards.md 23 to 26).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/eventfd.h>
#include <sys/socket.h>

#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/param_build.h>

#include "checks/base/clock.h"
#include "checks/base/str.h"
#include "tests/unit/support/test_tls.h"

#define HOST "mail.example.org"

static struct test_cert leaf, rsa_leaf;
static struct tls_store *store;
static const struct io_scope unlimited = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};

static int make_signers(void **state)
{
	char *path;

	(void)state;
	test_hide_system_signers();
	test_cert_make(&leaf, &(struct test_cert_options){.san = "DNS:" HOST}, NULL);
	test_cert_make(&rsa_leaf, &(struct test_cert_options){.san = "DNS:" HOST, .rsa_bits = 2048}, NULL);
	path = test_cert_file(&leaf);
	store = tls_store_new(path, NULL);
	unlink(path);
	free(path);
	return store ? 0 : -1;
}

static int free_signers(void **state)
{
	(void)state;
	tls_store_free(&store);
	test_cert_release(&leaf);
	test_cert_release(&rsa_leaf);
	return 0;
}

/* The server's data is not used after this returns. */
static enum tls_outcome shake(
	test_serve *serve, void *data, enum tls_kind kind, int64_t ms, struct tls_report *report_r)
{
	struct test_server *server = test_server_new(AF_INET, serve, data);
	struct stream *stream = stream_new(test_server_connect(server));
	struct io_scope scope = io_scope_within(&unlimited, ms);
	struct str line = STR_INIT;
	enum line_fault fault;
	enum tls_outcome outcome = stream_start_tls(stream, &scope, store, kind, HOST, report_r);

	assert_int_equal(outcome, report_r->outcome);
	assert_int_equal(stream_is_encrypted(stream), outcome == TLS_DONE);
	if (outcome != TLS_DONE) {
		assert_false(report_r->verified);
		assert_true(report_r->err.text[0]);
		/* Nothing is said or heard on it any more. */
		assert_int_equal(stream_write(stream, &unlimited, "x", 1), IO_FAILED);
		assert_int_equal(stream_read_line(stream, &unlimited, &line, &fault), IO_FAILED);
	}
	stream_free(&stream);
	test_server_free(&server);
	str_release(&line);
	return outcome;
}

/* What a server says that knows nothing of TLS. */
struct script {
	const char *first; /* at once */
	const char *then;  /* when the client has spoken */
	size_t then_len;
	enum { HANG_UP, KEEP_OPEN, RESET } end;
};

static void serve_script(int fd, void *data)
{
	const struct script *script = data;
	char buf[4096];

	if (script->first)
		test_send(fd, script->first, strlen(script->first));
	if (recv(fd, buf, sizeof buf, 0) <= 0)
		return;
	test_send(fd, script->then, script->then_len);
	if (script->end == KEEP_OPEN)
		test_hear_out(fd);
	if (script->end == RESET)
		test_reset(fd);
}

static void test_not_openssl(void **state)
{
	static const struct {
		struct script script;
		enum tls_outcome outcome;
		const char *plain;
		int alert;
	} cases[] = {
		{{"220 mail.example.org ESMTP\r\n220 more\r\n", NULL, 0, KEEP_OPEN}, TLS_NOT_TLS,
			"220 mail.example.org ESMTP", 0},
		{{"554 no\033[2J\r\n", NULL, 0, HANG_UP}, TLS_NOT_TLS, "554 no\\x1b[2J", 0},
		{{NULL, "HTTP/1.1 400 Bad Request\r\n", 26, HANG_UP}, TLS_NOT_TLS, "HTTP/1.1 400 Bad Request",
			0},
		{{NULL, "+OK\r\n", 5, KEEP_OPEN}, TLS_NOT_TLS, "+OK", 0},
		{{NULL, "-", 1, HANG_UP}, TLS_NOT_TLS, "-", 0},
		{{NULL, NULL, 0, HANG_UP}, TLS_CLOSED, "", 0},
		{{NULL, "\x16\x03", 2, HANG_UP}, TLS_CLOSED, "", 0},
		{{NULL, NULL, 0, RESET}, TLS_RESET, "", 0},
		{{NULL, NULL, 0, KEEP_OPEN}, TLS_TIMED_OUT, "", 0},
		{{NULL, "\x15\x03\x01\x00\x02\x02\x46", 7, KEEP_OPEN}, TLS_TOO_OLD, "", 70},
		{{NULL, "\x15\x03\x01\x00\x02\x02\x28", 7, KEEP_OPEN}, TLS_NO_CIPHER, "", 40},
		{{NULL, "\x15\x03\x01\x00\x02\x02\x47", 7, KEEP_OPEN}, TLS_NO_CIPHER, "", 71},
		{{NULL, "\x15\x03\x01\x00\x02\x02\x50", 7, KEEP_OPEN}, TLS_ALERT, "", 80},
		{{NULL, "\x16\x03\x03\x00\x04\x63\x00\x00\x00", 9, KEEP_OPEN}, TLS_FAILED, "", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct script script = cases[i].script;
		struct tls_report report;

		if (shake(serve_script, &script, TLS_SECURE, 300, &report) != cases[i].outcome)
			fail_msg("%zu: %s, %s", i, tls_outcome_name(report.outcome), report.err.text);
		assert_string_equal(report.plain, cases[i].plain);
		assert_int_equal(report.alert, cases[i].alert);
		assert_int_equal(report.n_chain, 0);
		assert_string_equal(report.protocol, "");
	}
}

static SSL_CTX *context_up_to(int version, const struct test_cert *cert)
{
	SSL_CTX *context = test_server_context(cert, NULL, 0);

	SSL_CTX_set_max_proto_version(context, version);
	return context;
}

static void test_old_versions(void **state)
{
	static const struct {
		int version;
		enum tls_outcome secure;
		const char *looked;
	} cases[] = {
		{TLS1_VERSION, TLS_TOO_OLD, "TLSv1"},
		{TLS1_1_VERSION, TLS_TOO_OLD, "TLSv1.1"},
		{TLS1_2_VERSION, TLS_DONE, "TLSv1.2"},
		{TLS1_3_VERSION, TLS_DONE, "TLSv1.3"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct test_tls tls = {.context = context_up_to(cases[i].version, &leaf)};
		struct tls_report report;

		assert_int_equal(shake(test_serve_tls, &tls, TLS_SECURE, 10000, &report), cases[i].secure);
		assert_int_equal(report.verified, cases[i].secure == TLS_DONE);
		assert_int_equal(shake(test_serve_tls, &tls, TLS_LOOK, 10000, &report), TLS_DONE);
		assert_string_equal(report.protocol, cases[i].looked);
		assert_false(report.verified);
		SSL_CTX_free(tls.context);
	}
}

/* Without a certificate there is nothing to verify, and OpenSSL's verify result is "ok" (H18). */
static void test_anonymous(void **state)
{
	struct test_tls tls = {.context = context_up_to(TLS1_2_VERSION, NULL)};
	struct tls_report report;

	(void)state;
	SSL_CTX_set_dh_auto(tls.context, 1);
	SSL_CTX_set_cipher_list(tls.context, "aNULL:@SECLEVEL=0");
	assert_int_equal(shake(test_serve_tls, &tls, TLS_SECURE, 10000, &report), TLS_NO_CIPHER);
	assert_int_equal(report.alert, 40);
	assert_int_equal(shake(test_serve_tls, &tls, TLS_LOOK, 10000, &report), TLS_DONE);
	assert_int_equal(report.n_chain, 0);
	assert_false(report.verified);
	SSL_CTX_free(tls.context);
}

static EVP_PKEY *small_group(void)
{
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	BIGNUM *p = BN_get_rfc2409_prime_1024(NULL), *g = BN_new();
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
	EVP_PKEY *group = NULL;
	OSSL_PARAM *params;

	BN_set_word(g, 2);
	OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_FFC_P, p);
	OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_FFC_G, g);
	params = OSSL_PARAM_BLD_to_param(builder);
	EVP_PKEY_fromdata_init(context);
	EVP_PKEY_fromdata(context, &group, EVP_PKEY_KEY_PARAMETERS, params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(builder);
	EVP_PKEY_CTX_free(context);
	BN_free(p);
	BN_free(g);
	return group;
}

static void test_small_group(void **state)
{
	struct test_tls tls = {.context = context_up_to(TLS1_2_VERSION, &rsa_leaf)};
	EVP_PKEY *group = small_group();
	struct tls_report report;

	(void)state;
	assert_non_null(group);
	assert_int_equal(SSL_CTX_set0_tmp_dh_pkey(tls.context, group), 1);
	SSL_CTX_set_cipher_list(tls.context, "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0");
	if (shake(test_serve_tls, &tls, TLS_SECURE, 10000, &report) != TLS_NO_CIPHER)
		fail_msg("%s: %s", tls_outcome_name(report.outcome), report.err.text);
	assert_int_equal(shake(test_serve_tls, &tls, TLS_LOOK, 10000, &report), TLS_DONE);
	SSL_CTX_free(tls.context);
}

static int refuse_name(SSL *ssl, int *alert, void *data)
{
	(void)data;
	(void)ssl;
	*alert = SSL_AD_UNRECOGNIZED_NAME;
	return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static void test_alert(void **state)
{
	struct test_tls tls = {.context = test_server_context(&leaf, NULL, 0)};
	struct tls_report report;

	(void)state;
	SSL_CTX_set_tlsext_servername_callback(tls.context, refuse_name);
	assert_int_equal(shake(test_serve_tls, &tls, TLS_SECURE, 10000, &report), TLS_ALERT);
	assert_int_equal(report.alert, 112);
	SSL_CTX_free(tls.context);
}

static void test_oversized(void **state)
{
	struct test_cert huge;
	struct test_tls tls;
	struct tls_report report;
	struct str san = STR_INIT;

	(void)state;
	for (int i = 0; i < 6000; i++)
		str_addf(&san, "DNS:name%d.example.org,", i);
	str_add(&san, "DNS:" HOST);
	test_cert_make(&huge, &(struct test_cert_options){.san = str_text(&san)}, NULL);
	tls = (struct test_tls){.context = test_server_context(&huge, NULL, 0)};
	assert_int_equal(shake(test_serve_tls, &tls, TLS_SECURE, 10000, &report), TLS_OVERSIZED);
	assert_int_equal(shake(test_serve_tls, &tls, TLS_LOOK, 10000, &report), TLS_OVERSIZED);
	SSL_CTX_free(tls.context);
	test_cert_release(&huge);
	str_release(&san);
}

static void test_cancelled(void **state)
{
	struct script script = {NULL, NULL, 0, KEEP_OPEN};
	struct test_server *server = test_server_new(AF_INET, serve_script, &script);
	struct stream *stream = stream_new(test_server_connect(server));
	int cancel = eventfd(1, EFD_CLOEXEC);
	struct io_scope scope = {.cancel_fd = cancel, .deadline_us = CLOCK_NEVER};
	struct tls_report report;

	(void)state;
	assert_int_equal(stream_start_tls(stream, &scope, store, TLS_SECURE, HOST, &report), TLS_CANCELLED);
	close(cancel);
	stream_free(&stream);
	test_server_free(&server);
}

/* A name that cannot be a host's is a failure, never a handshake without a name check. */
static void test_impossible_host(void **state)
{
	struct test_tls tls = {.context = test_server_context(&leaf, NULL, 0)};
	struct test_server *server = test_server_new(AF_INET, test_serve_tls, &tls);
	struct stream *stream = stream_new(test_server_connect(server));
	struct tls_report report;
	char host[400];

	(void)state;
	memset(host, 'x', sizeof host - 1);
	host[sizeof host - 1] = '\0';
	assert_int_equal(stream_start_tls(stream, &unlimited, store, TLS_SECURE, host, &report), TLS_FAILED);
	assert_false(stream_is_encrypted(stream));
	stream_free(&stream);
	test_server_free(&server);
	SSL_CTX_free(tls.context);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_openssl),
		cmocka_unit_test(test_old_versions),
		cmocka_unit_test(test_anonymous),
		cmocka_unit_test(test_small_group),
		cmocka_unit_test(test_alert),
		cmocka_unit_test(test_oversized),
		cmocka_unit_test(test_cancelled),
		cmocka_unit_test(test_impossible_host),
	};

	return cmocka_run_group_tests(tests, make_signers, free_signers);
}
