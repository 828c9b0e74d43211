/*
 * The table of mail providers: that its rows are whole and in order, and what is found in it by domain and by host.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/str.h"
#include "checks/know/provider.h"
#include "checks/know/provider_row.h"
#include "checks/know/tables.h"

enum { OUTGOING = 2, INCOMING = 3, FLAGS = 4, LIMITS = 5, PAGES = 6, SOURCE = 12, CHECKED = 13 };

static size_t cells_of(const char *list)
{
	size_t n = *list != '\0';

	for (; *list; list++)
		n += *list == ',';
	return n;
}

/* The servers of a row as it is for a domain that it serves. */
static void for_a_domain(size_t row, struct provider *provider_r)
{
	provider_row(row, "anna.example.org", provider_r);
}

static bool is_server(const struct provider_server *server)
{
	return server->host[0] && server->port > 0 && server->port < 65536 && strchr("tsn", server->kind) &&
	       server->kind && strchr("alod", server->user) &&
	       strspn(server->host, "abcdefghijklmnopqrstuvwxyz0123456789.-") == strlen(server->host);
}

static void rows_are_sorted(void **state)
{
	(void)state;
	for (size_t i = 1; i < know_providers_rows; i++)
		if (strcmp(know_providers[i - 1][0], know_providers[i][0]) >= 0)
			fail_msg("%s stands before %s", know_providers[i - 1][0], know_providers[i][0]);
	for (size_t i = 1; i < know_domains_rows; i++)
		if (strcmp(know_domains[i - 1][0], know_domains[i][0]) >= 0)
			fail_msg("%s stands before %s", know_domains[i - 1][0], know_domains[i][0]);
}

static void domains_and_mx_have_their_rows(void **state)
{
	size_t row;

	(void)state;
	for (size_t i = 0; i < know_domains_rows; i++)
		if (!provider_row_of(know_domains[i][1], &row))
			fail_msg("%s: no provider %s", know_domains[i][0], know_domains[i][1]);
	for (size_t i = 0; i < know_mx_rows; i++)
		if (!provider_row_of(know_mx[i][1], &row))
			fail_msg("%s: no provider %s", know_mx[i][0], know_mx[i][1]);
}

static void every_cell_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < know_providers_rows; i++) {
		const char *const *row = know_providers[i];
		struct provider p;

		for_a_domain(i, &p);
		if (p.n_outgoing != cells_of(row[OUTGOING]) || p.n_incoming != cells_of(row[INCOMING]) ||
			p.n_limits != cells_of(row[LIMITS]) ||
			(size_t)__builtin_popcount(p.flags) != cells_of(row[FLAGS]))
			fail_msg("%s: a cell is not read whole", row[0]);
		for (size_t s = 0; s < p.n_outgoing; s++)
			if (!is_server(&p.outgoing[s]) || p.outgoing[s].pop3)
				fail_msg("%s: %s", row[0], p.outgoing[s].host);
		for (size_t s = 0; s < p.n_incoming; s++)
			if (!is_server(&p.incoming[s]))
				fail_msg("%s: %s", row[0], p.incoming[s].host);
		for (size_t l = 0; l < p.n_limits; l++)
			assert_true(p.limits[l].number > 0);
	}
}

static void rows_say_where_they_are_from_and_when(void **state)
{
	static const char *const sources[] = {
		"ISPDB", "DC", "FE", "K9", "MC", "MS", "NM", "LISTS", "HELP", "KNOWN"};
	int year, month, day, end;

	(void)state;
	for (size_t i = 0; i < know_providers_rows; i++) {
		const char *const *row = know_providers[i];
		bool known = false;

		for (size_t s = 0; s < sizeof sources / sizeof sources[0]; s++)
			known |= strcmp(row[SOURCE], sources[s]) == 0;
		end = 0;
		if (!known || sscanf(row[CHECKED], "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 ||
			end != 10 || row[CHECKED][10])
			fail_msg("%s: source “%s”, checked “%s”", row[0], row[SOURCE], row[CHECKED]);
		for (size_t page = PAGES; page < PAGES + 5; page++)
			if (row[page][0] && strncmp(row[page], "https://", 8) != 0)
				fail_msg("%s: %s", row[0], row[page]);
	}
}

/* Whoever has no server for programs says so; everybody else has one. */
static void only_who_says_so_has_no_server(void **state)
{
	(void)state;
	for (size_t i = 0; i < know_providers_rows; i++) {
		struct provider p;

		for_a_domain(i, &p);
		if ((p.n_outgoing == 0) != ((p.flags & PROVIDER_NO_PROGRAMS) != 0))
			fail_msg("%s: %zu servers", p.id, p.n_outgoing);
	}
}

static const struct {
	const char *domain, *id, *host;
	int port;
	char kind, user;
} domains[] = {
	{"gmail.com", "googlemail.com", "smtp.gmail.com", 465, 't', 'a'},
	{"hotmail.com", "hotmail.com", "smtp-mail.outlook.com", 587, 's', 'a'},
	{"yahoo.co.jp", "yahoo.co.jp", "smtp.mail.yahoo.co.jp", 465, 't', 'l'},
	{"yahoo.com.ph", "yahoo.com", "smtp.mail.yahoo.com", 465, 't', 'a'},
	{"inbox.lt", "inbox.lv", "mail.inbox.lt", 465, 't', 'a'},
	{"mail.ee", "mail.ee", "mail.ee", 465, 't', 'a'},
	{"abc.plala.or.jp", "plala.or.jp", "abc.mail.plala.or.jp", 465, 't', 'l'},
	{"ff.iij4u.or.jp", "dd.iij4u.or.jp", "mbox.iij4u.or.jp", 587, 's', 'd'},
	{"firm.onmicrosoft.com", "office365.com", "smtp.office365.com", 587, 's', 'a'},
	{"anna.plus.com", "plus.net", "relay.plus.net", 465, 't', 'a'},
	{"nyc.rr.com", "rr.com", "mail.twc.com", 587, 's', 'a'},
	{"cfl.rr.com", "brighthouse.com", "mail.brighthouse.com", 587, 't', 'a'},
	{"charter.net", "charter.net", "mobile.charter.net", 587, 't', 'a'},
	{"uol.com.br", "uol.com.br", "smtps.uol.com.br", 587, 's', 'l'},
	{"legalmail.it", "legalmail.it", "sendm.cert.legalmail.it", 465, 't', 'o'},
};

static void domains_lead_to_their_servers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof domains / sizeof domains[0]; i++) {
		struct provider p;

		if (!provider_by_domain(domains[i].domain, &p))
			fail_msg("%s is not found", domains[i].domain);
		assert_string_equal(p.id, domains[i].id);
		assert_string_equal(p.domain, domains[i].domain);
		assert_string_equal(p.outgoing[0].host, domains[i].host);
		assert_int_equal(p.outgoing[0].port, domains[i].port);
		assert_int_equal(p.outgoing[0].kind, domains[i].kind);
		assert_int_equal(p.outgoing[0].user, domains[i].user);
	}
}

static void strangers_are_not_found(void **state)
{
	static const char *const names[] = {
		"", "example.org", "com", "rr.co", "xgmail.com", "plala.or.jp.example", "onmicrosoft.co"};
	struct provider p;

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		assert_false(provider_by_domain(names[i], &p));
		assert_false(provider_lists_host(names[i], &p));
	}
}

static const struct {
	const char *host, *id; /* id NULL: not found */
	bool listed;
} hosts[] = {
	{"smtp.gmail.com", "googlemail.com", true},
	{"SMTP.Office365.com", "office365.com", true}, /* hotmail.com has it besides */
	{"aspmx.l.google.com", "googlemail.com", false},
	{"other.gmx.net", "gmx.net", false},
	{"firm.mail.protection.outlook.com", "office365.com", false},
	{"smtp.sendgrid.net", "sendgrid.net", true},
	{"mx.sendgrid.net", NULL, false}, /* who sends for others keeps nobody's mail */
	{"inbound-smtp.us-east-1.amazonaws.com", NULL, false},
	{"127.0.0.1", NULL, false},	     /* Proton's bridge is everybody's loopback */
	{"mail.inbox.eu", "inbox.lv", true}, /* made of the domain */
	{"mail.inbox.example", NULL, false},
	{"abc.mail.plala.or.jp", "plala.or.jp", false},
	{"mxbiz1.qq.com", "exmail.qq.com", false},
	{"mx3.qq.com", "qq.com", false},
};

static void hosts_lead_to_their_providers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
		struct provider p;
		bool found = provider_by_host(hosts[i].host, &p);

		if (found != (hosts[i].id != NULL) || (found && strcmp(p.id, hosts[i].id) != 0))
			fail_msg("%s: %s", hosts[i].host, found ? p.id : "not found");
		assert_int_equal(provider_lists_host(hosts[i].host, &p), hosts[i].listed);
	}
}

/* The index finds what a walk through the table finds. */
static void the_first_row_of_a_host_wins(void **state)
{
	struct provider p, found;

	(void)state;
	for (size_t i = 0; i < know_providers_rows; i++) {
		provider_row(i, "", &p);
		for (size_t s = 0; s < p.n_outgoing; s++) {
			if (p.outgoing[s].besides)
				continue;
			assert_true(provider_lists_host(p.outgoing[s].host, &found));
			assert_true(strcmp(found.id, p.id) <= 0);
		}
	}
}

static void login_names_have_their_form(void **state)
{
	static const struct {
		char form;
		const char *name;
	} forms[] = {{'a', ""}, {'l', "anna"}, {'o', ""}, {'d', "anna.example.org"}};
	char buf[64];

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		const struct provider_server server = {.user = forms[i].form};

		provider_user(&server, "anna", "example.org", buf, sizeof buf);
		assert_string_equal(buf, forms[i].name);
	}
}

static void one_server_may_want_another_form(void **state)
{
	struct provider p;

	(void)state;
	assert_true(provider_by_domain("icloud.com", &p));
	assert_int_equal(p.outgoing[0].user, 'a');
	assert_int_equal(p.incoming[0].user, 'l');
	assert_int_equal(p.n_limits, 4);
	assert_int_equal(p.limits[0].number, 1000);
	assert_string_equal(provider_what_name(p.limits[3].what), "megabytes");
	assert_string_equal(provider_per_name(p.limits[3].per), "message");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_sorted),
		cmocka_unit_test(domains_and_mx_have_their_rows),
		cmocka_unit_test(every_cell_is_read),
		cmocka_unit_test(rows_say_where_they_are_from_and_when),
		cmocka_unit_test(only_who_says_so_has_no_server),
		cmocka_unit_test(domains_lead_to_their_servers),
		cmocka_unit_test(strangers_are_not_found),
		cmocka_unit_test(hosts_lead_to_their_providers),
		cmocka_unit_test(the_first_row_of_a_host_wins),
		cmocka_unit_test(login_names_have_their_form),
		cmocka_unit_test(one_server_may_want_another_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
