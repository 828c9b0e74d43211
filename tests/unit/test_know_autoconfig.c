/*
 * What providers publish for mail programs, read: forms and placeholders, whose words they are, and files that mean harm.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/know/autoconfig.h"
#include "checks/know/xml.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))
#define DOMAIN	    "example.org"
#define HEAD	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define CONFIG(servers)                                                                                      \
	HEAD "<clientConfig version=\"1.1\"><emailProvider id=\"example.org\"><domain>example.org</domain>"  \
	     "<displayName>Example Mail</displayName>" servers "</emailProvider></clientConfig>"
#define SERVER(tag, host, port, kind, user, auth)                                                            \
	"<" tag "><hostname>" host "</hostname><port>" port "</port><socketType>" kind "</socketType>"       \
	"<username>" user "</username>" auth "</"
#define SMTP(host, port, kind, user, auth)                                                                   \
	SERVER("outgoingServer type=\"smtp\"", host, port, kind, user, auth) "outgoingServer>"
#define IMAP(host, port, kind, user)                                                                         \
	SERVER("incomingServer type=\"imap\"", host, port, kind, user, CLEARTEXT) "incomingServer>"
#define POP3(host, port, kind, user)                                                                         \
	SERVER("incomingServer type=\"pop3\"", host, port, kind, user, CLEARTEXT) "incomingServer>"
#define CLEARTEXT "<authentication>password-cleartext</authentication>"
#define OAUTH	  "<authentication>OAuth2</authentication>"
#define ADDRESS	  "%EMAILADDRESS%"
#define GOOD	  SMTP("smtp.example.org", "465", "SSL", ADDRESS, CLEARTEXT)

/* "smtp.example.org:465t a; imap.example.org:993t a; flags 8; Example Mail" */
static void render(const struct published *published, struct str *out)
{
	const struct provider *provider = &published->provider;

	for (size_t i = 0; i < provider->n_outgoing; i++)
		str_addf(out, "%s:%d%c%c ", provider->outgoing[i].host, provider->outgoing[i].port,
			provider->outgoing[i].kind, provider->outgoing[i].user);
	for (size_t i = 0; i < provider->n_incoming; i++)
		str_addf(out, "%s%s:%d%c%c ", provider->incoming[i].pop3 ? "pop3 " : "imap ",
			provider->incoming[i].host, provider->incoming[i].port, provider->incoming[i].kind,
			provider->incoming[i].user);
	str_addf(out, "%u %s", provider->flags, provider->name);
}

static void expect_config(const char *xml, const char *wanted)
{
	struct str STR_AUTO told = STR_INIT;
	struct published published;

	if (autoconfig_read(xml, strlen(xml), DOMAIN, &published))
		render(&published, &told);
	if (strcmp(str_text(&told), wanted) != 0)
		fail_msg("%s\n  gave   %s\n  wanted %s", xml, str_text(&told), wanted);
}

static void test_config(void **state)
{
	static const struct {
		const char *xml, *wanted;
	} table[] = {
		{CONFIG(IMAP("imap.example.org", "993", "SSL", ADDRESS)
				 POP3("pop.example.org", "110", "STARTTLS", "%EMAILLOCALPART%") GOOD),
			"smtp.example.org:465ta imap imap.example.org:993ta pop3 pop.example.org:110sl 0 "
			"Example Mail"},
		/* Encrypted ones first, whatever the file's order; else that order. */
		{CONFIG(SMTP("a.example.org", "25", "plain", ADDRESS, CLEARTEXT)
				 SMTP("b.example.org", "587", "STARTTLS", ADDRESS, CLEARTEXT) GOOD),
			"b.example.org:587sa smtp.example.org:465ta a.example.org:25na 0 Example Mail"},
		/* The domain is put in, and what is left of placeholders is no host. */
		{CONFIG(SMTP("%EMAILLOCALPART%.example.org", "465", "SSL", ADDRESS, CLEARTEXT) SMTP(
			 "mail.%EMAILDOMAIN%", "465", "SSL", "%EMAILLOCALPART%@%EMAILDOMAIN%", CLEARTEXT)),
			"mail.example.org:465ta 0 Example Mail"},
		/* Names to sign in with; a server that answered for the postmaster speaks of everybody. */
		{CONFIG(SMTP("a.example.org", "465", "SSL", "%EMAILLOCALPART%", CLEARTEXT)),
			"a.example.org:465tl 32 Example Mail"},
		{CONFIG(SMTP("a.example.org", "465", "SSL", "postmaster@example.org", CLEARTEXT)),
			"a.example.org:465ta 0 Example Mail"},
		{CONFIG(SMTP("a.example.org", "465", "SSL", "postmaster", CLEARTEXT)),
			"a.example.org:465tl 32 Example Mail"},
		{CONFIG(SMTP("a.example.org", "465", "SSL", "", CLEARTEXT)),
			"a.example.org:465ta 0 Example Mail"},
		{CONFIG(SMTP("a.example.org", "465", "SSL", "web1p2", CLEARTEXT)),
			"a.example.org:465to 64 Example Mail"},
		{CONFIG(SMTP("a.example.org", "465", "SSL", "%EMAILLOCALPART%.%EMAILDOMAIN%", CLEARTEXT)),
			"a.example.org:465td 8192 Example Mail"},
		/* Ways to sign in: of the first server. */
		{CONFIG(SMTP("a.example.org", "465", "SSL", ADDRESS, OAUTH) GOOD),
			"a.example.org:465ta smtp.example.org:465ta 4 Example Mail"},
		{CONFIG(SMTP("a.example.org", "465", "SSL", ADDRESS, OAUTH CLEARTEXT)),
			"a.example.org:465ta 8 Example Mail"},
		{CONFIG(SMTP(
			 "a.example.org", "25", "plain", ADDRESS, "<authentication>none</authentication>")),
			"a.example.org:25na 2048 Example Mail"},
		{CONFIG("<enable "
			"visiturl=\"https://example.org/\"><instruction>x</instruction></enable>" GOOD),
			"smtp.example.org:465ta 16 Example Mail"},
		/* Other words for the same, blanks and comments, text in another encoding. */
		{CONFIG(SMTP(" Smtp.Example.ORG. ", "\n465\t", "TLS", ADDRESS, CLEARTEXT) "<!-- no -->"),
			"smtp.example.org:465ta 0 Example Mail"},
		{"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><clientConfig><emailProvider><displayName>"
		 "M\xfcller</displayName>" GOOD "</emailProvider></clientConfig>",
			"smtp.example.org:465ta 0 M\xc3\xbcller"},
		{CONFIG("<displayName>\033[31mred\xe2\x80\xae</displayName>" GOOD), ""},
		/* What is no server for sending. */
		{CONFIG(IMAP("imap.example.org", "993", "SSL", ADDRESS)), ""},
		{CONFIG(SMTP("a.example.org", "0", "SSL", ADDRESS, CLEARTEXT)), ""},
		{CONFIG(SMTP("a.example.org", "70000", "SSL", ADDRESS, CLEARTEXT)), ""},
		{CONFIG(SMTP("a.example.org", "465", "magic", ADDRESS, CLEARTEXT)), ""},
		{CONFIG(SMTP("10.1.2.3", "465", "SSL", ADDRESS, CLEARTEXT)), ""},
		{CONFIG(SMTP("a b", "465", "SSL", ADDRESS, CLEARTEXT)), ""},
		{CONFIG(SMTP("a.example.org:25", "465", "SSL", ADDRESS, CLEARTEXT)), ""},
		{CONFIG(SERVER("outgoingServer type=\"jmap\"", "a.example.org", "465", "SSL", ADDRESS,
			 CLEARTEXT) "outgoingServer>"),
			""},
		{"<emailProvider>" GOOD "</emailProvider>", ""},
		{HEAD "<html><body>not found</body></html>", ""},
		{CONFIG(GOOD) "<more/>", ""},
		{CONFIG(GOOD "<open>"), ""},
		{"", ""},
		{"success", ""},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++)
		expect_config(table[i].xml, table[i].wanted);
}

/* A document type may bring entities of its own: nothing is read behind it. */
static void test_hostile(void **state)
{
	static const char *const types[] = {
		"<!DOCTYPE clientConfig [<!ENTITY a \"smtp\">]>",
		"<!DOCTYPE clientConfig SYSTEM \"file:///etc/passwd\">",
		"<!DOCTYPE clientConfig [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
		"<!DOCTYPE clientConfig [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
		"\"&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
		"<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;\">]>",
	};
	static const char rest[] = "<clientConfig><emailProvider>" GOOD "</emailProvider></clientConfig>";
	struct published published;

	(void)state;
	for (size_t i = 0; i < N_OF(types); i++) {
		struct str STR_AUTO xml = STR_INIT;

		str_addf(&xml, "%s%s", types[i], rest);
		assert_false(autoconfig_read(str_text(&xml), xml.len, DOMAIN, &published));
	}
	expect_config(CONFIG(SMTP("&a;.example.org", "465", "SSL", ADDRESS, CLEARTEXT)), "");
}

static void repeat(struct str *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		str_add(out, text);
}

/* Too deep, too many, too long. */
static void test_bounds(void **state)
{
	struct str STR_AUTO deep = STR_INIT, many = STR_INIT, large = STR_INIT, servers = STR_INIT;
	struct published published;

	(void)state;
	str_add(&deep, "<clientConfig><emailProvider>" GOOD);
	repeat(&deep, "<a>", 1000);
	repeat(&deep, "</a>", 1000);
	str_add(&deep, "</emailProvider></clientConfig>");
	assert_false(autoconfig_read(str_text(&deep), deep.len, DOMAIN, &published));
	str_add(&many, "<clientConfig><emailProvider>" GOOD);
	repeat(&many, "<a/>", XML_NODES_MAX);
	str_add(&many, "</emailProvider></clientConfig>");
	assert_false(autoconfig_read(str_text(&many), many.len, DOMAIN, &published));
	str_add(&large, "<clientConfig><emailProvider><displayName>");
	repeat(&large, "Example ", 1000);
	str_add(&large, "</displayName>" GOOD "</emailProvider></clientConfig>");
	assert_true(autoconfig_read(str_text(&large), large.len, DOMAIN, &published));
	assert_string_equal(published.name, "");
	str_add(&servers, "<clientConfig><emailProvider>");
	repeat(&servers, GOOD IMAP("imap.example.org", "993", "SSL", ADDRESS), 100);
	str_add(&servers, "</emailProvider></clientConfig>");
	assert_true(autoconfig_read(str_text(&servers), servers.len, DOMAIN, &published));
	assert_int_equal(published.provider.n_outgoing, PROVIDER_SERVERS_MAX);
}

#define ANSWER(inside)                                                                                       \
	HEAD "<Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/responseschema/"      \
	     "2006\"><Response xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/"          \
	     "responseschema/2006a\"><Account><AccountType>email</AccountType>" inside                       \
	     "</Account></Response></Autodiscover>"
#define PROTOCOL(type, host, rest)                                                                           \
	"<Protocol><Type>" type "</Type><Server>" host "</Server>" rest "</Protocol>"

static void test_discover(void **state)
{
	static const struct {
		const char *xml;
		enum autodiscover kind;
		const char *wanted;
	} table[] = {
		{ANSWER("<Action>settings</Action>" PROTOCOL("IMAP", "imap.example.org",
			 "<Port>993</Port><SSL>on</SSL><LoginName>postmaster@example.org</LoginName>")
				 PROTOCOL("SMTP", "smtp.example.org",
					 "<Port>587</Port><SSL>on</SSL><LoginName>postmaster</LoginName>")),
			AUTODISCOVER_SETTINGS, "smtp.example.org:587sl imap imap.example.org:993ta 32 "},
		{ANSWER(PROTOCOL("SMTP", "smtp.example.org", "<Port>465</Port><SSL>on</SSL>")),
			AUTODISCOVER_SETTINGS, "smtp.example.org:465ta 0 "},
		{ANSWER(PROTOCOL("SMTP", "smtp.example.org", "<Port>465</Port><Encryption>TLS</Encryption>")),
			AUTODISCOVER_SETTINGS, "smtp.example.org:465sa 0 "},
		{ANSWER(PROTOCOL(
			 "SMTP", "smtp.example.org", "<Port>2525</Port><Encryption>SSL</Encryption>")),
			AUTODISCOVER_SETTINGS, "smtp.example.org:2525ta 0 "},
		{ANSWER(PROTOCOL("SMTP", "smtp.example.org", "<SSL>off</SSL>")
				 PROTOCOL("POP3", "pop.example.org", "")),
			AUTODISCOVER_SETTINGS, "smtp.example.org:587sa pop3 pop.example.org:995ta 0 "},
		{ANSWER("<a:Protocol xmlns:a=\"x\"><a:Type>SMTP</a:Type><a:Server>s.example.org</a:Server>"
			"</a:Protocol>"),
			AUTODISCOVER_SETTINGS, "s.example.org:465ta 0 "},
		{ANSWER(PROTOCOL("EXCH", "ex.example.org", "") PROTOCOL("EXPR", "ex.example.org", "")),
			AUTODISCOVER_NOTHING, ""},
		{ANSWER("<Action>redirectUrl</Action><RedirectUrl>https://x.example.net/a.xml</RedirectUrl>"),
			AUTODISCOVER_SENT_ON, "https://x.example.net/a.xml"},
		{ANSWER("<Action>redirectAddr</Action><RedirectAddr>postmaster@example.net</RedirectAddr>"),
			AUTODISCOVER_SENT_ON,
			"https://autodiscover.example.net/autodiscover/autodiscover.xml"},
		{ANSWER("<Action>redirectAddr</Action><RedirectAddr>a@b@c</RedirectAddr>"),
			AUTODISCOVER_NOTHING, ""},
		{HEAD "<Autodiscover><Response><Error><ErrorCode>500</ErrorCode></Error></Response></"
		      "Autodiscover>",
			AUTODISCOVER_NOTHING, ""},
		{"<!DOCTYPE a>" ANSWER(PROTOCOL("SMTP", "smtp.example.org", "")), AUTODISCOVER_NOTHING, ""},
		{CONFIG(GOOD), AUTODISCOVER_NOTHING, ""},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct str STR_AUTO told = STR_INIT;
		struct published published;
		enum autodiscover kind =
			autodiscover_read(table[i].xml, strlen(table[i].xml), DOMAIN, &published);

		if (kind == AUTODISCOVER_SETTINGS)
			render(&published, &told);
		else if (kind == AUTODISCOVER_SENT_ON)
			str_add(&told, published.next);
		if (kind != table[i].kind || strcmp(str_text(&told), table[i].wanted) != 0)
			fail_msg("%s\n  gave   %d %s\n  wanted %s", table[i].xml, kind, str_text(&told),
				table[i].wanted);
	}
}

/* Whom is asked, and that nobody is told who asks. */
static void test_questions(void **state)
{
	static const char *const places[AUTOCONFIG_PLACES] = {
		"https://autoconfig.example.org/mail/config-v1.1.xml?emailaddress=postmaster%40example.org",
		"https://example.org/.well-known/autoconfig/mail/config-v1.1.xml",
		"https://live.thunderbird.net/autoconfig/v1.1/example.org",
	};
	struct str STR_AUTO text = STR_INIT;

	(void)state;
	for (int i = 0; i < AUTOCONFIG_PLACES; i++) {
		autoconfig_url((enum autoconfig_place)i, DOMAIN, &text);
		assert_string_equal(str_text(&text), places[i]);
	}
	autodiscover_url(0, DOMAIN, &text);
	assert_string_equal(
		str_text(&text), "https://autodiscover.example.org/autodiscover/autodiscover.xml");
	autodiscover_url(1, DOMAIN, &text);
	assert_string_equal(str_text(&text), "https://example.org/autodiscover/autodiscover.xml");
	autodiscover_url_at("x.example.net", 443, &text);
	assert_string_equal(str_text(&text), "https://x.example.net/autodiscover/autodiscover.xml");
	autodiscover_url_at("x.example.net", 8443, &text);
	assert_string_equal(str_text(&text), "https://x.example.net:8443/autodiscover/autodiscover.xml");
	autodiscover_question(DOMAIN, &text);
	assert_non_null(strstr(str_text(&text), "<EMailAddress>postmaster@example.org</EMailAddress>"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_config),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_discover),
		cmocka_unit_test(test_questions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
