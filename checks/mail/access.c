/*
 * What IMAP and POP3 have in common: lines, limits, encryption, and the rule that no secret is sent in clear.
 */
#include "checks/mail/access.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/mail/access_wire.h"

const char *access_step_name(enum access_step step)
{
	static const char *const names[] = {
		[ACCESS_DONE] = "done",
		[ACCESS_REFUSED] = "refused",
		[ACCESS_GARBLED] = "garbled",
		[ACCESS_LOST] = "lost",
		[ACCESS_SILENT] = "silent",
		[ACCESS_CANCELLED] = "cancelled",
		[ACCESS_TLS_FAILED] = "tls-failed",
		[ACCESS_REFUSED_BY_US] = "refused-by-us",
	};

	return names[step];
}

struct access_session *access_new(
	enum access_protocol protocol, int fd, const char *host, int port, struct transcript *transcript)
{
	struct access_session *session = mem_new(sizeof *session);

	session->protocol = protocol;
	session->stream = stream_new(fd);
	session->transcript = transcript;
	session->tls.outcome = TLS_UNTRIED;
	snprintf(session->peer, sizeof session->peer, strchr(host, ':') ? "[%s]:%d" : "%s:%d", host, port);
	return session;
}

void access_free(struct access_session **session)
{
	if (!*session)
		return;
	stream_free(&(*session)->stream);
	free(*session);
	*session = NULL;
}

/* Empties what is kept of the last answer; false when the session is broken. */
static bool access_begin(struct access_session *session)
{
	session->text[0] = '\0';
	session->code[0] = '\0';
	session->io = session->broken ? IO_CLOSED : IO_OK;
	return !session->broken;
}

static enum access_step step_of(struct access_session *session)
{
	if (session->io == IO_OK)
		return ACCESS_DONE;
	session->broken = true;
	return session->io == IO_TIMED_OUT   ? ACCESS_SILENT
	       : session->io == IO_CANCELLED ? ACCESS_CANCELLED
					     : ACCESS_LOST;
}

enum access_step access_garbled(struct access_session *session, const char *line, size_t len)
{
	session->broken = true;
	transcript_clean(session->transcript, line, len, session->text, sizeof session->text);
	return ACCESS_GARBLED;
}

/* In a mail stands what its sender put there; only a line without end is too much. */
static bool is_fault(const struct access_budget *budget, enum line_fault fault)
{
	if (budget->quiet)
		return fault == LINE_TOO_LONG || fault == LINE_PARTIAL;
	return fault != LINE_FINE && fault != LINE_BARE_LF;
}

static bool is_used_up(const struct access_budget *budget, size_t more)
{
	return budget->lines > (budget->lines_max ? budget->lines_max : ACCESS_LINES_MAX) ||
	       budget->bytes + more > (budget->bytes_max ? budget->bytes_max : ACCESS_BYTES_MAX);
}

enum access_step access_read_line(struct access_session *session, const struct io_scope *scope,
	struct access_budget *budget, struct str *line_r)
{
	enum line_fault fault = LINE_FINE;

	/* It is left as it was where nothing could be read. */
	str_clear(line_r);
	session->io = stream_read_line(session->stream, scope, line_r, &fault);
	if (line_r->len && !budget->quiet)
		transcript_add(session->transcript, session->peer, SAID_BY_PEER, line_r->s, line_r->len);
	if (session->io != IO_OK) {
		if (line_r->len && !budget->quiet)
			transcript_clean(session->transcript, line_r->s, line_r->len, session->text,
				sizeof session->text);
		return step_of(session);
	}
	budget->lines++;
	budget->bytes += line_r->len + 2;
	if (is_fault(budget, fault) || is_used_up(budget, 0))
		return access_garbled(
			session, budget->quiet ? "" : str_text(line_r), budget->quiet ? 0 : line_r->len);
	return ACCESS_DONE;
}

enum access_step access_read_bytes(struct access_session *session, const struct io_scope *scope,
	struct access_budget *budget, size_t len, struct str *bytes_r)
{
	if (len > ACCESS_BYTES_MAX || is_used_up(budget, len))
		return access_garbled(session, "", 0);
	budget->bytes += len;
	session->io = stream_read_bytes(session->stream, scope, len, bytes_r);
	if (session->io == IO_OK && bytes_r->len && budget->quiet)
		transcript_note(session->transcript, session->peer,
			"%zu bytes of a mail, of which nothing is kept here", bytes_r->len);
	else if (session->io == IO_OK && bytes_r->len)
		transcript_add(session->transcript, session->peer, SAID_BY_PEER, bytes_r->s, bytes_r->len);
	return step_of(session);
}

enum access_step access_write(struct access_session *session, const struct io_scope *scope,
	const struct str *line, const char *shown)
{
	struct str bytes = STR_INIT;

	if (!shown)
		shown = str_text(line);
	transcript_add(session->transcript, session->peer, SAID_BY_US, shown, strlen(shown));
	str_add_bytes(&bytes, str_text(line), line->len);
	str_add(&bytes, "\r\n");
	session->io = stream_write(session->stream, scope, bytes.s, bytes.len);
	str_wipe(&bytes);
	str_release(&bytes);
	return step_of(session);
}

/* "[AUTHENTICATIONFAILED] Invalid credentials" (RFC 3501 7.1, RFC 2449 8). */
void access_set_text(struct access_session *session, const char *text)
{
	const char *close = text[0] == '[' ? strchr(text, ']') : NULL;
	size_t len = close ? strcspn(text + 1, " ]") : 0;

	session->code[0] = '\0';
	if (close) {
		/* A list of what is offered is no reason for anything. */
		if (len < sizeof session->code && ascii_ncasecmp(text + 1, "CAPABILITY", 10) != 0)
			transcript_clean(
				session->transcript, text + 1, len, session->code, sizeof session->code);
		for (char *p = session->code; *p; p++)
			*p = ascii_upper(*p);
		text = close + 1;
		text += strspn(text, " ");
	}
	transcript_clean(session->transcript, text, strlen(text), session->text, sizeof session->text);
}

void access_add_mech(struct access_session *session, const char *name, size_t len)
{
	char upper[sizeof session->mechs[0]];

	if (!len || len >= sizeof upper ||
		session->n_mechs >= sizeof session->mechs / sizeof session->mechs[0])
		return;
	for (size_t i = 0; i < len; i++) {
		if (name[i] <= ' ' || name[i] >= 0x7f)
			return;
		upper[i] = ascii_upper(name[i]);
	}
	upper[len] = '\0';
	for (size_t i = 0; i < session->n_mechs; i++)
		if (strcmp(session->mechs[i], upper) == 0)
			return;
	str_copy(session->mechs[session->n_mechs++], sizeof upper, upper);
}

void access_forget_offer(struct access_session *session)
{
	session->n_mechs = 0;
	session->login_disabled = false;
	session->starttls = false;
	session->sasl_ir = false;
	session->special_use = false;
	session->capability_seen = false;
}

void access_start_command(struct access_session *session, struct str *line_r)
{
	str_clear(line_r);
	if (session->protocol == ACCESS_IMAP)
		str_addf(line_r, "a%u ", ++session->tag);
}

static enum access_step encrypt(struct access_session *session, const struct io_scope *scope,
	const struct tls_store *store, const char *host)
{
	enum tls_outcome outcome =
		stream_start_tls(session->stream, scope, store, TLS_SECURE, host, &session->tls);

	access_forget_offer(session);
	if (outcome == TLS_DONE) {
		transcript_note(session->transcript, session->peer, "encrypted with %s, certificate %s",
			session->tls.protocol, session->tls.verified ? "verified" : "not verified");
		return ACCESS_DONE;
	}
	transcript_note(
		session->transcript, session->peer, "encryption failed: %s", tls_outcome_name(outcome));
	session->broken = true;
	return outcome == TLS_CANCELLED ? ACCESS_CANCELLED : ACCESS_TLS_FAILED;
}

enum access_step access_tls_now(struct access_session *session, const struct io_scope *scope,
	const struct tls_store *store, const char *host)
{
	if (!access_begin(session))
		return ACCESS_LOST;
	if (stream_is_encrypted(session->stream))
		return ACCESS_REFUSED_BY_US;
	return encrypt(session, scope, store, host);
}

enum access_step access_banner(struct access_session *session, const struct io_scope *scope)
{
	enum access_step step;

	if (!access_begin(session))
		return ACCESS_LOST;
	step = session->protocol == ACCESS_IMAP ? imap_banner(session, scope) : pop3_banner(session, scope);
	str_copy(session->banner, sizeof session->banner, session->text);
	return step;
}

enum access_step access_capability(struct access_session *session, const struct io_scope *scope)
{
	if (!access_begin(session))
		return ACCESS_LOST;
	if (session->capability_seen)
		return ACCESS_DONE;
	return session->protocol == ACCESS_IMAP ? imap_capability(session, scope)
						: pop3_capability(session, scope);
}

enum access_step access_starttls(struct access_session *session, const struct io_scope *scope,
	const struct tls_store *store, const char *host)
{
	bool imap = session->protocol == ACCESS_IMAP;
	struct str line = STR_INIT;
	enum access_step step;

	if (!access_begin(session))
		return ACCESS_LOST;
	if (stream_is_encrypted(session->stream))
		return ACCESS_REFUSED_BY_US;
	access_start_command(session, &line);
	str_add(&line, imap ? "STARTTLS" : "STLS");
	step = access_write(session, scope, &line, NULL);
	str_release(&line);
	if (step == ACCESS_DONE)
		step = imap ? imap_read(session, scope, NULL, NULL) : pop3_read(session, scope, NULL, NULL);
	if (step != ACCESS_DONE)
		return step;
	step = encrypt(session, scope, store, host);
	session->early_bytes = session->tls.early;
	if (session->early_bytes)
		transcript_note(session->transcript, session->peer,
			"%zu bytes had arrived before the encryption and were thrown away",
			session->early_bytes);
	return step;
}

static bool may_send_secret(const struct access_session *session)
{
	return stream_is_verified(session->stream) && !session->early_bytes;
}

/* The same conditions for both ways of signing in: a name, a secret, and nothing that could end a line. */
static bool login_is_fine(const struct sasl_login *login)
{
	if (!login->secret || !login->user || !*login->user)
		return false;
	for (const char *p = login->user; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return false;
	return true;
}

enum access_step access_login(
	struct access_session *session, const struct io_scope *scope, const struct sasl_login *login)
{
	enum access_step step = ACCESS_DONE;

	if (!access_begin(session))
		return ACCESS_LOST;
	session->auth_detail[0] = '\0';
	if (!may_send_secret(session) || !login_is_fine(login))
		return ACCESS_REFUSED_BY_US;
	transcript_hide(session->transcript, login->secret, login->user);
	if (!session->capability_seen)
		step = access_capability(session, scope);
	if (step != ACCESS_DONE)
		return step;
	(void)access_begin(session);
	return session->protocol == ACCESS_IMAP ? imap_login(session, scope, login)
						: pop3_login(session, scope, login);
}

void access_leave(struct access_session *session, const struct io_scope *scope)
{
	struct str line = STR_INIT;

	if (!session->broken) {
		access_start_command(session, &line);
		str_add(&line, session->protocol == ACCESS_IMAP ? "LOGOUT" : "QUIT");
		(void)access_write(session, scope, &line, NULL);
		str_release(&line);
	}
	session->broken = true;
	stream_hang_up(session->stream);
}
