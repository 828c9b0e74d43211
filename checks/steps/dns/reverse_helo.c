/*
 * What the name that a mail server gives itself is worth, in words.
 */
#include "checks/steps/dns/reverse.h"

#include "checks/base/str.h"

static const char *helo_sentence(enum helo_fault fault)
{
	switch (fault) {
	case HELO_LITERAL:
		/* TRANSLATORS: {name} is what a mail server calls itself, {host} a better name. */
		return N_("The mail server introduces itself to others with a bare address, {name}. Many "
			  "refuse that; it should say a "
			  "name that leads to it, such as {host}. (HELO)");
	case HELO_SHORT:
		/* TRANSLATORS: {name} is what a mail server calls itself, {host} a better name. */
		return N_("The mail server introduces itself to others as {name}, which is no complete name. "
			  "Many refuse that; it "
			  "should say a name that leads to it, such as {host}. (HELO)");
	case HELO_LOCAL:
	case HELO_MALFORMED:
		/* TRANSLATORS: {name} is what a mail server calls itself, {host} a better name. */
		return N_("The mail server introduces itself to others as {name}, a name that nobody else "
			  "knows. Many refuse that; it "
			  "should say a name that leads to it, such as {host}. (HELO)");
	default:
		/* TRANSLATORS: {name} is what a mail server calls itself. */
		return N_("The mail server introduces itself to others as {name}, but this name leads "
			  "nowhere. Many refuse that. Enter "
			  "its address for the name, or let the server say another one. (HELO)");
	}
}

/* A name that is confirmed is the best; else one under the domain. */
static void better_name(const struct sending_names *names, char *buf, size_t size)
{
	for (size_t i = 0; i < names->n; i++) {
		const struct reverse *reverse = &names->reverses[i];

		if (reverse->confirmed < reverse->n) {
			str_copy(buf, size, reverse->names[reverse->confirmed]);
			return;
		}
	}
	reverse_wanted_name(names, buf, size);
}

static void say_helo_unknown(const struct sending_names *names)
{
	char host[HOST_MAX], ip[NET_ADDR_TEXT];
	struct finding *finding;

	better_name(names, host, sizeof host);
	net_addr_text(&names->reverses[0].addr, ip, sizeof ip);
	finding = run_say(names->run, F_HELO_UNKNOWN, helo_sentence(names->fault),
		A_HOST("name", names->list->helo), A_HOST("host", host));
	reverse_weigh(names, finding, names->list->helo_sure);
	run_evidence(
		finding, "fault", names->fault == HELO_FINE ? "no address" : helo_fault_name(names->fault));
	run_evidencef(finding, "record", "%s. %s %s", names->fault == HELO_FINE ? names->list->helo : host,
		net_addr_family(&names->reverses[0].addr) == AF_INET6 ? "AAAA" : "A", ip);
}

static void say_helo_mismatch(const struct sending_names *names)
{
	char ip[NET_ADDR_TEXT], other[NET_ADDR_TEXT] = "";
	const struct dns_answer *has = &names->helo[names->helo[0].outcome != DNS_FOUND];
	struct finding *finding;

	net_addr_text(&names->reverses[0].addr, ip, sizeof ip);
	if (has->n)
		net_addr_text(&has->records[0].u.addr, other, sizeof other);
	finding = run_say(names->run, F_HELO_MISMATCH,
		/* TRANSLATORS: {name} is what a mail server calls itself, {ip} and {other} are addresses of computers. */
		N_("The mail server introduces itself to others as {name}, but that name leads to {other}, "
		   "and its mail leaves from "
		   "{ip}. Some receivers mind. (HELO)"),
		A_HOST("name", names->list->helo), A_IP("ip", ip), A_IP("other", other));
	run_evidencef(finding, "record", "%s. %s %s", names->list->helo,
		net_addr_family(&names->reverses[0].addr) == AF_INET6 ? "AAAA" : "A", ip);
}

void reverse_say_helo(const struct sending_names *names)
{
	bool leads = false;

	if (!names->list->helo[0])
		return;
	if (names->fault != HELO_FINE ||
		(dns_is_absent(names->helo[0].outcome) && dns_is_absent(names->helo[1].outcome))) {
		say_helo_unknown(names);
		return;
	}
	for (size_t i = 0; i < names->n; i++)
		leads |= reverse_leads_to(names->helo, &names->reverses[i].addr);
	if (!leads && reverse_unseen(names->helo))
		run_unknown(
			names->run, N_("The name that the mail server gives itself could not be looked up."));
	else if (!leads && names->list->helo_sure)
		say_helo_mismatch(names);
}
