/*
 * Finding settings in files that people write: comments, blanks and continued lines as the programs take them.
 */
#include "checks/steps/antivirus/hooks.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"

#define VALUE_MAX 200

static size_t blanks(const char *at)
{
	return strspn(at, " \t");
}

/* The value behind name and "=" at `at`, up to the end of its line or the next blank; false without one or with an empty one. */
static bool value_at(const char *at, const char *name, bool to_blank, char *value_r, size_t size)
{
	size_t len = strlen(name);

	if (ascii_ncasecmp(at, name, len) != 0)
		return false;
	at += len;
	at += blanks(at);
	if (*at != '=')
		return false;
	at++;
	if (!to_blank)
		at += blanks(at);
	len = strcspn(at, to_blank ? " \t\r\n" : "\r\n#");
	while (len && (at[len - 1] == ' ' || at[len - 1] == '\t'))
		len--;
	text_harmless_buf(value_r, size, at, len < size ? len : size - 1);
	return value_r[0] != '\0';
}

static void give(char *hook_r, size_t size, const char *name, const char *value)
{
	snprintf(hook_r, size, "%s = %s", name, value);
}

/* A setting at the beginning of a line, or behind "-o " in a line of master.cf. */
static bool postfix_line(const char *line, char *hook_r, size_t size)
{
	static const char *const names[] = {
		"content_filter", "smtpd_proxy_filter", "smtpd_milters", "non_smtpd_milters"};
	const char *option = line;
	char value[VALUE_MAX];

	if (line[blanks(line)] == '#')
		return false;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (value_at(line, names[i], false, value, sizeof value)) {
			give(hook_r, size, names[i], value);
			return true;
		}
	}
	option += blanks(option);
	if (strncmp(option, "-o", 2) != 0)
		return false;
	option += 2;
	option += blanks(option);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (value_at(option, names[i], true, value, sizeof value)) {
			give(hook_r, size, names[i], value);
			return true;
		}
	}
	return false;
}

static bool exim_line(const char *line, char *hook_r, size_t size)
{
	static const char *const names[] = {"av_scanner", "spamd_address"};
	char value[VALUE_MAX];

	line += blanks(line);
	if (*line == '#')
		return false;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (value_at(line, names[i], false, value, sizeof value)) {
			give(hook_r, size, names[i], value);
			return true;
		}
	}
	if (!value_at(line, "transport", false, value, sizeof value) || !ascii_find(value, "amavis"))
		return false;
	give(hook_r, size, "transport", value);
	return true;
}

static bool any_line(const char *text, bool (*fits)(const char *line, char *hook_r, size_t size),
	char *hook_r, size_t size)
{
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		if (fits(text, hook_r, size))
			return true;
	}
	return false;
}

bool hook_of_postfix(const char *text, char *hook_r, size_t size)
{
	return any_line(text, postfix_line, hook_r, size);
}

bool hook_of_exim(const char *text, char *hook_r, size_t size)
{
	return any_line(text, exim_line, hook_r, size);
}
