/*
 * Filters, shields and guards: the judgements of the steps firewall, antivirus and provider as tables.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/engine/computer.h"
#include "checks/steps/antivirus/hooks.h"
#include "checks/steps/antivirus/shield_verdict.h"
#include "checks/steps/common/sockets.h"
#include "checks/steps/firewall/elsewhere_verdict.h"
#include "checks/steps/firewall/filters.h"
#include "checks/steps/provider/test_mail_text.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

static void test_banner_names(void **state)
{
	static const struct {
		const char *banner, *name;
	} table[] = {
		{"smtp.example.org ESMTP Postfix", "smtp.example.org"},
		{"SMTP.Example.org. ready", "smtp.example.org"},
		{" mx_1.example.org", "mx_1.example.org"},
		{"ESMTP ready", ""},
		{"[192.0.2.1] ESMTP", ""},
		{"****************0*2**0", ""},
		{"hello, I am smtp.example.org", ""},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		char name[64];

		banner_name(table[i].banner, name, sizeof name);
		assert_string_equal(name, table[i].name);
	}
}

static void test_foreign_banners(void **state)
{
	static struct cert_info cert = {.names = {"*.hoster.net", "hoster.net"}, .n_names = 2};
	static const struct {
		const char *banner, *host, *canonical;
		bool with_cert, foreign;
	} table[] = {
		{"smtp.example.org ESMTP", "smtp.example.org", "", false, false},
		{"mx7.example.org ESMTP", "smtp.example.org", "", false, false},
		{"box12.hoster.net ESMTP", "smtp.example.org", "", false, true},
		{"box12.hoster.net ESMTP", "smtp.example.org", "box12.hoster.net", false, false},
		{"box12.hoster.net ESMTP", "smtp.example.org", "", true, false},
		{"proxy.hotel.example ESMTP", "smtp.example.org", "", true, true},
		{"ESMTP", "smtp.example.org", "", false, false},
		{"proxy.hotel.example ESMTP", "192.0.2.1", "", false, false},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		bool foreign = banner_is_foreign(table[i].banner, table[i].host, table[i].canonical,
			table[i].with_cert ? &cert : NULL);

		if (foreign != table[i].foreign)
			fail_msg("%s for %s", table[i].banner, table[i].host);
	}
}

static struct seen_door door(int port, bool greeted, bool starttls, bool works, bool login)
{
	return (struct seen_door){
		.settings = {.port = port},
		.same_server = true,
		.greeted = greeted,
		.starttls = starttls,
		.works = works,
		.login = login,
	};
}

static void test_starttls_elsewhere(void **state)
{
	struct seen_door doors[3] = {door(465, true, false, true, true), door(25, true, false, false, false),
		door(587, true, true, false, false)};

	(void)state;
	assert_int_equal(elsewhere_starttls(doors, 0).id, F_N);
	assert_int_equal(elsewhere_starttls(doors, 1).id, F_STARTTLS_ELSEWHERE);
	assert_int_equal(elsewhere_starttls(&doors[1], 1).id, F_STARTTLS_NOWHERE);
	assert_int_equal(elsewhere_starttls(&doors[1], 2).id, F_STARTTLS_ELSEWHERE);
	assert_int_equal(elsewhere_starttls(&doors[1], 2).which, 1);
	/* Another server says nothing of this one, nor does a door where nobody speaks. */
	doors[0].same_server = false;
	assert_int_equal(elsewhere_starttls(doors, 1).id, F_N);
	doors[1].greeted = false;
	assert_int_equal(elsewhere_starttls(doors, 2).id, F_N);
}

static void test_login_elsewhere(void **state)
{
	static const struct {
		int in_use, other;
		bool works, login;
		enum finding_id id;
	} table[] = {
		{587, 465, true, true, F_LOGIN_ELSEWHERE},
		{465, 587, true, true, F_LOGIN_ELSEWHERE},
		{587, 587, true, true, F_LOGIN_ELSEWHERE}, /* the other kind of address */
		{587, 25, true, true, F_LOGIN_ELSEWHERE},
		{587, 465, true, false, F_LOGIN_NOWHERE},
		{587, 465, false, false, F_N},
		{25, 587, true, true, F_PORT_FOR_SERVERS},
		{25, 465, true, true, F_PORT_FOR_SERVERS},
		{25, 587, true, false, F_LOGIN_NOWHERE},
		/* Port 25 of the other kind of address offers none either, as it should. */
		{25, 25, true, false, F_N},
		{25, 25, true, true, F_N},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct seen_door other = door(table[i].other, true, true, table[i].works, table[i].login);
		struct elsewhere_verdict verdict = elsewhere_login(table[i].in_use, &other, 1);

		if (verdict.id != table[i].id)
			fail_msg("row %zu: %d", i, (int)verdict.id);
		assert_int_equal(verdict.which,
			table[i].id == F_LOGIN_ELSEWHERE || table[i].id == F_PORT_FOR_SERVERS ? 0 : 1);
	}
}

static struct tls_report signed_by(const char *issuer, const char *org, bool verified)
{
	struct tls_report report = {.outcome = TLS_DONE, .verified = verified, .n_chain = 1};

	str_copy(report.chain[0].issuer, sizeof report.chain[0].issuer, issuer);
	str_copy(report.chain[0].issuer_org, sizeof report.chain[0].issuer_org, org);
	return report;
}

#define AVAST	 "Avast Web/Mail Shield Root", "Avast Web/Mail Shield"
#define FORTINET "FortiGate CA", "Fortinet"
#define UNKNOWN	 "Some Inspection CA", "Some Company"
#define PUBLIC	 "R11", "Let's Encrypt"

static void test_shields(void **state)
{
	struct tls_report own = signed_by(AVAST, false), others[2] = {{.n_chain = 0}},
			  incoming = signed_by(PUBLIC, true);
	struct shield_view view = {.own = &own, .others = others, .n_others = 2, .signers = 100};
	struct shield_verdict verdict = shield_judge(&view);

	(void)state;
	assert_true(verdict.listed && !verdict.trusted && !verdict.others_too && !verdict.sending_only);
	assert_string_equal(verdict.shield.product, "Avast");
	others[0] = signed_by(AVAST, false);
	assert_true(shield_judge(&view).others_too);
	others[1] = signed_by(PUBLIC, true);
	verdict = shield_judge(&view);
	assert_true(!verdict.others_too && verdict.clears);
	view.incoming = &incoming;
	assert_true(shield_judge(&view).sending_only);
	incoming = signed_by(AVAST, false);
	assert_false(shield_judge(&view).sending_only);
	own.verified = true;
	assert_true(shield_judge(&view).trusted);
	/* Without a list of signers nobody is trusted, and that says nothing. */
	view.signers = 0;
	assert_false(shield_judge(&view).listed);
}

static void test_unlisted_signers(void **state)
{
	struct tls_report own = signed_by(UNKNOWN, false), others[2] = {{.n_chain = 0}};
	struct shield_view view = {.own = &own, .others = others, .n_others = 2, .signers = 100};

	(void)state;
	assert_false(shield_judge(&view).listed);
	others[0] = signed_by(UNKNOWN, false);
	assert_false(shield_judge(&view).others_too);
	others[1] = signed_by(UNKNOWN, false);
	assert_true(shield_judge(&view).others_too);
	/* A signer whom this computer trusts signs for many. */
	others[0].verified = others[1].verified = true;
	assert_false(shield_judge(&view).others_too);
	others[0].verified = others[1].verified = false;
	others[1] = signed_by(PUBLIC, true);
	assert_false(shield_judge(&view).others_too);
	/* Who signs for itself has no signer, and its name is that of a maker of servers. */
	own = signed_by(FORTINET, false);
	own.chain[0].self_signed = true;
	assert_false(shield_judge(&view).listed);
	own.n_chain = 0;
	assert_false(shield_judge(&view).listed);
	/* A known name further up counts. */
	own = signed_by("Sub CA 7", "Somebody", false);
	own.chain[1] = signed_by(FORTINET, false).chain[0];
	own.n_chain = 2;
	assert_true(shield_judge(&view).listed);
}

#define TCP_HEAD                                                                                             \
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"

static void test_sockets(void **state)
{
	struct socket_line line;
	char text[NET_ADDR_TEXT];

	(void)state;
	assert_false(socket_line_parse(TCP_HEAD, &line));
	assert_false(socket_line_parse("", &line));
	assert_false(socket_line_parse("   0: 0100007F:0019", &line));
	assert_false(socket_line_parse("   0: 0100007:0019 00000000:0000 0A", &line));
	assert_true(socket_line_parse(
		"   0: 0100007F:0401 00000000:0000 0A 00000000:00000000 00:00000000", &line));
	assert_int_equal(line.state, SOCKET_LISTENS);
	assert_int_equal(net_addr_port(&line.local), 1025);
	net_addr_text(&line.local, text, sizeof text);
	assert_string_equal(text, "127.0.0.1");
	assert_true(socket_line_parse("  12: 00000000000000000000000001000000:0CEA "
				      "0000000000000000FFFF0000010200C0:C001 01 0",
		&line));
	assert_int_equal(net_addr_port(&line.remote), 0xc001);
	net_addr_text(&line.local, text, sizeof text);
	assert_string_equal(text, "::1");
}

static void test_sockets_of_a_computer(void **state)
{
	static const struct computer_file files[] = {
		{"/proc/net/tcp", TCP_HEAD "   0: 0100007F:0401 00000000:0000 0A 0\n"
					   "   1: 0100007F:2EF9 1400000A:C001 01 0\n"},
		{"/proc/net/tcp6", TCP_HEAD "   0: 00000000000000000000000000000000:0019 "
					    "00000000000000000000000000000000:0000 0A 0\n"},
		{NULL, NULL},
	};
	static const struct computer computer = {.files = files};
	struct mailcase *mailcase = calloc(1, sizeof *mailcase);
	struct net_addr addr;

	(void)state;
	mailcase->computer = &computer;
	assert_true(net_addr_parse("127.0.0.1", 1025, &addr));
	assert_true(sockets_listen(mailcase, &addr));
	assert_true(net_addr_parse("127.0.0.1", 25, &addr));
	assert_true(sockets_listen(mailcase, &addr));
	assert_true(net_addr_parse("127.0.0.1", 587, &addr));
	assert_false(sockets_listen(mailcase, &addr));
	assert_true(net_addr_parse("10.0.0.20", 0xc001, &addr));
	assert_true(sockets_answer_here(mailcase, &addr));
	assert_true(net_addr_parse("10.0.0.20", 0xc002, &addr));
	assert_false(sockets_answer_here(mailcase, &addr));
	free(mailcase);
}

static void test_hooks(void **state)
{
	static const struct {
		bool exim;
		const char *text, *hook; /* NULL: none */
	} table[] = {
		{false, "myhostname = x\ncontent_filter = smtp-amavis:[127.0.0.1]:10024\n",
			"content_filter = smtp-amavis:[127.0.0.1]:10024"},
		{false, "#content_filter = x\ncontent_filter =\n", NULL},
		{false, "smtpd_milters = inet:localhost:11332 # rspamd\n",
			"smtpd_milters = inet:localhost:11332"},
		{false,
			"submission inet n - y - - smtpd\n  -o syslog_name=x\n  -o "
			"content_filter=scan:[127.0.0.1]:10026\n",
			"content_filter = scan:[127.0.0.1]:10026"},
		{false, "  -o content_filter=\n", NULL},
		{false, "my_content_filter = x\n", NULL},
		{false, "", NULL},
		{true, "av_scanner = clamd:/run/clamav/clamd.ctl\n",
			"av_scanner = clamd:/run/clamav/clamd.ctl"},
		{true, "# av_scanner = clamd\n", NULL},
		{true, "begin routers\n amavis:\n  transport = amavis\n", "transport = amavis"},
		{true, "  transport = remote_smtp\n", NULL},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		char hook[128] = "";
		bool found = table[i].exim ? hook_of_exim(table[i].text, hook, sizeof hook)
					   : hook_of_postfix(table[i].text, hook, sizeof hook);

		if (found != (table[i].hook != NULL))
			fail_msg("row %zu: %s", i, hook);
		if (found)
			assert_string_equal(hook, table[i].hook);
	}
}

static void test_the_test_mail(void **state)
{
	struct str text = STR_INIT;
	char date[64];
	size_t longest = 0;

	(void)state;
	test_mail_date(1793491200, date, sizeof date);
	assert_string_equal(date, "Sun, 1 Nov 2026 00:00:00 +0000");
	test_mail_text(
		"anna@example.org", "anna@example.org", 1793491200, "0123456789abcdef@example.org", &text);
	assert_true(ascii_starts(str_text(&text), "From: <anna@example.org>\nTo: <anna@example.org>\n"));
	assert_non_null(strstr(str_text(&text), "\nDate: Sun, 1 Nov 2026 00:00:00 +0000\n"));
	assert_non_null(strstr(str_text(&text), "\nMessage-ID: <0123456789abcdef@example.org>\n"));
	assert_non_null(strstr(str_text(&text), "\nSubject: "));
	assert_non_null(strstr(str_text(&text), "\n\nThis is a test mail."));
	assert_true(text.len >= TEST_MAIL_BYTES && text.len < TEST_MAIL_BYTES + 200);
	for (const char *at = str_text(&text); *at; at += strcspn(at, "\n") + 1) {
		size_t len = strcspn(at, "\n");

		longest = len > longest ? len : longest;
	}
	assert_true(longest <= 78);
	for (size_t i = 0; i < text.len; i++)
		assert_true((unsigned char)text.s[i] < 127 && (text.s[i] >= ' ' || text.s[i] == '\n'));
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_banner_names),
		cmocka_unit_test(test_foreign_banners),
		cmocka_unit_test(test_starttls_elsewhere),
		cmocka_unit_test(test_login_elsewhere),
		cmocka_unit_test(test_shields),
		cmocka_unit_test(test_unlisted_signers),
		cmocka_unit_test(test_sockets),
		cmocka_unit_test(test_sockets_of_a_computer),
		cmocka_unit_test(test_hooks),
		cmocka_unit_test(test_the_test_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
