/*
 * Signing in over SMTP (RFC 4954): one mechanism, one try. The secret is on the wire only inside verified
 * TLS, never in the transcript, and wiped from every buffer of ours.
 */
#include "checks/mail/smtp_wire.h"

#include <string.h>

#include "checks/mail/secret_forms.h"

#define ROUNDS_MAX 5

struct exchange {
	struct smtp_session *session;
	const struct io_scope *scope;
	struct sasl *sasl;
	const char *mech;
	struct str initial; /* base64; empty when the mechanism has none */
	bool initial_sent;
	struct str raw; /* of the last reply */
	int rounds;
};

static void wipe(struct str *str)
{
	str_wipe(str);
	str_release(str);
}

/* Sends a line that holds a secret: the transcript gets shown. */
static enum smtp_step say(struct exchange *x, const char *before, const struct str *secret, const char *shown)
{
	struct str line = STR_INIT;
	enum smtp_step step;

	str_add(&line, before);
	str_add(&line, str_text(secret));
	step = smtp_send(x->session, x->scope,
		&(struct smtp_command){.line = str_text(&line), .len = line.len, .shown = shown});
	wipe(&line);
	return step == SMTP_DONE ? smtp_read(x->session, x->scope, &x->raw) : step;
}

/* "AUTH PLAIN …"; the initial response only where it fits into a command line (RFC 4954 section 4). */
static enum smtp_step open_exchange(struct exchange *x, bool with_initial)
{
	struct str before = STR_INIT;
	struct str shown = STR_INIT;
	struct str nothing = STR_INIT;
	enum smtp_step step;

	str_addf(&before, "AUTH %s", x->mech);
	str_add(&shown, str_text(&before));
	with_initial = with_initial && x->initial.len && before.len + 1 + x->initial.len <= SMTP_COMMAND_MAX;
	if (with_initial) {
		str_add(&before, " ");
		str_add(&shown, " " SECRET_HIDDEN);
	}
	x->initial_sent = with_initial;
	step = say(x, str_text(&before), with_initial ? &x->initial : &nothing, str_text(&shown));
	str_release(&before);
	str_release(&shown);
	return step;
}

/* Ends the exchange without more secrets; the server's last word is the result, which is never SMTP_DONE. */
static enum smtp_step give_up(struct exchange *x)
{
	enum smtp_step step = smtp_ask(x->session, x->scope, "*", &x->raw);

	if (step == SMTP_DONE)
		step = smtp_judge(x->session, &x->session->reply, 0);
	/* Still another challenge: the two sides do not understand each other any more. */
	x->session->broken = x->session->broken || x->session->reply.code / 100 == 3;
	return step;
}

static enum smtp_step respond(struct exchange *x, const char *challenge)
{
	struct str response = STR_INIT;
	enum sasl_status status = sasl_answer(x->sasl, challenge, &response);
	enum smtp_step step;

	if (status == SASL_GO_ON) {
		step = say(x, "", &response, response.len ? SECRET_HIDDEN : "(empty line)");
	} else {
		step = give_up(x);
		if (status == SASL_IMPOSTOR) {
			transcript_note(x->session->transcript, x->session->peer,
				"the server could not prove that it knows the password");
			step = step == SMTP_REFUSED ? SMTP_UNEXPECTED : step;
		}
	}
	wipe(&response);
	return step;
}

/*
 * One challenge. A server that asks although it has the initial response, or did not get one, is answered
 * with it, once: before that nothing was judged, so it counts as one try.
 */
static enum smtp_step answer(struct exchange *x)
{
	size_t len = x->raw.len;

	while (len && (x->raw.s[len - 1] == ' ' || x->raw.s[len - 1] == '\t'))
		x->raw.s[--len] = '\0';
	if (++x->rounds > ROUNDS_MAX)
		return give_up(x);
	if (x->initial.len && x->rounds == 1 && (!x->initial_sent || !len))
		return say(x, "", &x->initial, SECRET_HIDDEN);
	return respond(x, len ? x->raw.s : "");
}

/* Some servers answer 501 to an initial response although they offer the method. */
static bool wants_two_steps(const struct exchange *x)
{
	return x->session->reply.code == 501 && x->initial_sent && !x->rounds;
}

/* RFC 5802 in SMTP: some servers put their proof into the text of 235 instead of a challenge of its own. */
static bool server_proved(struct exchange *x)
{
	const char *text = str_text(&x->raw);
	char word[512];
	size_t len = strcspn(text, " \n");

	if (len >= sizeof word)
		return sasl_server_proved(x->sasl, NULL);
	memcpy(word, text, len);
	word[len] = '\0';
	return sasl_server_proved(x->sasl, word);
}

static enum smtp_step conclude(struct exchange *x)
{
	enum smtp_step step = smtp_judge(x->session, &x->session->reply, 2);

	if (step != SMTP_DONE)
		return step;
	if (x->session->reply.code != 235)
		return SMTP_UNEXPECTED;
	if (server_proved(x))
		return SMTP_DONE;
	transcript_note(x->session->transcript, x->session->peer,
		"the server accepted without proving that it knows the password");
	return SMTP_UNEXPECTED;
}

static enum smtp_step converse(struct exchange *x)
{
	enum smtp_step step = open_exchange(x, true);

	while (step == SMTP_DONE) {
		if (x->session->reply.code == 334)
			step = answer(x);
		else if (wants_two_steps(x))
			step = open_exchange(x, false);
		else
			return conclude(x);
	}
	return step;
}

static bool may_send_secret(const struct smtp_session *session)
{
	return stream_is_verified(session->stream) && !session->early_bytes;
}

static void keep_detail(struct exchange *x)
{
	const char *detail = sasl_error_detail(x->sasl);

	transcript_clean(x->session->transcript, detail, strlen(detail), x->session->auth_detail,
		sizeof x->session->auth_detail);
	if (x->session->auth_detail[0])
		transcript_note(x->session->transcript, x->session->peer, "the server explains: %s",
			x->session->auth_detail);
}

enum smtp_step smtp_auth(struct smtp_session *session, const struct io_scope *scope, enum sasl_mech mech,
	const struct sasl_login *login)
{
	struct exchange x = {.session = session, .scope = scope, .mech = sasl_name(mech)};
	enum smtp_step step;

	if (!smtp_begin(session))
		return SMTP_LOST;
	session->auth_detail[0] = '\0';
	if (!may_send_secret(session))
		return SMTP_REFUSED_BY_US;
	x.sasl = sasl_new(mech, login);
	if (!x.sasl)
		return SMTP_REFUSED_BY_US;
	transcript_hide(session->transcript, login->secret, login->user);
	(void)sasl_initial(x.sasl, &x.initial);
	step = converse(&x);
	keep_detail(&x);
	sasl_free(&x.sasl);
	wipe(&x.initial);
	wipe(&x.raw);
	return step;
}
