/*
 * Tables of logins for a relay: whom a server signs in as.
 */
#include "checks/profiles/own_settings.h"

#include <string.h>

#include "checks/base/ascii.h"

const struct own_setting *own_login_for(const struct own_list *logins, const char *hop)
{
	struct own_hop asked;

	if (!own_read_hop(hop, &asked))
		return NULL;
	for (size_t i = 0; i < logins->v.n; i++) {
		if (ascii_caseeq(logins->v.items[i].key, hop) ||
			ascii_caseeq(logins->v.items[i].key, asked.host))
			return &logins->v.items[i];
	}
	return NULL;
}

const char *own_exim_login_for(const struct own_list *logins, const char *host)
{
	for (size_t i = 0; i < logins->v.n; i++) {
		const char *line = logins->v.items[i].key, *colon = strchr(line, ':');
		const char *value = logins->v.items[i].value;
		char pattern[256];

		if (!colon || (size_t)(colon - line) >= sizeof pattern)
			continue;
		memcpy(pattern, line, (size_t)(colon - line));
		pattern[colon - line] = '\0';
		if (ascii_caseeq(pattern, host) || (pattern[0] == '*' && ascii_ends(host, pattern + 1)))
			return colon[1] ? colon + 1 : value;
	}
	return NULL;
}

bool own_login_user(const char *login, char *user_r, size_t size)
{
	size_t len = strcspn(login, ":");

	if (!len || len >= size || login[len] != ':' || !login[len + 1])
		return false;
	memcpy(user_r, login, len);
	user_r[len] = '\0';
	return true;
}
