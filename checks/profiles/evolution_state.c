/*
 * Evolution's state. It keeps such things in the settings of the desktop (dconf), a flatpak without access to them in a file of its own.
 * "start-offline" is written as soon as a person goes offline or online (e-shell-window-actions.c), so it is what holds now.
 */
#include "checks/profiles/evolution_state.h"

#include <stdio.h>
#include <string.h>

#include "checks/profiles/desktop.h"
#include "checks/profiles/gvdb.h"
#include "checks/profiles/ini.h"

#define FLATPAK ".var/app/org.gnome.Evolution"

static void read_dconf(struct reading *reading, struct evolution_state *state)
{
	STR_SECRET struct str text = STR_INIT;
	char path[PROFILE_PLACE_MAX + 20];
	bool offline = false;

	snprintf(path, sizeof path, "%s/dconf/user", reading->config);
	if (!reading_file(reading, path, &text))
		return;
	if (gvdb_flag(text.s, text.len, "/org/gnome/evolution/shell/start-offline", &offline) && offline) {
		state->state.offline = true;
		reading_place(reading, path, 0, &state->state.place);
	}
	if (gvdb_text(text.s, text.len, "/org/gnome/evolution/version", state->state.version,
		    sizeof state->state.version))
		reading_place(reading, path, 0, &state->version_place);
	(void)gvdb_text(text.s, text.len, "/org/gnome/evolution-data-server/default-mail-account",
		state->account, sizeof state->account);
	(void)gvdb_text(text.s, text.len, "/org/gnome/evolution-data-server/default-mail-identity",
		state->identity, sizeof state->identity);
}

/* The value of a text there is written with quotes: 'like this'. */
static void take_text(const struct ini *ini, const char *group, const char *key, char *text_r, size_t size)
{
	const char *value = ini_get(ini, group, key, "", NULL);
	size_t len = strlen(value);

	if (len >= 2 && value[0] == '\'' && value[len - 1] == '\'')
		snprintf(text_r, size, "%.*s", (int)(len - 2 < size ? len - 2 : size - 1), value + 1);
}

static void read_keyfile(struct reading *reading, struct evolution_state *state)
{
	STR_SECRET struct str text = STR_INIT;
	INI_AUTO struct ini ini = {.groups = {.items = NULL}};
	int line = 0;

	static const char path[] = "~/" FLATPAK "/config/glib-2.0/settings/keyfile";

	if (!reading_file(reading, path, &text))
		return;
	ini_read(&ini, str_text(&text), INI_PLAIN);
	(void)ini_get(&ini, "org/gnome/evolution/shell", "start-offline", "", &line);
	if (ini_is_yes(&ini, "org/gnome/evolution/shell", "start-offline", false)) {
		state->state.offline = true;
		reading_place(reading, path, line, &state->state.place);
	}
	if (ini_find(&ini, "org/gnome/evolution", "version")) {
		take_text(&ini, "org/gnome/evolution", "version", state->state.version,
			sizeof state->state.version);
		(void)ini_get(&ini, "org/gnome/evolution", "version", "", &line);
		reading_place(reading, path, line, &state->version_place);
	}
	take_text(&ini, "org/gnome/evolution-data-server", "default-mail-account", state->account,
		sizeof state->account);
	take_text(&ini, "org/gnome/evolution-data-server", "default-mail-identity", state->identity,
		sizeof state->identity);
}

void evolution_state(struct reading *reading, struct evolution_state *state_r)
{
	char version[40];

	*state_r = (struct evolution_state){.state = {.outbox = -1}};
	read_dconf(reading, state_r);
	read_keyfile(reading, state_r);
	str_copy(version, sizeof version, state_r->state.version);
	desktop_text(state_r->state.version, sizeof state_r->state.version, version);
	desktop_outbox_maildir(reading, "~/.local/share/evolution/mail/local/.Outbox", &state_r->state);
	if (state_r->state.outbox < 0)
		desktop_outbox_maildir(
			reading, "~/" FLATPAK "/data/evolution/mail/local/.Outbox", &state_r->state);
}
