/*
 * POP3 up to the login (RFC 1939, CAPA of RFC 2449, AUTH of RFC 5034). APOP is not spoken: MD5.
 */
#include "checks/mail/access_wire.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/mail/secret_forms.h"

/* The text behind "+OK" or "-ERR"; NULL when line begins otherwise. */
static const char *after_status(const char *line, const char *status)
{
	size_t len = strlen(status);

	if (!ascii_starts(line, status) || (line[len] && line[len] != ' '))
		return NULL;
	line += len;
	return line + strspn(line, " ");
}

enum access_step pop3_status(struct access_session *session, const struct str *line)
{
	const char *ok = after_status(str_text(line), "+OK"), *err = after_status(str_text(line), "-ERR");

	if (!ok && !err)
		return access_garbled(session, str_text(line), line->len);
	access_set_text(session, ok ? ok : err);
	return ok ? ACCESS_DONE : ACCESS_REFUSED;
}

enum access_step pop3_read(struct access_session *session, const struct io_scope *scope, bool *continued_r,
	struct str *challenge_r)
{
	struct access_budget budget = {.lines = 0};
	struct str line = STR_INIT;
	enum access_step step = access_read_line(session, scope, &budget, &line);

	if (continued_r)
		*continued_r = false;
	if (step == ACCESS_DONE && continued_r && line.len && line.s[0] == '+' &&
		(line.len == 1 || line.s[1] == ' ')) {
		*continued_r = true;
		str_clear(challenge_r);
		str_add(challenge_r, line.len > 2 ? line.s + 2 : "");
	} else if (step == ACCESS_DONE) {
		step = pop3_status(session, &line);
	}
	str_wipe(&line);
	str_release(&line);
	return step;
}

enum access_step pop3_banner(struct access_session *session, const struct io_scope *scope)
{
	enum access_step step = pop3_read(session, scope, NULL, NULL);

	session->broken = session->broken || step == ACCESS_REFUSED;
	return step;
}

static void read_capability(struct access_session *session, const char *line, bool *user_r)
{
	size_t len = strcspn(line, " ");

	if (len == 4 && ascii_ncasecmp(line, "USER", len) == 0)
		*user_r = true;
	else if (len == 4 && ascii_ncasecmp(line, "STLS", len) == 0)
		session->starttls = true;
	if (len != 4 || ascii_ncasecmp(line, "SASL", len) != 0)
		return;
	for (line += len; *line; line += len) {
		line += strspn(line, " ");
		len = strcspn(line, " ");
		access_add_mech(session, line, len);
	}
}

enum access_step pop3_capability(struct access_session *session, const struct io_scope *scope)
{
	struct access_budget budget = {.lines = 0};
	struct str line = STR_INIT;
	bool user = false, over = false;
	enum access_step step;

	str_add(&line, "CAPA");
	step = access_write(session, scope, &line, NULL);
	if (step == ACCESS_DONE)
		step = access_read_line(session, scope, &budget, &line);
	if (step == ACCESS_DONE)
		step = pop3_status(session, &line);
	access_forget_offer(session);
	while (step == ACCESS_DONE && !over) {
		step = access_read_line(session, scope, &budget, &line);
		over = step == ACCESS_DONE && strcmp(str_text(&line), ".") == 0;
		if (step == ACCESS_DONE && !over)
			read_capability(session, str_text(&line), &user);
	}
	str_release(&line);
	session->capability_seen = step == ACCESS_DONE || step == ACCESS_REFUSED;
	session->login_disabled = step == ACCESS_DONE && !user;
	/* A server from before RFC 2449 knows no CAPA, but USER and PASS. */
	return step == ACCESS_REFUSED ? ACCESS_DONE : step;
}

static enum access_step user_and_pass(
	struct access_session *session, const struct io_scope *scope, const struct sasl_login *login)
{
	struct str line = STR_INIT;
	enum access_step step;

	str_addf(&line, "USER %s", login->user);
	step = access_write(session, scope, &line, "USER " SECRET_HIDDEN);
	if (step == ACCESS_DONE)
		step = pop3_read(session, scope, NULL, NULL);
	if (step == ACCESS_DONE) {
		str_wipe(&line);
		str_add(&line, "PASS ");
		secret_reveal(login->secret, &line);
		step = access_write(session, scope, &line, "PASS " SECRET_HIDDEN);
		str_wipe(&line);
		if (step == ACCESS_DONE)
			step = pop3_read(session, scope, NULL, NULL);
	}
	str_wipe(&line);
	str_release(&line);
	return step;
}

enum access_step pop3_login(
	struct access_session *session, const struct io_scope *scope, const struct sasl_login *login)
{
	enum sasl_mech mech = sasl_choose(
		(const char(*)[sizeof session->mechs[0]])session->mechs, session->n_mechs, login->kind);

	if (login->kind == SASL_PASSWORD && mech != SASL_PLAIN && !session->login_disabled)
		return user_and_pass(session, scope, login);
	if (mech == SASL_NONE)
		return ACCESS_REFUSED_BY_US;
	return access_authenticate(session, scope, mech, login);
}
