/*
 * The person's side of a sign-in by a code: the words, and the wait.
 */
#include "src/cmd_check_code.h"

#include <string.h>

#include "checks/auth/device.h"
#include "checks/base/clock.h"
#include "checks/engine/words.h"
#include "checks/know/provider.h"
#include "checks/net/io.h"
#include "checks/net/map.h"
#include "checks/steps/common/case_dns.h"
#include "src/output.h"
#include "src/process.h"
#include "ui/words/words.h"

#define INTERRUPTED "interrupted"

/* What went wrong, in a sentence; {said} is what the sign-in server said. */
static const struct {
	const char *plain, *said; /* said: NULL where the server's words add nothing */
} failures[] = {
	/* TRANSLATORS: the name of a host stands in these sentences as it is; {said} is what the server said, in English */
	[DEVICE_UNREACHED] = {N_("The sign-in server login.microsoftonline.com could not be reached."), NULL},
	[DEVICE_GARBLED] = {N_("The sign-in server answered something that is no answer."), NULL},
	/* TRANSLATORS: as above; the option is literal */
	[DEVICE_CLIENT] =
		{N_("The sign-in server does not let the program of --oauth-client sign in by a code."),
			N_("The sign-in server does not let the program of --oauth-client sign in by a code. "
			   "It says: {said}")},
	/* TRANSLATORS: as above */
	[DEVICE_REFUSED] = {N_("The sign-in server refused; a rule of the organisation may forbid to sign in "
			       "by a code."),
		N_("The sign-in server refused; a rule of the organisation may forbid to sign in by a code. "
		   "It says: {said}")},
	[DEVICE_DECLINED] = {N_("On the web page, the sign-in was declined."), NULL},
	[DEVICE_EXPIRED] = {N_("The code was not typed in time."), NULL},
	[DEVICE_CANCELLED] = {N_("The sign-in was stopped."), NULL},
};

static bool fail(struct usage_error *error, enum device_outcome outcome, const struct device_code *code)
{
	const struct arg said = A_TEXT("said", code->said);
	bool with_words = code->said[0] && failures[outcome].said;

	return usage_fail(error, outcome == DEVICE_CANCELLED ? INTERRUPTED : "sign-in",
		_(with_words ? failures[outcome].said : failures[outcome].plain), &said, 1);
}

/* Whoever is known to keep this mail; only one company lets mail be had this way (RFC 8628 is for all). */
static bool is_elsewhere(const struct mailcase *mailcase, struct provider *provider_r)
{
	bool known = mailcase->in_use.host[0] ? provider_by_host(mailcase->in_use.host, provider_r)
					      : provider_by_domain(mailcase_domain(mailcase), provider_r);

	return known && strcmp(provider_r->scope, "ms365") != 0;
}

static void show(const struct device_code *code)
{
	const struct arg args[] = {A_URL("url", code->page), A_NAME("code", code->shown),
		A_COUNT("count", (code->expires_s + 59) / 60)};
	struct str STR_AUTO text = STR_INIT;

	words_fill(&text,
		/* TRANSLATORS: {url} is a web page, {code} a code such as ABCD1234, {count} a number of minutes. */
		ngettext("Open {url} in a browser, type the code {code} there and sign in. mailmend waits "
			 "for it, {count} minute "
			 "at most; Ctrl-C ends it.",
			"Open {url} in a browser, type the code {code} there and sign in. mailmend waits for "
			"it, {count} minutes "
			"at most; Ctrl-C ends it.",
			(unsigned long)args[2].number),
		args, 3, &(struct words_style){0});
	output_message(str_text(&text));
}

static enum device_outcome sign_in(const struct io_scope *scope, const struct device_web *web,
	struct device_code *code, struct secret **secret_r)
{
	enum device_outcome outcome = device_ask(scope, web, code);

	if (outcome != DEVICE_DONE)
		return outcome;
	show(code);
	return device_wait(scope, web, code, secret_r);
}

static struct tls_store *signers(const struct mailcase *mailcase)
{
	const char *ca_file = mailcase->ca_file[0] ? mailcase->ca_file : NULL;
	struct tls_store *store;

	if (mailcase->map && mailcase->map->signers)
		return tls_store_new_only(mailcase->map->signers);
	store = tls_store_new(ca_file, NULL);
	return store ? store : tls_store_new(NULL, NULL);
}

bool code_sign_in(struct options *options, struct secret **secret_r, struct usage_error *error_r)
{
	struct mailcase *mailcase = &options->mailcase;
	const struct io_scope scope = {
		.cancel_fd = process_cancel_fd(), .deadline_us = CLOCK_NEVER, .map = mailcase->map};
	struct device_code code = {.fetch = FETCH_DONE};
	enum device_outcome outcome;
	struct dns_config dns;
	struct device_web web = {.client = mailcase->oauth_client,
		.tenant = mailcase->oauth_tenant[0] ? mailcase->oauth_tenant : NULL,
		.dns = &dns,
		.map = mailcase->map};
	struct provider provider;
	struct tls_store *store;

	if (!mailcase->oauth_client[0])
		return true;
	if (is_elsewhere(mailcase, &provider)) {
		const struct arg name = A_NAME("provider", provider.name);

		/* TRANSLATORS: {provider} is a company; the option is literal. */
		return usage_fail(error_r, "sign-in",
			_("The option --oauth-client is for accounts at Microsoft. {provider} does not let "
			  "mail be had by a code."),
			&name, 1);
	}
	store = signers(mailcase);
	case_dns(mailcase, &dns);
	web.store = store;
	outcome = sign_in(&scope, &web, &code, secret_r);
	tls_store_free(&store);
	device_code_release(&code);
	if (outcome != DEVICE_DONE)
		return fail(error_r, outcome, &code);
	if (mailcase->secret_kind == SASL_PASSWORD)
		mailcase->secret_kind = SASL_TOKEN_XOAUTH2;
	return true;
}

int code_sign_in_failed(const struct options *options, struct usage_error *error)
{
	bool interrupted = strcmp(error->id, INTERRUPTED) == 0;
	int code = output_error(
		options->command, error, options->json, interrupted ? EXIT_INTERRUPTED : EXIT_UNKNOWN);

	str_release(&error->text);
	return code;
}
