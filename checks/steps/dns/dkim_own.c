/*
 * The private key of a server of one's own (--dkim-key) against what the domain publishes. Only its public half ever leaves dkim_private_read.
 */
#include "checks/steps/dns/dkim.h"

#include "checks/know/provider.h"
#include "checks/steps/common/matter.h"

void dkim_read_own(struct dkim_view *view)
{
	const char *path = run_case(view->run)->dkim_key;

	if (!path[0])
		return;
	view->own_state = dkim_private_read(path, &view->own, &view->own_err);
	view->has_own = view->own_state == DKIM_PRIVATE_FINE;
}

/* Why the file is no help; NULL when it is. */
static const char *trouble(const struct dkim_view *view)
{
	switch (view->own_state) {
	case DKIM_PRIVATE_UNREADABLE:
		/* TRANSLATORS: {file} is the name of a file */
		return N_("The file {file} with the key of your server cannot be read, so it was not "
			  "compared with the published key.");
	case DKIM_PRIVATE_NO_KEY:
		/* TRANSLATORS: {file} is the name of a file */
		return N_("The file {file} holds no private key, so nothing was compared with the published "
			  "key. A server that is told to "
			  "sign with it does not sign.");
	case DKIM_PRIVATE_LOCKED:
		/* TRANSLATORS: {file} is the name of a file */
		return N_("The key in the file {file} is under a password, so it was not compared with the "
			  "published key. A server cannot "
			  "sign with it so.");
	case DKIM_PRIVATE_TYPE:
		/* TRANSLATORS: {file} is the name of a file; RSA and Ed25519 are names */
		return N_("The key in the file {file} is of a kind that cannot sign mail. It must be RSA or "
			  "Ed25519.");
	case DKIM_PRIVATE_FINE:
		break;
	}
	/* TRANSLATORS: {file} is the name of a file, {bits} a number */
	return view->own.fault == DKIM_KEY_SHORT ? N_("The key in the file {file} is too short, {bits} bits: "
						      "receivers take no signature with "
						      "it. Make a new one of 2048 bits.")
						 : NULL;
}

static bool is_own_domain(const struct dkim_view *view, const struct dkim_asked *asked)
{
	return asked->found == DKIM_FOUND && provider_same_organisation(asked->domain, view->domain);
}

static const struct dkim_asked *published(const struct dkim_view *view)
{
	for (size_t i = 0; i < view->n_asked; i++)
		if (is_own_domain(view, &view->asked[i]) && dkim_key_same(&view->asked[i].key, &view->own))
			return &view->asked[i];
	return NULL;
}

/* The first key that is known to be in use, from the mail or from the person, and is another one. */
static const struct dkim_asked *another(const struct dkim_view *view)
{
	for (size_t i = 0; i < view->n_asked; i++)
		if (is_own_domain(view, &view->asked[i]) && view->asked[i].source <= DKIM_FROM_PERSON &&
			view->asked[i].key.pkey)
			return &view->asked[i];
	return NULL;
}

void dkim_say_own(struct dkim_view *view)
{
	const char *path = run_case(view->run)->dkim_key, *words;
	const struct dkim_asked *same, *other;
	struct finding *finding;

	if (!path[0])
		return;
	words = trouble(view);
	if (words) {
		finding = run_say(view->run, F_DKIM_KEY_FILE, words, A_TEXT("file", path),
			A_COUNT("bits", view->own.bits));
		if (view->own_err.text[0])
			run_evidence(finding, "reason", view->own_err.text);
	}
	if (!view->has_own)
		return;
	same = published(view);
	other = same ? NULL : another(view);
	if (same) {
		finding = run_say(view->run, F_DKIM_KEY_FOUND,
			/* TRANSLATORS: {domain} is the part behind the @, {selector} the name of a key */
			N_("The key of your server is the one that {domain} publishes (DKIM key "
			   "{selector})."),
			A_HOST("domain", same->domain), A_NAME("selector", same->selector));
		dkim_add_asked(same, finding);
	} else if (other) {
		finding = run_say(view->run, F_DKIM_KEY_DIFFERS,
			/* TRANSLATORS: {domain} is the part behind the @, {selector} the name of a key */
			N_("The key of your server is not the one that {domain} publishes as {selector}. "
			   "Receivers take what it signs for "
			   "forged (DKIM)."),
			A_HOST("domain", other->domain), A_NAME("selector", other->selector));
		matter(view->run, finding);
		dkim_add_asked(other, finding);
		dkim_add_record(view, finding, other);
	}
}
