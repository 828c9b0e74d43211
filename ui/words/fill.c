/*
 * Placeholders filled by type: the only place where a value enters a sentence. Values are masked and isolated
 * here, so no caller can forget it.
 */
#include "ui/words/words.h"

#include "checks/base/ascii.h"
#include "ui/words/args.h"
#include "ui/words/mask.h"

#define FSI "\xe2\x81\xa8" /* U+2068, U+2069: the direction of what is between does not leak out */
#define PDI "\xe2\x81\xa9"

static const struct arg *find_arg(const struct arg *args, size_t n, const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++) {
		if (args[i].name && strlen(args[i].name) == len && memcmp(args[i].name, name, len) == 0)
			return &args[i];
	}
	return NULL;
}

static bool is_number(enum arg_type type)
{
	return type == ARG_COUNT || type == ARG_PORT || type == ARG_SECONDS || type == ARG_DATE;
}

static bool has_value(const struct arg *arg)
{
	if (!arg || arg->type == ARG_NONE)
		return false;
	if (is_number(arg->type))
		return (arg->type != ARG_PORT && arg->type != ARG_DATE) || arg->number > 0;
	return arg->text && *arg->text;
}

static void fill_date(struct str *out, int64_t wall)
{
	time_t when = (time_t)wall;
	struct tm tm;
	char date[40], clock[40];

	if (!localtime_r(&when, &tm)) {
		str_addf(out, "%lld", (long long)wall);
		return;
	}
	snprintf(date, sizeof date, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
	snprintf(clock, sizeof clock, "%02d:%02d", tm.tm_hour, tm.tm_min);
	const struct arg args[] = {A_NAME("day", date), A_NAME("clock", clock)};
	/* TRANSLATORS: {day}: 2026-11-21; {clock}: 13:05 */
	words_fill(out, _("{day}, {clock}"), args, 2, NULL);
}

static void fill_text(struct str *out, const struct arg *arg, const struct words_style *style)
{
	const char *text = arg->type == ARG_WORD ? gettext(arg->text) : arg->text;
	bool isolate = style && style->isolate && arg->type != ARG_WORD;

	if (isolate)
		str_add(out, FSI);
	if (style && style->mask)
		mask_value(style->mask, arg->type, text, out);
	else
		str_add(out, text);
	if (isolate)
		str_add(out, PDI);
}

static void fill_arg(struct str *out, const struct arg *arg, const struct words_style *style)
{
	if (arg->type == ARG_DATE)
		fill_date(out, arg->number);
	else if (is_number(arg->type))
		str_addf(out, "%lld", (long long)arg->number);
	else
		fill_text(out, arg, style);
}

/* "… and sign in: {url}" without a page is "… and sign in." */
static bool drop_page(struct str *out, const char *name, size_t len, const char *rest)
{
	size_t end = out->len;

	if (!words_is_page(name, len) || *rest)
		return false;
	while (end > 0 && out->s[end - 1] == ' ')
		end--;
	if (end == 0 || out->s[end - 1] != ':')
		return false;
	end--;
	while (end > 0 && out->s[end - 1] == ' ')
		end--;
	out->len = end;
	out->s[end] = '\0';
	str_add_char(out, '.');
	return true;
}

/* "The server {host} …" without a name is "The server …": the plain word for it would be said twice. */
static bool drop_twice(struct str *out, const char *name, size_t len)
{
	static const struct {
		const char *name, *before;
	} words[] = {{"host", "server "}, {"user", "user name "}};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strlen(words[i].name) != len || memcmp(words[i].name, name, len) != 0 ||
			!ascii_ends(str_text(out), words[i].before))
			continue;
		out->s[--out->len] = '\0';
		return true;
	}
	return false;
}

static void fill_plain(struct str *out, const char *name, size_t len, const char *rest)
{
	const char *word;

	if (drop_page(out, name, len, rest) || drop_twice(out, name, len))
		return;
	word = words_plain(name, len);
	if (word)
		str_add(out, word);
	else
		str_add_bytes(out, name, len);
}

/* Our own words; a name that they hold by chance ("example.org") goes as it goes everywhere. */
static void add_own(struct str *out, const char *words, size_t len, const struct words_style *style)
{
	struct str own STR_AUTO = STR_INIT;

	str_add_bytes(&own, words, len);
	if (style && style->mask)
		mask_own(style->mask, str_text(&own), out);
	else
		str_add_bytes(out, words, len);
}

/* The length of a placeholder's name at s, which stands behind '{'; 0 where there is none. */
static size_t name_length(const char *s)
{
	size_t n = 0;

	while (ascii_isalnum(s[n]) || s[n] == '_')
		n++;
	return s[n] == '}' ? n : 0;
}

void words_fill(struct str *out, const char *translated, const struct arg *args, size_t n,
	const struct words_style *style)
{
	while (*translated) {
		size_t len = strcspn(translated, "{");

		add_own(out, translated, len, style);
		translated += len;
		if (!*translated)
			return;
		len = name_length(translated + 1);
		if (len == 0) {
			str_add_char(out, *translated++);
			continue;
		}
		const struct arg *arg = find_arg(args, n, translated + 1, len);
		if (has_value(arg))
			fill_arg(out, arg, style);
		else
			fill_plain(out, translated + 1, len, translated + len + 2);
		translated += len + 2;
	}
}
