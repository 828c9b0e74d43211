/*
 * A password in a place where none belongs: in the address of a server, of a mailbox, of a program, in a label. It may stand in no field of an
 * account that is shown or kept. And which account of the program behind is the one that the mail is handed to.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks/profiles/take.h"
#include "tests/unit/support/profile_case.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))
#define CANARY	    "g3heimnis"
#define URL	    "://anna:" CANARY "@smtp.firma.example"

struct secret_row {
	const char *name;
	enum program program;
	struct computer_file files[4];
};

static const struct secret_row secret_rows[] = {
	{"s-nail: blanks around the '='", PROGRAM_SNAIL, {{"/home/anna/.mailrc", "set mta = smtp" URL "\n"}}},
	{"s-nail: a folder with blanks", PROGRAM_SNAIL,
		{{"/home/anna/.mailrc", "set from=anna@firma.example folder = imaps" URL "\n"}}},
	{"s-nail: a scheme that it does not know", PROGRAM_SNAIL,
		{{"/home/anna/.mailrc", "set mta=smpt" URL "\n"}}},
	{"s-nail: a blank in the password", PROGRAM_SNAIL,
		{{"/home/anna/.mailrc", "set mta='smpt://anna:" CANARY " x@smtp.firma.example'\n"}}},
	{"himalaya: a server with a port that is none", PROGRAM_HIMALAYA,
		{{"/home/anna/.config/himalaya/config.toml",
			"[accounts.work]\nemail = \"anna@firma.example\"\nsmtp.server = \"smtps" URL
			":x\"\n"}}},
	{"himalaya: two ways to encrypt", PROGRAM_HIMALAYA,
		{{"/home/anna/.config/himalaya/config.toml",
			"[accounts.work]\nemail = \"anna@firma.example\"\nsmtp.server = \"anna:" CANARY
			"@smtp.firma.example\"\nsmtp.starttls = true\n"}}},
	{"himalaya: a program that is an address", PROGRAM_HIMALAYA,
		{{"/home/anna/.config/himalaya/config.toml",
			"[accounts.work]\nemail = \"anna@firma.example\"\n"
			"message.send.backend.type = \"sendmail\"\nmessage.send.backend.cmd = \"smtp" URL
			"\"\n"}}},
	{"mutt: a program that is an address", PROGRAM_MUTT,
		{{"/home/anna/.muttrc", "set sendmail=\"anna:" CANARY "@smtp.firma.example\"\n"}}},
	{"mutt: an account that would be named by its mailbox", PROGRAM_MUTT,
		{{"/home/anna/.muttrc",
			"set from=anna@firma.example\n"
			"folder-hook imaps" URL "/ 'set smtp_url=smtps://anna@smtp.firma.example'\n"}}},
	{"aerc: a program that is no address", PROGRAM_AERC,
		{{"/home/anna/.config/aerc/accounts.conf",
			"[Work]\nsource = imaps://anna@imap.firma.example\n"
			"outgoing = anna:" CANARY "@smtp.firma.example\n"}}},
	{"Alpine: a program that is an address", PROGRAM_ALPINE,
		{{"/home/anna/.pinerc", "sendmail-path=smtp" URL "\n"}}},
	{"Alpine: a server with a password before it", PROGRAM_ALPINE,
		{{"/home/anna/.pinerc", "smtp-server=anna:" CANARY "@smtp.firma.example/starttls\n"}}},
	{"Alpine: a server that is an address", PROGRAM_ALPINE,
		{{"/home/anna/.pinerc", "smtp-server=smtp" URL ":x/ssl\n"}}},
	{"git: a program that is an address", PROGRAM_GIT,
		{{"/home/anna/.gitconfig", "[sendemail]\n\tsendmailcmd = smtp" URL "\n"}}},
	{"git: a server that is an address", PROGRAM_GIT,
		{{"/home/anna/.gitconfig", "[sendemail]\n\tsmtpserver = smtp" URL ":587\n"}}},
	{"msmtp: a server that is an address", PROGRAM_MSMTP,
		{{"/home/anna/.msmtprc", "account default\nhost smtp" URL "\nfrom anna@firma.example\n"}}},
	{"msmtp: the account of the program behind", PROGRAM_MUTT,
		{{"/home/anna/.muttrc", "set sendmail=\"/usr/bin/msmtp -a smtp" URL "\"\n"}}},
	{"OpenSMTPD: a label with a password", PROGRAM_OPENSMTPD,
		{{"/etc/mail/smtpd.conf", "action \"out\" relay host smtp" URL
					  " auth <secrets>\nmatch for any action \"out\"\n"}}},
	{"OpenSMTPD: a label without a scheme", PROGRAM_OPENSMTPD,
		{{"/etc/mail/smtpd.conf", "action \"out\" relay host \"anna:" CANARY
					  "@smtp.firma.example\"\nmatch for any action \"out\"\n"}}},
	{"OpenSMTPD: the language until 6.3", PROGRAM_OPENSMTPD,
		{{"/etc/mail/smtpd.conf", "accept for any relay via tls+auth" URL " auth <secrets>\n"}}},
	{"Postfix: a relay that is an address", PROGRAM_POSTFIX,
		{{"/etc/postfix/main.cf", "relayhost = smtp" URL ":587\n"}}},
	{"Postfix: a relay with a port behind a blank", PROGRAM_POSTFIX,
		{{"/etc/postfix/main.cf", "relayhost = anna:" CANARY "@smtp.firma.example 587\n"}}},
	{"Postfix: a relay that a later line empties", PROGRAM_POSTFIX,
		{{"/etc/postfix/main.cf", "relayhost = smtp" URL "\nrelayhost =\n"}}},
	{"Postfix: a relay that belongs to the line before", PROGRAM_POSTFIX,
		{{"/etc/postfix/main.cf", "myhostname = a.example\n relayhost = smtp" URL "\n"}}},
	{"Postfix: a relay alone on a line", PROGRAM_POSTFIX,
		{{"/etc/postfix/main.cf",
			"relayhost = [smtp.firma.example]\nanna:" CANARY "@smtp.example\n"}}},
};

static size_t shows(const char *row, const char *field, const char *text)
{
	if (!strstr(text, CANARY))
		return 0;
	fprintf(stderr, "%s: the password stands in %s: \"%s\"\n", row, field, text);
	return 1;
}

static size_t server_shows(const char *row, const struct profile_server *server)
{
	return shows(row, "a server", server->settings.host) + shows(row, "a user", server->settings.user) +
	       shows(row, "a method", server->method);
}

static size_t profile_shows(const char *row, const struct profile *profile)
{
	size_t n = shows(row, "the name", profile->name) + shows(row, "the address", profile->address) +
		   shows(row, "the program behind", profile->hands_to) + server_shows(row, &profile->out) +
		   server_shows(row, &profile->in);

	for (size_t i = 0; i < profile->n_mistakes; i++)
		n += shows(row, "is", profile->mistakes[i].is) +
		     shows(row, "change", profile->mistakes[i].change) +
		     shows(row, "what", profile->mistakes[i].what);
	return n;
}

static size_t row_shows(const struct secret_row *row)
{
	const struct computer computer = {.files = row->files};
	PROFILES_AUTO struct profiles profiles = {.n_refusals = 0};
	static struct mailcase mailcase;
	size_t n = 0;

	mailcase_init(&mailcase);
	mailcase.computer = &computer;
	profiles_of_program(&mailcase, row->program, &profiles);
	if (!profiles.found.n) {
		fprintf(stderr, "%s: no account was read\n", row->name);
		return 1;
	}
	for (size_t i = 0; i < profiles.found.n; i++)
		n += profile_shows(row->name, &profiles.found.items[i]);
	return n;
}

static void no_field_holds_a_password(void **state)
{
	size_t failed = 0;

	(void)state;
	for (size_t i = 0; i < N_OF(secret_rows); i++)
		failed += row_shows(&secret_rows[i]) ? 1 : 0;
	assert_int_equal(failed, 0);
}

/* Sections that git takes no file from. */
static void takes_includes_without_a_condition(void **state)
{
	static const char *const texts[] = {"[includeif]\n\tpath = x\n", "[include \"a\"]\n\tpath = x\n",
		"[includeif \"\"]\n\tpath = x\n"};

	(void)state;
	for (size_t i = 0; i < N_OF(texts); i++) {
		char whole[300];
		const struct computer_file files[] = {{"/home/anna/.gitconfig", whole},
			{"/home/anna/x", "[sendemail]\n\tsmtpserver = smtp.other.example\n"}, {NULL, NULL}};
		const struct computer computer = {.files = files};
		PROFILES_AUTO struct profiles profiles = {.n_refusals = 0};
		static struct mailcase mailcase;

		snprintf(whole, sizeof whole, "%s[sendemail]\n\tsmtpserver = smtp.firma.example\n", texts[i]);
		mailcase_init(&mailcase);
		mailcase.computer = &computer;
		profiles_of_program(&mailcase, PROGRAM_GIT, &profiles);
		assert_int_equal(profiles.found.n, 1);
		assert_string_equal(profiles.found.items[0].out.settings.host, "smtp.firma.example");
	}
}

#define MSMTPRC                                                                                              \
	"account home\nhost smtp.home.example\nfrom anna@home.example\n"                                     \
	"account work\nhost smtp.work.example\nfrom anna@work.example\naccount default : home\n"

static const struct {
	const char *path, *text, *hands_to, *host;
	enum program program;
} behind_rows[] = {
	{"/home/anna/.muttrc", "set sendmail=\"/usr/bin/msmtp\"\n", "msmtp", "smtp.home.example",
		PROGRAM_MUTT},
	{"/home/anna/.muttrc", "set sendmail=\"/usr/bin/msmtp -a work --tls\"\n", "msmtp -a work",
		"smtp.work.example", PROGRAM_MUTT},
	{"/home/anna/.muttrc", "set sendmail=\"msmtp -t --account=work\"\n", "msmtp -a work",
		"smtp.work.example", PROGRAM_MUTT},
	{"/home/anna/.gitconfig", "[sendemail]\n\tsendmailcmd = /usr/bin/msmtp --account work\n",
		"msmtp -a work", "smtp.work.example", PROGRAM_GIT},
	{"/home/anna/.mailrc", "set mta=/usr/bin/msmtp mta-arguments='-a work'\n", "msmtp -a work",
		"smtp.work.example", PROGRAM_SNAIL},
	{"/home/anna/.pinerc", "sendmail-path=/usr/bin/msmtp -awork -t\n", "msmtp -a work",
		"smtp.work.example", PROGRAM_ALPINE},
};

static void follows_the_account_that_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(behind_rows); i++) {
		const struct computer_file files[] = {{behind_rows[i].path, behind_rows[i].text},
			{"/home/anna/.msmtprc", MSMTPRC}, {NULL, NULL}};
		const struct computer computer = {.files = files};
		PROFILES_AUTO struct profiles own = {.n_refusals = 0};
		PROFILES_AUTO struct profiles behind = {.n_refusals = 0};
		static struct mailcase mailcase;

		mailcase_init(&mailcase);
		mailcase.computer = &computer;
		profiles_of_program(&mailcase, behind_rows[i].program, &own);
		assert_int_equal(own.found.n, 1);
		assert_string_equal(own.found.items[0].hands_to, behind_rows[i].hands_to);
		str_copy(mailcase.import, sizeof mailcase.import, program_name(behind_rows[i].program));
		assert_true(profiles_import(&mailcase, &behind));
		assert_true(behind.found.n > 0);
		assert_string_equal(behind.found.items[0].out.settings.host, behind_rows[i].host);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_field_holds_a_password),
		cmocka_unit_test(takes_includes_without_a_condition),
		cmocka_unit_test(follows_the_account_that_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
