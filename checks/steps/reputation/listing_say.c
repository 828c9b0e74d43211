/*
 * Sentences: first what is the matter, then what the list saw, then what to mend before asking for removal.
 */
#include "checks/steps/reputation/listing_say.h"

#include "checks/engine/cause.h"
#include "checks/engine/words.h"
#include "checks/steps/common/matter.h"

static const char *listed_sentence(enum list_owner owner)
{
	if (owner == LIST_OF_PROVIDER)
		/* TRANSLATORS: {ip}: an IP address; {list}: name of a block list; {why}, {mend}: whole sentences. */
		return N_("The server that delivers your mail, {ip}, is on the block list {list}. Many mail "
			  "services "
			  "refuse mail from there. {why} {mend}");
	/* TRANSLATORS: {ip}: an IP address; {list}: name of a block list; {why}, {mend}: whole sentences. */
	return N_("Your mail server's address, {ip}, is on the block list {list}. Many mail services refuse "
		  "mail "
		  "from there. {why} {mend}");
}

static const char *address_sentence(enum finding_id id, enum list_owner owner)
{
	switch (id) {
	case F_ADDRESS_LISTED:
		return listed_sentence(owner);
	case F_ADDRESS_LISTED_MAYBE:
		/* TRANSLATORS: {ip}: an IP address; {list}: name of a block list; {why}: a whole sentence. */
		return N_("The server {ip} is on the block list {list}. Whether your mail leaves from this "
			  "very server "
			  "is not known. {why}");
	case F_ADDRESS_LISTED_HOME:
		/* TRANSLATORS: {ip}: an IP address; {list}: name of a block list; {why}, {mend}: whole sentences. */
		return N_("Your own internet connection, {ip}, is on the block list {list}. {why} That holds "
			  "your mail "
			  "back only if your mail provider refuses you because of it. {mend}");
	case F_ADDRESS_POLICY:
		/* TRANSLATORS: {ip}: an IP address; {list}: name of a list. */
		return N_("Your own internet connection, {ip}, stands on {list} as that of a home. That is "
			  "normal, and "
			  "no hindrance: your mail program hands its mail to a mail provider.");
	case F_ADDRESS_POLICY_SERVER:
		/* TRANSLATORS: {ip}: an IP address; {list}: name of a list. */
		return N_("The address {ip} stands on {list} among those that are not meant to deliver mail. "
			  "Ask the "
			  "company that gives you the connection to take it off, or let a mail provider "
			  "deliver "
			  "your mail.");
	case F_ADDRESS_LISTED_RANGE:
		/* TRANSLATORS: {ip}: an IP address; {list}: name of a block list. */
		return N_("The list {list} names the whole network around {ip}, because of others in it. Few "
			  "mail "
			  "services go by that, and you can do nothing about it.");
	case F_ADDRESS_DISTRUSTED:
		/* TRANSLATORS: {ip}: an IP address; {list}: name of a list; {why}, {mend}: whole sentences. */
		return N_("The list {list} gives the address {ip} a bad mark. {why} {mend}");
	case F_ADDRESS_WELCOME:
		/* TRANSLATORS: {ip}: an IP address; {list}: name of a list. */
		return N_("The address {ip} is known as good: it is on the welcome list {list}.");
	default:
		/* TRANSLATORS: {ip}: an IP address; {list}: name of a block list; {why}, {mend}: whole sentences. */
		return N_("The address {ip} is on the smaller block list {list}. Few mail services go by it. "
			  "{why} "
			  "{mend}");
	}
}

static const char *name_sentence(enum finding_id id, enum list_owner owner)
{
	switch (id) {
	case F_DOMAIN_LISTED:
		/* TRANSLATORS: {host}: a domain; {list}: name of a block list; {why}, {mend}: whole sentences. */
		return N_("The domain {host} is on the block list {list}. Many mail services refuse mail "
			  "that names "
			  "it. {why} {mend}");
	case F_LINK_LISTED:
		/* TRANSLATORS: {host}: a domain; {list}: name of a block list; {why}, {mend}: whole sentences. */
		return N_("The mail has a link to {host}, which is on the block list {list}. Many mail "
			  "services refuse "
			  "such mails. {why} {mend}");
	case F_DOMAIN_DISTRUSTED:
		/* TRANSLATORS: {host}: a domain; {list}: name of a list; {why}, {mend}: whole sentences. */
		return N_("Many mail services distrust the domain {host}: it stands on {list}. {why} {mend}");
	default:
		break;
	}
	if (owner == LIST_OF_LINK)
		/* TRANSLATORS: {host}: a domain; {list}: name of a block list; {why}, {mend}: whole sentences. */
		return N_("The mail has a link to {host}, which is on the smaller block list {list}. Few "
			  "mail services "
			  "go by it. {why} {mend}");
	/* TRANSLATORS: {host}: a domain; {list}: name of a block list; {why}, {mend}: whole sentences. */
	return N_("The domain {host} is on the smaller block list {list}. Few mail services go by it. {why} "
		  "{mend}");
}

/* Who must act, where it is not the one that the cause names. */
static const char *who_acts(enum finding_id id, const struct list_subject *subject)
{
	if (subject->owner == LIST_OF_LINK)
		return id == F_LINK_LISTED && !subject->own ? who_name(WHO_YOU) : NULL;
	return subject->at_provider ? who_name(WHO_MAIL_PROVIDER) : NULL;
}

static const char *mend_sentence(const struct blocklist_answer *answer, const struct list_subject *subject)
{
	if (subject->at_provider && subject->owner != LIST_OF_LINK)
		return listing_mend(answer->reason, LIST_OF_PROVIDER);
	return listing_mend(answer->reason, subject->owner);
}

static bool is_name(const struct list_subject *subject)
{
	return subject->owner == LIST_OF_DOMAIN || subject->owner == LIST_OF_LINK;
}

/*
 * The question itself is no evidence: it holds the address back to front, or the domain before somebody else's, where no report would find it to
 * hide it.
 */
void listing_say(struct check_run *run, enum finding_id id, const struct blocklist *list,
	const struct list_result *result, const struct list_subject *subject)
{
	const struct blocklist_answer *answer = &result->answer;
	struct finding *finding;
	char shown[160];

	snprintf(shown, sizeof shown, "%s (%s)", list->company, list->zone);
	if (is_name(subject))
		finding = run_say(run, id, name_sentence(id, subject->owner), A_HOST("host", subject->shown),
			A_NAME("list", shown), A_WORD("why", listing_why(answer->reason)),
			A_WORD("mend", mend_sentence(answer, subject)));
	else
		finding = run_say(run, id, address_sentence(id, subject->owner), A_IP("ip", subject->shown),
			A_NAME("list", shown), A_WORD("why", listing_why(answer->reason)),
			A_WORD("mend", mend_sentence(answer, subject)));
	run_evidence(finding, "list", list->zone);
	run_evidencef(finding, "code", "%d.%d.%d.%d", answer->code[0], answer->code[1], answer->code[2],
		answer->code[3]);
	run_evidence(
		finding, "reason", answer->known ? blocklist_reason_name(answer->reason) : "unknown code");
	if (result->text[0])
		run_evidence(finding, "text", result->text);
	run_evidence(finding, "page", list->page);
	run_evidence(finding, "who", who_acts(id, subject));
	matter(run, finding);
}

void listing_say_many(struct check_run *run, const struct list_subject *subject, size_t count)
{
	struct finding *finding = run_finding_plural(run, F_ADDRESS_DISTRUSTED,
		/* TRANSLATORS: {count}: a number of lists; {ip}: an IP address. */
		NP_("The address {ip} is on {count} smaller block list. It counts for little by itself.",
			"The address {ip} is on {count} smaller block lists at once. Each counts for little, "
			"but "
			"together they make mail services distrust it."),
		(const struct arg[]){A_IP("ip", subject->shown), A_COUNT("count", (int64_t)count), {0}});

	run_evidence(finding, "who", who_acts(F_ADDRESS_DISTRUSTED, subject));
	matter(run, finding);
}

void listing_say_more(struct check_run *run, size_t count)
{
	run_finding_plural(run, F_LISTED_MORE,
		/* TRANSLATORS: {count}: a number of lists. */
		NP_("{count} more list of lesser weight names one of them.",
			"{count} more lists of lesser weight name one of them."),
		(const struct arg[]){A_COUNT("count", (int64_t)count), {0}});
}

/* A welcome list that does not answer is no loss. */
enum unanswered unanswered_of(const struct blocklist *list, enum list_trust trust)
{
	switch (trust) {
	case LIST_PUBLIC:
		return UNANSWERED_PUBLIC;
	case LIST_MANY:
		return list->access == BLOCKLIST_REGISTERED ? UNANSWERED_REGISTER : UNANSWERED_MANY;
	case LIST_REFUSED:
		return UNANSWERED_REFUSED;
	case LIST_SILENT:
		return UNANSWERED_SILENT;
	case LIST_UNTESTED:
		return list->access == BLOCKLIST_REGISTERED ? UNANSWERED_REGISTER : UNANSWERED_UNBELIEVED;
	case LIST_EVERYTHING:
	case LIST_FOREIGN:
		return UNANSWERED_UNBELIEVED;
	default:
		return UNANSWERED_NOT;
	}
}

struct plural {
	const char *one, *many;
};

static struct plural unanswered_sentence(enum unanswered group)
{
	static const struct plural sentences[UNANSWERED_N] = {
		/* TRANSLATORS: {count}: a number of lists; {lists}: their names. */
		[UNANSWERED_PUBLIC] = {NP_(
			"{count} list could not be asked: your name server is one that many people "
			"share, and it does not answer such ({lists}).",
			"{count} lists could not be asked: your name server is one that many people share, "
			"and they "
			"do not answer such ({lists}).")},
		/* TRANSLATORS: {count}: a number of lists; {lists}: their names. */
		[UNANSWERED_MANY] = {NP_(
			"{count} list could not be asked: it gets too many questions from your name "
			"server ({lists}).",
			"{count} lists could not be asked: they get too many questions from your name server "
			"({lists}).")},
		/* TRANSLATORS: {count}: a number of lists; {lists}: their names. */
		[UNANSWERED_REGISTER] = {NP_(
			"{count} list could not be asked: it answers only name servers that were "
			"registered with it ({lists}).",
			"{count} lists could not be asked: they answer only name servers that were "
			"registered with "
			"them ({lists}).")},
		/* TRANSLATORS: {count}: a number of lists; {lists}: their names. */
		[UNANSWERED_REFUSED] = {NP_(
			"{count} list could not be asked: the question was refused ({lists}).",
			"{count} lists could not be asked: the question was refused ({lists}).")},
		/* TRANSLATORS: {count}: a number of lists; {lists}: their names. */
		[UNANSWERED_SILENT] = {NP_(
			"{count} list gave no answer in time, so what it says is not known ({lists}).",
			"{count} lists gave no answer in time, so what they say is not known ({lists}).")},
		/* TRANSLATORS: {count}: a number of lists; {lists}: their names. */
		[UNANSWERED_UNBELIEVED] = {NP_(
			"{count} list was left out: it failed its own test, so its answers cannot "
			"be believed ({lists}).",
			"{count} lists were left out: they failed their own test, so their answers cannot be "
			"believed "
			"({lists}).")},
	};

	return sentences[group];
}

void unanswered_say(
	struct check_run *run, enum unanswered group, size_t count, const char *names, const char *reasons)
{
	const struct plural sentence = unanswered_sentence(group);
	struct finding *finding = run_finding_plural(run, F_LISTS_UNANSWERED, sentence.one, sentence.many,
		(const struct arg[]){A_COUNT("count", (int64_t)count), A_NAME("lists", names), {0}});

	run_evidence(finding, "reasons", reasons);
}
