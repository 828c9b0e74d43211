/*
 * SMTP replies and EHLO offers out of a buffer: what is a reply, what is not, and where reading ends
 * (hazards.md 1 to 7).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/str.h"
#include "checks/mail/smtp_wire.h"

struct whole {
	const char *bytes;
	int code;
	const char *enhanced, *text;
	int lines;
};

static const struct whole wholes[] = {
	{"220 mail.example.org ESMTP\r\n", 220, "", "mail.example.org ESMTP", 1},
	{"220\r\n", 220, "", "", 1},
	{"220 \r\n", 220, "", "", 1},
	{"220-\r\n220\r\n", 220, "", " ", 2},
	{"535 5.7.8 Bad credentials\r\n", 535, "5.7.8", "Bad credentials", 1},
	{"535 5.7.8\r\n", 535, "5.7.8", "", 1},
	{"535-5.7.8 Bad\r\n535 5.7.8 credentials\r\n", 535, "5.7.8", "Bad credentials", 2},
	{"535-Bad\r\n535 5.7.139 credentials\r\n", 535, "5.7.139", "Bad credentials", 2},
	/* Another class, other shapes: a part of the words. */
	{"550 4.2.1 is no code of ours\r\n", 550, "", "4.2.1 is no code of ours", 1},
	{"250 2.4.1.7 is your address\r\n", 250, "", "2.4.1.7 is your address", 1},
	{"550 5.7 no\r\n", 550, "", "5.7 no", 1},
	{"550 5.7.1234 no\r\n", 550, "", "5.7.1234 no", 1},
	{"550 5.7.1, no\r\n", 550, "", "5.7.1, no", 1},
	{"334 3.0.0 x\r\n", 334, "", "3.0.0 x", 1},
	{"250 2.1.0 Ok\n", 250, "2.1.0", "Ok", 1},
	{"550 escape \033[31m and \342\200\256 back\r\n", 550, "", "escape \\x1b[31m and  back", 1},
	{"550 latin \344\r\n", 550, "", "latin \\xe4", 1},
};

static void test_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wholes / sizeof wholes[0]; i++) {
		size_t len = strlen(wholes[i].bytes), used = 0;
		enum smtp_fault fault = SMTP_FAULT_CODE;
		struct smtp_reply reply;

		assert_int_equal(smtp_reply_parse(wholes[i].bytes, len, &reply, &fault, &used), SMTP_DONE);
		assert_int_equal(reply.code, wholes[i].code);
		assert_string_equal(reply.enhanced, wholes[i].enhanced);
		assert_string_equal(reply.text, wholes[i].text);
		assert_int_equal(reply.lines, wholes[i].lines);
		assert_int_equal(used, len);
		/* Nothing shorter is a whole reply. */
		for (size_t n = 0; n < len; n++)
			assert_int_equal(
				smtp_reply_parse(wholes[i].bytes, n, &reply, &fault, &used), SMTP_SILENT);
	}
}

struct broken {
	const char *bytes;
	size_t len;
	enum smtp_fault fault;
};

#define BYTES(s) s, sizeof(s) - 1

static const struct broken broken[] = {
	{BYTES("250x ok\r\n"), SMTP_FAULT_CODE},
	{BYTES("25 ok\r\n"), SMTP_FAULT_CODE},
	{BYTES("2500 ok\r\n"), SMTP_FAULT_CODE},
	{BYTES("2 ok\r\n"), SMTP_FAULT_CODE},
	{BYTES("150 ok\r\n"), SMTP_FAULT_CODE},
	{BYTES("600 ok\r\n"), SMTP_FAULT_CODE},
	{BYTES("250\tok\r\n"), SMTP_FAULT_CODE},
	{BYTES("220-one\r\n250-two\r\n220 three\r\n"), SMTP_FAULT_CODE},
	{BYTES("220-one\r\n250 two\r\n"), SMTP_FAULT_CODE},
	{BYTES("220-one\r\nstray\r\n220 two\r\n"), SMTP_FAULT_TEXT},
	{BYTES("\r\n"), SMTP_FAULT_TEXT},
	{BYTES(" 250 ok\r\n"), SMTP_FAULT_TEXT},
	{BYTES("hello\r\n"), SMTP_FAULT_TEXT},
	{BYTES("250 a\0b\r\n"), SMTP_FAULT_NUL},
	{BYTES("250 a\rb\r\n"), SMTP_FAULT_BARE_CR},
	{BYTES("250 a\r\r\n"), SMTP_FAULT_BARE_CR},
};

static void test_broken(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
		struct smtp_reply reply = {.code = 7};
		enum smtp_fault fault = SMTP_FAULT_NONE;
		size_t used = 0;

		assert_int_equal(smtp_reply_parse(broken[i].bytes, broken[i].len, &reply, &fault, &used),
			SMTP_GARBLED);
		assert_int_equal(fault, broken[i].fault);
		assert_int_equal(reply.code, 0);
		assert_string_equal(reply.enhanced, "");
	}
	/* What was rejected can be shown. */
	struct smtp_reply reply;
	enum smtp_fault fault;
	size_t used;

	smtp_reply_parse(BYTES("250 a\0b\r\n"), &reply, &fault, &used);
	assert_string_equal(reply.text, "250 a\\0b");
}

static void test_bare_lf_is_told(void **state)
{
	struct smtp_reply reply;
	enum smtp_fault fault = SMTP_FAULT_NONE;
	size_t used;

	(void)state;
	assert_int_equal(smtp_reply_parse(BYTES("250-a\n250 b\r\n"), &reply, &fault, &used), SMTP_DONE);
	assert_int_equal(fault, SMTP_FAULT_BARE_LF);
}

static void test_two_replies(void **state)
{
	struct smtp_reply reply;
	enum smtp_fault fault;
	size_t used = 0;

	(void)state;
	assert_int_equal(smtp_reply_parse(BYTES("250 one\r\n550 two\r\n"), &reply, &fault, &used), SMTP_DONE);
	assert_int_equal(used, 9);
	assert_string_equal(reply.text, "one");
}

static void test_endless(void **state)
{
	struct str bytes = STR_INIT;
	struct smtp_reply reply;
	enum smtp_fault fault = SMTP_FAULT_NONE;
	size_t used;

	(void)state;
	for (int i = 0; i < SMTP_REPLY_LINES_MAX - 1; i++)
		str_add(&bytes, "250-more\r\n");
	assert_int_equal(smtp_reply_parse(bytes.s, bytes.len, &reply, &fault, &used), SMTP_SILENT);
	str_add(&bytes, "250 end\r\n");
	assert_int_equal(smtp_reply_parse(bytes.s, bytes.len, &reply, &fault, &used), SMTP_DONE);
	assert_int_equal(reply.lines, SMTP_REPLY_LINES_MAX);
	bytes.s[bytes.len - 6] = '-';
	str_add(&bytes, "250 end\r\n");
	assert_int_equal(smtp_reply_parse(bytes.s, bytes.len, &reply, &fault, &used), SMTP_GARBLED);
	assert_int_equal(fault, SMTP_FAULT_ENDLESS);
	str_release(&bytes);

	/* 64 KiB in fewer lines. */
	for (int i = 0; i < 40; i++) {
		str_add(&bytes, "250-");
		for (int n = 0; n < 2000; n++)
			str_add_char(&bytes, 'x');
		str_add(&bytes, "\r\n");
	}
	assert_int_equal(smtp_reply_parse(bytes.s, bytes.len, &reply, &fault, &used), SMTP_GARBLED);
	assert_int_equal(fault, SMTP_FAULT_ENDLESS);
	assert_true(used <= SMTP_REPLY_BYTES_MAX + 2100);
	assert_true(strlen(reply.text) < SMTP_REPLY_TEXT);
	str_release(&bytes);
}

static void test_long_line(void **state)
{
	struct str bytes = STR_INIT;
	struct smtp_reply reply;
	enum smtp_fault fault = SMTP_FAULT_NONE;
	size_t used;

	(void)state;
	str_add(&bytes, "250 ");
	while (bytes.len < STREAM_LINE_MAX)
		str_add_char(&bytes, 'x');
	str_add(&bytes, "\r\n");
	assert_int_equal(smtp_reply_parse(bytes.s, bytes.len, &reply, &fault, &used), SMTP_DONE);
	str_release(&bytes);
	while (bytes.len <= STREAM_LINE_MAX)
		str_add_char(&bytes, '2');
	assert_int_equal(smtp_reply_parse(bytes.s, bytes.len, &reply, &fault, &used), SMTP_GARBLED);
	assert_int_equal(fault, SMTP_FAULT_LONG_LINE);
	str_release(&bytes);
}

static void test_offer(void **state)
{
	struct smtp_offer offer;

	(void)state;
	smtp_offer_parse(
		"mail.example.org at your service, [198.51.100.7]\n"
		"size 35882577\nSTARTTLS\nstarttls\nPipelining\n8BITMIME\nSMTPUTF8\nENHANCEDSTATUSCODES\n"
		"AUTH=LOGIN PLAIN\nAUTH LOGIN plain  XOAUTH2 x-very-long-name-of-a-mechanism-indeed\n"
		"XXXXXXXA\nXXXX\nX-EXPS GSSAPI NTLM\nXXX\n",
		NULL, &offer);
	assert_true(offer.known && offer.starttls && offer.pipelining && offer.eightbitmime &&
		    offer.smtputf8 && offer.enhanced && offer.auth);
	assert_false(offer.helo_only);
	assert_int_equal(offer.size, 35882577);
	assert_string_equal(offer.greeting, "mail.example.org at your service, [198.51.100.7]");
	assert_int_equal(offer.n_mechs, 3);
	assert_string_equal(offer.mechs[0], "LOGIN");
	assert_true(smtp_offers(&offer, "plain") && smtp_offers(&offer, "XOAUTH2"));
	assert_false(smtp_offers(&offer, "NTLM"));
	assert_int_equal(offer.masked, 2);
	assert_non_null(strstr(offer.raw, "X-EXPS GSSAPI NTLM"));
}

static void test_offer_limits(void **state)
{
	struct str raw = STR_INIT;
	struct smtp_offer offer;

	(void)state;
	smtp_offer_parse("", NULL, &offer);
	assert_true(offer.known);
	assert_false(offer.auth);
	smtp_offer_parse("x\nAUTH\nSIZE\n", NULL, &offer);
	assert_true(offer.auth);
	assert_int_equal(offer.n_mechs, 0);
	assert_int_equal(offer.size, 0);
	smtp_offer_parse("x\nSIZE 99999999999999999999\n", NULL, &offer);
	assert_int_equal(offer.size, 0);
	/* hazards.md 14: sixty mechanisms */
	str_add(&raw, "x\nAUTH");
	for (int i = 0; i < 60; i++)
		str_addf(&raw, " X_%d", i);
	for (int i = 0; i < 60; i++)
		str_addf(&raw, "\nKEYWORD-%d of some length", i);
	smtp_offer_parse(str_text(&raw), NULL, &offer);
	assert_int_equal(offer.n_mechs, 60);
	assert_true(strlen(offer.raw) < sizeof offer.raw);
	str_release(&raw);
}

static void test_services(void **state)
{
	static const char *const lines[][2] = {
		{"+OK Dovecot ready.", "POP3"},
		{"* OK [CAPABILITY IMAP4rev1] ready", "IMAP"},
		{"HTTP/1.1 400 Bad Request", "HTTP"},
		{"<!DOCTYPE html>", "HTTP"},
		{"SSH-2.0-OpenSSH_9.2", "SSH"},
		{"\x15\x03\x01", "TLS"},
		{"\\x16\\x03\\x03", "TLS"},
		{"220 ProFTPD Server ready", "FTP"},
		{"(vsFTPd 3.0.3)", "FTP"},
		{"ftp.example.org FTP server ready", "FTP"},
		{"220 news.example.org InterNetNews NNRP server INND 2.6 ready", "NNTP"},
		{"mail.example.org LMTP Postfix", "LMTP"},
		{"ftp.example.org ESMTP Postfix", NULL},
		{"mail.softpro.example ready", NULL},
		{"mail.example.org ESMTP", NULL},
		{"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		const char *service = smtp_other_service(lines[i][0]);

		if (lines[i][1])
			assert_string_equal(service, lines[i][1]);
		else
			assert_null(service);
	}
	assert_true(smtp_banner_is_masked("**********************0******2******200"));
	assert_true(smtp_banner_is_masked("*** 220 *0*"));
	assert_false(smtp_banner_is_masked("*** mail.example.org ***"));
	assert_false(smtp_banner_is_masked(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_bare_lf_is_told),
		cmocka_unit_test(test_two_replies),
		cmocka_unit_test(test_endless),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_offer),
		cmocka_unit_test(test_offer_limits),
		cmocka_unit_test(test_services),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
