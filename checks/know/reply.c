/*
 * What a reply means: whose words, which words, which code; the surest reading first.
 */
#include "checks/know/reply.h"

#include <string.h>

#include "checks/base/str.h"
#include "checks/know/pattern.h"
#include "checks/know/reply_rows.h"
#include "checks/know/tables.h"

static const char *const stage_names[] = {[REPLY_STAGE_UNKNOWN] = "",
	[REPLY_STAGE_BANNER] = "banner",
	[REPLY_STAGE_EHLO] = "ehlo",
	[REPLY_STAGE_STARTTLS] = "starttls",
	[REPLY_STAGE_AUTH] = "auth",
	[REPLY_STAGE_MAIL] = "mail",
	[REPLY_STAGE_RCPT] = "rcpt",
	[REPLY_STAGE_DATA] = "data",
	[REPLY_STAGE_INCOMING] = "incoming"};

static const char *const speaker_names[] = {[SPEAKER_UNKNOWN] = "",
	[SPEAKER_SERVER] = "server",
	[SPEAKER_PROGRAM] = "program",
	[SPEAKER_RELAY] = "relay"};

#define STAGES	 (sizeof stage_names / sizeof stage_names[0])
#define SPEAKERS (sizeof speaker_names / sizeof speaker_names[0])

struct asked {
	const struct reply_query *query;
	enum reply_stage stage;
	const char *text, *banner;		/* prepared */
	signed char speaks[REPLY_SPEAKERS_MAX]; /* 0 not asked yet, 1 yes, -1 no */
};

/* Which of the names a list holds, as bits. */
static unsigned names_in(const char *list, const char *const *names, size_t n)
{
	unsigned held = 0;

	for (size_t i = 1; list[0] && i < n; i++)
		held |= pattern_listed(list, names[i]) ? 1U << i : 0;
	return held;
}

/* Codes that answer a login, or none at all: words about logins may stand behind these where the stage is not known. */
static bool may_answer_login(int code)
{
	return !code || code == 421 || code == 454 || code / 10 == 43 || code / 10 == 50 || code / 10 == 52 ||
	       code / 10 == 53;
}

static bool stage_fits(const char *list, const struct asked *asked)
{
	const unsigned login = 1U << REPLY_STAGE_AUTH | 1U << REPLY_STAGE_INCOMING;
	unsigned stages = names_in(list, stage_names, STAGES);

	if (list[0] && pattern_listed(list, "delivery"))
		stages |= ((1U << STAGES) - 2) & ~login;
	if (!stages)
		return true;
	if (asked->stage)
		return stages >> asked->stage & 1;
	return (stages & ~login) || may_answer_login(asked->query->code);
}

/*
 * Words of a server or a program fit where nobody knows who speaks; those of a relay, about the next server, only where it is
 * known.
 */
static bool speaker_fits(const char *list, enum reply_speaker speaker)
{
	unsigned speakers = names_in(list, speaker_names, SPEAKERS);

	if (!speakers)
		return true;
	return speaker ? speakers >> speaker & 1 : speakers != 1U << SPEAKER_RELAY;
}

static bool place_fits(const char *list, const struct asked *asked)
{
	return stage_fits(list, asked) && speaker_fits(list, asked->query->speaker);
}

enum pass {
	PASS_OWN_EXACT, /* the speaker's own row, code and enhanced code as told */
	PASS_OWN,	/* the speaker's own row by its words, the code of the same class */
	PASS_SERVER_EXACT,
	PASS_SERVER,	    /* words of server programs */
	PASS_FOREIGN_EXACT, /* another vendor's words, where they are distinctive */
	PASS_FOREIGN,
	PASS_PROGRAM, /* a mail program's own words */
	PASS_WORDS,   /* what words mean in general */
	PASS_N,
};

static bool exact_pass(enum pass pass)
{
	return pass == PASS_OWN_EXACT || pass == PASS_SERVER_EXACT || pass == PASS_FOREIGN_EXACT ||
	       pass == PASS_WORDS;
}

static bool codes_fit(const char *const row[8], const struct reply_query *query, bool exact)
{
	if (exact)
		return (!query->code || pattern_code(row[REPLY_CODE], query->code)) &&
		       (!query->enhanced[0] || pattern_enhanced(row[REPLY_ENHANCED], query->enhanced));
	/* Servers vary in the code more than in the words; a passing refusal is still no final one. */
	return !query->code || pattern_code_class(row[REPLY_CODE], query->code);
}

static bool speaks(struct asked *asked, size_t speaker)
{
	signed char *known;

	if (speaker >= REPLY_SPEAKERS_MAX)
		return false;
	known = &asked->speaks[speaker];
	if (!*known)
		*known = reply_speaks(speaker, asked->query->host, asked->banner, asked->text) ? 1 : -1;
	return *known > 0;
}

static bool scope_fits(const struct reply_row *row, struct asked *asked, enum pass pass)
{
	switch (pass) {
	case PASS_OWN_EXACT:
	case PASS_OWN:
		return row->kind <= KIND_SERVER && speaks(asked, row->speaker);
	case PASS_SERVER_EXACT:
	case PASS_SERVER:
		return !row->own && (row->kind == KIND_SERVER || row->kind == KIND_ANY);
	case PASS_FOREIGN_EXACT:
	case PASS_FOREIGN:
		return row->kind == KIND_VENDOR && row->distinct;
	case PASS_PROGRAM:
		return row->kind == KIND_PROGRAM && asked->query->speaker >= SPEAKER_PROGRAM;
	default:
		return row->kind == KIND_WORDS;
	}
}

static bool row_fits(const struct reply_row *row, struct asked *asked, enum pass pass)
{
	const char *const *cells = know_replies[row->number];
	bool exact = exact_pass(pass);

	if (!cells[REPLY_PATTERN][0] && !(exact && asked->query->code))
		return false;
	/* "Try again later" stands in everybody's sentences: only a code tells that it is meant so. */
	if (pass == PASS_WORDS && !asked->query->code && asked->query->enhanced[0] != '4' &&
		!pattern_code_class(cells[REPLY_CODE], 500))
		return false;
	return scope_fits(row, asked, pass) && codes_fit(cells, asked->query, exact) &&
	       place_fits(cells[REPLY_WHERE], asked);
}

static void mean(const struct reply_row *row, int code, struct reply_meaning *meaning_r)
{
	const char *const *cells = know_replies[row->number];

	*meaning_r = (struct reply_meaning){
		.cause = cells[REPLY_CAUSE],
		.sure = cells[REPLY_PATTERN][0] && !strchr(cells[REPLY_SEVERITY], '?'),
		.temporary = cells[REPLY_SEVERITY][0] == 'D' || code / 100 == 4,
		.scope = row->kind == KIND_WORDS ? "any" : cells[REPLY_SCOPE],
		.source = cells[REPLY_SOURCE],
		.row = row->number,
	};
}

static bool explain_by_words(struct asked *asked, struct reply_meaning *meaning_r)
{
	const struct reply_row *rows[REPLY_ROWS_MAX];
	size_t n = 0, may = reply_rows_for(asked->text, rows);

	for (size_t i = 0; i < may; i++)
		if (pattern_match(know_replies[rows[i]->number][REPLY_PATTERN], asked->text))
			rows[n++] = rows[i];
	for (int pass = 0; pass < PASS_N; pass++)
		for (size_t i = 0; i < n; i++)
			if (row_fits(rows[i], asked, (enum pass)pass)) {
				mean(rows[i], asked->query->code, meaning_r);
				return true;
			}
	return false;
}

/* The codes alone: the enhanced one first, then the reply code at this stage. */
static bool explain_by_code(const struct asked *asked, struct reply_meaning *meaning_r)
{
	const struct reply_query *query = asked->query;

	for (size_t i = 0; i < know_codes_rows; i++) {
		const char *const *row = know_codes[i];
		bool enhanced = strchr(row[0], '.') != NULL;

		if (!place_fits(row[1], asked) || (!asked->stage && row[1][0]))
			continue;
		if (enhanced ? !query->enhanced[0] || !pattern_enhanced(row[0], query->enhanced)
			     : !query->code || !pattern_code(row[0], query->code))
			continue;
		*meaning_r = (struct reply_meaning){.cause = row[2],
			.temporary = query->code ? query->code / 100 == 4 : query->enhanced[0] == '4',
			.scope = "",
			.source = "RFC",
			.row = i};
		return true;
	}
	return false;
}

/*
 * "550-5.7.1 ", "550 " and "5.7.1 " as they stand where the lines of a reply were joined: the length of such a word at s, 0 for
 * another one.
 */
static size_t repeated_code(const struct reply_query *query, const char *s)
{
	size_t len = 0, enhanced = strlen(query->enhanced);

	if (query->code && strtol(s, NULL, 10) == query->code && (s[3] == '-' || s[3] == ' '))
		len = 4;
	if (enhanced && strncmp(s + len, query->enhanced, enhanced) == 0 &&
		(s[len + enhanced] == ' ' || !s[len + enhanced]))
		len += enhanced + (s[len + enhanced] == ' ');
	return len;
}

static void prepare_text(const struct reply_query *query, struct str *text)
{
	struct str whole STR_AUTO = STR_INIT;
	bool begins = true;

	pattern_prepare(&whole, query->text);
	for (const char *s = str_text(&whole); *s;) {
		size_t len = begins ? repeated_code(query, s) : 0;

		if (!len)
			str_add_char(text, *s);
		begins = len || *s == ' ';
		s += len ? len : 1;
	}
}

void reply_explain(const struct reply_query *query, struct reply_meaning *meaning_r)
{
	struct str text STR_AUTO = STR_INIT, banner STR_AUTO = STR_INIT;
	struct asked asked = {.query = query, .stage = query->stage};

	*meaning_r = (struct reply_meaning){.scope = "", .source = ""};
	if (!asked.stage && (query->code == 432 || (query->code >= 534 && query->code <= 538)))
		asked.stage = REPLY_STAGE_AUTH;
	prepare_text(query, &text);
	pattern_prepare(&banner, query->banner);
	asked.text = str_text(&text);
	asked.banner = str_text(&banner);
	if (!explain_by_words(&asked, meaning_r))
		explain_by_code(&asked, meaning_r);
}
