/*
 * The grammar of a record: terms between blanks, each a mechanism or a modifier.
 */
#include "checks/auth/spf_record.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "checks/auth/spf_macro.h"
#include "checks/base/ascii.h"

static const char version[] = "v=spf1";
#define VERSION_LEN (sizeof version - 1)

/* What may stand behind the name of each. */
enum takes { TAKES_NOTHING, TAKES_DOMAIN, TAKES_DOMAIN_MAYBE, TAKES_HOSTS, TAKES_IP4, TAKES_IP6 };

static const struct {
	const char *name;
	enum takes takes;
	bool asks;
} kinds[] = {
	[SPF_ALL] = {"all", TAKES_NOTHING, false},
	[SPF_INCLUDE] = {"include", TAKES_DOMAIN, true},
	[SPF_A] = {"a", TAKES_HOSTS, true},
	[SPF_MX] = {"mx", TAKES_HOSTS, true},
	[SPF_PTR] = {"ptr", TAKES_DOMAIN_MAYBE, true},
	[SPF_IP4] = {"ip4", TAKES_IP4, false},
	[SPF_IP6] = {"ip6", TAKES_IP6, false},
	[SPF_EXISTS] = {"exists", TAKES_DOMAIN, true},
	[SPF_REDIRECT] = {"redirect", TAKES_DOMAIN, true},
	[SPF_EXP] = {"exp", TAKES_DOMAIN, false},
	[SPF_OTHER] = {"", TAKES_NOTHING, false},
};

bool spf_record_is(const char *bytes, size_t len)
{
	return len >= VERSION_LEN && ascii_ncasecmp(bytes, version, VERSION_LEN) == 0 &&
	       (len == VERSION_LEN || bytes[VERSION_LEN] == ' ');
}

bool spf_term_asks(const struct spf_term *term)
{
	return kinds[term->kind].asks;
}

/* The kind of this name between those two, SPF_OTHER when there is none. */
static enum spf_kind kind_of(const char *s, size_t len, enum spf_kind from, enum spf_kind to)
{
	for (int kind = (int)from; kind <= (int)to; kind++)
		if (strlen(kinds[kind].name) == len && ascii_ncasecmp(kinds[kind].name, s, len) == 0)
			return (enum spf_kind)kind;
	return SPF_OTHER;
}

/* "0", or digits without a zero in front; at most max. */
static bool read_length(const char *s, size_t len, int max, int *length_r)
{
	char digits[4];
	int64_t value;

	if (!len || len > 3 || (s[0] == '0' && len > 1))
		return false;
	memcpy(digits, s, len);
	digits[len] = '\0';
	if (!ascii_number(digits, 0, max, &value))
		return false;
	*length_r = (int)value;
	return true;
}

/* How many digits stand at the end. */
static size_t digits_at_end(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && ascii_isdigit(s[len - 1 - n]))
		n++;
	return n;
}

/* Takes "/digits" and "//digits" from the end of an argument: a domain may hold slashes, too, but never ends so. */
static bool take_lengths(const char *s, size_t *len, struct spf_term *term)
{
	size_t n = digits_at_end(s, *len);

	if (n && n + 2 <= *len && s[*len - n - 1] == '/' && s[*len - n - 2] == '/') {
		if (!read_length(s + *len - n, n, 128, &term->cidr6))
			return false;
		*len -= n + 2;
		n = digits_at_end(s, *len);
	}
	if (n && n + 1 <= *len && s[*len - n - 1] == '/') {
		if (!read_length(s + *len - n, n, 32, &term->cidr4))
			return false;
		*len -= n + 1;
	}
	return true;
}

/* The domain-spec behind a name; s stands at its ':' or '='. */
static enum spf_fault read_domain(struct spf_term *term, const char *s, size_t len, bool needed)
{
	if (!len)
		return needed ? SPF_FAULT_ARGUMENT : SPF_FAULT_NONE;
	if (s[0] != ':' && s[0] != '=')
		return SPF_FAULT_UNWANTED;
	term->spec = s + 1;
	term->spec_len = len - 1;
	if (!term->spec_len)
		return SPF_FAULT_ARGUMENT;
	if (spf_domain_valid(term->spec, term->spec_len))
		return SPF_FAULT_NONE;
	return spf_macro_valid(term->spec, term->spec_len, SPF_MACRO_DOMAIN) ? SPF_FAULT_DOMAIN
									     : SPF_FAULT_MACRO;
}

static enum spf_fault read_hosts(struct spf_term *term, const char *s, size_t len)
{
	if (!take_lengths(s, &len, term))
		return SPF_FAULT_CIDR;
	if (len && s[0] == '/')
		return SPF_FAULT_CIDR;
	return read_domain(term, s, len, false);
}

static enum spf_fault read_network(struct spf_term *term, const char *s, size_t len, int family)
{
	const char *slash = memchr(s, '/', len);
	size_t host = slash ? (size_t)(slash - s) : len;
	int *cidr = family == AF_INET ? &term->cidr4 : &term->cidr6;
	char text[64];

	if (host < 2 || s[0] != ':')
		return SPF_FAULT_ARGUMENT;
	if (host > sizeof text)
		return SPF_FAULT_NETWORK;
	memcpy(text, s + 1, host - 1);
	text[host - 1] = '\0';
	if (inet_pton(family, text, term->network) != 1)
		return SPF_FAULT_NETWORK;
	if (slash && !read_length(slash + 1, len - host - 1, family == AF_INET ? 32 : 128, cidr))
		return SPF_FAULT_CIDR;
	return SPF_FAULT_NONE;
}

/* s stands behind the name. */
static enum spf_fault read_argument(struct spf_term *term, const char *s, size_t len)
{
	switch (kinds[term->kind].takes) {
	case TAKES_NOTHING:
		return len ? SPF_FAULT_UNWANTED : SPF_FAULT_NONE;
	case TAKES_DOMAIN:
		return read_domain(term, s, len, true);
	case TAKES_DOMAIN_MAYBE:
		return read_domain(term, s, len, false);
	case TAKES_HOSTS:
		return read_hosts(term, s, len);
	case TAKES_IP4:
		return read_network(term, s, len, AF_INET);
	case TAKES_IP6:
		return read_network(term, s, len, AF_INET6);
	}
	return SPF_FAULT_NONE;
}

static bool is_name_char(char c)
{
	return ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
}

/* s stands at the '=' behind a name of name_len bytes. */
static enum spf_fault read_modifier(struct spf_record *record, struct spf_term *term, size_t name_len)
{
	const char *s = term->text + name_len;
	size_t len = term->len - name_len;
	const struct spf_term **once;

	if (!ascii_isalpha(term->text[0]))
		return SPF_FAULT_MODIFIER;
	term->kind = kind_of(term->text, name_len, SPF_REDIRECT, SPF_EXP);
	if (term->kind == SPF_OTHER)
		return spf_macro_valid(s + 1, len - 1, SPF_MACRO_TEXT) ? SPF_FAULT_NONE : SPF_FAULT_MACRO;
	once = term->kind == SPF_EXP ? &record->exp : &record->redirect;
	if (*once)
		return SPF_FAULT_TWICE;
	*once = term;
	return read_argument(term, s, len);
}

static enum spf_fault read_mechanism(struct spf_term *term)
{
	const char *s = term->text, *end = term->text + term->len;
	const char *name;

	if (strchr("+-?~", *s))
		term->qualifier = *s++;
	name = s;
	while (s < end && is_name_char(*s))
		s++;
	term->kind = kind_of(name, (size_t)(s - name), SPF_ALL, SPF_EXISTS);
	if (term->kind == SPF_OTHER)
		return SPF_FAULT_UNKNOWN;
	if (s < end && *s != ':' && *s != '/')
		return SPF_FAULT_UNWANTED;
	return read_argument(term, s, (size_t)(end - s));
}

static enum spf_fault read_term(struct spf_record *record, struct spf_term *term)
{
	size_t name = 0;

	term->qualifier = '+';
	term->cidr4 = 32;
	term->cidr6 = 128;
	for (size_t i = 0; i < term->len; i++)
		if (term->text[i] <= ' ' || term->text[i] > '~')
			return SPF_FAULT_CHARACTER;
	while (name < term->len && is_name_char(term->text[name]))
		name++;
	if (name < term->len && term->text[name] == '=')
		return read_modifier(record, term, name);
	return read_mechanism(term);
}

static void split(struct spf_record *record)
{
	const char *s = record->text + VERSION_LEN, *end = record->text + record->len;

	while (s < end) {
		const char *blank = memchr(s, ' ', (size_t)(end - s));
		const char *stop = blank ? blank : end;

		if (stop > s) {
			struct spf_term *term = VEC_ADD(&record->terms);

			term->text = s;
			term->len = (size_t)(stop - s);
		}
		s = stop + 1;
	}
}

bool spf_record_read(const char *bytes, size_t len, struct spf_record *record_r)
{
	struct spf_record record = {.text = mem_strndup(bytes, len), .len = len};

	split(&record);
	for (size_t i = 0; i < record.terms.n && !record.fault; i++) {
		struct spf_term *term = &record.terms.items[i];

		record.fault = read_term(&record, term);
		record.fault_term = term->text;
		record.fault_len = term->len;
	}
	*record_r = record;
	return !record.fault;
}

void spf_record_release(struct spf_record *record)
{
	VEC_RELEASE(&record->terms);
	free(record->text);
	record->text = NULL;
}
