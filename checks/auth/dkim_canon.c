/*
 * The two forms in which header and body are signed, and their hashes. What is hashed never stands in memory as a whole: a body goes through
 * a small buffer.
 */
#include "checks/auth/dkim_canon.h"

#include <openssl/evp.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"

/* A hash in the making, of at most `left` bytes. */
struct hashing {
	EVP_MD_CTX *md;
	uint64_t left;
	size_t n;
	char buf[8192];
};

static void hashing_begin(struct hashing *hashing, uint64_t most)
{
	hashing->md = EVP_MD_CTX_new();
	hashing->left = most;
	hashing->n = 0;
	if (!hashing->md || EVP_DigestInit_ex(hashing->md, EVP_sha256(), NULL) != 1)
		mem_exhausted();
}

static void hashing_flush(struct hashing *hashing)
{
	if (EVP_DigestUpdate(hashing->md, hashing->buf, hashing->n) != 1)
		mem_exhausted();
	hashing->n = 0;
}

static void hashing_add(struct hashing *hashing, const char *s, size_t len)
{
	if (len > hashing->left)
		len = (size_t)hashing->left;
	hashing->left -= len;
	while (len) {
		size_t room = sizeof hashing->buf - hashing->n, n = len < room ? len : room;

		memcpy(hashing->buf + hashing->n, s, n);
		hashing->n += n;
		s += n;
		len -= n;
		if (hashing->n == sizeof hashing->buf)
			hashing_flush(hashing);
	}
}

static void hashing_end(struct hashing *hashing, unsigned char hash_r[DKIM_HASH_LEN])
{
	hashing_flush(hashing);
	if (EVP_DigestFinal_ex(hashing->md, hash_r, NULL) != 1)
		mem_exhausted();
	EVP_MD_CTX_free(hashing->md);
}

static bool is_wsp(char c)
{
	return c == ' ' || c == '\t';
}

/* One line without its CRLF: blanks at its end gone, others made one (section 3.4.4). */
static void add_relaxed_line(struct hashing *hashing, const char *s, size_t len)
{
	size_t from = 0;

	while (len && is_wsp(s[len - 1]))
		len--;
	for (size_t i = 0; i < len; i++) {
		if (!is_wsp(s[i]))
			continue;
		hashing_add(hashing, s + from, i - from);
		hashing_add(hashing, " ", 1);
		while (is_wsp(s[i + 1]))
			i++;
		from = i + 1;
	}
	hashing_add(hashing, s + from, len - from);
}

static bool is_empty_line(const char *s, size_t len, bool relaxed)
{
	while (relaxed && len && is_wsp(s[len - 1]))
		len--;
	return len == 0;
}

/* Every line has its CRLF: message_parse sees to that. Empty lines wait until something comes behind them. */
static void add_body(struct hashing *hashing, const char *s, const char *end, bool relaxed)
{
	size_t empty = 0;
	bool any = false;

	while (s < end) {
		const char *crlf = memmem(s, (size_t)(end - s), "\r\n", 2);
		size_t len = (size_t)((crlf ? crlf : end) - s);

		if (is_empty_line(s, len, relaxed)) {
			empty++;
		} else {
			for (; empty; empty--)
				hashing_add(hashing, "\r\n", 2);
			if (relaxed)
				add_relaxed_line(hashing, s, len);
			else
				hashing_add(hashing, s, len);
			hashing_add(hashing, "\r\n", 2);
			any = true;
		}
		s = crlf ? crlf + 2 : end;
	}
	/* An empty body is one line end in the simple form, and nothing in the relaxed one. */
	if (!any && !relaxed)
		hashing_add(hashing, "\r\n", 2);
}

bool dkim_body_hash(const struct message *message, const struct dkim_signature *signature,
	unsigned char hash_r[DKIM_HASH_LEN])
{
	struct hashing hashing;

	hashing_begin(&hashing, signature->has_length ? signature->length : UINT64_MAX);
	add_body(&hashing, message->bytes + message->body, message->bytes + message->len,
		signature->body_relaxed);
	hashing_end(&hashing, hash_r);
	return !signature->has_length || hashing.left == 0;
}

/* Name in lower case, folding undone, blanks made one, none around the colon and at the end (section 3.4.2). */
static void relaxed_field(const struct message_field *field, struct str *out)
{
	size_t start = out->len;

	for (size_t i = 0; i < field->name_len; i++)
		str_add_char(out, ascii_lower(field->raw[i]));
	str_add_char(out, ':');
	start = out->len;
	for (size_t i = field->value; i < field->len; i++) {
		char c = field->raw[i];

		if (c == '\r' && i + 1 < field->len && field->raw[i + 1] == '\n')
			continue;
		if (c == '\n' && field->raw[i - 1] == '\r')
			continue;
		if (!is_wsp(c))
			str_add_char(out, c);
		else if (out->len > start && out->s[out->len - 1] != ' ')
			str_add_char(out, ' ');
	}
	while (out->len > start && is_wsp(out->s[out->len - 1]))
		out->s[--out->len] = '\0';
	str_add(out, "\r\n");
}

void dkim_field(const struct message_field *field, bool relaxed, struct str *out)
{
	if (relaxed)
		relaxed_field(field, out);
	else
		str_add_bytes(out, field->raw, field->len);
}

/*
 * The nth field of this name, counted from the bottom (section 5.4.2); NULL: it counts as empty. The signature's own field is none of them
 * (section 3.5): named in h= stand only those that were there before.
 */
static const struct message_field *from_bottom(const struct message *message,
	const struct dkim_signature *signature, const char *name, size_t len, size_t nth)
{
	for (size_t i = message->n; i-- > 0;) {
		const struct message_field *field = &message->fields[i];

		if (field != signature->field && field->name_len == len &&
			ascii_ncasecmp(field->raw, name, len) == 0 && nth-- == 0)
			return field;
	}
	return NULL;
}

/* How often the name stood in h= before this place. */
static size_t named_before(const char *list, const char *name, size_t len)
{
	size_t n = 0;

	while (list < name) {
		size_t item = strcspn(list, ":");

		n += item == len && ascii_ncasecmp(list, name, len) == 0;
		list += item + 1;
	}
	return n;
}

/* The signature's own field, b= empty: what stands between its = and the next semicolon is gone (section 3.5). */
static void without_signature(const struct message_field *field, struct str *out)
{
	const char *s = field->raw + field->value, *end = field->raw + field->len;

	str_add_bytes(out, field->raw, field->value);
	while (s < end) {
		const char *semicolon = memchr(s, ';', (size_t)(end - s)),
			   *stop = semicolon ? semicolon : end;
		const char *equals = memchr(s, '=', (size_t)(stop - s)), *name = s;

		while (name < stop && ascii_isspace(*name))
			name++;
		if (equals && *name == 'b' && name + 1 + strspn(name + 1, " \t\r\n") == equals)
			str_add_bytes(out, s, (size_t)(equals + 1 - s));
		else
			str_add_bytes(out, s, (size_t)(stop - s));
		if (semicolon)
			str_add_char(out, ';');
		s = semicolon ? semicolon + 1 : end;
	}
}

static void add_own_field(struct hashing *hashing, const struct dkim_signature *signature)
{
	struct str STR_AUTO raw = STR_INIT;
	struct str STR_AUTO text = STR_INIT;
	struct message_field field = *signature->field;

	without_signature(signature->field, &raw);
	field.raw = str_text(&raw);
	field.len = raw.len;
	dkim_field(&field, signature->header_relaxed, &text);
	/* Without the CRLF at its end, which went with b= where that stood last. */
	if (text.len >= 2 && memcmp(text.s + text.len - 2, "\r\n", 2) == 0)
		text.len -= 2;
	hashing_add(hashing, str_text(&text), text.len);
}

void dkim_header_hash(const struct message *message, const struct dkim_signature *signature,
	unsigned char hash_r[DKIM_HASH_LEN])
{
	struct hashing hashing;
	const char *name = signature->headers;

	hashing_begin(&hashing, UINT64_MAX);
	while (*name) {
		size_t len = strcspn(name, ":");
		const struct message_field *field = from_bottom(
			message, signature, name, len, named_before(signature->headers, name, len));

		if (field) {
			struct str STR_AUTO text = STR_INIT;

			dkim_field(field, signature->header_relaxed, &text);
			hashing_add(&hashing, str_text(&text), text.len);
		}
		name += len + (name[len] == ':');
	}
	add_own_field(&hashing, signature);
	hashing_end(&hashing, hash_r);
}
