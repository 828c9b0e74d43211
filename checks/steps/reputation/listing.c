/*
 * From a list's answer and whose the address or domain is to a finding, and the sentences that go with it.
 */
#include "checks/steps/reputation/listing.h"

#include "checks/engine/words.h"

enum list_owner list_owner_of(const struct outlet *outlet, bool admin)
{
	if (outlet->client && !outlet->delivers)
		return LIST_OF_HOME;
	if (!outlet->sure)
		return LIST_OF_MAYBE;
	return admin ? LIST_OF_ADMIN : LIST_OF_PROVIDER;
}

/* At home it is normal that others do not take mail from there directly; what comes from a computer there is another matter. */
static enum finding_id at_home(const struct blocklist_answer *answer)
{
	if (answer->reason == BECAUSE_HOME || answer->weight == BLOCKLIST_POLICY)
		return F_ADDRESS_POLICY;
	switch (answer->weight) {
	case BLOCKLIST_SERIOUS:
		return F_ADDRESS_LISTED_HOME;
	case BLOCKLIST_MINOR:
	case BLOCKLIST_SCORE:
		return answer->reason == BECAUSE_INFECTED || answer->reason == BECAUSE_ATTACK
			       ? F_ADDRESS_LISTED_HOME
			       : F_N;
	default:
		return F_N;
	}
}

static enum finding_id of_server(const struct blocklist_answer *answer, enum list_owner owner)
{
	const bool maybe = owner == LIST_OF_MAYBE;

	switch (answer->weight) {
	case BLOCKLIST_SERIOUS:
		return maybe ? F_ADDRESS_LISTED_MAYBE : F_ADDRESS_LISTED;
	case BLOCKLIST_SCORE:
		return maybe ? F_ADDRESS_LISTED_MINOR : F_ADDRESS_DISTRUSTED;
	case BLOCKLIST_POLICY:
		return maybe ? F_ADDRESS_LISTED_MINOR : F_ADDRESS_POLICY_SERVER;
	case BLOCKLIST_MINOR:
	case BLOCKLIST_NEW:
		return F_ADDRESS_LISTED_MINOR;
	case BLOCKLIST_RANGE:
		return F_ADDRESS_LISTED_RANGE;
	case BLOCKLIST_WELCOME:
		return F_ADDRESS_WELCOME;
	default:
		return F_N;
	}
}

static enum finding_id of_name(const struct blocklist_answer *answer, enum list_owner owner)
{
	switch (answer->weight) {
	case BLOCKLIST_SERIOUS:
		return owner == LIST_OF_LINK ? F_LINK_LISTED : F_DOMAIN_LISTED;
	case BLOCKLIST_NEW:
	case BLOCKLIST_SCORE:
		return owner == LIST_OF_LINK ? F_DOMAIN_LISTED_MINOR : F_DOMAIN_DISTRUSTED;
	case BLOCKLIST_MINOR:
		return F_DOMAIN_LISTED_MINOR;
	default:
		return F_N;
	}
}

enum finding_id listing_finding(const struct blocklist_answer *answer, enum list_owner owner)
{
	switch (owner) {
	case LIST_OF_HOME:
		return at_home(answer);
	case LIST_OF_DOMAIN:
	case LIST_OF_LINK:
		return of_name(answer, owner);
	default:
		return of_server(answer, owner);
	}
}

int listing_gravity(enum finding_id finding)
{
	switch (finding) {
	case F_ADDRESS_LISTED:
	case F_DOMAIN_LISTED:
	case F_LINK_LISTED:
		return 9;
	case F_ADDRESS_POLICY_SERVER:
		return 8;
	case F_ADDRESS_LISTED_MAYBE:
		return 7;
	case F_ADDRESS_DISTRUSTED:
	case F_DOMAIN_DISTRUSTED:
		return 6;
	case F_ADDRESS_LISTED_HOME:
		return 5;
	case F_ADDRESS_LISTED_MINOR:
	case F_DOMAIN_LISTED_MINOR:
		return 4;
	case F_ADDRESS_LISTED_RANGE:
		return 3;
	case F_ADDRESS_POLICY:
		return 2;
	case F_ADDRESS_WELCOME:
		return 1;
	default:
		return 0;
	}
}

bool listing_adds_up(const struct blocklist_answer *answer, enum list_owner owner)
{
	return (owner == LIST_OF_ADMIN || owner == LIST_OF_PROVIDER) && answer->weight == BLOCKLIST_MINOR &&
	       answer->reason != BECAUSE_HOME && answer->reason != BECAUSE_NAMELESS &&
	       answer->reason != BECAUSE_NEIGHBOURS;
}

const char *listing_why(enum blocklist_reason reason)
{
	static const char *const sentences[BECAUSE_N] = {
		[BECAUSE_LISTED] = N_("The list does not say why."),
		[BECAUSE_SPAM] = N_("Spam was seen coming from there."),
		[BECAUSE_INFECTED] = N_("A computer there looks infected, or taken over by strangers."),
		[BECAUSE_ATTACK] = N_("Somebody there tries out passwords, or breaks into other computers."),
		[BECAUSE_PROXY] = N_("Strangers can send through that computer and hide behind it."),
		[BECAUSE_BOTNET] = N_("Infected computers were seen to take their orders from there."),
		[BECAUSE_STOLEN] = N_("The list holds the whole network for one of criminals."),
		[BECAUSE_BACKSCATTER] =
			N_("Messages about failed mails went from there to people who had sent none."),
		[BECAUSE_HOME] = N_("The list takes the address for that of a home."),
		[BECAUSE_NAMELESS] = N_("The address has no proper name of its own."),
		[BECAUSE_NEIGHBOURS] = N_("Others in the same network sent spam."),
		[BECAUSE_REPUTATION] = N_("That is what the mails of the last weeks made of it."),
		[BECAUSE_TRUSTED] = N_("Good mail was seen coming from there for a long time."),
		[BECAUSE_BULK] = N_("It was seen in spam."),
		[BECAUSE_PHISHING] = N_("It was seen in mails that steal passwords."),
		[BECAUSE_MALWARE] = N_("Harmful programs were seen to come from it."),
		[BECAUSE_ABUSED] = N_("It looks like an honest web page that somebody broke into."),
		[BECAUSE_NEW] = N_("It was registered only a few days ago."),
	};

	return sentences[reason];
}

static const char *mend_server(enum blocklist_reason reason)
{
	switch (reason) {
	case BECAUSE_INFECTED:
	case BECAUSE_ATTACK:
	case BECAUSE_BOTNET:
		return N_(
			"Look for strange programs and logins on the server and clean it before you ask for "
			"removal.");
	case BECAUSE_PROXY:
		return N_("Close the server to strangers before you ask for removal.");
	case BECAUSE_BACKSCATTER:
		return N_("Let the server refuse unknown recipients at once, not send a message of failure "
			  "later; then ask for removal.");
	case BECAUSE_NAMELESS:
		return N_("Give the address a proper reverse name, then ask for removal.");
	case BECAUSE_HOME:
	case BECAUSE_STOLEN:
		return N_("Ask the company that gives you the address to have it removed.");
	case BECAUSE_NEIGHBOURS:
		return N_("Only the company that the network belongs to can mend that.");
	default:
		return N_("Find out which account or program sends the spam and stop it before you ask for "
			  "removal: whoever goes on is listed again.");
	}
}

static const char *mend_name(enum blocklist_reason reason, enum list_owner owner)
{
	if (owner == LIST_OF_LINK)
		return N_("Send the mail without links to it.");
	switch (reason) {
	case BECAUSE_ABUSED:
	case BECAUSE_MALWARE:
	case BECAUSE_PHISHING:
		return N_("Look whether somebody broke into your web page, and clean it before you ask for "
			  "removal.");
	case BECAUSE_NEW:
		return N_("That passes by itself in some weeks; write little until then, and only to people "
			  "who know you.");
	default:
		return N_("Find out who sends mail that names it, and stop that before you ask for removal.");
	}
}

const char *listing_mend(enum blocklist_reason reason, enum list_owner owner)
{
	switch (owner) {
	case LIST_OF_HOME:
		return N_("Look for viruses on all computers and devices in your network.");
	case LIST_OF_PROVIDER:
		return N_("Only your mail provider can mend that.");
	case LIST_OF_MAYBE:
	case LIST_OF_ADMIN:
		return mend_server(reason);
	default:
		return mend_name(reason, owner);
	}
}
