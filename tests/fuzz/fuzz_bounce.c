/*
 * Mails that came back, on any bytes: what is kept of them is bounded, UTF-8 and harmless, each address stands there once, and causes are
 * known ones.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"
#include "checks/engine/cause.h"
#include "checks/know/bounce.h"
#include "checks/mail/message_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void expect(int condition)
{
	if (!condition)
		abort();
}

static void check_text(const char *text, size_t size)
{
	size_t len = strnlen(text, size);

	expect(len < size);
	expect(utf8_valid(text, len));
	for (size_t i = 0; i < len; i++)
		expect((unsigned char)text[i] >= 32 && text[i] != 127);
}

static void check_recipient(const struct bounce *bounce, size_t i)
{
	const struct bounce_recipient *recipient = &bounce->recipients[i];
	enum cause_id cause;

	check_text(recipient->address, sizeof recipient->address);
	check_text(recipient->status, sizeof recipient->status);
	check_text(recipient->reply.text, sizeof recipient->reply.text);
	check_text(recipient->reply.said_by, sizeof recipient->reply.said_by);
	expect(!recipient->reply.meaning.cause || cause_by_name(recipient->reply.meaning.cause, &cause));
	for (size_t k = 0; k < i && recipient->address[0]; k++)
		expect(!ascii_caseeq(bounce->recipients[k].address, recipient->address));
}

static void check_kind(const struct bounce *bounce)
{
	expect(bounce->n <= BOUNCE_RECIPIENTS_MAX);
	expect((bounce->kind == BOUNCE_FAILURE || bounce->kind == BOUNCE_DELAY) == (bounce->n != 0));
	expect(bounce->dialect && bounce_kind_name(bounce->kind));
	check_text(bounce->reporter, sizeof bounce->reporter);
}

static bool check_part(const struct message_part *part, void *data)
{
	struct str STR_AUTO text = STR_INIT_MAX(65536);

	expect(utf8_valid(part->text, part->len) && strlen(part->text) == part->len);
	*(size_t *)data += part->len;
	expect(*(size_t *)data <= MESSAGE_TEXT_MAX + 4096);
	message_html_text(part->text, part->len, &text);
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct message MESSAGE_AUTO message = {.len = 0};
	struct bounce BOUNCE_AUTO bounce = {.dialect = ""};
	size_t decoded = 0;

	if (!message_parse((const char *)data, len, &message))
		return 0;
	message_parts(&message, check_part, &decoded);
	bounce_read(&message, &bounce);
	check_kind(&bounce);
	for (size_t i = 0; i < bounce.n; i++)
		check_recipient(&bounce, i);
	return 0;
}
