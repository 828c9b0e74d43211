/*
 * A spam filter of the person's computer: it hears a mail out and gives the answer of the scenario, in the form of whoever is asked at the
 * port (783 SpamAssassin, 11333 rspamd).
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/practice/station.h"

#define MAIL_MOST 1000000

/* The length of the mail by the head of the question; -1: none is told. */
static int64_t hear_head(struct peer *peer)
{
	char line[PEER_LINE_MAX];
	int64_t len = -1;

	while (peer_hear(peer, line) && line[0])
		if (ascii_starts(line, "Content-length: "))
			(void)ascii_number(line + strlen("Content-length: "), 0, MAIL_MOST, &len);
	return len;
}

/* Line by line, as it came with the head. */
static bool hear_mail(struct peer *peer, int64_t len)
{
	char line[PEER_LINE_MAX];

	while (len > 0 && peer_hear(peer, line))
		len -= (int64_t)strlen(line) + 2;
	return len <= 0;
}

void serve_filter(struct peer *peer, void *data)
{
	const struct booth *booth = data;
	const char *answer = booth->station->world->extra.filter;
	int64_t len = hear_head(peer);

	if (len < 0 || !hear_mail(peer, len))
		return;
	if (booth->port == 783)
		peer_sayf(peer, "SPAMD/1.1 0 EX_OK\n%s", answer);
	else
		peer_sayf(peer,
			"HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: %zu\nConnection: "
			"close\n\n%s",
			strlen(answer) + 2, answer);
}
