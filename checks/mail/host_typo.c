/*
 * Server names that look mistyped. One rule, Damerau's distance of one, over two short lists of words; the
 * rest is care not to correct what people really use.
 */
#include "checks/mail/address.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"

#define LABEL 64

/* What one slip of the finger did. */
enum slip {
	SLIP_NONE,
	SLIP_SWAPPED,
	SLIP_DOUBLED, /* a letter twice */
	SLIP_MISSING,
	SLIP_EXTRA,
	SLIP_OTHER_LETTER,
};

struct word {
	const char *text;
	bool any_slip; /* no word of a language: every slip counts; else only swapped and doubled letters */
};

static const struct word services[] = {
	{.text = "smtp", .any_slip = true},
	{.text = "imap", .any_slip = true},
	{.text = "mail", .any_slip = false},
	{.text = "pop3", .any_slip = true},
	{.text = "pop", .any_slip = false},
	{.text = "outgoing", .any_slip = true},
	{.text = "submission", .any_slip = true},
	{.text = "incoming", .any_slip = true},
	{.text = "webmail", .any_slip = true},
};

/* First labels that are one slip away from another and right as they are. */
static const char *const usual[] = {
	"smtp",
	"smtps",
	"smtpx",
	"esmtp",
	"asmtp",
	"ssmtp",
	"smtpa",
	"smtpm",
	"imap",
	"imaps",
	"mail",
	"mails",
	"email",
	"gmail",
	"pop",
	"pops",
	"pop3",
	"pop3s",
	"map",
	"imp",
	"imam",
	"post",
	"snmp",
	"sftp",
	"outgoing",
	"incoming",
	"submission",
	"submissions",
	"webmail",
	"webmails",
	"mali",
};

static const char *const providers[] = {
	"gmail",
	"googlemail",
	"outlook",
	"hotmail",
	"yahoo",
	"office365",
	"icloud",
	"fastmail",
	"comcast",
	"verizon",
	"posteo",
	"freenet",
	"bluewin",
	"vodafone",
};

/* Domains of their own that are one slip away from a provider's. */
static const char *const other_domains[] = {"gail", "mail", "email", "ymail"};

static bool listed(const char *const *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

/* How `typed` became what it is from `word` by one slip; SLIP_NONE when it did not. */
static enum slip slip_between(const char *word, const char *typed)
{
	size_t wlen = strlen(word), tlen = strlen(typed), i = 0;

	while (word[i] && word[i] == typed[i])
		i++;
	if (wlen == tlen && i < wlen) {
		if (word[i] == typed[i + 1] && word[i + 1] == typed[i] &&
			strcmp(word + i + 2, typed + i + 2) == 0)
			return SLIP_SWAPPED;
		return strcmp(word + i + 1, typed + i + 1) == 0 ? SLIP_OTHER_LETTER : SLIP_NONE;
	}
	if (tlen == wlen + 1 && strcmp(word + i, typed + i + 1) == 0)
		return i && typed[i] == typed[i - 1] ? SLIP_DOUBLED : SLIP_EXTRA;
	if (tlen + 1 == wlen && strcmp(word + i + 1, typed + i) == 0)
		return SLIP_MISSING;
	return SLIP_NONE;
}

/* Digits and hyphens are put there on purpose: "mail2", "smtp-relay". */
static bool letters_only(const char *s)
{
	for (; *s; s++)
		if (!ascii_isalpha(*s))
			return false;
	return true;
}

static const char *right_service(const char *label)
{
	if (listed(usual, sizeof usual / sizeof usual[0], label))
		return NULL;
	for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
		enum slip slip = slip_between(services[i].text, label);

		if (slip == SLIP_SWAPPED || slip == SLIP_DOUBLED)
			return services[i].text;
		if (slip != SLIP_NONE && services[i].any_slip && letters_only(label) &&
			letters_only(services[i].text))
			return services[i].text;
	}
	return NULL;
}

static const char *right_provider(const char *label)
{
	if (listed(other_domains, sizeof other_domains / sizeof other_domains[0], label))
		return NULL;
	for (size_t i = 0; i < sizeof providers / sizeof providers[0]; i++) {
		enum slip slip = slip_between(providers[i], label);

		if ((slip == SLIP_SWAPPED || slip == SLIP_DOUBLED || slip == SLIP_MISSING) &&
			label[0] == providers[i][0])
			return providers[i];
	}
	return NULL;
}

/* Puts `right` in the place of the label at `at`. */
static void replace_label(struct str *host, size_t at, size_t len, const char *right)
{
	char *rest = mem_strdup(str_text(host) + at + len);

	host->len = at;
	host->s[at] = '\0';
	str_add(host, right);
	str_add(host, rest);
	free(rest);
}

static bool copy_label(const char *at, size_t len, char *label_r)
{
	if (!len || len >= LABEL)
		return false;
	memcpy(label_r, at, len);
	label_r[len] = '\0';
	return true;
}

static bool fix_first_label(struct str *host)
{
	size_t len = strcspn(str_text(host), ".");
	char label[LABEL];
	const char *right;

	/* A name alone ("stmp") or a domain ("smtt.org") is not a server's first label. */
	if (!strchr(str_text(host) + len, '.') || strchr(str_text(host), '.') == strrchr(str_text(host), '.'))
		return false;
	if (!copy_label(str_text(host), len, label))
		return false;
	right = right_service(label);
	if (right)
		replace_label(host, 0, len, right);
	return right != NULL;
}

/* The label before the last one: "gmial" of smtp.gmial.com. */
static bool fix_provider(struct str *host)
{
	const char *s = str_text(host), *last = strrchr(s, '.'), *start = last;
	char label[LABEL];
	const char *right;

	if (!last)
		return false;
	while (start > s && start[-1] != '.')
		start--;
	if (!copy_label(start, (size_t)(last - start), label))
		return false;
	right = right_provider(label);
	if (right)
		replace_label(host, (size_t)(start - s), (size_t)(last - start), right);
	return right != NULL;
}

/* Top-level domains that do not exist and are typed for .com. */
static bool fix_ending(struct str *host)
{
	static const char *const wrong[] = {"con", "cmo", "ocm", "comm", "vom"};
	const char *last = strrchr(str_text(host), '.');

	if (!last || !listed(wrong, sizeof wrong / sizeof wrong[0], last + 1))
		return false;
	replace_label(host, (size_t)(last + 1 - str_text(host)), strlen(last + 1), "com");
	return true;
}

static bool fix_commas(struct str *host)
{
	bool found = false;

	for (size_t i = 0; i < host->len; i++) {
		if (host->s[i] == ',') {
			host->s[i] = '.';
			found = true;
		}
	}
	return found;
}

bool host_likely_typo(const char *host, char *fixed_r)
{
	struct str text = STR_INIT_MAX(HOST_MAX - 1);
	char fixed[HOST_MAX];
	bool found;

	str_add(&text, host);
	if (!text.len || text.cut || host_is_literal(host)) {
		str_release(&text);
		return false;
	}
	ascii_tolower(text.s);
	found = fix_commas(&text);
	found = fix_ending(&text) || found;
	found = fix_first_label(&text) || found;
	found = fix_provider(&text) || found;
	found = found && !text.cut && host_parse(str_text(&text), fixed, NULL) && strcmp(fixed, host) != 0;
	if (found)
		str_copy(fixed_r, HOST_MAX, fixed);
	str_release(&text);
	return found;
}
