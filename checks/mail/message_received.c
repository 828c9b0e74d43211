/*
 * The servers that a mail passed: Received lines as Postfix, Exim, sendmail, Exchange, Gmail, qmail, Courier and others write them. RFC 5321
 * section 4.4 leaves the comment behind "from" free, and every server puts the address and the reverse name there in its own way.
 */
#include "checks/mail/message.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/mail/message_lex.h"

enum clause { CLAUSE_NONE, CLAUSE_FROM, CLAUSE_BY, CLAUSE_WITH, CLAUSE_OTHER };

struct reading {
	struct received *received;
	enum clause clause;
	bool word; /* the clause has its word already */
	bool helo_told; /* a comment said what the sending side called itself: the word behind "from" is its name */
	bool seen; /* a comment told the address that was seen: it counts more than a literal that the sending side gave as its name */
	bool any;
};

static bool says_login(const char *comment)
{
	return ascii_find(comment, "authenticated") || ascii_starts(comment, "auth:") ||
	       ascii_starts(comment, "auth=") || ascii_find(comment, "smtp auth");
}

/* "helo=NAME", or the word behind "HELO" or "EHLO"; NULL: it is none. */
static const char *helo_value(const char *word, bool behind_helo)
{
	if (behind_helo)
		return word;
	return ascii_starts(word, "helo=") || ascii_starts(word, "ehlo=") ? word + 5 : NULL;
}

static void take_helo(struct reading *reading, const char *value)
{
	struct received *received = reading->received;

	if (reading->helo_told)
		return;
	reading->helo_told = true;
	memcpy(received->name, received->helo, sizeof received->name);
	lex_host(value, received->helo);
}

/* One word of a comment behind "from". */
static void take_from_word(struct reading *reading, const char *word, bool first)
{
	struct received *received = reading->received;
	struct net_addr addr;
	const char *at = strchr(word, '@');

	if (lex_address(word, &addr)) {
		if (!reading->seen)
			received->addr = addr;
		reading->seen = true;
	} else if (first && !reading->helo_told && strchr(word, '.') && !strchr(word, '=')) {
		lex_host(at ? at + 1 : word, received->name);
	}
}

static void take_from_comment(struct reading *reading, const char *comment)
{
	char word[LEX_WORD_MAX];
	bool first = true, behind_helo = false;

	if (ascii_starts(comment, "using ") || ascii_starts(comment, "version="))
		return;
	reading->received->authenticated |= says_login(comment);
	while (lex_blank_word(&comment, word)) {
		const char *helo = helo_value(word, behind_helo);

		if (helo)
			take_helo(reading, helo);
		else
			take_from_word(reading, word, first);
		behind_helo = ascii_caseeq(word, "helo") || ascii_caseeq(word, "ehlo");
		first = false;
	}
}

static void take_comment(struct reading *reading, const char *comment)
{
	struct received *received = reading->received;

	if (reading->clause == CLAUSE_FROM)
		take_from_comment(reading, comment);
	else
		received->authenticated |= says_login(comment);
	received->local |= ascii_find(comment, "invoked by uid") || ascii_find(comment, "from userid") ||
			   (reading->clause == CLAUSE_NONE && ascii_starts(comment, "from "));
}

static bool keyword(struct reading *reading, const char *word)
{
	static const struct {
		const char *word;
		enum clause clause;
	} keywords[] = {{"from", CLAUSE_FROM}, {"by", CLAUSE_BY}, {"with", CLAUSE_WITH}, {"id", CLAUSE_OTHER},
		{"for", CLAUSE_OTHER}, {"via", CLAUSE_OTHER}};

	for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
		if (!ascii_caseeq(word, keywords[i].word))
			continue;
		reading->clause = keywords[i].clause;
		reading->word = false;
		reading->any = true;
		return true;
	}
	return false;
}

/* ESMTPA, ESMTPSA, UTF8SMTPSA (RFC 3848, 6531), and Exim's older asmtp. */
static bool with_login(const char *with)
{
	const char *smtp = strstr(with, "SMTP");

	return smtp && (strchr(smtp + 4, 'A') || (smtp > with && smtp[-1] == 'A'));
}

static void take_with(struct received *received, const char *word)
{
	size_t n = 0;

	for (; word[n] && n + 1 < sizeof received->with && ascii_isalnum(word[n]); n++)
		received->with[n] = ascii_upper(word[n]);
	received->with[n] = '\0';
	received->authenticated |= with_login(received->with);
	received->local |= strncmp(received->with, "HTTP", 4) == 0 || strcmp(received->with, "LOCAL") == 0 ||
			   strcmp(received->with, "MAPI") == 0;
}

static void take_word(struct reading *reading, const char *word)
{
	struct received *received = reading->received;

	if (keyword(reading, word) || reading->word)
		return;
	reading->word = true;
	if (reading->clause == CLAUSE_FROM) {
		lex_host(word, received->helo);
		if (ascii_caseeq(received->helo, "unknown"))
			received->helo[0] = '\0';
		(void)lex_address(word, &received->addr);
	} else if (reading->clause == CLAUSE_BY) {
		lex_host(word, received->by);
	} else if (reading->clause == CLAUSE_WITH) {
		take_with(received, word);
	}
}

static bool read_line(const char *value, struct received *received_r)
{
	struct lex lex = {.at = value};
	struct received received = {.helo = ""};
	struct reading reading = {.received = &received};
	const char *date;

	for (;;) {
		enum lex_kind kind = lex_next(&lex, ';');

		/* The date stands behind the semicolon. */
		if (kind == LEX_END || kind == LEX_SEPARATOR)
			break;
		if (kind == LEX_COMMENT)
			take_comment(&reading, lex.text);
		else
			take_word(&reading, lex.text);
	}
	if (ascii_caseeq(received.name, "unknown") || host_is_literal(received.name))
		received.name[0] = '\0';
	date = strrchr(value, ';');
	if (date)
		(void)message_date(date + 1, &received.when);
	*received_r = received;
	return reading.any || received.local;
}

size_t message_received(const struct message *message, struct received received_r[MESSAGE_RECEIVED_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < message->n && n < MESSAGE_RECEIVED_MAX; i++) {
		struct str STR_AUTO value = STR_INIT;

		if (!message_field_is(&message->fields[i], "Received"))
			continue;
		message_unfold(&message->fields[i], &value);
		n += read_line(str_text(&value), &received_r[n]);
	}
	return n;
}
