/*
 * Runs of the past: the last one of the same case is found again, of others none; their number stays bounded; nothing that was
 * said stands in them; strange files are left alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks/base/mem.h"
#include "ui/keep/keep.h"
#include "ui/keep/runs.h"

static char home[64];

static int set_up(void **state)
{
	(void)state;
	snprintf(home, sizeof home, "/tmp/mailmend-runs-XXXXXX");
	if (!mkdtemp(home))
		return -1;
	setenv("XDG_STATE_HOME", home, 1);
	setenv("XDG_CONFIG_HOME", home, 1);
	return 0;
}

static int forget(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static int tear_down(void **state)
{
	(void)state;
	return nftw(home, forget, 8, FTW_DEPTH | FTW_PHYS);
}

static void run_folder(char *path, size_t size)
{
	snprintf(path, size, "%s/mailmend/runs", home);
}

static int count_runs(void)
{
	char path[200];
	int n = 0;

	run_folder(path, sizeof path);
	DIR *dir = opendir(path);
	for (struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir))
		n += entry->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return n;
}

static struct record *a_record(const char *address, enum cause_id cause)
{
	static const struct check check = {.id = "login.sign-in", .step = STEP_LOGIN, .title = "c"};
	struct record *record = mem_new(sizeof *record);

	mailcase_init(&record->mailcase);
	assert_int_equal(address_parse(address, &record->mailcase.address), ADDRESS_FINE);
	str_copy(record->mailcase.message, sizeof record->mailcase.message, "canary-7531");
	*VEC_ADD(&record->checks) =
		(struct check_result){.check = &check, .status = cause ? CHECK_PROBLEM : CHECK_OK};
	if (cause) {
		record->diagnosis.n = 1;
		record->diagnosis.causes[0].id = cause;
		record->diagnosis.causes[0].confidence = 90;
	}
	record->diagnosis.verdict = cause ? VERDICT_CANNOT_SEND : VERDICT_CAN_SEND;
	record->started = 1795264200;
	return record;
}

static void add(const char *address, enum cause_id cause)
{
	struct record *record = a_record(address, cause);
	struct err err = ERR_INIT;

	assert_true(runs_add(record, &err));
	assert_string_equal(err.text, "");
	VEC_RELEASE(&record->checks);
	free(record);
}

static enum cause_id last_of(const char *address, enum role role)
{
	struct mailcase mailcase;
	struct outline outline = {0};
	enum cause_id cause = CAUSE_N;

	mailcase_init(&mailcase);
	mailcase.role = role;
	assert_int_equal(address_parse(address, &mailcase.address), ADDRESS_FINE);
	if (runs_last(&mailcase, &outline)) {
		cause = outline_first(&outline);
		assert_int_equal(outline.checks.n, 1);
		assert_int_equal(outline.started, 1795264200);
	}
	outline_release(&outline);
	return cause;
}

static void the_last_of_the_same_case(void **state)
{
	(void)state;
	assert_int_equal(last_of("anna@example.org", ROLE_USER), CAUSE_N);
	add("anna@example.org", CAUSE_WRONG_PASSWORD);
	add("anna@example.org", CAUSE_PORT_WRONG);
	add("ber@example.org", CAUSE_NONE);
	assert_int_equal(last_of("Anna@Example.ORG", ROLE_USER), CAUSE_PORT_WRONG);
	assert_int_equal(last_of("ber@example.org", ROLE_USER), CAUSE_NONE);
	assert_int_equal(last_of("carl@example.org", ROLE_USER), CAUSE_N);
	assert_int_equal(last_of("anna@example.org", ROLE_ADMIN), CAUSE_N);
}

static void their_number_is_bounded(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS_MAX + 7; i++)
		add("anna@example.org", i < RUNS_MAX ? CAUSE_WRONG_PASSWORD : CAUSE_OFFLINE);
	assert_int_equal(count_runs(), RUNS_MAX);
	assert_int_equal(last_of("anna@example.org", ROLE_USER), CAUSE_OFFLINE);
}

static int look_at(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	struct str text STR_AUTO = STR_INIT;

	(void)ftw;
	if (kind != FTW_F)
		return 0;
	assert_int_equal(st->st_mode & 0777, 0600);
	assert_true(keep_read_file(path, &text));
	assert_null(strstr(str_text(&text), "canary"));
	return 0;
}

static void nothing_that_was_said_and_for_this_person_only(void **state)
{
	(void)state;
	umask(0);
	add("anna@example.org", CAUSE_WRONG_PASSWORD);
	assert_int_equal(nftw(home, look_at, 8, FTW_PHYS), 0);
}

static void an_interrupted_run_is_none(void **state)
{
	struct record *record = a_record("anna@example.org", CAUSE_OFFLINE);
	struct err err = ERR_INIT;

	(void)state;
	record->cancelled = true;
	assert_true(runs_add(record, &err));
	assert_int_equal(count_runs(), 0);
	VEC_RELEASE(&record->checks);
	free(record);
}

static void nothing_is_kept_where_that_is_wished(void **state)
{
	char path[200];
	struct err err = ERR_INIT;

	(void)state;
	snprintf(path, sizeof path, "%s/mailmend/config", home);
	assert_true(keep_make_parents(path, &err));
	assert_true(keep_write_file(path, "keep no\n", 8, &err));
	add("anna@example.org", CAUSE_OFFLINE);
	assert_int_equal(count_runs(), 0);
}

/* Files that we did not write, of our own form of names or another. */
static void strange_files_are_left_alone(void **state)
{
	static const char *const names[] = {
		"20991122T021530.123456-1a2b.json", "20991122T021530.123457-1a2b.json", "notes.txt"};
	static const char *const texts[] = {"{\"mailmend-run\": 1, \"role\": \"user\"",
		"{\"mailmend-run\": 1, \"role\": \"user\", \"about\": \"anna@example.org\", \"outline\": {}}",
		"mine"};
	char folder[200], path[300];
	struct err err = ERR_INIT;

	(void)state;
	add("anna@example.org", CAUSE_OFFLINE);
	run_folder(folder, sizeof folder);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		assert_true(keep_write_file(path, texts[i], strlen(texts[i]), &err));
	}
	assert_int_equal(last_of("anna@example.org", ROLE_USER), CAUSE_OFFLINE);
	add("anna@example.org", CAUSE_PORT_WRONG);
	assert_int_equal(last_of("anna@example.org", ROLE_USER), CAUSE_PORT_WRONG);
	assert_int_equal(count_runs(), 5);
}

/* A program that was killed while it kept a run leaves a new file; one that somebody is writing is locked. */
static void what_a_killed_program_left_goes(void **state)
{
	char folder[200], left[300], open_one[300];
	struct err err = ERR_INIT;
	int fd;

	(void)state;
	add("anna@example.org", CAUSE_OFFLINE);
	run_folder(folder, sizeof folder);
	snprintf(left, sizeof left, "%s/new.4711.0a3f", folder);
	snprintf(open_one, sizeof open_one, "%s/new.4712.0a3f", folder);
	assert_true(keep_write_file(left, "{", 1, &err));
	assert_true(keep_write_file(open_one, "{", 1, &err));
	fd = open(open_one, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0);
	runs_tidy();
	assert_int_equal(access(left, F_OK), -1);
	assert_int_equal(access(open_one, F_OK), 0);
	assert_int_equal(count_runs(), 2);
	close(fd);
}

static void no_home_no_run(void **state)
{
	struct record *record = a_record("anna@example.org", CAUSE_OFFLINE);
	struct err err = ERR_INIT;

	(void)state;
	setenv("XDG_STATE_HOME", "/proc/nowhere", 1);
	assert_false(runs_add(record, &err));
	assert_string_not_equal(err.text, "");
	assert_int_equal(last_of("anna@example.org", ROLE_USER), CAUSE_N);
	setenv("XDG_STATE_HOME", home, 1);
	VEC_RELEASE(&record->checks);
	free(record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_last_of_the_same_case, set_up, tear_down),
		cmocka_unit_test_setup_teardown(their_number_is_bounded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			nothing_that_was_said_and_for_this_person_only, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_interrupted_run_is_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_is_kept_where_that_is_wished, set_up, tear_down),
		cmocka_unit_test_setup_teardown(strange_files_are_left_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_a_killed_program_left_goes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_home_no_run, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
