/*
 * --mail, --selector and --dkim-key: what is taken, and what is refused before anything runs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "checks/mail/message.h"
#include "src/options.h"
#include "ui/words/words.h"

static struct options options;

/* "mailmend check --domain example.org OPTION VALUE"; the id of the error, or "". */
static const char *parsed(const char *option, const char *value)
{
	static char words[6][256];
	static char id[32];
	const char *given[] = {"mailmend", "check", "--domain", "example.org", option, value};
	char *argv[7] = {NULL};
	struct usage_error error = {.id = ""};

	for (size_t i = 0; i < 6; i++) {
		snprintf(words[i], sizeof words[i], "%s", given[i]);
		argv[i] = words[i];
	}
	id[0] = '\0';
	if (!options_parse(6, argv, &options, &error)) {
		snprintf(id, sizeof id, "%s", error.id);
		assert_non_null(strstr(str_text(&error.text), option));
		assert_null(strchr(str_text(&error.text), '{'));
	}
	str_release(&error.text);
	return id;
}

/* A file of these bytes; the caller unlinks it. */
static const char *file_of(const char *bytes, size_t len)
{
	static char path[64];
	int fd;

	snprintf(path, sizeof path, "/tmp/mailmend-option-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), (ssize_t)len);
	close(fd);
	return path;
}

static void mails(void **state)
{
	static const char mail[] = "From: a@example.org\nTo: b\nSubject: c\n\nText with a \0 byte\n";
	const char *path = file_of(mail, sizeof mail - 1);

	(void)state;
	assert_string_equal(parsed("--mail", path), "");
	assert_int_equal(options.mailcase.mail_len, sizeof mail - 1);
	assert_memory_equal(options.mailcase.mail, mail, sizeof mail - 1);
	options_release(&options);
	assert_null(options.mailcase.mail);
	unlink(path);
}

static void what_is_no_mail(void **state)
{
	char *large = calloc(1, MESSAGE_BYTES_MAX + 1);
	const char *path = file_of("Hello there\n", 12);

	(void)state;
	assert_string_equal(parsed("--mail", path), "bad-value");
	unlink(path);
	assert_string_equal(parsed("--mail", "/nowhere/at/all.eml"), "bad-value");
	assert_string_equal(parsed("--mail", "/tmp"), "bad-value");
	assert_non_null(large);
	memcpy(large, "From: a\n\n", 9);
	path = file_of(
		large, MESSAGE_BYTES_MAX +
			       1); /* of a mail, however large, the beginning is read and the rest counted */
	assert_string_equal(parsed("--mail", path), "");
	assert_int_equal(options.mailcase.mail_rest, 1);
	options_release(&options);
	unlink(path);
	large[0] = '\0';
	path = file_of(large, MESSAGE_BYTES_MAX + 1);
	assert_string_equal(parsed("--mail", path), "bad-value");
	unlink(path);
	free(large);
}

static void selectors(void **state)
{
	static const char *const good[] = {"sel", "S1,s2", "20230601", "a.b_c-d"};
	static const char *const bad[] = {
		"", "a b", "a,,b", "a,", ",a", "a@b", "a/b", "-", "\x1b[31m", "a..b"};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		assert_string_equal(parsed("--selector", good[i]), "");
		assert_string_equal(options.mailcase.selectors, good[i]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_string_equal(parsed("--selector", bad[i]), "bad-value");
}

static void key_files(void **state)
{
	const char *path = file_of("x", 1);

	(void)state;
	assert_string_equal(parsed("--dkim-key", path), "");
	assert_string_equal(options.mailcase.dkim_key, path);
	unlink(path);
	assert_string_equal(parsed("--dkim-key", path), "bad-value");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mails),
		cmocka_unit_test(what_is_no_mail),
		cmocka_unit_test(selectors),
		cmocka_unit_test(key_files),
	};

	words_init("en", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
