/*
 * OpenSMTPD's smtpd.conf, Sendmail's sendmail.cf, and tables of servers with their logins.
 */
#include "checks/profiles/own_list.h"

#include <string.h>

#include "checks/base/ascii.h"

/* The line without its comment and end blanks; a # inside quotes is none. */
static size_t without_comment(const char *line, size_t len)
{
	bool quoted = false;

	for (size_t i = 0; i < len; i++) {
		if (line[i] == '"')
			quoted = !quoted;
		if (line[i] == '#' && !quoted)
			len = i;
	}
	while (len && ascii_isspace(line[len - 1]))
		len--;
	return len;
}

static void add_words(struct own_list *list, const char *line, int number)
{
	size_t key = 0;

	while (ascii_isspace(*line))
		line++;
	while (line[key] && !ascii_isspace(line[key]))
		key++;
	own_list_add(list, line, key, line + key + strspn(line + key, " \t"),
		strlen(line + key + strspn(line + key, " \t")), number);
}

void own_read_opensmtpd(const char *text, struct own_list *list)
{
	STR_AUTO struct str whole = STR_INIT_MAX(OWN_VALUE_MAX);
	int number = 0, began = 0;

	for (const char *line = text; *line;) {
		size_t all = strcspn(line, "\n"), len = without_comment(line, all);
		bool goes_on = len && line[len - 1] == '\\';

		number++;
		if (!whole.len)
			began = number;
		str_add_bytes(&whole, line, goes_on ? len - 1 : len);
		if (!goes_on) {
			add_words(list, str_text(&whole), began);
			str_clear(&whole);
		}
		line += all + (line[all] == '\n');
	}
	add_words(list, str_text(&whole), began);
}

static void add_option(struct own_list *list, const char *line, size_t len, int number)
{
	const char *equals = memchr(line, '=', len);
	size_t key = equals ? (size_t)(equals - line) : len;

	own_list_add(list, line, key, equals ? equals + 1 : line + len, equals ? len - key - 1 : 0, number);
}

/* "Mrelay, P=[IPC], …" goes on in lines that begin with a blank. Gives its whole length, and counts those lines. */
static size_t mailer_length(const char *line, size_t len, int *number)
{
	while (line[len] == '\n' && (line[len + 1] == ' ' || line[len + 1] == '\t')) {
		len += 1 + strcspn(line + len + 1, "\n");
		++*number;
	}
	return len;
}

/* The first word is the key, what follows its comma or blank the value. */
static void add_word(struct own_list *list, const char *line, size_t len, int number)
{
	size_t key = 0, from;

	while (key < len && line[key] != ',' && !ascii_isspace(line[key]))
		key++;
	for (from = key; from < len && (line[from] == ',' || ascii_isspace(line[from]));)
		from++;
	own_list_add(list, line, key, line + from, len - from, number);
}

void own_read_sendmail(const char *text, struct own_list *list)
{
	int number = 0;

	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\n");
		int began = ++number;
		size_t whole = line[0] == 'M' ? mailer_length(line, len, &number) : len;

		if (len > 2 && line[0] == 'O' && line[1] == ' ')
			add_option(list, line, len, began);
		else if (len > 2 && (line[0] == 'D' || line[0] == 'C') && ascii_isalpha(line[1]))
			own_list_add(list, line, 2, line + 2, len - 2, began);
		else if (len > 2 && (line[0] == 'M' || line[0] == 'K') && ascii_isalpha(line[1]))
			add_word(list, line, whole, began);
		len = whole;
		line += len + (line[len] == '\n');
	}
}

void own_read_table(const char *text, struct own_list *list)
{
	int number = 0;

	for (const char *line = text; *line;) {
		size_t all = strcspn(line, "\n"), key = 0, from = 0;

		number++;
		while (from < all && ascii_isspace(line[from]))
			from++;
		while (from + key < all && !ascii_isspace(line[from + key]))
			key++;
		if (key && line[from] != '#') {
			const char *value = line + from + key;
			size_t len = all - from - key;

			while (len && ascii_isspace(*value))
				value++, len--;
			own_list_add(list, line + from, key, value, len, number);
		}
		line += all + (line[all] == '\n');
	}
}
