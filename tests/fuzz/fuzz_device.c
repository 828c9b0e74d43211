/*
 * What a sign-in server answers, on any bytes: the first byte chooses which answer it is taken for.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/auth/device.h"
#include "checks/auth/flat_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void try_code(const char *body, size_t len)
{
	struct device_code code = {.fetch = FETCH_DONE};
	enum device_outcome outcome = device_read_code(body, len, &code);

	if ((code.ticket != NULL) != (outcome == DEVICE_DONE))
		abort();
	if (outcome == DEVICE_DONE &&
		(strncmp(code.page, "https://", 8) != 0 || !code.shown[0] || code.expires_s < 1 ||
			code.expires_s > 900 || code.interval_s < 1 || code.interval_s > 60))
		abort();
	device_code_release(&code);
}

static void try_token(const char *body, size_t len)
{
	struct secret *token = NULL;
	enum device_outcome outcome;
	char said[100] = "";

	device_read_token(body, len, &outcome, &token, said, sizeof said);
	if ((token != NULL) != (outcome == DEVICE_DONE) || strnlen(said, sizeof said) == sizeof said)
		abort();
	secret_free(&token);
}

/* What is found stands in an object. */
static void try_member(const char *body, size_t len)
{
	struct str STR_AUTO value = STR_INIT_MAX(1000);

	if (flat_json_get(body, len, "a", &value) && !flat_json_is_object(body, len))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *body;

	if (!len)
		return 0;
	body = malloc(len);
	if (!body)
		return 0;
	memcpy(body, data + 1, len - 1);
	if (data[0] == 'c')
		try_code(body, len - 1);
	else if (data[0] == 't')
		try_token(body, len - 1);
	else
		try_member(body, len - 1);
	free(body);
	return 0;
}
