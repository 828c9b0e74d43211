/*
 * The last tips: a mail that was sent is read from a file or from a paste, block lists are asked only after a yes, and ten choices have ten
 * digits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/support/walk.h"
#include "ui/flow/action.h"

static void to_tip(struct walk *walk, const char *question)
{
	to_password(walk->flow);
	enter(walk->flow); /* without a password */
	while (!at(walk->flow, "road"))
		enter(walk->flow);
	struct view view;
	size_t choice;
	flow_view(walk->flow, &view);
	for (choice = 0; choice < view.n_choices && !strstr(view.choices[choice].label, question); choice++)
		;
	assert_true(choice < view.n_choices);
	view_release(&view);
	flow_choose(walk->flow, choice);
	assert_true(at(walk->flow, "tip"));
}

static void lists_are_asked_after_a_yes_only(void **state)
{
	struct walk *walk = walk_new();

	(void)state;
	to_tip(walk, "mistaken for spam");
	assert_true(shows(walk->flow, "Not tested"));
	pick(walk->flow, "Ask the block lists");
	assert_true(at(walk->flow, "lists"));
	enter(walk->flow); /* Enter alone means no */
	assert_true(at(walk->flow, "tip"));
	assert_false(walk->mailcase.lists);
	pick(walk->flow, "Ask the block lists");
	choose(walk->flow, "lists", 2);
	assert_true(at(walk->flow, "road"));
	assert_true(walk->mailcase.lists);
	assert_false(shows(walk->flow, "not tested  Is your mail"));
	walk_free(walk);
}

static void a_list_of_settings_is_asked_after_a_yes_only(void **state)
{
	struct walk *walk;

	(void)state;
	find_unasked = true;
	walk = walk_new();
	to_tip(walk, "settings");
	pick(walk->flow, "Ask a public list of settings");
	assert_true(at(walk->flow, "directory"));
	enter(walk->flow); /* Enter alone means no */
	assert_true(at(walk->flow, "tip"));
	assert_int_equal(walk->mailcase.directory, TOLD_UNKNOWN);
	pick(walk->flow, "Ask a public list of settings");
	choose(walk->flow, "directory", 2);
	assert_true(at(walk->flow, "road"));
	assert_int_equal(seen_case.directory, TOLD_YES);
	walk_free(walk);
	find_unasked = false;
}

static void a_mail_is_read_from_its_file(void **state)
{
	struct walk *walk = walk_new();
	char path[] = "/tmp/mailmend-sample-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "From: anna@example.org\r\n\r\nHello\r\n", 34), 34);
	close(fd);
	to_tip(walk, "Is your domain set up");
	pick(walk->flow, "Look at a mail");
	assert_true(at(walk->flow, "sample"));
	flow_enter(walk->flow, "/nowhere/mail.eml");
	assert_true(at(walk->flow, "sample"));
	assert_true(shows(walk->flow, "cannot be read"));
	flow_enter(walk->flow, path);
	finish(walk->flow);
	unlink(path);
	assert_true(at(walk->flow, "road"));
	assert_int_equal(seen_case.mail_len, 34);
	assert_false(seen_case.mail_pasted);
	assert_memory_equal(seen_case.mail, "From: anna@example.org\r\n\r\nHello\r\n", 34);
	walk_free(walk);
}

static void lines_of_a_mail_can_be_pasted(void **state)
{
	struct walk *walk = walk_new();

	(void)state;
	to_tip(walk, "Is your domain set up");
	pick(walk->flow, "Look at a mail");
	flow_enter(walk->flow, "Received: from a\nFrom: anna@example.org");
	finish(walk->flow);
	assert_true(at(walk->flow, "road"));
	assert_int_equal(seen_case.mail_len, 39);
	assert_true(seen_case.mail_pasted);
	assert_true(mailcase_records_matter(&seen_case));
	flow_free(&walk->flow);
	assert_null(walk->mailcase.mail);
	walk_free(walk);
}

static void write_file(char *path, const char *text)
{
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void a_mail_that_came_back_is_read_from_its_file(void **state)
{
	static const char report[] = "Return-Path: <>\nFrom: MAILER-DAEMON@mail.example.org\n"
				     "Subject: Undelivered Mail Returned to Sender\n\n"
				     "<ben@example.net>: host mx.example.net[192.0.2.7] said: 550 5.1.1 User "
				     "unknown (in reply to RCPT TO command)\n";
	struct walk *walk = walk_new();
	char wrong[] = "/tmp/mailmend-returned-XXXXXX", right[] = "/tmp/mailmend-returned-XXXXXX";

	(void)state;
	write_file(wrong, "From: ben@example.net\nSubject: Lunch\n\nHello\n");
	write_file(right, report);
	choose(walk->flow, "start", 1);
	choose(walk->flow, "where", 1);
	choose(walk->flow, "happens", 3);
	assert_true(at(walk->flow, "message"));
	pick(walk->flow, "Look at a mail that came back");
	assert_true(at(walk->flow, "returned"));
	flow_enter(walk->flow, "/nowhere/mail.eml");
	assert_true(shows(walk->flow, "cannot be read"));
	flow_enter(walk->flow, wrong);
	assert_true(shows(walk->flow, "no mail that came back"));
	flow_enter(walk->flow, right);
	assert_true(at(walk->flow, "scope"));
	assert_int_equal(walk->mailcase.mail_len, strlen(report));
	assert_false(walk->mailcase.mail_pasted);
	flow_act(walk->flow, ACTION_BACK);
	flow_act(walk->flow, ACTION_BACK);
	assert_true(at(walk->flow, "message"));
	unlink(wrong);
	unlink(right);
	walk_free(walk);
}

/* To the tip of the log, for those who look after a server. */
static void to_log(struct walk *walk)
{
	choose(walk->flow, "start", 3);
	choose(walk->flow, "where", 1);
	choose(walk->flow, "happens", 2);
	choose(walk->flow, "scope", 1);
	flow_enter(walk->flow, "ben@example.net");
	flow_enter(walk->flow, "example.org");
	enter(walk->flow); /* no relay */
	finish(walk->flow);
	pick(walk->flow, "read ");
	assert_true(at(walk->flow, "tip"));
}

static void another_log_can_be_named(void **state)
{
	struct walk *walk = walk_new();
	char path[] = "/tmp/mailmend-log-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	to_log(walk);
	pick(walk->flow, "Read another log");
	assert_true(at(walk->flow, "log"));
	flow_enter(walk->flow, "/nowhere/mail.log");
	assert_true(at(walk->flow, "log"));
	assert_true(shows(walk->flow, "no file of this name"));
	flow_enter(walk->flow, "/tmp");
	assert_true(shows(walk->flow, "folder"));
	flow_enter(walk->flow, path);
	finish(walk->flow);
	unlink(path);
	assert_true(at(walk->flow, "road"));
	assert_string_equal(seen_case.log_file, path);
	walk_free(walk);
}

static void ten_choices_have_ten_digits(void **state)
{
	(void)state;
	assert_int_equal(digit_choice(1), 0);
	assert_int_equal(digit_choice(9), 8);
	assert_int_equal(digit_choice(0), 9);
	assert_int_equal(VIEW_CHOICES_MAX, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_are_asked_after_a_yes_only),
		cmocka_unit_test(a_list_of_settings_is_asked_after_a_yes_only),
		cmocka_unit_test(a_mail_is_read_from_its_file),
		cmocka_unit_test(lines_of_a_mail_can_be_pasted),
		cmocka_unit_test(a_mail_that_came_back_is_read_from_its_file),
		cmocka_unit_test(another_log_can_be_named),
		cmocka_unit_test(ten_choices_have_ten_digits),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
