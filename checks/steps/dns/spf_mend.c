/*
 * Records as lists of terms: each is mended by what people usually mean by such a mistake, or left out.
 */
#include "checks/steps/dns/spf_mend.h"

#include <string.h>
#include <sys/socket.h>

#include "checks/auth/spf_record.h"
#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/vec.h"

#define ROUNDS_MAX 40 /* no record has more mistakes that anybody would mend */

static const char version[] = "v=spf1";

struct terms {
	VEC(char *) v;
};

static void terms_release(struct terms *terms)
{
	for (size_t i = 0; i < terms->v.n; i++)
		free(terms->v.items[i]);
	VEC_RELEASE(&terms->v);
}

static bool holds(const struct terms *terms, const char *term)
{
	for (size_t i = 0; i < terms->v.n; i++)
		if (ascii_caseeq(terms->v.items[i], term))
			return true;
	return false;
}

static void add(struct terms *terms, const char *text, size_t len)
{
	char *term = mem_strndup(text, len);

	if (len && !holds(terms, term))
		*VEC_ADD(&terms->v) = term;
	else
		free(term);
}

static void take(struct terms *terms, const struct spf_record *record)
{
	for (size_t i = 0; i < record->terms.n; i++)
		add(terms, record->terms.items[i].text, record->terms.items[i].len);
}

static void write_record(struct str *out, const struct terms *terms)
{
	str_add(out, version);
	for (size_t i = 0; i < terms->v.n; i++)
		str_addf(out, " %s", terms->v.items[i]);
}

void spf_mend_term(const struct net_addr *addr, char *term_r, size_t size)
{
	char text[NET_ADDR_TEXT];

	net_addr_text(addr, text, sizeof text);
	snprintf(term_r, size, "%s:%s", net_addr_family(addr) == AF_INET6 ? "ip6" : "ip4", text);
}

bool spf_mend_add(struct str *out, const char *record, const char *term)
{
	struct terms terms = {.v = {.n = 0}};
	struct spf_record read;
	bool right = spf_record_read(record, strlen(record), &read);

	if (right) {
		add(&terms, term, strlen(term));
		take(&terms, &read);
		write_record(out, &terms);
	}
	terms_release(&terms);
	spf_record_release(&read);
	return right;
}

bool spf_mend_drop(struct str *out, const char *record, const char *term)
{
	struct terms terms = {.v = {.n = 0}};
	struct spf_record read;
	bool found = false;

	if (spf_record_read(record, strlen(record), &read))
		for (size_t i = 0; i < read.terms.n; i++) {
			const struct spf_term *one = &read.terms.items[i];
			bool same =
				one->len == strlen(term) && ascii_ncasecmp(one->text, term, one->len) == 0;

			found = found || same;
			if (!same)
				add(&terms, one->text, one->len);
		}
	if (found)
		write_record(out, &terms);
	terms_release(&terms);
	spf_record_release(&read);
	return found;
}

/* --- one mistake --- */

/* Names that people write for those that there are. */
static const struct {
	const char *wrong, *right;
} names[] = {
	{"ipv4:", "ip4:"},
	{"ipv6:", "ip6:"},
	{"ip4=", "ip4:"},
	{"ip6=", "ip6:"},
	{"ip4.", "ip4:"},
	{"includes:", "include:"},
	{"inlcude:", "include:"},
	{"inculde:", "include:"},
	{"include=", "include:"},
	{"include;", "include:"},
	{"redirect:", "redirect="},
	{"exp:", "exp="},
	{"a=", "a:"},
	{"mx=", "mx:"},
	{"host:", "a:"},
};

/* An address alone, or behind the name of the other kind: "ip:192.0.2.1", "a:192.0.2.1", "ip6:192.0.2.1". */
static bool mend_address(struct str *out, const char *term)
{
	const char *colon = strchr(term, ':'), *rest = term;
	char text[NET_ADDR_TEXT];
	struct net_addr addr;
	size_t len;

	for (int twice = 0; twice < 2; twice++, rest = colon ? colon + 1 : "") {
		len = strcspn(rest, "/");
		if (!len || len >= sizeof text)
			continue;
		memcpy(text, rest, len);
		text[len] = '\0';
		if (text[0] == '[' || strchr(text, '%') || !net_addr_parse(text, 0, &addr))
			continue;
		str_addf(out, "%s:%s", net_addr_family(&addr) == AF_INET6 ? "ip6" : "ip4", rest);
		return true;
	}
	return false;
}

static bool mend_name(struct str *out, const char *term)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (ascii_starts(term, names[i].wrong)) {
			str_addf(out, "%s%s", names[i].right, term + strlen(names[i].wrong));
			return true;
		}
	return false;
}

/* A length that no network has: the address alone. */
static bool mend_length(struct str *out, const char *term)
{
	const char *slash = strchr(term, '/');

	if (!slash || slash == term)
		return false;
	str_add_bytes(out, term, (size_t)(slash - term));
	return true;
}

static bool mend_end(struct str *out, const char *term)
{
	size_t len = strlen(term);

	while (len && strchr(",;.\"'", term[len - 1]))
		len--;
	if (!len || !term[len])
		return false;
	str_add_bytes(out, term, len);
	return true;
}

static bool mend_word(struct str *out, const char *term, enum spf_fault fault)
{
	const char *bare = strchr("+-?~", term[0]) && term[0] ? term + 1 : term;
	size_t before = out->len;

	str_add_bytes(out, term, (size_t)(bare - term));
	if (fault == SPF_FAULT_CIDR ? mend_length(out, bare)
				    : mend_end(out, bare) || mend_name(out, bare) || mend_address(out, bare))
		return true;
	out->len = before;
	if (out->s)
		out->s[before] = '\0';
	return false;
}

/* "include:" and the domain behind a blank, "-" and "all": one term that fell apart. */
static bool is_torn(const char *term, size_t len)
{
	return len && strchr(":=+-?~/", term[len - 1]) != NULL;
}

/* All terms, the wrong one mended or left out. */
static void write_mended(struct str *out, const struct spf_record *record)
{
	str_add(out, version);
	for (size_t i = 0; i < record->terms.n; i++) {
		const struct spf_term *term = &record->terms.items[i];
		struct str STR_AUTO mended = STR_INIT;
		char *text;

		if (term->text != record->fault_term) {
			str_addf(out, " %.*s", (int)term->len, term->text);
			continue;
		}
		text = mem_strndup(term->text, term->len);
		if (is_torn(text, term->len) && i + 1 < record->terms.n) {
			i++;
			str_addf(out, " %s%.*s", text, (int)term[1].len, term[1].text);
		} else if (mend_word(&mended, text, record->fault) &&
			   !ascii_caseeq(str_text(&mended), text)) {
			str_addf(out, " %s", str_text(&mended));
		}
		free(text);
	}
}

/* Only printable ASCII; what divided words still does. */
static char *cleaned(const char *bytes, size_t len)
{
	struct str out = STR_INIT;

	for (size_t i = 0; i < len; i++) {
		if (bytes[i] > ' ' && bytes[i] <= '~')
			str_add_char(&out, bytes[i]);
		else if (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\n' || bytes[i] == '\r' ||
			 (unsigned char)bytes[i] == 0xa0)
			str_add_char(&out, ' ');
	}
	return str_take(&out);
}

/* Behind quotation marks, blanks and a version that is misspelt; NULL when the text is not about SPF. */
static const char *behind_version(const char *text)
{
	static const char *const versions[] = {
		"v=spf1", "v=spf2", "v=spf", "v-spf1", "v:spf1", "spf1", "spf=", "v=fsp1", "v=sfp1"};

	while (*text && strchr(" \"'\\", *text))
		text++;
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
		if (ascii_starts(text, versions[i]))
			return text + strlen(versions[i]);
	return NULL;
}

bool spf_is_near(const char *bytes, size_t len)
{
	char *text = cleaned(bytes, len);
	const char *rest = behind_version(text);
	bool near = rest && !spf_record_is(bytes, len) &&
		    (*rest == '\0' || strchr(" .,;:+-?~\"", *rest) || ascii_isalpha(*rest));

	free(text);
	return near && len < 4096;
}

/* What is left after the beginning was put right; the caller frees. */
static char *begun_right(const char *bytes, size_t len)
{
	char *text = cleaned(bytes, len);
	const char *rest = behind_version(text);
	char *begun = NULL;

	if (rest) {
		while (*rest && strchr(" .,;:", *rest))
			rest++;
		begun = str_print("%s %s", version, rest);
	}
	free(text);
	return begun;
}

bool spf_mend_syntax(struct str *out, const char *bytes, size_t len)
{
	char *text = begun_right(bytes, len);
	bool right = false;

	for (int round = 0; text && !right && round < ROUNDS_MAX; round++) {
		struct str next = STR_INIT;
		struct terms terms = {.v = {.n = 0}};
		struct spf_record record;

		right = spf_record_read(text, strlen(text), &record);
		if (right) {
			take(&terms, &record);
			right = terms.v.n > 0;
			if (right)
				write_record(out, &terms);
			round = ROUNDS_MAX;
		} else {
			write_mended(&next, &record);
			free(text);
			text = str_take(&next);
		}
		terms_release(&terms);
		spf_record_release(&record);
	}
	free(text);
	return right;
}

/* --- several records --- */

/* The strictest end that none of them is stricter than: where they disagree, nobody is refused who was allowed. */
static void weaken(char **all, const struct spf_term *term)
{
	static const char order[] = "-~?+";
	const char qualifier = term->qualifier;
	const char *now = *all ? strchr(order, (*all)[0]) : NULL;

	if (now && strchr(order, qualifier) <= now)
		return;
	free(*all);
	*all = str_print("%call", qualifier);
}

static void take_merged(struct terms *terms, const struct spf_record *record, char **all, char **exp)
{
	for (size_t i = 0; i < record->terms.n; i++) {
		const struct spf_term *term = &record->terms.items[i];
		char *include;

		switch (term->kind) {
		case SPF_ALL:
			weaken(all, term);
			break;
		case SPF_EXP:
			if (!*exp)
				*exp = mem_strndup(term->text, term->len);
			break;
		case SPF_REDIRECT: /* one of several can only be included */
			include = str_print("include:%.*s", (int)term->spec_len, term->spec);
			add(terms, include, strlen(include));
			free(include);
			break;
		default:
			add(terms, term->text, term->len);
		}
	}
}

bool spf_mend_merge(struct str *out, const char *const *records, size_t n)
{
	struct terms terms = {.v = {.n = 0}};
	char *all = NULL, *exp = NULL;
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		struct spf_record record;
		struct str STR_AUTO mended = STR_INIT;

		if (!spf_mend_syntax(&mended, records[i], strlen(records[i])))
			continue;
		any |= spf_record_read(str_text(&mended), mended.len, &record);
		take_merged(&terms, &record, &all, &exp);
		spf_record_release(&record);
	}
	add(&terms, all ? all : "~all", all ? strlen(all) : 4);
	if (exp)
		add(&terms, exp, strlen(exp));
	if (any)
		write_record(out, &terms);
	terms_release(&terms);
	free(all);
	free(exp);
	return any;
}

void spf_mend_line(struct str *out, const char *domain, const char *record)
{
	str_addf(out, "%s. TXT", domain);
	do {
		size_t len = strlen(record) < 255 ? strlen(record) : 255;

		str_addf(out, " \"%.*s\"", (int)len, record);
		record += len;
	} while (*record);
}
