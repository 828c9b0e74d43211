/*
 * DKIM-Signature header fields, read (RFC 6376 section 3.5). A signature that is wrong keeps its domain and selector where these can be read:
 * its key can be looked at all the same.
 */
#include "checks/auth/dkim.h"

#include <stdlib.h>
#include <string.h>

#include "checks/auth/dkim_tags.h"
#include "checks/base/ascii.h"
#include "checks/base/encode.h"

#define HEADERS_MAX 8192 /* of h=: nobody names more, and the time for looking them up is bounded */

static void fault(struct dkim_signature *signature, enum dkim_verdict verdict, const char *detail)
{
	if (signature->fault != DKIM_VERDICT_NONE)
		return;
	signature->fault = verdict;
	str_copy(signature->detail, sizeof signature->detail, detail);
}

/* The tag, which must be there and not be empty; NULL and a fault when it is not. */
static const struct dkim_tag *demand(
	struct dkim_signature *signature, const struct dkim_tags *tags, const char *name)
{
	const struct dkim_tag *tag = dkim_tag(tags, name);

	if (tag && tag->len)
		return tag;
	fault(signature, DKIM_SIGNATURE_SYNTAX, name);
	return NULL;
}

/* A host name, the part behind @ where identity. False: it is none. */
static bool take_name(const struct dkim_tag *tag, bool identity, char name_r[HOST_MAX])
{
	struct str STR_AUTO text = STR_INIT;
	const char *s;
	int port;

	dkim_tag_pack(tag, &text);
	s = str_text(&text);
	if (identity) {
		s = strrchr(s, '@');
		if (!s)
			return false;
		s++;
	}
	return strlen(str_text(&text)) == text.len && !strpbrk(s, "/:@[]") && host_parse(s, name_r, &port);
}

/* Selectors may be numbers alone, which are no host: what counts is whether the name can be asked. */
static bool take_selector(const struct dkim_tag *tag, const char *domain, char selector_r[HOST_MAX])
{
	struct str STR_AUTO text = STR_INIT;
	char name[HOST_MAX];

	dkim_tag_pack(tag, &text);
	if (strlen(str_text(&text)) != text.len || !dkim_key_name(str_text(&text), domain, name))
		return false;
	str_copy(selector_r, HOST_MAX, str_text(&text));
	ascii_tolower(selector_r);
	return true;
}

static void take_names(struct dkim_signature *signature, const struct dkim_tags *tags)
{
	const struct dkim_tag *d = demand(signature, tags, "d"), *s = demand(signature, tags, "s"),
			      *i = dkim_tag(tags, "i");

	if (d && !take_name(d, false, signature->domain))
		fault(signature, DKIM_SIGNATURE_SYNTAX, "d");
	if (s && signature->domain[0] && !take_selector(s, signature->domain, signature->selector))
		fault(signature, DKIM_SIGNATURE_SYNTAX, "s");
	str_copy(signature->identity, sizeof signature->identity, signature->domain);
	if (i && !take_name(i, true, signature->identity))
		fault(signature, DKIM_SIGNATURE_SYNTAX, "i");
}

static void take_algorithm(struct dkim_signature *signature, const struct dkim_tags *tags)
{
	static const char *const names[] = {
		[DKIM_RSA_SHA256] = "rsa-sha256",
		[DKIM_RSA_SHA1] = "rsa-sha1",
		[DKIM_ED25519_SHA256] = "ed25519-sha256",
	};
	const struct dkim_tag *a = demand(signature, tags, "a");

	signature->algorithm = DKIM_ALGORITHM_UNKNOWN;
	for (size_t i = 0; a && i < sizeof names / sizeof names[0]; i++)
		if (a->len == strlen(names[i]) && ascii_ncasecmp(a->value, names[i], a->len) == 0)
			signature->algorithm = (enum dkim_algorithm)i;
	if (a && signature->algorithm == DKIM_RSA_SHA1)
		fault(signature, DKIM_SIGNATURE_SHA1, "a");
	else if (a && signature->algorithm == DKIM_ALGORITHM_UNKNOWN)
		fault(signature, DKIM_SIGNATURE_ALGORITHM, "a");
}

static bool form(const char *s, size_t len, bool *relaxed_r)
{
	*relaxed_r = len == 7 && ascii_ncasecmp(s, "relaxed", 7) == 0;
	return *relaxed_r || (len == 6 && ascii_ncasecmp(s, "simple", 6) == 0);
}

/* "relaxed/simple"; simple stands for what is left out. */
static void take_forms(struct dkim_signature *signature, const struct dkim_tags *tags)
{
	const struct dkim_tag *c = dkim_tag(tags, "c");
	const char *slash = c ? memchr(c->value, '/', c->len) : NULL;
	size_t first = slash ? (size_t)(slash - c->value) : c ? c->len : 0;

	if (c && (!form(c->value, first, &signature->header_relaxed) ||
			 (slash && !form(slash + 1, c->len - first - 1, &signature->body_relaxed))))
		fault(signature, DKIM_SIGNATURE_SYNTAX, "c");
}

/* Decimal digits; -1 without the tag. False: it is no number. */
static bool take_number(const struct dkim_tags *tags, const char *name, int64_t *value_r)
{
	const struct dkim_tag *tag = dkim_tag(tags, name);
	char digits[24];

	*value_r = -1;
	if (!tag)
		return true;
	/* More digits than a clock or a mail ever needs: any number of that size does. */
	if (!tag->len || tag->len > 76)
		return false;
	for (size_t i = 0; i < tag->len; i++)
		if (!ascii_isdigit(tag->value[i]))
			return false;
	if (tag->len > 18) {
		*value_r = INT64_MAX;
		return true;
	}
	memcpy(digits, tag->value, tag->len);
	digits[tag->len] = '\0';
	return ascii_number(digits, 0, INT64_MAX, value_r);
}

static void take_numbers(struct dkim_signature *signature, const struct dkim_tags *tags)
{
	int64_t length;

	if (!take_number(tags, "t", &signature->signed_at))
		fault(signature, DKIM_SIGNATURE_SYNTAX, "t");
	if (!take_number(tags, "x", &signature->expires_at))
		fault(signature, DKIM_SIGNATURE_SYNTAX, "x");
	if (!take_number(tags, "l", &length))
		fault(signature, DKIM_SIGNATURE_SYNTAX, "l");
	if (signature->expires_at >= 0 && signature->signed_at >= 0 &&
		signature->expires_at <= signature->signed_at)
		fault(signature, DKIM_SIGNATURE_SYNTAX, "x");
	signature->has_length = length >= 0;
	signature->length = length >= 0 ? (uint64_t)length : 0;
}

static void take_bytes(
	struct dkim_signature *signature, const struct dkim_tags *tags, const char *name, struct str *out)
{
	const struct dkim_tag *tag = demand(signature, tags, name);
	struct str STR_AUTO text = STR_INIT;

	if (!tag)
		return;
	dkim_tag_pack(tag, &text);
	if (strlen(str_text(&text)) != text.len || !base64_decode(out, str_text(&text)))
		fault(signature, DKIM_SIGNATURE_SYNTAX, name);
}

static void take_headers(struct dkim_signature *signature, const struct dkim_tags *tags)
{
	const struct dkim_tag *h = demand(signature, tags, "h");
	struct str STR_AUTO text = STR_INIT_MAX(HEADERS_MAX);

	if (h)
		dkim_tag_pack(h, &text);
	signature->headers = str_take(&text);
	if (h && text.cut)
		fault(signature, DKIM_SIGNATURE_SYNTAX, "h");
	else if (h && !dkim_tag_lists(h, "from"))
		fault(signature, DKIM_SIGNATURE_NO_FROM, "h");
}

/* i= is d= or a domain below it (section 3.5). */
static bool is_inside(const char *identity, const char *domain)
{
	size_t len = strlen(identity), end = strlen(domain);

	return len >= end && strcmp(identity + len - end, domain) == 0 &&
	       (len == end || identity[len - end - 1] == '.');
}

static void read_signature(const struct message_field *field, struct dkim_signature *signature)
{
	const struct dkim_tag *v, *q;
	struct dkim_tags tags;
	bool fine = dkim_tags_read(field->raw + field->value, field->len - field->value, &tags);

	*signature = (struct dkim_signature){.field = field};
	if (!fine)
		fault(signature, DKIM_SIGNATURE_SYNTAX, tags.wrong);
	v = demand(signature, &tags, "v");
	if (v && !dkim_tag_says(v, "1"))
		fault(signature, DKIM_SIGNATURE_VERSION, "v");
	take_names(signature, &tags);
	take_algorithm(signature, &tags);
	take_forms(signature, &tags);
	take_numbers(signature, &tags);
	take_headers(signature, &tags);
	take_bytes(signature, &tags, "bh", &signature->body_hash);
	take_bytes(signature, &tags, "b", &signature->bytes);
	q = dkim_tag(&tags, "q");
	if (q && !dkim_tag_lists(q, "dns/txt") && !dkim_tag_lists(q, "dns"))
		fault(signature, DKIM_SIGNATURE_SYNTAX, "q");
	if (signature->domain[0] && !is_inside(signature->identity, signature->domain))
		fault(signature, DKIM_SIGNATURE_IDENTITY, "i");
}

size_t dkim_signatures(const struct message *message, struct dkim_signature signatures_r[DKIM_SIGNATURES_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < message->n && n < DKIM_SIGNATURES_MAX; i++)
		if (message_field_is(&message->fields[i], "DKIM-Signature"))
			read_signature(&message->fields[i], &signatures_r[n++]);
	return n;
}

void dkim_signature_release(struct dkim_signature *signature)
{
	free(signature->headers);
	str_release(&signature->body_hash);
	str_release(&signature->bytes);
	*signature = (struct dkim_signature){.field = NULL};
}
