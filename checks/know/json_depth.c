/*
 * The depth of a JSON text, counted before anybody reads it.
 */
#include "checks/know/json_depth.h"

bool json_depth_fits(const char *text, size_t len, size_t max)
{
	size_t depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < len && depth <= max; i++) {
		if (quoted && text[i] == '\\')
			i++;
		else if (text[i] == '"')
			quoted = !quoted;
		else if (!quoted && (text[i] == '{' || text[i] == '['))
			depth++;
		else if (!quoted && (text[i] == '}' || text[i] == ']') && depth)
			depth--;
	}
	return depth <= max;
}
