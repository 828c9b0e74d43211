/*
 * SMTP replies, the offer of EHLO and the guess at other services, on any bytes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/mail/smtp_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_text(const char *text, size_t size)
{
	if (strnlen(text, size) == size)
		abort();
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			abort();
}

static void check_offer(const char *raw)
{
	struct smtp_offer offer;

	smtp_offer_parse(raw, NULL, &offer);
	check_text(offer.greeting, sizeof offer.greeting);
	if (offer.n_mechs > SMTP_MECHS_MAX || offer.size < 0 ||
		strnlen(offer.raw, sizeof offer.raw) == sizeof offer.raw)
		abort();
	for (size_t i = 0; i < offer.n_mechs; i++)
		check_text(offer.mechs[i], sizeof offer.mechs[i]);
}

/* The part that was used is the same reply when it comes alone, and nothing when its last byte is missing. */
static void check_used(const char *bytes, size_t used, const struct smtp_reply *reply)
{
	struct smtp_reply again;
	enum smtp_fault fault;
	size_t n;

	if (smtp_reply_parse(bytes, used, &again, &fault, &n) != SMTP_DONE || n != used ||
		again.code != reply->code || strcmp(again.text, reply->text) != 0)
		abort();
	if (smtp_reply_parse(bytes, used - 1, &again, &fault, &n) != SMTP_SILENT)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *bytes = (const char *)data;
	struct smtp_reply reply = {.code = 0};
	enum smtp_fault fault = SMTP_FAULT_NONE;
	size_t used = 0;
	enum smtp_step step = smtp_reply_parse(bytes, len, &reply, &fault, &used);
	char *raw = strndup(bytes, len);

	if (step == SMTP_DONE) {
		if (reply.code < 200 || reply.code > 599 || reply.lines < 1 ||
			reply.lines > SMTP_REPLY_LINES_MAX || used > len)
			abort();
		check_used(bytes, used, &reply);
	} else if (step == SMTP_GARBLED) {
		if (reply.code || fault == SMTP_FAULT_NONE || fault == SMTP_FAULT_BARE_LF || used > len)
			abort();
	} else if (step != SMTP_SILENT) {
		abort();
	}
	check_text(reply.text, sizeof reply.text);
	if (raw) {
		check_offer(raw);
		(void)smtp_other_service(raw);
		(void)smtp_banner_is_masked(raw);
	}
	free(raw);
	return 0;
}
