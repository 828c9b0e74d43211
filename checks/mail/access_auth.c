/*
 * SASL inside IMAP (RFC 3501 6.2.2, RFC 4959) and POP3 (RFC 5034): both send challenges behind "+ ".
 */
#include "checks/mail/access_wire.h"

#include <string.h>

#include "checks/mail/secret_forms.h"

#define ROUNDS_MAX	 5
#define POP3_COMMAND_MAX 253  /* RFC 2449 section 4, without CRLF */
#define IMAP_COMMAND_MAX 8000 /* RFC 7162 section 4 */

struct exchange {
	struct access_session *session;
	const struct io_scope *scope;
	struct sasl *sasl;
	struct str initial; /* base64; empty when the mechanism has none */
	bool initial_sent;
	struct str challenge;
	bool continued; /* the server waits for an answer */
	int rounds;
};

static void wipe(struct str *str)
{
	str_wipe(str);
	str_release(str);
}

static enum access_step read_answer(struct exchange *x)
{
	return x->session->protocol == ACCESS_IMAP
		       ? imap_read(x->session, x->scope, &x->continued, &x->challenge)
		       : pop3_read(x->session, x->scope, &x->continued, &x->challenge);
}

static enum access_step say(struct exchange *x, const struct str *line, const char *shown)
{
	enum access_step step = access_write(x->session, x->scope, line, shown);

	return step == ACCESS_DONE ? read_answer(x) : step;
}

static bool initial_fits(const struct exchange *x, size_t command)
{
	size_t len = command + 1 + x->initial.len;

	if (!x->initial.len)
		return false;
	if (x->session->protocol == ACCESS_IMAP)
		return x->session->sasl_ir && len <= IMAP_COMMAND_MAX;
	return len <= POP3_COMMAND_MAX;
}

static enum access_step open_exchange(struct exchange *x, enum sasl_mech mech)
{
	bool imap = x->session->protocol == ACCESS_IMAP;
	struct str line = STR_INIT;
	struct str shown = STR_INIT;
	enum access_step step;

	access_start_command(x->session, &line);
	str_addf(&line, "%s %s", imap ? "AUTHENTICATE" : "AUTH", sasl_name(mech));
	str_add(&shown, str_text(&line));
	x->initial_sent = initial_fits(x, line.len);
	if (x->initial_sent) {
		str_add_char(&line, ' ');
		str_add(&line, str_text(&x->initial));
		str_add(&shown, " " SECRET_HIDDEN);
	}
	step = say(x, &line, str_text(&shown));
	wipe(&line);
	str_release(&shown);
	return step;
}

/* Cancels; a server that goes on asking is not listened to any more. */
static enum access_step give_up(struct exchange *x)
{
	struct str star = STR_INIT;
	enum access_step step;

	str_add(&star, "*");
	step = say(x, &star, NULL);
	str_release(&star);
	if (step != ACCESS_DONE)
		return step;
	return access_garbled(x->session, x->continued ? str_text(&x->challenge) : x->session->text,
		x->continued ? x->challenge.len : strlen(x->session->text));
}

static enum access_step impostor(struct exchange *x)
{
	transcript_note(x->session->transcript, x->session->peer,
		"the server did not prove that it knows the password");
	x->session->broken = true;
	return ACCESS_GARBLED;
}

static enum access_step answer(struct exchange *x)
{
	struct str response = STR_INIT;
	enum sasl_status status = SASL_GO_ON;
	enum access_step step;
	size_t len = x->challenge.len;

	while (len && x->challenge.s[len - 1] == ' ')
		x->challenge.s[--len] = '\0';
	if (++x->rounds > ROUNDS_MAX)
		return give_up(x);
	if (x->initial.len && x->rounds == 1 && (!x->initial_sent || !len))
		str_add(&response, str_text(&x->initial));
	else
		status = sasl_answer(x->sasl, len ? x->challenge.s : "", &response);
	if (status == SASL_GO_ON)
		step = say(x, &response, response.len ? SECRET_HIDDEN : "(empty line)");
	else
		step = give_up(x);
	if (status == SASL_IMPOSTOR && step == ACCESS_REFUSED)
		step = impostor(x);
	wipe(&response);
	return step;
}

static enum access_step converse(struct exchange *x, enum sasl_mech mech)
{
	enum access_step step = open_exchange(x, mech);

	while (step == ACCESS_DONE && x->continued)
		step = answer(x);
	if (step == ACCESS_DONE && !sasl_server_proved(x->sasl, NULL))
		step = impostor(x);
	return step;
}

enum access_step access_authenticate(struct access_session *session, const struct io_scope *scope,
	enum sasl_mech mech, const struct sasl_login *login)
{
	struct exchange x = {.session = session, .scope = scope};
	enum access_step step;
	const char *detail;

	x.sasl = sasl_new(mech, login);
	if (!x.sasl)
		return ACCESS_REFUSED_BY_US;
	(void)sasl_initial(x.sasl, &x.initial);
	step = converse(&x, mech);
	detail = sasl_error_detail(x.sasl);
	transcript_clean(session->transcript, detail, strlen(detail), session->auth_detail,
		sizeof session->auth_detail);
	sasl_free(&x.sasl);
	wipe(&x.initial);
	wipe(&x.challenge);
	return step;
}
