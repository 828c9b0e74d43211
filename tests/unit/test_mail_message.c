/*
 * Mails as they were saved and pasted: header fields byte for byte, who they are from, the servers they passed, what receivers found out, the
 * links of their texts, and the mail inside of a bounce.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/mail/message.h"

static struct message parsed(const char *text)
{
	struct message message;

	assert_true(message_parse(text, strlen(text), &message));
	return message;
}

static void forms_of_one_mail(void **state)
{
	static const char *const forms[] = {
		"From: a@example.org\r\nSubject: one\r\n\ttwo\r\n\r\nText\r\n",
		"From: a@example.org\nSubject: one\n\ttwo\n\nText\n",
		"From: a@example.org\r\nSubject: one\n\ttwo\r\n\nText",
		"From a@example.org Sat Nov 21 10:00:00 2026\nFrom: a@example.org\nSubject: "
		"one\n\ttwo\n\nText\n",
		"\n\r\n  \nFrom: a@example.org\nSubject: one\n\ttwo\n\nText\n",
		"  From: a@example.org\n  Subject: one\n  \ttwo\n\n  Text\n",
		"> From: a@example.org\n> Subject: one\n> \ttwo\n>\n> Text\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		struct message MESSAGE_AUTO message = parsed(forms[i]);

		assert_string_equal(
			message.bytes, "From: a@example.org\r\nSubject: one\r\n\ttwo\r\n\r\nText\r\n");
		assert_int_equal(message.n, 2);
		assert_true(message.has_body);
		assert_false(message.unclosed);
		assert_int_equal(message.prefixed, i >= 5);
		assert_string_equal(message.bytes + message.body, "Text\r\n");
		assert_int_equal(message.fields[1].len, strlen("Subject: one\r\n\ttwo\r\n"));
	}
}

static void what_is_no_mail(void **state)
{
	static const char *const texts[] = {"", "\n\n", "Hello there", "550 5.7.1 refused", ": empty name\n",
		"a b: c\n", "From someone else\nand more", "\xff: x\n"};
	struct message message;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		assert_false(message_parse(texts[i], strlen(texts[i]), &message));
}

static void header_alone_and_unclosed(void **state)
{
	struct message MESSAGE_AUTO alone = parsed("From: a@b.example\nTo: c@d.example\n");
	struct message MESSAGE_AUTO unclosed = parsed("From: a@b.example\nHello there\n");

	(void)state;
	assert_false(alone.has_body);
	assert_int_equal(alone.body, alone.len);
	assert_true(unclosed.unclosed && unclosed.has_body);
	assert_string_equal(unclosed.bytes + unclosed.body, "Hello there\r\n");
}

static void fields_by_name(void **state)
{
	struct message MESSAGE_AUTO message = parsed("X-A: 1\nx-a : 2\nX-Ab: 3\nX-A:\n 4\n\t5\n\n");
	struct str STR_AUTO value = STR_INIT;

	(void)state;
	assert_true(message_value(&message, "x-A", 1, &value));
	assert_string_equal(str_text(&value), "2");
	str_clear(&value);
	assert_true(message_value(&message, "X-A", 2, &value));
	assert_string_equal(str_text(&value), "4\t5");
	assert_null(message_field(&message, "X-A", 3));
	assert_null(message_field(&message, "X", 0));
}

static void bounds(void **state)
{
	size_t len = MESSAGE_BYTES_MAX + 1000;
	char *text = malloc(len);
	struct message message;

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < len; i++)
		text[i] = "A:\n"[i % 3];
	assert_true(message_parse(text, len, &message));
	assert_true(message.cut);
	assert_int_equal(message.n, MESSAGE_FIELDS_MAX);
	assert_true(message.len <= MESSAGE_BYTES_MAX * 2);
	message_release(&message);
	free(text);
}

static void from_domains(void **state)
{
	static const struct {
		const char *from, *domains;
	} rows[] = {
		{"a@example.org", "example.org"},
		{"Ann <a@Example.ORG>", "example.org"},
		{"\"a@x.example, b\" <a@example.org>", "example.org"},
		{"\"quoted local\"@example.org", "example.org"},
		{"Ann (at @ home) <a@example.org>", "example.org"},
		{"a@example.org, b@example.net, c@EXAMPLE.org", "example.org example.net"},
		{"Friends: a@example.org, b@example.net;", "example.org example.net"},
		{"a@b\xc3\xbc"
		 "cher.example",
			"xn--bcher-kva.example"},
		{"=?UTF-8?Q?a=40b?= <a@example.org>", "example.org"},
		{"<@relay.example:a@example.org>", "example.org"},
		{"undisclosed:;", ""},
		{"nobody", ""},
		{"a@[192.0.2.1]", ""},
		{"a@", ""},
		{"a@exa mple.org", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct str STR_AUTO text = STR_INIT;
		struct str STR_AUTO got = STR_INIT;
		char domains[MESSAGE_FROM_MAX][HOST_MAX];

		str_addf(&text, "From: %s\n\n", rows[i].from);
		struct message MESSAGE_AUTO message = parsed(str_text(&text));
		size_t n = message_from(&message, domains);

		for (size_t d = 0; d < n; d++)
			str_addf(&got, "%s%s", d ? " " : "", domains[d]);
		assert_string_equal(str_text(&got), rows[i].domains);
	}
}

static void return_paths(void **state)
{
	static const struct {
		const char *header;
		enum return_path kind;
		const char *full;
	} rows[] = {
		{"Return-Path: <a@Example.org>\n", RETURN_PATH_ADDRESS, "a@example.org"},
		{"Return-Path: a@example.org\n", RETURN_PATH_ADDRESS, "a@example.org"},
		{"Return-Path: <>\n", RETURN_PATH_EMPTY, ""},
		{"Return-Path:\n", RETURN_PATH_EMPTY, ""},
		{"Return-Path: <a b@>\n", RETURN_PATH_NONE, ""},
		{"Subject: x\n", RETURN_PATH_NONE, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct message MESSAGE_AUTO message = parsed(rows[i].header);
		struct mail_address address = {.full = ""};

		assert_int_equal(message_return_path(&message, &address), rows[i].kind);
		assert_string_equal(address.full, rows[i].full);
	}
}

static const struct {
	const char *line, *helo, *name, *addr, *by, *with;
	bool authenticated, local;
} received_rows[] = {
	/* Postfix */
	{"from mail.example.org (host.example.org [192.0.2.1]) (using TLSv1.3 with cipher X (256/256 "
	 "bits) "
	 "key-exchange X25519) (No client certificate requested) by mx.example.net (Postfix) with "
	 "ESMTPS id "
	 "4F for <a@example.net>; Sat, 21 Nov 2026 10:00:00 +0000 (UTC)",
		"mail.example.org", "host.example.org", "192.0.2.1", "mx.example.net", "ESMTPS", false,
		false},
	{"from [192.168.1.5] (dsl.example.com [198.51.100.9]) (Authenticated sender: ann) by "
	 "smtp.example.org "
	 "(Postfix) with ESMTPSA id 1; x",
		"192.168.1.5", "dsl.example.com", "198.51.100.9", "smtp.example.org", "ESMTPSA", true, false},
	{"from mail.example.org (unknown [IPv6:2001:db8::1]) by mx.example.net (Postfix) with ESMTP "
	 "id 1; x",
		"mail.example.org", "", "2001:db8::1", "mx.example.net", "ESMTP", false, false},
	{"by mail.example.org (Postfix, from userid 33) id 1; x", "", "", "", "mail.example.org", "", false,
		true},
	/* Exim */
	{"from host.example.org ([192.0.2.1] helo=mail.example.org) by mx.example.net with esmtps "
	 "(TLS1.3) tls "
	 "TLS_AES_256_GCM_SHA384 (Exim 4.96) (envelope-from <a@example.org>) id 1 for b@example.net; "
	 "x",
		"mail.example.org", "host.example.org", "192.0.2.1", "mx.example.net", "ESMTPS", false,
		false},
	{"from mail.example.org ([192.0.2.1]:57234) by mx.example.net with esmtp (Exim 4.94) id 1; x",
		"mail.example.org", "", "192.0.2.1", "mx.example.net", "ESMTP", false, false},
	{"from [192.0.2.1] (helo=mail.example.org) by mx.example.net with smtp (Exim 4.94) id 1; x",
		"mail.example.org", "", "192.0.2.1", "mx.example.net", "SMTP", false, false},
	{"from www-data by web.example.org with local (Exim 4.94) id 1; x", "www-data", "", "",
		"web.example.org", "LOCAL", false, true},
	{"from pc.example.com ([198.51.100.9] helo=[192.168.0.2]) by mx.example.org with esmtpsa "
	 "(Exim) id 1; x",
		"192.168.0.2", "pc.example.com", "198.51.100.9", "mx.example.org", "ESMTPSA", true, false},
	/* Exchange */
	{"from AM0PR01.eurprd01.prod.outlook.com (2603:10a6:208::12) by "
	 "DB9PR01.eurprd01.prod.outlook.com "
	 "(2603:10a6:10::5) with Microsoft SMTP Server (version=TLS1_2, cipher=X) id 15.20.1; x",
		"am0pr01.eurprd01.prod.outlook.com", "", "2603:10a6:208::12",
		"db9pr01.eurprd01.prod.outlook.com", "MICROSOFT", false, false},
	{"from mail.example.org (192.0.2.1) by AM.mail.protection.outlook.com (10.167.16.1) with "
	 "Microsoft SMTP "
	 "Server id 15.1 via Frontend Transport; x",
		"mail.example.org", "", "192.0.2.1", "am.mail.protection.outlook.com", "MICROSOFT", false,
		false},
	{"from A.prod.outlook.com ([fe80::1]) by A.prod.outlook.com ([fe80::1%4]) with mapi id "
	 "15.20.1; x",
		"a.prod.outlook.com", "", "fe80::1", "a.prod.outlook.com", "MAPI", false, true},
	/* Gmail */
	{"from mail.example.org (mail.example.org. [192.0.2.1]) by mx.google.com with ESMTPS id x "
	 "for "
	 "<a@gmail.com> (version=TLS1_3 cipher=X bits=256/256); x",
		"mail.example.org", "mail.example.org", "192.0.2.1", "mx.google.com", "ESMTPS", false, false},
	{"by 2002:a05:6402:1234:b0:1:2:3 with SMTP id x; x", "", "", "", "2002:a05:6402:1234:b0:1:2:3",
		"SMTP", false, false},
	{"from 123 named unknown by gmailapi.google.com with HTTPREST; x", "", "", "", "gmailapi.google.com",
		"HTTPREST", false, true},
	/* qmail, sendmail, Courier, others */
	{"from unknown (HELO mail.example.org) (192.0.2.1) by mx.example.net with SMTP; x",
		"mail.example.org", "", "192.0.2.1", "mx.example.net", "SMTP", false, false},
	{"from host.example.org (EHLO mail.example.org) ([192.0.2.1]) by mx.example.net with SMTP; x",
		"mail.example.org", "host.example.org", "192.0.2.1", "mx.example.net", "SMTP", false, false},
	{"(qmail 123 invoked by uid 89); 21 Nov 2026 10:00:00 -0000", "", "", "", "", "", false, true},
	{"from mail.example.org (root@host.example.org [192.0.2.1] (may be forged)) by "
	 "mx.example.net "
	 "(8.15.2/8.15.2) with ESMTP id 1; x",
		"mail.example.org", "host.example.org", "192.0.2.1", "mx.example.net", "ESMTP", false, false},
	{"from pc (pc.example.com [::ffff:198.51.100.9]) (AUTH: LOGIN ann, TLS: TLSv1) by "
	 "mx.example.org with "
	 "ESMTPSA; x",
		"pc", "pc.example.com", "198.51.100.9", "mx.example.org", "ESMTPSA", true, false},
	{"from localhost (localhost [127.0.0.1]) by mx.example.org (Postfix) with ESMTP id 1; x", "localhost",
		"", "127.0.0.1", "mx.example.org", "ESMTP", false, false},
	{"from a.example (a.example [not an address]) by b.example with ESMTP; x", "a.example", "a.example",
		"", "b.example", "ESMTP", false, false},
	{"from \x1b[31m (x [192.0.2.1]) by <script> with E-SMTP; x", "", "", "192.0.2.1", "", "E", false,
		false},
};

static void received_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof received_rows / sizeof received_rows[0]; i++) {
		struct str STR_AUTO text = STR_INIT;
		struct received received[MESSAGE_RECEIVED_MAX];
		char addr[NET_ADDR_TEXT];

		str_addf(&text, "Received: %s\n\n", received_rows[i].line);
		struct message MESSAGE_AUTO message = parsed(str_text(&text));

		assert_int_equal(message_received(&message, received), 1);
		net_addr_text(&received[0].addr, addr, sizeof addr);
		assert_string_equal(received[0].helo, received_rows[i].helo);
		assert_string_equal(received[0].name, received_rows[i].name);
		assert_true(strcmp(addr, received_rows[i].addr) == 0 || strstr(addr, received_rows[i].addr));
		assert_int_equal(addr[0] == '\0', received_rows[i].addr[0] == '\0');
		assert_string_equal(received[0].by, received_rows[i].by);
		assert_string_equal(received[0].with, received_rows[i].with);
		assert_int_equal(received[0].authenticated, received_rows[i].authenticated);
		assert_int_equal(received[0].local, received_rows[i].local);
	}
}

static void dates(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} rows[] = {
		{"Sat, 21 Nov 2026 08:00:02 +0000 (UTC)", 1795248002},
		{" Sat, 21 Nov 2026 09:30:02 +0130", 1795248002},
		{"21 Nov 2026 00:00:02 -0800", 1795248002},
		{"Sat,  1 Nov 2026 08:00 GMT", 1793520000},
		{"1 Jan 1970 00:00:00 +0000", 0},
		{"Sat, 21 Foo 2026 08:00:02 +0000", -1},
		{"Sat, 21 Nov 26 08:00:02 +0000", -1},
		{"tomorrow", -1},
		{"", -1},
	};
	struct message MESSAGE_AUTO message =
		parsed("Received: from a by b; Sat, 21 Nov 2026 08:00:02 +0000\n"
		       "Date: 1 Jan 1970 00:00:00 +0000\n\n");
	int64_t seconds;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		seconds = -1;
		assert_int_equal(message_date(rows[i].text, &seconds), rows[i].seconds >= 0);
		assert_int_equal(seconds, rows[i].seconds);
	}
	assert_true(message_delivered(&message, &seconds));
	assert_int_equal(seconds, 1795248002);
}

static void what_receivers_found(void **state)
{
	struct message MESSAGE_AUTO message = parsed(
		"Authentication-Results: mx.google.com;\n"
		"       dkim=pass header.i=@example.org header.s=sel1 header.b=abc;\n"
		"       spf=fail (google.com: domain of a@example.org does not designate 192.0.2.1 as "
		"permitted sender) "
		"smtp.mailfrom=a@Example.org;\n"
		"       dmarc=fail (p=REJECT sp=REJECT dis=REJECT) header.from=example.org\n"
		"Received-SPF: Pass (mx: domain of x) client-ip=2001:db8::1; "
		"envelope-from=\"b@example.net\"; helo=h;\n"
		"Authentication-Results: spf=pass (sender IP is 198.51.100.1)\n"
		" smtp.mailfrom=example.net; dkim=none (message not signed)\n"
		" header.d=none;dmarc=pass action=none header.from=example.net;compauth=pass reason=100\n"
		"Authentication-Results: mx.example.com; none\n\n");
	struct message_result results[MESSAGE_RESULTS_MAX];
	char addr[NET_ADDR_TEXT];

	(void)state;
	assert_int_equal(message_results(&message, results), 8);
	assert_string_equal(results[0].server, "mx.google.com");
	assert_string_equal(results[0].method, "dkim");
	assert_string_equal(results[0].result, "pass");
	assert_string_equal(results[0].domain, "example.org");
	assert_string_equal(results[0].selector, "sel1");
	assert_string_equal(results[1].result, "fail");
	net_addr_text(&results[1].addr, addr, sizeof addr);
	assert_string_equal(addr, "192.0.2.1");
	assert_string_equal(results[2].method, "dmarc");
	assert_string_equal(results[3].result, "pass");
	net_addr_text(&results[3].addr, addr, sizeof addr);
	assert_string_equal(addr, "2001:db8::1");
	assert_string_equal(results[3].domain, "example.net");
	net_addr_text(&results[4].addr, addr, sizeof addr);
	assert_string_equal(addr, "198.51.100.1");
	assert_string_equal(results[6].method, "dmarc");
	assert_string_equal(results[7].method, "compauth");
}

#define MULTIPART "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b1\"\n\n"

static void links_of_texts(void **state)
{
	static const struct {
		const char *text, *hosts;
	} rows[] = {
		{"Subject: x\n\nSee https://Shop.Example.com/x?y=1, http://user@b.example:80/ and "
		 "www.c.example.\n",
			"shop.example.com b.example www.c.example"},
		{"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
		 "<a href=3D\"https://long.exam=\nple.net/p\">x</a> <img src=3D'http://i.example/'>\n",
			"long.example.net i.example"},
		{"Content-Transfer-Encoding: BASE64\n\naHR0cHM6Ly9i\nNjQuZXhhbXBsZS8gYW5k\n", "b64.example"},
		{MULTIPART "preamble http://pre.example/\n--b1\nContent-Type: "
			   "text/plain\n\nhttp://one.example\n--b1\n"
			   "Content-Type: multipart/alternative; "
			   "boundary=b2\n\n--b2\n\nhttp://two.example\n--b2--\n--b1\n"
			   "Content-Type: "
			   "application/pdf\n\nhttp://pdf.example\n--b1--\nhttp://behind.example\n",
			"one.example two.example"},
		{"Subject: x\n\nhttp://192.0.2.1/ http://[2001:db8::1]/ http://localhost/ a@www.x.example "
		 "x://\n",
			""},
		{"Subject: x\n\nhttp://b\xc3\xbc"
		 "cher.example/ http://a.example http://A.example/2\n",
			"xn--bcher-kva.example a.example"},
		{"Subject: http://header.example\n", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct message MESSAGE_AUTO message = parsed(rows[i].text);
		struct str STR_AUTO got = STR_INIT;
		char hosts[MESSAGE_LINKS_MAX][HOST_MAX];
		size_t n = message_links(&message, hosts);

		for (size_t h = 0; h < n; h++)
			str_addf(&got, "%s%s", h ? " " : "", hosts[h]);
		assert_string_equal(str_text(&got), rows[i].hosts);
	}
}

/* A long text is read once, not once for each of its links: that would outlast the time that a test may take. */
static void many_links_to_one_host(void **state)
{
	struct str STR_AUTO text = STR_INIT;
	char hosts[MESSAGE_LINKS_MAX][HOST_MAX];

	(void)state;
	str_add(&text, "Subject: x\n\n");
	while (text.len < 800000)
		str_add(&text, "http://a.example/ ");
	str_add(&text, "http://b.example/\n");
	{
		struct message MESSAGE_AUTO message = parsed(str_text(&text));

		assert_int_equal(message_links(&message, hosts), 2);
	}
	assert_string_equal(hosts[1], "b.example");
}

static void mails_that_came_back(void **state)
{
	static const struct {
		const char *text;
		bool report, returned;
	} rows[] = {
		{"From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; "
		 "report-type=delivery-status;\n\tboundary=\"x\"\n\n"
		 "--x\n\nNot delivered.\n--x\nContent-Type: message/delivery-status\n\nAction: "
		 "failed\n\n--x\n"
		 "Content-Type: message/rfc822\n\nFrom: ann@example.org\nSubject: Hi\n\nText\n--x--\n",
			true, true},
		{"From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; boundary=x\n\n--x\n"
		 "Content-Type: text/rfc822-headers\n\nFrom: ann@example.org\nTo: b@c.example\n--x--\n",
			true, true},
		{"From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: "
		 "b@c.example\n\nIt failed.\n\n"
		 "------ This is a copy of the message, including all the headers. ------\n\n"
		 "Return-path: <ann@example.org>\nFrom: ann@example.org\nTo: b@c.example\nSubject: "
		 "Hi\n\nText\n",
			true, true},
		{"From: postmaster@mx.example\nContent-Type: multipart/report; "
		 "report-type=disposition-notification;\n boundary=x\n\n"
		 "--x\n\nread\n--x--\n",
			false, false},
		{"From: MAILER-DAEMON@mx.example\n\nNot delivered. From: you\n", true, false},
		{"From: ann@example.org\n\nHello\n", false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct message MESSAGE_AUTO message = parsed(rows[i].text);
		struct message MESSAGE_AUTO returned = {.len = 0};
		char domains[MESSAGE_FROM_MAX][HOST_MAX];

		assert_int_equal(message_is_report(&message), rows[i].report);
		assert_int_equal(message_returned(&message, &returned), rows[i].returned);
		if (!rows[i].returned)
			continue;
		assert_int_equal(message_from(&returned, domains), 1);
		assert_string_equal(domains[0], "example.org");
	}
}

static void a_header_inside_of_a_text(void **state)
{
	const char *text =
		"The mail was refused.\nFrom: what I know\n\nOriginal message headers:\n\n"
		"Received: from a.example by b.example; x\nFrom: ann@example.org\nDate: today\n\nText\n";
	struct message MESSAGE_AUTO message = {.len = 0};

	(void)state;
	assert_true(message_find(text, strlen(text), &message));
	assert_int_equal(message.n, 3);
	assert_string_equal(message.bytes + message.body, "Text\r\n");
	assert_false(message_find("From: a\nTo: b\n", 14, &(struct message){.len = 0}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_of_one_mail),
		cmocka_unit_test(what_is_no_mail),
		cmocka_unit_test(header_alone_and_unclosed),
		cmocka_unit_test(fields_by_name),
		cmocka_unit_test(bounds),
		cmocka_unit_test(from_domains),
		cmocka_unit_test(return_paths),
		cmocka_unit_test(received_lines),
		cmocka_unit_test(dates),
		cmocka_unit_test(what_receivers_found),
		cmocka_unit_test(links_of_texts),
		cmocka_unit_test(many_links_to_one_host),
		cmocka_unit_test(mails_that_came_back),
		cmocka_unit_test(a_header_inside_of_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
