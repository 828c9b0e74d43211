/*
 * The steps of an SMTP session that only asks: open, encrypt, greet, name sender and recipient, leave. What
 * is said and read passes through smtp_reply.c.
 */
#include "checks/mail/smtp.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/mail/smtp_wire.h"
#include "checks/net/addr.h"

const char *smtp_step_name(enum smtp_step step)
{
	static const char *const names[] = {
		[SMTP_DONE] = "done",
		[SMTP_REFUSED] = "refused",
		[SMTP_UNEXPECTED] = "unexpected",
		[SMTP_GARBLED] = "garbled",
		[SMTP_NOT_SMTP] = "not-smtp",
		[SMTP_LOST] = "lost",
		[SMTP_SILENT] = "silent",
		[SMTP_CANCELLED] = "cancelled",
		[SMTP_TLS_FAILED] = "tls-failed",
		[SMTP_REFUSED_BY_US] = "refused-by-us",
	};

	return names[step];
}

/* RFC 5321 4.1.3: the address of our side, which servers accept where a name would have to resolve. */
static void own_literal(int fd, char *helo_r)
{
	struct net_addr own = {.len = sizeof own.ss};
	char text[NET_ADDR_TEXT];

	if (getsockname(fd, (struct sockaddr *)&own.ss, &own.len) != 0 ||
		(own.ss.ss_family != AF_INET && own.ss.ss_family != AF_INET6)) {
		str_copy(helo_r, HOST_MAX, "[127.0.0.1]");
		return;
	}
	net_addr_text(&own, text, sizeof text);
	/* A scope has no meaning elsewhere, and an IPv4 peer seen through an IPv6 socket is an IPv4 peer. */
	text[strcspn(text, "%")] = '\0';
	if (ascii_starts(text, "::ffff:") && strchr(text, '.'))
		snprintf(helo_r, HOST_MAX, "[%s]", text + strlen("::ffff:"));
	else
		snprintf(helo_r, HOST_MAX, strchr(text, ':') ? "[IPv6:%s]" : "[%s]", text);
}

static bool helo_is_fine(const char *name)
{
	size_t len = strnlen(name, HOST_MAX);

	for (size_t i = 0; i < len; i++)
		if (name[i] <= ' ' || name[i] == 0x7f || (unsigned char)name[i] > 127)
			return false;
	return len && len < HOST_MAX;
}

struct smtp_session *smtp_new(
	int fd, const char *host, int port, const char *helo_name, struct transcript *transcript)
{
	struct smtp_session *session = mem_new(sizeof *session);

	session->stream = stream_new(fd);
	session->transcript = transcript;
	session->tls.outcome = TLS_UNTRIED;
	snprintf(session->peer, sizeof session->peer, strchr(host, ':') ? "[%s]:%d" : "%s:%d", host, port);
	if (helo_name && helo_is_fine(helo_name))
		str_copy(session->helo, sizeof session->helo, helo_name);
	else
		own_literal(fd, session->helo);
	return session;
}

void smtp_free(struct smtp_session **session)
{
	if (!*session)
		return;
	stream_free(&(*session)->stream);
	free(*session);
	*session = NULL;
}

bool smtp_begin(struct smtp_session *session)
{
	session->reply = (struct smtp_reply){.code = 0};
	session->fault = SMTP_FAULT_NONE;
	session->io = session->broken ? IO_CLOSED : IO_OK;
	return !session->broken;
}

struct smtp_offer *smtp_offer_now(struct smtp_session *session)
{
	return stream_is_encrypted(session->stream) ? &session->secure : &session->clear;
}

static enum smtp_step encrypt(struct smtp_session *session, const struct io_scope *scope,
	const struct tls_store *store, enum tls_kind kind, const char *host)
{
	enum tls_outcome outcome = stream_start_tls(session->stream, scope, store, kind, host, &session->tls);

	if (outcome == TLS_DONE) {
		transcript_note(session->transcript, session->peer, "encrypted with %s, certificate %s",
			session->tls.protocol, session->tls.verified ? "verified" : "not verified");
		return SMTP_DONE;
	}
	transcript_note(
		session->transcript, session->peer, "encryption failed: %s", tls_outcome_name(outcome));
	session->broken = true;
	return outcome == TLS_CANCELLED ? SMTP_CANCELLED : SMTP_TLS_FAILED;
}

enum smtp_step smtp_tls_now(struct smtp_session *session, const struct io_scope *scope,
	const struct tls_store *store, enum tls_kind kind, const char *host)
{
	if (!smtp_begin(session))
		return SMTP_LOST;
	if (stream_is_encrypted(session->stream))
		return SMTP_REFUSED_BY_US;
	return encrypt(session, scope, store, kind, host);
}

/* Whether word stands in line between characters that are neither letters nor digits. */
static bool has_word(const char *line, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = ascii_find(line, word); at; at = ascii_find(at + 1, word))
		if ((at == line || !ascii_isalnum(at[-1])) && !ascii_isalnum(at[len]))
			return true;
	return false;
}

/* Others greet with a number as well; a mail server that is called ftp.example.org says SMTP somewhere. */
static const char *by_word(const char *line)
{
	static const struct {
		const char *word, *service;
	} words[] = {
		{"ftp", "FTP"},
		{"ftpd", "FTP"},
		{"proftpd", "FTP"},
		{"vsftpd", "FTP"},
		{"filezilla", "FTP"},
		{"lmtp", "LMTP"},
		{"nntp", "NNTP"},
		{"innd", "NNTP"},
	};

	if (ascii_find(line, "smtp"))
		return NULL;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (has_word(line, words[i].word))
			return words[i].service;
	return NULL;
}

const char *smtp_other_service(const char *line)
{
	static const struct {
		const char *start, *service;
	} starts[] = {
		{"+OK", "POP3"},
		{"-ERR", "POP3"},
		{"* OK", "IMAP"},
		{"* PREAUTH", "IMAP"},
		{"* BYE", "IMAP"},
		{"HTTP/", "HTTP"},
		{"<!DOCTYPE", "HTTP"},
		{"<html", "HTTP"},
		{"SSH-", "SSH"},
		{"\x15\x03", "TLS"},
		{"\x16\x03", "TLS"},
		{"\\x15\\x03", "TLS"},
		{"\\x16\\x03", "TLS"},
	};

	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
		if (ascii_starts(line, starts[i].start))
			return starts[i].service;
	return by_word(line);
}

bool smtp_banner_is_masked(const char *text)
{
	return strchr(text, '*') && text[strspn(text, "*20 ")] == '\0';
}

enum smtp_step smtp_banner(struct smtp_session *session, const struct io_scope *scope)
{
	struct str raw = STR_INIT;
	enum smtp_step step;

	if (!smtp_begin(session))
		return SMTP_LOST;
	step = smtp_read(session, scope, &raw);
	/* What is no SMTP reply may be cut, never end or hold NULs: its first bytes decide. */
	if (step != SMTP_DONE && step != SMTP_CANCELLED && raw.len && !ascii_isdigit(raw.s[0]) &&
		smtp_other_service(raw.s))
		step = SMTP_NOT_SMTP;
	session->banner = session->reply;
	if (step == SMTP_DONE)
		step = smtp_judge(session, &session->reply, 2);
	/* 2yz other than 220 is no greeting (RFC 5321 4.3.2). */
	if (step == SMTP_DONE && session->reply.code != 220)
		step = SMTP_UNEXPECTED;
	str_release(&raw);
	return step;
}

enum smtp_step smtp_starttls(struct smtp_session *session, const struct io_scope *scope,
	const struct tls_store *store, enum tls_kind kind, const char *host)
{
	enum smtp_step step;

	if (!smtp_begin(session))
		return SMTP_LOST;
	if (stream_is_encrypted(session->stream))
		return SMTP_REFUSED_BY_US;
	step = smtp_ask(session, scope, "STARTTLS", NULL);
	if (step == SMTP_DONE)
		step = smtp_judge(session, &session->reply, 2);
	if (step == SMTP_DONE && session->reply.code != 220)
		step = SMTP_UNEXPECTED;
	if (step != SMTP_DONE)
		return step;
	step = encrypt(session, scope, store, kind, host);
	session->early_bytes = session->tls.early;
	if (session->early_bytes)
		transcript_note(session->transcript, session->peer,
			"%zu bytes had arrived before the encryption and were thrown away",
			session->early_bytes);
	return step;
}

/* Reads one of the two replies and says in the transcript which one is missing. */
static enum smtp_step read_one(struct smtp_session *session, const struct io_scope *scope,
	const char *command, struct smtp_reply *reply_r)
{
	enum smtp_step step = smtp_read(session, scope, NULL);

	*reply_r = session->reply;
	if (step == SMTP_DONE)
		return smtp_judge(session, reply_r, 2);
	transcript_note(session->transcript, session->peer, "no whole reply to %s: %s", command,
		smtp_step_name(step));
	return step;
}

static enum smtp_step in_one_write(struct smtp_session *session, const struct io_scope *scope,
	const struct smtp_command *both, struct smtp_envelope *e)
{
	e->mail_step = e->rcpt_step = smtp_send(session, scope, both);
	if (e->mail_step != SMTP_DONE) {
		e->mail = session->reply;
		return e->mail_step;
	}
	e->mail_step = read_one(session, scope, "MAIL FROM", &e->mail);
	/* What broke the session stands for the second reply, too; 421 closes it. */
	e->rcpt_step = !session->broken	     ? read_one(session, scope, "RCPT TO", &e->rcpt)
		       : e->mail.code == 421 ? SMTP_LOST
					     : e->mail_step;
	return e->mail_step != SMTP_DONE ? e->mail_step : e->rcpt_step;
}

static enum smtp_step one_by_one(struct smtp_session *session, const struct io_scope *scope,
	const struct smtp_command *mail, const struct smtp_command *rcpt, struct smtp_envelope *e)
{
	e->mail_step = smtp_send(session, scope, mail);
	if (e->mail_step == SMTP_DONE)
		e->mail_step = read_one(session, scope, "MAIL FROM", &e->mail);
	else
		e->mail = session->reply;
	e->rcpt_step = e->mail_step;
	if (e->mail_step != SMTP_DONE)
		return e->mail_step;
	e->rcpt_step = smtp_send(session, scope, rcpt);
	if (e->rcpt_step == SMTP_DONE)
		e->rcpt_step = read_one(session, scope, "RCPT TO", &e->rcpt);
	else
		e->rcpt = session->reply;
	return e->rcpt_step;
}

/* The two commands; false for an address that must not reach the wire. */
static bool build_envelope(const struct smtp_offer *offer, const char *from, const char *to, struct str *mail,
	struct str *rcpt, bool *utf8_r)
{
	struct mail_address sender = {.needs_smtputf8 = false}, recipient;

	if (*from && address_parse(from, &sender) != ADDRESS_FINE)
		return false;
	if (address_parse(to, &recipient) != ADDRESS_FINE)
		return false;
	*utf8_r = sender.needs_smtputf8 || recipient.needs_smtputf8;
	/* RFC 6531 3.4: without the extension the address cannot be said at all. */
	if (*utf8_r && !offer->smtputf8)
		return false;
	str_addf(mail, "MAIL FROM:<%s>%s", sender.full, *utf8_r ? " SMTPUTF8" : "");
	str_addf(rcpt, "RCPT TO:<%s>", recipient.full);
	return mail->len <= SMTP_COMMAND_MAX && rcpt->len <= SMTP_COMMAND_MAX;
}

enum smtp_step smtp_envelope(struct smtp_session *session, const struct io_scope *scope, const char *from,
	const char *to, struct smtp_envelope *envelope_r)
{
	const struct smtp_offer *offer = smtp_offer_now(session);
	struct smtp_envelope e = {.mail_step = SMTP_REFUSED_BY_US, .rcpt_step = SMTP_REFUSED_BY_US};
	struct str mail = STR_INIT;
	struct str rcpt = STR_INIT;
	enum smtp_step step = SMTP_REFUSED_BY_US;
	bool utf8 = false;

	if (!smtp_begin(session)) {
		step = e.mail_step = e.rcpt_step = SMTP_LOST;
	} else if (build_envelope(offer, from, to, &mail, &rcpt, &utf8)) {
		struct smtp_command second = {.line = str_text(&rcpt), .len = rcpt.len, .utf8 = utf8};

		if (offer->pipelining) {
			str_add(&mail, "\r\n");
			str_add(&mail, str_text(&rcpt));
		}
		struct smtp_command first = {
			.line = str_text(&mail), .len = mail.len, .utf8 = utf8, .more = offer->pipelining};

		step = offer->pipelining ? in_one_write(session, scope, &first, &e)
					 : one_by_one(session, scope, &first, &second, &e);
	}
	str_release(&mail);
	str_release(&rcpt);
	*envelope_r = e;
	return step;
}

void smtp_leave(struct smtp_session *session, const struct io_scope *scope)
{
	static const char goodbye[] = "RSET\r\nQUIT\r\n";

	if (!session->broken) {
		transcript_add(session->transcript, session->peer, SAID_BY_US, "RSET", 4);
		transcript_add(session->transcript, session->peer, SAID_BY_US, "QUIT", 4);
		(void)stream_write(session->stream, scope, goodbye, sizeof goodbye - 1);
	}
	session->broken = true;
	stream_hang_up(session->stream);
}
