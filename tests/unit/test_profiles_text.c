/*
 * What the readers of settings in text share, and the other way round: the lines that a dialect tells to write, written into its file, are
 * read as what was wanted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "checks/engine/computer.h"
#include "checks/profiles/text.h"
#include "checks/profiles/toml.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

static void reads_addresses(void **state)
{
	static const struct {
		const char *text, *scheme, *user, *host;
		int port;
		bool password, bad;
	} rows[] = {
		{"smtps://anna%40a.example:x@smtp.a.example:465/", "smtps", "anna@a.example",
			"smtp.a.example", 465, true, false},
		{"SMTP://anna@a.example@Smtp.A.Example", "smtp", "anna@a.example", "smtp.a.example", 0, false,
			false},
		{"smtp://[2001:db8::1]:587", "smtp", "", "2001:db8::1", 587, false, false},
		{"smtp://[2001:db8::1]", "smtp", "", "2001:db8::1", 0, false, false},
		{"smtps://anna:a/b@smtp.a.example", "smtps", "", "anna", 0, false, true},
		{"smtp://smtp.a.example:0", "smtp", "", "smtp.a.example", 0, false, true},
		{"smtp://smtp.a.example:", "smtp", "", "smtp.a.example", 0, false, false},
		{"smtp://smtp.a.example:123456789", "smtp", "", "smtp.a.example", 0, false, true},
		{"smtp://anna:@smtp.a.example", "smtp", "anna", "smtp.a.example", 0, false, false},
		{"smtp://", "smtp", "", "", 0, false, true},
		{"smtp://%", "smtp", "", "%", 0, false, false},
		{"smtp://a%4", "smtp", "", "a%4", 0, false, false},
		{"smtp://a%41", "smtp", "", "aa", 0, false, false},
		{"smtp://a\x1b[2J", "smtp", "", "a\\x1b[2j", 0, false, false},
	};
	struct address_of_server address;

	(void)state;
	assert_false(address_of_server("smtp.a.example:465", &address));
	for (size_t i = 0; i < N_OF(rows); i++) {
		assert_true(address_of_server(rows[i].text, &address));
		assert_int_equal(address.bad, rows[i].bad);
		assert_string_equal(address.scheme, rows[i].scheme);
		if (rows[i].bad)
			continue;
		assert_string_equal(address.user, rows[i].user);
		assert_string_equal(address.host, rows[i].host);
		assert_int_equal(address.port, rows[i].port);
		assert_int_equal(address.password, rows[i].password);
	}
}

static void hides_secrets(void **state)
{
	static const char *const rows[][2] = {
		{"smtps://anna:geheim@smtp.a.example:465/", "smtps://anna:****@smtp.a.example:465/"},
		{"smtps://anna:ge/he@im?#@smtp.a.example", "smtps://anna:****@smtp.a.example"},
		{"anna:geheim@smtp.a.example", "anna:****@smtp.a.example"},
		{"smtp.a.example:465", "smtp.a.example:465"},
		{"smtp://anna@smtp.a.example:465", "smtp://anna@smtp.a.example:465"},
	};
	STR_AUTO struct str shown = STR_INIT;

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		address_without_secret(rows[i][0], &shown);
		assert_string_equal(str_text(&shown), rows[i][1]);
	}
}

static void reads_toml(void **state)
{
	static const struct {
		const char *text, *key, *value;
		int line; /* of the value; 0: the text is none, and it breaks at broken */
		int broken;
	} rows[] = {
		{"a = \"x\\\"y\\tz\"", "a", "x\"y\tz", 1, 0},
		{"a.b.\"c d\" = 'x\\y' # note", "a.b.c d", "x\\y", 1, 0},
		{"[t.u]\n\n  k = 42\n", "t.u.k", "42", 3, 0},
		{"[[t]]\nk = true\n", "t.k", "true", 2, 0},
		{"a = { b = 1, c.d = \"x\" }\n", "a.c.d", "x", 1, 0},
		{"a = [1,\n 2, # two\n [\"x\"],\n]\nb = 3\n", "b", "3", 5, 0},
		{"a = \"\"\"\nx\ny\"\"\"\nb = 1", "a", "x\ny", 1, 0},
		{"a = '''x''y'''", "a", "x''y", 1, 0},
		{"a.raw = \"geheim\"", "a.raw", "", 1, 0},
		{"a = 2026-11-22T02:40:00Z", "a", "2026-11-22T02:40:00Z", 1, 0},
		{"ok = 1\na = x\n", NULL, NULL, 0, 2},
		{"a = \"x\n", NULL, NULL, 0, 1},
		{"\n[t\nk = 1", NULL, NULL, 0, 2},
		{"a = 1 b = 2", NULL, NULL, 0, 1},
		{"a", NULL, NULL, 0, 1},
		{"= 1", NULL, NULL, 0, 1},
		{"a = [[[[[[[[[[1]]]]]]]]]]", NULL, NULL, 0, 1},
	};
	static const char *const secrets[] = {"raw", NULL};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		BOOK_AUTO struct book book = BOOK_INIT;
		STR_AUTO struct str text = STR_INIT;
		int line = 0, file = book_file(&book, "x");

		str_add(&text, rows[i].text);
		assert_int_equal(toml_read(&text, file, secrets, &book, &line), rows[i].line != 0);
		if (!rows[i].line) {
			assert_int_equal(line, rows[i].broken);
			continue;
		}
		assert_non_null(book_get(&book, rows[i].key));
		assert_string_equal(book_value(&book, rows[i].key), rows[i].value);
		assert_int_equal(book_get(&book, rows[i].key)->line, rows[i].line);
	}
}

static void keeps_books(void **state)
{
	BOOK_AUTO struct book book = BOOK_INIT;
	BOOK_AUTO struct book copy = BOOK_INIT;
	int file = book_file(&book, "/a");
	char key[16];

	(void)state;
	assert_int_equal(book_file(&book, "/a"), file);
	book_set(&book, "x", "1", file, 1);
	book_set(&book, "x", "2", book_file(&book, "/b"), 7);
	book_append(&book, "x", "3", file, 9);
	assert_string_equal(book_value(&book, "x"), "23");
	assert_int_equal(book_getf(&book, "%s", "x")->line, 9);
	book_unset(&book, "x");
	assert_null(book_get(&book, "x"));
	book_set(&book, "y", "4", file, 2);
	book_copy(&copy, &book);
	assert_null(book_get(&copy, "x"));
	assert_string_equal(book_value(&copy, "y"), "4");
	for (int i = 0; i < BOOK_ENTRIES_MAX + 50; i++) {
		snprintf(key, sizeof key, "k%d", i);
		book_set(&book, key, "", file, i);
	}
	assert_int_equal(book.entries.n, BOOK_ENTRIES_MAX);
}

/* Where the lines of a dialect go. */
static const struct {
	enum program program;
	const char *path, *head, *method;
	bool no_sender; /* it stands in another file */
} files[] = {
	{PROGRAM_MUTT, "/home/anna/.muttrc", "", "", false},
	{PROGRAM_MSMTP, "/home/anna/.msmtprc", "account work\n", "", false},
	{PROGRAM_SSMTP, "/etc/ssmtp/ssmtp.conf", "", "", true},
	{PROGRAM_NULLMAILER, "/etc/nullmailer/remotes", "", "", true},
	{PROGRAM_DMA, "/etc/dma/dma.conf", "", "", false},
	{PROGRAM_SNAIL, "/home/anna/.mailrc", "", "", false},
	{PROGRAM_AERC, "/home/anna/.config/aerc/accounts.conf", "[work]\nsource = maildir://~/Mail\n", "",
		false},
	{PROGRAM_HIMALAYA, "/home/anna/.config/himalaya/config.toml", "[accounts.work]\n", "", true},
	{PROGRAM_HIMALAYA, "/home/anna/.config/himalaya/config.toml", "[accounts.work]\n", "password", false},
	{PROGRAM_HIMALAYA, "/home/anna/.config/himalaya/config.toml", "[accounts.work]\n", "passwd", false},
	{PROGRAM_HIMALAYA, "/home/anna/.config/himalaya/config.toml", "[work]\n", "smtp-passwd", false},
	{PROGRAM_GIT, "/home/anna/.gitconfig", "", "", false},
	{PROGRAM_ALPINE, "/home/anna/.pinerc", "", "", false},
};

static void collect(
	const struct profile *profile, const struct server_settings *wanted, bool sender, struct str *text)
{
	static const enum profile_setting settings[] = {
		SETTING_HOST, SETTING_SECURITY, SETTING_LOGIN, SETTING_FROM};
	const struct dialect *dialect = dialect_of(profile->program);

	for (size_t i = 0; i < N_OF(settings) - !sender; i++) {
		/* A server that is one line is told whole each time: the last one is that of the login. */
		if (profile->program == PROGRAM_NULLMAILER && settings[i] != SETTING_LOGIN)
			continue;
		dialect->lines(profile, settings[i], wanted, text);
		assert_int_not_equal(text->s[text->len - 1], '\n');
		str_add(text, "\n");
	}
}

static void check_row(size_t i, const struct server_settings *wanted)
{
	STR_AUTO struct str text = STR_INIT;
	struct profile *before = mem_new(sizeof *before);
	const struct computer_file stands[] = {
		{files[i].path, NULL}, {"/etc/dma/auth.conf", NULL}, {NULL, NULL}};
	struct computer_file with[N_OF(stands)];
	struct computer computer = {.files = with};
	static struct mailcase mailcase;
	PROFILES_AUTO struct profiles profiles = {.n_refusals = 0};
	const struct profile *read;

	before->program = files[i].program;
	str_copy(before->out.method, sizeof before->out.method, files[i].method);
	str_add(&text, files[i].head);
	collect(before, wanted, !files[i].no_sender, &text);
	free(before);
	memcpy(with, stands, sizeof with);
	with[0].text = str_text(&text);
	with[1].text = "anna@firma.example|smtp.firma.example:x\n";
	/* The line of a login is another file's. */
	if (files[i].program == PROGRAM_DMA)
		memset(strstr(text.s, "anna@firma.example|"), '#', 1);
	mailcase_init(&mailcase);
	mailcase.computer = &computer;
	profiles_of_program(&mailcase, files[i].program, &profiles);
	assert_int_equal(profiles.found.n, 1);
	read = &profiles.found.items[0];
	assert_string_equal(read->out.settings.host, wanted->host);
	assert_int_equal(read->out.settings.port, wanted->port);
	assert_int_equal(read->out.settings.security, wanted->security);
	assert_string_equal(read->out.settings.user, wanted->user);
	assert_int_not_equal(read->out.login, LOGIN_OFF);
	if (!files[i].no_sender)
		assert_string_equal(read->address, "anna@firma.example");
	for (size_t j = 0; j < read->n_mistakes; j++) {
		assert_int_not_equal(read->mistakes[j].id, MISTAKE_UNREADABLE_LINE);
		assert_int_not_equal(read->mistakes[j].id, MISTAKE_CONTRADICTION);
	}
}

static void lines_come_back(void **state)
{
	static const struct server_settings wanted[] = {
		{.host = "smtp.firma.example",
			.port = 465,
			.security = SECURITY_TLS,
			.user = "anna@firma.example"},
		{.host = "smtp.firma.example",
			.port = 587,
			.security = SECURITY_STARTTLS,
			.user = "anna@firma.example"},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(files); i++)
		for (size_t j = 0; j < N_OF(wanted); j++)
			check_row(i, &wanted[j]);
}

/* Whose form a file has, by its name, else by what stands in it. */
static void knows_files(void **state)
{
	static const struct {
		const char *path, *text;
		enum program program;
	} rows[] = {
		{"/tmp/x", "set smtp_url=smtps://a@smtp.firma.example\n", PROGRAM_MUTT},
		{"/tmp/x", "account a\nhost smtp.firma.example\n", PROGRAM_MSMTP},
		{"/tmp/x", "mailhub=smtp.firma.example\n", PROGRAM_SSMTP},
		{"/tmp/remotes", "smtp.firma.example smtp port=587\n", PROGRAM_NULLMAILER},
		{"/tmp/x", "SMARTHOST smtp.firma.example\n", PROGRAM_DMA},
		{"/tmp/x", "set mta=smtps://smtp.firma.example:465\n", PROGRAM_SNAIL},
		{"/tmp/x", "[a]\noutgoing = smtps://a@smtp.firma.example\nsource = maildir://x\n",
			PROGRAM_AERC},
		{"/tmp/x", "[a]\nemail = \"a@firma.example\"\nsmtp-host = \"smtp.firma.example\"\n",
			PROGRAM_HIMALAYA},
		{"/tmp/x", "[core]\n[sendemail]\nsmtpServer = smtp.firma.example\n", PROGRAM_GIT},
		{"/tmp/x", "smtp-server=smtp.firma.example/ssl\n", PROGRAM_ALPINE},
		{"/repo/.git/config", "[sendemail]\nsmtpServer = smtp.firma.example\n", PROGRAM_GIT},
		{"/tmp/firma.muttrc", "set smtp_url=smtps://a@smtp.firma.example\n", PROGRAM_MUTT},
	};
	static struct mailcase mailcase;

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		const struct computer_file with[] = {{rows[i].path, rows[i].text}, {NULL, NULL}};
		const struct computer computer = {.files = with};
		PROFILES_AUTO struct profiles profiles = {.n_refusals = 0};

		mailcase_init(&mailcase);
		mailcase.computer = &computer;
		assert_true(profiles_of_file(&mailcase, rows[i].path, &profiles));
		assert_int_equal(profiles.found.n, 1);
		assert_int_equal(profiles.found.items[0].program, rows[i].program);
		assert_string_equal(profiles.found.items[0].out.settings.host, "smtp.firma.example");
	}
}

/* A password stands where it belongs, and where people put it by mistake: none of it is in what was read. */
static void keeps_no_secret(void **state)
{
	static const struct {
		const char *path, *text;
	} rows[] = {
		{"/home/anna/.muttrc",
			"set smtp_url=smtps://a:c4n4ry@b.example smtp_pass=c4n4ry imap_pass=c4n4ry\n"
			"set smpt_pass=c4n4ry\nset smtp_pas c4n4ry\n"
			"folder-hook x 'set smtp_url=\"smtps://a:c4n4ry/x@b.example\"'\n"},
		{"/home/anna/.muttrc", "set smtp_url=\"a:c4n4ry@b.example:465\" from=a@b.example\n"},
		{"/home/anna/.msmtprc",
			"account a\nhost b.example\npassword c4n4ry\npasswordeval echo c4n4ry\n"
			"pass c4n4ry\npasswrd c4n4ry\npassword=c4n4ry\nPASSWORD c4n4ry\n"},
		{"/etc/ssmtp/ssmtp.conf", "mailhub=b.example\nAuthPass=c4n4ry#c4n4ry\nAuthPass c4n4ry\n"
					  "password=c4n4ry\nAuthPasswd=c4n4ry\nAuthPassword c4n4ry\n"},
		{"/etc/nullmailer/remotes",
			"b.example smtp user=a pass=c4n4ry password=c4n4ry --pass c4n4ry\n"},
		{"/etc/dma/dma.conf",
			"SMARTHOST b.example\nAUTHPATH /etc/dma/dma.conf\na|b.example:c4n4ry\n"},
		{"/home/anna/.mailrc",
			"set mta=smtps://a:c4n4ry@b.example smtp-auth-password=c4n4ry password=c4n4ry\n"
			"set smtp-auth-password-a@b.example = c4n4ry\nset smtp-password=c4n4ry\n"},
		{"/home/anna/.config/aerc/accounts.conf",
			"[a]\nsource=imaps://a:c4n4ry@b.example\n"
			"outgoing=smtps://a:c4n4ry@b.example\n"
			"[b]\nsource=x\noutgoing=smtps://a:c4n4ry/c4n4ry@b.example\n"},
		{"/home/anna/.config/himalaya/config.toml",
			"[accounts.a]\nemail = \"a@b.example\"\n"
			"smtp.host = \"b.example\"\nsmtp.passwd.raw = \"c4n4ry\"\n"
			"smtp.auth.raw = \"c4n4ry\"\nsmtp.passwd = c4n4ry\n"},
		{"/home/anna/.gitconfig",
			"[sendemail]\nsmtpServer = b.example\nsmtpPass = c4n4ry\nsmtpPass c4n4ry\n"
			"[sendemail \"x\"]\nsmtpPass = c4n4ry\n"},
		{"/home/anna/.pinerc", "smtp-server=b.example/user=a/pass=c4n4ry\n"},
	};
	static struct mailcase mailcase;

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		const struct computer_file with[] = {{rows[i].path, rows[i].text}, {NULL, NULL}};
		const struct computer computer = {.files = with};
		PROFILES_AUTO struct profiles profiles = {.n_refusals = 0};

		mailcase_init(&mailcase);
		mailcase.computer = &computer;
		assert_true(profiles_of_file(&mailcase, rows[i].path, &profiles));
		assert_int_not_equal(profiles.found.n, 0);
		assert_null(memmem(
			profiles.found.items, profiles.found.n * sizeof *profiles.found.items, "c4n4ry", 6));
		assert_null(memmem(profiles.refusals, sizeof profiles.refusals, "c4n4ry", 6));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_addresses),
		cmocka_unit_test(hides_secrets),
		cmocka_unit_test(reads_toml),
		cmocka_unit_test(keeps_books),
		cmocka_unit_test(lines_come_back),
		cmocka_unit_test(knows_files),
		cmocka_unit_test(keeps_no_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
