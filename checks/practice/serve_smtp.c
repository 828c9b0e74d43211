/*
 * The server for sending, as its plan says: RFC 5321 with STARTTLS and AUTH, as far as a client that only
 * asks needs.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/encode.h"
#include "checks/practice/station.h"

#define USUAL_CLEAR "PIPELINING\nSIZE 52428800\nSTARTTLS\nENHANCEDSTATUSCODES\n8BITMIME"
#define USUAL_SAFE  "PIPELINING\nSIZE 52428800\nAUTH PLAIN LOGIN\nENHANCEDSTATUSCODES\n8BITMIME"

struct talk {
	struct station *station;
	const struct smtp_plan *plan;
	struct peer *peer;
	bool safe, signed_in, has_sender;
	char line[PEER_LINE_MAX];
};

/* A verb of the client and what answers it; false ends the conversation. */
struct verb {
	const char *name;
	bool (*answer)(struct talk *talk, const char *rest);
};

static bool say(struct talk *talk, const char *text)
{
	struct str STR_AUTO filled = STR_INIT;

	station_fill(talk->station, text, &filled);
	/* RFC 5321 3.8: whoever says 421 closes. */
	return peer_say(talk->peer, str_text(&filled)) && strncmp(text, "421", 3) != 0;
}

static const char *offered(const struct talk *talk)
{
	if (talk->safe)
		return talk->plan->safe_keywords ? talk->plan->safe_keywords : USUAL_SAFE;
	return talk->plan->keywords ? talk->plan->keywords : USUAL_CLEAR;
}

static bool on_ehlo(struct talk *talk, const char *rest)
{
	struct str STR_AUTO reply = STR_INIT;
	const char *word = offered(talk);

	(void)rest;
	if (talk->plan->ehlo)
		return say(talk, talk->plan->ehlo);
	str_addf(&reply, "250%c{host} at your service", *word ? '-' : ' ');
	while (*word) {
		size_t len = strcspn(word, "\n");

		str_addf(&reply, "\n250%c%.*s", word[len] ? '-' : ' ', (int)len, word);
		word += len + (word[len] == '\n');
	}
	return say(talk, str_text(&reply));
}

static bool on_helo(struct talk *talk, const char *rest)
{
	(void)rest;
	return say(talk, "250 {host}");
}

static bool on_starttls(struct talk *talk, const char *rest)
{
	(void)rest;
	if (talk->safe || !strstr(offered(talk), "STARTTLS"))
		return say(talk, "502 5.5.1 Unknown command");
	if (talk->plan->starttls)
		return say(talk, talk->plan->starttls);
	if (talk->plan->early) {
		struct str STR_AUTO both = STR_INIT;

		str_addf(&both, "220 2.0.0 Ready to start TLS\n%s", talk->plan->early);
		if (!peer_say(talk->peer, str_text(&both)))
			return false;
	} else if (!peer_say(talk->peer, "220 2.0.0 Ready to start TLS")) {
		return false;
	}
	if (talk->plan->cut_at_tls)
		return false;
	talk->safe = peer_encrypt(talk->peer, talk->station->out_tls);
	talk->signed_in = talk->has_sender = false;
	return talk->safe;
}

/* A login was tried with what stands right or wrong. */
static bool judge(struct talk *talk, bool right)
{
	if (talk->plan->auth)
		return say(talk, talk->plan->auth);
	talk->signed_in = right;
	return say(talk, right ? "235 2.7.0 Authentication successful"
			       : "535 5.7.8 Error: authentication failed: wrong user name or password");
}

static bool auth_plain(struct talk *talk, const char *initial)
{
	if (!*initial) {
		if (!peer_say(talk->peer, "334 ") || !peer_hear(talk->peer, talk->line))
			return false;
		initial = talk->line;
	}
	return judge(talk, station_knows_plain(talk->station, initial));
}

static bool auth_login(struct talk *talk, const char *initial)
{
	struct str STR_AUTO user = STR_INIT_MAX(500);
	struct str STR_AUTO password = STR_INIT_MAX(500);
	bool fine;

	if (!*initial) {
		if (!peer_say(talk->peer, "334 VXNlcm5hbWU6") || !peer_hear(talk->peer, talk->line))
			return false;
		initial = talk->line;
	}
	fine = base64_decode(&user, initial);
	if (!peer_say(talk->peer, "334 UGFzc3dvcmQ6") || !peer_hear(talk->peer, talk->line))
		return false;
	fine = base64_decode(&password, talk->line) && fine;
	return judge(talk, fine && station_knows(talk->station, str_text(&user), str_text(&password)));
}

/*
 * SCRAM (RFC 5802) by somebody who does not know the password: takes every answer, and cannot prove itself at
 * the end. What a server has to prove is known to whoever has the password only.
 */
static bool auth_scram(struct talk *talk, const char *initial)
{
	struct str STR_AUTO first = STR_INIT_MAX(500);
	struct str STR_AUTO challenge = STR_INIT;
	struct str STR_AUTO line = STR_INIT;
	const char *nonce;

	if (!base64_decode(&first, initial))
		return say(talk, "501 5.5.2 Cannot decode");
	nonce = strstr(str_text(&first), ",r=");
	if (!nonce)
		return say(talk, "501 5.5.2 No nonce");
	str_addf(&challenge, "%s7Fr3,s=c2FsdA==,i=4096", nonce + 1);
	str_add(&line, "334 ");
	base64_encode(&line, challenge.s, challenge.len);
	if (!peer_say(talk->peer, str_text(&line)) || !peer_hear(talk->peer, talk->line))
		return false;
	return say(talk, "235 2.7.0 Authentication successful");
}

static bool on_auth(struct talk *talk, const char *rest)
{
	size_t len = strcspn(rest, " ");
	const char *initial = rest + len + (rest[len] == ' ');

	if (!strstr(offered(talk), "AUTH"))
		return say(talk, "503 5.5.1 AUTH is not available");
	if (talk->plan->cut_at_auth)
		return false;
	if (len == 5 && ascii_starts(rest, "PLAIN"))
		return auth_plain(talk, initial);
	if (len == 5 && ascii_starts(rest, "LOGIN"))
		return auth_login(talk, initial);
	if (talk->plan->impostor && len == 13 && ascii_starts(rest, "SCRAM-SHA-256"))
		return auth_scram(talk, initial);
	return say(talk, "504 5.5.4 Unrecognized authentication type");
}

static bool on_mail(struct talk *talk, const char *rest)
{
	(void)rest;
	if (talk->plan->cut_at_mail)
		return false;
	if (!talk->signed_in && !talk->plan->pop_first)
		return say(talk,
			talk->plan->no_login ? talk->plan->no_login : "530 5.7.0 Authentication required");
	if (talk->plan->mail)
		return say(talk, talk->plan->mail);
	talk->has_sender = true;
	return say(talk, "250 2.1.0 Ok");
}

static bool on_rcpt(struct talk *talk, const char *rest)
{
	(void)rest;
	if (!talk->has_sender)
		return say(talk, "503 5.5.1 Error: need MAIL command");
	if (talk->plan->pop_first && atomic_load(&talk->station->fetched))
		return say(talk, "250 2.1.5 Ok");
	return say(talk, talk->plan->rcpt ? talk->plan->rcpt : "250 2.1.5 Ok");
}

/* A mail is taken and thrown away. */
static bool on_data(struct talk *talk, const char *rest)
{
	(void)rest;
	if (!talk->has_sender)
		return say(talk, "503 5.5.1 Error: need RCPT command");
	if (!say(talk, "354 End data with <CR><LF>.<CR><LF>"))
		return false;
	do {
		if (!peer_hear(talk->peer, talk->line))
			return false;
	} while (strcmp(talk->line, ".") != 0);
	return say(talk, "250 2.0.0 Ok: taken, and thrown away: this is a practice");
}

static bool on_reset(struct talk *talk, const char *rest)
{
	(void)rest;
	talk->has_sender = false;
	return say(talk, "250 2.0.0 Ok");
}

static bool on_quit(struct talk *talk, const char *rest)
{
	(void)rest;
	say(talk, "221 2.0.0 Bye");
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

static bool answer(struct talk *talk)
{
	size_t len = strcspn(talk->line, " ");
	char rest[PEER_LINE_MAX];

	str_copy(rest, sizeof rest, talk->line + len + (talk->line[len] == ' '));
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (strlen(verbs[i].name) == len && ascii_starts(talk->line, verbs[i].name))
			return verbs[i].answer(talk, rest);
	return say(talk, "502 5.5.2 Error: command not recognized");
}

void serve_smtp(struct peer *peer, void *data)
{
	const struct booth *booth = data;
	struct talk talk = {.station = booth->station, .plan = &booth->station->world->out, .peer = peer};
	const char *banner = talk.plan->banner ? talk.plan->banner : "220 {host} ESMTP";

	peer->bare_lf = talk.plan->bare_lf;
	if (booth->act == PORT_SERVE_TLS) {
		if (talk.plan->cut_at_tls)
			return;
		talk.safe = peer_encrypt(peer, talk.station->out_tls);
		if (!talk.safe)
			return;
	}
	if (talk.plan->banner_delay_ms && !peer_pause(peer, talk.plan->banner_delay_ms))
		return;
	if (!say(&talk, banner))
		return;
	if (banner[0] != '2') {
		peer_hear_out(peer);
		return;
	}
	while (peer_hear(peer, talk.line) && answer(&talk))
		continue;
}
