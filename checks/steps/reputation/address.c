/*
 * reputation.address: is the address that mail leaves from on a block list? Every list is asked about every address at once; what is silent holds
 * up nothing that the others said.
 */
#include <string.h>

#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/engine/words.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/reputation/report.h"

#define DELIVERING    3 /* addresses of servers that are asked about */
#define CLIENTS	      1 /* addresses of the person's own connection */
#define ADDRESSES_MAX (DELIVERING + CLIENTS)

struct addresses {
	struct list_target targets[ADDRESSES_MAX];
	struct list_subject subjects[ADDRESSES_MAX];
	size_t n, delivering, clients;
};

static void add_address(struct check_run *run, struct addresses *addresses, const struct outlet *outlet)
{
	const bool admin = run_case(run)->role == ROLE_ADMIN;
	struct list_subject *subject = &addresses->subjects[addresses->n];
	const enum list_owner owner = list_owner_of(outlet, admin);
	size_t *count = owner == LIST_OF_HOME ? &addresses->clients : &addresses->delivering;

	if (*count == (owner == LIST_OF_HOME ? CLIENTS : DELIVERING) ||
		!list_target_address(&outlet->addr, &addresses->targets[addresses->n]))
		return;
	*subject = (struct list_subject){.owner = owner,
		.at_provider = !admin && owner != LIST_OF_HOME,
		.private = net_addr_is_private(&outlet->addr)};
	net_addr_text(&outlet->addr, subject->shown, sizeof subject->shown);
	addresses->n++;
	(*count)++;
}

/*
 * Who was told the address waits for nobody. Private ones are asked about only where nothing better is known: a server that was given is tested
 * like any other.
 */
static void find_addresses(struct check_run *run, struct addresses *addresses)
{
	struct outlet told = {.source = OUTLET_GIVEN, .delivers = true, .sure = true};
	const struct outlet_list *outlets;
	bool public = false;

	if (net_addr_parse(run_case(run)->sending_ip, 0, &told.addr)) {
		add_address(run, addresses, &told);
		return;
	}
	outlets = fact_await_outlets(run);
	for (size_t i = 0; outlets && i < outlets->n; i++)
	public |= !net_addr_is_private(&outlets->items[i].addr);
	for (size_t i = 0; outlets && i < outlets->n; i++)
		if (!public || !net_addr_is_private(&outlets->items[i].addr))
			add_address(run, addresses, &outlets->items[i]);
}

static void say_clear(const struct list_report *report)
{
	for (size_t i = 0; i < report->inquiry->n_targets; i++) {
		const char *shown = report->subjects[i].shown;
		size_t count = report_clear(report, shown);

		/* What no list can know is not known as good either. */
		if (count && !report->subjects[i].private)
			run_finding_plural(report->run, F_ADDRESS_NOT_LISTED,
				/* TRANSLATORS: {ip}: an IP address; {count}: a number of lists. */
				NP_("The address {ip} is not on the {count} list that answered.",
					"The address {ip} is on none of the {count} lists that answered."),
				(const struct arg[]){
					A_IP("ip", shown), A_COUNT("count", (int64_t)count), {0}});
	}
}

static void ask_about(struct check_run *run, const struct addresses *addresses)
{
	const struct list_question question = {.kinds = BLOCKLIST_ADDRESSES,
		.subjects = addresses->subjects,
		.targets = addresses->targets,
		.n = addresses->n,
		.tested = fact_get_lists_tested(run), /* by now; it is not waited for */
		.clear = say_clear};

	report_question(run, &question);
}

static void run_address(struct check_run *run)
{
	struct addresses addresses = {.n = 0};

	if (!mailcase_asks_lists(run_case(run))) {
		run_skip(run, "not-asked");
		return;
	}
	find_addresses(run, &addresses);
	if (addresses.n)
		ask_about(run, &addresses);
	else if (mailcase_domain(run_case(run))[0])
		run_skip(run, "dns.outlets");
	else
		run_unknown(run, N_("From which public address the mail leaves is not known."));
}

const struct check check_reputation_address = {
	.id = "reputation.address",
	.step = STEP_REPUTATION,
	.title = N_("Look the address that your mail leaves from up in block lists"),
	.wants = FACT_BIT(OUTLETS) | FACT_BIT(LISTS_TESTED),
	.limit_ms = 3000,
	.applies = lists_apply,
	.run = run_address,
};
