/*
 * Which shapes a secret can take on the wire. Everything here is compared with a peer's words only; the forms
 * themselves are wiped when they go.
 */
#include "checks/mail/secret_forms.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/encode.h"
#include "checks/base/random.h"
#include "checks/base/utf8.h"

#define RAW_LEAST    4 /* shorter: whole words only */
#define HEX_LEAST    3 /* shorter hex is any number */
#define BASE64_LEAST 6 /* characters of an alignment; fewer would match by chance */

static char form_byte(const struct secret_form *form, size_t i)
{
	return (char)(form->bytes[i] ^ form->pad[i % sizeof form->pad]);
}

static bool is_form(const struct secret_form *form, const char *bytes)
{
	for (size_t i = 0; i < form->len; i++)
		if (form_byte(form, i) != bytes[i])
			return false;
	return true;
}

static void add_form(struct secret_forms *forms, enum form_kind kind, const char *bytes, size_t len)
{
	struct secret_form *form;

	if (!len)
		return;
	for (size_t i = 0; i < forms->v.n; i++) {
		form = &forms->v.items[i];
		if (form->kind == kind && form->len == len && is_form(form, bytes))
			return;
	}
	form = VEC_ADD(&forms->v);
	form->kind = kind;
	form->len = len;
	form->bytes = mem_new(len);
	random_bytes(form->pad, sizeof form->pad);
	for (size_t i = 0; i < len; i++)
		form->bytes[i] = (char)(bytes[i] ^ form->pad[i % sizeof form->pad]);
}

/* base64 text is kept in the ordinary alphabet and without padding. */
static size_t without_padding(const struct str *text)
{
	size_t len = text->len;

	while (len && text->s[len - 1] == '=')
		len--;
	return len;
}

static void add_message(struct secret_forms *forms, const void *bytes, size_t len)
{
	STR_SECRET struct str text = STR_INIT;

	base64_encode(&text, bytes, len);
	add_form(forms, FORM_BASE64_WORD, str_text(&text), without_padding(&text));
}

/*
 * What stays the same in base64 whatever stands before and after the bytes: behind k unknown bytes the first
 * characters mix with them (0, 2 or 3 of them), and so does the last one unless the bits end there.
 */
static void add_alignments(struct secret_forms *forms, const char *bytes, size_t len)
{
	static const size_t mixed[] = {0, 2, 3};

	for (size_t k = 0; k < 3; k++) {
		STR_SECRET struct str message = STR_INIT;
		STR_SECRET struct str text = STR_INIT;
		size_t whole = (k + len) * 8 / 6;

		str_add_bytes(&message, "\0\0", k);
		str_add_bytes(&message, bytes, len);
		base64_encode(&text, message.s, message.len);
		if (whole >= mixed[k] + BASE64_LEAST)
			add_form(forms, FORM_BASE64, text.s + mixed[k], whole - mixed[k]);
	}
}

static void add_raw(struct secret_forms *forms, const char *bytes, size_t len)
{
	add_form(forms, len < RAW_LEAST ? FORM_WORD : FORM_ANYWHERE, bytes, len);
}

/* As it looks in a quoted string of IMAP or JSON. */
static void add_quoted(struct secret_forms *forms, const char *bytes, size_t len)
{
	STR_SECRET struct str text = STR_INIT;

	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '"' || bytes[i] == '\\')
			str_add_char(&text, '\\');
		str_add_char(&text, bytes[i]);
	}
	add_raw(forms, str_text(&text), text.len);
}

/* As it looks in a URL (RFC 3986): everything but the unreserved characters as %XX, or all of it. */
static void add_percent(
	struct secret_forms *forms, const char *bytes, size_t len, bool all, const char *space)
{
	STR_SECRET struct str text = STR_INIT;

	for (size_t i = 0; i < len; i++) {
		if (!all && (ascii_isalnum(bytes[i]) || (bytes[i] && strchr("-._~", bytes[i]))))
			str_add_char(&text, bytes[i]);
		else if (!all && bytes[i] == ' ')
			str_add(&text, space);
		else
			str_addf(&text, "%%%02x", (unsigned char)bytes[i]);
	}
	if (text.len != len)
		add_form(forms, FORM_CASELESS, str_text(&text), text.len);
}

static void add_hex(struct secret_forms *forms, const char *bytes, size_t len)
{
	STR_SECRET struct str text = STR_INIT;

	if (len < HEX_LEAST)
		return;
	hex_encode(&text, bytes, len);
	add_form(forms, FORM_CASELESS, str_text(&text), text.len);
}

/* The complete messages, for secrets too short to be found inside of one. */
static void add_messages(struct secret_forms *forms, const char *secret, size_t len, const char *user)
{
	static const char bearer[] = "\001auth=Bearer ";
	STR_SECRET struct str message = STR_INIT;

	for (int authzid = 0; authzid < 2; authzid++) {
		str_wipe(&message);
		if (authzid)
			str_add(&message, user);
		str_add_char(&message, '\0');
		str_add(&message, user);
		str_add_char(&message, '\0');
		str_add_bytes(&message, secret, len);
		add_message(forms, message.s, message.len);
	}
	str_wipe(&message);
	str_add(&message, "user=");
	str_add(&message, user);
	str_add(&message, bearer);
	str_add_bytes(&message, secret, len);
	str_add(&message, "\001\001");
	add_message(forms, message.s, message.len);
}

void secret_forms_add(struct secret_forms *forms, const struct secret *secret, const char *user)
{
	STR_SECRET struct str revealed = STR_INIT;
	STR_SECRET struct str shown = STR_INIT;
	const char *bytes;
	size_t len;

	secret_reveal(secret, &revealed);
	bytes = str_text(&revealed);
	len = revealed.len;
	add_raw(forms, bytes, len);
	text_harmless(&shown, bytes, len, TEXT_ONE_LINE, 0);
	add_raw(forms, str_text(&shown), shown.len);
	add_quoted(forms, bytes, len);
	add_percent(forms, bytes, len, false, "%20");
	add_percent(forms, bytes, len, false, "+");
	add_percent(forms, bytes, len, true, "%20");
	add_hex(forms, bytes, len);
	add_alignments(forms, bytes, len);
	add_message(forms, bytes, len);
	if (user && *user) {
		add_messages(forms, bytes, len, user);
		add_alignments(forms, user, strlen(user));
		add_message(forms, user, strlen(user));
	}
}

void secret_forms_release(struct secret_forms *forms)
{
	for (size_t i = 0; i < forms->v.n; i++) {
		mem_wipe(forms->v.items[i].bytes, forms->v.items[i].len);
		free(forms->v.items[i].bytes);
	}
	VEC_RELEASE(&forms->v);
}

/* The URL-safe alphabet (RFC 4648 section 5) read as the ordinary one. */
static char base64_char(char c)
{
	return c == '-' ? '+' : c == '_' ? '/' : c;
}

static bool is_base64(char c)
{
	return ascii_isalnum(c) || (c && strchr("+/-_", c));
}

static bool is_word(char c)
{
	return ascii_isalnum(c) || (unsigned char)c > 127;
}

static bool same_bytes(const struct secret_form *form, const char *at)
{
	for (size_t i = 0; i < form->len; i++) {
		char byte = form_byte(form, i), said = at[i];

		if (form->kind == FORM_CASELESS ? ascii_lower(byte) != ascii_lower(said)
			: form->kind == FORM_BASE64 || form->kind == FORM_BASE64_WORD
				? byte != base64_char(said)
				: byte != said)
			return false;
	}
	return true;
}

/* Whether the form stands at byte `at`, neighbours included in the question. */
static bool matches(const struct secret_form *form, const struct str *text, size_t at)
{
	size_t end = at + form->len;
	char before = at ? text->s[at - 1] : ' ', after = text->s[end];

	if (!same_bytes(form, text->s + at))
		return false;
	if (form->kind == FORM_WORD)
		return !is_word(before) && !is_word(after);
	if (form->kind == FORM_BASE64_WORD)
		return !is_base64(before) && !is_base64(after);
	return true;
}

static void mark(const struct secret_form *form, const struct str *text, size_t at, char *hide)
{
	size_t end = at + form->len;

	if (form->kind == FORM_BASE64 || form->kind == FORM_BASE64_WORD) {
		while (at && is_base64(text->s[at - 1]))
			at--;
		while (end < text->len && is_base64(text->s[end]))
			end++;
		while (end < text->len && text->s[end] == '=')
			end++;
	}
	memset(hide + at, 1, end - at);
}

/* Marks what is to be hidden; what was hidden before is left alone, even when the secret is a part of that
 * word. */
static bool find(const struct secret_forms *forms, const struct str *text, char *hide)
{
	static const size_t hidden = sizeof SECRET_HIDDEN - 1;
	bool found = false;

	for (size_t at = 0; at < text->len; at++) {
		if (text->len - at >= hidden && memcmp(text->s + at, SECRET_HIDDEN, hidden) == 0) {
			at += hidden - 1;
			continue;
		}
		for (size_t i = 0; i < forms->v.n; i++) {
			const struct secret_form *form = &forms->v.items[i];

			if (form->len <= text->len - at && matches(form, text, at)) {
				mark(form, text, at, hide);
				found = true;
			}
		}
	}
	return found;
}

void secret_forms_scrub(const struct secret_forms *forms, struct str *text)
{
	struct str clean = STR_INIT;
	char *hide;

	if (!forms->v.n || !text->len)
		return;
	hide = mem_new(text->len);
	if (find(forms, text, hide)) {
		for (size_t i = 0; i < text->len; i++) {
			if (!hide[i])
				str_add_char(&clean, text->s[i]);
			else if (!i || !hide[i - 1])
				str_add(&clean, SECRET_HIDDEN);
		}
		str_wipe(text);
		str_add_bytes(text, str_text(&clean), clean.len);
	}
	str_release(&clean);
	free(hide);
}
