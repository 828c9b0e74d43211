/*
 * SMTP replies (RFC 5321 4.2): strict about what makes a reply, lenient about what some servers leave out
 * (the text, the space before it), and bounded.
 */
#include "checks/mail/smtp_wire.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/base/utf8.h"

/* One reply being read, line by line. */
struct smtp_reader {
	int code;
	int lines;
	size_t bytes;
	char enhanced[12];
	struct str text; /* raw, lines joined by "\n", codes taken off; the last may be a rejected one */
	enum smtp_fault fault;
};

static enum smtp_step reject(struct smtp_reader *reader, enum smtp_fault fault, const char *line, size_t len)
{
	reader->fault = fault;
	if (reader->text.len)
		str_add_char(&reader->text, '\n');
	str_add_bytes(&reader->text, line, len);
	return SMTP_GARBLED;
}

static enum smtp_fault fault_of(enum line_fault fault)
{
	switch (fault) {
	case LINE_FINE:
		break;
	case LINE_TOO_LONG:
		return SMTP_FAULT_LONG_LINE;
	case LINE_NUL:
		return SMTP_FAULT_NUL;
	case LINE_BARE_CR:
		return SMTP_FAULT_BARE_CR;
	case LINE_BARE_LF:
		return SMTP_FAULT_BARE_LF;
	case LINE_PARTIAL:
		return SMTP_FAULT_TEXT;
	}
	return SMTP_FAULT_NONE;
}

/* 200 to 599, then a space, a hyphen or the end. 0: not a code. */
static int read_code(const char *line, size_t len)
{
	if (len < 3 || line[0] < '2' || line[0] > '5' || !ascii_isdigit(line[1]) || !ascii_isdigit(line[2]))
		return 0;
	if (len > 3 && line[3] != ' ' && line[3] != '-')
		return 0;
	return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

static size_t digits(const char *s, size_t len, size_t most)
{
	size_t n = 0;

	while (n < len && n < most && ascii_isdigit(s[n]))
		n++;
	return n;
}

/*
 * "5.7.8 " in front of the text (RFC 2034): its length, 0 without one. It counts only where its class is the
 * class of the reply: "250 2.4.1.7 is your address" and "550 4.2.1 …" keep their words.
 */
static size_t enhanced_len(int code, const char *text, size_t len)
{
	size_t n = 2, part;

	if (len < 5 || text[0] - '0' != code / 100 || !strchr("245", text[0]) || text[1] != '.')
		return 0;
	for (int i = 0; i < 2; i++) {
		part = digits(text + n, len - n, 3);
		if (!part)
			return 0;
		n += part;
		if (i == 0) {
			if (n >= len || text[n] != '.')
				return 0;
			n++;
		}
	}
	return n == len || text[n] == ' ' ? n : 0;
}

static void add_text(struct smtp_reader *reader, const char *text, size_t len)
{
	size_t n = enhanced_len(reader->code, text, len);

	if (n) {
		if (!reader->enhanced[0]) {
			memcpy(reader->enhanced, text, n);
			reader->enhanced[n] = '\0';
		}
		n += n < len;
	}
	if (reader->lines > 1)
		str_add_char(&reader->text, '\n');
	str_add_bytes(&reader->text, text + n, len - n);
}

/* Takes one line: SMTP_SILENT when more lines follow, SMTP_DONE, or SMTP_GARBLED with fault set. */
static enum smtp_step reader_line(
	struct smtp_reader *reader, const char *line, size_t len, enum line_fault line_fault)
{
	enum smtp_fault fault = fault_of(line_fault);
	int code = read_code(line, len);

	reader->lines++;
	reader->bytes += len + 2;
	if (fault != SMTP_FAULT_NONE && fault != SMTP_FAULT_BARE_LF)
		return reject(reader, fault, line, len);
	if (reader->lines > SMTP_REPLY_LINES_MAX || reader->bytes > SMTP_REPLY_BYTES_MAX)
		return reject(reader, SMTP_FAULT_ENDLESS, line, 0);
	if (!code || (reader->code && code != reader->code))
		return reject(
			reader, len && ascii_isdigit(line[0]) ? SMTP_FAULT_CODE : SMTP_FAULT_TEXT, line, len);
	reader->code = code;
	if (fault != SMTP_FAULT_NONE)
		reader->fault = fault;
	add_text(reader, len > 4 ? line + 4 : "", len > 4 ? len - 4 : 0);
	return len > 3 && line[3] == '-' ? SMTP_SILENT : SMTP_DONE;
}

/* Fills the reply (took_us excepted). code is 0 unless the reply was complete. */
static void reader_finish(const struct smtp_reader *reader, bool complete,
	const struct transcript *transcript, struct smtp_reply *reply_r)
{
	struct smtp_reply reply = {.code = complete ? reader->code : 0, .lines = reader->lines};
	struct str joined = STR_INIT;

	str_add_bytes(&joined, str_text(&reader->text), reader->text.len);
	for (size_t i = 0; i < joined.len; i++)
		if (joined.s[i] == '\n')
			joined.s[i] = ' ';
	if (complete)
		str_copy(reply.enhanced, sizeof reply.enhanced, reader->enhanced);
	transcript_clean(transcript, str_text(&joined), joined.len, reply.text, sizeof reply.text);
	str_wipe(&joined);
	str_release(&joined);
	*reply_r = reply;
}

static void reader_release(struct smtp_reader *reader)
{
	str_wipe(&reader->text);
	str_release(&reader->text);
}

/* Splits one line off a buffer as stream_read_line does on the wire; false when there is no whole line yet. */
static bool split_line(
	const char *bytes, size_t len, size_t *line_len_r, size_t *used_r, enum line_fault *fault_r)
{
	const char *lf = memchr(bytes, '\n', len);
	size_t line = lf ? (size_t)(lf - bytes) : len;

	*fault_r = LINE_FINE;
	*used_r = line + 1;
	if (lf && line && bytes[line - 1] == '\r')
		line--;
	else if (lf)
		*fault_r = LINE_BARE_LF;
	if (line > STREAM_LINE_MAX) {
		line = STREAM_LINE_MAX;
		*used_r = line;
		*fault_r = LINE_TOO_LONG;
	} else if (!lf) {
		return false;
	} else if (memchr(bytes, '\0', line)) {
		*fault_r = LINE_NUL;
	} else if (memchr(bytes, '\r', line)) {
		*fault_r = LINE_BARE_CR;
	}
	*line_len_r = line;
	return true;
}

enum smtp_step smtp_reply_parse(
	const char *bytes, size_t len, struct smtp_reply *reply_r, enum smtp_fault *fault_r, size_t *used_r)
{
	struct smtp_reader reader = {.text = STR_INIT};
	enum smtp_step step = SMTP_SILENT;
	enum line_fault fault;
	size_t line, used, all = 0;

	while (step == SMTP_SILENT && split_line(bytes + all, len - all, &line, &used, &fault)) {
		step = reader_line(&reader, bytes + all, line, fault);
		all += used;
	}
	if (step != SMTP_SILENT) {
		reader_finish(&reader, step == SMTP_DONE, NULL, reply_r);
		*fault_r = reader.fault;
		*used_r = all;
	}
	reader_release(&reader);
	return step;
}

static enum smtp_step step_of(enum io_status status)
{
	return status == IO_OK		? SMTP_DONE
	       : status == IO_TIMED_OUT ? SMTP_SILENT
	       : status == IO_CANCELLED ? SMTP_CANCELLED
					: SMTP_LOST;
}

/* One line of the reply; what came before an end or a silence is judged by nobody, but kept. */
static enum smtp_step read_line(struct smtp_session *session, const struct io_scope *scope,
	struct smtp_reader *reader, struct str *line)
{
	enum line_fault fault = LINE_FINE;

	/* It is left as it was where nothing could be read. */
	str_clear(line);
	session->io = stream_read_line(session->stream, scope, line, &fault);
	if (line->len)
		transcript_add(session->transcript, session->peer, SAID_BY_PEER, line->s, line->len);
	if (session->io == IO_OK)
		return reader_line(reader, str_text(line), line->len, fault);
	if (line->len) {
		if (reader->text.len)
			str_add_char(&reader->text, '\n');
		str_add_bytes(&reader->text, line->s, line->len);
	}
	return step_of(session->io);
}

enum smtp_step smtp_read(struct smtp_session *session, const struct io_scope *scope, struct str *raw_r)
{
	struct smtp_reader reader = {.text = STR_INIT};
	struct str line = STR_INIT;
	int64_t start_us = clock_us();
	enum smtp_step step;

	do {
		/* A reader that wants more lines says SMTP_SILENT with the wire in order. */
		step = read_line(session, scope, &reader, &line);
	} while (step == SMTP_SILENT && session->io == IO_OK);
	reader_finish(&reader, step == SMTP_DONE, session->transcript, &session->reply);
	session->reply.took_us = clock_us() - start_us;
	session->fault = reader.fault;
	session->broken = session->broken || step != SMTP_DONE;
	if (raw_r) {
		str_clear(raw_r);
		str_add_bytes(raw_r, str_text(&reader.text), reader.text.len);
	}
	str_wipe(&line);
	str_release(&line);
	reader_release(&reader);
	return step;
}

/* The bytes of a command that a server could take for another command, or not take at all. */
static bool may_be_sent(const struct smtp_command *command)
{
	for (size_t i = 0; i < command->len; i++) {
		unsigned char c = (unsigned char)command->line[i];

		if (!c || (!command->more && (c == '\r' || c == '\n')) || (c > 127 && !command->utf8))
			return false;
	}
	return true;
}

/*
 * A reply that lies there before its command was sent: a refusal (421 of a server that shuts down) counts,
 * anything else means that replies and commands no longer match. Inside TLS nobody but the server can do
 * that.
 */
static enum smtp_step look_for_early(struct smtp_session *session, const struct io_scope *scope)
{
	enum smtp_step step;

	if (stream_is_encrypted(session->stream) || !stream_early(session->stream))
		return SMTP_DONE;
	step = smtp_read(session, scope, NULL);
	if (step != SMTP_DONE)
		return step;
	session->broken = true;
	if (session->reply.code >= 400)
		return SMTP_REFUSED;
	session->fault = SMTP_FAULT_EARLY;
	return SMTP_GARBLED;
}

enum smtp_step smtp_send(
	struct smtp_session *session, const struct io_scope *scope, const struct smtp_command *command)
{
	const char *shown = command->shown ? command->shown : command->line;
	struct str bytes = STR_INIT;
	enum smtp_step step;

	if (!may_be_sent(command))
		return SMTP_REFUSED_BY_US;
	step = look_for_early(session, scope);
	if (step != SMTP_DONE)
		return step;
	while (*shown) {
		size_t len = strcspn(shown, "\r\n");

		transcript_add(session->transcript, session->peer, SAID_BY_US, shown, len);
		shown += len + strspn(shown + len, "\r\n");
	}
	str_add_bytes(&bytes, command->line, command->len);
	str_add(&bytes, "\r\n");
	session->io = stream_write(session->stream, scope, bytes.s, bytes.len);
	str_wipe(&bytes);
	str_release(&bytes);
	step = step_of(session->io);
	session->broken = session->broken || step != SMTP_DONE;
	return step;
}

enum smtp_step smtp_ask(
	struct smtp_session *session, const struct io_scope *scope, const char *line, struct str *raw_r)
{
	enum smtp_step step =
		smtp_send(session, scope, &(struct smtp_command){.line = line, .len = strlen(line)});

	return step == SMTP_DONE ? smtp_read(session, scope, raw_r) : step;
}

enum smtp_step smtp_judge(struct smtp_session *session, const struct smtp_reply *reply, int wanted)
{
	if (reply->code == 421)
		session->broken = true;
	if (reply->code / 100 == wanted)
		return SMTP_DONE;
	return reply->code >= 400 ? SMTP_REFUSED : SMTP_UNEXPECTED;
}
