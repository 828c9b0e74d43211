/*
 * The SASL mechanisms against the examples of their RFCs, and against servers that make no sense.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/encode.h"
#include "checks/mail/sasl.h"
#include "checks/mail/sasl_scram.h"

static struct secret *secret_of(const char *text)
{
	return secret_new(text, strlen(text));
}

static void encode(struct str *out, const char *text)
{
	str_clear(out);
	base64_encode(out, text, strlen(text));
}

struct exchange {
	struct secret *secret;
	struct sasl *sasl;
	struct str out, in;
};

static void start(struct exchange *x, enum sasl_mech mech, const char *user, const char *secret)
{
	enum sasl_secret kind = mech == SASL_XOAUTH2	   ? SASL_TOKEN_XOAUTH2
				: mech == SASL_OAUTHBEARER ? SASL_TOKEN_OAUTHBEARER
							   : SASL_PASSWORD;
	struct sasl_login login = {.user = user, .kind = kind, .host = "smtp.example.org", .port = 587};

	memset(x, 0, sizeof *x);
	x->secret = secret_of(secret);
	login.secret = x->secret;
	x->sasl = sasl_new(mech, &login);
	assert_non_null(x->sasl);
}

static void stop(struct exchange *x)
{
	sasl_free(&x->sasl);
	assert_null(x->sasl);
	secret_free(&x->secret);
	str_release(&x->out);
	str_release(&x->in);
}

static enum sasl_status challenge(struct exchange *x, const char *text)
{
	encode(&x->in, text);
	str_clear(&x->out);
	return sasl_answer(x->sasl, str_text(&x->in), &x->out);
}

/* RFC 4616 section 4 has the name and password, the encoding is that of coreutils. */
static void test_plain(void **state)
{
	struct exchange x;

	(void)state;
	start(&x, SASL_PLAIN, "tim", "tanstaaftanstaaf");
	assert_true(sasl_initial(x.sasl, &x.out));
	assert_string_equal(str_text(&x.out), "AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
	assert_int_equal(challenge(&x, "what"), SASL_BAD);
	assert_true(sasl_server_proved(x.sasl, NULL));
	stop(&x);
}

static void test_login(void **state)
{
	struct exchange x;

	(void)state;
	start(&x, SASL_LOGIN, "tim", "tanstaaf");
	assert_false(sasl_initial(x.sasl, &x.out));
	assert_int_equal(challenge(&x, "Username:"), SASL_GO_ON);
	assert_string_equal(str_text(&x.out), "dGlt");
	assert_int_equal(challenge(&x, "Password:"), SASL_GO_ON);
	assert_string_equal(str_text(&x.out), "dGFuc3RhYWY=");
	assert_int_equal(challenge(&x, "Again:"), SASL_BAD);
	stop(&x);
}

/* RFC 2195 section 2 */
static void test_cram(void **state)
{
	struct exchange x;

	(void)state;
	start(&x, SASL_CRAM_MD5, "tim", "tanstaaftanstaaf");
	assert_false(sasl_initial(x.sasl, &x.out));
	assert_int_equal(
		sasl_answer(x.sasl, "PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+", &x.out),
		SASL_GO_ON);
	assert_string_equal(str_text(&x.out), "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw");
	assert_int_equal(challenge(&x, "<again>"), SASL_BAD);
	stop(&x);
	start(&x, SASL_CRAM_MD5, "tim", "x");
	assert_int_equal(challenge(&x, ""), SASL_BAD);
	stop(&x);
}

struct vector {
	enum scram_hash hash;
	const char *nonce, *first, *server_first, *final, *server_final;
};

/* RFC 5802 section 5 and RFC 7677 section 3 */
static const struct vector vectors[] = {
	{SCRAM_SHA_1, "fyko+d2lbbFgONRv9qkxdawL", "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
		"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
		"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
		"v=rmF9pqV8S7suAoZWja4dJRkFsKQ="},
	{SCRAM_SHA_256, "rOprNGfwEbeRWgbNEkqO", "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
		"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
		"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
		"p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
		"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="},
};

static void test_scram_vectors(void **state)
{
	struct secret *secret = secret_of("pencil");

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		const struct vector *v = &vectors[i];
		struct scram *scram = scram_new(v->hash, "user", secret, v->nonce);
		struct str out = STR_INIT;

		scram_first(scram, &out);
		assert_string_equal(str_text(&out), v->first);
		str_clear(&out);
		assert_false(scram_verify(scram, v->server_final));
		assert_true(scram_final(scram, v->server_first, &out));
		assert_string_equal(str_text(&out), v->final);
		assert_true(scram_verify(scram, v->server_final));
		assert_false(scram_verify(scram, "v=AAAAAAAAAAAAAAAAAAAAAAAAAAA="));
		assert_false(scram_verify(scram, "v="));
		assert_false(scram_verify(scram, ""));
		assert_false(scram_verify(scram, "e=other-error"));
		str_release(&out);
		scram_free(&scram);
	}
	secret_free(&secret);
}

static void test_scram_nonsense(void **state)
{
	static const char *const first[] = {"", "r=", "r=abc,s=QSXCR+Q6sek8bf92,i=4096",
		"r=other3rfc,s=QSXCR+Q6sek8bf92,i=4096", "m=ext,r=abcd,s=QSXCR+Q6sek8bf92,i=4096",
		"r=abcd,s=,i=4096", "r=abcd,s=!!!!,i=4096", "r=abcd,s=QSXCR+Q6sek8bf92,i=0",
		"r=abcd,s=QSXCR+Q6sek8bf92,i=-1", "r=abcd,s=QSXCR+Q6sek8bf92,i=1000001",
		"r=abcd,s=QSXCR+Q6sek8bf92,i=99999999999999999999",
		"r=abcd,s=QSXCR+Q6sek8bf92,i=", "r=abcd,s=QSXCR+Q6sek8bf92",
		"s=QSXCR+Q6sek8bf92,r=abcd,i=4096"};
	struct secret *secret = secret_of("pencil");

	(void)state;
	for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) {
		struct scram *scram = scram_new(SCRAM_SHA_256, "user", secret, "abc");
		struct str out = STR_INIT;

		assert_false(scram_final(scram, first[i], &out));
		assert_false(scram_verify(scram, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
		str_release(&out);
		scram_free(&scram);
	}
	secret_free(&secret);
}

static void test_scram_names(void **state)
{
	struct secret *secret = secret_of("pencil");
	struct scram *scram = scram_new(SCRAM_SHA_1, "a=b,c", secret, "abc");
	struct str out = STR_INIT;

	(void)state;
	scram_first(scram, &out);
	assert_string_equal(str_text(&out), "n,,n=a=3Db=2Cc,r=abc");
	str_release(&out);
	scram_free(&scram);
	/* Without a given nonce, no two are the same. */
	struct scram *one = scram_new(SCRAM_SHA_1, "u", secret, NULL),
		     *two = scram_new(SCRAM_SHA_1, "u", secret, NULL);
	struct str other = STR_INIT;

	scram_first(one, &out);
	scram_first(two, &other);
	assert_string_not_equal(str_text(&out), str_text(&other));
	str_release(&out);
	str_release(&other);
	scram_free(&one);
	scram_free(&two);
	secret_free(&secret);
}

/* A server that does not know the password cannot make the proof, and one that gives none is not believed. */
static void test_scram_impostor(void **state)
{
	struct exchange x;
	struct str first = STR_INIT;
	struct str reply = STR_INIT;

	(void)state;
	start(&x, SASL_SCRAM_SHA_256, "user", "pencil");
	assert_true(sasl_initial(x.sasl, &x.out));
	assert_true(base64_decode(&first, str_text(&x.out)));
	str_addf(&reply, "%sXYZ,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", strstr(str_text(&first), "r="));
	assert_int_equal(challenge(&x, str_text(&reply)), SASL_GO_ON);
	assert_false(sasl_server_proved(x.sasl, NULL));
	assert_false(sasl_server_proved(x.sasl, "2.7.0"));
	assert_int_equal(challenge(&x, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="), SASL_IMPOSTOR);
	assert_false(sasl_server_proved(x.sasl, NULL));
	str_release(&first);
	str_release(&reply);
	stop(&x);
	start(&x, SASL_SCRAM_SHA_1, "user", "pencil");
	assert_int_equal(challenge(&x, "e=invalid-proof"), SASL_BAD);
	assert_string_equal(sasl_error_detail(x.sasl), "e=invalid-proof");
	stop(&x);
}

static void test_tokens(void **state)
{
	struct exchange x;
	struct str decoded = STR_INIT;

	(void)state;
	start(&x, SASL_XOAUTH2, "anna@example.org", "ya29.token");
	assert_true(sasl_initial(x.sasl, &x.out));
	assert_true(base64_decode(&decoded, str_text(&x.out)));
	assert_string_equal(str_text(&decoded), "user=anna@example.org\001auth=Bearer ya29.token\001\001");
	assert_int_equal(challenge(&x, "{\"status\":\"401\",\"schemes\":\"bearer\"}"), SASL_GO_ON);
	assert_string_equal(str_text(&x.out), "");
	assert_string_equal(sasl_error_detail(x.sasl), "{\"status\":\"401\",\"schemes\":\"bearer\"}");
	assert_int_equal(challenge(&x, "{}"), SASL_BAD);
	stop(&x);
	str_clear(&decoded);
	start(&x, SASL_OAUTHBEARER, "an,na@example.org", "vF9dft4qmT");
	assert_true(sasl_initial(x.sasl, &x.out));
	assert_true(base64_decode(&decoded, str_text(&x.out)));
	assert_string_equal(str_text(&decoded),
		"n,a=an=2Cna@example.org,\001host=smtp.example.org\001port=587\001"
		"auth=Bearer vF9dft4qmT\001\001");
	assert_int_equal(challenge(&x, "{\"status\":\"invalid_token\"}"), SASL_GO_ON);
	assert_string_equal(str_text(&x.out), "AQ==");
	stop(&x);
	str_release(&decoded);
}

/* hazards.md 16 */
static void test_garbage(void **state)
{
	static const enum sasl_mech all[] = {SASL_PLAIN, SASL_LOGIN, SASL_CRAM_MD5, SASL_SCRAM_SHA_1,
		SASL_SCRAM_SHA_256, SASL_XOAUTH2, SASL_OAUTHBEARER};
	char *big = malloc(20000);

	(void)state;
	memset(big, 'A', 19999);
	big[19999] = '\0';
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		static const char *const garbage[] = {
			"not base64", "A", "====", "QQ=A", "Username:", "\001\002"};
		struct exchange x;

		for (size_t g = 0; g < sizeof garbage / sizeof garbage[0]; g++) {
			start(&x, all[i], "user", "secret");
			assert_int_equal(sasl_answer(x.sasl, garbage[g], &x.out), SASL_BAD);
			assert_int_equal(x.out.len, 0);
			stop(&x);
		}
		start(&x, all[i], "user", "secret");
		big[12288] = '\0';
		assert_int_equal(sasl_answer(x.sasl, big, &x.out),
			all[i] == SASL_PLAIN || all[i] == SASL_SCRAM_SHA_1 || all[i] == SASL_SCRAM_SHA_256
				? SASL_BAD
				: SASL_GO_ON);
		big[12288] = 'A';
		stop(&x);
		start(&x, all[i], "user", "secret");
		assert_int_equal(sasl_answer(x.sasl, big, &x.out), SASL_BAD);
		stop(&x);
	}
	free(big);
}

static void test_refused_logins(void **state)
{
	struct secret *secret = secret_of("secret");
	struct sasl_login login = {.user = "anna", .secret = secret, .kind = SASL_PASSWORD};
	char long_user[1100];

	(void)state;
	assert_null(sasl_new(SASL_NONE, &login));
	/* A password is no token, and the other way round. */
	assert_null(sasl_new(SASL_XOAUTH2, &login));
	assert_null(sasl_new(SASL_OAUTHBEARER, &login));
	login.kind = SASL_TOKEN_XOAUTH2;
	assert_null(sasl_new(SASL_PLAIN, &login));
	assert_null(sasl_new(SASL_OAUTHBEARER, &login));
	login.kind = SASL_PASSWORD;
	login.user = "";
	assert_null(sasl_new(SASL_PLAIN, &login));
	login.user = NULL;
	assert_null(sasl_new(SASL_PLAIN, &login));
	login.user = "anna\r\nRSET";
	assert_null(sasl_new(SASL_LOGIN, &login));
	memset(long_user, 'a', sizeof long_user);
	long_user[sizeof long_user - 1] = '\0';
	login.user = long_user;
	assert_null(sasl_new(SASL_LOGIN, &login));
	login.user = "anna";
	login.secret = NULL;
	assert_null(sasl_new(SASL_LOGIN, &login));
	secret_free(&secret);
}

static void test_choice(void **state)
{
	static const char all[][24] = {
		"CRAM-MD5", "XOAUTH2", "scram-sha-256", "OAUTHBEARER", "LOGIN", "Plain", "NTLM"};
	static const char few[][24] = {"GSSAPI", "NTLM", "CRAM-MD5", "SCRAM-SHA-1"};
	static const char none[][24] = {"GSSAPI", "NTLM"};

	(void)state;
	assert_int_equal(sasl_choose(all, 7, SASL_PASSWORD), SASL_PLAIN);
	assert_int_equal(sasl_choose(all, 5, SASL_PASSWORD), SASL_LOGIN);
	assert_int_equal(sasl_choose(all, 3, SASL_PASSWORD), SASL_SCRAM_SHA_256);
	assert_int_equal(sasl_choose(few, 4, SASL_PASSWORD), SASL_SCRAM_SHA_1);
	assert_int_equal(sasl_choose(few, 3, SASL_PASSWORD), SASL_CRAM_MD5);
	assert_int_equal(sasl_choose(none, 2, SASL_PASSWORD), SASL_NONE);
	assert_int_equal(sasl_choose(all, 7, SASL_TOKEN_XOAUTH2), SASL_XOAUTH2);
	assert_int_equal(sasl_choose(all, 7, SASL_TOKEN_OAUTHBEARER), SASL_OAUTHBEARER);
	assert_int_equal(sasl_choose(few, 4, SASL_TOKEN_XOAUTH2), SASL_NONE);
	assert_string_equal(sasl_name(SASL_SCRAM_SHA_1), "SCRAM-SHA-1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_login),
		cmocka_unit_test(test_cram),
		cmocka_unit_test(test_scram_vectors),
		cmocka_unit_test(test_scram_nonsense),
		cmocka_unit_test(test_scram_names),
		cmocka_unit_test(test_scram_impostor),
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_refused_logins),
		cmocka_unit_test(test_choice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
