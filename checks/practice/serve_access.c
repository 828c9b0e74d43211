/*
 * The server for receiving: IMAP (RFC 9051) or POP3 (RFC 1939) by its port, as far as a login needs; what comes behind it is
 * serve_inbox.c.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/practice/serve_inbox.h"

struct visit_in {
	struct station *station;
	struct peer *peer;
	bool safe, signed_in;
	struct inbox_visit inbox;
	char user[512];
	char line[PEER_LINE_MAX];
};

static bool accepts(struct visit_in *visit, bool right)
{
	right = right && !visit->station->world->in.refuses;
	if (right) {
		atomic_store(&visit->station->fetched, true);
		inbox_open(&visit->inbox, visit->station, visit->peer);
	}
	visit->signed_in = visit->signed_in || right;
	return right;
}

/* A word of the line, quoted or not; gives what is behind it. */
static const char *take_word(const char *s, char *word_r, size_t size)
{
	bool quoted = *s == '"';
	size_t n = 0;

	for (s += quoted; *s && *s != (quoted ? '"' : ' '); s++) {
		if (quoted && *s == '\\' && s[1])
			s++;
		if (n + 1 < size)
			word_r[n++] = *s;
	}
	word_r[n] = '\0';
	s += quoted && *s;
	return s + (*s == ' ');
}

static bool imap_verdict(struct visit_in *visit, const char *tag, bool right)
{
	if (accepts(visit, right))
		return peer_sayf(visit->peer, "%s OK Logged in", tag);
	return peer_sayf(visit->peer, "%s NO [AUTHENTICATIONFAILED] Authentication failed.", tag);
}

static bool imap_login(struct visit_in *visit, const char *tag, const char *rest)
{
	char user[512], password[512];

	rest = take_word(rest, user, sizeof user);
	take_word(rest, password, sizeof password);
	return imap_verdict(visit, tag, station_knows(visit->station, user, password));
}

static bool imap_authenticate(struct visit_in *visit, const char *tag, const char *rest)
{
	char mech[32], initial[2048];

	rest = take_word(rest, mech, sizeof mech);
	str_copy(initial, sizeof initial, rest);
	if (!ascii_caseeq(mech, "PLAIN"))
		return peer_sayf(visit->peer, "%s NO Unsupported authentication mechanism", tag);
	if (!initial[0]) {
		if (!peer_say(visit->peer, "+ ") || !peer_hear(visit->peer, visit->line))
			return false;
		str_copy(initial, sizeof initial, visit->line);
	}
	return imap_verdict(visit, tag, station_knows_plain(visit->station, initial));
}

static bool imap_starttls(struct visit_in *visit, const char *tag)
{
	if (visit->safe)
		return peer_sayf(visit->peer, "%s BAD TLS is already active", tag);
	if (!peer_sayf(visit->peer, "%s OK Begin TLS negotiation now", tag))
		return false;
	visit->safe = peer_encrypt(visit->peer, visit->station->in_tls);
	return visit->safe;
}

static bool imap_answer(struct visit_in *visit)
{
	char tag[64], verb[32];
	const char *rest = take_word(visit->line, tag, sizeof tag);

	rest = take_word(rest, verb, sizeof verb);
	if (ascii_caseeq(verb, "CAPABILITY"))
		return peer_sayf(visit->peer,
			"* CAPABILITY IMAP4rev1 ID IDLE%s %s\n%s OK Capability completed",
			visit->station->world->in.arrival.plain_folders ? "" : " SPECIAL-USE",
			visit->safe ? "SASL-IR AUTH=PLAIN" : "STARTTLS LOGINDISABLED", tag);
	if (ascii_caseeq(verb, "STARTTLS"))
		return imap_starttls(visit, tag);
	if (ascii_caseeq(verb, "LOGOUT")) {
		peer_sayf(visit->peer, "* BYE Logging out\n%s OK Logout completed", tag);
		return false;
	}
	if (!visit->safe)
		return peer_sayf(visit->peer, "%s NO [PRIVACYREQUIRED] Encryption first", tag);
	if (ascii_caseeq(verb, "LOGIN"))
		return imap_login(visit, tag, rest);
	if (ascii_caseeq(verb, "AUTHENTICATE"))
		return imap_authenticate(visit, tag, rest);
	if (visit->signed_in)
		return inbox_imap(&visit->inbox, tag, verb, rest);
	return peer_sayf(visit->peer, "%s BAD Unknown command", tag);
}

static bool pop_verdict(struct visit_in *visit, bool right)
{
	return peer_say(
		visit->peer, accepts(visit, right) ? "+OK Logged in." : "-ERR [AUTH] Authentication failed.");
}

static bool pop_auth(struct visit_in *visit, const char *rest)
{
	char mech[32], initial[2048];

	rest = take_word(rest, mech, sizeof mech);
	str_copy(initial, sizeof initial, rest);
	if (!ascii_caseeq(mech, "PLAIN"))
		return peer_say(visit->peer, "-ERR Unsupported authentication mechanism.");
	if (!initial[0]) {
		if (!peer_say(visit->peer, "+ ") || !peer_hear(visit->peer, visit->line))
			return false;
		str_copy(initial, sizeof initial, visit->line);
	}
	return pop_verdict(visit, station_knows_plain(visit->station, initial));
}

static bool pop_answer(struct visit_in *visit)
{
	char verb[32];
	const char *rest = take_word(visit->line, verb, sizeof verb);

	if (ascii_caseeq(verb, "CAPA"))
		return peer_sayf(
			visit->peer, "+OK\nTOP\nUIDL\n%s\n.", visit->safe ? "USER\nSASL PLAIN" : "STLS");
	if (ascii_caseeq(verb, "QUIT")) {
		peer_say(visit->peer, "+OK Logging out.");
		return false;
	}
	if (ascii_caseeq(verb, "STLS") && !visit->safe) {
		visit->safe = peer_say(visit->peer, "+OK Begin TLS negotiation now.") &&
			      peer_encrypt(visit->peer, visit->station->in_tls);
		return visit->safe;
	}
	if (!visit->safe)
		return peer_say(visit->peer, "-ERR Encryption first.");
	if (ascii_caseeq(verb, "USER")) {
		str_copy(visit->user, sizeof visit->user, rest);
		return peer_say(visit->peer, "+OK");
	}
	if (ascii_caseeq(verb, "PASS"))
		return pop_verdict(visit, station_knows(visit->station, visit->user, rest));
	if (ascii_caseeq(verb, "AUTH"))
		return pop_auth(visit, rest);
	if (visit->signed_in)
		return inbox_pop3(&visit->inbox, verb, rest);
	return peer_say(visit->peer, "-ERR Unknown command.");
}

void serve_access(struct peer *peer, void *data)
{
	const struct booth *booth = data;
	struct visit_in visit = {.station = booth->station, .peer = peer};
	bool pop3 = booth->port == 110 || booth->port == 995;

	if (booth->act == PORT_SERVE_TLS) {
		visit.safe = peer_encrypt(peer, visit.station->in_tls);
		if (!visit.safe)
			return;
	}
	if (!peer_say(peer, pop3 ? "+OK POP3 ready." : "* OK IMAP4rev1 ready."))
		return;
	while (peer_hear(peer, visit.line) && (pop3 ? pop_answer : imap_answer)(&visit))
		continue;
}
