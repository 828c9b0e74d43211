/*
 * Masking: the same name always in the same way, nothing of the person left, and what helps a helper still
 * readable.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/ascii.h"
#include "checks/base/encode.h"
#include "ui/words/mask.h"

static char *value_of(struct mask *mask, enum arg_type type, const char *value)
{
	struct str out = STR_INIT;

	mask_value(mask, type, value, &out);
	return str_take(&out);
}

static void assert_value(struct mask *mask, enum arg_type type, const char *value, const char *expected)
{
	char *masked = value_of(mask, type, value);

	assert_string_equal(masked, expected);
	free(masked);
}

static void assert_text(struct mask *mask, const char *text, const char *expected)
{
	assert_value(mask, ARG_TEXT, text, expected);
	assert_false(mask_leaks(mask, expected));
}

static void test_values(void **state)
{
	struct mask *mask = mask_new();

	(void)state;
	assert_value(mask, ARG_EMAIL, "anna@firma.example", "user1@domain1.example");
	assert_value(mask, ARG_EMAIL, "Bernd.B@Firma.Example", "user2@domain1.example");
	assert_value(mask, ARG_EMAIL, "ANNA@firma.example", "user1@domain1.example");
	assert_value(mask, ARG_HOST, "smtp.firma.example", "smtp.domain1.example");
	assert_value(mask, ARG_HOST, "srv17.anna.firma.example", "host1.domain1.example");
	assert_value(mask, ARG_HOST, "mail.verein.co.uk", "mail.domain2.example");
	assert_value(mask, ARG_HOST, "localhost", "localhost");
	assert_value(mask, ARG_HOST, "annas-server", "host2");
	assert_value(mask, ARG_HOST, "203.0.113.77", "192.0.2.1");
	assert_value(mask, ARG_IP, "203.0.113.77", "192.0.2.1");
	assert_value(mask, ARG_IP, "203.0.113.78", "192.0.2.2");
	assert_value(mask, ARG_IP, "127.0.0.1", "127.0.0.1");
	assert_value(mask, ARG_IP, "2001:db8:77::5", "2001:db8::1");
	assert_value(mask, ARG_IP, "::1", "::1");
	assert_value(mask, ARG_USER, "anna", "user1");
	assert_value(mask, ARG_NAME, "Thunderbird", "Thunderbird");
	mask_free(&mask);
}

static void test_known_providers_stay_readable(void **state)
{
	struct mask *mask = mask_new();

	(void)state;
	assert_value(mask, ARG_EMAIL, "anna.meier@gmail.com", "user1@gmail.com");
	assert_value(mask, ARG_HOST, "smtp.gmail.com", "smtp.gmail.com");
	assert_value(mask, ARG_HOST, "smtp.office365.com", "smtp.office365.com");
	assert_value(mask, ARG_HOST, "firma-example.mail.protection.outlook.com", "host1.outlook.com");
	assert_text(mask, "550 anna.meier@gmail.com refused by smtp.gmail.com",
		"550 user1@gmail.com refused by smtp.gmail.com");
	mask_free(&mask);
}

static void test_free_text(void **state)
{
	struct mask *mask = mask_new();

	(void)state;
	mask_learn(mask, ARG_EMAIL, "anna@firma.example");
	mask_learn(mask, ARG_USER, "a.meier17");
	mask_learn(mask, ARG_HOST, "mx7.firma.example");
	assert_text(mask, "550 5.1.1 <ANNA@FIRMA.EXAMPLE>: unknown",
		"550 5.1.1 <user1@domain1.example>: unknown");
	assert_text(mask, "Anna, annas and bananna", "user1, annas and bananna");
	assert_text(mask, "user=a.meier17;", "user=user2;");
	assert_text(mask, "web.firma.example: no, firma.example: yes",
		"host1.domain1.example: no, domain1.example: yes");
	assert_text(mask, "client [203.0.113.9] listed at zen.spamhaus.org",
		"client [192.0.2.1] listed at zen.spamhaus.org");
	assert_text(mask, "9.113.0.203.zen.spamhaus.org", "1.2.0.192.zen.spamhaus.org");
	assert_text(mask, "from 203-0-113-9.dyn.example.net", "from 192-0-2-1.dyn.example.net");
	assert_text(mask, "[IPv6:2001:db8:9::1]:25", "[IPv6:2001:db8::1]:25");
	assert_text(mask, "at 13:05:22 TLSv1.3 in 5.7.1 and 1.2.3.4.5",
		"at 13:05:22 TLSv1.3 in 5.7.1 and 1.2.3.4.5");
	assert_text(mask, "mailto:anna%40firma.example", "mailto:user1%40domain1.example");
	assert_text(mask, "bounce+anna=firma.example@list.example.net",
		"bounce+user1=user3@host2.domain2.example");
	assert_text(mask, "to someone.new@elsewhere.example too", "to user4@domain3.example too");
	mask_free(&mask);
}

/* The same address forwards and backwards is one; what it stands below stays readable. */
static void test_addresses_back_to_front(void **state)
{
	static const char nibbles[] = "5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.7.7.0.0.8.b.d.0.1.0.0.2";
	static const char masked[] = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2";
	struct mask *mask = mask_new();
	struct str text = STR_INIT, wanted = STR_INIT;

	(void)state;
	mask_learn(mask, ARG_IP, "203.0.113.9");
	mask_learn(mask, ARG_IP, "2001:db8:77::5");
	mask_learn(mask, ARG_HOST, "9.113.0.203.in-addr.arpa");
	assert_text(mask, "PTR 9.113.0.203.in-addr.arpa", "PTR 1.2.0.192.in-addr.arpa");
	assert_text(mask, "2.0.0.127.zen.spamhaus.org", "2.0.0.127.zen.spamhaus.org");
	assert_text(mask, "2001:DB8:77:0::5", "2001:db8::1");
	assert_text(mask, "113.0.203.in-addr.arpa", "host1.in-addr.arpa");
	str_addf(&text, "A %s.zen.spamhaus.org; PTR %s.ip6.arpa", nibbles, nibbles);
	str_addf(&wanted, "A %s.zen.spamhaus.org; PTR %s.ip6.arpa", masked, masked);
	assert_true(mask_leaks(mask, str_text(&text)));
	assert_text(mask, str_text(&text), str_text(&wanted));
	assert_true(mask_leaks(mask, "9.113.0.203.zen.spamhaus.org"));
	assert_value(mask, ARG_HOST, "9.113.0.203.zen.spamhaus.org", "1.2.0.192.zen.spamhaus.org");
	assert_text(mask, "see www.spamhaus.org", "see www.spamhaus.org");
	str_release(&text);
	str_release(&wanted);
	mask_free(&mask);
}

static void test_entries_of_dns(void **state)
{
	struct mask *mask = mask_new();

	(void)state;
	mask_learn(mask, ARG_EMAIL, "anna@firma.example");
	mask_learn(mask, ARG_HOST, "mx1.migadu.com");
	assert_text(mask,
		"v=spf1 ip4:203.0.113.9 a:mail.firma.example include:spf.migadu.com include:_spf.google.com "
		"-all",
		"v=spf1 ip4:192.0.2.1 a:mail.domain1.example include:spf.migadu.com include:_spf.google.com "
		"-all");
	assert_text(mask, "TXT _dmarc.firma.example", "TXT _dmarc.domain1.example");
	assert_text(mask, "_dmarc.laden.firma.example", "_dmarc.host1.domain1.example");
	assert_text(
		mask, "selector1._domainkey.firma.example. TXT", "selector1._domainkey.domain1.example. TXT");
	assert_text(mask, "firma1._domainkey.firma.example", "host2._domainkey.domain1.example");
	assert_text(mask, "_25._tcp.mx7.firma.example", "_25._tcp.mx7.domain1.example");
	assert_text(mask, "key1.firma.example._domainkey.migadu.com",
		"host3.domain1.example._domainkey.migadu.com");
	assert_text(mask, "firma.example.dbl.spamhaus.org", "domain1.example.dbl.spamhaus.org");
	assert_true(mask_leaks(mask, "firma.example.dbl.spamhaus.org"));
	assert_true(mask_leaks(mask, "TXT _dmarc.firma.example"));
	assert_value(mask, ARG_NAME, "Migadu", "Migadu");
	assert_value(mask, ARG_HOST, "zen.spamhaus.org", "zen.spamhaus.org");
	assert_text(mask, "https://check.spamhaus.org/", "https://check.spamhaus.org/");
	mask_free(&mask);
}

/* Signs beyond ASCII stand around names, they are no part of them. */
static void test_quotes(void **state)
{
	struct mask *mask = mask_new();

	(void)state;
	mask_learn(mask, ARG_EMAIL, "anna.m@firma.example");
	assert_text(mask, "“anna.m” or “anna.m@firma.example”—«firma.example»",
		"“user1” or “user1@domain1.example”—«domain1.example»");
	assert_true(mask_leaks(mask, "“anna.m”"));
	mask_free(&mask);
}

/* Words of the program hold a name by chance only. */
static void test_own_words(void **state)
{
	struct mask *mask = mask_new();
	struct str out = STR_INIT;

	(void)state;
	mask_learn(mask, ARG_EMAIL, "program@example.org");
	mask_own(mask, "Your mail program asks. ", &out);
	mask_own(mask, "It asked example.org.", &out);
	assert_string_equal(str_text(&out), "Your mail program asks. It asked domain1.example.");
	str_release(&out);
	mask_free(&mask);
}

static void test_base64_is_seen_through(void **state)
{
	struct mask *mask = mask_new();
	struct str line = STR_INIT;

	(void)state;
	mask_learn(mask, ARG_EMAIL, "anna.meier@firma.example");
	str_add(&line, "334 ");
	base64_encode(&line, "anna.meier@firma.example", 24);
	assert_true(mask_leaks(mask, str_text(&line)));
	assert_text(mask, str_text(&line), "334 (hidden)");
	assert_text(mask, "334 VXNlcm5hbWU6", "334 VXNlcm5hbWU6");
	str_release(&line);
	mask_free(&mask);
}

/* Names that are themselves of the kind that stand-ins are made of. */
static void test_stand_ins_never_meet_originals(void **state)
{
	struct mask *mask = mask_new();

	(void)state;
	mask_learn(mask, ARG_IP, "192.0.2.1");
	mask_learn(mask, ARG_EMAIL, "user1@domain1.example");
	assert_value(mask, ARG_IP, "192.0.2.1", "192.0.2.2");
	assert_value(mask, ARG_EMAIL, "user1@domain1.example", "user2@domain2.example");
	assert_text(mask, "host 192.0.2.1 of domain1.example", "host 192.0.2.2 of domain2.example");
	assert_true(mask_leaks(mask, "user1@domain1.example"));
	assert_true(mask_leaks(mask, "192.0.2.1"));
	mask_free(&mask);
}

static const char *const leaking[] = {
	"anna.meier@firma.example",
	"write to Anna.Meier",
	"smtp.firma.example",
	"FIRMA.EXAMPLE",
	"203.0.113.9",
	"2001:db8:9::1",
	"somebody@else.example",
	"x 198-51-100-7.dyn.isp.example",
};

static const char *const harmless[] = {
	"Your mail program is told to send through the mail server.",
	"user1@domain1.example and smtp.domain1.example at 192.0.2.1",
	"blocked using zen.spamhaus.org, see https://www.spamhaus.org/query",
	"OpenSSL 3.0.11, 12:30:01, version 1.2.3, 127.0.0.1 and ::1",
	"<style>@media print { p { margin: 0 } }</style>",
	"info, mail and server are words",
};

static void test_leaks(void **state)
{
	struct mask *mask = mask_new();

	(void)state;
	mask_learn(mask, ARG_EMAIL, "anna.meier@firma.example");
	mask_learn(mask, ARG_EMAIL, "info@firma.example");
	mask_learn(mask, ARG_IP, "203.0.113.9");
	for (size_t i = 0; i < sizeof leaking / sizeof leaking[0]; i++)
		assert_true(mask_leaks(mask, leaking[i]));
	for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++)
		assert_false(mask_leaks(mask, harmless[i]));
	mask_free(&mask);
}

/* A generator of its own, so that a failure comes again. */
static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static const char *const pieces[] = {"anna.meier", "bernd7", "@", "firma.example", "smtp.firma.example",
	"203.0.113.9", "2001:db8:9::1", " ", "<", ">", ".", ":", "-", "=", "+", "%40", "[", "]", "550",
	"the server", "ä", "\xff", "@verein.co.uk", "x", "IPv6:", "203-0-113-9", "\n", "/",
	"anna.meier@firma.example"};

/* Whether the name is there as a word of its own; glued to other letters it is another one. */
static bool stands_alone(const char *text, const char *name)
{
	for (const char *found = ascii_find(text, name); found; found = ascii_find(found + 1, name)) {
		char before = found > text ? found[-1] : ' ', after = found[strlen(name)];

		if (!ascii_isalnum(before) && !(before & 0x80) && !strchr("+-_.:", before) &&
			!ascii_isalnum(after) && !(after & 0x80) && (!after || !strchr("+-_.:", after)))
			return true;
	}
	return false;
}

/* Whatever is put together of names and signs: masked it holds none of the names, and masking it again
 * changes nothing. */
static void test_any_text(void **state)
{
	static const char *const secret[] = {
		"anna.meier", "bernd7", "firma.example", "203.0.113.9", "2001:db8:9::1"};
	uint32_t seed = 20261121;

	(void)state;
	for (int round = 0; round < 4000; round++) {
		struct mask *mask = mask_new();
		struct str text = STR_INIT, once = STR_INIT, twice = STR_INIT;

		mask_learn(mask, ARG_EMAIL, "anna.meier@firma.example");
		mask_learn(mask, ARG_USER, "bernd7");
		for (uint32_t n = next_random(&seed) % 8 + 1; n > 0; n--) {
			str_add(&text, pieces[next_random(&seed) % (sizeof pieces / sizeof pieces[0])]);
			str_add(&text, next_random(&seed) % 2 ? " " : "");
		}
		mask_text(mask, str_text(&text), &once);
		if (mask_leaks(mask, str_text(&once)))
			fail_msg("leaks: %s -> %s", str_text(&text), str_text(&once));
		for (size_t i = 0; i < sizeof secret / sizeof secret[0]; i++)
			if (stands_alone(str_text(&once), secret[i]))
				fail_msg("left: %s -> %s", str_text(&text), str_text(&once));
		mask_text(mask, str_text(&once), &twice);
		if (strcmp(str_text(&once), str_text(&twice)) != 0)
			fail_msg("not stable: %s -> %s -> %s", str_text(&text), str_text(&once),
				str_text(&twice));
		str_release(&text);
		str_release(&once);
		str_release(&twice);
		mask_free(&mask);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_known_providers_stay_readable),
		cmocka_unit_test(test_free_text),
		cmocka_unit_test(test_addresses_back_to_front),
		cmocka_unit_test(test_entries_of_dns),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_own_words),
		cmocka_unit_test(test_base64_is_seen_through),
		cmocka_unit_test(test_stand_ins_never_meet_originals),
		cmocka_unit_test(test_leaks),
		cmocka_unit_test(test_any_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
