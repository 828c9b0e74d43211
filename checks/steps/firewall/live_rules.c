/*
 * nft shows everything but the extensions of iptables; those are asked for in its own words. Legacy tables live beside all that, and the kernel
 * says whether there are any.
 */
#include "checks/steps/firewall/live_rules.h"

#include <string.h>

#include "checks/base/str.h"
#include "checks/engine/computer.h"
#include "checks/steps/firewall/ipset.h"
#include "checks/steps/firewall/iptables.h"
#include "checks/steps/firewall/nft_json.h"

#define COMMAND_MS 2500

/* Runs a program that prints rules; false where it is not there or failed. */
static bool print(struct check_run *run, const char *const *words, struct str *out)
{
	struct io_scope scope = io_scope_within(run_scope(run), COMMAND_MS);
	int code;

	return computer_run(run_case(run), &scope, words, out, &code) == COMPUTER_READ && code == 0;
}

static bool read_nft(struct check_run *run, struct ruleset *ruleset)
{
	static const char *const all[] = {"nft", "-j", "list", "ruleset", NULL};
	static const char *const terse[] = {"nft", "-j", "-t", "list", "ruleset", NULL};
	struct str STR_AUTO out = STR_INIT;

	if (print(run, all, &out) && nft_json_read(ruleset, str_text(&out), out.len))
		return true;
	/* Too much to read are sets, hardly ever rules. */
	if (!print(run, terse, &out) || !nft_json_read(ruleset, str_text(&out), out.len))
		return false;
	for (size_t t = 0; t < ruleset->tables.n; t++)
		for (size_t s = 0; s < ruleset->tables.items[t]->sets.n; s++)
			ruleset->tables.items[t]->sets.items[s].partly = true;
	return true;
}

/* Whether the kernel has tables of the old kind. */
static bool has_legacy(const struct mailcase *mailcase, const char *path)
{
	struct str STR_AUTO names = STR_INIT;

	return computer_read(mailcase, path, &names) == COMPUTER_READ &&
	       strspn(str_text(&names), " \n") < names.len;
}

static const struct iptables_kind {
	const char *save, *legacy_save, *names;
	enum table_family family;
} kinds[] = {{"iptables-save", "iptables-legacy-save", "/proc/net/ip_tables_names", TABLE_IP},
	{"ip6tables-save", "ip6tables-legacy-save", "/proc/net/ip6_tables_names", TABLE_IP6}};

static bool is_classic(const struct rule_table *table)
{
	static const char *const names[] = {"filter", "nat", "mangle", "raw", "security"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(table->name, names[i]) == 0)
			return true;
	return false;
}

/* Whether nft shows tables that iptables made: those are better asked of itself. */
static bool has_classic(const struct ruleset *ruleset, enum table_family family)
{
	for (size_t i = 0; i < ruleset->tables.n; i++) {
		const struct rule_table *table = ruleset->tables.items[i];

		if (table->tool == TOOL_NFT && table->family == family && is_classic(table) &&
			(table->foreign || table_find_chain(table, "OUTPUT") ||
				table_find_chain(table, "INPUT")))
			return true;
	}
	return false;
}

/* iptables' words of one family, as far as there is something that nft did not show. */
static bool read_iptables(
	struct check_run *run, struct ruleset *ruleset, const struct iptables_kind *kind, bool nft)
{
	const char *save[] = {kind->save, NULL}, *legacy_save[] = {kind->legacy_save, NULL};
	struct iptables_source source = {.family = kind->family, .tool = TOOL_IPTABLES};
	struct str STR_AUTO out = STR_INIT;
	bool legacy = has_legacy(run_case(run), kind->names), any;

	if (nft && !legacy && !has_classic(ruleset, kind->family))
		return true;
	if (!print(run, save, &out))
		return nft && !legacy; /* what only iptables can show is looked for later */
	any = iptables_read(ruleset, &source, str_text(&out));
	/* Where iptables speaks to nftables it says nothing of the old tables. */
	if (!legacy || (any && !iptables_is_nft(str_text(&out))))
		return true;
	if (!print(run, legacy_save, &out))
		return false;
	source.tool = TOOL_LEGACY;
	return iptables_read(ruleset, &source, str_text(&out));
}

void live_rules_hide(struct ruleset *ruleset)
{
	for (size_t i = 0; i < ruleset->tables.n; i++) {
		struct rule_table *table = ruleset->tables.items[i];

		for (size_t k = 0; table->tool == TOOL_NFT && k < ruleset->tables.n; k++) {
			const struct rule_table *other = ruleset->tables.items[k];

			if (other->tool == TOOL_IPTABLES && other->family == table->family &&
				strcmp(other->name, table->name) == 0 && (table->foreign || !table->sets.n)) {
				table->family = TABLE_OTHER;
				break;
			}
		}
	}
}

bool live_rules_lack(const struct ruleset *ruleset)
{
	for (size_t i = 0; i < ruleset->tables.n; i++)
		if (ruleset->tables.items[i]->foreign && ruleset->tables.items[i]->family != TABLE_OTHER)
			return true;
	return false;
}

static bool refers_to_sets(const struct ruleset *ruleset)
{
	for (size_t t = 0; t < ruleset->tables.n; t++) {
		const struct rule_table *table = ruleset->tables.items[t];

		for (size_t c = 0; table->tool != TOOL_NFT && c < table->chains.n; c++)
			for (size_t r = 0; r < table->chains.items[c].rules.n; r++)
				if (strstr(table->chains.items[c].rules.items[r].text, "--match-set"))
					return true;
	}
	return false;
}

bool live_rules_read(struct check_run *run, struct ruleset *ruleset)
{
	static const char *const ipset[] = {"ipset", "save", NULL};
	bool nft = read_nft(run, ruleset), all = true, any = nft;
	struct str STR_AUTO sets = STR_INIT;

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		bool read = read_iptables(run, ruleset, &kinds[i], nft);

		any |= read;
		all &= read;
	}
	live_rules_hide(ruleset);
	if (refers_to_sets(ruleset) && print(run, ipset, &sets))
		ipset_read(ruleset, str_text(&sets));
	return any && all && !live_rules_lack(ruleset);
}
