/*
 * Reading guards.psv.
 */
#include "checks/know/guard.h"

#include <string.h>

#include "checks/know/pattern.h"
#include "checks/know/tables.h"

enum column { PROCESS, KIND, TRAFFIC, PRODUCT, PORTS, MENU, SAYS, SOURCE };

static const char *const kinds[] = {
	[GUARD_SCANNER] = "scanner",
	[GUARD_MAIL_PROXY] = "mail-proxy",
	[GUARD_MILTER] = "milter",
	[GUARD_FIREWALL] = "firewall",
	[GUARD_BRIDGE] = "bridge",
};

const char *guard_kind_name(enum guard_kind kind)
{
	return kinds[kind];
}

static void take_row(size_t i, struct guard *guard_r)
{
	const char *const *row = know_guards[i];

	*guard_r = (struct guard){
		.kind = GUARD_SCANNER,
		.traffic = strcmp(row[TRAFFIC], "yes") == 0,
		.product = row[PRODUCT],
		.ports = row[PORTS],
		.menu = row[MENU],
		.row = i,
	};
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		if (strcmp(row[KIND], kinds[k]) == 0)
			guard_r->kind = (enum guard_kind)k;
	}
}

bool guard_by_process(const char *process, struct guard *guard_r)
{
	for (size_t i = 0; *process && i < know_guards_rows; i++) {
		if (!pattern_listed(know_guards[i][PROCESS], process))
			continue;
		take_row(i, guard_r);
		return true;
	}
	return false;
}

bool guard_by_words(const char *text, struct guard *guard_r)
{
	struct str STR_AUTO low = STR_INIT;

	pattern_prepare(&low, text);
	for (size_t i = 0; i < know_guards_rows; i++) {
		if (!know_guards[i][SAYS][0] || !pattern_match(know_guards[i][SAYS], str_text(&low)))
			continue;
		take_row(i, guard_r);
		return true;
	}
	return false;
}

bool guard_is_scanner_talk(const char *text)
{
	struct str STR_AUTO low = STR_INIT;

	pattern_prepare(&low, text);
	return pattern_match("{virus,viruses,antivirus,anti-virus,malware,infected,scanner,scan "
			     "engine,scanning failed,message ended early}",
		str_text(&low));
}

bool guard_by_port(int port, struct guard *guard_r)
{
	for (size_t i = 0; i < know_guards_rows; i++) {
		struct guard guard;

		take_row(i, &guard);
		if (guard.kind != GUARD_BRIDGE || !guard_listens_on(&guard, port))
			continue;
		*guard_r = guard;
		return true;
	}
	return false;
}

bool guard_listens_on(const struct guard *guard, int port)
{
	return guard->ports[0] && pattern_code(guard->ports, port);
}
