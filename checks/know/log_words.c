/*
 * Words by their form: a text is read once, each of its words goes into the key as itself or as what it stands for.
 */
#include "checks/know/log_words.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/log_company.h"
#include "checks/know/log_hash.h"

enum { NAMES_MAX = 5 };

/* What words that change from mail to mail stand for; beyond all bytes. */
enum stand_in { IN_BRACKETS = 256, AN_ADDRESS, A_NAME, AN_IP, A_NUMBER, A_TIME, AN_ID };

struct names {
	struct span spans[NAMES_MAX];
	size_t n;
	struct span local; /* left of the recipient's @ */
};

struct form {
	size_t digits, letters, dots, colons, at;
};

static bool word_byte(char c)
{
	static const bool is_word[256] = {['0' ... '9'] = true,
		['A' ... 'Z'] = true,
		['a' ... 'z'] = true,
		[0x80 ... 0xff] = true,
		['.'] = true,
		['-'] = true,
		['_'] = true,
		['@'] = true,
		['+'] = true,
		['/'] = true,
		['#'] = true};

	return is_word[(unsigned char)c];
}

static struct span domain_of(struct span address)
{
	const char *at = address.len ? memrchr(address.s, '@', address.len) : NULL;

	if (!at)
		return (struct span){"", 0};
	return (struct span){at + 1, (size_t)(address.s + address.len - at - 1)};
}

static void add_name(struct names *names, struct span name)
{
	if (name.len > 3)
		names->spans[names->n++] = name;
}

static void find_names(const struct log_event *event, struct names *names_r)
{
	names_r->n = 0;
	add_name(names_r, event->relay);
	add_name(names_r, event->address);
	if (!event->many)
		add_name(names_r, domain_of(event->recipient));
	add_name(names_r, domain_of(event->sender));
	names_r->local = event->recipient;
	if (names_r->local.len)
		names_r->local.len -= domain_of(event->recipient).len;
	if (names_r->local.len && names_r->local.s[names_r->local.len - 1] == '@')
		names_r->local.len--;
}

static bool same(struct span a, const char *s, size_t len)
{
	return a.len == len && !ascii_ncasecmp(a.s, s, len);
}

static bool is_name(const struct names *names, const char *s, size_t len)
{
	for (size_t i = 0; i < names->n; i++)
		if (same(names->spans[i], s, len))
			return true;
	return false;
}

/* "<a@b>", but not "<https://…>": its length, 0 for something else. */
static size_t angle_len(const char *s, size_t len)
{
	size_t most = len < 320 ? len : 320;

	for (size_t n = 1; n < most; n++) {
		if (s[n] == '>')
			return n + 1;
		if (s[n] == ' ' || s[n] == '<' || s[n] == '#' || (s[n] == '/' && s[n - 1] == '/'))
			return 0;
	}
	return 0;
}

/* "[192.0.2.1]", "[IPv6:2001:db8::1]", but not "[TS01]": its length, 0 for something else. */
static size_t ip_len(const char *s, size_t len)
{
	size_t most = len < 56 ? len : 56, n = len > 6 && !memcmp(s, "[IPv6:", 6) ? 6 : 1;
	bool joined = n > 1;

	for (; n < most; n++) {
		if (s[n] == ']')
			return joined ? n + 1 : 0;
		if (s[n] == '.' || s[n] == ':')
			joined = true;
		else if (!ascii_isdigit(s[n]) && (ascii_lower(s[n]) < 'a' || ascii_lower(s[n]) > 'f'))
			return 0;
	}
	return 0;
}

/* A word, with ':' where it joins digits or follows one of them (times, IPv6). */
static size_t word_len(const char *s, size_t len, struct form *form_r)
{
	size_t n = 0;

	*form_r = (struct form){0};
	for (; n < len; n++) {
		char c = s[n];

		if (c == ':' && n && n + 1 < len && ascii_isdigit(s[n + 1]) && form_r->digits)
			form_r->colons++;
		else if (!word_byte(c))
			break;
		else if (ascii_isdigit(c))
			form_r->digits++;
		else if (c == '.')
			form_r->dots++;
		else if (c == '@')
			form_r->at++;
		else if (c != '-')
			form_r->letters++;
	}
	return n;
}

/* What the word stands for, 0 when for itself; quoted: there are quotation marks around it. */
static int stand_in_of(
	const struct names *names, const char *s, size_t len, const struct form *form, bool quoted)
{
	if (form->at)
		return AN_ADDRESS;
	if ((quoted && same(names->local, s, len)) || is_name(names, s, len))
		return A_NAME;
	if (form->letters) {
		bool id = len >= 10 && form->digits >= 2 && form->digits * 4 >= len;

		return id ? AN_ID : form->colons > 1 ? AN_IP : 0;
	}
	if (form->dots == 3 && form->digits >= 4)
		return AN_IP;
	if (form->colons)
		return A_TIME;
	return form->digits >= 8 || (form->digits >= 5 && form->digits == len) ? A_NUMBER : 0;
}

/* A link that holds one of the names ("http://example.net/help/NAME.html"): the rest of it counts. False: it holds none. */
static bool add_link(uint64_t *key, const struct names *names, const char *s, size_t len)
{
	for (size_t i = 0; i < names->n; i++) {
		struct span name = names->spans[i];
		const char *at = memmem(s, len, name.s, name.len), *behind = at ? at + name.len : s;

		if (!at)
			continue;
		*key = log_mix(log_hash(*key, s, (size_t)(at - s), 0), A_NAME);
		*key = log_hash(*key, behind, (size_t)(s + len - behind), 0);
		return true;
	}
	return false;
}

static uint64_t add_word(uint64_t key, const struct names *names, struct span text, size_t at, size_t *len_r)
{
	const char *s = text.s + at;
	struct form form;
	size_t len = word_len(s, text.len - at, &form);
	bool quoted = at && s[-1] == '"' && at + len < text.len && s[len] == '"';
	int stand_in = stand_in_of(names, s, len, &form, quoted);

	*len_r = len;
	if (stand_in)
		return log_mix(key, (uint64_t)stand_in);
	if (form.dots && memchr(s, '/', len) && add_link(&key, names, s, len))
		return key;
	return log_hash(key, s, len, LOG_HASH_CASE);
}

static uint64_t key_of_text(uint64_t key, const struct names *names, struct span text)
{
	size_t len;

	for (size_t i = 0; i < text.len; i += len) {
		char c = text.s[i];

		if (word_byte(c)) {
			key = add_word(key, names, text, i, &len);
			continue;
		}
		len = c == '<'	 ? angle_len(text.s + i, text.len - i)
		      : c == '[' ? ip_len(text.s + i, text.len - i)
				 : 0;
		if (len)
			key = log_mix(key, IN_BRACKETS);
		else if (!ascii_isspace(c))
			key = log_mix(key, (unsigned char)c);
		len = len ? len : 1;
	}
	return key;
}

uint64_t log_words_key(const struct log_event *event)
{
	uint64_t key = (uint64_t)event->kind << 16 | (uint64_t)event->stage << 8 |
		       (uint64_t)event->speaker << 1 | event->incoming;
	struct names names;

	find_names(event, &names);
	if (event->speaker == SPEAKER_SERVER && event->kind != LOG_REJECTED)
		key = log_mix(key, log_company_key(event->relay));
	key = log_mix(key, event->enhanced.len);
	key = log_hash(key, event->enhanced.s, event->enhanced.len, 0);
	key = key_of_text(key, &names, event->text);
	return key ? key : 1;
}
