/*
 * Signing in at the server for sending (RFC 4954): PLAIN, LOGIN, XOAUTH2, and SCRAM by an impostor.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/encode.h"
#include "checks/practice/talk.h"

#define TOKEN_ERROR                                                                                          \
	"{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"https://outlook.office.com/SMTP.Send\"}"

/* A login was tried with what stands right or wrong. */
static bool judge(struct talk *talk, bool right)
{
	if (talk->plan->auth)
		return talk_say(talk, talk->plan->auth);
	talk->signed_in = right;
	return talk_say(talk, right ? "235 2.7.0 Authentication successful"
				    : "535 5.7.8 Error: authentication failed: wrong user name or password");
}

static bool auth_plain(struct talk *talk, const char *initial)
{
	if (!*initial) {
		if (!talk_say(talk, "334 ") || !talk_hear(talk))
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
		if (!talk_say(talk, "334 VXNlcm5hbWU6") || !talk_hear(talk))
			return false;
		initial = talk->line;
	}
	fine = base64_decode(&user, initial);
	if (!talk_say(talk, "334 UGFzc3dvcmQ6") || !talk_hear(talk))
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
		return talk_say(talk, "501 5.5.2 Cannot decode");
	nonce = strstr(str_text(&first), ",r=");
	if (!nonce)
		return talk_say(talk, "501 5.5.2 No nonce");
	str_addf(&challenge, "%s7Fr3,s=c2FsdA==,i=4096", nonce + 1);
	str_add(&line, "334 ");
	base64_encode(&line, challenge.s, challenge.len);
	if (!talk_say(talk, str_text(&line)) || !talk_hear(talk))
		return false;
	return talk_say(talk, "235 2.7.0 Authentication successful");
}

/* XOAUTH2: the key of whoever signed in through the browser; what is wrong with it is said before the refusal. */
static bool auth_xoauth2(struct talk *talk, const char *initial)
{
	struct str STR_AUTO response = STR_INIT_MAX(500);
	struct str STR_AUTO right = STR_INIT;
	struct str STR_AUTO wrong = STR_INIT;

	if (!*initial) {
		if (!talk_say(talk, "334 ") || !talk_hear(talk))
			return false;
		initial = talk->line;
	}
	str_addf(&right, "user=%s\1auth=Bearer " PRACTICE_TOKEN "\1\1", talk->station->address);
	if (base64_decode(&response, initial) && strcmp(str_text(&response), str_text(&right)) == 0)
		return judge(talk, true);
	str_add(&wrong, "334 ");
	base64_encode(&wrong, TOKEN_ERROR, strlen(TOKEN_ERROR));
	return talk_say(talk, str_text(&wrong)) && talk_hear(talk) && judge(talk, false);
}

bool talk_auth(struct talk *talk, const char *rest)
{
	size_t len = strcspn(rest, " ");
	const char *initial = rest + len + (rest[len] == ' ');

	if (talk->plan->cut_at_auth)
		return false;
	if (len == 5 && ascii_starts(rest, "PLAIN"))
		return auth_plain(talk, initial);
	if (len == 5 && ascii_starts(rest, "LOGIN"))
		return auth_login(talk, initial);
	if (len == 7 && ascii_starts(rest, "XOAUTH2"))
		return auth_xoauth2(talk, initial);
	if (talk->plan->impostor && len == 13 && ascii_starts(rest, "SCRAM-SHA-256"))
		return auth_scram(talk, initial);
	return talk_say(talk, "504 5.5.4 Unrecognized authentication type");
}
