/*
 * The server for sending, as its plan says: RFC 5321 with STARTTLS and AUTH, as far as a client that only
 * asks needs; and what a box on the way and the line make of it.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/practice/talk.h"

#define USUAL_CLEAR "PIPELINING\nSIZE 52428800\nSTARTTLS\nENHANCEDSTATUSCODES\n8BITMIME"
#define USUAL_SAFE  "PIPELINING\nSIZE 52428800\nAUTH PLAIN LOGIN\nENHANCEDSTATUSCODES\n8BITMIME"
#define USUAL_OPEN  "PIPELINING\nSIZE 52428800\nENHANCEDSTATUSCODES\n8BITMIME"
/* Packets of this size and more are large; a client that asks for smaller ones gets smaller ones. */
#define LARGE_SEGMENT 1000
#define BREAK_MS      30

/* A verb of the client and what answers it; false ends the conversation. */
struct verb {
	const char *name;
	bool (*answer)(struct talk *talk, const char *rest);
};

static const struct odd_port *odd(const struct talk *talk)
{
	static const struct odd_port as_all;

	return talk->plan->odd.port == talk->booth->port ? &talk->plan->odd : &as_all;
}

/* What the line does before something is said. False: it broke. */
static bool line_carries(struct talk *talk)
{
	const struct line_plan *line = &talk->plan->line;

	if (talk->words_left == 0) {
		/* Not so fast that a connection looks refused. */
		if (peer_pause(talk->peer, BREAK_MS))
			peer_reset(talk->peer);
		return false;
	}
	talk->words_left -= talk->words_left > 0;
	return !line->delay_ms || peer_pause(talk->peer, line->delay_ms);
}

bool talk_say(struct talk *talk, const char *text)
{
	struct str STR_AUTO filled = STR_INIT;

	if (!line_carries(talk))
		return false;
	station_fill(talk->station, talk->host, text, &filled);
	/* RFC 5321 3.8: whoever says 421 closes. */
	return peer_say(talk->peer, str_text(&filled)) && strncmp(text, "421", 3) != 0;
}

/* Nothing was said for too long. */
static bool fall_silent(struct talk *talk)
{
	switch (talk->plan->line.after_pause) {
	case PAUSE_CLOSED:
		return talk_say(talk, "421 4.4.2 {host} Error: timeout exceeded");
	case PAUSE_RESET:
		if (peer_hear(talk->peer, talk->line))
			peer_reset(talk->peer);
		return false;
	default:
		peer_lose(talk->peer, 0);
		peer_hear_out(talk->peer);
		return false;
	}
}

bool talk_hear(struct talk *talk)
{
	struct peer *peer = talk->peer;
	struct io_scope whole = peer->scope;
	bool heard;

	if (talk->plan->line.after_pause == PAUSE_FINE)
		return peer_hear(peer, talk->line);
	peer->scope = io_scope_within(&whole, talk->plan->line.pause_ms);
	heard = peer_hear(peer, talk->line);
	if (!heard && clock_us() >= peer->scope.deadline_us) {
		peer->scope = whole;
		return fall_silent(talk);
	}
	peer->scope = whole;
	return heard;
}

static const char *offered(const struct talk *talk)
{
	const struct smtp_plan *plan = talk->plan;
	const char *safe = odd(talk)->safe_keywords, *clear = odd(talk)->keywords;

	if (talk->safe) {
		safe = safe ? safe : plan->safe_keywords;
		return safe ? safe : talk->booth->open ? USUAL_OPEN : USUAL_SAFE;
	}
	if (plan->box.keywords)
		return plan->box.keywords;
	clear = clear ? clear : plan->keywords;
	return clear ? clear : USUAL_CLEAR;
}

static bool on_ehlo(struct talk *talk, const char *rest)
{
	struct str STR_AUTO reply = STR_INIT;
	const char *word = offered(talk);

	(void)rest;
	if (talk->plan->ehlo)
		return talk_say(talk, talk->plan->ehlo);
	str_addf(&reply, "250%c%s", *word ? '-' : ' ',
		talk->plan->greets ? talk->plan->greets : "{host} at your service");
	while (*word) {
		size_t len = strcspn(word, "\n");

		str_addf(&reply, "\n250%c%.*s", word[len] ? '-' : ' ', (int)len, word);
		word += len + (word[len] == '\n');
	}
	return talk_say(talk, str_text(&reply));
}

static bool on_helo(struct talk *talk, const char *rest)
{
	(void)rest;
	return talk_say(talk, "250 {host}");
}

/* Accepts TLS, unless the line loses what the server would send for it. */
static bool encrypt(struct talk *talk)
{
	if (talk->plan->cut_at_tls)
		return false;
	if (talk->plan->line.loses_large && peer_segment(talk->peer) > LARGE_SEGMENT) {
		peer_hear_out(talk->peer);
		return false;
	}
	talk->safe = peer_encrypt(talk->peer, talk->booth->tls);
	return talk->safe;
}

static bool on_starttls(struct talk *talk, const char *rest)
{
	static const char ready[] = "220 2.0.0 Ready to start TLS";

	(void)rest;
	if (talk->safe || !strstr(offered(talk), "STARTTLS"))
		return talk_say(talk, "502 5.5.1 Unknown command");
	if (talk->plan->starttls)
		return talk_say(talk, talk->plan->starttls);
	if (talk->plan->early) {
		struct str STR_AUTO both = STR_INIT;

		str_addf(&both, "%s\n%s", ready, talk->plan->early);
		if (!talk_say(talk, str_text(&both)))
			return false;
	} else if (!talk_say(talk, ready)) {
		return false;
	}
	talk->signed_in = talk->has_sender = false;
	return encrypt(talk);
}

static bool on_auth(struct talk *talk, const char *rest)
{
	if (!strstr(offered(talk), "AUTH"))
		return talk_say(talk, "503 5.5.1 AUTH is not available");
	return talk_auth(talk, rest);
}

static bool on_mail(struct talk *talk, const char *rest)
{
	const struct smtp_plan *plan = talk->plan;

	(void)rest;
	if (plan->cut_at_mail)
		return false;
	if (!talk->signed_in && !plan->pop_first && !talk->booth->open)
		return talk_say(talk, plan->no_login ? plan->no_login : "530 5.7.0 Authentication required");
	if (plan->mail)
		return talk_say(talk, plan->mail);
	talk->has_sender = true;
	return talk_say(talk, "250 2.1.0 Ok");
}

/* "TO:<anna@firma.example>" */
static void take_recipient(struct talk *talk, const char *rest)
{
	const char *open = strchr(rest, '<');
	size_t len = open ? strcspn(open + 1, ">") : 0;

	if (len && len < sizeof talk->rcpt)
		str_copy(talk->rcpt, len + 1, open + 1);
}

static bool on_rcpt(struct talk *talk, const char *rest)
{
	take_recipient(talk, rest);
	if (!talk->has_sender)
		return talk_say(talk, "503 5.5.1 Error: need MAIL command");
	if (talk->plan->pop_first && atomic_load(&talk->station->fetched))
		return talk_say(talk, "250 2.1.5 Ok");
	return talk_say(talk, talk->plan->rcpt ? talk->plan->rcpt : "250 2.1.5 Ok");
}

/* Whether the line breaks at this line of the mail. */
static bool cut_in_mail(const struct talk *talk)
{
	return talk->plan->cut_at_data ||
	       (talk->plan->cut_at_word && strstr(talk->line, talk->plan->cut_at_word));
}

/* The text up to the lone dot, the dots that were doubled taken away. False where the conversation ended. */
static bool hear_mail(struct talk *talk, struct str *mail)
{
	for (;;) {
		if (!talk_hear(talk))
			return false;
		if (cut_in_mail(talk)) {
			peer_reset(talk->peer);
			return false;
		}
		if (strcmp(talk->line, ".") == 0)
			return true;
		str_addf(mail, "%s\r\n", talk->line + (talk->line[0] == '.'));
	}
}

/* A mail is taken, and lies where the plan of the server for receiving puts it. */
static bool on_data(struct talk *talk, const char *rest)
{
	struct str STR_AUTO mail = STR_INIT_MAX(100000);

	(void)rest;
	if (!talk->has_sender)
		return talk_say(talk, "503 5.5.1 Error: need RCPT command");
	if (talk->plan->data)
		return talk_say(talk, talk->plan->data);
	if (!talk_say(talk, "354 End data with <CR><LF>.<CR><LF>"))
		return false;
	if (talk->plan->line.loses_mail)
		peer_lose(talk->peer, LARGE_SEGMENT);
	if (!hear_mail(talk, &mail))
		return false;
	if (!talk->plan->taken || talk->plan->taken[0] == '2')
		station_deliver(talk->station, talk->rcpt, &mail);
	return talk_say(talk, talk->plan->taken ? talk->plan->taken
						: "250 2.0.0 Ok: taken; this is a practice, no mail leaves");
}

static bool on_reset(struct talk *talk, const char *rest)
{
	(void)rest;
	talk->has_sender = false;
	return talk_say(talk, "250 2.0.0 Ok");
}

static bool on_quit(struct talk *talk, const char *rest)
{
	(void)rest;
	talk_say(talk, "221 2.0.0 Bye");
	return false;
}

static const struct verb verbs[] = {
	{"EHLO", on_ehlo},
	{"HELO", on_helo},
	{"STARTTLS", on_starttls},
	{"AUTH", on_auth},
	{"MAIL", on_mail},
	{"RCPT", on_rcpt},
	{"DATA", on_data},
	{"RSET", on_reset},
	{"NOOP", on_reset},
	{"QUIT", on_quit},
};

/* Whether the box on the way does not let this verb through. */
static bool box_refuses(const struct talk *talk, const char *verb, size_t len)
{
	const char *at = talk->safe ? NULL : talk->plan->box.refuses;

	for (; at && *at; at += strcspn(at, " "), at += *at == ' ')
		if (strcspn(at, " ") == len && ascii_starts(at, verb))
			return true;
	return false;
}

static bool answer(struct talk *talk)
{
	size_t len = strcspn(talk->line, " ");
	char rest[PEER_LINE_MAX];

	str_copy(rest, sizeof rest, talk->line + len + (talk->line[len] == ' '));
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		const char *refusal = talk->plan->box.refusal;

		if (strlen(verbs[i].name) != len || !ascii_starts(talk->line, verbs[i].name))
			continue;
		if (!box_refuses(talk, verbs[i].name, len))
			return verbs[i].answer(talk, rest);
		return talk_say(talk, refusal ? refusal : "500 Command unrecognized");
	}
	return talk_say(talk, "502 5.5.2 Error: command not recognized");
}

static const char *greeting(const struct talk *talk)
{
	const char *banner = odd(talk)->banner;

	if (!talk->safe && talk->plan->box.banner)
		return talk->plan->box.banner;
	banner = banner ? banner : talk->plan->banner;
	return banner ? banner : "220 {host} ESMTP";
}

/* Where an unstable line breaks, one conversation after the other: after so many answers. */
static int words_before_break(const struct talk *talk)
{
	static const int places[] = {2, 0, 3, 1, 5, 0, 4};

	if (!talk->plan->line.unstable)
		return -1;
	return places[talk->visit % (sizeof places / sizeof places[0])];
}

static void converse(struct talk *talk)
{
	if (talk->booth->act == PORT_SERVE_TLS && !encrypt(talk))
		return;
	if (talk->plan->most && talk->visit >= (unsigned)talk->plan->most) {
		talk_say(talk, "421 4.7.0 {host} Error: too many connections from your address");
		return;
	}
	if (talk->plan->banner_delay_ms && !peer_pause(talk->peer, talk->plan->banner_delay_ms))
		return;
	if (!talk_say(talk, greeting(talk)))
		return;
	if (greeting(talk)[0] != '2') {
		peer_hear_out(talk->peer);
		return;
	}
	while (talk_hear(talk) && answer(talk))
		continue;
}

void serve_smtp(struct peer *peer, void *data)
{
	const struct booth *booth = data;
	struct talk talk = {.booth = booth, .station = booth->station, .plan = booth->plan, .peer = peer};

	peer->bare_lf = talk.plan->bare_lf;
	talk.visit = atomic_fetch_add(&talk.station->visits, 1);
	talk.words_left = words_before_break(&talk);
	station_host_of(booth, talk.host);
	converse(&talk);
}
