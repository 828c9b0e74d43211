/*
 * The saved case, on any bytes: what is taken for ours is written in a way that reads as the same case again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ui/keep/keep.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void write_anew(const char *json, size_t len, struct str *out)
{
	struct kept kept;

	kept_init(&kept);
	if (!kept_from_json(json, len, &kept))
		abort();
	kept_to_json(&kept, out);
	kept_release(&kept);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct str STR_AUTO once = STR_INIT;
	struct str STR_AUTO twice = STR_INIT;
	struct kept kept;

	kept_init(&kept);
	if (kept_from_json((const char *)data, len, &kept)) {
		if (kept.n_trail > KEPT_TRAIL_MAX || kept.answers.secret)
			abort();
		kept_to_json(&kept, &once);
		write_anew(str_text(&once), once.len, &twice);
		if (strcmp(str_text(&once), str_text(&twice)) != 0)
			abort();
	}
	kept_release(&kept);
	return 0;
}
