/*
 * A pasted text: made harmless, searched for codes (paste_codes.h) and for the words that programs put around a reply
 * (paste_marks.h); the reply that decides is cut out (paste_text.h) and explained.
 */
#include "checks/know/paste.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"
#include "checks/know/paste_codes.h"
#include "checks/know/paste_marks.h"
#include "checks/know/paste_text.h"
#include "checks/know/tables.h"

#define INPUT_MAX 16384
#define CODES_MAX 128
#define MARKS_MAX 64
#define WORDS_MIN 2   /* letters: fewer are no words */
#define FOLLOWS	  200 /* bytes that a mark behind a reply counts as farther off */

struct reading {
	const char *text;
	size_t len;
	struct paste_code codes[CODES_MAX];
	struct paste_mark marks[MARKS_MAX];
	size_t n_codes, n_marks;
};

/* Line ends that a program printed as an escape ("…\r\n5.7.8 …") are line ends again. */
static void unescape(struct str *out, const char *text)
{
	for (const char *s = text; *s; s++) {
		if (s[0] == '\\' && s[1] == 'r' && s[2] == '\\' && s[3] == 'n') {
			str_add_char(out, '\n');
			s += 3;
		} else if (s[0] == '\\' && s[1] == 'n' && !ascii_isalpha(s[2])) {
			str_add_char(out, '\n');
			s++;
		} else {
			str_add_char(out, *s);
		}
	}
}

/* The first byte that is no part of code's reply: a program's words behind it. */
static size_t limit_of(const struct reading *reading, const struct paste_code *code)
{
	size_t limit = reading->len;

	for (size_t i = 0; i < reading->n_marks; i++)
		if (reading->marks[i].start >= code->words &&
			(reading->marks[i].tail || reading->marks[i].lead)) {
			limit = reading->marks[i].start;
			break;
		}
	for (const struct paste_code *next = code + 1; next < reading->codes + reading->n_codes; next++)
		if (next->at >= limit)
			break;
		else if (next->code != code->code && next->firm && next->code)
			return next->at;
	return limit;
}

/* What only follows from a refusal before it: commands out of order, no recipient left. */
static bool follows(const struct paste_code *code)
{
	return code->code == 503 || strcmp(code->enhanced, "5.5.1") == 0 || code->code == 221;
}

static int weight(const struct reading *reading, const struct paste_code *code)
{
	struct str words STR_AUTO = STR_INIT_MAX(64);
	char class = code->code ? (char)('0' + code->code / 100) : code->enhanced[0];
	int sum = class == '5' ? 30 : class == '4' ? 20 : 0;

	paste_words(&words, reading->text, code, limit_of(reading, code));
	sum += code->firm ? 15 : 0;
	sum += words.len > 3 ? 6 : 0;
	sum += code->enhanced[0] ? 4 : 0;
	sum -= follows(code) ? 12 : 0;
	return sum + (code->code ? 2 : 0);
}

/* The same refusal told once more, as programs do that print a reply and then its parts. */
static bool same_again(const struct paste_code *first, const struct paste_code *again)
{
	return first->code && first->code == again->code && strcmp(first->enhanced, again->enhanced) == 0;
}

/* The reply that decides; the last of those that weigh the same, since earlier ones were only steps to it. */
static const struct paste_code *deciding(const struct reading *reading)
{
	const struct paste_code *best = NULL;
	int most = 0;

	for (size_t i = 0; i < reading->n_codes; i++) {
		const struct paste_code *code = &reading->codes[i];
		int mine = weight(reading, code);

		if (best && (mine < most || (mine == most && same_again(best, code))))
			continue;
		best = code;
		most = mine;
	}
	return best;
}

/* How far a mark stands from a place. What announces stands before it; behind it only what is meant for what stands before. */
static size_t apart(const struct paste_mark *mark, size_t at)
{
	if (mark->end <= at)
		return at - mark->end;
	if (mark->start < at)
		return 0;
	return mark->start - at + (mark->tail ? 0 : FOLLOWS);
}

static const struct paste_mark *nearest(
	const struct reading *reading, size_t at, bool (*tells)(const struct paste_mark *mark))
{
	const struct paste_mark *best = NULL;

	for (size_t i = 0; i < reading->n_marks; i++) {
		const struct paste_mark *mark = &reading->marks[i];

		if (tells(mark) && (!best || apart(mark, at) < apart(best, at)))
			best = mark;
	}
	return best;
}

static bool tells_host(const struct paste_mark *mark)
{
	return mark->host[0];
}

static bool tells_stage(const struct paste_mark *mark)
{
	return mark->stage != REPLY_STAGE_UNKNOWN;
}

/* The reply code alone tells the stage of a sign-in (RFC 4954). */
static enum reply_stage stage_of_code(int code)
{
	return code == 535 || code == 534 || code == 530 || code == 538 ? REPLY_STAGE_AUTH
									: REPLY_STAGE_UNKNOWN;
}

static const char *command_of(enum reply_stage stage)
{
	static const char *const commands[] = {
		[REPLY_STAGE_UNKNOWN] = "",
		[REPLY_STAGE_BANNER] = "",
		[REPLY_STAGE_EHLO] = "EHLO",
		[REPLY_STAGE_STARTTLS] = "STARTTLS",
		[REPLY_STAGE_AUTH] = "AUTH",
		[REPLY_STAGE_MAIL] = "MAIL FROM",
		[REPLY_STAGE_RCPT] = "RCPT TO",
		[REPLY_STAGE_DATA] = "DATA",
		[REPLY_STAGE_INCOMING] = "",
	};

	return commands[stage];
}

static void read_marks(const struct reading *reading, size_t at, struct paste *paste_r)
{
	const struct paste_mark *host = nearest(reading, at, tells_host);
	const struct paste_mark *stage = nearest(reading, at, tells_stage);

	if (host)
		str_copy(paste_r->said_by, sizeof paste_r->said_by, host->host);
	if (stage)
		paste_r->stage = stage->stage;
	for (size_t i = 0; i < reading->n_marks && !paste_r->program; i++)
		if (reading->marks[i].program[0])
			paste_r->program = reading->marks[i].program;
}

static bool relayed(const struct reading *reading)
{
	for (size_t i = 0; i < reading->n_marks; i++)
		if (reading->marks[i].relay)
			return true;
	return false;
}

/* A code that stands elsewhere in the text says more of the same refusal ("dsn=5.1.1", "Status: 5.7.1"). */
static void complete_enhanced(
	const struct reading *reading, const struct paste_code *code, struct paste *paste_r)
{
	for (size_t i = 0; i < reading->n_codes && !paste_r->enhanced[0]; i++) {
		const struct paste_code *other = &reading->codes[i];

		if (other->enhanced[0] - '0' == code->code / 100 &&
			(!other->code || other->code == code->code))
			str_copy(paste_r->enhanced, sizeof paste_r->enhanced, other->enhanced);
	}
}

static void explain(struct paste *paste, const char *text)
{
	const struct reply_query query = {
		.code = paste->code,
		.enhanced = paste->enhanced,
		.text = text,
		.host = paste->said_by,
		.banner = "",
		.stage = paste->stage,
		.speaker = paste->speaker,
	};

	reply_explain(&query, &paste->meaning);
}

static void keep_text(struct paste *paste, const struct str *words)
{
	struct str harmless STR_AUTO = STR_INIT;

	text_harmless(&harmless, str_text(words), words->len, TEXT_ONE_LINE, PASTE_TEXT_MAX - 1);
	str_copy(paste->text, sizeof paste->text, str_text(&harmless));
}

/* The words that are announced as the reply, for a code that has none behind it. */
static void read_led(const struct reading *reading, struct str *words)
{
	for (size_t i = 0; i < reading->n_marks && words->len < WORDS_MIN; i++) {
		size_t from = reading->marks[i].end, to = from;

		if (!reading->marks[i].lead)
			continue;
		for (size_t k = i + 1; k < reading->n_marks && to == from; k++)
			if (reading->marks[k].lead || reading->marks[k].tail)
				to = reading->marks[k].start;
		str_clear(words);
		paste_plain(words, reading->text, from, to > from ? to : reading->len);
	}
}

static bool has_letters(const struct str *words)
{
	size_t letters = 0;

	for (size_t i = 0; i < words->len; i++)
		letters += ascii_isalpha(words->s[i]) || (unsigned char)words->s[i] >= 0x80;
	return letters >= WORDS_MIN;
}

/* A code's words; where it has none, those that are announced, else all that stands around it. */
static void words_of(const struct reading *reading, const struct paste_code *code, struct str *words)
{
	if (!code->field)
		paste_words(words, reading->text, code, limit_of(reading, code));
	if (!has_letters(words))
		read_led(reading, words);
	if (has_letters(words))
		return;
	str_clear(words);
	paste_plain(words, reading->text, 0, reading->len);
	if (!has_letters(words))
		str_clear(words); /* the code alone */
}

static enum reply_speaker whose(const struct reading *reading, const struct paste_code *code)
{
	if (code && !code->field)
		return SPEAKER_SERVER;
	return relayed(reading) ? SPEAKER_RELAY : SPEAKER_PROGRAM;
}

static void read_reply(const struct reading *reading, const struct paste_code *code, struct paste *paste_r)
{
	struct str words STR_AUTO = STR_INIT;

	paste_r->code = code->code;
	str_copy(paste_r->enhanced, sizeof paste_r->enhanced, code->enhanced);
	complete_enhanced(reading, code, paste_r);
	words_of(reading, code, &words);
	keep_text(paste_r, &words);
	read_marks(reading, code->at, paste_r);
	if (!paste_r->stage)
		paste_r->stage = stage_of_code(paste_r->code);
	if (!paste_r->speaker)
		paste_r->speaker = whose(reading, code);
	explain(paste_r, paste_r->text);
}

/* What the marks say in English, before the text as it is: a translation is then known as well as the original. */
static void translate(const struct reading *reading, struct str *english)
{
	for (size_t i = 0; i < reading->n_marks; i++)
		if (reading->marks[i].says[0])
			str_addf(english, "%s. ", reading->marks[i].says);
}

/* No code anywhere: the words of the program itself. */
static void read_own_words(const struct reading *reading, struct paste *paste_r)
{
	struct str words STR_AUTO = STR_INIT, english STR_AUTO = STR_INIT;

	paste_plain(&words, reading->text, 0, reading->len);
	keep_text(paste_r, &words);
	read_marks(reading, 0, paste_r);
	if (!paste_r->speaker)
		paste_r->speaker = whose(reading, NULL);
	translate(reading, &english);
	str_add(&english, paste_r->text);
	explain(paste_r, str_text(&english));
}

const char *paste_program_name(const char *id)
{
	for (size_t i = 0; id && i < know_programs_rows; i++)
		if (strcmp(know_programs[i][0], id) == 0)
			return know_programs[i][1];
	return NULL;
}

void paste_in_words(const struct paste *paste, char *buf, size_t size)
{
	char code[8] = "";

	if (paste->code)
		snprintf(code, sizeof code, "%d", paste->code % 1000);
	snprintf(buf, size, "%s%s%s%s%s", code, code[0] && paste->enhanced[0] ? " " : "", paste->enhanced,
		(code[0] || paste->enhanced[0]) && paste->text[0] ? " " : "", paste->text);
}

/* A program's own words name a server that has said nothing. */
static void name_server(struct paste *paste)
{
	if (paste->speaker != SPEAKER_PROGRAM)
		return;
	str_copy(paste->about, sizeof paste->about, paste->said_by);
	paste->said_by[0] = '\0';
}

bool paste_read(const char *text, enum reply_speaker speaker, struct paste *paste_r)
{
	struct str harmless STR_AUTO = STR_INIT, plain STR_AUTO = STR_INIT;
	struct reading reading = {.n_codes = 0};
	struct paste paste = {.speaker = speaker, .meaning = {.scope = "", .source = ""}};
	const struct paste_code *code;

	text_harmless(&harmless, text, strnlen(text, INPUT_MAX), TEXT_KEEP_LINES, INPUT_MAX);
	unescape(&plain, str_text(&harmless));
	reading.text = str_text(&plain);
	reading.len = plain.len;
	reading.n_codes = paste_codes(reading.text, reading.codes, CODES_MAX);
	reading.n_marks = paste_marks(reading.text, reading.marks, MARKS_MAX);
	code = deciding(&reading);
	if (code)
		read_reply(&reading, code, &paste);
	else
		read_own_words(&reading, &paste);
	name_server(&paste);
	str_copy(paste.command, sizeof paste.command, command_of(paste.stage));
	*paste_r = paste;
	return code || reading.n_marks || paste.meaning.cause;
}
