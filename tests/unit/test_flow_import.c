/*
 * Settings from the mail programs here: asked first, chosen from a list, shown before they are used, and read again before every further test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks/engine/computer.h"
#include "checks/profiles/profile.h"
#include "checks/profiles/take.h"
#include "tests/unit/support/walk.h"

#define PREF(name, value) "user_pref(\"" name "\", " value ");\n"
#define ACCOUNT(n, domain)                                                                                   \
	PREF("mail.account.account" n ".server", "\"server" n "\"")                                          \
	PREF("mail.account.account" n ".identities", "\"id" n "\"")                                          \
	PREF("mail.server.server" n ".type", "\"imap\"")                                                     \
	PREF("mail.server.server" n ".hostname", "\"imap." domain "\"")                                      \
	PREF("mail.server.server" n ".socketType", "3")                                                      \
	PREF("mail.identity.id" n ".useremail", "\"anna@" domain "\"")                                       \
	PREF("mail.identity.id" n ".smtpServer", "\"smtp" n "\"")                                            \
	PREF("mail.smtpserver.smtp" n ".hostname", "\"smtp." domain "\"")                                    \
	PREF("mail.smtpserver.smtp" n ".try_ssl", "2")                                                       \
	PREF("mail.smtpserver.smtp" n ".username", "\"anna@" domain "\"")
#define PORT(n, port) PREF("mail.smtpserver.smtp" n ".port", port)
#define TWO                                                                                                  \
	PREF("mail.accountmanager.accounts", "\"account1,account2\"")                                        \
	PREF("mail.smtpservers", "\"smtp1,smtp2\"")                                                          \
	ACCOUNT("1", "firma.example") ACCOUNT("2", "verein.example") PORT("2", "587")

static const struct computer_file files[] = {
	{"/home/anna/.thunderbird/profiles.ini",
		"[Profile0]\nName=default\nIsRelative=1\nPath=p\nDefault=1\n"},
	{"/home/anna/.thunderbird/p/prefs.js", TWO PORT("1", "25")},
	{NULL, NULL},
};
static const struct computer_file mended[] = {
	{"/home/anna/.thunderbird/profiles.ini",
		"[Profile0]\nName=default\nIsRelative=1\nPath=p\nDefault=1\n"},
	{"/home/anna/.thunderbird/p/prefs.js", TWO PORT("1", "587")},
	{NULL, NULL},
};
static const struct computer with_program = {.files = files}, after_change = {.files = mended},
			     bare = {.files = NULL};

static struct walk *walk_on(const struct computer *computer)
{
	struct walk *walk = walk_new();

	walk->mailcase.computer = computer;
	return walk;
}

/* To the first question behind what changed. */
static void to_import(struct flow *flow)
{
	choose(flow, "start", 1);
	choose(flow, "where", 1);
	choose(flow, "happens", 2);
	while (!at(flow, "import") && !at(flow, "address"))
		enter(flow);
}

static void it_is_asked_where_there_is_a_program(void **state)
{
	struct walk *walk = walk_on(&with_program);

	(void)state;
	to_import(walk->flow);
	assert_true(at(walk->flow, "import"));
	walk_free(walk);
	walk = walk_on(&bare);
	to_import(walk->flow);
	assert_true(at(walk->flow, "address"));
	walk_free(walk);
}

/* Enter alone means no: nothing is read. */
static void without_a_yes_nothing_is_read(void **state)
{
	struct walk *walk = walk_on(&with_program);

	(void)state;
	to_import(walk->flow);
	enter(walk->flow);
	assert_true(at(walk->flow, "address"));
	assert_null(walk->mailcase.profile);
	assert_string_equal(walk->mailcase.import, "");
	walk_free(walk);
}

static void take_first(struct flow *flow)
{
	to_import(flow);
	choose(flow, "import", 1);
	choose(flow, "found", 1);
	choose(flow, "found-seen", 1);
}

static void what_was_read_answers_the_questions(void **state)
{
	struct walk *walk = walk_on(&with_program);

	(void)state;
	take_first(walk->flow);
	assert_true(at(walk->flow, "password"));
	assert_string_equal(walk->mailcase.address.full, "anna@firma.example");
	assert_string_equal(walk->mailcase.in_use.host, "smtp.firma.example");
	assert_int_equal(walk->mailcase.in_use.port, 25);
	assert_int_equal(walk->mailcase.in_use.source, SOURCE_PROGRAM);
	assert_string_equal(walk->mailcase.incoming.host, "imap.firma.example");
	assert_int_equal(walk->mailcase.program, PROGRAM_THUNDERBIRD);
	walk_free(walk);
}

/* And what is not named stays unread: settings for everybody, and git's, are no sign of a program that sends. */
static void what_is_named_is_read(void **state)
{
	static const struct {
		const char *path, *text;
		enum program program; /* PROGRAM_UNKNOWN: neither named nor read */
	} rows[] = {
		{"/home/anna/.icedove/profiles.ini", "", PROGRAM_THUNDERBIRD},
		{"/home/anna/.var/app/eu.betterbird.Betterbird/.thunderbird/profiles.ini", "",
			PROGRAM_THUNDERBIRD},
		{"/home/anna/.config/claws-mail/accountrc", "", PROGRAM_CLAWS},
		{"/home/anna/.mutt/neomuttrc", "set smtp_url=smtps://a@b.example\n", PROGRAM_MUTT},
		{"/home/anna/.himalayarc", "", PROGRAM_HIMALAYA},
		{"/home/anna/.gitconfig", "[sendemail]\nsmtpServer = b.example\n", PROGRAM_UNKNOWN},
		{"/etc/ssmtp/ssmtp.conf", "mailhub=b.example\n", PROGRAM_SSMTP},
		{"/etc/nullmailer/remotes", "b.example smtp\n", PROGRAM_NULLMAILER},
		{"/etc/dma/dma.conf", "SMARTHOST b.example\n", PROGRAM_DMA},
		{"/etc/mail.rc", "set mta=smtps://a@b.example from=a@b.example\n", PROGRAM_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct computer_file with[] = {{rows[i].path, rows[i].text}, {NULL, NULL}};
		const struct computer computer = {.files = with};
		PROFILES_AUTO struct profiles profiles = {.n_refusals = 0};
		enum program programs[PROGRAM_N];
		struct mailcase mailcase;
		size_t n;

		mailcase_init(&mailcase);
		mailcase.computer = &computer;
		mailcase.role = ROLE_USER;
		n = profiles_present(&mailcase, programs, PROGRAM_N);
		profiles_find(&mailcase, &profiles);
		assert_int_equal(n, rows[i].program != PROGRAM_UNKNOWN);
		assert_int_equal(profiles.found.n, n && rows[i].text[0] ? 1 : 0);
		if (n)
			assert_int_equal(programs[0], rows[i].program);
	}
}

static void another_account_takes_its_place(void **state)
{
	struct walk *walk = walk_on(&with_program);

	(void)state;
	to_import(walk->flow);
	choose(walk->flow, "import", 1);
	choose(walk->flow, "found", 1);
	choose(walk->flow, "found-seen", 2);
	choose(walk->flow, "found", 2);
	choose(walk->flow, "found-seen", 1);
	assert_string_equal(walk->mailcase.address.full, "anna@verein.example");
	assert_string_equal(walk->mailcase.in_use.host, "smtp.verein.example");
	walk_free(walk);
}

static void none_of_them_leaves_nothing_behind(void **state)
{
	struct walk *walk = walk_on(&with_program);

	(void)state;
	to_import(walk->flow);
	choose(walk->flow, "import", 1);
	choose(walk->flow, "found", 1);
	choose(walk->flow, "found-seen", 2);
	choose(walk->flow, "found", 3);
	assert_true(at(walk->flow, "address"));
	assert_string_equal(walk->mailcase.address.full, "");
	assert_string_equal(walk->mailcase.in_use.host, "");
	assert_int_equal(walk->mailcase.program, PROGRAM_UNKNOWN);
	assert_null(walk->mailcase.profile);
	walk_free(walk);
}

/* What the person changed in the program counts in the next test, without a question. */
static void it_is_read_again_before_a_test(void **state)
{
	struct walk *walk = walk_on(&with_program);

	(void)state;
	take_first(walk->flow);
	enter(walk->flow);
	finish(walk->flow);
	assert_int_equal(seen_case.in_use.port, 25);
	walk->mailcase.computer = &after_change;
	flow_act(walk->flow, ACTION_BACK);
	assert_true(at(walk->flow, "password"));
	flow_enter_secret(walk->flow, "geheim", 6);
	finish(walk->flow);
	assert_int_equal(seen_case.in_use.port, 587);
	assert_int_equal(walk->mailcase.profile->n_mistakes, 0);
	walk_free(walk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_asked_where_there_is_a_program),
		cmocka_unit_test(without_a_yes_nothing_is_read),
		cmocka_unit_test(what_was_read_answers_the_questions),
		cmocka_unit_test(what_is_named_is_read),
		cmocka_unit_test(another_account_takes_its_place),
		cmocka_unit_test(none_of_them_leaves_nothing_behind),
		cmocka_unit_test(it_is_read_again_before_a_test),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
