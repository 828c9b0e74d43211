/*
 * Transcripts of SMTP conversations in reports: Sendmail's ">>> RCPT To:<a@b>", "<<< 550 …", "550 5.1.1 <a@b>... User unknown"
 * (savemail.c, usersmtp.c), and Postfix' "In:" and "Out:" to the postmaster (smtpd_chat.c).
 */
#include "checks/know/bounce_reports.h"

#include <string.h>

#include "checks/base/ascii.h"

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

bool bounce_is_command(const char *s)
{
	static const char *const commands[] = {"RCPT", "MAIL", "DATA", "EHLO", "HELO", "QUIT", "RSET",
		"STARTTLS", "AUTH", "BDAT", "XFORWARD"};

	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		if (ascii_starts(s, commands[i]))
			return true;
	return false;
}

/*
 * What one side said: behind ">>> ", "<<< ", "In: " or "Out: "; NULL: nobody did. Which side is told by the words: Trend Micro's arrows point
 * the other way, behind a word of its language ("Sent <<< RCPT TO:<a@b>").
 */
static const char *said(const char *line)
{
	static const char *const signs[] = {">>> ", "<<< "};
	static const char *const postfix[] = {"In:  ", "In: ", "Out: "};
	const char *at;

	line = skip_blanks(line);
	for (size_t i = 0; i < sizeof postfix / sizeof postfix[0]; i++)
		if (ascii_starts(line, postfix[i]))
			return skip_blanks(line + strlen(postfix[i]));
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		at = strstr(line, signs[i]);
		if (at && (at == line || at[-1] == ' '))
			return skip_blanks(at + strlen(signs[i]));
	}
	return NULL;
}

bool bounce_session_begins(const char *line)
{
	const char *text = said(line), *s = skip_blanks(line);

	return text && *s != '>' && *s != '<' && (bounce_is_command(text) || ascii_isdigit(*text)) &&
	       !ascii_starts(s, "In:") && !ascii_starts(s, "Out:");
}

static void take_command(struct bounce_session *session, const char *text)
{
	static const char *const two[] = {"RCPT TO", "MAIL FROM"};
	const char *begin, *end;
	size_t len = strcspn(text, " \t:");

	session->rcpt[0] = session->command[0] = '\0';
	for (size_t i = 0; i < sizeof two / sizeof two[0]; i++)
		if (ascii_starts(text, two[i]))
			len = strlen(two[i]);
	for (size_t i = 0; i < len && i + 1 < sizeof session->command; i++) {
		session->command[i] = ascii_upper(text[i]);
		session->command[i + 1] = '\0';
	}
	/* The answer to the last one still counts at QUIT. */
	if (ascii_starts(text, "RCPT") || ascii_starts(text, "MAIL"))
		str_clear(&session->reply);
	if (ascii_starts(text, "RCPT") && !bounce_address_find(text, &begin, &end, session->rcpt))
		session->rcpt[0] = '\0';
	if (session->rcpt[0])
		str_copy(session->accepted, sizeof session->accepted, session->rcpt);
}

/* Refusals that only follow from an earlier one (RFC 5321 section 4.3.2): no recipient is left for DATA. */
static bool is_consequence(const char *text)
{
	return ascii_starts(text, "503") || ascii_find(text, "no valid recipients") ||
	       ascii_find(text, "too many errors");
}

static void set_text(struct str *dst, const char *text, const char *command)
{
	if (dst->len)
		return;
	dst->max = BOUNCE_REASON_MAX;
	str_add(dst, text);
	if (command[0])
		str_addf(dst, " (in reply to %s command)", command);
}

/* The reply is complete: whose is it? */
static void end_reply(struct bounce_session *session, struct bounce_reports *reports)
{
	struct bounce_report *report = NULL;

	session->more = false;
	if (session->rcpt[0])
		report = bounce_report_of(reports, session->rcpt);
	if (report)
		set_text(&report->coded, str_text(&session->reply), session->command);
	str_add(session->replies, str_text(&session->reply));
	str_add_char(session->replies, '\n');
}

static void take_answer(struct bounce_session *session, const char *text, struct bounce_reports *reports)
{
	bool code = ascii_isdigit(text[0]) && ascii_isdigit(text[1]) && ascii_isdigit(text[2]);

	if ((*text != '4' && *text != '5') || !code || is_consequence(text))
		return;
	if (!session->more)
		str_clear(&session->reply);
	else
		str_add_char(&session->reply, ' ');
	str_add(&session->reply, text);
	session->more = text[3] == '-';
	if (!session->more)
		end_reply(session, reports);
}

/* "550 5.1.1 <a@b>... User unknown", "<a@b>... Deferred: Connection refused by b": Sendmail's own words about one recipient. */
static bool take_statement(struct bounce_session *session, const char *line, struct bounce_reports *reports)
{
	const char *s = skip_blanks(line), *begin, *end;
	char address[ADDRESS_MAX + 1];
	struct bounce_report *report;

	if (ascii_isdigit(s[0]) && ascii_isdigit(s[1]) && ascii_isdigit(s[2]) && s[3] == ' ') {
		s = skip_blanks(s + 4);
		if (ascii_isdigit(*s))
			s = skip_blanks(s + strspn(s, "0123456789."));
	}
	if (!bounce_address_find(s, &begin, &end, address) || begin != s || strncmp(end, "... ", 4) != 0)
		return false;
	report = bounce_report_of(reports, address);
	if (!report)
		return true;
	if (session->reply.len)
		set_text(&report->coded, str_text(&session->reply), session->command);
	else
		set_text(bounce_has_code(line) ? &report->coded : &report->plain, skip_blanks(line), "");
	return true;
}

bool bounce_session_line(struct bounce_session *session, const char *line, struct bounce_reports *reports)
{
	const char *text = said(line);

	if (text && bounce_is_command(text))
		take_command(session, text);
	else if (text)
		take_answer(session, text, reports);
	else if (!ascii_find(line, "while talking to"))
		return take_statement(session, line, reports);
	return true;
}
