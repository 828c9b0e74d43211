/*
 * What was meant as a DMARC record: how far it is from one, and what to publish instead. Everything here guesses at a person's
 * intention, so a guess never makes a policy stricter than what was written.
 */
#include "checks/auth/dmarc.h"

#include <stdint.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"

#define EARLY	  12 /* bytes before which the version belongs */
#define TYPOS_MAX 2

/* The tags of a record in the order in which they are written; v and p are always there. */
static const char *const names[] = {
	"v", "p", "sp", "np", "adkim", "aspf", "psd", "t", "fo", "rua", "ruf", "pct", "rf", "ri"};
enum {
	TAG_V,
	TAG_P,
	TAG_SP,
	TAG_NP,
	TAG_ADKIM,
	TAG_ASPF,
	TAG_PSD,
	TAG_T,
	TAG_FO,
	TAG_RUA,
	TAG_RUF,
	TAG_PCT,
	TAGS = 14
};

struct piece {
	const char *value; /* NULL: the tag is not there */
	size_t len;
};

static bool is_quote(uint32_t code)
{
	return code == '"' || code == '\'' || code == '`' || code == '\\' || code == 0xab || code == 0xbb ||
	       (code >= 0x2018 && code <= 0x201f);
}

/* Without quotation marks and what is not ASCII; other signs that are not printed become blanks. True: there were such marks. */
static bool clean(const char *text, size_t len, struct str *out)
{
	bool quoted = false;

	for (size_t i = 0; i < len;) {
		uint32_t code = (unsigned char)text[i];
		size_t n = utf8_decode(text + i, len - i, &code);

		i += n ? n : 1;
		quoted |= is_quote(code);
		if (code <= ' ' || code == 0x7f || code == 0xa0)
			str_add_char(out, ' ');
		else if (code < 0x7f && !is_quote(code))
			str_add_char(out, (char)code);
	}
	return quoted;
}

static const char *past_blanks(const char *s)
{
	return s + strspn(s, " ");
}

/* The tag whose name and "=" (or ":") stand at s, TAGS for none; value_r is behind them. */
static size_t tag_at(const char *s, const char **value_r)
{
	for (size_t i = 0; i < TAGS; i++) {
		const char *behind;

		if (!ascii_starts(s, names[i]))
			continue;
		behind = past_blanks(s + strlen(names[i]));
		if (*behind != '=' && *behind != ':')
			continue;
		*value_r = past_blanks(behind + 1);
		return i;
	}
	return TAGS;
}

/* The next place behind s where a tag begins, or the end. */
static const char *next_tag(const char *s)
{
	const char *value;

	for (; *s; s++) {
		if (strchr(" ;,", *s) && tag_at(past_blanks(s + 1), &value) < TAGS)
			return s;
	}
	return s;
}

/* The tags of a cleaned text, whatever stands between them; the first of each counts. */
static void find_tags(const char *text, struct piece pieces[TAGS])
{
	const char *s = past_blanks(text), *value;

	memset(pieces, 0, TAGS * sizeof *pieces);
	if (tag_at(s, &value) == TAGS)
		s = next_tag(s);
	for (; *s; s = next_tag(value)) {
		size_t which = tag_at(s + strspn(s, " ;,"), &value);
		size_t len;

		if (which == TAGS)
			return;
		len = (size_t)(next_tag(value) - value);
		len = memchr(value, ';', len) ? (size_t)((const char *)memchr(value, ';', len) - value) : len;
		while (len && strchr(" ,", value[len - 1]))
			len--;
		if (!pieces[which].value)
			pieces[which] = (struct piece){.value = value, .len = len};
	}
}

/* How many letters to add, drop or change to make b of a (Levenshtein); words longer than 15 are too far. */
static size_t typos(const char *a, size_t len, const char *b)
{
	size_t row[16], n = strlen(b);

	if (len > 15 || n > 15)
		return SIZE_MAX;
	for (size_t k = 0; k <= n; k++)
		row[k] = k;
	for (size_t i = 1; i <= len; i++) {
		size_t before = row[0]++;

		for (size_t k = 1; k <= n; k++) {
			size_t same = before + (ascii_lower(a[i - 1]) != b[k - 1]);
			size_t least = row[k] < row[k - 1] ? row[k] + 1 : row[k - 1] + 1;

			before = row[k];
			row[k] = same < least ? same : least;
		}
	}
	return row[n];
}

/* The policy that a word is or was meant to be; ABSENT: neither. */
static enum dmarc_policy nearest_policy(const struct piece *piece)
{
	for (int i = DMARC_POLICY_NONE; piece->len && i <= DMARC_POLICY_REJECT; i++) {
		const char *name = dmarc_policy_name((enum dmarc_policy)i);
		size_t n = strlen(name), common = piece->len < n ? piece->len : n;

		if ((common >= 3 && ascii_ncasecmp(piece->value, name, common) == 0) ||
			typos(piece->value, piece->len, name) <= TYPOS_MAX)
			return (enum dmarc_policy)i;
	}
	return DMARC_POLICY_ABSENT;
}

static bool has_policy(const char *text)
{
	struct piece pieces[TAGS];

	find_tags(text, pieces);
	return nearest_policy(&pieces[TAG_P]) != DMARC_POLICY_ABSENT;
}

/* "v=DMARC1" in any writing at the beginning: what stands behind it, NULL when something else stands there. */
static const char *past_version(const char *text)
{
	const char *value;

	if (tag_at(text, &value) != TAG_V || !ascii_starts(value, "dmarc1"))
		return NULL;
	return value + strlen("dmarc1");
}

static enum dmarc_near near_of_clean(const char *text, bool at_home)
{
	const char *behind = past_version(text), *dmarc = ascii_find(text, "dmarc"), *value;
	size_t first = tag_at(text, &value);

	if (behind && *past_blanks(behind) && *past_blanks(behind) != ';')
		return ascii_isdigit(*behind) || *behind == '.' ? DMARC_NEAR_VERSION : DMARC_NEAR_SEPARATOR;
	if (behind || (first == TAG_V && dmarc == value))
		return DMARC_NEAR_VERSION;
	if (first > TAG_V && first < TAGS && ascii_find(text, "dmarc1") && has_policy(text))
		return DMARC_NEAR_ORDER;
	if ((at_home || (dmarc && dmarc - text < EARLY)) && has_policy(text))
		return DMARC_NEAR_VERSION;
	return DMARC_NEAR_NOT;
}

enum dmarc_near dmarc_near(const char *text, size_t len, bool at_home)
{
	struct str STR_AUTO plain = STR_INIT_MAX(DMARC_TEXT_MAX);
	const char *trimmed;
	bool quoted;

	if (dmarc_is_record(text, len))
		return DMARC_NEAR_NOT;
	quoted = clean(text, len, &plain);
	trimmed = past_blanks(str_text(&plain));
	if (dmarc_is_record(trimmed, strlen(trimmed)))
		return quoted ? DMARC_NEAR_QUOTED : DMARC_NEAR_BLANK;
	return near_of_clean(trimmed, at_home);
}

/* ---- what to publish ---- */

static void add_policy(struct str *out, const char *name, const struct piece *piece, bool soft)
{
	enum dmarc_policy policy = soft ? DMARC_POLICY_NONE : nearest_policy(piece);

	if (policy == DMARC_POLICY_ABSENT)
		policy = DMARC_POLICY_NONE;
	str_addf(out, "; %s=%s", name, dmarc_policy_name(policy));
}

/* A value of which the first letter says all ("strict", "yes"); the default is left out. */
static void add_letter(struct str *out, const char *name, const struct piece *piece, const char *letters)
{
	char letter = piece->len ? ascii_lower(piece->value[0]) : '\0';

	if (letter && strchr(letters, letter))
		str_addf(out, "; %s=%c", name, letter);
}

static void add_options(struct str *out, const struct piece *piece)
{
	if (piece->value && dmarc_is_fo(piece->value, piece->len))
		str_addf(out, "; fo=%.*s", (int)piece->len, piece->value);
}

/* "mailto:a@b", where "a@b" or "mailto://a@b" may be written; nothing for what is no address at all. */
static void add_uri(struct str *out, const char *at, size_t len)
{
	struct str STR_AUTO text = STR_INIT;
	struct mail_address address;
	struct dmarc_uri uri;
	const char *bare;

	str_add_bytes(&text, at, len);
	dmarc_uri_read(str_text(&text), text.len, &uri);
	if (!uri.valid || uri.host[0]) {
		bare = str_text(&text) + (ascii_starts(str_text(&text), "mailto:") ? strlen("mailto:") : 0);
		bare += strspn(bare, "/");
		str_copy(uri.text, sizeof uri.text, bare);
		uri.text[strcspn(uri.text, "!?")] = '\0';
		if (address_parse(uri.text, &address) != ADDRESS_FINE)
			return;
		str_clear(&text);
		str_addf(&text, "mailto:%s", address.full);
		dmarc_uri_read(str_text(&text), text.len, &uri);
	}
	if (uri.valid)
		str_addf(out, "%s%s", out->len ? "," : "", uri.text);
}

static void add_uris(struct str *out, const char *name, const struct piece *piece)
{
	struct str STR_AUTO list = STR_INIT;
	const char *at = piece->value ? piece->value : "", *end = at + piece->len;

	while (at < end) {
		size_t len = 0;

		while (at + len < end && !strchr(", ", at[len]))
			len++;
		/* "mailto: a@b" is one address. */
		if (len && !(ascii_starts(at, "mailto:") && len == strlen("mailto:")))
			add_uri(&list, at, len);
		at += len + (at + len < end);
	}
	if (list.len)
		str_addf(out, "; %s=%s", name, str_text(&list));
}

/* pct below 100 asked for less than the policy: today that is said by t=y. */
static bool is_partial(const struct piece *percent)
{
	char text[8];
	int64_t value;

	if (!percent->len || percent->len >= sizeof text)
		return false;
	memcpy(text, percent->value, percent->len);
	text[percent->len] = '\0';
	return ascii_number(text, 0, 99, &value);
}

static void write_record(const char *text, size_t len, bool soft, struct str *out)
{
	struct str STR_AUTO plain = STR_INIT_MAX(DMARC_TEXT_MAX);
	struct piece pieces[TAGS];

	clean(text, len, &plain);
	find_tags(str_text(&plain), pieces);
	str_add(out, "v=DMARC1");
	add_policy(out, "p", &pieces[TAG_P], soft);
	for (size_t i = TAG_SP; i <= TAG_NP; i++) {
		if (pieces[i].value)
			add_policy(out, names[i], &pieces[i], soft);
	}
	add_letter(out, "adkim", &pieces[TAG_ADKIM], "s");
	add_letter(out, "aspf", &pieces[TAG_ASPF], "s");
	add_letter(out, "psd", &pieces[TAG_PSD], "yn");
	if (is_partial(&pieces[TAG_PCT]) && !soft)
		str_add(out, "; t=y");
	else if (!soft)
		add_letter(out, "t", &pieces[TAG_T], "y");
	add_options(out, &pieces[TAG_FO]);
	add_uris(out, "rua", &pieces[TAG_RUA]);
	add_uris(out, "ruf", &pieces[TAG_RUF]);
}

void dmarc_mend(const char *text, size_t len, struct str *out)
{
	write_record(text, len, false, out);
}

void dmarc_soften(const char *text, size_t len, struct str *out)
{
	write_record(text, len, true, out);
}
