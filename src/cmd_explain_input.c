/*
 * Reading what somebody wants explained: whatever it is, it is bounded, and what is no text is told so.
 */
#include "src/cmd_explain_input.h"

#include <errno.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/file.h"
#include "checks/base/utf8.h"
#include "checks/know/paste.h"
#include "checks/mail/message.h"
#include "checks/steps/errors/bounced.h"
#include "ui/words/words.h"

#define LOOKED_AT ((size_t)64 * 1024) /* enough to tell text from anything else */
#define MAILS_MAX 1000		      /* of one file */

static bool fail(struct usage_error *error, const char *id, const char *translated, const char *path)
{
	char shown[300];
	struct arg arg;

	text_harmless_buf(shown, sizeof shown, path, strlen(path));
	arg = A_NAME("file", shown);
	return usage_fail(error, id, translated, &arg, 1);
}

static bool fail_unread(struct usage_error *error, const char *path)
{
	switch (errno) {
	case ENOENT:
		/* TRANSLATORS: {file} is the name of a file. */
		return fail(error, "unreadable", _("There is no file {file}."), path);
	case EISDIR:
		return fail(error, "unreadable",
			/* TRANSLATORS: {file} is the name of a folder. */
			_("{file} is a folder. Name one file in it: the mail that came back."), path);
	case EACCES:
	case EPERM:
		/* TRANSLATORS: {file} is the name of a file. */
		return fail(error, "unreadable", _("You may not read the file {file}."), path);
	default:
		/* TRANSLATORS: {file} is the name of a file. */
		return fail(error, "unreadable", _("The file {file} cannot be read."), path);
	}
}

static bool is_blank(const struct str *bytes)
{
	for (size_t i = 0; i < bytes->len; i++)
		if (!strchr(" \t\r\n\f", bytes->s[i]) || !bytes->s[i])
			return false;
	return true;
}

/* UTF-16, as some editors save it, is a text. */
static bool is_utf16(const struct str *bytes)
{
	size_t n = bytes->len < LOOKED_AT ? bytes->len : LOOKED_AT, nuls[2] = {0, 0};

	if (n >= 2 && (memcmp(bytes->s, "\xff\xfe", 2) == 0 || memcmp(bytes->s, "\xfe\xff", 2) == 0))
		return true;
	for (size_t i = 0; i < n; i++)
		nuls[i % 2] += bytes->s[i] == '\0';
	return nuls[0] > n / 4 ? nuls[1] < n / 50 : nuls[1] > n / 4 && nuls[0] < n / 50;
}

/* A picture, an archive, a program: of 20 bytes more than one is none that stands in texts. A mail with a few wrong bytes still is one. */
static bool is_binary(const struct str *bytes)
{
	size_t n = bytes->len < LOOKED_AT ? bytes->len : LOOKED_AT, odd = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes->s[i];

		odd += c < ' ' && !strchr("\t\n\r\f\v\b\x1b", c);
		odd += c == '\0';
	}
	return odd > n / 20;
}

/* Makes UTF-8 of it, without the bytes that no mail holds. */
static void decode(struct explain_input *input)
{
	struct str clean = STR_INIT;

	paste_clean(&clean, str_text(&input->bytes), input->bytes.len, MESSAGE_BYTES_MAX);
	str_release(&input->bytes);
	input->bytes = clean;
}

/* --- several mails in one file --- */

/* Where the next mail of an mbox begins, at or behind from; len where none does. */
static size_t next_mail(const struct str *bytes, size_t from)
{
	for (size_t at = from; at < bytes->len;) {
		const char *end = memchr(bytes->s + at, '\n', bytes->len - at);
		bool after_blank = at == 0 || (at >= 2 && bytes->s[at - 2] == '\n') ||
				   (at >= 3 && memcmp(bytes->s + at - 3, "\n\r\n", 3) == 0);

		if (after_blank && bytes->len - at > 5 && memcmp(bytes->s + at, "From ", 5) == 0)
			return at;
		at = end ? (size_t)(end - bytes->s) + 1 : bytes->len;
	}
	return bytes->len;
}

/* How much a mail has to tell here: a failure, then anything else that a mail system wrote. */
static int worth(const char *mail, size_t len)
{
	struct bounced bounced;
	int worth;

	if (!bounced_read(mail, len, &bounced))
		return 0;
	worth = bounced.bounce.kind == BOUNCE_FAILURE || bounced.bounce.kind == BOUNCE_DELAY ? 2 : 1;
	bounced_release(&bounced);
	return worth;
}

static void choose_mail(struct explain_input *input)
{
	const struct str *bytes = &input->bytes;
	size_t at = next_mail(bytes, 0), mails = 0;
	int best = -1;

	input->mail = str_text(bytes);
	input->mail_len = bytes->len;
	for (; at == 0 || (best >= 0 && at < bytes->len); mails++) {
		size_t next = next_mail(bytes, at + 1);
		int value = best < 2 && mails < MAILS_MAX ? worth(bytes->s + at, next - at) : 0;

		if (value > best) {
			best = value;
			input->mail = bytes->s + at;
			input->mail_len = next - at;
		}
		at = next;
	}
	input->others = mails ? mails - 1 : 0;
}

bool explain_input_read(struct explain_input *input, const char *path, struct usage_error *error)
{
	*input = (struct explain_input){.bytes = STR_INIT_MAX(MESSAGE_BYTES_MAX)};
	if (!file_read(path, &input->bytes))
		return fail_unread(error, path);
	input->cut = input->bytes.cut;
	if (is_blank(&input->bytes))
		return fail(error, "empty",
			_("There is nothing to explain: what was given is empty. Copy the message of your "
			  "mail program, or save the mail that came back as a file."),
			path);
	if (is_utf16(&input->bytes))
		decode(input);
	else if (is_binary(&input->bytes))
		return fail(error, "not-text",
			/* TRANSLATORS: {file} is the name of a file. */
			_("{file} is no text. Save the mail that came back as a file of its own (.eml or "
			  "text), or copy the message of your mail program into one."),
			path);
	choose_mail(input);
	return true;
}

/* The last size - 1 bytes of text at most, from the beginning of a character on. */
static void copy_end(char *buf, size_t size, const struct str *text)
{
	const char *end = str_text(text) + (text->len < size ? 0 : text->len - size + 1);

	while ((*end & 0xc0) == 0x80)
		end++;
	str_copy(buf, size, end);
}

void explain_input_message(struct explain_input *input, char *buf, size_t size)
{
	const size_t most = 4 * size, len = input->mail_len < most ? input->mail_len : most;
	struct str STR_AUTO text = STR_INIT;
	struct paste paste;

	paste_clean(&text, input->mail, len, size - 1);
	str_copy(buf, size, str_text(&text));
	if (!text.cut && len == input->mail_len && text.len < size - 4)
		return;
	input->cut = true;
	if (paste_read(buf, SPEAKER_UNKNOWN, &paste))
		return;
	/* The end of a long log tells how it ended. */
	str_clear(&text);
	paste_clean(&text, input->mail + input->mail_len - len, len, 0);
	copy_end(buf, size, &text);
}

void explain_input_release(struct explain_input *input)
{
	str_release(&input->bytes);
}
