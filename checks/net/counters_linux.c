/*
 * The counters of Linux, /proc/net/snmp, snmp6 and netstat: pairs of lines (names, figures) and lines of one pair.
 */
#include "checks/net/counters.h"

#include <string.h>

#include "checks/base/ascii.h"

#define WORD_MAX 40

/* The next word of a line, "" at its end; at moves on. */
static void next_word(const char **at, char word[WORD_MAX])
{
	size_t len;

	*at += strspn(*at, " \t");
	len = strcspn(*at, " \t\n");
	word[0] = '\0';
	if (len < WORD_MAX) {
		memcpy(word, *at, len);
		word[len] = '\0';
	}
	*at += len;
}

/* The n-th line that begins with the prefix, NULL without one. */
static const char *line_of(const char *text, const char *prefix, int n)
{
	size_t len = strlen(prefix);

	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		if (strncmp(line, prefix, len) == 0 && n-- == 0)
			return line + len;
	}
	return NULL;
}

/* The figure under a name in a pair of lines. */
static bool in_pair(const char *text, const char *prefix, const char *name, int64_t *value_r)
{
	const char *names = line_of(text, prefix, 0), *figures = line_of(text, prefix, 1);
	char word[WORD_MAX], figure[WORD_MAX];

	while (names && figures && *names && *names != '\n') {
		next_word(&names, word);
		next_word(&figures, figure);
		if (word[0] && strcmp(word, name) == 0)
			return ascii_number(figure, 0, INT64_MAX, value_r);
	}
	return false;
}

/* The figure behind a name that has a line of its own. */
static bool in_line(const char *text, const char *name, int64_t *value_r)
{
	char figure[WORD_MAX];

	for (int n = 0;; n++) {
		const char *rest = line_of(text, name, n);

		if (!rest)
			return false;
		if (*rest != ' ' && *rest != '\t')
			continue;
		next_word(&rest, figure);
		return ascii_number(figure, 0, INT64_MAX, value_r);
	}
}

void net_counters_snmp(const char *text, struct net_counters *counters_r)
{
	counters_r->has_ip = in_pair(text, "Ip:", "OutRequests", &counters_r->out_requests) &&
			     in_pair(text, "Ip:", "InReceives", &counters_r->in_receives) &&
			     in_pair(text, "Ip:", "InDelivers", &counters_r->in_delivers) &&
			     in_pair(text, "Ip:", "ForwDatagrams", &counters_r->forwarded);
	counters_r->has_transmits = in_pair(text, "Ip:", "OutTransmits", &counters_r->out_transmits);
}

void net_counters_snmp6(const char *text, struct net_counters *counters_r)
{
	counters_r->has_ip = in_line(text, "Ip6OutRequests", &counters_r->out_requests) &&
			     in_line(text, "Ip6InReceives", &counters_r->in_receives) &&
			     in_line(text, "Ip6InDelivers", &counters_r->in_delivers) &&
			     in_line(text, "Ip6OutForwDatagrams", &counters_r->forwarded);
	counters_r->has_transmits = in_line(text, "Ip6OutTransmits", &counters_r->out_transmits);
}

void net_counters_netstat(const char *text, struct net_counters *counters_r)
{
	counters_r->has_tcp = in_pair(text, "TcpExt:", "TCPRetransFail", &counters_r->retrans_fail) &&
			      in_pair(text, "TcpExt:", "TCPSynRetrans", &counters_r->syn_retrans);
}
