/*
 * Which language the words are in. A locale that is not generated is survived: C.UTF-8 carries the catalogue
 * that LANGUAGE names (glibc looks catalogues up for every locale but "C"), so --lang de works on a bare
 * system too. LC_NUMERIC stays "C": protocols and JSON are no place for decimal commas.
 */
#include "ui/words/words.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"

#define DOMAIN "mailmend"

const char *words_context(const char *key, const char *text)
{
	const char *found = gettext(key);

	return found == key ? text : found;
}

/* The first locale name of the environment that this system does not have; NULL when all are there. */
static const char *missing_locale(void)
{
	static const char *const names[] = {
		"LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LC_TIME", "LC_COLLATE", "LANG"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *value = getenv(names[i]);
		locale_t locale;

		if (!value || !*value)
			continue;
		locale = newlocale(LC_ALL_MASK, value, (locale_t)0);
		if (locale == (locale_t)0)
			return value;
		freelocale(locale);
		if (i == 0)
			return NULL; /* LC_ALL is there, the others do not count */
	}
	return NULL;
}

/* "de_DE.UTF-8" or "de-DE" as gettext wants it in LANGUAGE: "de_DE". */
static void set_language(const char *name)
{
	struct str language STR_AUTO = STR_INIT;

	for (const char *s = name; *s && *s != '.'; s++)
		str_add_char(&language, *s == '-' ? '_' : *s);
	if (strchr(name, '.') && strchr(name, '@'))
		str_add(&language, strchr(name, '@'));
	setenv("LANGUAGE", str_text(&language), 1);
}

static bool speaks_utf8(const char *locale)
{
	const char *codeset = strchr(locale, '.');

	return !codeset || ascii_starts(codeset + 1, "utf-8") || ascii_starts(codeset + 1, "utf8");
}

/* Stands in for a locale that is not there. */
static void use_stand_in(const char *missing)
{
	if (!setlocale(LC_ALL, "C.UTF-8"))
		setlocale(LC_ALL, "C");
	if (!speaks_utf8(missing))
		setlocale(LC_CTYPE, "C"); /* that terminal does not expect UTF-8 */
	if (!getenv("LANGUAGE") || !*getenv("LANGUAGE"))
		set_language(missing);
}

static bool is_plain_c(const char *locale)
{
	return !locale || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0;
}

/*
 * A program that was not installed takes the catalogues of its own build tree; an installed one takes those
 * that were installed with it, since a package is configured for one prefix and installed under another.
 */
static const char *locale_dir(void)
{
	static const char bin[] = "/" MAILMEND_BINDIR "/", locale[] = "/" MAILMEND_LOCALEDIR_BESIDE;
	static char path[4096];
	ssize_t len = readlink("/proc/self/exe", path, sizeof path - sizeof locale);
	char *end;

	if (len <= 0)
		return MAILMEND_LOCALEDIR;
	path[len] = '\0';
	if (strncmp(path, MAILMEND_BUILD_DIR, strlen(MAILMEND_BUILD_DIR)) == 0)
		return MAILMEND_BUILD_LOCALEDIR;
	end = strrchr(path, '/') + 1;
	if (end - path < (ptrdiff_t)strlen(bin) || strncmp(end - strlen(bin), bin, strlen(bin)) != 0)
		return MAILMEND_LOCALEDIR;
	memcpy(end - strlen(bin), locale, sizeof locale);
	return path;
}

/* LANGUAGE is a wish of its own where nothing else is said; "C" that was asked for stays English. */
static bool only_language_is_set(void)
{
	static const char *const others[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	const char *language = getenv("LANGUAGE");

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		const char *value = getenv(others[i]);

		if (value && *value)
			return false;
	}
	return language && *language;
}

void words_init(const char *lang, const char **missing_r)
{
	const char *missing = NULL;

	if (!setlocale(LC_ALL, "")) {
		missing = missing_locale();
		use_stand_in(missing ? missing : "C");
	}
	if (lang && *lang)
		set_language(lang);
	if (((lang && *lang) || only_language_is_set()) && is_plain_c(setlocale(LC_MESSAGES, NULL)))
		setlocale(LC_MESSAGES, "C.UTF-8");
	setlocale(LC_NUMERIC, "C");
	bindtextdomain(DOMAIN, locale_dir());
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	textdomain(DOMAIN); /* also tells gettext that LANGUAGE may have changed */
	if (missing_r)
		*missing_r = missing;
}

const char *words_language(void)
{
	static char language[32];
	const char *header = gettext("");
	const char *line = strstr(header, "Language: ");
	size_t n = 0;

	if (line && (line == header || line[-1] == '\n')) {
		line += strlen("Language: ");
		while (n < sizeof language - 1 && line[n] && line[n] != '\n')
			n++;
	}
	if (n == 0)
		return "en";
	memcpy(language, line, n);
	language[n] = '\0';
	return language;
}
