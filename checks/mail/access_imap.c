/*
 * IMAP up to the login (RFC 3501 section 7, RFC 9051): untagged lines are read over, except what is offered
 * and BYE, where nobody listens for them.
 */
#include "checks/mail/access_wire.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/mail/secret_forms.h"

#define QUOTED_MAX 1000 /* longer strings go as literals, which have no limit */

/* "… {123}" or "… {123+}" at the end of a line announces bytes that follow it. */
static bool ends_with_literal(const struct str *line, size_t *len_r)
{
	char number[24];
	const char *open = line->len && line->s[line->len - 1] == '}' ? strrchr(line->s, '{') : NULL;
	size_t len = open ? (size_t)(line->s + line->len - 1 - open - 1) : 0;
	int64_t value;

	if (len && open[len] == '+')
		len--;
	if (!len || len >= sizeof number)
		return false;
	memcpy(number, open + 1, len);
	number[len] = '\0';
	if (!ascii_number(number, 0, INT64_MAX / 16, &value))
		return false;
	*len_r = (size_t)value;
	return true;
}

/*
 * One response: a line, and while it ends with a literal that one and the line behind it. Of the literals the last is
 * kept; literal_r stays empty without one.
 */
static enum access_step read_response(struct access_session *session, const struct io_scope *scope,
	struct access_budget *budget, struct str *response_r, struct str *literal_r)
{
	struct str line = STR_INIT;
	enum access_step step;
	size_t len = 0;

	str_clear(response_r);
	str_wipe(literal_r);
	do {
		step = access_read_line(session, scope, budget, &line);
		if (step == ACCESS_DONE)
			str_add_bytes(response_r, str_text(&line), line.len);
		len = 0;
		if (step == ACCESS_DONE && ends_with_literal(&line, &len))
			step = access_read_bytes(session, scope, budget, len, literal_r);
		else
			break;
	} while (step == ACCESS_DONE);
	str_release(&line);
	return step;
}

static void add_capability(struct access_session *session, const char *word, size_t len)
{
	static const char auth[] = "AUTH=";
	size_t alen = sizeof auth - 1;

	if (len > alen && ascii_ncasecmp(word, auth, alen) == 0)
		access_add_mech(session, word + alen, len - alen);
	else if (len == 8 && ascii_ncasecmp(word, "STARTTLS", len) == 0)
		session->starttls = true;
	else if (len == 13 && ascii_ncasecmp(word, "LOGINDISABLED", len) == 0)
		session->login_disabled = true;
	else if (len == 7 && ascii_ncasecmp(word, "SASL-IR", len) == 0)
		session->sasl_ir = true;
	else if (len == 11 && ascii_ncasecmp(word, "SPECIAL-USE", len) == 0)
		session->special_use = true;
}

/* Words up to the end or "]"; a new list replaces the old one. */
static void read_capabilities(struct access_session *session, const char *list)
{
	access_forget_offer(session);
	session->capability_seen = true;
	for (;;) {
		size_t len;

		list += strspn(list, " ");
		len = strcspn(list, " ]");
		if (!len)
			return;
		add_capability(session, list, len);
		list += len;
	}
}

/* The text behind OK, NO, BAD, BYE or PREAUTH: takes the capabilities out of a response code. */
static void read_status(struct access_session *session, const char *text)
{
	if (ascii_starts(text, "[CAPABILITY "))
		read_capabilities(session, text + strlen("[CAPABILITY "));
	access_set_text(session, text);
}

/* The rest of s behind word and a blank (or the end); NULL when s begins otherwise. */
static const char *after_word(const char *s, const char *word)
{
	size_t len = strlen(word);

	if (!ascii_starts(s, word) || (s[len] && s[len] != ' '))
		return NULL;
	return s[len] ? s + len + 1 : s + len;
}

/* True when the server says goodbye. */
static bool read_untagged(struct access_session *session, const char *rest)
{
	const char *list = after_word(rest, "CAPABILITY"), *ok = after_word(rest, "OK"),
		   *bye = after_word(rest, "BYE");

	if (list)
		read_capabilities(session, list);
	else if (ok && ascii_starts(ok, "[CAPABILITY "))
		read_capabilities(session, ok + strlen("[CAPABILITY "));
	else if (bye)
		read_status(session, bye);
	return bye != NULL;
}

/* "a7 OK …": the end of the answer. */
static enum access_step read_tagged(struct access_session *session, const char *line, size_t len)
{
	char tag[16];
	const char *rest, *ok;

	snprintf(tag, sizeof tag, "a%u", session->tag);
	rest = after_word(line, tag);
	ok = rest ? after_word(rest, "OK") : NULL;
	if (ok) {
		read_status(session, ok);
		return ACCESS_DONE;
	}
	for (int i = 0; rest && i < 2; i++) {
		const char *text = after_word(rest, i ? "BAD" : "NO");

		if (text) {
			read_status(session, text);
			return ACCESS_REFUSED;
		}
	}
	return access_garbled(session, line, len);
}

/* One answer while it is read. */
struct answer {
	struct access_session *session;
	const struct io_scope *scope;
	struct access_budget budget;
	struct str line, literal;
	bool bye;
};

static void hear(const struct answer *answer, const struct imap_listener *listener)
{
	if (listener)
		listener->heard(
			answer->line.s + 2, answer->literal.len ? &answer->literal : NULL, listener->data);
}

/* Up to the first response that is not untagged, which is left in answer->line. */
static enum access_step read_answer(struct answer *answer, const struct imap_listener *listener)
{
	enum access_step step;

	for (;;) {
		step = read_response(
			answer->session, answer->scope, &answer->budget, &answer->line, &answer->literal);
		if (step != ACCESS_DONE)
			/* Said goodbye and gone: that is a refusal with a reason, not a lost connection. */
			return answer->bye && step == ACCESS_LOST ? ACCESS_REFUSED : step;
		if (!ascii_starts(str_text(&answer->line), "* "))
			return ACCESS_DONE;
		answer->bye = read_untagged(answer->session, answer->line.s + 2) || answer->bye;
		hear(answer, listener);
	}
}

static void answer_end(struct answer *answer)
{
	answer->session->broken = answer->session->broken || answer->bye;
	str_wipe(&answer->line);
	str_release(&answer->line);
	str_wipe(&answer->literal);
	str_release(&answer->literal);
}

enum access_step imap_read(struct access_session *session, const struct io_scope *scope, bool *continued_r,
	struct str *challenge_r)
{
	struct answer answer = {.session = session, .scope = scope};
	enum access_step step = read_answer(&answer, NULL);
	const struct str *line = &answer.line;

	if (continued_r)
		*continued_r = false;
	if (step == ACCESS_DONE && continued_r && line->len && line->s[0] == '+' &&
		(line->len == 1 || line->s[1] == ' ')) {
		*continued_r = true;
		str_clear(challenge_r);
		str_add(challenge_r, line->len > 2 ? line->s + 2 : "");
	} else if (step == ACCESS_DONE) {
		step = read_tagged(session, str_text(line), line->len);
	}
	answer_end(&answer);
	return step;
}

enum access_step imap_listen(
	struct access_session *session, const struct io_scope *scope, const struct imap_listener *listener)
{
	struct answer answer = {.session = session,
		.scope = scope,
		.budget = {.quiet = listener->quiet,
			.lines_max = listener->lines_max,
			.bytes_max = listener->bytes_max}};
	enum access_step step = read_answer(&answer, listener);

	if (step == ACCESS_DONE)
		step = read_tagged(session, str_text(&answer.line), answer.line.len);
	answer_end(&answer);
	return step;
}

enum access_step imap_command(struct access_session *session, const struct io_scope *scope, const char *text,
	const struct imap_listener *listener)
{
	struct str line STR_AUTO = STR_INIT;
	enum access_step step;

	access_start_command(session, &line);
	str_add(&line, text);
	step = access_write(session, scope, &line, NULL);
	return step == ACCESS_DONE ? imap_listen(session, scope, listener) : step;
}

uint32_t imap_take_number(const char **s)
{
	uint64_t value = 0;

	while (ascii_isdigit(**s) && value <= UINT32_MAX)
		value = value * 10 + (uint64_t)(*(*s)++ - '0');
	return ascii_isdigit(**s) || value > UINT32_MAX ? 0 : (uint32_t)value;
}

enum access_step imap_banner(struct access_session *session, const struct io_scope *scope)
{
	struct access_budget budget = {.lines = 0};
	struct str line = STR_INIT;
	struct str literal = STR_INIT;
	enum access_step step = read_response(session, scope, &budget, &line, &literal);
	const char *text = NULL;

	if (step == ACCESS_DONE && ascii_starts(str_text(&line), "* ")) {
		text = after_word(line.s + 2, "OK");
		text = text ? text : after_word(line.s + 2, "PREAUTH");
		if (!text) {
			text = after_word(line.s + 2, "BYE");
			step = ACCESS_REFUSED;
		}
	}
	if (step == ACCESS_DONE && ascii_starts(str_text(&line), "+")) {
		/* The port told nothing, the greeting does (RFC 1939 section 4). */
		text = after_word(line.s + 1, "OK");
		if (text)
			session->protocol = ACCESS_POP3;
	}
	if (text)
		read_status(session, text);
	else if (step == ACCESS_DONE || step == ACCESS_REFUSED)
		step = access_garbled(session, str_text(&line), line.len);
	session->broken = session->broken || step == ACCESS_REFUSED;
	str_release(&line);
	str_release(&literal);
	return step;
}

enum access_step imap_capability(struct access_session *session, const struct io_scope *scope)
{
	struct str line = STR_INIT;
	enum access_step step;

	access_start_command(session, &line);
	str_add(&line, "CAPABILITY");
	step = access_write(session, scope, &line, NULL);
	str_release(&line);
	if (step == ACCESS_DONE)
		step = imap_read(session, scope, NULL, NULL);
	/* OK without a list: the server offers nothing beyond LOGIN. */
	session->capability_seen = session->capability_seen || step == ACCESS_DONE;
	return step;
}

static bool can_be_quoted(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] < 0x20 || s[i] >= 0x7f)
			return false;
	return len <= QUOTED_MAX;
}

static void add_quoted(struct str *line, const char *s, size_t len)
{
	str_add_char(line, '"');
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"' || s[i] == '\\')
			str_add_char(line, '\\');
		str_add_char(line, s[i]);
	}
	str_add_char(line, '"');
}

/* Adds one argument of LOGIN; a literal is announced, and the line goes on once the server asked for it. */
static enum access_step add_string(struct access_session *session, const struct io_scope *scope,
	struct str *line, const char *s, size_t len, const char *shown)
{
	struct str challenge = STR_INIT;
	enum access_step step;
	bool continued = false;

	str_add_char(line, ' ');
	if (can_be_quoted(s, len)) {
		add_quoted(line, s, len);
		return ACCESS_DONE;
	}
	str_addf(line, "{%zu}", len);
	step = access_write(session, scope, line, shown);
	if (step == ACCESS_DONE)
		step = imap_read(session, scope, &continued, &challenge);
	str_release(&challenge);
	if (step == ACCESS_DONE && !continued)
		return access_garbled(session, session->text, strlen(session->text));
	str_wipe(line);
	str_add_bytes(line, s, len);
	return step;
}

static enum access_step add_secret(struct access_session *session, const struct io_scope *scope,
	struct str *line, const struct secret *secret, const char *shown)
{
	STR_SECRET struct str bytes = STR_INIT;

	secret_reveal(secret, &bytes);
	return add_string(session, scope, line, str_text(&bytes), bytes.len, shown);
}

static enum access_step login_command(
	struct access_session *session, const struct io_scope *scope, const struct sasl_login *login)
{
	struct str line = STR_INIT;
	char shown[48];
	enum access_step step;

	access_start_command(session, &line);
	str_add(&line, "LOGIN");
	snprintf(shown, sizeof shown, "a%u LOGIN " SECRET_HIDDEN, session->tag);
	step = add_string(session, scope, &line, login->user, strlen(login->user), shown);
	if (step == ACCESS_DONE)
		step = add_secret(session, scope, &line, login->secret, shown);
	if (step == ACCESS_DONE)
		step = access_write(session, scope, &line, shown);
	str_wipe(&line);
	str_release(&line);
	return step == ACCESS_DONE ? imap_read(session, scope, NULL, NULL) : step;
}

enum access_step imap_login(
	struct access_session *session, const struct io_scope *scope, const struct sasl_login *login)
{
	enum sasl_mech mech = sasl_choose(
		(const char(*)[sizeof session->mechs[0]])session->mechs, session->n_mechs, login->kind);

	/* LOGIN costs as little as PLAIN, and the other methods more. */
	if (login->kind == SASL_PASSWORD && mech != SASL_PLAIN && !session->login_disabled)
		return login_command(session, scope, login);
	if (mech == SASL_NONE)
		return ACCESS_REFUSED_BY_US;
	return access_authenticate(session, scope, mech, login);
}
