/*
 * What stands before a server's own words in a line: stamp, computer, program. Which dialect a program speaks is found once for
 * each of the programs of a log.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/log_dialect.h"
#include "checks/know/log_hash.h"

bool span_is(struct span span, const char *text)
{
	return span.len == strlen(text) && !memcmp(span.s, text, span.len);
}

bool span_starts(struct span span, const char *text)
{
	size_t len = strlen(text);

	return span.len >= len && !memcmp(span.s, text, len);
}

bool span_ends(struct span span, const char *text)
{
	size_t len = strlen(text);

	return span.len >= len && !memcmp(span.s + span.len - len, text, len);
}

struct span span_from(struct span span, size_t n)
{
	if (n > span.len)
		n = span.len;
	return span.len ? (struct span){span.s + n, span.len - n} : span;
}

struct span span_behind(struct span span, const char *word)
{
	size_t len = strlen(word);
	const char *at = span.len >= len && len ? memmem(span.s, span.len, word, len) : NULL;

	if (!at)
		return (struct span){"", 0};
	return (struct span){at + len, span.len - (size_t)(at + len - span.s)};
}

bool span_has(struct span span, const char *word)
{
	size_t len = strlen(word);

	return span.len >= len && len && memmem(span.s, span.len, word, len);
}

struct span span_until(struct span span, char c)
{
	const char *at = span.len ? memchr(span.s, c, span.len) : NULL;

	return at ? (struct span){span.s, (size_t)(at - span.s)} : span;
}

struct span span_before(struct span span, const char *word)
{
	size_t len = strlen(word);
	const char *at = span.len >= len && len ? memmem(span.s, span.len, word, len) : NULL;

	return at ? (struct span){span.s, (size_t)(at - span.s)} : span;
}

struct span span_bare(struct span address)
{
	while (address.len && ascii_isspace(address.s[0]))
		address = span_from(address, 1);
	while (address.len && ascii_isspace(address.s[address.len - 1]))
		address.len--;
	if (address.len >= 2 && address.s[0] == '<' && address.s[address.len - 1] == '>')
		return (struct span){address.s + 1, address.len - 2};
	return address;
}

/* The next word of *rest, which goes on behind the blank. */
static struct span take_word(struct span *rest)
{
	struct span word = span_until(*rest, ' ');

	*rest = span_from(*rest, word.len + 1);
	return word;
}

enum { TAG_MAX = 96 };

/* "postfix/smtp[123]: " at the beginning of rest: its length, 0 when none is there. */
static size_t tag_len(struct span rest, struct span *program_r)
{
	size_t most = rest.len < TAG_MAX ? rest.len : TAG_MAX;
	const char *blank = most ? memchr(rest.s, ' ', most) : NULL, *open;
	size_t n = blank ? (size_t)(blank - rest.s) : most;

	if (n < 2 || rest.s[n - 1] != ':' || (!blank && n < rest.len))
		return 0;
	open = memchr(rest.s, '[', n);
	*program_r = (struct span){rest.s, open ? (size_t)(open - rest.s) : n - 1};
	return blank ? n + 1 : n;
}

/* "[ID 197553 mail.info] ", as Solaris writes before the words. */
static struct span without_message_id(struct span text)
{
	const char *close;

	if (text.len < 5 || memcmp(text.s, "[ID ", 4))
		return text;
	close = memchr(text.s, ']', text.len);
	return close ? span_from(text, (size_t)(close - text.s) + 2) : text;
}

static void set_tag(struct log_line *line, struct span rest, struct span program, size_t n)
{
	line->program = program;
	line->text = span_from(rest, n);
	if (line->text.len && line->text.s[0] == '[')
		line->text = without_message_id(line->text);
}

/* The computer is mostly that of the line before. */
static bool split_as_before(const struct log_eyes *eyes, struct log_line *line, struct span rest)
{
	struct span program;
	size_t n;

	if (!eyes->host_len || rest.len <= eyes->host_len || memcmp(rest.s, eyes->host, eyes->host_len) != 0)
		return false;
	n = tag_len(span_from(rest, eyes->host_len), &program);
	if (!n)
		return false;
	line->host = (struct span){rest.s, eyes->host_len - 1};
	set_tag(line, rest, program, eyes->host_len + n);
	return true;
}

/* "mail postfix/smtp[123]: words", or the same without a computer. */
static void split_syslog(struct log_eyes *eyes, struct log_line *line, struct span rest)
{
	struct span host = span_until(rest, ' '), program = {"", 0};
	size_t n;

	if (memchr(host.s, '=', host.len)) /* msmtp has the stamp of syslog, and its own words behind it */
		return;
	n = host.len && host.s[host.len - 1] != ':' ? tag_len(span_from(rest, host.len + 1), &program) : 0;
	if (n) {
		line->host = host;
		n += host.len + 1;
		eyes->host_len = host.len + 1 <= sizeof eyes->host ? host.len + 1 : 0;
		memcpy(eyes->host, host.s, eyes->host_len);
	} else {
		n = tag_len(rest, &program);
	}
	if (n)
		set_tag(line, rest, program, n);
}

/* "-" or "[id name="value" …][…]": without it. */
static struct span without_structure(struct span rest)
{
	size_t n = 0;
	bool quoted = false;

	if (rest.len && rest.s[0] == '-')
		return span_from(rest, 2);
	while (n < rest.len && rest.s[n] == '[') {
		for (; n < rest.len && (quoted || rest.s[n] != ']'); n++) {
			if (rest.s[n] == '\\' && quoted)
				n++;
			else if (rest.s[n] == '"')
				quoted = !quoted;
		}
		n++;
	}
	return span_from(rest, n + 1);
}

/* "mail postfix/smtp 123 - - words" (RFC 5424 section 6). */
static void split_5424(struct log_line *line, struct span rest)
{
	static const char mark[] = "\xef\xbb\xbf"; /* before words in UTF-8 */

	line->host = take_word(&rest);
	line->program = take_word(&rest);
	take_word(&rest);
	take_word(&rest);
	rest = without_structure(rest);
	line->text = span_starts(rest, mark) ? span_from(rest, 3) : rest;
}

/* NULL: nobody's. */
static const struct log_dialect *dialect_of(const struct log_line *line)
{
	for (size_t i = 0; i < log_dialects_n; i++)
		if (log_dialects[i]->mine(line))
			return log_dialects[i];
	return NULL;
}

/* An id is unique on one computer, and there in one of the instances of the server ("postfix-out/smtp": "postfix-out"). */
static uint64_t place_of(const struct log_line *line)
{
	uint64_t place = log_hash(0, line->host.s, line->host.len, LOG_HASH_CASE);
	struct span server = span_until(line->program, '/');

	return server.len == line->program.len ? place : log_hash(place, server.s, server.len, 0);
}

static int role_of(const struct log_dialect *dialect, struct span program)
{
	return dialect && dialect->role ? dialect->role(program) : 0;
}

/* Whose line it is, from memory where its program was seen before. */
static const struct log_dialect *known_dialect(
	struct log_eyes *eyes, struct log_line *line, uint64_t *place_r)
{
	const char *from = line->host.len ? line->host.s : line->program.s;
	uint64_t key = log_hash(1, from, (size_t)(line->program.s + line->program.len - from), 0) | 1;
	size_t at = (size_t)(key >> 32) % LOG_PROGRAMS_SEEN;

	if (eyes->programs[at].key != key) {
		eyes->programs[at].dialect = dialect_of(line);
		eyes->programs[at].role = role_of(eyes->programs[at].dialect, line->program);
		eyes->programs[at].place = place_of(line);
		eyes->programs[at].key = key;
	}
	line->role = eyes->programs[at].role;
	*place_r = eyes->programs[at].place;
	return eyes->programs[at].dialect;
}

static void split(struct log_eyes *eyes, struct log_line *line)
{
	enum log_form form;
	size_t n = log_stamp_read(&eyes->clock, line->whole.s, line->whole.len, &form, &line->when);
	struct span rest = span_from(line->whole, n);

	line->text = rest;
	if (form == LOG_FORM_SYSLOG && !split_as_before(eyes, line, rest))
		split_syslog(eyes, line, rest);
	else if (form == LOG_FORM_5424)
		split_5424(line, rest);
}

/* Field by field: what compilers make of one memset of this size takes longer than to read a line. */
static void begin_event(struct log_event *event_r)
{
	const struct span none = {NULL, 0};

	event_r->kind = LOG_STRANGE;
	event_r->result = LOG_SENT;
	event_r->reject = LOG_REFUSED;
	event_r->expired = event_r->many = event_r->incoming = false;
	event_r->recipients = 0;
	event_r->id = event_r->other_id = event_r->sender = event_r->recipient = none;
	event_r->relay = event_r->address = event_r->enhanced = event_r->text = event_r->line = none;
	event_r->stage = REPLY_STAGE_UNKNOWN;
	event_r->speaker = SPEAKER_UNKNOWN;
	event_r->when = 0;
	event_r->place = 0;
}

static bool tells_nothing(struct log_event *event_r, enum log_kind kind, int64_t when)
{
	event_r->kind = kind;
	event_r->when = when;
	return false;
}

bool log_line_read(struct log_eyes *eyes, char *s, size_t len, struct log_event *event_r,
	const struct log_dialect **dialect_r)
{
	struct log_line line = {.whole = {s, len}, .host = {"", 0}, .program = {"", 0}};
	const struct log_dialect *dialect;
	uint64_t place = 0;

	split(eyes, &line);
	dialect = line.program.len ? known_dialect(eyes, &line, &place) : dialect_of(&line);
	if (dialect_r)
		*dialect_r = dialect;
	if (!dialect || (dialect->dull && dialect->dull(&line)))
		return tells_nothing(event_r, dialect ? LOG_NOTHING : LOG_STRANGE, line.when);
	begin_event(event_r);
	dialect->read(&line, event_r);
	if (dialect_r && event_r->kind == LOG_STRANGE)
		*dialect_r = NULL;
	if (!event_r->when)
		event_r->when = line.when;
	if (event_r->kind == LOG_STRANGE || event_r->kind == LOG_NOTHING)
		return false;
	if (!event_r->line.len)
		event_r->line = line.whole;
	if (!event_r->place)
		event_r->place = place;
	return true;
}

void log_line_read_inner(const struct log_line *line, struct log_event *event_r)
{
	const struct log_dialect *dialect = dialect_of(line);
	struct log_line inner = *line;

	if (!dialect || !strcmp(dialect->id, "journal"))
		return;
	inner.role = role_of(dialect, line->program);
	dialect->read(&inner, event_r);
	event_r->place = place_of(line);
	if (!event_r->when)
		event_r->when = line->when;
}
