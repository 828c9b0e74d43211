/*
 * What is wrong in an account in any program's terms: each row is one account, and exactly the mistakes that must be said of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/str.h"
#include "checks/profiles/profile.h"
#include "checks/profiles/take.h"

#define IDS_MAX 4
#define NONE	MISTAKE_N

struct row {
	const char *host;
	int port;
	enum security security;
	enum profile_login login;
	const char *method, *user, *address, *in_host;
	enum mistake_id ids[IDS_MAX];
	const char *what; /* of the first one; NULL: not compared */
};

#define FINE                                                                                                 \
	{                                                                                                    \
		NONE                                                                                         \
	}
#define SAYS(...)                                                                                            \
	{                                                                                                    \
		__VA_ARGS__, NONE                                                                            \
	}
#define TLS	 SECURITY_TLS
#define STARTTLS SECURITY_STARTTLS

static const struct row rows[] = {
	/* in order, however unusual */
	{"smtp.firma.example", 587, STARTTLS, LOGIN_PASSWORD, "", "anna@firma.example", "anna@firma.example",
		"imap.firma.example", FINE, NULL},
	{"smtp.firma.example", 465, TLS, LOGIN_PASSWORD, "", "anna", "anna@firma.example", "", FINE, NULL},
	{"mail.gmx.net", 587, STARTTLS, LOGIN_PASSWORD, "", "anna@gmx.de", "anna@gmx.de", "imap.gmx.net",
		FINE, NULL},
	{"smtp.gmail.com", 587, STARTTLS, LOGIN_OAUTH, "", "anna@gmail.com", "anna@gmail.com", "", FINE,
		NULL},
	{"mobile.charter.net", 587, TLS, LOGIN_PASSWORD, "", "anna@charter.net", "anna@charter.net", "", FINE,
		NULL},
	{"127.0.0.1", 1025, SECURITY_NONE, LOGIN_PASSWORD, "", "anna@proton.me", "anna@proton.me", "", FINE,
		NULL},
	{"localhost", 25, SECURITY_NONE, LOGIN_OFF, "", "", "anna@firma.example", "", FINE, NULL},
	{"relay.lan", 25, SECURITY_NONE, LOGIN_OFF, "", "", "anna@firma.example", "", FINE, NULL},
	{"email-smtp.eu-west-1.amazonaws.com", 2587, STARTTLS, LOGIN_PASSWORD, "", "AKIAEXAMPLE",
		"news@firma.example", "", FINE, NULL},
	{"mail2.firma.example", 2525, STARTTLS, LOGIN_PASSWORD, "", "anna@firma.example",
		"info@firma.example", "", FINE, NULL},
	/* port and encryption */
	{"smtp.firma.example", 587, TLS, LOGIN_PASSWORD, "", "anna@firma.example", "anna@firma.example", "",
		SAYS(MISTAKE_TLS_ON_STARTTLS_PORT), "starttls"},
	{"smtp.firma.example", 465, STARTTLS, LOGIN_PASSWORD, "", "anna@firma.example", "anna@firma.example",
		"", SAYS(MISTAKE_STARTTLS_ON_TLS_PORT), "tls"},
	{"smtp.firma.example", 465, SECURITY_NONE, LOGIN_PASSWORD, "", "anna@firma.example",
		"anna@firma.example", "", SAYS(MISTAKE_STARTTLS_ON_TLS_PORT), "tls"},
	{"smtp.firma.example", 587, SECURITY_NONE, LOGIN_PASSWORD, "", "anna@firma.example",
		"anna@firma.example", "", SAYS(MISTAKE_NOT_ENCRYPTED), "starttls"},
	{"smtp.firma.example", 25, STARTTLS, LOGIN_PASSWORD, "", "anna@firma.example", "anna@firma.example",
		"", SAYS(MISTAKE_PORT_25), "587"},
	{"smtp.firma.example", 578, STARTTLS, LOGIN_PASSWORD, "", "anna@firma.example", "anna@firma.example",
		"", SAYS(MISTAKE_PORT_TYPO), "587"},
	{"smtp.firma.example", 456, TLS, LOGIN_PASSWORD, "", "anna@firma.example", "anna@firma.example", "",
		SAYS(MISTAKE_PORT_TYPO), "465"},
	{"smtp.firma.example", 5587, STARTTLS, LOGIN_PASSWORD, "", "anna@firma.example", "anna@firma.example",
		"", SAYS(MISTAKE_PORT_TYPO), "587"},
	{"smtp.firma.example", 993, TLS, LOGIN_PASSWORD, "", "anna@firma.example", "anna@firma.example", "",
		SAYS(MISTAKE_PORT_TYPO), "587"},
	/* the server's name */
	{"smpt.firma.example", 587, STARTTLS, LOGIN_PASSWORD, "", "anna@firma.example", "anna@firma.example",
		"", SAYS(MISTAKE_HOST_TYPO), "smtp.firma.example"},
	{"smtp,firma.example", 587, STARTTLS, LOGIN_PASSWORD, "", "anna@firma.example", "anna@firma.example",
		"", SAYS(MISTAKE_HOST_TYPO), "smtp.firma.example"},
	{"smtp.frima.example", 587, STARTTLS, LOGIN_PASSWORD, "", "anna@firma.example", "anna@firma.example",
		"imap.firma.example", SAYS(MISTAKE_HOST_TYPO), "smtp.firma.example"},
	{"smtp.gmial.com", 587, STARTTLS, LOGIN_OAUTH, "", "anna@gmail.com", "anna@gmail.com", "",
		SAYS(MISTAKE_HOST_TYPO), "smtp.gmail.com"},
	{"imap.firma.example", 587, STARTTLS, LOGIN_PASSWORD, "", "anna@firma.example", "anna@firma.example",
		"", SAYS(MISTAKE_HOST_INCOMING), NULL},
	{"imap.gmx.net", 587, STARTTLS, LOGIN_PASSWORD, "", "anna@gmx.de", "anna@gmx.de", "",
		SAYS(MISTAKE_HOST_INCOMING), "mail.gmx.net"},
	{"", 0, SECURITY_AUTO, LOGIN_UNTOLD, "", "", "anna@firma.example", "", SAYS(MISTAKE_NO_SERVER), NULL},
	/* the account */
	{"smtp.firma.example", 587, STARTTLS, LOGIN_OFF, "", "", "anna@firma.example", "",
		SAYS(MISTAKE_NO_LOGIN), NULL},
	{"smtp.gmail.com", 587, STARTTLS, LOGIN_OFF, "", "", "anna@gmail.com", "", SAYS(MISTAKE_NO_LOGIN),
		"Gmail"},
	{"mail.gmx.net", 587, STARTTLS, LOGIN_PASSWORD, "", "anna", "anna@gmx.de", "",
		SAYS(MISTAKE_USER_FORM), "anna@gmx.de"},
	{"smtp.firma.example", 587, STARTTLS, LOGIN_ENCRYPTED, "digest-md5", "anna@firma.example",
		"anna@firma.example", "", SAYS(MISTAKE_METHOD_OUTDATED), NULL},
	{"smtp.gmail.com", 587, STARTTLS, LOGIN_ENCRYPTED, "CRAM-MD5", "anna@gmail.com", "anna@gmail.com", "",
		SAYS(MISTAKE_METHOD_OUTDATED), "Gmail"},
	{"smtp.firma.example", 587, STARTTLS, LOGIN_ENCRYPTED, "CRAM-MD5", "anna@firma.example",
		"anna@firma.example", "", FINE, NULL},
	{"smtp-mail.outlook.com", 587, STARTTLS, LOGIN_PASSWORD, "", "anna@outlook.com", "anna@outlook.com",
		"", SAYS(MISTAKE_OAUTH_WANTED), NULL},
	{"mail.gmx.net", 587, STARTTLS, LOGIN_PASSWORD, "", "anna@gmx.de", "anna@web.de", "",
		SAYS(MISTAKE_SENDER_OTHER), "anna@gmx.de"},
	{"mail.gmx.net", 587, STARTTLS, LOGIN_PASSWORD, "", "anna@gmx.de", "anna@firma.example", "",
		SAYS(MISTAKE_SENDER_OTHER), "anna@gmx.de"},
	/* several at once */
	{"smpt.firma.example", 465, STARTTLS, LOGIN_OFF, "", "", "anna@firma.example", "",
		SAYS(MISTAKE_HOST_TYPO, MISTAKE_STARTTLS_ON_TLS_PORT, MISTAKE_NO_LOGIN), NULL},
};

static void fill(const struct row *row, struct profile *profile_r)
{
	*profile_r = (struct profile){.program = PROGRAM_OTHER, .state.outbox = -1};
	profile_r->out.settings.port = row->port;
	profile_r->out.settings.security = row->security;
	profile_r->out.login = row->login;
	str_copy(profile_r->out.settings.host, HOST_MAX, row->host);
	str_copy(profile_r->out.settings.user, ADDRESS_MAX, row->user);
	str_copy(profile_r->out.method, sizeof profile_r->out.method, row->method);
	str_copy(profile_r->address, sizeof profile_r->address, row->address);
	str_copy(profile_r->in.settings.host, HOST_MAX, row->in_host);
}

static bool is_wanted(const struct row *row, enum mistake_id id)
{
	for (size_t i = 0; row->ids[i] != NONE; i++)
		if (row->ids[i] == id)
			return true;
	return false;
}

static void test_rows(void **state)
{
	struct profiles profiles = {.n_refusals = 0};
	int failed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct profile profile;
		size_t wanted = 0;
		bool fine = true;

		fill(&rows[i], &profile);
		profile_judge(&profile, &profiles);
		while (rows[i].ids[wanted] != NONE)
			wanted++;
		for (size_t k = 0; k < profile.n_mistakes; k++) {
			fine = fine && is_wanted(&rows[i], profile.mistakes[k].id);
			fprintf(stderr, "row %zu, %s:%d: %s, %s\n", i, rows[i].host, rows[i].port,
				mistake_name(profile.mistakes[k].id), profile.mistakes[k].what);
		}
		fine = fine && profile.n_mistakes == wanted;
		if (fine && wanted && rows[i].what)
			fine = strcmp(profile.mistakes[0].what, rows[i].what) == 0;
		if (!fine) {
			fprintf(stderr, "row %zu (%s, port %d) is judged wrongly\n", i, rows[i].host,
				rows[i].port);
			failed++;
		}
	}
	assert_int_equal(failed, 0);
}

static struct profile *add(
	struct profiles *profiles, const char *address, const char *in_host, const char *out_host)
{
	struct profile *profile = VEC_ADD(&profiles->found);

	*profile = (struct profile){.program = PROGRAM_THUNDERBIRD, .state.outbox = -1};
	profile->out.settings.port = 587;
	profile->out.settings.security = SECURITY_STARTTLS;
	profile->out.login = LOGIN_PASSWORD;
	str_copy(profile->address, sizeof profile->address, address);
	str_copy(profile->in.settings.host, HOST_MAX, in_host);
	str_copy(profile->out.settings.host, HOST_MAX, out_host);
	return profile;
}

/* The server of another account; not where the person has but one server for all, which no other account calls its own. */
static void test_wrong_server(void **state)
{
	struct profiles profiles = {.n_refusals = 0};

	(void)state;
	add(&profiles, "anna@firma.example", "imap.firma.example", "smtp.verein.example");
	add(&profiles, "anna@verein.example", "imap.verein.example", "smtp.verein.example");
	profile_judge(&profiles.found.items[0], &profiles);
	assert_int_equal(profiles.found.items[0].n_mistakes, 1);
	assert_int_equal(profiles.found.items[0].mistakes[0].id, MISTAKE_WRONG_SERVER);
	assert_string_equal(profiles.found.items[0].mistakes[0].what, "anna@verein.example");
	profile_judge(&profiles.found.items[1], &profiles);
	assert_int_equal(profiles.found.items[1].n_mistakes, 0);
	profiles_release(&profiles);
	add(&profiles, "anna@firma.example", "imap.firma.example", "smtp.zugang.example");
	add(&profiles, "anna@verein.example", "imap.verein.example", "smtp.zugang.example");
	profile_judge(&profiles.found.items[0], &profiles);
	assert_int_equal(profiles.found.items[0].n_mistakes, 0);
	profiles_release(&profiles);
}

static void test_state(void **state)
{
	struct profiles profiles = {.n_refusals = 0};
	struct profile *profile =
		add(&profiles, "anna@firma.example", "imap.firma.example", "smtp.firma.example");

	(void)state;
	profile->state.offline = true;
	profile->state.outbox = 2;
	profile->state.sending_password = 1700000000;
	profile->state.receiving_password = 1700000000 + 3600;
	profile_judge(profile, &profiles);
	assert_int_equal(profile->n_mistakes, 2);
	assert_int_equal(profile->mistakes[0].id, MISTAKE_OFFLINE);
	assert_int_equal(profile->mistakes[1].id, MISTAKE_OUTBOX);
	assert_string_equal(profile->mistakes[1].what, "2");
	profile->state.receiving_password = 1700000000 + 90 * 24 * 3600;
	profile_judge(profile, &profiles);
	assert_int_equal(profile->n_mistakes, 3);
	assert_int_equal(profile->mistakes[2].id, MISTAKE_PASSWORD_OLD);
	profiles_release(&profiles);
}

/* Never more than fit, never the same twice, and nothing that could harm a terminal. */
static void test_mistakes_bounded(void **state)
{
	struct profile profile = {.program = PROGRAM_MSMTP};
	struct profile_place place = {.file = "~/.msmtprc", .line = 3};

	(void)state;
	profile_mistake(&profile, MISTAKE_UNREADABLE_LINE, &place, "a\x1b[31mb", "one\ntwo\x07", NULL);
	profile_mistake(&profile, MISTAKE_UNREADABLE_LINE, &place, "again", NULL, NULL);
	assert_int_equal(profile.n_mistakes, 1);
	assert_string_equal(profile.mistakes[0].is, "a\\x1b[31mb");
	assert_string_equal(profile.mistakes[0].change, "one\ntwo\\x07");
	for (int line = 4; line < 40; line++) {
		place.line = line;
		profile_mistake(&profile, MISTAKE_UNREADABLE_LINE, &place, "x", NULL, NULL);
	}
	assert_int_equal(profile.n_mistakes, MISTAKES_MAX);
}

static void test_choose(void **state)
{
	struct profiles profiles = {.n_refusals = 0};
	struct mailcase mailcase;

	(void)state;
	assert_null(profiles_choose(&profiles, ""));
	add(&profiles, "anna@firma.example", "imap.firma.example", "smtp.firma.example");
	assert_ptr_equal(profiles_choose(&profiles, ""), &profiles.found.items[0]);
	assert_null(profiles_choose(&profiles, "bert@firma.example"));
	add(&profiles, "bert@verein.example", "", "smtp.verein.example")->out.login = LOGIN_OFF;
	assert_null(profiles_choose(&profiles, ""));
	assert_ptr_equal(profiles_choose(&profiles, "BERT@verein.example"), &profiles.found.items[1]);
	profiles.found.items[0].usual = true;
	assert_ptr_equal(profiles_choose(&profiles, ""), &profiles.found.items[0]);
	mailcase_init(&mailcase);
	profile_take(&mailcase, &profiles, &profiles.found.items[1]);
	assert_string_equal(mailcase.in_use.host, "smtp.verein.example");
	assert_int_equal(mailcase.in_use.source, SOURCE_PROGRAM);
	assert_string_equal(mailcase.incoming.host, "");
	assert_string_equal(mailcase.address.full, "bert@verein.example");
	assert_int_equal(mailcase.program, PROGRAM_THUNDERBIRD);
	assert_int_equal(mailcase.program_login, PROGRAM_LOGIN_OFF);
	/* the next account takes the place of the first, but for the address, which says who is meant */
	profile_take(&mailcase, &profiles, &profiles.found.items[0]);
	assert_string_equal(mailcase.in_use.host, "smtp.firma.example");
	assert_string_equal(mailcase.incoming.host, "imap.firma.example");
	assert_int_equal(mailcase.program_login, PROGRAM_LOGIN_PASSWORD);
	profiles_release(&profiles);
}

/* What was told goes before what was read. */
static void test_told_first(void **state)
{
	struct profiles profiles = {.n_refusals = 0};
	struct mailcase mailcase;

	(void)state;
	add(&profiles, "anna@firma.example", "imap.firma.example", "smtp.firma.example");
	mailcase_init(&mailcase);
	mailcase.in_use =
		(struct server_settings){.host = "smtp.firma.example", .port = 2525, .source = SOURCE_GIVEN};
	mailcase.program_login = PROGRAM_LOGIN_OAUTH;
	profile_take(&mailcase, &profiles, &profiles.found.items[0]);
	assert_int_equal(mailcase.in_use.port, 2525);
	assert_int_equal(mailcase.in_use.security, SECURITY_STARTTLS);
	assert_int_equal(mailcase.program_login, PROGRAM_LOGIN_OAUTH);
	mailcase_init(&mailcase);
	mailcase.in_use =
		(struct server_settings){.host = "other.example", .port = 465, .source = SOURCE_GIVEN};
	profile_take(&mailcase, &profiles, &profiles.found.items[0]);
	assert_string_equal(mailcase.in_use.host, "other.example");
	profiles_release(&profiles);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_wrong_server),
		cmocka_unit_test(test_state),
		cmocka_unit_test(test_mistakes_bounded),
		cmocka_unit_test(test_choose),
		cmocka_unit_test(test_told_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
