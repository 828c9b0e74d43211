/*
 * settings.program: what is wrong in the settings that were read from the person's program, weighed against the live test. What the test shows to
 * work is not wrong, however unusual; what the test cannot see (an offline mode, a line that the program itself does not understand) counts.
 */
#include "checks/steps/settings/program.h"

#include <stdlib.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/profiles/dialect.h"
#include "checks/steps/common/offer.h"

/* What the live test came to; NULL where it did not get so far. */
struct seen {
	const struct mailcase *mailcase;
	const struct profile *profile;
	const struct out_session *session;
	const struct login_result *login;
	const struct envelope_result *envelope;
};

static bool is_ready(const struct seen *seen)
{
	return seen->session && seen->session->ready && seen->session->smtp;
}

static bool is_handed_in(const struct seen *seen)
{
	return seen->envelope && seen->envelope->tried && seen->envelope->accepted;
}

static bool is_signed_in(const struct seen *seen)
{
	return seen->login && seen->login->tried && seen->login->accepted;
}

/* The server takes a sign-in in the way that the program is set to. */
static bool is_method_offered(const struct seen *seen)
{
	char method[sizeof seen->profile->out.method];

	if (!is_ready(seen) || !seen->profile->out.method[0])
		return false;
	str_copy(method, sizeof method, seen->profile->out.method);
	for (char *c = method; *c; c++)
		*c = ascii_upper(*c);
	return smtp_offers(login_offer(seen->session), method);
}

/* Only a mail that goes out as the program hands it in shows that no sign-in is needed. */
static bool is_fine_without_login(const struct seen *seen)
{
	return seen->mailcase->program_login == PROGRAM_LOGIN_OFF && is_handed_in(seen);
}

static bool is_fine_in_clear(const struct seen *seen)
{
	return is_ready(seen) && seen->session->used.security == SECURITY_NONE && is_handed_in(seen);
}

static bool is_password_taken(const struct seen *seen)
{
	return is_signed_in(seen) && seen->mailcase->secret_kind == SASL_PASSWORD;
}

/* Whether the live test shows that this does no harm. NULL: it cannot show that. */
static bool (*const shown_fine[MISTAKE_N])(const struct seen *seen) = {
	[MISTAKE_NO_LOGIN] = is_fine_without_login,
	[MISTAKE_TLS_ON_STARTTLS_PORT] = is_ready,
	[MISTAKE_STARTTLS_ON_TLS_PORT] = is_ready,
	[MISTAKE_NOT_ENCRYPTED] = is_fine_in_clear,
	[MISTAKE_HOST_TYPO] = is_ready,
	[MISTAKE_HOST_INCOMING] = is_ready,
	[MISTAKE_PORT_TYPO] = is_ready,
	[MISTAKE_PORT_25] = is_ready,
	[MISTAKE_SERVER_OUTDATED] = is_ready,
	[MISTAKE_SENDER_OTHER] = is_handed_in,
	[MISTAKE_WRONG_SERVER] = is_handed_in,
	[MISTAKE_USER_FORM] = is_signed_in,
	[MISTAKE_METHOD_OUTDATED] = is_method_offered,
	[MISTAKE_OAUTH_WANTED] = is_password_taken,
	[MISTAKE_BRACKETS_MISSING] = is_handed_in,
};

/* A test was made, and it failed where this mistake would make it fail. */
static bool is_borne_out(const struct seen *seen, enum mistake_id id)
{
	switch (id) {
	case MISTAKE_PORT_25:
	case MISTAKE_SERVER_OUTDATED:
		return seen->session && !seen->session->ready;
	case MISTAKE_SENDER_OTHER:
		return seen->envelope && seen->envelope->tried && !seen->envelope->accepted;
	default:
		return false;
	}
}

/* What is likely and no more: it counts where the person told of a trouble, or the test bears it out. */
static bool is_guess(enum mistake_id id)
{
	return id == MISTAKE_PORT_25 || id == MISTAKE_SERVER_OUTDATED || id == MISTAKE_SENDER_OTHER ||
	       id == MISTAKE_TOO_OLD || id == MISTAKE_METHOD_OUTDATED;
}

/* Mails wait for any reason: only where all else works, or nothing else was tested, the outbox itself is what stops them. */
static bool is_outbox_itself(const struct seen *seen)
{
	return is_handed_in(seen) || (!seen->session && seen->mailcase->symptom == SYMPTOM_OUTBOX);
}

/* Two stores of different age say something where a sign-in with the right password works, or none was tried. */
static bool is_password_itself(const struct seen *seen)
{
	return seen->mailcase->symptom != SYMPTOM_UNKNOWN &&
	       (is_signed_in(seen) || !seen->login || !seen->login->tried);
}

static bool counts(const struct seen *seen, enum mistake_id id)
{
	if (id == MISTAKE_OUTBOX)
		return is_outbox_itself(seen);
	if (id == MISTAKE_PASSWORD_OLD)
		return is_password_itself(seen);
	/* Without a server that receives for that name, the name itself is asked, as was meant. */
	if (id == MISTAKE_BRACKETS_MISSING)
		return false;
	return !is_guess(id) || seen->mailcase->symptom != SYMPTOM_UNKNOWN || is_borne_out(seen, id);
}

/* The server that was tested is the one that stands in the program. */
static bool is_about(const struct seen *seen)
{
	return ascii_caseeq(seen->mailcase->in_use.host, seen->profile->out.settings.host) &&
	       seen->mailcase->in_use.port == seen->profile->out.settings.port;
}

static void weigh(struct check_run *run, const struct seen *seen, const struct mistake *mistake)
{
	struct finding *finding;

	if (shown_fine[mistake->id] && is_about(seen) && shown_fine[mistake->id](seen)) {
		program_say_harmless(run, seen->profile, mistake);
		return;
	}
	finding = program_say(run, seen->profile, mistake);
	if (!counts(seen, mistake->id))
		run_soften(finding);
}

/* What else belongs to the same programs is only told where it is worth a word, unless just this program was asked for. */
static void say_refused(struct check_run *run, const struct mailcase *mailcase)
{
	for (size_t i = 0; i < mailcase->profiles->n_refusals; i++) {
		const struct profile_refusal *refusal = &mailcase->profiles->refusals[i];

		if (refusal->grave || mailcase->import[0])
			program_say_refused(run, refusal);
	}
}

/* Without a sign-in the mail was refused, and the server offers one. */
static bool wants_login(const struct seen *seen)
{
	return seen->profile->out.login == LOGIN_OFF && is_ready(seen) && login_offer(seen->session)->auth &&
	       seen->envelope && seen->envelope->tried && !seen->envelope->accepted;
}

/* What only the test shows to be wrong gets its place in the file and its change, too. */
static void add_seen(const struct seen *seen, struct profile *profile)
{
	const struct server_settings *works = seen->session ? &seen->session->works : NULL;
	struct server_settings wanted = profile->out.settings;
	enum mistake_id id;

	if (!is_about(seen))
		return;
	if (wants_login(seen)) {
		if (!wanted.user[0])
			str_copy(wanted.user, sizeof wanted.user, profile->address);
		dialect_mistake(profile, MISTAKE_NO_LOGIN, SETTING_LOGIN, &wanted, NULL, NULL);
	}
	if (works && works->host[0] && !seen->session->ready && works->port == wanted.port &&
		works->security != wanted.security) {
		id = works->security == SECURITY_TLS ? MISTAKE_STARTTLS_ON_TLS_PORT
						     : MISTAKE_TLS_ON_STARTTLS_PORT;
		wanted.security = works->security;
		dialect_mistake(profile, id, SETTING_SECURITY, &wanted,
			security_name(profile->out.settings.security), security_name(works->security));
	}
}

static void run_program(struct check_run *run)
{
	const struct mailcase *mailcase = run_case(run);
	struct profile *profile = mem_new(sizeof *profile);
	const struct seen seen = {
		.mailcase = mailcase,
		.profile = profile,
		.session = fact_await_out_session(run),
		.login = fact_await_out_login(run),
		.envelope = fact_await_envelope(run),
	};

	*profile = *mailcase->profile;
	add_seen(&seen, profile);
	program_say_read(run, profile);
	for (size_t i = 0; i < profile->n_mistakes; i++)
		weigh(run, &seen, &profile->mistakes[i]);
	if (mailcase->profiles)
		say_refused(run, mailcase);
	free(profile);
}

static bool has_profile(const struct mailcase *mailcase)
{
	return mailcase->profile != NULL;
}

const struct check check_settings_program = {
	.id = "settings.program",
	.step = STEP_SETTINGS,
	.title = N_("Look for mistakes in the settings of your mail program"),
	.wants = FACT_BIT(OUT_SESSION) | FACT_BIT(OUT_LOGIN) | FACT_BIT(ENVELOPE),
	.limit_ms = 1000,
	.concludes = true,
	.applies = has_profile,
	.run = run_program,
};
