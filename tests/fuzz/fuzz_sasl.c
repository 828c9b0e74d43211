/*
 * SASL challenges. The first byte chooses the mechanism, each line behind it is a challenge in base64; for
 * the last two values the lines are SCRAM messages as they are, with a nonce ("abc") that the input can know.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/encode.h"
#include "checks/mail/sasl.h"
#include "checks/mail/sasl_scram.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void fuzz_mech(enum sasl_mech mech, char *lines, const struct secret *secret)
{
	struct sasl_login login = {.user = "anna", .secret = secret, .host = "h", .port = 587};
	struct str out = STR_INIT;
	struct sasl *sasl;
	char *line, *rest = lines;

	login.kind = mech == SASL_XOAUTH2	? SASL_TOKEN_XOAUTH2
		     : mech == SASL_OAUTHBEARER ? SASL_TOKEN_OAUTHBEARER
						: SASL_PASSWORD;
	sasl = sasl_new(mech, &login);
	if (!sasl)
		abort();
	(void)sasl_initial(sasl, &out);
	for (line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
		struct str decoded = STR_INIT;

		str_clear(&out);
		if (sasl_answer(sasl, line, &out) == SASL_GO_ON && !base64_decode(&decoded, str_text(&out)))
			abort();
		str_release(&decoded);
		/* Nobody can prove a password without knowing our nonce. */
		if ((mech == SASL_SCRAM_SHA_1 || mech == SASL_SCRAM_SHA_256) &&
			sasl_server_proved(sasl, line))
			abort();
	}
	if (strlen(sasl_error_detail(sasl)) > 511)
		abort();
	str_release(&out);
	sasl_free(&sasl);
}

/* A million iterations are allowed and take their time; here they would only slow the search down. */
static int is_slow(const char *message)
{
	const char *count = strstr(message, "i=");

	return count && strspn(count + 2, "0123456789") > 3;
}

static void fuzz_scram(enum scram_hash hash, char *lines, const struct secret *secret)
{
	struct scram *scram = scram_new(hash, "anna", secret, "abc");
	struct str out = STR_INIT;
	char *rest = lines, *first = strsep(&rest, "\n");

	if (first && !is_slow(first)) {
		bool fine = scram_final(scram, first, &out);

		if (rest && scram_verify(scram, rest) && !fine)
			abort();
		if (fine && !strstr(str_text(&out), ",p="))
			abort();
	}
	str_release(&out);
	scram_free(&scram);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct secret *secret;
	char *lines;
	int which;

	if (len < 1)
		return 0;
	which = data[0] % (SASL_OAUTHBEARER + 2);
	lines = strndup((const char *)data + 1, len - 1);
	secret = secret_new("pencil", 6);
	if (lines && which < SASL_OAUTHBEARER)
		fuzz_mech((enum sasl_mech)(which + 1), lines, secret);
	else if (lines)
		fuzz_scram(which == SASL_OAUTHBEARER ? SCRAM_SHA_1 : SCRAM_SHA_256, lines, secret);
	free(lines);
	secret_free(&secret);
	return 0;
}
