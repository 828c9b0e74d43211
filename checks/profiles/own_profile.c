/*
 * What the dialects of mail servers share. Passwords stand in tables that are wiped; nothing of them is kept but that they are there.
 */
#include "checks/profiles/own_profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"
#include "checks/know/provider.h"

/* Names come from files as they stand. */
static void make_harmless(char *text, size_t size)
{
	char raw[ADDRESS_MAX + 1];

	str_copy(raw, sizeof raw, text);
	text_harmless_buf(text, size, raw, strlen(raw));
}

void own_reading_release(struct own_reading *own)
{
	for (size_t i = own->first; i < own->reading->into->found.n; i++) {
		struct profile *profile = &own->reading->into->found.items[i];

		make_harmless(profile->name, sizeof profile->name);
		make_harmless(profile->address, sizeof profile->address);
		make_harmless(profile->out.method, sizeof profile->out.method);
		make_harmless(profile->out.settings.host, sizeof profile->out.settings.host);
		make_harmless(profile->out.settings.user, sizeof profile->out.settings.user);
	}
	own_list_release(&own->list);
	own_list_release(&own->logins);
	free(own->settings.local);
	free(own->settings.destination);
	own->settings.local = own->settings.destination = NULL;
}

void own_reading_logins(struct own_reading *own, const char *path)
{
	STR_SECRET struct str text = STR_INIT;

	str_copy(own->table_path, sizeof own->table_path, path);
	own->table = OWN_TABLE_UNKNOWN;
	if (reading_file(own->reading, path, &text)) {
		own_read_table(str_text(&text), &own->logins);
		own->table = OWN_TABLE_READ;
	} else if (own_reading_lacks(own, path)) {
		own->table = OWN_TABLE_ABSENT;
	}
}

bool own_reading_lacks(struct own_reading *own, const char *path)
{
	const char *slash = strrchr(path, '/');
	STR_AUTO struct str names = STR_INIT;
	char folder[PROFILE_PLACE_MAX];
	size_t len;

	if (!slash || slash == path || !str_copy(folder, sizeof folder, path))
		return false;
	folder[slash - path] = '\0';
	if (!reading_folder(own->reading, folder, &names))
		return false;
	len = strlen(slash + 1);
	for (const char *name = str_text(&names); *name; name += strcspn(name, "\n"), name += *name == '\n') {
		if (strncmp(name, slash + 1, len) == 0 && (name[len] == '\n' || !name[len]))
			return false;
	}
	return true;
}

bool own_reading_account(struct own_reading *own)
{
	const struct own_settings *settings = &own->settings;

	own->profile = reading_profile(own->reading, own->program);
	if (!own->profile)
		return false;
	own->profile->usual = true;
	own->profile->out.settings = settings->relay;
	own->profile->out.settings.source = SOURCE_PROGRAM;
	own->profile->out.may_go_clear = settings->relay.host[0] && !settings->must_encrypt;
	own->profile->out.any_certificate = !settings->relay_checks;
	if (settings->relay_login_known && settings->relay.host[0])
		own->profile->out.login = !settings->relay_login  ? LOGIN_OFF
					  : settings->relay_plain ? LOGIN_PASSWORD
								  : LOGIN_ENCRYPTED;
	return true;
}

struct profile_place own_reading_at(const struct own_reading *own, const char *setting)
{
	const struct own_setting *found = setting ? own_list_find(&own->list, setting) : NULL;
	struct profile_place place;

	reading_place(own->reading, own->path, found ? found->line : 0, &place);
	return place;
}

void own_reading_mistake(struct own_reading *own, enum mistake_id id, const char *setting, const char *is,
	const char *change, const char *what)
{
	struct profile_place place = own_reading_at(own, setting);

	profile_mistake(own->profile, id, &place, is, change, what);
}

bool own_takes_in(const char *host, int port)
{
	struct provider provider;

	return (port && port != 25) || provider_lists_host(host, &provider);
}

void own_bracketed(const struct server_settings *settings, char *buf, size_t size)
{
	if (settings->port)
		snprintf(buf, size, "[%s]:%d", settings->host, settings->port);
	else
		snprintf(buf, size, "[%s]", settings->host);
}

void own_trimmed(const char *text, size_t len, char *buf, size_t size)
{
	while (len && ascii_isspace(*text))
		text++, len--;
	while (len && ascii_isspace(text[len - 1]))
		len--;
	if (len >= size)
		len = size - 1;
	memcpy(buf, text, len);
	buf[len] = '\0';
}
