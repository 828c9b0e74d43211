/*
 * The texts themselves: every cause has its words and at least one step for every program, in plain language,
 * in sentences of at most 25 words, with no placeholder that nothing fills.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/ascii.h"
#include "ui/words/args.h"
#include "ui/words/help.h"
#include "ui/words/trials.h"
#include "ui/words/words.h"

#define WORDS_MAX 25

/* Words that blame, frighten or beg (ux.md B3). */
static const char *const banned[] = {
	"invalid", "illegal", "forbidden", "please", "sorry", "oops", "error occurred", "simply", "just"};

/* Words that do not stand in a first line (ux.md 1). */
static const char *const jargon[] = {"SMTP", "IMAP", "TLS", "STARTTLS", "DNS", "MX", "PTR", "HELO", "relay",
	"envelope", "reputation", "authentication"};

static bool is_word_at(const char *text, const char *found, const char *word)
{
	char after = found[strlen(word)];

	return (found == text || !ascii_isalnum(found[-1])) && !ascii_isalnum(after);
}

static const char *find_word(const char *text, const char *word)
{
	for (const char *found = ascii_find(text, word); found; found = ascii_find(found + 1, word))
		if (is_word_at(text, found, word))
			return found;
	return NULL;
}

static void assert_plain(const char *text)
{
	for (size_t i = 0; i < sizeof banned / sizeof banned[0]; i++)
		if (find_word(text, banned[i]))
			fail_msg("\"%s\" in: %s", banned[i], text);
}

static bool ends_sentence(const char *s)
{
	return (*s == '.' || *s == '!' || *s == '?' || *s == ':') &&
	       (s[1] == ' ' || s[1] == '\0' || s[1] == '\n');
}

static void assert_short_sentences(const char *text)
{
	size_t words = 0;

	for (const char *s = text; *s && *s != '\n'; s++) { /* commands follow on lines of their own */
		if (*s != ' ' && (s == text || s[-1] == ' '))
			words++;
		if (words > WORDS_MAX)
			fail_msg("a sentence of more than %d words in: %s", WORDS_MAX, text);
		if (ends_sentence(s))
			words = 0;
	}
}

static void assert_known_placeholders(const char *text)
{
	for (const char *s = strchr(text, '{'); s; s = strchr(s + 1, '{')) {
		size_t len = strcspn(s + 1, "}");

		if (!s[1 + len] || !words_plain(s + 1, len))
			fail_msg("nobody knows {%.*s} of: %s", (int)len, s + 1, text);
	}
}

/* Commands stand alone on their lines, and these fit a terminal. */
static void assert_short_commands(const char *text)
{
	for (const char *s = strchr(text, '\n'); s; s = strchr(s + 1, '\n'))
		assert_true(strcspn(s + 1, "\n") <= 78);
}

static void assert_text(const char *text)
{
	assert_non_null(text);
	assert_true(*text);
	assert_plain(text);
	assert_short_sentences(text);
	assert_known_placeholders(text);
	assert_short_commands(text);
}

/* "provider" and "address" only where the word before says which. */
static void assert_says_which(const char *title, const char *word, const char *before)
{
	for (const char *found = ascii_find(title, word); found; found = ascii_find(found + 1, word)) {
		size_t len = strlen(before);

		if ((size_t)(found - title) < len || ascii_ncasecmp(found - len, before, len) != 0)
			fail_msg("\"%s\" without saying which in: %s", word, title);
	}
}

static void assert_title(const char *title)
{
	assert_text(title);
	assert_true(words_width(title) <= 72);
	assert_true(ends_sentence(title + strlen(title) - 1));
	assert_null(strchr(title, '{'));
	for (const char *s = title; s[1]; s++)
		assert_false(ends_sentence(s)); /* one sentence */
	for (size_t i = 0; i < sizeof jargon / sizeof jargon[0]; i++)
		if (find_word(title, jargon[i]))
			fail_msg("\"%s\" in the title: %s", jargon[i], title);
	assert_says_which(title, "provider", "mail ");
	assert_says_which(title, "address", "email ");
}

static size_t count_sentences(const char *text)
{
	size_t n = 0;

	for (const char *s = text; *s; s++)
		n += ends_sentence(s) && *s != ':';
	return n;
}

static void test_every_cause_has_its_words(void **state)
{
	(void)state;
	for (int id = CAUSE_NONE + 1; id < CAUSE_N; id++) {
		const struct cause_words *words = &cause_words[id - 1];

		assert_int_equal(words->id, id);
		assert_title(words->title);
		assert_text(words->meaning);
		assert_in_range(count_sentences(words->meaning), 1, 3);
		if (words->until)
			assert_text(words->until);
		if (cause_who((enum cause_id)id) != WHO_YOU)
			assert_text(words->ask);
		if (words->ask) {
			assert_text(words->ask);
			assert_true(strlen(words->ask) <= 320); /* fits a web form, and can be read aloud */
			assert_non_null(strstr(words->ask, "{tested_at}"));
		}
	}
}

/* Ready texts by who must act: as short as those of the causes, and somebody's text for everybody who acts. */
static void test_everybody_who_acts_can_be_asked(void **state)
{
	(void)state;
	for (size_t i = 0; i < cause_asks_n; i++) {
		assert_text(cause_asks[i].text);
		assert_true(strlen(cause_asks[i].text) <= 320);
		assert_non_null(strstr(cause_asks[i].text, "{tested_at}"));
		assert_int_not_equal(cause_asks[i].who, WHO_YOU);
		for (size_t j = i + 1; j < cause_asks_n; j++)
			assert_false(cause_asks[i].cause == cause_asks[j].cause &&
				     cause_asks[i].who == cause_asks[j].who);
	}
	for (int id = CAUSE_NONE + 1; id < CAUSE_N; id++)
		for (int who = WHO_YOU; who <= WHO_RECIPIENT; who++)
			assert_int_equal(
				cause_ask_for((enum cause_id)id, (enum who)who) == NULL, who == WHO_YOU);
}

/* What would make it surer: one sentence for every cause, whose experiment exists. */
static void test_every_cause_can_be_made_surer(void **state)
{
	enum experiment experiment;

	(void)state;
	for (int id = CAUSE_NONE + 1; id < CAUSE_N; id++) {
		const struct surer *surer = &surer_table[id - 1];

		assert_int_equal(surer->cause, id);
		assert_text(surer->text);
		assert_int_equal(count_sentences(surer->text), 1);
		if (surer->experiment)
			assert_true(experiment_by_name(surer->experiment, &experiment));
	}
}

static void assert_advice(const struct advice *advice)
{
	size_t n = 0;

	while (n < ADVICE_STEPS_MAX && advice->steps[n])
		assert_text(advice->steps[n++]);
	assert_in_range(n, 2, 6);
	for (size_t i = n; i < ADVICE_STEPS_MAX; i++)
		assert_null(advice->steps[i]);
}

static void test_steps_by_who_must_act(void **state)
{
	(void)state;
	for (size_t i = 0; i < advice_table_n; i++) {
		const struct advice *advice = &advice_table[i];

		if (!advice->by)
			continue;
		assert_advice(advice);
		assert_int_equal(advice->program, PROGRAM_UNKNOWN);
		/* The usual party's steps are the generic ones. */
		assert_int_not_equal(advice->by, ADVICE_BY(cause_who(advice->cause)));
		assert_ptr_equal(
			advice_find_by(advice->cause, PROGRAM_THUNDERBIRD, (enum who)(advice->by - 1)),
			advice);
		assert_ptr_equal(advice_find_by(advice->cause, PROGRAM_THUNDERBIRD, cause_who(advice->cause)),
			advice_find(advice->cause, PROGRAM_THUNDERBIRD));
	}
}

static void test_every_cause_has_steps(void **state)
{
	(void)state;
	for (int id = CAUSE_NONE + 1; id < CAUSE_N; id++) {
		for (int program = 0; program < PROGRAM_N; program++) {
			const struct advice *advice = advice_find((enum cause_id)id, (enum program)program);

			assert_non_null(advice);
			assert_int_equal(advice->cause, id);
			assert_true(advice->program == PROGRAM_UNKNOWN ||
				    advice->program == (enum program)program);
		}
	}
	for (size_t i = 0; i < advice_table_n; i++)
		assert_advice(&advice_table[i]);
}

static void test_no_row_hides_another(void **state)
{
	(void)state;
	for (size_t i = 0; i < advice_table_n; i++)
		for (size_t j = i + 1; j < advice_table_n; j++)
			assert_false(advice_table[i].cause == advice_table[j].cause &&
				     advice_table[i].program == advice_table[j].program &&
				     advice_table[i].by == advice_table[j].by);
}

/* Where the steps are in the menus of a program, every program that we name has its own. */
static void test_programs_have_their_own_menus(void **state)
{
	static const enum cause_id causes[] = {CAUSE_PORT_WRONG, CAUSE_ENCRYPTION_MISMATCH,
		CAUSE_SERVER_NAME_UNKNOWN, CAUSE_SERVER_NOT_MAIL, CAUSE_SERVER_OUTDATED, CAUSE_LOGIN_OFF,
		CAUSE_LOGIN_REQUIRED, CAUSE_ENCRYPTION_REQUIRED, CAUSE_USERNAME_WRONG, CAUSE_WRONG_PASSWORD,
		CAUSE_PROGRAM_PASSWORD_OLD, CAUSE_APP_PASSWORD_NEEDED, CAUSE_OAUTH_REQUIRED,
		CAUSE_LOGIN_METHOD_OUTDATED, CAUSE_CERTIFICATE_WRONG_NAME, CAUSE_TOO_MANY_CONNECTIONS,
		CAUSE_SENDER_REFUSED, CAUSE_RELAY_DENIED};

	(void)state;
	for (int program = PROGRAM_UNKNOWN + 1; program < PROGRAM_OTHER; program++)
		for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
			assert_int_equal(advice_find(causes[i], (enum program)program)->program, program);
}

static void test_help(void **state)
{
	(void)state;
	assert_int_equal(help_pages_n, 16); /* nine topics, six questions, and how mail arrives */
	for (size_t i = 0; i < help_pages_n; i++) {
		assert_text(help_pages[i].title);
		assert_true(words_width(help_pages[i].title) <= 60);
		for (size_t j = 0; j < 10 && help_pages[i].paragraphs[j]; j++) {
			assert_text(help_pages[i].paragraphs[j]);
			assert_null(strchr(help_pages[i].paragraphs[j], '{'));
		}
		assert_non_null(help_pages[i].paragraphs[1]);
		for (size_t j = i + 1; j < help_pages_n; j++)
			assert_string_not_equal(help_pages[i].id, help_pages[j].id);
	}
}

static void test_menus(void **state)
{
	bool seen[PROGRAM_N] = {false};

	(void)state;
	for (size_t i = 0; i < program_menus_n; i++) {
		const struct program_menus *menus = &program_menus[i];

		assert_false(seen[menus->program]);
		seen[menus->program] = true;
		assert_non_null(menus->read_off[0]);
		assert_non_null(menus->remove_password[0]);
		for (size_t j = 0; j < 6; j++) {
			if (menus->read_off[j])
				assert_text(menus->read_off[j]);
			if (menus->remove_password[j])
				assert_text(menus->remove_password[j]);
		}
	}
	for (int program = 0; program < PROGRAM_OTHER; program++)
		assert_true(seen[program]);
}

/* Every experiment says what to change, how to change it back, and what to do for those who do not know how. */
static void test_experiments(void **state)
{
	(void)state;
	for (int i = 0; i < EXPERIMENT_N; i++) {
		const struct trial_words *words = &trial_words[i];

		assert_text(words->label);
		assert_true(words_width(words->label) <= 60);
		assert_text(words->heading);
		assert_text(words->why);
		assert_text(words->how);
		assert_text(words->back_heading);
		assert_text(words->back[0]);
		assert_text(words->helped);
		assert_text(words->same);
		assert_text(words->still);
		if (words->risk)
			assert_text(words->risk);
		for (size_t k = 0; k < TRIAL_LINES && words->change[k]; k++)
			assert_text(words->change[k]);
		assert_true(words->change[0] || i == EXPERIMENT_WITHOUT_PLUGINS);
	}
	for (int program = 0; program < PROGRAM_N; program++) {
		const char *const *lines = trial_without_addons((enum program)program);

		for (size_t k = 0; lines && k < TRIAL_LINES && lines[k]; k++)
			assert_text(lines[k]);
	}
	assert_non_null(trial_without_addons(PROGRAM_UNKNOWN));
	assert_null(trial_without_addons(PROGRAM_MSMTP));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_cause_has_its_words),
		cmocka_unit_test(test_everybody_who_acts_can_be_asked),
		cmocka_unit_test(test_every_cause_can_be_made_surer),
		cmocka_unit_test(test_steps_by_who_must_act),
		cmocka_unit_test(test_every_cause_has_steps),
		cmocka_unit_test(test_no_row_hides_another),
		cmocka_unit_test(test_programs_have_their_own_menus),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_menus),
		cmocka_unit_test(test_experiments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
