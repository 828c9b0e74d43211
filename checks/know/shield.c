/*
 * Matching an issuer against shields.psv; the first row that fits wins.
 */
#include "checks/know/shield.h"

#include <string.h>

#include "checks/know/pattern.h"
#include "checks/know/tables.h"

enum column { FIELD, PATTERN, KIND, PRODUCT, MENU, SOURCE };

static enum shield_kind kind_of(const char *word)
{
	if (strcmp(word, "gateway") == 0)
		return SHIELD_GATEWAY;
	if (strcmp(word, "debug") == 0)
		return SHIELD_DEBUG;
	return strcmp(word, "state") == 0 ? SHIELD_STATE : SHIELD_PROGRAM;
}

static bool row_fits(const char *const row[6], const char *cn, const char *org)
{
	bool in_cn = strcmp(row[FIELD], "org") != 0 && pattern_match(row[PATTERN], cn);

	return in_cn || (strcmp(row[FIELD], "cn") != 0 && pattern_match(row[PATTERN], org));
}

bool shield_by_issuer(const char *cn, const char *org, struct shield *shield_r)
{
	struct str STR_AUTO low_cn = STR_INIT;
	struct str STR_AUTO low_org = STR_INIT;

	pattern_prepare(&low_cn, cn);
	pattern_prepare(&low_org, org);
	for (size_t i = 0; i < know_shields_rows; i++) {
		const char *const *row = know_shields[i];

		if (!row_fits(row, str_text(&low_cn), str_text(&low_org)))
			continue;
		*shield_r = (struct shield){
			.kind = kind_of(row[KIND]),
			.product = row[PRODUCT],
			.menu = row[MENU],
			.row = i,
		};
		return true;
	}
	return false;
}
