/*
 * What answers where no mail server is: web servers, and nobody who understands mail.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/practice/station.h"

#define PORTAL "login.hotel.example"

/* The rest of the client's head; its first line was heard. */
static bool hear_head(struct peer *peer, char *line)
{
	do {
		if (!peer_hear(peer, line))
			return false;
	} while (line[0]);
	return true;
}

static void say_page(struct peer *peer, const char *text)
{
	peer_sayf(peer,
		"HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: %zu\nConnection: close\n\n%s",
		strlen(text) + 2, text);
}

static void say_json(struct peer *peer, int status, const char *text)
{
	peer_sayf(peer,
		"HTTP/1.1 %d %s\nContent-Type: application/json; charset=utf-8\nContent-Length: "
		"%zu\nConnection: close\n\n%s",
		status, status == 200 ? "OK" : "Bad Request", strlen(text) + 2, text);
	peer_hear_out(peer);
}

/*
 * Microsoft's sign-in server (RFC 8628): the person types the code while their program asks for the second time. Whose id it is and
 * which code comes back it does not look at.
 */
static void sign_in(struct peer *peer, const char *first, struct station *station)
{
	if (strstr(first, "/devicecode "))
		say_json(peer, 200,
			"{\"user_code\":\"HRBST4711\",\"device_code\":\"HAQABAAEAAAD-practice\","
			"\"verification_uri\":"
			"\"https://microsoft.com/"
			"devicelogin\",\"expires_in\":900,\"interval\":1,\"message\":\"\"}");
	else if (atomic_fetch_add(&station->codes, 1) == 0)
		say_json(peer, 400,
			"{\"error\":\"authorization_pending\",\"error_description\":\"AADSTS70016: "
			"pending\"}");
	else
		say_json(peer, 200,
			"{\"token_type\":\"Bearer\",\"expires_in\":3600,\"access_token\":\"" PRACTICE_TOKEN
			"\"}");
}

/* Pages that programs ask for to see whether the way is free. */
static void answer_web(struct peer *peer, const char *first)
{
	if (!ascii_starts(first, "GET ") && !ascii_starts(first, "HEAD "))
		peer_say(peer, "HTTP/1.1 400 Bad Request\nContent-Length: 0\nConnection: close\n");
	else if (strstr(first, "204"))
		peer_say(peer, "HTTP/1.1 204 No Content\nContent-Length: 0\nConnection: close\n");
	else
		say_page(peer, strstr(first, "network_status") ? "NetworkManager is online" : "success");
}

/* The files of settings that a web server has; NULL for none. */
static const char *published_at(const struct booth *booth, const char *first)
{
	const struct web_plan *web = &booth->station->world->web;
	bool own = booth->host != NULL;

	if (strstr(first, "/mail/config-v1.1.xml"))
		return own ? web->autoconfig : web->keeper;
	if (strstr(first, "/autodiscover/autodiscover.xml"))
		return own ? web->autodiscover : NULL;
	return !own && strstr(first, " /autoconfig/v1.1/") ? web->directory : NULL;
}

/* A question in XML is heard to its end, so that the answer is not lost with what was left unread. */
static bool answer_published(struct peer *peer, const struct booth *booth, const char *first)
{
	const char *file = published_at(booth, first);
	struct str STR_AUTO text = STR_INIT;
	char line[PEER_LINE_MAX] = "";

	if (!file)
		return false;
	while (ascii_starts(first, "POST ") && !strstr(line, "</Autodiscover>") && peer_hear(peer, line))
		continue;
	station_fill(booth->station, booth->station->out_host, file, &text);
	say_page(peer, str_text(&text));
	return true;
}

void serve_web(struct peer *peer, void *data)
{
	const struct booth *booth = data;
	char first[PEER_LINE_MAX], line[PEER_LINE_MAX];

	if (booth->act == PORT_SERVE_TLS && !peer_encrypt(peer, booth->tls))
		return;
	if (!peer_hear(peer, first))
		return;
	/* Whoever does not speak HTTP sends no head to wait for. */
	if (strstr(first, " HTTP/") && !hear_head(peer, line))
		return;
	if (booth->act == PORT_PORTAL)
		peer_say(peer, "HTTP/1.1 302 Found\nLocation: http://" PORTAL
			       "/sign-in\nContent-Length: 0\nConnection: close\n");
	else if (ascii_starts(first, "POST ") && strstr(first, "/oauth2/v2.0/"))
		sign_in(peer, first, booth->station);
	else if (!answer_published(peer, booth, first))
		answer_web(peer, first);
}

void serve_other(struct peer *peer, void *data)
{
	const struct booth *booth = data;

	if (booth->act == PORT_SHELL)
		peer_say(peer, "SSH-2.0-OpenSSH_9.2p1 Debian-2");
	if (booth->act != PORT_CUT)
		peer_hear_out(peer);
}
