/*
 * The saved case: what is written is read again, what is torn or strange is put aside, and no secret finds a
 * way in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "checks/base/mem.h"
#include "ui/keep/keep.h"

static char home[64];

static int set_up(void **state)
{
	(void)state;
	snprintf(home, sizeof home, "/tmp/mailmend-keep-XXXXXX");
	if (!mkdtemp(home))
		return -1;
	setenv("XDG_STATE_HOME", home, 1);
	return 0;
}

/* Removes the two levels that a test makes. */
static int tear_down(void **state)
{
	char path[600], file[1200];

	(void)state;
	snprintf(path, sizeof path, "%s/mailmend", home);
	DIR *dir = opendir(path);
	for (struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir)) {
		snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(file);
	}
	if (dir)
		closedir(dir);
	rmdir(path);
	return rmdir(home);
}

static bool keep_write(struct keep *keep, struct kept *kept, struct err *err)
{
	return keep_stage(keep, kept, err) && keep_commit(keep, err);
}

static struct kept *some_case(const char *message)
{
	struct kept *kept = mem_new(sizeof *kept);
	struct ended_check *check;

	kept_init(kept);
	assert_int_equal(address_parse("Anna.Müller@exämple.org", &kept->answers.address), ADDRESS_FINE);
	kept->answers.where = WHERE_ELSEWHERE;
	kept->answers.symptom = SYMPTOM_LOST;
	kept->answers.changed = CHANGED_UPDATE;
	kept->answers.program = PROGRAM_MUTT;
	kept->answers.tried[EXPERIMENT_VPN_OFF] = TRIED_HELPED;
	kept->answers.tried[EXPERIMENT_OTHER_PORT] = TRIED_SAME;
	str_copy(kept->changed, sizeof kept->changed, "vpn-off");
	str_copy(kept->answers.message, sizeof kept->answers.message, message);
	kept->tell = true;
	str_copy(kept->told.host, sizeof kept->told.host, "smtp.example.org");
	kept->told.port = 465;
	kept->told.security = SECURITY_TLS;
	str_copy(kept->screen, sizeof kept->screen, "password");
	str_copy(kept->trail[kept->n_trail++], sizeof kept->trail[0], "start");
	kept->last.started = 1795264200;
	kept->last.verdict = VERDICT_CANNOT_SEND;
	*VEC_ADD(&kept->last.causes) = (struct ended_cause){CAUSE_PORT_WRONG, 80};
	kept->report = mem_strdup("Result: \"quoted\"\nsecond line\n");
	check = VEC_ADD(&kept->last.checks);
	str_copy(check->id, sizeof check->id, "settings.server");
	check->status = CHECK_PROBLEM;
	return kept;
}

static void free_case(struct kept *kept)
{
	kept_release(kept);
	free(kept);
}

static void reads_what_it_wrote(void **state)
{
	struct kept *kept = some_case("535 5.7.8\n\ttab \"quote\" \\ end"), *again = mem_new(sizeof *again);
	struct str first STR_AUTO = STR_INIT, second STR_AUTO = STR_INIT;

	(void)state;
	kept_init(again);
	kept_to_json(kept, &first);
	assert_true(kept_from_json(first.s, first.len, again));
	kept_to_json(again, &second);
	assert_string_equal(first.s, second.s);
	assert_int_equal(again->answers.changed, CHANGED_UPDATE);
	assert_int_equal(again->answers.tried[EXPERIMENT_VPN_OFF], TRIED_HELPED);
	assert_int_equal(again->answers.tried[EXPERIMENT_OTHER_PORT], TRIED_SAME);
	assert_int_equal(again->answers.tried[EXPERIMENT_SHIELD_OFF], TRIED_NOT);
	assert_string_equal(again->changed, "vpn-off");
	assert_string_equal(again->answers.address.full, kept->answers.address.full);
	assert_int_equal(again->told.security, SECURITY_TLS);
	free_case(kept);
	free_case(again);
}

/* The secret is a pointer in the case: neither it nor what it points to may reach the file. */
static void keeps_no_secret(void **state)
{
	struct kept *kept = some_case("");
	struct str json STR_AUTO = STR_INIT;
	struct secret *secret = secret_new("canary-7531", 11);

	(void)state;
	kept->answers.secret = secret;
	kept_to_json(kept, &json);
	assert_null(strstr(json.s, "canary"));
	secret_free(&secret);
	free_case(kept);
}

static void text_in_another_character_set_is_kept_readable(void **state)
{
	struct kept *kept = some_case("caf\xe9"), *again = mem_new(sizeof *again);
	struct str json STR_AUTO = STR_INIT;

	(void)state;
	kept_init(again);
	kept_to_json(kept, &json);
	assert_true(kept_from_json(json.s, json.len, again));
	assert_string_equal(again->answers.message, "caf\\xe9");
	free_case(kept);
	free_case(again);
}

static void refuses_what_is_not_ours(void **state)
{
	static const char *const texts[] = {"", "{", "[]", "null", "{}", "{\"mailmend-case\": 2}",
		"{\"mailmend-case\": 1}", "{\"mailmend-case\": 1, \"answers\": 5}",
		"{\"mailmend-case\": 1, \"answers\": {\"where\": \"moon\"}}",
		"{\"mailmend-case\": 1, \"answers\": {\"where\": 1}}",
		"{\"mailmend-case\": 1, \"answers\": {\"address\": \"no at\"}}",
		"{\"mailmend-case\": 1, \"answers\": {\"in_use\": {\"port\": 70000}}}",
		"{\"mailmend-case\": 1, \"answers\": {\"program\": \"nothing known\"}}",
		"{\"mailmend-case\": 1, \"answers\": {\"tried\": {\"vpn-off\": \"maybe\"}}}",
		"{\"mailmend-case\": 1, \"answers\": {\"tried\": {\"moon\": \"same\"}}}",
		"{\"mailmend-case\": 1, \"answers\": {\"tried\": 3}}",
		"{\"mailmend-case\": 1, \"answers\": {}, \"changed\": \"moon\"}"};
	struct kept *kept = mem_new(sizeof *kept);

	(void)state;
	kept_init(kept);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(kept_from_json(texts[i], strlen(texts[i]), kept));
	const char *least = "{\"mailmend-case\": 1, \"answers\": {}}";
	assert_true(kept_from_json(least, strlen(least), kept));
	free_case(kept);
}

/* Whatever part of the file a crash left behind, nothing of it is taken for a case. */
static void every_torn_file_is_put_aside(void **state)
{
	struct kept *kept = some_case("535"), *again = mem_new(sizeof *again);
	struct str json STR_AUTO = STR_INIT;
	struct err err = ERR_INIT;
	struct keep *keep = keep_new("case", &err);

	(void)state;
	kept_init(again);
	kept_to_json(kept, &json);
	assert_true(keep_write(keep, kept, &err));
	for (size_t len = 0; len + 2 < json.len; len += 41) {
		char *aside = NULL;
		assert_true(keep_write_file(keep_path(keep), json.s, len, &err));
		assert_int_equal(keep_read(keep, again, &aside, &err), KEEP_BROKEN);
		assert_non_null(aside);
		assert_int_equal(access(aside, R_OK), 0);
		assert_int_equal(keep_read(keep, again, &aside, &err), KEEP_NOTHING);
		free(aside);
	}
	keep_free(&keep);
	free_case(kept);
	free_case(again);
}

static void writes_for_this_person_only(void **state)
{
	struct kept *kept = some_case("535"), *again = mem_new(sizeof *again);
	struct err err = ERR_INIT;
	struct keep *keep = keep_new("case", &err);
	char *aside = NULL;
	struct stat st;

	(void)state;
	kept_init(again);
	umask(0);
	assert_int_equal(keep_read(keep, again, &aside, &err), KEEP_NOTHING);
	assert_true(keep_write(keep, kept, &err));
	assert_int_equal(stat(keep_path(keep), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(keep_read(keep, again, &aside, &err), KEEP_READ);
	assert_null(aside);
	keep_free(&keep);
	free_case(kept);
	free_case(again);
}

static void says_why_it_cannot_write(void **state)
{
	struct kept *kept = some_case("");
	struct err err = ERR_INIT;

	(void)state;
	setenv("XDG_STATE_HOME", "/proc/nowhere", 1);
	struct keep *keep = keep_new("case", &err);
	assert_false(keep_write(keep, kept, &err));
	assert_string_not_equal(err.text, "");
	keep_free(&keep);
	unsetenv("XDG_STATE_HOME");
	char *old_home = mem_strdup(getenv("HOME"));
	unsetenv("HOME");
	assert_null(keep_new("case", &err));
	if (old_home)
		setenv("HOME", old_home, 1);
	free(old_home);
	setenv("XDG_STATE_HOME", home, 1);
	free_case(kept);
}

static _Noreturn void save_for_ever(struct kept *kept)
{
	struct err err = ERR_INIT;
	struct keep *keep = keep_new("case", &err);

	for (unsigned i = 0;; i++) {
		kept->saved = i;
		keep_write(keep, kept, &err);
	}
}

/* Killed at any moment, the file is the old or the new one, never half of either. */
static void survives_being_killed(void **state)
{
	struct kept *kept = some_case("535 5.7.8"), *again = mem_new(sizeof *again);
	struct err err = ERR_INIT;
	struct keep *keep = keep_new("case", &err);

	(void)state;
	kept_init(again);
	assert_true(keep_write(keep, kept, &err));
	for (int round = 0; round < 60; round++) {
		char *aside = NULL;
		pid_t child = fork();
		if (child == 0)
			save_for_ever(kept);
		/* how far it gets differs by itself: so many looks at the file */
		for (int look = 0; look < 20 + round * 7; look++)
			assert_int_equal(keep_read(keep, again, &aside, &err), KEEP_READ);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		assert_int_equal(keep_read(keep, again, &aside, &err), KEEP_READ);
		assert_null(aside);
	}
	keep_free(&keep);
	free_case(kept);
	free_case(again);
}

static int files_there(void)
{
	char path[600];
	int n = 0;

	snprintf(path, sizeof path, "%s/mailmend", home);
	DIR *dir = opendir(path);
	for (struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir))
		n += entry->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return n;
}

/* What was shown as taken is there again, although the program was killed before it could bring it to the disk. */
static void staged_is_enough_for_a_killed_program(void **state)
{
	struct kept *kept = some_case("535"), *again = mem_new(sizeof *again);
	struct err err = ERR_INIT;
	struct keep *keep = keep_new("case", &err);
	char *aside = NULL;

	(void)state;
	kept_init(again);
	assert_true(keep_write(keep, kept, &err));
	for (int round = 1; round <= 3; round++) {
		pid_t child = fork();
		if (child == 0) {
			for (int i = 0; i < round; i++) {
				kept->told.port = 1000 * round + i;
				keep_stage(keep, kept, &err);
			}
			kill(getpid(), SIGKILL);
		}
		waitpid(child, NULL, 0);
		assert_int_equal(keep_read(keep, again, &aside, &err), KEEP_READ);
		assert_int_equal(again->told.port, 1000 * round + round - 1);
		assert_int_equal(files_there(), 1);
	}
	assert_null(aside);
	keep_free(&keep);
	free_case(kept);
	free_case(again);
}

/* Somebody who is at work on a file keeps it; what is older than the case, or torn, is cleared away. */
static void clears_up_after_others_only(void **state)
{
	struct kept *kept = some_case("535"), *again = mem_new(sizeof *again);
	struct str json STR_AUTO = STR_INIT;
	struct err err = ERR_INIT;
	struct keep *keep = keep_new("case", &err), *other = keep_new("case", &err);
	char *aside = NULL, name[700];

	(void)state;
	kept_init(again);
	kept->told.port = 1;
	assert_true(keep_write(keep, kept, &err));
	assert_true(keep_write(keep, kept, &err));
	kept_to_json(kept, &json);
	kept->told.port = 2;
	assert_true(keep_stage(other, kept, &err)); /* its serial is lower, and it is locked */
	snprintf(name, sizeof name, "%s.77.00ab", keep_path(keep));
	assert_true(keep_write_file(name, json.s, json.len / 2, &err));
	snprintf(name, sizeof name, "%s.notes", keep_path(keep));
	assert_true(keep_write_file(name, "mine", 4, &err));
	assert_int_equal(files_there(), 4);
	assert_int_equal(keep_read(keep, again, &aside, &err), KEEP_READ);
	assert_int_equal(again->told.port, 1);
	assert_int_equal(files_there(), 3);
	assert_true(keep_commit(other, &err));
	assert_false(keep_is_staged(other));
	assert_int_equal(keep_read(keep, again, &aside, &err), KEEP_READ);
	assert_int_equal(again->told.port, 2);
	assert_int_equal(files_there(), 2);
	keep_free(&keep);
	keep_free(&other);
	free_case(kept);
	free_case(again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_it_wrote),
		cmocka_unit_test(keeps_no_secret),
		cmocka_unit_test(text_in_another_character_set_is_kept_readable),
		cmocka_unit_test(refuses_what_is_not_ours),
		cmocka_unit_test_setup_teardown(every_torn_file_is_put_aside, set_up, tear_down),
		cmocka_unit_test_setup_teardown(writes_for_this_person_only, set_up, tear_down),
		cmocka_unit_test_setup_teardown(says_why_it_cannot_write, set_up, tear_down),
		cmocka_unit_test_setup_teardown(survives_being_killed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(staged_is_enough_for_a_killed_program, set_up, tear_down),
		cmocka_unit_test_setup_teardown(clears_up_after_others_only, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
