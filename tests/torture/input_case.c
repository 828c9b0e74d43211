/*
 * The saved case: whatever is in the file, what was read of it is written and read again as the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "ui/keep/keep.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct kept *kept = mem_new(sizeof *kept), *again = mem_new(sizeof *again);
	struct str first = STR_INIT, second = STR_INIT;

	kept_init(kept);
	kept_init(again);
	if (kept_from_json((const char *)data, len, kept)) {
		kept_to_json(kept, &first);
		if (kept_from_json(first.s, first.len, again)) {
			kept_to_json(again, &second);
			if (strcmp(str_text(&first), str_text(&second)) != 0)
				abort();
		}
	}
	kept_release(kept);
	kept_release(again);
	free(kept);
	free(again);
	str_release(&first);
	str_release(&second);
	return 0;
}
