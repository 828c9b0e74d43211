/*
 * The parts below the readers of graphical mail programs: files of groups and keys, Thunderbird's lines, GNOME's binary settings, folders of
 * unsent mail, times of passwords, versions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "checks/engine/computer.h"
#include "checks/profiles/desktop.h"
#include "checks/profiles/gvdb.h"
#include "checks/profiles/ini.h"
#include "checks/profiles/thunderbird_prefs.h"
#include "checks/profiles/thunderbird_state.h"
#include "tests/unit/support/dconf_user.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

static void test_ini(void **state)
{
	static const char text[] =
		"before=1\n# comment\n; another\n[A]\nkey = a value \\s\\x41\\n\n"
		"key[$e]=last\nkey[de]=deutsch\nnot a pair\n[B][C]\r\nyes=On\r\nno=false\r\n"
		"[A]\nempty=\n[unclosed\nx=9";
	static const struct {
		enum ini_form form;
		const char *group, *key, *value;
		int line;
	} table[] = {
		{INI_KDE, "", "before", "1", 1},
		{INI_KDE, "A", "key", "last", 6},
		{INI_GLIB, "A", "key", "a value  \\x41\n", 5},
		{INI_PLAIN, "A", "key", "a value \\s\\x41\\n", 5},
		{INI_GLIB, "A", "key[de]", "deutsch", 7},
		{INI_GLIB, "A", "not a pair", NULL, 0},
		{INI_KDE, "B][C", "yes", "On", 10},
		{INI_PLAIN, "A", "empty", "", 13},
		{INI_PLAIN, "A", "x", "9", 15},
		{INI_PLAIN, "B", "yes", NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		INI_AUTO struct ini ini;
		int line = 0;
		const char *value;

		ini_read(&ini, text, table[i].form);
		value = ini_get(&ini, table[i].group, table[i].key, NULL, &line);
		if (!table[i].value) {
			assert_null(value);
			continue;
		}
		assert_string_equal(value, table[i].value);
		assert_int_equal(line, table[i].line);
	}
}

static void test_ini_answers(void **state)
{
	INI_AUTO struct ini ini;

	(void)state;
	ini_read(&ini, "[B]\nyes=On\nno=false\nother=maybe\n", INI_PLAIN);
	assert_true(ini_is_yes(&ini, "B", "yes", false));
	assert_false(ini_is_yes(&ini, "B", "no", true));
	assert_false(ini_is_yes(&ini, "B", "other", true));
	assert_true(ini_is_yes(&ini, "B", "none", true));
	assert_true(ini_has_group(&ini, "B"));
	assert_false(ini_has_group(&ini, "b"));
}

static void test_prefs(void **state)
{
	static const char text[] =
		"// a comment\n# one more\nuser_pref(\"mail.a\", \"x\\\"y\\x41\\u00e9\");\n"
		"/* user_pref(\"mail.b\", 1); */ user_pref ( 'mail.b' , -5 ) ;\n"
		"user_pref(\"browser.startup\", 3);\n"
		"user_pref(\"mail.c\", true); user_pref(\"mail.c\", false);\n"
		"user_pref(\"mail.d\" 4);\n"
		"sticky_pref(\"mail.e\",\n587);\npref(\"network.online\", false);";
	static const struct {
		const char *name, *value;
		int line;
	} table[] = {
		{"mail.a", "x\"yA\xc3\xa9", 3},
		{"mail.b", "-5", 4},
		{"mail.c", "false", 6},
		{"mail.d", NULL, 0},
		{"mail.e", "587", 8},
		{"network.online", "false", 10},
		{"browser.startup", NULL, 0},
	};
	PREFS_AUTO struct prefs prefs = {.unreadable = 0};

	(void)state;
	prefs_read(&prefs, text, false);
	assert_int_equal(prefs.unreadable, 7);
	for (size_t i = 0; i < N_OF(table); i++) {
		const struct pref *pref = prefs_find(&prefs, table[i].name);

		if (!table[i].value) {
			assert_null(pref);
			continue;
		}
		assert_string_equal(pref->value, table[i].value);
		assert_int_equal(pref->line, table[i].line);
	}
	assert_int_equal(prefs_number(prefs_find(&prefs, "mail.e"), 0), 587);
	assert_int_equal(prefs_number(prefs_find(&prefs, "mail.b"), 7), 7);
}

static void test_prefs_open_ended(void **state)
{
	static const char *const texts[] = {"", "user_pref(", "user_pref(\"mail.a", "user_pref(\"mail.a\\",
		"user_pref(\"mail.a\", \"\\u12", "/*", "//", "user_pref(\"mail.a\", 1)", "\"",
		"user_prefs();"};

	(void)state;
	for (size_t i = 0; i < N_OF(texts); i++) {
		PREFS_AUTO struct prefs prefs = {.unreadable = 0};

		prefs_read(&prefs, texts[i], true);
		assert_int_equal(prefs.all.n, 0);
	}
}

/* A file as dconf writes it: "/", "org/", …, each item with the number of the one before it, and two values. */
struct gvdb_builder {
	unsigned char bytes[1024];
	size_t len, items;
	uint32_t n;
};

static void put(unsigned char *at, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(number >> (8 * i));
}

static void add_item(struct gvdb_builder *builder, uint32_t parent, const char *key, char kind,
	const char *value, size_t len)
{
	unsigned char *item = builder->bytes + builder->items + (size_t)24 * builder->n++;

	put(item + 4, parent);
	put(item + 8, (uint32_t)builder->len);
	item[12] = (unsigned char)strlen(key);
	item[14] = (unsigned char)kind;
	memcpy(builder->bytes + builder->len, key, strlen(key));
	builder->len += strlen(key);
	put(item + 16, (uint32_t)builder->len);
	put(item + 20, (uint32_t)(builder->len + len));
	memcpy(builder->bytes + builder->len, value, len);
	builder->len += len;
}

static void build(struct gvdb_builder *builder)
{
	size_t start = 24, bloom = 2, buckets = 3, n = 6;

	*builder = (struct gvdb_builder){.n = 0};
	memcpy(builder->bytes, "GVariant", 8);
	builder->items = start + 8 + 4 * (bloom + buckets);
	builder->len = builder->items + 24 * n;
	put(builder->bytes + 16, (uint32_t)start);
	put(builder->bytes + 20, (uint32_t)builder->len);
	put(builder->bytes + start, (uint32_t)bloom | 5u << 27);
	put(builder->bytes + start + 4, (uint32_t)buckets);
	add_item(builder, 0xffffffffu, "/", 'L', "", 0);
	add_item(builder, 0, "org/", 'L', "", 0);
	add_item(builder, 1, "gnome/", 'L', "", 0);
	add_item(builder, 2, "start-offline", 'v', "\1\0b", 3);
	add_item(builder, 2, "version", 'v', "3.46.4\0\0s", 9);
	add_item(builder, 4, "loop", 'v', "\1\0b", 3);
}

static void test_gvdb(void **state)
{
	struct gvdb_builder builder;
	bool flag = false;
	char text[16] = "";

	(void)state;
	build(&builder);
	assert_true(gvdb_flag(builder.bytes, builder.len, "/org/gnome/start-offline", &flag));
	assert_true(flag);
	assert_true(gvdb_text(builder.bytes, builder.len, "/org/gnome/version", text, sizeof text));
	assert_string_equal(text, "3.46.4");
	assert_false(gvdb_flag(builder.bytes, builder.len, "/org/gnome/version", &flag));
	assert_false(gvdb_text(builder.bytes, builder.len, "/org/gnome/start-offline", text, sizeof text));
	assert_false(gvdb_flag(builder.bytes, builder.len, "/org/gnome/", &flag));
	assert_false(gvdb_flag(builder.bytes, builder.len, "start-offline", &flag));
	assert_false(gvdb_flag(builder.bytes, builder.len, "", &flag));
	for (size_t len = 0; len < builder.len; len++)
		(void)gvdb_text(builder.bytes, len, "/org/gnome/version", text, sizeof text);
	/* Items that point at themselves come to an end. */
	put(builder.bytes + builder.items + 24 * 2 + 4, 2);
	assert_false(gvdb_flag(builder.bytes, builder.len, "/org/gnome/start-offline", &flag));
}

static void test_gvdb_of_dconf(void **state)
{
	bool flag = false;
	char text[32] = "";

	(void)state;
	assert_true(
		gvdb_flag(dconf_user, sizeof dconf_user, "/org/gnome/evolution/shell/start-offline", &flag));
	assert_true(flag);
	assert_true(
		gvdb_text(dconf_user, sizeof dconf_user, "/org/gnome/evolution/version", text, sizeof text));
	assert_string_equal(text, "3.46.4");
	assert_true(gvdb_text(dconf_user, sizeof dconf_user,
		"/org/gnome/evolution-data-server/default-mail-account", text, sizeof text));
	assert_string_equal(text, "acc1");
	assert_false(gvdb_flag(
		dconf_user, sizeof dconf_user, "/org/gnome/evolution/shell/folder-bar-width", &flag));
	assert_false(gvdb_flag(dconf_user, sizeof dconf_user, "/org/gnome/evolution/shell/none", &flag));
}

static void test_passwords(void **state)
{
	static const char logins[] =
		"{\"logins\":[{\"hostname\":\"smtp://mail.x.example\",\"timePasswordChanged\":1700000000123},"
		"{\"hostname\":\"imap://mail.x.example\",\"timePasswordChanged\":\"soon\"},"
		"{\"hostname\":\"smtp://two.example\",\"timePasswordChanged\":1},"
		"{\"hostname\":\"smtp://TWO.example\",\"timePasswordChanged\":2},{},5]}";
	static const struct {
		const char *text, *origin;
		int64_t changed;
	} table[] = {
		{logins, "smtp://mail.x.example", 1700000000},
		{logins, "imap://mail.x.example", 0},
		{logins, "smtp://two.example", 0},
		{logins, "smtp://none.example", 0},
		{"", "smtp://x", 0},
		{"[", "smtp://x", 0},
		{"{\"logins\":{}}", "smtp://x", 0},
		{"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "smtp://x", 0},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++)
		assert_int_equal(thunderbird_changed(table[i].text, strlen(table[i].text), table[i].origin),
			table[i].changed);
}

static void test_versions(void **state)
{
	static const struct {
		const char *a, *b;
		int sign;
	} table[] = {
		{"128.5.0", "78", 1},
		{"78", "78.0.0", 0},
		{"68.12.1", "78", -1},
		{"3.8.5", "3.28", -1},
		{"3.46", "3.28", 1},
		{"102.0b3", "102", 0},
		{"99999999999999999999", "78", 1},
		{"", "31", -1},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		int is = desktop_version_compare(table[i].a, table[i].b);

		assert_int_equal((is > 0) - (is < 0), table[i].sign);
	}
}

static void test_addresses(void **state)
{
	static const struct {
		const char *text, *address;
	} table[] = {
		{"anna@x.example", "anna@x.example"},
		{"Anna <anna@x.example>;Bob <bob@x.example>;", "anna@x.example"},
		{"\"A @ home\" <anna@x.example>", "anna@x.example"},
		{"<anna@x.example>", "anna@x.example"},
		{"nobody", ""},
		{"@x.example", ""},
		{"anna@", ""},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		char address[64];

		desktop_address(address, sizeof address, table[i].text);
		assert_string_equal(address, table[i].address);
	}
}

static void test_hosts(void **state)
{
	static const struct {
		const char *text, *host;
		int port;
	} table[] = {
		{"SMTP.x.example", "smtp.x.example", 25},
		{" smtp.x.example:587 ", "smtp.x.example", 587},
		{"smtp.x.example:abc", "smtp.x.example:abc", 25},
		{"[2001:db8::1]:465", "2001:db8::1", 465},
		{"2001:db8::1", "2001:db8::1", 25},
		{"[2001:db8::1", "[2001:db8::1", 25},
		{"", "", 25},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct server_settings settings = {.port = 25};

		desktop_host(&settings, table[i].text);
		assert_string_equal(settings.host, table[i].host);
		assert_int_equal(settings.port, table[i].port);
	}
}

static void test_outboxes(void **state)
{
	static const struct {
		const char *text, *first;
		int waiting;
	} table[] = {
		{"", "", 0},
		{"no mailbox at all\n", "", 0},
		{"From - x\nTo: a@x.example\n\nFrom here on\nit goes\n", "", 1},
		{"From - x\nTo: a@x.example\n\nHi\n\nFrom - y\nX-Mozilla-Status: 0009\n\nHi\n", "", 1},
		{"From - x\r\nX-Mozilla-Status: 0001\r\nTo: \"Bob\"\r\n <b@x.example>\r\n\r\nHi\r\n", "", 1},
		{"From - x\nSubject: b@x.example\n c@x.example\n\nTo: d@x.example\n", "no recipient", 1},
		{"From - x\nNewsgroups: de.test\n\nHi", "", 1},
		{"From \r\nTo: a@x.example\r\n\r\nHi\r\n\r\nFrom \r\nTo: b@x.example\r\n\r\n", "", 2},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		const struct computer computer = {
			.files = (const struct computer_file[]){
				{"/home/anna/Unsent Messages", table[i].text}, {NULL, NULL}}};
		struct mailcase mailcase;
		struct profiles profiles = {.n_refusals = 0};
		struct reading reading = {.mailcase = &mailcase, .home = "/home/anna", .into = &profiles};
		struct profile_state outbox = {.outbox = -1};

		mailcase_init(&mailcase);
		mailcase.computer = &computer;
		desktop_outbox_mbox(&reading, "~/Nothing", &outbox);
		assert_int_equal(outbox.outbox, -1);
		desktop_outbox_mbox(&reading, "~/Unsent Messages", &outbox);
		assert_int_equal(outbox.outbox, table[i].waiting);
		assert_string_equal(outbox.outbox_first, table[i].first);
		assert_string_equal(outbox.outbox_place.file, "~/Unsent Messages");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ini),
		cmocka_unit_test(test_ini_answers),
		cmocka_unit_test(test_prefs),
		cmocka_unit_test(test_prefs_open_ended),
		cmocka_unit_test(test_gvdb),
		cmocka_unit_test(test_gvdb_of_dconf),
		cmocka_unit_test(test_passwords),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_outboxes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
