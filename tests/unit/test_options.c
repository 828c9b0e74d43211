/*
 * The command line: what is understood, and one clear sentence for what is not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "src/options.h"
#include "src/password.h"

/* Parses the words (NULL ends them) behind "mailmend". */
static bool parse(struct options *options, struct usage_error *error, ...)
{
	static char words[32][256];
	static char *argv[34]; /* the options point into it */
	int argc = 1;
	va_list args;
	const char *word;

	memset(argv, 0, sizeof argv);
	argv[0] = (char *)"mailmend";
	va_start(args, error);
	while ((word = va_arg(args, const char *)) != NULL) {
		snprintf(words[argc], sizeof words[argc], "%s", word);
		argv[argc] = words[argc];
		argc++;
	}
	va_end(args);
	*error = (struct usage_error){.id = ""};
	return options_parse(argc, argv, options, error);
}

#define GOOD(...)                                                                                            \
	do {                                                                                                 \
		if (!parse(&options, &error, __VA_ARGS__, NULL))                                             \
			fail_msg("%s: %s", error.id, str_text(&error.text));                                 \
	} while (0)

/* Refused with this id, by a sentence that names what. */
#define BAD(expected, names, ...)                                                                            \
	do {                                                                                                 \
		assert_false(parse(&options, &error, __VA_ARGS__, NULL));                                    \
		assert_string_equal(error.id, expected);                                                     \
		if (!strstr(str_text(&error.text), names))                                                   \
			fail_msg("not about %s: %s", names, str_text(&error.text));                          \
		assert_null(strchr(str_text(&error.text), '{'));                                             \
		str_release(&error.text);                                                                    \
	} while (0)

static struct options options;
static struct usage_error error;

/* Files in any number; a time that was so long ago, or a date by the clock of this computer or in UTC. */
static void a_log_is_named_from_a_time_on(void **state)
{
	static const char *const wrong[] = {"", "3", "d", "3x", "3dd", "-3d", "2026-13-01",
		"2026-11-20 25:00", "2026-11-20T14:30:00+01:00", "now"};
	static const struct {
		const char *given;
		int64_t ago;
	} spans[] = {{"90s", 90}, {"30m", 1800}, {"3h", 10800}, {"2d", 172800}, {"1W", 604800}};

	(void)state;
	setenv("TZ", "UTC-1", 1);
	GOOD("log");
	assert_int_equal(options.command, COMMAND_LOG);
	assert_true(!options.n_files && !options.follow && !options.queue && !options.since);
	GOOD("log", "--follow", "--queue", "a.log", "b.log.gz", "-", "--report", "page.txt");
	assert_true(options.follow && options.queue);
	assert_int_equal(options.n_files, 3);
	assert_string_equal(options.files[2], "-");
	GOOD("log", "--since", "2026-11-20");
	assert_int_equal(options.since, 1795129200);
	GOOD("log", "--since", "2026-11-20T14:30");
	assert_int_equal(options.since, 1795181400);
	GOOD("log", "--since", "2026-11-20 14:30:05");
	assert_int_equal(options.since, 1795181405);
	GOOD("log", "--since", "2026-11-20T14:30:00Z");
	assert_int_equal(options.since, 1795185000);
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
		GOOD("log", "--since", spans[i].given);
		assert_true(clock_wall() - options.since - spans[i].ago <= 1);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		BAD("bad-value", "--since", "log", "--since", wrong[i]);
	BAD("bad-value", ".json", "log", "--report", "page.html");
	BAD("unknown-option", "--since", "check", "a@b.example", "--since", "3d");
	GOOD("check", "a@b.example", "--log", "/dev/null");
	assert_string_equal(options.mailcase.log_file, "/dev/null");
	BAD("bad-value", "/nowhere/mail.log", "check", "a@b.example", "--log", "/nowhere/mail.log");
	unsetenv("TZ");
}

/* A program's name is the program, whatever lies in the folder that we were started in; "./" leads to the file. */
static void programs_go_before_files(void **state)
{
	char folder[] = "/tmp/mailmend-options.XXXXXX", before[2048];
	FILE *file;

	(void)state;
	assert_non_null(getcwd(before, sizeof before));
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	file = fopen("outlook", "w");
	assert_non_null(file);
	fclose(file);
	BAD("bad-value", "thunderbird", "check", "a@example.org", "--import", "outlook");
	BAD("import-unknown", "/outlook is", "check", "a@example.org", "--import", "./outlook");
	assert_int_equal(unlink("outlook"), 0);
	assert_int_equal(chdir(before), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void commands_are_found(void **state)
{
	(void)state;
	GOOD("anna@example.org");
	assert_int_equal(options.command, COMMAND_WIZARD);
	assert_string_equal(options.mailcase.address.full, "anna@example.org");
	GOOD("check", "anna@example.org");
	assert_int_equal(options.command, COMMAND_CHECK);
	GOOD("settings", "anna@example.org", "--json");
	assert_int_equal(options.command, COMMAND_SETTINGS);
	assert_true(options.json);
	GOOD("practice", "wrong-password", "--check");
	assert_int_equal(options.command, COMMAND_PRACTICE);
	assert_string_equal(options.scenario, "wrong-password");
	GOOD("check", "--help"); /* nothing else is wanted then */
	assert_true(options.help);
	BAD("unknown-command", "chekc", "chekc");
	GOOD("explain", "-", "--json", "--role", "admin");
	assert_int_equal(options.command, COMMAND_EXPLAIN);
	assert_string_equal(options.files[0], "-");
	BAD("too-many-arguments", "b.eml", "explain", "a.eml", "b.eml");
	BAD("unknown-option", "--send", "explain", "--send");
	BAD("bad-value", "thunderbird", "check", "a@example.org", "--import", "outlook");
	BAD("import-refused", "no such file", "check", "a@example.org", "--import", "/no/such/file");
	BAD("import-refused", "a device", "check", "a@example.org", "--import", "/dev/null");
	GOOD("check", "a@example.org", "--oauth-client", "1111-2222", "--oauth-tenant", "firma.example");
	assert_string_equal(options.mailcase.oauth_client, "1111-2222");
	assert_string_equal(options.mailcase.oauth_tenant, "firma.example");
	BAD("bad-value", "--oauth-client", "check", "a@example.org", "--oauth-client", "a/../b");
	BAD("bad-value", "--oauth-tenant", "check", "a@example.org", "--oauth-client", "a", "--oauth-tenant",
		"a?b");
	BAD("needs-client", "--oauth-client", "check", "a@example.org", "--oauth-tenant", "a");
	BAD("conflict", "one place", "check", "a@example.org", "--oauth-client", "a", "--password-fd", "3");
	BAD("conflict", "--no-login", "check", "a@example.org", "--oauth-client", "a", "--no-login");
	BAD("conflict", "--offline", "check", "a@example.org", "--oauth-client", "a", "--offline");
	BAD("unknown-option", "--oauth-client", "settings", "a@example.org", "--oauth-client", "a");
	BAD("missing-address", "address", "settings");
	BAD("missing-address", "--server", "check");
	BAD("too-many-arguments", "b@example.org", "check", "a@example.org", "b@example.org");
}

static void everything_is_understood(void **state)
{
	const struct mailcase *c = &options.mailcase;

	(void)state;
	GOOD("check", "Anna <anna@Example.ORG>", "--server", "SMTP.example.org:2525", "--security",
		"starttls", "--incoming", "pop.example.org", "--incoming-port", "995", "--incoming-security",
		"tls", "--user", "anna", "--auth", "xoauth2", "--no-login", "--where", "elsewhere");
	assert_string_equal(c->address.full, "anna@example.org");
	assert_string_equal(c->in_use.host, "smtp.example.org");
	assert_int_equal(c->in_use.port, 2525);
	assert_int_equal(c->in_use.security, SECURITY_STARTTLS);
	assert_int_equal(c->in_use.source, SOURCE_GIVEN);
	assert_true(c->incoming.pop3);
	assert_int_equal(c->incoming.security, SECURITY_TLS);
	assert_string_equal(mailcase_user(c), "anna");
	assert_int_equal(c->secret_kind, SASL_TOKEN_XOAUTH2);
	assert_true(c->no_login);
	assert_int_equal(c->where, WHERE_ELSEWHERE);
	GOOD("check", "a@example.org", "--symptom=bounce", "--scope=one", "--webmail=yes",
		"--other-device=no", "--changed=password", "--program=thunderbird", "--program-login=oauth",
		"--to", "b@example.net", "--resolver", "192.0.2.1:5353", "--timeout", "12", "--offline",
		"--only", "login,network", "--skip", "network", "--role", "admin", "--domain", "Example.org",
		"--report", "x.HTML", "--no-mask");
	assert_int_equal(c->symptom, SYMPTOM_BOUNCE);
	assert_int_equal(c->scope, SCOPE_ONE);
	assert_int_equal(c->webmail, TOLD_YES);
	assert_int_equal(c->other_device, TOLD_NO);
	assert_int_equal(c->changed, CHANGED_PASSWORD);
	assert_int_equal(c->program, PROGRAM_THUNDERBIRD);
	assert_int_equal(c->program_login, PROGRAM_LOGIN_OAUTH);
	assert_string_equal(c->to, "b@example.net");
	assert_string_equal(c->resolver, "192.0.2.1:5353");
	assert_int_equal(c->timeout_ms, 12000);
	assert_true(c->offline);
	assert_int_equal(c->only, STEP_BIT(STEP_LOGIN) | STEP_BIT(STEP_NETWORK));
	assert_int_equal(c->skip, STEP_BIT(STEP_NETWORK));
	assert_int_equal(c->role, ROLE_ADMIN);
	assert_string_equal(c->domain, "example.org");
	assert_int_equal(options.mask, MASK_NO);
}

static void what_was_tried_is_understood(void **state)
{
	const struct mailcase *c = &options.mailcase;

	(void)state;
	GOOD("check", "a@example.org", "--tried", "vpn-off=helped", "--tried", "shield-off=same", "--tried",
		"other-network=same", "--tried=other-network=helped");
	assert_int_equal(c->tried[EXPERIMENT_VPN_OFF], TRIED_HELPED);
	assert_int_equal(c->tried[EXPERIMENT_SHIELD_OFF], TRIED_SAME);
	assert_int_equal(c->tried[EXPERIMENT_OTHER_NETWORK], TRIED_HELPED); /* the last word counts */
	assert_int_equal(c->tried[EXPERIMENT_OTHER_PORT], TRIED_NOT);
	for (int i = 0; i < EXPERIMENT_N; i++) {
		char word[64];
		snprintf(word, sizeof word, "%s=same", experiment_name((enum experiment)i));
		GOOD("a@example.org", "--tried", word);
		assert_int_equal(c->tried[i], TRIED_SAME);
	}
	BAD("bad-value", "without-plugins", "check", "a@example.org", "--tried", "firewall-off=helped");
	BAD("bad-value", "helped, same", "check", "a@example.org", "--tried", "vpn-off=maybe");
	BAD("bad-value", "helped, same", "check", "a@example.org", "--tried", "vpn-off=");
	BAD("bad-value", "vpn-off=helped", "check", "a@example.org", "--tried", "vpn-off");
	BAD("bad-value", "shield-off", "check", "a@example.org", "--tried", "=helped");
	BAD("unknown-option", "--tried", "settings", "a@example.org", "--tried", "vpn-off=same");
}

static void a_pause_has_its_time(void **state)
{
	(void)state;
	GOOD("check", "a@example.org");
	assert_int_equal(options.mailcase.pause_ms, 0);
	assert_int_equal(options.mailcase.timeout_ms, 60000);
	GOOD("check", "a@example.org", "--pause", "600");
	assert_int_equal(options.mailcase.pause_ms, PAUSE_MAX_MS);
	assert_int_equal(options.mailcase.timeout_ms, 660000);
	GOOD("check", "a@example.org", "--pause", "30", "--timeout", "90");
	assert_int_equal(options.mailcase.timeout_ms, 90000);
	BAD("pause-too-long", "--pause", "check", "a@example.org", "--pause", "30", "--timeout", "30");
	BAD("bad-value", "1-600", "check", "a@example.org", "--pause", "0");
	BAD("bad-value", "1-600", "check", "a@example.org", "--pause", "601");
	BAD("bad-value", "--pause", "check", "a@example.org", "--pause", "ten");
}

/* A mail is really sent only where that was said twice, or to a question. */
static void sending_is_agreed_to(void **state)
{
	(void)state;
	GOOD("check", "a@example.org");
	assert_false(options.mailcase.send);
	GOOD("check", "a@example.org", "--send", "--yes", "--send-to", "b@example.net", "--wait", "120");
	assert_string_equal(options.mailcase.send_to, "b@example.net");
	assert_int_equal(options.mailcase.wait_ms, 120000);
	assert_int_equal(options.mailcase.timeout_ms, 130000);
	BAD("bad-value", "1-600", "check", "a@example.org", "--wait", "0");
	BAD("needs-send", "--send-to", "check", "a@example.org", "--send-to", "b@example.net");
	GOOD("check", "a@example.org", "--send", "--yes");
	assert_true(options.mailcase.send);
	GOOD("a@example.org", "--send"); /* the wizard asks */
	assert_true(options.send);
	assert_false(options.mailcase.send);
	GOOD("a@example.org", "--send", "--yes");
	assert_true(options.mailcase.send);
	BAD("needs-yes", "--yes", "check", "a@example.org", "--send");
	BAD("needs-send", "--send", "check", "a@example.org", "--yes");
	BAD("missing-address", "--send", "check", "--server", "smtp.example.org", "--send", "--yes");
	GOOD("check", "a@example.org", "--read-bounces", "--password-file", "x");
	assert_true(options.mailcase.read_bounces);
	GOOD("a@example.org", "--read-bounces"); /* the wizard asks for the password */
	BAD("needs-password", "--read-bounces", "check", "a@example.org", "--read-bounces");
	BAD("needs-password", "--read-bounces", "check", "a@example.org", "--read-bounces", "--password-file",
		"x", "--no-login");
}

static void wrong_values_are_told(void **state)
{
	(void)state;
	BAD("unknown-option", "--sever", "check", "a@example.org", "--sever", "x");
	BAD("unknown-option", "-x", "check", "-x");
	BAD("missing-value", "--server", "check", "a@example.org", "--server");
	BAD("unwanted-value", "--json", "check", "a@example.org", "--json=yes");
	BAD("bad-value", "1-65535", "check", "a@example.org", "--port", "0");
	BAD("bad-value", "1-65535", "check", "a@example.org", "--port", "65536");
	BAD("bad-value", "1-65535", "check", "a@example.org", "--port", "58x");
	BAD("bad-value", "starttls", "check", "a@example.org", "--security", "ssl");
	BAD("bad-value", "provider", "check", "a@example.org", "--only", "login,smtp");
	BAD("bad-value", "login", "check", "a@example.org", "--only", "");
	BAD("bad-value", "--server", "check", "a@example.org", "--server", "two words");
	BAD("bad-value", "--server", "check", "a@example.org", "--server", "a\r\nb");
	BAD("bad-value", "192.0.2.1", "check", "a@example.org", "--resolver", "nine.nine.nine.nine");
	BAD("bad-value", ".html", "check", "a@example.org", "--report", "report.pdf");
	BAD("bad-value", "nowhere", "check", "a@example.org", "--ca-file", "/nowhere/at/all");
	BAD("bad-value", "--timeout", "check", "a@example.org", "--timeout", "-3");
	BAD("bad-value", "--user", "check", "a@example.org", "--user", "anna\r\nRCPT TO:<x>");
	BAD("bad-value", "--domain", "check", "--role", "admin", "--domain", "192.0.2.1");
	BAD("bad-value", "--lang", "check", "a@example.org", "--lang", "../../x");
	BAD("nothing-left", "--only", "check", "a@example.org", "--only", "login", "--skip", "login");
}

static void each_fault_of_an_address_has_a_sentence(void **state)
{
	char longest[300];

	(void)state;
	memset(longest, 'a', sizeof longest);
	memcpy(longest + sizeof longest - 13, "@example.org", 13);
	BAD("bad-address", "no @", "check", "anna");
	BAD("bad-address", "before the @", "check", "@example.org");
	BAD("bad-address", "behind the @", "check", "anna@");
	BAD("bad-address", "behind the @", "check", "anna@exa mple.org");
	BAD("bad-address", "more than one", "check", "anna@example.org, bob@example.org");
	BAD("bad-address", "empty", "check", "");
	assert_false(parse(&options, &error, "check", longest, NULL));
	assert_string_equal(error.id, "bad-address");
	str_release(&error.text);
}

static void a_password_never_comes_as_an_argument(void **state)
{
	(void)state;
	assert_false(parse(&options, &error, "check", "a@example.org", "--password", "canary-4711", NULL));
	assert_string_equal(error.id, "password-as-argument");
	assert_null(strstr(str_text(&error.text), "canary"));
	str_release(&error.text);
	assert_false(parse(&options, &error, "check", "a@example.org", "--pasword=canary-4711", NULL));
	assert_null(strstr(str_text(&error.text), "canary"));
	str_release(&error.text);
	BAD("never-asks", "--password-file", "check", "a@example.org", "--password", "ask");
	BAD("never-asks", "--password-file", "check", "a@example.org", "--ask-password");
	BAD("conflict", "one place", "check", "a@example.org", "--password-file", "x", "--password-fd", "3");
	BAD("missing-user", "--user", "check", "--server", "smtp.example.org", "--password-file", "x");
	GOOD("a@example.org", "--password", "ask");
	assert_true(options.ask_password);
}

static void json_and_language_are_known_before(void **state)
{
	char *const argv[] = {
		(char *)"mailmend", (char *)"check", (char *)"--bad", (char *)"--lang=de", (char *)"--json"};

	(void)state;
	assert_true(options_want_json(5, argv));
	assert_false(options_want_json(4, argv));
	assert_string_equal(options_language(5, argv), "de");
	assert_null(options_language(3, argv));
	assert_int_equal(options_command(5, argv), COMMAND_CHECK);
}

static void splits(const char *command, const char *const *words)
{
	char **got = password_split(command);
	size_t i = 0;

	if (!words) {
		assert_null(got);
		return;
	}
	assert_non_null(got);
	for (; words[i]; i++)
		assert_string_equal(got[i], words[i]);
	assert_null(got[i]);
	password_words_free(&got);
}

static void commands_are_split_without_a_shell(void **state)
{
	(void)state;
	splits("pass mail/anna", (const char *const[]){"pass", "mail/anna", NULL});
	splits("  a  'b c' \"d \\\" e\" f\\ g '' $HOME ; |",
		(const char *const[]){"a", "b c", "d \" e", "f g", "", "$HOME", ";", "|", NULL});
	splits("a'b'\"c\"d", (const char *const[]){"abcd", NULL});
	splits("'back\\slash'", (const char *const[]){"back\\slash", NULL});
	splits("", NULL);
	splits("   ", NULL);
	splits("a 'b", NULL);
	splits("a \\", NULL);
}

static void secret_is(const char *expected, const char *id)
{
	struct str warning = STR_INIT;
	struct secret *secret = NULL;

	error = (struct usage_error){.id = ""};
	if (expected) {
		if (!password_read(&options, &secret, &warning, &error))
			fail_msg("%s", str_text(&error.text));
		struct str revealed = STR_INIT;

		secret_reveal(secret, &revealed);
		assert_string_equal(str_text(&revealed), expected);
		str_release(&revealed);
	} else {
		assert_false(password_read(&options, &secret, &warning, &error));
		assert_string_equal(error.id, id);
		assert_null(secret);
	}
	str_release(&warning);
	str_release(&error.text);
	secret_free(&secret);
}

static void secrets_are_read(void **state)
{
	char path[] = "/tmp/mailmend-options-XXXXXX";
	struct str warning = STR_INIT;
	struct secret *secret = NULL;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "from a file\r\nsecond\n", 20), 20);
	GOOD("check", "a@example.org", "--password-file", path);
	secret_is("from a file", NULL);
	assert_int_equal(fchmod(fd, 0644), 0);
	assert_true(password_read(&options, &secret, &warning, &error));
	assert_non_null(strstr(str_text(&warning), path)); /* used, with a warning */
	str_release(&warning);
	secret_free(&secret);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	options.password_file = NULL;
	options.password_fd = fd;
	secret_is("from a file", NULL);
	close(fd);
	unlink(path);
	secret_is(NULL, "password"); /* closed */
	GOOD("check", "a@example.org", "--password-command", "printf 'a b\\nnext'");
	secret_is("a b", NULL);
	GOOD("check", "a@example.org", "--password-command", "true");
	secret_is(NULL, "password");
	GOOD("check", "a@example.org", "--password-command", "/nowhere/at/all");
	secret_is(NULL, "password");
	GOOD("check", "a@example.org", "--password-command", "printf 'unclosed");
	secret_is(NULL, "password");
	GOOD("check", "a@example.org");
	assert_true(password_read(&options, &secret, &warning, &error));
	assert_null(secret);
}

static void help_has_every_option(void **state)
{
	(void)state;
	for (int c = 0; c < COMMAND_N; c++) {
		struct str page = STR_INIT;

		if (c == COMMAND_EXPLAIN || c == COMMAND_LOG || c == COMMAND_SPF)
			continue;
		options_help((enum command)c, &page);
		for (size_t i = 0; i < option_rows_n; i++) {
			char name[64];
			bool has = (option_rows[i].commands & COMMAND_BIT(c)) && option_rows[i].help;

			snprintf(name, sizeof name, "--%s ", option_rows[i].name);
			if (has && !strstr(str_text(&page), name))
				fail_msg("%s lacks %s", command_name((enum command)c), name);
		}
		for (const char *line = str_text(&page); *line; line += strcspn(line, "\n") + 1)
			assert_true(strcspn(line, "\n") <= 80);
		str_release(&page);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_are_found),
		cmocka_unit_test(programs_go_before_files),
		cmocka_unit_test(everything_is_understood),
		cmocka_unit_test(what_was_tried_is_understood),
		cmocka_unit_test(a_pause_has_its_time),
		cmocka_unit_test(a_log_is_named_from_a_time_on),
		cmocka_unit_test(sending_is_agreed_to),
		cmocka_unit_test(wrong_values_are_told),
		cmocka_unit_test(each_fault_of_an_address_has_a_sentence),
		cmocka_unit_test(a_password_never_comes_as_an_argument),
		cmocka_unit_test(json_and_language_are_known_before),
		cmocka_unit_test(commands_are_split_without_a_shell),
		cmocka_unit_test(secrets_are_read),
		cmocka_unit_test(help_has_every_option),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
