/*
 * What a server offers: EHLO, HELO and the keywords (RFC 5321 4.1.1.1). Nothing here trusts that a keyword
 * stands once or in any order.
 */
#include "checks/mail/smtp_wire.h"

#include <string.h>

#include "checks/base/ascii.h"

bool smtp_offers(const struct smtp_offer *offer, const char *mech)
{
	for (size_t i = 0; i < offer->n_mechs; i++)
		if (ascii_caseeq(offer->mechs[i], mech))
			return true;
	return false;
}

/* Cuts the next word off *at; false when there is none. Words too long for size are passed over by the
 * caller. */
static bool next_word(const char **at, char *word, size_t size, bool *fits_r)
{
	size_t len;

	*at += strspn(*at, " \t");
	len = strcspn(*at, " \t");
	if (!len)
		return false;
	*fits_r = len < size;
	if (*fits_r) {
		memcpy(word, *at, len);
		word[len] = '\0';
	}
	*at += len;
	return true;
}

static void add_mechs(struct smtp_offer *offer, const char *at)
{
	char word[sizeof offer->mechs[0]];
	bool fits;

	offer->auth = true;
	while (offer->n_mechs < SMTP_MECHS_MAX && next_word(&at, word, sizeof word, &fits)) {
		bool printable = fits;

		for (size_t i = 0; fits && word[i]; i++) {
			printable = printable && word[i] > ' ' && word[i] < 0x7f;
			word[i] = ascii_upper(word[i]);
		}
		if (printable && !smtp_offers(offer, word))
			str_copy(offer->mechs[offer->n_mechs++], sizeof word, word);
	}
}

/* "XXXXXXXA": Cisco's inspection overwrites what it does not know, keeping the length. */
static bool is_masked(const char *keyword)
{
	size_t n = strspn(keyword, "X");

	return n >= 4 && (!keyword[n] || (ascii_isalpha(keyword[n]) && !keyword[n + 1]));
}

static void set_flag(struct smtp_offer *offer, const char *keyword)
{
	const struct {
		const char *name;
		bool *flag;
	} flags[] = {
		{"STARTTLS", &offer->starttls},
		{"PIPELINING", &offer->pipelining},
		{"8BITMIME", &offer->eightbitmime},
		{"SMTPUTF8", &offer->smtputf8},
		{"ENHANCEDSTATUSCODES", &offer->enhanced},
	};

	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
		if (ascii_caseeq(keyword, flags[i].name))
			*flags[i].flag = true;
	offer->masked += is_masked(keyword);
}

static void add_keyword(struct smtp_offer *offer, const char *line)
{
	const char *at = line;
	char word[64];
	bool fits;
	int64_t size;

	/* "AUTH=LOGIN PLAIN" is the form of before RFC 2554; some servers still send both. */
	if (ascii_starts(line, "AUTH=")) {
		add_mechs(offer, line + 5);
		return;
	}
	if (!next_word(&at, word, sizeof word, &fits) || !fits)
		return;
	if (ascii_caseeq(word, "AUTH"))
		add_mechs(offer, at);
	else if (!ascii_caseeq(word, "SIZE"))
		set_flag(offer, word);
	else if (next_word(&at, word, sizeof word, &fits) && fits &&
		 ascii_number(word, 0, INT64_MAX / 16, &size))
		offer->size = size;
}

/* As many whole keyword lines as fit. */
static void add_raw(struct smtp_offer *offer, const struct transcript *transcript, const char *line)
{
	char clean[sizeof offer->raw];
	size_t used = strlen(offer->raw), len;

	transcript_clean(transcript, line, strlen(line), clean, sizeof clean);
	len = strlen(clean);
	if (!len || used + len + 2 > sizeof offer->raw)
		return;
	if (used)
		offer->raw[used++] = '\n';
	memcpy(offer->raw + used, clean, len + 1);
}

void smtp_offer_parse(const char *raw, const struct transcript *transcript, struct smtp_offer *offer_r)
{
	struct smtp_offer offer = {.known = true};
	struct str line = STR_INIT;
	bool first = true;

	for (;;) {
		size_t len = strcspn(raw, "\n");

		str_clear(&line);
		str_add_bytes(&line, raw, len);
		if (first) {
			transcript_clean(
				transcript, str_text(&line), line.len, offer.greeting, sizeof offer.greeting);
		} else {
			add_keyword(&offer, str_text(&line));
			add_raw(&offer, transcript, str_text(&line));
		}
		first = false;
		if (!raw[len])
			break;
		raw += len + 1;
	}
	str_release(&line);
	*offer_r = offer;
}

static enum smtp_step greet(struct smtp_session *session, const struct io_scope *scope, const char *verb)
{
	struct smtp_offer *offer = smtp_offer_now(session);
	struct str line = STR_INIT;
	struct str raw = STR_INIT;
	enum smtp_step step;

	str_addf(&line, "%s %s", verb, session->helo);
	step = smtp_ask(session, scope, str_text(&line), &raw);
	if (step == SMTP_DONE)
		step = smtp_judge(session, &session->reply, 2);
	if (step == SMTP_DONE)
		smtp_offer_parse(str_text(&raw), session->transcript, offer);
	str_release(&line);
	str_release(&raw);
	return step;
}

enum smtp_step smtp_ehlo(struct smtp_session *session, const struct io_scope *scope, bool helo_allowed)
{
	enum smtp_step step;
	int code;

	if (!smtp_begin(session))
		return SMTP_LOST;
	*smtp_offer_now(session) = (struct smtp_offer){.known = false};
	step = greet(session, scope, "EHLO");
	code = session->reply.code;
	if (step != SMTP_REFUSED || !helo_allowed || session->broken ||
		(code != 500 && code != 501 && code != 502 && code != 504))
		return step;
	step = greet(session, scope, "HELO");
	if (step == SMTP_DONE)
		smtp_offer_now(session)->helo_only = true;
	return step;
}
