/*
 * reputation.lists: can the lists be believed? Their test entries are asked for at the start of the run, while the address that mail leaves
 * from is still being found out: name servers need a while for names that nobody has asked them for.
 */
#include <string.h>

#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/engine/words.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/reputation/catalogue_part.h"
#include "checks/steps/reputation/lists_ask.h"

#define LIMIT_MS 1500

static void run_lists(struct check_run *run)
{
	struct blocklist lists[BLOCKLISTS_MAX];
	size_t n = lists_of_kinds(BLOCKLIST_ADDRESSES, lists);
	struct list_inquiry inquiry;
	struct lists_tested *tested;
	struct dns_config config;

	if (!mailcase_asks_lists(run_case(run))) {
		run_skip(run, "not-asked");
		return;
	}
	case_dns(run_case(run), &config);
	list_inquiry_init(&inquiry, lists, n, NULL, 0);
	lists_ask(run_scope(run), &config, &inquiry, LIMIT_MS, 0);
	tested = mem_new(sizeof *tested);
	for (size_t i = 0; i < n; i++)
		tested->trust[lists[i].row] = inquiry.trust[i];
	list_inquiry_release(&inquiry);
	fact_put_lists_tested(run, tested);
}

/* Where the address is told, everything is asked in one wave. */
static bool applies(const struct mailcase *mailcase)
{
	return lists_apply(mailcase) && !mailcase->sending_ip[0];
}

const struct check check_reputation_lists = {
	.id = "reputation.lists",
	.step = STEP_REPUTATION,
	.title = N_("Ask block lists for their test entries, so that none is believed that does not work"),
	.provides = FACT_BIT(LISTS_TESTED),
	.limit_ms = 2000,
	.applies = applies,
	.run = run_lists,
};
