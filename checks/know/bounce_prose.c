/*
 * Reports in prose: who is named where recipients stand, and what is said about each. One reader for all dialects; their words are in
 * bounces.psv. What makes it work for servers that nobody has described: a line that begins with an address opens a recipient, and what
 * follows is about it, until it has said a reply code and ends.
 */
#include "checks/know/bounce_reports.h"

#include <string.h>

#include "checks/base/ascii.h"

struct reading {
	struct bounce_prose *prose;
	struct bounce_session session;
	size_t first;	    /* the recipients that the text is about: from here */
	size_t n;	    /* so many; 0: nobody */
	size_t indent;	    /* of the line that opened them */
	bool after_blank;   /* an empty line stood before this one */
	bool quoted;	    /* every line stands behind > */
	struct str segment; /* what was said since */
	bool ended;
};

/* What was said goes to each recipient that it is about. */
static void close_segment(struct reading *reading)
{
	const char *text = str_text(&reading->segment);
	bool coded = bounce_has_code(text);

	for (size_t i = 0; i < reading->n && reading->segment.len; i++) {
		struct bounce_report *report = &reading->prose->reports.v.items[reading->first + i];
		struct str *dst = coded ? &report->coded : &report->plain;

		/* A code in an explanation ("see DSN 5.1.10") gives way to a reply itself. */
		if (coded && !bounce_has_reply_code(str_text(dst)) && bounce_has_reply_code(text))
			str_clear(dst);
		if (!dst->len)
			str_add(dst, text);
	}
	str_clear(&reading->segment);
}

static void close_recipients(struct reading *reading)
{
	close_segment(reading);
	reading->n = 0;
}

static void add_text(struct str *dst, const char *text)
{
	if (!*text)
		return;
	if (dst->len)
		str_add_char(dst, ' ');
	str_add(dst, text);
}

/* One more recipient; with those of the lines before it, if nothing was said about them yet. */
static void open_recipient(struct reading *reading, const char *address, const char *text)
{
	struct bounce_reports *reports = &reading->prose->reports;
	struct bounce_report *report = bounce_report_of(reports, address);
	bool silent = reading->n && !reading->segment.len;
	size_t i;

	if (!report)
		return;
	i = (size_t)(report - reports->v.items);
	if (silent && i == reading->first + reading->n) {
		reading->n++;
	} else if (!silent || i < reading->first || i > reading->first + reading->n) {
		close_recipients(reading);
		reading->first = i;
		reading->n = 1;
	}
	add_text(&reading->segment, text);
}

/* Behind marks of lists: "* a@b", "-- a@b", ">>> a@b", "1. a@b". */
static const char *behind_bullet(const char *s)
{
	const char *bullet = s + strspn(s, " \t");
	size_t marks = strspn(bullet, "*->+"), digits = strspn(bullet, "0123456789");

	if (marks && (bullet[marks] == ' ' || bullet[marks] == '\t'))
		return bullet + marks + strspn(bullet + marks, " \t");
	if (digits && digits < 4 && (bullet[digits] == '.' || bullet[digits] == ')') &&
		bullet[digits + 1] == ' ')
		return bullet + digits + 2;
	return bullet;
}

/* "<mailto:a@b>" that Outlook puts behind every address. */
static const char *behind_mailto(const char *s)
{
	size_t name;

	s += strspn(s, " \t");
	name = *s == '(' ? strcspn(s, " \t)") : 0;
	if (name && s[name] == ')' && memchr(s, '@', name))
		s += name + 1;
	if (ascii_starts(s, "<mailto:") && strchr(s, '>'))
		s = strchr(s, '>') + 1;
	return s + strspn(s, " \t:;");
}

/* A line that begins with an address: its recipient, and the rest of the line. */
static bool address_line(struct reading *reading, const char *line)
{
	const char *s = behind_bullet(line), *begin, *end;
	size_t indent = strspn(line, " \t");
	char address[ADDRESS_MAX + 1];

	if (!bounce_address_find(s, &begin, &end, address) || begin != s)
		return false;
	if (*end && !strchr(" \t:;,.([<", *end))
		return false;
	/* A folded line of the text about a recipient may begin with an address, too: deeper than the recipient itself. */
	if (reading->segment.len && !reading->after_blank && indent > reading->indent)
		return false;
	reading->indent = indent;
	end = behind_mailto(end);
	open_recipient(
		reading, address, bounce_words(ROLE_DELAY, end, NULL) && !bounce_has_code(end) ? "" : end);
	return true;
}

/* "… could not be delivered to <a@b> because …": the whole line is about it. */
static bool named_in_line(struct reading *reading, const char *line)
{
	const char *at, *begin, *end;
	char address[ADDRESS_MAX + 1];
	size_t row = 0;

	while ((at = bounce_words_next(ROLE_TO, line, &row)) != NULL) {
		at += strspn(at, " \t:<\"'");
		if (!bounce_address_find(at, &begin, &end, address) || begin > at)
			continue;
		reading->indent = strspn(line, " \t");
		open_recipient(reading, address, line + reading->indent);
		return true;
	}
	return false;
}

/* Header fields of the mail in question, as reports repeat them: they name the sender, and no recipient for sure. */
static bool field_line(struct reading *reading, const char *line)
{
	static const char *const names[] = {"From:", "Subject:", "Date:", "Message-ID:", "Sent:", "CC:",
		"Reply-To:", "Sent date:", "Sender:", "MAIL FROM:", "To:"};
	const char *s = line + strspn(line, " \t"), *begin, *end;
	char address[ADDRESS_MAX + 1];

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (!ascii_starts(s, names[i]))
			continue;
		if (names[i][0] == 'T' && !reading->prose->to.len &&
			bounce_address_find(s, &begin, &end, address))
			str_add(&reading->prose->to, address);
		return true;
	}
	return false;
}

/* The returned mail, or the machine-readable part, begins without a word. */
static bool part_begins(const char *line)
{
	static const char *const names[] = {"Received:", "Return-Path:", "DKIM-Signature:", "X-Received:",
		"Delivered-To:", "MIME-Version:", "ARC-Seal:", "Reporting-MTA:", "Final-Recipient:",
		"Original-Recipient:", "X-Envelope-", "Authentication-Results:", "Content-Type: message/"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (ascii_starts(line, names[i]))
			return true;
	return false;
}

static bool has_letter(const char *line)
{
	while (*line && !ascii_isalpha(*line) && (unsigned char)*line < 0x80)
		line++;
	return *line != '\0';
}

/* A heading above recipients: who was named before had nothing to do with it, unless its failure was told. */
static void heading(struct reading *reading)
{
	struct bounce_reports *reports = &reading->prose->reports;

	close_recipients(reading);
	for (size_t i = 0; i < reports->v.n; i++)
		if (reports->v.items[i].coded.len || reports->v.items[i].plain.len)
			return;
	bounce_reports_release(reports);
}

static void add_alias(struct reading *reading, const char *line)
{
	const char *begin, *end;
	char address[ADDRESS_MAX + 1];
	struct bounce_report *report;

	if (reading->n != 1 || !bounce_address_find(line, &begin, &end, address))
		return;
	report = &reading->prose->reports.v.items[reading->first];
	for (int i = 0; i < BOUNCE_ALIASES; i++)
		if (!report->aliases[i][0]) {
			str_copy(report->aliases[i], sizeof report->aliases[i], address);
			return;
		}
}

/* The lines of a conversation: in Sendmail's section of them, or among what is said about a recipient (Courier). */
static bool conversation_line(struct reading *reading, const char *line)
{
	const char *s = line + strspn(line, " \t");

	if (ascii_find(line, "transcript of session follows")) {
		close_recipients(reading);
		reading->session.in_it = true;
		return true;
	}
	if (reading->session.in_it || bounce_session_begins(line))
		return bounce_session_line(&reading->session, line, &reading->prose->reports);
	if (reading->n && ascii_starts(s, "<<< ")) {
		add_text(&reading->segment, s + 4);
		return true;
	}
	return ascii_starts(s, ">>> ") && bounce_is_command(s + 4);
}

static void text_line(struct reading *reading, const char *line)
{
	const char *s = line + strspn(line, " \t");
	bool reason = bounce_has_code(line) || ascii_find(line, "reason");

	/* That it is still tried, or who follows, is no reason. */
	if (!reason && (bounce_words(ROLE_DELAY, line, NULL) ||
			       (!reading->n && bounce_words(ROLE_BEGIN, line, NULL))))
		return;
	if (reading->n && reading->after_blank && bounce_has_code(str_text(&reading->segment)))
		close_recipients(reading);
	add_text(reading->n ? &reading->segment : &reading->prose->rest, s);
}

static void take_line(struct reading *reading, const char *line)
{
	const char *dialect;

	if (!reading->prose->dialect && bounce_words(ROLE_SIGN, line, &dialect))
		reading->prose->dialect = dialect;
	reading->prose->delay = reading->prose->delay || bounce_words(ROLE_DELAY, line, NULL);
	if (part_begins(line) ||
		(bounce_words(ROLE_END, line, NULL) && (has_letter(line) || reading->prose->reports.v.n))) {
		reading->ended = true;
	} else if (conversation_line(reading, line)) {
		return;
	} else if (bounce_words(ROLE_SKIP, line, NULL)) {
		add_alias(reading, line);
	} else if (!field_line(reading, line) && !named_in_line(reading, line) &&
		   !address_line(reading, line)) {
		if (bounce_words(ROLE_BEGIN, line, NULL))
			heading(reading);
		text_line(reading, line);
	}
}

static const char *unquoted(const struct reading *reading, const char *line)
{
	if (!reading->quoted || *line != '>')
		return line;
	return line[1] == ' ' ? line + 2 : line + 1;
}

/* Whether somebody forwarded it: most lines stand behind >. */
static bool is_quoted(const char *text)
{
	size_t all = 0, quoted = 0;

	while (*text) {
		size_t len = strcspn(text, "\n");

		all += len != 0;
		quoted += *text == '>';
		text += len + (text[len] == '\n');
	}
	return quoted * 2 > all;
}

static void end_reading(struct reading *reading)
{
	struct bounce_prose *prose = reading->prose;

	close_recipients(reading);
	if (!prose->reports.v.n && reading->session.reply.len && reading->session.accepted[0])
		bounce_report_of(&prose->reports, reading->session.accepted);
	/* A refusal of the sender or of the whole mail concerns all who have no reply of their own. */
	for (size_t i = 0; i < prose->reports.v.n && reading->session.reply.len; i++)
		if (!prose->reports.v.items[i].coded.len)
			str_add(&prose->reports.v.items[i].coded, str_text(&reading->session.reply));
	str_release(&reading->session.reply);
	str_release(&reading->segment);
}

void bounce_prose_read(const char *text, struct bounce_prose *prose)
{
	struct reading reading = {.prose = prose, .after_blank = true, .quoted = is_quoted(text)};
	struct str STR_AUTO line = STR_INIT_MAX(BOUNCE_LINE_MAX);

	prose->rest.max = prose->replies.max = BOUNCE_REASON_MAX * 2;
	reading.segment.max = reading.session.reply.max = BOUNCE_REASON_MAX;
	reading.session.replies = &prose->replies;
	for (int lines = 0; *text && !reading.ended && lines < BOUNCE_LINES_MAX; lines++) {
		size_t len = strcspn(text, "\n");
		const char *s;

		str_clear(&line);
		str_add_bytes(&line, text, len);
		s = unquoted(&reading, str_text(&line));
		if (s[strspn(s, " \t")])
			take_line(&reading, s);
		reading.after_blank = !s[strspn(s, " \t")];
		text += len + (text[len] == '\n');
	}
	end_reading(&reading);
}

void bounce_prose_release(struct bounce_prose *prose)
{
	bounce_reports_release(&prose->reports);
	str_release(&prose->rest);
	str_release(&prose->replies);
	str_release(&prose->to);
}
