/*
 * flatpak's metadata (flatpak-metadata(5)) and snap's table of connections.
 */
#include "checks/steps/firewall/sandbox.h"

#include <string.h>

#include "checks/base/ascii.h"

/* What "shared=" in [Context] says about the network. */
static enum network_use shared_network(const char *value, size_t len)
{
	enum network_use use = NETWORK_UNKNOWN;

	while (len > 0) {
		size_t n = 0;

		while (n < len && value[n] != ';')
			n++;
		if (n == 7 && memcmp(value, "network", 7) == 0)
			use = NETWORK_USED;
		else if (n == 8 && memcmp(value, "!network", 8) == 0)
			use = NETWORK_KEPT;
		n += n < len;
		value += n;
		len -= n;
	}
	return use;
}

/* One file; NETWORK_UNKNOWN where it says nothing. */
static enum network_use context_network(const char *text, bool *context_r)
{
	enum network_use use = NETWORK_UNKNOWN;
	bool context = false;

	for (; *text; text += strcspn(text, "\n") + (text[strcspn(text, "\n")] == '\n')) {
		size_t len = strcspn(text, "\n");

		if (*text == '[')
			context = len >= 9 && memcmp(text, "[Context]", 9) == 0;
		*context_r |= context;
		if (context && len > 7 && memcmp(text, "shared=", 7) == 0)
			use = shared_network(text + 7, len - 7);
	}
	return use;
}

enum network_use flatpak_network(const char *const *texts, size_t n, size_t *which_r)
{
	enum network_use use = NETWORK_UNKNOWN;

	for (size_t i = 0; i < n; i++) {
		bool context = false;
		enum network_use one = texts[i] ? context_network(texts[i], &context) : NETWORK_UNKNOWN;

		/* The application itself says what it shares; what it does not name it does not have. */
		if (i == 0 && context && one == NETWORK_UNKNOWN)
			one = NETWORK_KEPT;
		if (one != NETWORK_UNKNOWN) {
			use = one;
			*which_r = i;
		}
	}
	return use;
}

static size_t column(const char **at, const char **word_r)
{
	size_t len;

	while (**at == ' ' || **at == '\t')
		++*at;
	*word_r = *at;
	len = strcspn(*at, " \t\n");
	*at += len;
	return len;
}

enum network_use snap_network(const char *table, const char *name)
{
	size_t n = strlen(name);

	for (; *table; table += strcspn(table, "\n") + (table[strcspn(table, "\n")] == '\n')) {
		const char *at = table, *interface, *plug, *slot;
		size_t interface_len = column(&at, &interface), plug_len = column(&at, &plug),
		       slot_len = column(&at, &slot);

		if (interface_len != 7 || memcmp(interface, "network", 7) != 0)
			continue;
		if (plug_len <= n || memcmp(plug, name, n) != 0 || plug[n] != ':')
			continue;
		return slot_len == 1 && *slot == '-' ? NETWORK_KEPT : NETWORK_USED;
	}
	return NETWORK_UNKNOWN;
}
