/*
 * The parts of a mail as text, and the encoded words of header fields.
 */
#include "checks/mail/message_text.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/mail/message_part.h"

struct walk {
	message_part_visit *visit;
	void *data;
	char report[32];
	size_t decoded;
};

/* What lies inside of a message/rfc822 part is visited by itself. */
static bool has_text(const struct part *part)
{
	return ascii_starts(part->type, "text/") ||
	       (ascii_starts(part->type, "message/") && strcmp(part->type, "message/rfc822") != 0 &&
		       strcmp(part->type, "message/global") != 0);
}

static bool visit_part(const struct part *part, void *data)
{
	struct walk *walk = data;
	struct str STR_AUTO decoded = STR_INIT_MAX(MESSAGE_TEXT_MAX);
	struct str STR_AUTO text = STR_INIT_MAX(MESSAGE_TEXT_MAX - walk->decoded + 1);
	struct message_part seen = {.type = part->type,
		.report = walk->report,
		.raw = part->body,
		.raw_len = part->body_len,
		.inside = part->inside};

	if (has_text(part) && walk->decoded < MESSAGE_TEXT_MAX) {
		part_decode(part, &decoded);
		message_to_utf8(part->charset, str_text(&decoded), decoded.len, &text);
	}
	seen.text = str_text(&text);
	seen.len = text.len;
	walk->decoded += text.len;
	return walk->visit(&seen, walk->data);
}

void message_parts(const struct message *message, message_part_visit *visit, void *data)
{
	struct walk walk = {.visit = visit, .data = data};
	struct part whole;

	part_read(message->bytes, message->len, &whole);
	str_copy(walk.report, sizeof walk.report, whole.report);
	part_walk(message->bytes, message->len, visit_part, &walk);
}

/* Where an encoded word ends that begins at s ("=?charset?B?text?="); NULL: it is none. */
static const char *encoded_word(const char *s, size_t *charset_r, const char **text_r)
{
	const char *charset;
	size_t len;

	if (strncmp(s, "=?", 2) != 0)
		return NULL;
	charset = s + 2;
	len = strcspn(charset, "? \t");
	if (charset[len] != '?' || !charset[len + 1] || charset[len + 2] != '?' ||
		!strchr("BbQq", charset[len + 1]))
		return NULL;
	*charset_r = strcspn(charset, "?*");
	*text_r = charset + len + 3;
	return strstr(*text_r, "?=");
}

static void decode_word(const char *text, size_t len, char encoding, struct str *out)
{
	struct str STR_AUTO body = STR_INIT_MAX(4096);
	struct part part = {.encoding = "quoted-printable"};

	if (ascii_lower(encoding) == 'b')
		str_copy(part.encoding, sizeof part.encoding, "base64");
	for (size_t i = 0; i < len; i++)
		str_add_char(&body, text[i] == '_' && ascii_lower(encoding) == 'q' ? ' ' : text[i]);
	part.body = str_text(&body);
	part.body_len = body.len;
	part_decode(&part, out);
}

static void add_word(const char *s, size_t charset_len, const char *text, const char *end, struct str *out)
{
	struct str STR_AUTO bytes = STR_INIT_MAX(4096);
	char charset[40];

	if (charset_len >= sizeof charset)
		charset_len = sizeof charset - 1;
	memcpy(charset, s + 2, charset_len);
	charset[charset_len] = '\0';
	decode_word(text, (size_t)(end - text), text[-2], &bytes);
	message_to_utf8(charset, str_text(&bytes), bytes.len, out);
}

void message_words(const char *value, struct str *out)
{
	const char *text, *plain = value;
	bool after_word = false;
	size_t charset;

	while (*value && !out->cut) {
		const char *end = encoded_word(value, &charset, &text);

		if (!end) {
			value++;
			continue;
		}
		/* Blanks between two encoded words only separate them (RFC 2047 section 6.2). */
		if (!after_word || strspn(plain, " \t") != (size_t)(value - plain))
			message_to_utf8("", plain, (size_t)(value - plain), out);
		add_word(value, charset, text, end, out);
		value = plain = end + 2;
		after_word = true;
	}
	message_to_utf8("", plain, (size_t)(value - plain), out);
}

bool message_value_words(const struct message *message, const char *name, size_t nth, struct str *out)
{
	struct str STR_AUTO value = STR_INIT_MAX(MESSAGE_VALUE_MAX);

	if (!message_value(message, name, nth, &value))
		return false;
	message_words(str_text(&value), out);
	return true;
}
