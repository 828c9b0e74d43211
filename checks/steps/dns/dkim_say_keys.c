/*
 * What was found about published keys, as findings, with the line to publish where one is wrong.
 */
#include "checks/steps/dns/dkim.h"

#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/str.h"
#include "checks/know/senders.h"
#include "checks/steps/common/matter.h"

#define OLD_MAIL_S     ((int64_t)30 * 24 * 3600) /* keys are changed: what is gone now may have been there then */
#define WRONG_MAX      4
#define TXT_STRING_MAX 255 /* of one character-string in a TXT record, RFC 1035 section 3.3 */

/* --- evidence --- */

void dkim_add_asked(const struct dkim_asked *asked, struct finding *finding)
{
	run_evidencef(finding, "query", "TXT %s", asked->name);
	if (asked->found != DKIM_FOUND)
		return;
	run_evidence(finding, "key_state", dkim_fault_name(asked->key.fault));
	if (asked->key.bits)
		run_evidencef(finding, "key_bits", "%d", asked->key.bits);
	if (asked->key.records > 1)
		run_evidencef(finding, "key_records", "%zu", asked->key.records);
}

static void add_line(struct finding *finding, const char *name, const char *text)
{
	struct str STR_AUTO line = STR_INIT;

	str_addf(&line, "%s. TXT", name);
	for (size_t len = strlen(text); len;) {
		size_t n = len > TXT_STRING_MAX ? TXT_STRING_MAX : len;

		str_add(&line, " \"");
		str_add_bytes(&line, text, n);
		str_add_char(&line, '"');
		text += n;
		len -= n;
	}
	run_evidence(finding, "record", str_text(&line));
}

/*
 * Where the service that the mail goes through keeps the keys itself: the names that lead there, of one selector or of all; the first is the
 * line to begin with.
 */
static void add_targets(struct dkim_view *view, struct finding *finding, const char *selector)
{
	static const char *const keys[] = {"record", "record_2", "record_3", "record_4"};
	size_t n = 0;

	for (size_t i = 0; view->has_service && i < view->service.n_selectors; i++) {
		struct str STR_AUTO target = STR_INIT;

		if ((selector && strcmp(view->service.selectors[i], selector) != 0) ||
			!sender_key_target(&view->service, i, view->domain, &target) ||
			n == sizeof keys / sizeof keys[0])
			continue;
		run_evidencef(finding, keys[n++], "%s._domainkey.%s. CNAME %s.", view->service.selectors[i],
			view->domain, str_text(&target));
	}
}

void dkim_add_record(struct dkim_view *view, struct finding *finding, const struct dkim_asked *asked)
{
	struct str STR_AUTO own = STR_INIT;

	if (view->has_own) {
		dkim_key_record(view->own.pkey, &own);
		add_line(finding, asked->name, str_text(&own));
	} else if (asked->found == DKIM_FOUND && asked->key.mended.len) {
		add_line(finding, asked->name, str_text(&asked->key.mended));
	} else {
		add_targets(view, finding, asked->selector);
	}
}

/* Of a domain that has nothing: the key of the server under a name that is free, or what the service wants. */
void dkim_add_first_record(struct dkim_view *view, struct finding *finding)
{
	struct dkim_asked *usual = dkim_asked_for(view, "default", view->domain);
	struct dkim_asked first = {.selector = "default", .found = DKIM_ABSENT};

	if (usual && usual->found == DKIM_FOUND)
		str_copy(first.selector, sizeof first.selector, "mail");
	if (view->has_own && dkim_key_name(first.selector, view->domain, first.name))
		dkim_add_record(view, finding, &first);
	else
		add_targets(view, finding, NULL);
}

/* --- keys --- */

/* Keys that say no more than that they could be better. */
static const char *weakness(const struct dkim_key *key)
{
	if (key->testing)
		/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @; t=y is literal */
		return N_("The key {selector} of {domain} is marked as a test. Receivers may treat signed "
			  "mail as if it were not "
			  "signed (DKIM: take out t=y).");
	if (key->bare)
		/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @ */
		return N_("The key {selector} of {domain} is written in an unusual form, which not every "
			  "receiver can read (DKIM: "
			  "RSAPublicKey instead of SubjectPublicKeyInfo).");
	if (key->long_key)
		/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @, {bits} a number */
		return N_("The key {selector} of {domain} is very long, {bits} bits. Receivers need not take "
			  "more than 4096 (DKIM).");
	if (!key->ed25519 && key->bits < DKIM_BITS_GOOD)
		/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @, {bits} a number */
		return N_("The key {selector} of {domain} is short, {bits} bits. Receivers take it still; "
			  "2048 bits are usual now (DKIM).");
	return NULL;
}

void dkim_say_weak_key(struct dkim_view *view, const struct dkim_asked *asked)
{
	const char *words = asked->key.fault == DKIM_KEY_FINE ? weakness(&asked->key) : NULL;
	struct finding *finding;

	if (!words)
		return;
	finding = run_say(view->run, F_DKIM_KEY_WEAK, words, A_NAME("selector", asked->selector),
		A_HOST("domain", asked->domain), A_COUNT("bits", asked->key.bits));
	dkim_add_asked(asked, finding);
	if (asked->key.bare)
		dkim_add_record(view, finding, asked);
}

void dkim_say_wrong_key(struct dkim_view *view, const struct dkim_asked *asked, bool soften)
{
	struct finding *finding = run_say(view->run, F_DKIM_KEY_WRONG, dkim_words_of_key(asked->key.fault),
		A_NAME("selector", asked->selector), A_HOST("domain", asked->domain),
		A_COUNT("bits", asked->key.bits));

	matter(view->run, finding);
	if (soften)
		run_soften(finding);
	dkim_add_asked(asked, finding);
	dkim_add_record(view, finding, asked);
}

void dkim_say_missing_key(struct dkim_view *view, const struct dkim_asked *asked)
{
	const char *words =
		asked->source == DKIM_FROM_MAIL
			?
			/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @ */
			N_("The mail is signed with a key named {selector}, and {domain} does not publish "
			   "it: receivers cannot check "
			   "the signature (DKIM).")
			:
			/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @ */
			N_("{domain} publishes no key named {selector}: receivers cannot check signatures "
			   "that are made with it "
			   "(DKIM).");
	struct finding *finding = run_say(view->run, F_DKIM_KEY_MISSING, words,
		A_NAME("selector", asked->selector), A_HOST("domain", asked->domain));

	matter(view->run, finding);
	if (asked->source == DKIM_FROM_MAIL && clock_wall() - view->delivered > OLD_MAIL_S)
		run_soften(finding);
	dkim_add_asked(asked, finding);
	dkim_add_record(view, finding, asked);
}

static void say_found(struct dkim_view *view, const struct dkim_asked *asked)
{
	struct finding *finding = run_say(view->run, F_DKIM_KEY_FOUND,
		/* TRANSLATORS: {domain} is the part behind the @, {selector} the name of a key */
		N_("{domain} publishes a key with which receivers can check signatures in your mail (DKIM "
		   "key {selector})."),
		A_HOST("domain", asked->domain), A_NAME("selector", asked->selector));

	dkim_add_asked(asked, finding);
	if (asked->alias)
		run_evidence(finding, "alias", "yes");
	dkim_say_weak_key(view, asked);
}

static void say_none(struct dkim_view *view)
{
	struct finding *finding = run_say(view->run, F_DKIM_NONE,
		/* TRANSLATORS: {domain} is the part behind the @ */
		N_("Receivers look for a signature which proves that a mail comes from {domain}. The domain "
		   "publishes no key for one, "
		   "so your mail is not signed, or nobody can check it (DKIM)."),
		A_HOST("domain", view->domain));

	matter(view->run, finding);
	run_evidencef(finding, "query", "TXT _domainkey.%s", view->domain);
	run_evidence(finding, "dns", dns_outcome_name(view->below));
	dkim_add_first_record(view, finding);
}

static void say_unknown(struct dkim_view *view)
{
	struct finding *finding = run_say(view->run, F_DKIM_SELECTOR_UNKNOWN,
		/* TRANSLATORS: {domain} is the part behind the @; DKIM-Signature and s= are literal */
		N_("Whether mail from {domain} is signed cannot be seen from outside: the name of the key "
		   "stands in the mail alone. "
		   "Look at the source of a mail that arrived: in the line DKIM-Signature it is what stands "
		   "behind s=. Or give us that "
		   "mail."),
		A_HOST("domain", view->domain));

	run_evidencef(finding, "query", "TXT _domainkey.%s", view->domain);
	run_evidencef(finding, "names_tried", "%zu", view->n_asked);
	if (view->wildcard)
		run_evidence(finding, "any_name_exists", "yes");
	if (view->has_service)
		run_evidence(finding, "service", view->service.name);
}

/* A key that a guess hit counts less than one that is known to be in use. */
static bool say_wrong_ones(struct dkim_view *view, bool soften)
{
	size_t n = 0;

	for (size_t i = 0; i < view->n_asked && n < WRONG_MAX; i++) {
		struct dkim_asked *asked = &view->asked[i];
		bool told = asked->source == DKIM_FROM_PERSON;

		if (asked->source == DKIM_FROM_MAIL || asked->found != DKIM_FOUND ||
			asked->key.fault == DKIM_KEY_FINE || (!told && asked->key.fault == DKIM_KEY_REVOKED))
			continue;
		dkim_say_wrong_key(view, asked, soften && !told);
		n++;
	}
	return n != 0;
}

static bool say_told_missing(struct dkim_view *view)
{
	bool any = false;

	for (size_t i = 0; i < view->n_asked; i++) {
		if (view->asked[i].source != DKIM_FROM_PERSON || view->asked[i].found != DKIM_ABSENT)
			continue;
		dkim_say_missing_key(view, &view->asked[i]);
		any = true;
	}
	return any;
}

/* Whether a copy that was pasted or came back can show this: what depends on every byte it cannot. */
bool dkim_shows(const struct dkim_view *view, enum dkim_verdict verdict)
{
	return view->mail.exact ||
	       (verdict != DKIM_BODY_CHANGED && verdict != DKIM_HEADER_CHANGED && verdict != DKIM_MISMATCH &&
		       verdict != DKIM_KEY_DIFFERS && verdict != DKIM_SIGNATURE_SYNTAX);
}

void dkim_say_keys(struct dkim_view *view)
{
	const struct dkim_signed *deciding = view->other_mail ? NULL : dkim_deciding(view);
	const struct dkim_asked *usable = dkim_usable(view);
	bool seen = deciding && deciding->aligned &&
		    (dkim_is_right(deciding) || dkim_shows(view, deciding->verdict));
	bool missing = say_told_missing(view);
	bool wrong = say_wrong_ones(view, usable || (seen && dkim_is_right(deciding)));

	if (seen || missing || wrong)
		return;
	if (usable)
		say_found(view, usable);
	else if (dkim_nothing_there(view))
		say_none(view);
	else if (!dkim_unanswered(view))
		say_unknown(view);
}
