/*
 * What Claws Mail and Evolution bring themselves, and what of it touches sending. Names as their sources have them (src/plugins of Claws Mail
 * 3 and 4, src/modules of Evolution 3.6 to 3.56).
 */
#include "checks/know/addons_native.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"

#define NAME_BYTES 120

/* Of Claws Mail's own: shown where they touch sending, NULL where they do not. */
static const struct {
	const char *file, *shown;
	bool whole_program;
} claws_own[] = {
	{"acpi_notifier", NULL, false},
	{"address_keeper", NULL, false}, /* writes down recipients, and lets the mail be */
	{"archive", NULL, false},
	{"att_remover", NULL, false},
	{"attachwarner", "Attachment warner", false},
	{"bogofilter", NULL, false},
	{"bsfilter", NULL, false},
	{"clamav", NULL, false},
	{"clamd", NULL, false},
	{"dillo", NULL, false},
	{"dillo_viewer", NULL, false},
	{"fancy", NULL, false},
	{"fetchinfo", NULL, false},
	{"gdata", NULL, false},
	{"geolocation", NULL, false},
	{"image_viewer", NULL, false},
	{"keyword_warner", "Keyword warner", false},
	{"libravatar", NULL, false},
	{"litehtml_viewer", NULL, false},
	{"mailmbox", NULL, false},
	{"managesieve", NULL, false},
	{"mathml_viewer", NULL, false},
	{"newmail", NULL, false},
	{"notification", NULL, false},
	{"pdf_viewer", NULL, false},
	{"perl", NULL, false}, /* sorts what came in */
	{"pgpcore", NULL, false},
	{"pgpinline", "PGP/Inline", false},
	{"pgpmime", "PGP/MIME", false},
	{"python", "Python", true},
	{"rssyl", NULL, false},
	{"smime", "S/MIME", false},
	{"spam_report", NULL, false},
	{"spamassassin", NULL, false},
	{"tnef_parse", NULL, false},
	{"trayicon", NULL, false},
	{"vcalendar", NULL, false},
};

static const char *const evolution_own[] = {
	"accounts-window",
	"addressbook",
	"alarm-notify",
	"appearance-settings",
	"audio-inline",
	"backup-restore",
	"bogofilter",
	"calendar",
	"composer-autosave",
	"composer-to-meeting",
	"config-lookup",
	"connman",
	"contact-photos",
	"gravatar",
	"imap-features",
	"itip-formatter",
	"mail",
	"mail-config",
	"mailto-handler",
	"mdn",
	"network-manager",
	"offline-alert",
	"online-accounts",
	"plugin-lib",
	"plugin-manager",
	"plugin-mono",
	"plugin-python",
	"prefer-plain",
	"rss",
	"settings",
	"spamassassin",
	"startup-wizard",
	"text-highlight",
	"tnef-attachment",
	"vcard-inline",
	"web-inspector",
	"webkit-content-editor",
	"webkit-editor",
	"webkit-inspector",
};

/* The file's name without its folder, "lib", and all from ".so" on. False for what is no library. */
static bool library_name(const char *line, size_t len, char name_r[NAME_BYTES])
{
	char whole[512], *start, *end;

	if (!len || len >= sizeof whole)
		return false;
	snprintf(whole, sizeof whole, "%.*s", (int)len, line);
	start = strrchr(whole, '/');
	start = start ? start + 1 : whole;
	end = strstr(start, ".so");
	if (!end || end == start)
		return false;
	*end = '\0';
	if (ascii_starts(start, "lib") && !ascii_starts(start, "libravatar"))
		start += strlen("lib");
	if (ascii_ends(start, "_plugin"))
		start[strlen(start) - strlen("_plugin")] = '\0';
	text_harmless_buf(name_r, NAME_BYTES, start, strlen(start));
	return name_r[0] != '\0';
}

static bool take_claws(const char *name, struct addon *addon_r)
{
	*addon_r = (struct addon){.whole_program = true};
	for (size_t i = 0; i < sizeof claws_own / sizeof claws_own[0]; i++) {
		if (strcmp(claws_own[i].file, name) != 0)
			continue;
		addon_r->whole_program = claws_own[i].whole_program;
		addon_r->sending = true;
		str_copy(addon_r->name, sizeof addon_r->name, claws_own[i].shown ? claws_own[i].shown : "");
		return claws_own[i].shown != NULL;
	}
	str_copy(addon_r->name, sizeof addon_r->name, name);
	return true;
}

size_t addons_of_claws(const char *text, struct addon addons_r[ADDONS_MAX])
{
	char name[NAME_BYTES];
	bool listed = false;
	size_t n = 0;

	while (*text && n < ADDONS_MAX) {
		size_t len = strcspn(text, "\r\n");

		if (*text == '[')
			listed = ascii_starts(text, "[Plugins");
		else if (listed && library_name(text, len, name))
			n += take_claws(name, &addons_r[n]);
		text += len + strspn(text + len, "\r\n");
	}
	return n;
}

static bool is_evolution_s(const char *name)
{
	if (ascii_starts(name, "book-config-") || ascii_starts(name, "cal-config-"))
		return true;
	for (size_t i = 0; i < sizeof evolution_own / sizeof evolution_own[0]; i++)
		if (strcmp(evolution_own[i], name) == 0)
			return true;
	return false;
}

size_t addons_of_evolution(const char *names, struct addon addons_r[ADDONS_MAX])
{
	char name[NAME_BYTES];
	size_t n = 0;

	while (*names && n < ADDONS_MAX) {
		size_t len = strcspn(names, "\r\n");
		const char *own = name;

		if (library_name(names, len, name)) {
			if (ascii_starts(own, "module-"))
				own += strlen("module-");
			else if (ascii_starts(own, "evolution-module-"))
				own += strlen("evolution-module-");
			if (*own && !is_evolution_s(own)) {
				addons_r[n] = (struct addon){.whole_program = true};
				str_copy(addons_r[n++].name, sizeof addons_r[0].name, own);
			}
		}
		names += len + strspn(names + len, "\r\n");
	}
	return n;
}
