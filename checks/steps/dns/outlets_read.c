/*
 * Addresses and names out of greetings, banners and Received lines. All of it is a peer's words: bounded, and believed only as what
 * it is.
 */
#include "checks/steps/dns/outlets.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/know/provider.h"

#define WORD_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"

static bool is_ip_char(char c)
{
	return ascii_isdigit(c) || c == '.' || c == ':' || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The address that text begins with, and how many bytes it takes; 0: none does. */
static size_t address_at(const char *text, struct net_addr *addr_r)
{
	char word[64];
	size_t len = 0, used;

	while (is_ip_char(text[len]))
		len++;
	if (len < 3 || len >= sizeof word || ascii_isalnum(text[len]) || text[len] == '-')
		return 0;
	memcpy(word, text, len);
	/* The dot or colon of the sentence is none of the address. */
	for (used = len; used && (word[used - 1] == '.' ||
					 (word[used - 1] == ':' && used > 1 && word[used - 2] != ':'));)
		used--;
	word[used] = '\0';
	return net_addr_parse(word, 0, addr_r) ? len : 0;
}

/* The next address in text, from *at on; bare, in brackets, with or without "IPv6:". One does not begin in the middle of a word. */
static bool next_address(const char **at, struct net_addr *addr_r)
{
	while (**at) {
		size_t tag = ascii_starts(*at, "IPv6:") ? 5 : 0, len = address_at(*at + tag, addr_r);

		*at += tag + len;
		if (len)
			return true;
		if (ascii_isalnum(**at))
			*at += strspn(*at, WORD_CHARS);
		else if (**at)
			(*at)++;
	}
	return false;
}

bool outlet_from_greeting(
	const char *greeting, const char *said, const struct net_addr *server, struct net_addr *addr_r)
{
	struct net_addr found, ours = {.len = 0}, best = {.len = 0};
	const char *at = said ? said : "";

	(void)next_address(&at, &ours);
	for (at = greeting; next_address(&at, &found);) {
		if (net_addr_is_private(&found) ||
			(server && server->len && net_addr_same_ip(&found, server)))
			continue;
		if (!best.len || !ours.len || !net_addr_same_ip(&found, &ours))
			best = found;
	}
	if (best.len)
		*addr_r = best;
	return best.len > 0;
}

/* The name that text begins with, up to a character that no name has; false for anything but a full host name. */
static bool name_at(const char *text, char name_r[HOST_MAX])
{
	char name[HOST_MAX];
	size_t len = 0;

	while (ascii_isalnum(text[len]) || (len && (text[len] == '.' || text[len] == '-')))
		len++;
	while (len && text[len - 1] == '.')
		len--;
	if (!len || len >= sizeof name)
		return false;
	memcpy(name, text, len);
	name[len] = '\0';
	ascii_tolower(name);
	if (!strchr(name, '.') || host_is_literal(name))
		return false;
	str_copy(name_r, HOST_MAX, name);
	return true;
}

bool outlet_name_of_banner(const char *banner, char name_r[HOST_MAX])
{
	while (*banner == ' ')
		banner++;
	return name_at(banner, name_r);
}

static bool is_senders(const struct received *hop, const char *domain, const char *server)
{
	return hop->authenticated || hop->local || !hop->by[0] || !strchr(hop->by, '.') ||
	       provider_same_organisation(hop->by, domain) || provider_same_organisation(hop->by, server);
}

/* The oldest line is the last. What a server of the sender's side took from a program tells whose servers the others are. */
size_t received_delivery(const struct received *received, size_t n, const char *domain, const char *server)
{
	const char *taker = "";

	for (size_t i = n; i-- > 0;) {
		const struct received *hop = &received[i];

		if ((hop->authenticated || hop->local) && !taker[0])
			taker = hop->by;
		if (is_senders(hop, domain, server) || provider_same_organisation(hop->by, taker))
			continue;
		return hop->addr.len && !net_addr_is_private(&hop->addr) ? i : n;
	}
	return n;
}

void outlet_add(struct outlet_list *list, struct outlet outlet)
{
	for (size_t i = 0; i < list->n; i++) {
		struct outlet *old = &list->items[i];

		if (net_addr_same_ip(&old->addr, &outlet.addr)) {
			old->sure |= outlet.delivers && outlet.sure;
			old->delivers |= outlet.delivers;
			old->client |= outlet.client;
			return;
		}
	}
	if (list->n < OUTLETS_MAX)
		list->items[list->n++] = outlet;
}

void outlet_sort(struct outlet_list *list)
{
	/* Few, and their order tells where they come from: insertion keeps it. */
	for (size_t i = 1; i < list->n; i++) {
		struct outlet one = list->items[i];
		size_t j = i;

		for (; j && one.delivers && one.sure &&
			!(list->items[j - 1].delivers && list->items[j - 1].sure);
			j--)
			list->items[j] = list->items[j - 1];
		list->items[j] = one;
	}
}
