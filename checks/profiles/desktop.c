/*
 * What the readers of graphical mail programs share (desktop.h). The folders of unsent mail are read in desktop_outbox.c.
 */
#include "checks/profiles/desktop.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"
#include "checks/know/provider.h"

void desktop_text(char *dst, size_t size, const char *text)
{
	size_t len;

	while (ascii_isspace(*text))
		text++;
	len = strlen(text);
	while (len && ascii_isspace(text[len - 1]))
		len--;
	text_harmless_buf(dst, size, text, len);
}

void desktop_name(char *dst, size_t size, const char *text)
{
	desktop_text(dst, size, text);
	ascii_tolower(dst);
}

static bool is_address_char(char c)
{
	return (unsigned char)c > ' ' && c != 0x7f && !strchr("<>,;:\"()[]\\", c);
}

void desktop_address(char *dst, size_t size, const char *text)
{
	const char *at = strchr(text, '@'), *open = strchr(text, '<'), *start, *end;

	/* A name may hold an "@" of its own: then the address is what stands in the angles. */
	if (open && strchr(open, '@'))
		at = strchr(open, '@');
	dst[0] = '\0';
	if (!at)
		return;
	for (start = at; start > text && is_address_char(start[-1]);)
		start--;
	for (end = at; is_address_char(*end);)
		end++;
	if (start < at && end > at + 1)
		text_harmless_buf(dst, size, start, (size_t)(end - start));
}

int desktop_port(const char *text)
{
	int64_t port;

	return ascii_number(text, 1, 65535, &port) ? (int)port : 0;
}

void desktop_host(struct server_settings *settings, const char *text)
{
	char whole[HOST_MAX + 8], *colon, *host = whole;

	desktop_text(whole, sizeof whole, text);
	colon = strrchr(whole, ':');
	if (whole[0] == '[' && strchr(whole, ']')) {
		char *end = strchr(whole, ']');

		host = whole + 1;
		*end = '\0';
		colon = end[1] == ':' ? end + 1 : NULL;
	} else if (colon && strchr(whole, ':') != colon) {
		colon = NULL; /* an address of the new kind, without brackets */
	}
	if (colon && desktop_port(colon + 1)) {
		settings->port = desktop_port(colon + 1);
		*colon = '\0';
	}
	str_copy(settings->host, sizeof settings->host, host);
	ascii_tolower(settings->host);
}

bool desktop_next_name(const char **at, char *name_r, size_t size)
{
	size_t len = strcspn(*at, "\n");

	if (!**at)
		return false;
	snprintf(name_r, size, "%.*s", (int)(len < size ? len : size - 1), *at);
	*at += len + ((*at)[len] == '\n');
	return true;
}

bool desktop_is_named(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash ? slash + 1 : path, name) == 0;
}

void desktop_folder_of(const char *path, char *dst, size_t size)
{
	const char *slash = strrchr(path, '/');

	str_copy(dst, size, slash ? path : ".");
	if (slash && (size_t)(slash - path) < size)
		dst[slash - path] = '\0';
}

void desktop_incoming_port(struct server_settings *settings)
{
	bool tls = settings->security == SECURITY_TLS;

	if (!settings->host[0] || settings->port || settings->security == SECURITY_AUTO)
		return;
	if (settings->pop3)
		settings->port = tls ? 995 : 110;
	else
		settings->port = tls ? 993 : 143;
}

/* One number of a version, behind which at is left. */
static unsigned long number_at(const char **at)
{
	unsigned long number = 0;

	while (ascii_isdigit(**at) && number < 1000000)
		number = number * 10 + (unsigned long)(*(*at)++ - '0');
	if (**at == '.')
		(*at)++;
	return number;
}

int desktop_version_compare(const char *a, const char *b)
{
	for (int i = 0; i < 3; i++) {
		unsigned long x = number_at(&a), y = number_at(&b);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

static bool wants_oauth(const struct profile *profile)
{
	struct provider provider;

	return provider_by_host(profile->out.settings.host, &provider) &&
	       (provider.flags & PROVIDER_OAUTH_ONLY);
}

void desktop_judge_version(
	struct profile *profile, const struct profile_place *place, const char *oldest, const char *oauth)
{
	const char *version = profile->state.version, *needed = NULL;

	if (!ascii_isdigit(version[0]))
		return;
	if (oauth && wants_oauth(profile) && desktop_version_compare(version, oauth) < 0)
		needed = oauth;
	else if (oldest && desktop_version_compare(version, oldest) < 0)
		needed = oldest;
	if (needed)
		profile_mistake(profile, MISTAKE_TOO_OLD, place, version, NULL, needed);
}
