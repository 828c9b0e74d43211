/*
 * Changed answers in words.
 */
#include "checks/steps/network/answers.h"

#include "checks/base/str.h"

static void list_in_words(const struct answer_list *list, char *buf, size_t size)
{
	struct str STR_AUTO text = STR_INIT_MAX(200);
	char ip[NET_ADDR_TEXT];

	for (size_t i = 0; i < list->n; i++) {
		net_addr_text(&list->addrs[i], ip, sizeof ip);
		str_addf(&text, "%s%s", i ? ", " : "", ip);
	}
	str_copy(buf, size, list->n ? str_text(&text) : "none");
}

static void add_picture(
	struct finding *finding, const struct inquiry *inquiry, enum answers_difference difference)
{
	const struct answers_picture *picture = &inquiry->picture;
	char words[200], ip[NET_ADDR_TEXT];

	net_addr_text(&inquiry->answered_by, ip, sizeof ip);
	run_evidence(finding, "resolver", ip);
	list_in_words(&picture->given, words, sizeof words);
	run_evidencef(finding, "given", "%s (lives %u s%s)", words, (unsigned)inquiry->ttl,
		picture->runs ? ", grows older" : "");
	net_addr_text(&inquiry->owner, ip, sizeof ip);
	list_in_words(&picture->true_ones, words, sizeof words);
	if (picture->asked_owner)
		run_evidencef(finding, "owner", "%s says %s%s", ip, words,
			picture->true_proven ? ", which proves itself by its certificate" : "");
	else
		run_evidence(finding, "owner", "did not answer");
	for (size_t i = 0; i < ANSWERS_UNLIKELY; i++) {
		static const char *const keys[] = {"unlikely_reserved", "unlikely_top", "unlikely_near"};

		list_in_words(&picture->unlikely[i], words, sizeof words);
		if (inquiry->unlikely[i][0])
			run_evidence(finding, keys[i], words);
	}
	run_evidence(finding, "port_53", inquiry->intercepted ? "taken in by somebody on the way" : "free");
	run_evidence(finding, "difference", answers_difference_name(difference));
}

static const char *difference_sentence(enum answers_difference difference)
{
	switch (difference) {
	case ANSWERS_SUPPRESSED:
		/* TRANSLATORS: {host} is the name of a server, {resolver} the address of a name server. */
		return N_("The name server {resolver} says that there is no {host}, but its owner's name "
			  "server "
			  "knows it.");
	case ANSWERS_LANDING:
		/* TRANSLATORS: {host} is the name of a server, {resolver} and {ip} are addresses. */
		return N_(
			"The name server {resolver} leads {host} to {ip}, where it also leads names that do "
			"not exist.");
	default:
		/* TRANSLATORS: {host} is the name of a server, {resolver} and {ip} are addresses. */
		return N_("The name server {resolver} leads {host} to {ip}, which its owner does not know.");
	}
}

void answers_say(struct inquiry *inquiry)
{
	enum answers_difference difference = answers_difference(&inquiry->picture);
	const struct answer_list *given = &inquiry->picture.given;
	char ip[NET_ADDR_TEXT] = "", resolver[NET_ADDR_TEXT];
	struct check_run *run = inquiry->run;

	net_addr_text(&inquiry->answered_by, resolver, sizeof resolver);
	if (given->n)
		net_addr_text(&given->addrs[0], ip, sizeof ip);
	if (answers_anything(&inquiry->picture))
		add_picture(
			run_say(run, F_DNS_ANSWERS_ANYTHING,
				/* TRANSLATORS: {resolver} is the address of a name server. */
				N_("The name server {resolver} gives an address even to names that do not "
				   "exist."),
				A_IP("resolver", resolver)),
			inquiry, difference);
	if (answers_nobody(&inquiry->picture)) {
		add_picture(
			run_say(run, F_NAME_UNKNOWN,
				/* TRANSLATORS: {host} is the name of a server, {resolver} the address of a
				       name server. */
				N_("There is no server with the name {host}. The name server {resolver} "
				   "gives "
				   "it an address, as it does with all names that do not exist."),
				A_HOST("host", inquiry->names->host), A_IP("resolver", resolver)),
			inquiry, difference);
		return;
	}
	if (answers_one(&inquiry->picture))
		add_picture(
			run_say(run, F_DNS_ONE_ADDRESS,
				/* TRANSLATORS: {resolver} and {ip} are addresses. */
				N_("The name server {resolver} leads every name to the same address, {ip}."),
				A_IP("resolver", resolver), A_IP("ip", ip)),
			inquiry, difference);
	if (difference >= ANSWERS_BOGON)
		add_picture(run_say(run, F_DNS_DIFFERS, difference_sentence(difference),
				    A_HOST("host", inquiry->names->host), A_IP("resolver", resolver),
				    A_IP("ip", ip)),
			inquiry, difference);
}
