/*
 * A mail server of one's own: the readers of its files and commands, and what is judged from them, as tables. No computer and no
 * network.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/secret.h"
#include "checks/steps/common/sieve.h"
#include "checks/steps/own/disk.h"
#include "checks/steps/own/domains.h"
#include "checks/steps/own/judge.h"
#include "checks/profiles/own_list.h"
#include "checks/steps/own/own.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

static void chooses_the_server(void **state)
{
	static const struct {
		const char *programs, *processes;
		bool sendmail_cf;
		enum own_kind kind;
		bool runs, apart;
	} rows[] = {
		{"", "", false, OWN_NONE, false, false},
		{"sendmail\n", "systemd\nsshd\n", false, OWN_NONE, false, false},
		{"postconf\npostfix\nsendmail\n", "master\npickup\nqmgr\n", false, OWN_POSTFIX, true, false},
		{"postconf\n", "systemd\n", false, OWN_POSTFIX, false, false},
		{"postconf\n", "master\n", false, OWN_POSTFIX, false, false},
		{"exim4\n", "exim4\n", false, OWN_EXIM, true, false},
		{"exim\n", "", false, OWN_EXIM, false, false},
		{"smtpctl\n", "smtpd\n", false, OWN_OPENSMTPD, true, false},
		{"smtpctl\npostconf\n", "master\npickup\nqmgr\nsmtpd\n", false, OWN_POSTFIX, true, false},
		{"sendmail\n", "sendmail-mta\n", true, OWN_SENDMAIL, true, false},
		/* what is installed here does not run; another one does, in a container */
		{"exim4\n", "master\nqmgr\n", false, OWN_POSTFIX, true, true},
		{"xpostconf\npostconfx\n", "qmgrx\n", false, OWN_NONE, false, false},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		struct own_server server;

		own_choose(rows[i].programs, rows[i].processes, rows[i].sendmail_cf, &server);
		assert_int_equal(server.kind, rows[i].kind);
		assert_int_equal(server.runs, rows[i].runs);
		if (rows[i].kind != OWN_NONE)
			assert_int_equal(server.apart, rows[i].apart);
	}
}

static void reads_listeners(void **state)
{
	static const char head[] = "  sl  local_address rem_address   st tx_queue rx_queue\n";
	struct own_server server = {.kind = OWN_POSTFIX};
	uint32_t loopback;
	char text[512];

	(void)state;
	memcpy(&loopback, "\x7f\0\0\1", 4);
	snprintf(text, sizeof text,
		"%s   0: %08X:0019 00000000:0000 0A 0\n   1: 00000000:024B 00000000:0000 0A 0\n"
		"   2: 00000000:01D1 00000000:0000 01 0\n   3: 00000000:03E1 00000000:0000 0A 0\n",
		head, loopback);
	own_read_listeners(text, &server);
	assert_true(server.listen_known && server.mailboxes);
	assert_true(server.at_home[OWN_PORT_SMTP] && !server.outside[OWN_PORT_SMTP]);
	assert_true(server.at_home[OWN_PORT_SUBMISSION] && server.outside[OWN_PORT_SUBMISSION]);
	assert_false(server.at_home[OWN_PORT_SUBMISSIONS] || server.outside[OWN_PORT_SUBMISSIONS]);
	assert_true(own_listens(text, 993) && !own_listens(text, 465) && !own_listens(text, 10024));
	own_read_listeners("  0: 00000000000000000000000000000000:0019 0:0 0A\n  1: "
			   "0000000000000000FFFF0000:0019 0:0 0A\nx",
		&server);
	assert_true(server.outside[OWN_PORT_SMTP]);
}

static void judges_names(void **state)
{
	static const struct {
		const char *name;
		enum own_name_fault is;
	} rows[] = {
		{"mail.example.org", OWN_NAME_FINE},
		{"[192.0.2.1]", OWN_NAME_FINE},
		{"localhost", OWN_NAME_LOCAL},
		{"debian.localdomain", OWN_NAME_LOCAL},
		{"server.local", OWN_NAME_LOCAL},
		{"nas.fritz.box", OWN_NAME_LOCAL},
		{"mylocal.example", OWN_NAME_FINE},
		{"debian", OWN_NAME_SHORT},
		{"mail_1.example.org", OWN_NAME_MALFORMED},
		{"mail..example.org", OWN_NAME_MALFORMED},
		{"mail.example.org.", OWN_NAME_MALFORMED},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++)
		assert_int_equal(own_name_judge(rows[i].name), rows[i].is);
}

static void reads_main_cf(void **state)
{
	OWN_LIST_AUTO struct own_list list = {{0}};
	STR_AUTO struct str out = STR_INIT;

	(void)state;
	own_read_postfix("# comment\nmyhostname = mail.example.org\nmydestination = $myhostname,\n# "
			 "between\n\tlocalhost,\n"
			 "   example.org \n\nrelayhost=[smtp.example.net]:587\nrelayhost = [other]:25\n "
			 "broken\nnothing here\n",
		&list);
	assert_string_equal(own_list_get(&list, "MYHOSTNAME", ""), "mail.example.org");
	assert_int_equal(own_list_find(&list, "mydestination")->line, 3);
	assert_string_equal(own_list_get(&list, "mydestination", ""), "$myhostname, localhost, example.org");
	assert_string_equal(own_list_get(&list, "relayhost", ""), "[other]:25 broken");
	own_expand(&list, "<$myhostname> ${mydomain?no}${mydomain:yes} $(myhostname)$$ ${x", &out);
	assert_string_equal(str_text(&out), "<mail.example.org> yes mail.example.org$ ");
	assert_null(own_list_find(&list, "nothing here"));
}

static void expands_in_bounds(void **state)
{
	OWN_LIST_AUTO struct own_list list = {{0}};
	STR_AUTO struct str out = STR_INIT_MAX(OWN_VALUE_MAX);

	(void)state;
	own_read_postfix("a = $a $a $a\nb = $c$c$c$c$c$c$c$c\nc = $b$b$b$b$b$b$b$b\n", &list);
	own_expand(&list, "$a", &out);
	own_expand(&list, "$b", &out);
	assert_true(out.len <= OWN_VALUE_MAX);
}

static void reads_hops(void **state)
{
	static const struct {
		const char *text, *host;
		int port;
		bool literal;
		const char *scheme, *label;
	} rows[] = {
		{"[smtp.example.net]:587", "smtp.example.net", 587, true, "", ""},
		{"[smtp.example.net]:submission", "smtp.example.net", 587, true, "", ""},
		{"example.net", "example.net", 0, false, "", ""},
		{"smtp.example.net:25", "smtp.example.net", 25, false, "", ""},
		{"smtp.example.net::465", "smtp.example.net", 465, false, "", ""},
		{"smtp+tls://me@smtp.example.net:587", "smtp.example.net", 587, false, "smtp+tls", "me"},
		{"smtps://smtp.example.net", "smtp.example.net", 0, false, "smtps", ""},
		{"[192.0.2.1]", "192.0.2.1", 0, true, "", ""},
		{"", NULL, 0, false, "", ""},
		{"[open", NULL, 0, false, "", ""},
		{"smtp.example.net:http", NULL, 0, false, "", ""},
		{"smtp.example.net:70000", NULL, 0, false, "", ""},
		{"a b", NULL, 0, false, "", ""},
		{"$(rm)", NULL, 0, false, "", ""},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		struct own_hop hop;

		assert_int_equal(own_read_hop(rows[i].text, &hop), rows[i].host != NULL);
		if (!rows[i].host)
			continue;
		assert_string_equal(hop.host, rows[i].host);
		assert_int_equal(hop.port, rows[i].port);
		assert_int_equal(hop.literal, rows[i].literal);
		assert_string_equal(hop.scheme, rows[i].scheme);
		assert_string_equal(hop.label, rows[i].label);
	}
}

static bool nothing_absent(const void *data, const char *path)
{
	return data && strstr(path, data);
}

/* The ids of all faults in one line, without what is only odd. */
static void check(
	const struct own_faults *faults, const struct own_settings *settings, const char *wanted, size_t row)
{
	char got[400] = "";
	size_t len = 0;

	(void)settings;
	for (size_t i = 0; i < faults->v.n; i++) {
		const struct own_fault *fault = &faults->v.items[i];

		len += (size_t)snprintf(got + len, sizeof got - len, "%s%s%s", len ? " " : "",
			fault->id == F_OWN_SETTING_ODD ? "~" : "", fault->setting);
	}
	if (strcmp(got, wanted) != 0)
		fail_msg("row %zu: expected \"%s\", got \"%s\"", row, wanted, got);
}

static void free_all(struct own_settings *settings, struct own_faults *faults)
{
	free(settings->local);
	free(settings->destination);
	VEC_RELEASE(&faults->v);
}

static void judges_postfix(void **state)
{
	static const struct {
		const char *text, *faults;
		struct own_world world;
		const char *absent;
	} rows[] = {
		{"myhostname = mail.example.org\n", "", {.routes_known = true, .ipv4 = true, .ipv6 = true},
			NULL},
		{"myhostname = mail.example.org\n", "", {.routes_known = true, .ipv4 = true}, NULL},
		{"", "myhostname", {.hostname = "debian"}, NULL},
		{"mydomain = example.org\n", "", {.hostname = "mail"}, NULL},
		{"myhostname = localhost\n", "myhostname", {0}, NULL},
		{"myhostname = m.example.org\nsmtp_helo_name = box.local\n", "smtp_helo_name", {0}, NULL},
		{"myhostname = localhost\nrelayhost = [smtp.example.net]:587\n", "~myhostname", {0}, NULL},
		{"myhostname = m.example.org\ninet_protocols = ipv6\n", "inet_protocols",
			{.routes_known = true, .ipv4 = true}, NULL},
		{"myhostname = m.example.org\ninet_protocols = ipv6\n", "inet_protocols",
			{.routes_known = true, .ipv4 = true, .ipv6 = true}, NULL},
		{"myhostname = m.example.org\ninet_protocols = ipv4\n", "inet_protocols",
			{.routes_known = true, .ipv6 = true}, NULL},
		{"myhostname = m.example.org\ninet_protocols = ipv4\n", "",
			{.routes_known = true, .ipv4 = true, .ipv6 = true}, NULL},
		{"myhostname = m.example.org\ninet_protocols = ipv6\n", "", {.routes_known = true}, NULL},
		{"myhostname = m.example.org\ninet_interfaces = loopback-only\n", "", {0}, NULL},
		{"myhostname = m.example.org\ninet_interfaces = loopback-only\n", "inet_interfaces",
			{.mailboxes = true}, NULL},
		{"myhostname = m.example.org\ninet_interfaces = localhost, 192.0.2.1\n", "",
			{.mailboxes = true}, NULL},
		{"myhostname = m.example.org\ndefault_transport = error:closed\n", "default_transport", {0},
			NULL},
		{"myhostname = m.example.org\ndefault_transport = smtp\n", "", {0}, NULL},
		{"myhostname = m.example.org\ndefer_transports = smtp\n", "defer_transports", {0}, NULL},
		{"myhostname = m.example.org\ndisable_dns_lookups = yes\n", "disable_dns_lookups", {0}, NULL},
		{"myhostname = m.example.org\ndisable_dns_lookups = yes\nrelayhost = 192.0.2.1\n", "", {0},
			NULL},
		{"myhostname = m.example.org\nmynetworks = 0.0.0.0/0\n", "~mynetworks", {0}, NULL},
		{"myhostname = m.example.org\ntransport_maps = hash:/etc/postfix/transport\n", "", {0}, NULL},
		{"myhostname = m.example.org\ntransport_maps = hash:/etc/postfix/transport\n",
			"transport_maps", {0}, "transport.db"},
		{"myhostname = m.example.org\nsmtp_tls_security_level = maybe\n", "smtp_tls_security_level",
			{0}, NULL},
		{"myhostname = m.example.org\nsmtp_tls_security_level = verify\n", "smtp_tls_security_level",
			{0}, NULL},
		{"myhostname = m.example.org\nsmtp_tls_security_level = verify\nsmtp_tls_CApath = "
		 "/etc/ssl/certs\n"
		 "relayhost = [s.example.net]:587\n",
			"", {0}, NULL},
		{"myhostname = m.example.org\nsmtp_tls_security_level = secure\nsmtp_tls_CApath = "
		 "/etc/ssl/certs\n",
			"smtp_tls_security_level", {0}, NULL},
		{"myhostname = m.example.org\nsmtp_tls_security_level = may\n", "", {0}, NULL},
		{"myhostname = m.example.org\nsmtp_tls_wrappermode = yes\nsmtp_tls_security_level = "
		 "encrypt\n",
			"smtp_tls_wrappermode", {0}, NULL},
		{"myhostname = m.example.org\nrelayhost = [s.example.net]:465\n", "relayhost", {0}, NULL},
		{"myhostname = m.example.org\nrelayhost = [s.example.net]:465\nsmtp_tls_wrappermode = yes\n",
			"smtp_tls_wrappermode", {0}, NULL},
		{"myhostname = m.example.org\nrelayhost = [s.example.net]:465\nsmtp_tls_wrappermode = yes\n"
		 "smtp_tls_security_level = encrypt\n",
			"", {0}, NULL},
		{"myhostname = m.example.org\nrelayhost = [smtp.gmail.com]:587\n", "relayhost", {0}, NULL},
		{"myhostname = m.example.org\nrelayhost = smtp.gmail.com\n",
			"~relayhost ~relayhost relayhost", {0}, NULL},
		{"myhostname = m.example.org\nrelayhost = s.example.net:587\n", "~relayhost", {0}, NULL},
		{"myhostname = m.example.org\nrelayhost = example.net\n", "", {0}, NULL},
		{"myhostname = m.example.org\nrelayhost = [s.example.net]:587\nsmtp_sasl_auth_enable = yes\n"
		 "smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\nsmtp_tls_security_level = may\n",
			"~smtp_sasl_security_options", {0}, NULL},
		{"myhostname = m.example.org\nrelayhost = [smtp.gmail.com]:587\nsmtp_sasl_auth_enable = yes\n"
		 "smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\nsmtp_tls_security_level = may\n",
			"smtp_sasl_security_options", {0}, NULL},
		{"myhostname = m.example.org\nrelayhost = [s.example.net]:587\nsmtp_sasl_auth_enable = yes\n"
		 "smtp_tls_security_level = may\n",
			"smtp_sasl_auth_enable ~smtp_sasl_security_options", {0}, NULL},
		{"myhostname = m.example.org\nrelayhost = [s.example.net]:587\nsmtp_sasl_auth_enable = yes\n"
		 "smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\n",
			"smtp_sasl_auth_enable", {0}, NULL},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		OWN_LIST_AUTO struct own_list list = {{0}};
		struct own_faults faults = {{0}};
		struct own_settings settings;
		struct own_world world = rows[i].world;

		world.absent = nothing_absent;
		world.data = rows[i].absent;
		own_read_postfix(rows[i].text, &list);
		own_postfix_defaults(&list, world.hostname ? world.hostname : "");
		own_postfix_settings(&list, world.hostname, &settings);
		own_postfix_judge(&list, &settings, &world, &faults);
		check(&faults, &settings, rows[i].faults, i);
		free_all(&settings, &faults);
	}
}

static void finds_the_login(void **state)
{
	OWN_LIST_AUTO struct own_list list = {{0}}, logins = {{0}};
	struct own_world world = {.absent = nothing_absent, .logins = &logins};
	struct own_faults faults = {{0}};
	struct own_settings settings;

	(void)state;
	own_read_table("# passwords\n[smtp.example.net]:587 anna:secret\nother.example.net ben:x\n", &logins);
	assert_non_null(own_login_for(&logins, "[smtp.example.net]:587"));
	assert_non_null(own_login_for(&logins, "[other.example.net]:465"));
	assert_null(own_login_for(&logins, "smtp.example.net:587"));
	own_read_postfix(
		"myhostname = m.example.org\nrelayhost = [smtp.example.net]:25\nsmtp_sasl_auth_enable = yes\n"
		"smtp_sasl_password_maps = hash:/x\nsmtp_tls_security_level = may\n",
		&list);
	own_postfix_defaults(&list, "");
	own_postfix_settings(&list, world.hostname, &settings);
	own_postfix_judge(&list, &settings, &world, &faults);
	check(&faults, &settings, "~relayhost smtp_sasl_password_maps ~smtp_sasl_security_options", 0);
	assert_string_equal(settings.relay.host, "smtp.example.net");
	assert_int_equal(settings.relay.port, 25);
	assert_int_equal(settings.relay.security, SECURITY_STARTTLS);
	assert_true(settings.relay_login && !settings.relay_by_mx && !settings.must_encrypt);
	free_all(&settings, &faults);
}

static void judges_exim(void **state)
{
	static const char direct[] = "\ndnslookup router:\ndriver = dnslookup\ndomains = ! +local_domains\n";
	static const struct {
		const char *options, *routers, *debian, *faults, *relay;
		int port;
		struct own_world world;
	} rows[] = {
		{"primary_hostname = m.example.org\n", direct, "", "", "", 0, {0}},
		{"primary_hostname = debian\n", direct, "", "primary_hostname", "", 0, {0}},
		{"primary_hostname = m.example.org\n", "\nlocal router:\ndriver = accept\n", "", "routers",
			"", 0, {0}},
		{"primary_hostname = m.example.org\n", "\nnonlocal router:\ndriver = redirect\n",
			"dc_eximconfig_configtype='local'\n", "dc_eximconfig_configtype", "", 0, {0}},
		{"primary_hostname = m.example.org\n", direct, "dc_eximconfig_configtype='none'\n",
			"dc_eximconfig_configtype", "", 0, {0}},
		{"primary_hostname = m.example.org\n", direct, "dc_eximconfig_configtype='internet'\n", "",
			"", 0, {0}},
		{"primary_hostname = m.example.org\n", direct,
			"dc_eximconfig_configtype='satellite'\ndc_smarthost=''\n", "dc_smarthost", "", 0,
			{0}},
		{"primary_hostname = m.example.org\n",
			"\nsmarthost router:\ndriver = manualroute\nroute_list = * smtp.example.net::587 "
			"byname\n",
			"dc_eximconfig_configtype='smarthost'\ndc_smarthost='smtp.example.net::587'\n", "",
			"smtp.example.net", 587, {0}},
		{"primary_hostname = m.example.org\n",
			"\nsmarthost router:\ndriver = manualroute\nroute_list = * smtp.example.net:587 "
			"byname\n",
			"dc_eximconfig_configtype='smarthost'\ndc_smarthost='smtp.example.net:587'\n",
			"dc_smarthost", "smtp.example.net", 25, {0}},
		{"primary_hostname = debian\n",
			"\ns router:\ndriver = manualroute\nroute_data = smtp.example.net\n", "",
			"~primary_hostname", "smtp.example.net", 25, {0}},
		{"primary_hostname = m.example.org\nhold_domains = a.b : *\n", direct, "", "hold_domains", "",
			0, {0}},
		{"primary_hostname = m.example.org\nqueue_only\n", direct, "", "~queue_only", "", 0, {0}},
		{"primary_hostname = m.example.org\nno_queue_only\nno_disable_ipv6\n", direct, "", "", "", 0,
			{.routes_known = true, .ipv6 = true}},
		{"primary_hostname = m.example.org\ndisable_ipv6\n", direct, "", "disable_ipv6", "", 0,
			{.routes_known = true, .ipv6 = true}},
		{"primary_hostname = m.example.org\nlocal_interfaces = <; 127.0.0.1 ; ::1\n", direct, "",
			"local_interfaces", "", 0, {.mailboxes = true}},
		{"primary_hostname = m.example.org\nlocal_interfaces = <; ::0 ; 0.0.0.0\n", direct, "", "",
			"", 0, {.mailboxes = true}},
		{"primary_hostname = m.example.org\n",
			"\ns router:\ndriver = manualroute\nroute_list = * smtp.example.net::465\ntransport "
			"= out\n",
			"", "route_list", "smtp.example.net", 465, {0}},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		OWN_LIST_AUTO struct own_list list = {{0}};
		struct own_faults faults = {{0}};
		struct own_settings settings;

		own_read_exim(rows[i].options, "", &list);
		own_read_exim(rows[i].routers, "router.", &list);
		own_read_debian(rows[i].debian, &list);
		own_exim_settings(&list, rows[i].world.hostname, &settings);
		own_exim_judge(&list, &settings, &rows[i].world, &faults);
		check(&faults, &settings, rows[i].faults, i);
		assert_string_equal(settings.relay.host, rows[i].relay);
		assert_int_equal(settings.relay.port, rows[i].port);
		free_all(&settings, &faults);
	}
}

static void reads_exim_lists(void **state)
{
	static const struct {
		const char *text, *items[4];
	} rows[] = {
		{"a : b:c", {"a", "b", "c"}},
		{"<; ::1 ; 127.0.0.1", {"::1", "127.0.0.1"}},
		{"smtp.example.net::587", {"smtp.example.net:587"}},
		{"", {NULL}},
		{" : a", {"", "a"}},
		{"<", {"<"}},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		const char *at = rows[i].text;
		char separator = 0, item[64];
		size_t n = 0;

		while (own_next_exim_item(&at, &separator, item, sizeof item)) {
			assert_non_null(rows[i].items[n]);
			assert_string_equal(item, rows[i].items[n++]);
		}
		assert_null(rows[i].items[n]);
	}
}

static void judges_opensmtpd(void **state)
{
	static const struct {
		const char *text, *faults, *relay, *local;
		int port;
	} rows[] = {
		{"listen on lo\naction \"out\" relay\nmatch from local for any action \"out\"\n", "", "", "",
			0},
		{"action \"in\" mbox\nmatch for local action \"in\"\n", "match", "", "", 0},
		{"action out relay host smtp+tls://me@smtp.example.net:587 auth <secrets> # so\nmatch for "
		 "any action out\n"
		 "action in mbox\nmatch from any for domain \"example.org\" action in\n",
			"", "smtp.example.net", "example.org ", 587},
		{"action out relay host smtps://smtp.example.net \\\n  helo mail.example.org\nmatch for any "
		 "action out\n",
			"", "smtp.example.net", "", 465},
		{"action out relay host smtps://smtp.example.net:587\nmatch for any action out\n", "action",
			"smtp.example.net", "", 587},
		{"action out relay host smtp+tls://smtp.example.net:465\nmatch for any action out\n",
			"action", "smtp.example.net", "", 465},
		{"action out relay host smtp+tls://smtp.gmail.com:587\nmatch for any action out\n", "action",
			"smtp.gmail.com", "", 587},
		{"accept for any relay\nmatch x\n", "", "", "", 0},
		{"action out relay helo box\nmatch for any action out\n", "hostname", "", "", 0},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		OWN_LIST_AUTO struct own_list list = {{0}};
		struct own_faults faults = {{0}};
		struct own_settings settings;
		const struct own_world world = {.hostname = "mail.example.org"};

		own_read_opensmtpd(rows[i].text, &list);
		own_opensmtpd_settings(&list, world.hostname, &settings);
		own_opensmtpd_judge(&list, &settings, &world, &faults);
		check(&faults, &settings, rows[i].faults, i);
		assert_string_equal(settings.relay.host, rows[i].relay);
		assert_int_equal(settings.relay.port, rows[i].port);
		assert_string_equal(settings.local, rows[i].local);
		free_all(&settings, &faults);
	}
}

static void judges_sendmail(void **state)
{
	OWN_LIST_AUTO struct own_list list = {{0}};
	struct own_faults faults = {{0}};
	struct own_settings settings;
	const struct own_world world = {.hostname = "mail.example.org", .mailboxes = true};

	(void)state;
	own_read_sendmail("# x\nCwlocalhost\nCwexample.org\nDj$w.example.org\nDS[smtp.example.net]\nO "
			  "QueueDirectory=/var/q\n"
			  "O MinFreeBlocks=200\nO DaemonPortOptions=Family=inet, Name=MTA, Addr=127.0.0.1\n",
		&list);
	own_sendmail_settings(&list, world.hostname, &settings);
	own_sendmail_judge(&list, &settings, &world, &faults);
	check(&faults, &settings, "O DaemonPortOptions", 0);
	assert_string_equal(settings.name, "mail.example.org");
	assert_string_equal(settings.relay.host, "smtp.example.net");
	assert_string_equal(settings.spool, "/var/q");
	assert_int_equal(settings.min_free, 200 * 1024);
	free_all(&settings, &faults);
}

static void judges_the_relay_of_sendmail(void **state)
{
	static const struct {
		const char *text, *faults;
		int port;
	} rows[] = {
		{"Djm.example.org\nDS[smtp.example.net]\nMrelay,\t\tP=[IPC],\n\t\tA=TCP $h 587\n", "", 587},
		{"Djm.example.org\nDS[smtp.example.net]\nMrelay,\t\tP=[IPC],\n\t\tA=TCP $h 465\n", "DS", 465},
		{"Djm.example.org\nDSesmtp:[smtp.gmail.com]\nMrelay, A=TCP $h 587\nMesmtp, A=TCP $h\n", "~DS",
			25},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		OWN_LIST_AUTO struct own_list list = {{0}};
		struct own_faults faults = {{0}};
		struct own_settings settings;
		const struct own_world world = {.hostname = "m.example.org"};

		own_read_sendmail(rows[i].text, &list);
		own_sendmail_settings(&list, world.hostname, &settings);
		own_sendmail_judge(&list, &settings, &world, &faults);
		check(&faults, &settings, rows[i].faults, i);
		assert_int_equal(settings.relay.port, rows[i].port);
		free_all(&settings, &faults);
	}
}

static void chooses_domains(void **state)
{
	static const char *const asked[] = {"Moved.example.org", ""};
	char domains[OWN_DOMAINS_MAX][HOST_MAX], command[200];

	(void)state;
	assert_int_equal(own_kept_domains("mail.example.org localhost.example.org localhost a.example.org "
					  "moved.example.org [192.0.2.1]",
				 "mail.example.org", asked, 2, domains),
		2);
	assert_string_equal(domains[0], "moved.example.org");
	assert_string_equal(domains[1], "a.example.org");
	assert_int_equal(own_kept_domains("b.x c.x d.x e.x f.x g.x h.x i.x j.x k.x", "", asked, 2, domains),
		OWN_DOMAINS_MAX);
	own_without_domain(
		"$myhostname, moved.example.org, localhost", "moved.example.org", command, sizeof command);
	assert_string_equal(command, "sudo postconf -e 'mydestination = $myhostname, localhost'");
	own_without_domain("$myhostname, $mydomain", "moved.example.org", command, sizeof command);
	assert_string_equal(command, "");
	own_without_domain("a', moved.example.org", "moved.example.org", command, sizeof command);
	assert_string_equal(command, "");
	assert_true(host_is_sieve("mx0a.pphosted.com") && !host_is_sieve("aspmx.l.google.com"));
}

static void judges_room(void **state)
{
	static const struct {
		enum own_kind kind;
		int64_t min_free;
		struct computer_room room;
		enum own_disk is;
	} rows[] = {
		{OWN_POSTFIX, 0, {NULL, 1 << 30, 1 << 30, 1000, 1000}, OWN_DISK_FINE},
		{OWN_POSTFIX, 0, {NULL, 15000000, 1 << 30, 1000, 1000}, OWN_DISK_NO_ROOM},
		{OWN_POSTFIX, 100 << 20, {NULL, 99 << 20, 1 << 30, 1000, 1000}, OWN_DISK_NO_ROOM},
		{OWN_POSTFIX, 0, {NULL, 1 << 30, 1 << 30, 0, 1000}, OWN_DISK_NO_FILES},
		{OWN_POSTFIX, 0, {NULL, 1 << 30, 1 << 30, 0, 0}, OWN_DISK_FINE},
		{OWN_EXIM, 0, {NULL, 9 << 20, 1 << 30, 1000, 1000}, OWN_DISK_NO_ROOM},
		{OWN_EXIM, 0, {NULL, 11 << 20, 1 << 30, 99, 1000}, OWN_DISK_NO_FILES},
		{OWN_OPENSMTPD, 0, {NULL, 4 << 20, 100 << 20, 1000, 1000}, OWN_DISK_NO_ROOM},
		{OWN_OPENSMTPD, 0, {NULL, 6 << 20, 100 << 20, 49, 1000}, OWN_DISK_NO_FILES},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++)
		assert_int_equal(own_disk_judge(rows[i].kind, rows[i].min_free, &rows[i].room), rows[i].is);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chooses_the_server),
		cmocka_unit_test(reads_listeners),
		cmocka_unit_test(judges_names),
		cmocka_unit_test(reads_main_cf),
		cmocka_unit_test(expands_in_bounds),
		cmocka_unit_test(reads_hops),
		cmocka_unit_test(judges_postfix),
		cmocka_unit_test(finds_the_login),
		cmocka_unit_test(judges_exim),
		cmocka_unit_test(reads_exim_lists),
		cmocka_unit_test(judges_opensmtpd),
		cmocka_unit_test(judges_sendmail),
		cmocka_unit_test(judges_the_relay_of_sendmail),
		cmocka_unit_test(chooses_domains),
		cmocka_unit_test(judges_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
