/*
 * Reading GNOME online accounts. The kind "imap_smtp" tells its servers; for the others they stand in the program itself
 * (goagoogleprovider.c, goawindowsliveprovider.c), and sign-in goes by browser.
 */
#include "checks/profiles/goa.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/profiles/desktop.h"

/* Kinds whose servers are not in the file; host NULL: sent through web requests, not by a mail server. */
static const struct kind {
	const char *provider, *host, *incoming, *shown;
	int port;
	enum security security;
} kinds[] = {
	{"google", "smtp.gmail.com", "imap.gmail.com", "Google", 587, SECURITY_STARTTLS},
	{"windows_live", "smtp-mail.outlook.com", "imap-mail.outlook.com", "Outlook.com", 587,
		SECURITY_STARTTLS},
	{"exchange", NULL, NULL, "Exchange Web Services", 0, SECURITY_AUTO},
};

bool goa_read(struct reading *reading, struct goa *goa_r)
{
	STR_AUTO struct str text = STR_INIT;

	*goa_r = (struct goa){.path = ""};
	snprintf(goa_r->path, sizeof goa_r->path, "%.480s/goa-1.0/accounts.conf", reading->config);
	if (!reading->config[0] || !reading_file(reading, goa_r->path, &text))
		return false;
	ini_read(&goa_r->ini, str_text(&text), INI_GLIB);
	return true;
}

void goa_release(struct goa *goa)
{
	ini_release(&goa->ini);
}

bool goa_has_mail(const struct goa *goa, const char *group)
{
	if (!ascii_starts(group, "Account "))
		return false;
	return ini_is_yes(&goa->ini, group, "MailEnabled", false) ||
	       (strcmp(ini_get(&goa->ini, group, "Provider", "", NULL), "imap_smtp") == 0 &&
		       ini_is_yes(&goa->ini, group, "Enabled", false));
}

static enum security security_of(const struct ini *ini, const char *group, const char *ssl, const char *tls)
{
	if (ini_is_yes(ini, group, ssl, false))
		return SECURITY_TLS;
	return ini_is_yes(ini, group, tls, false) ? SECURITY_STARTTLS : SECURITY_NONE;
}

static void fill_sending(
	struct reading *reading, const struct goa *goa, const char *group, struct profile_server *out)
{
	const struct ini *ini = &goa->ini;
	int host = 0, login = 0;

	desktop_host(&out->settings, ini_get(ini, group, "SmtpHost", "", &host));
	out->settings.security = security_of(ini, group, "SmtpUseSsl", "SmtpUseTls");
	if (!out->settings.port)
		out->settings.port = out->settings.security == SECURITY_TLS ? 465 : 587;
	out->login = ini_is_yes(ini, group, "SmtpUseAuth", false) ? LOGIN_PASSWORD : LOGIN_OFF;
	(void)ini_get(ini, group, "SmtpUseAuth", "", &login);
	if (out->login != LOGIN_OFF)
		desktop_text(out->settings.user, sizeof out->settings.user,
			ini_get(ini, group, "SmtpUserName", "", NULL));
	out->any_certificate = ini_is_yes(ini, group, "SmtpAcceptSslErrors", false);
	reading_place(reading, goa->path, host, &out->place);
	reading_place(reading, goa->path, login ? login : host, &out->login_place);
}

static void fill_receiving(
	struct reading *reading, const struct goa *goa, const char *group, struct profile_server *in)
{
	const struct ini *ini = &goa->ini;
	int host = 0;

	desktop_host(&in->settings, ini_get(ini, group, "ImapHost", "", &host));
	in->settings.security = security_of(ini, group, "ImapUseSsl", "ImapUseTls");
	in->login = LOGIN_PASSWORD;
	desktop_text(
		in->settings.user, sizeof in->settings.user, ini_get(ini, group, "ImapUserName", "", NULL));
	in->any_certificate = ini_is_yes(ini, group, "ImapAcceptSslErrors", false);
	desktop_incoming_port(&in->settings);
	reading_place(reading, goa->path, host, &in->place);
}

static void fill_kind(struct reading *reading, const struct goa *goa, int line, const struct kind *kind,
	struct profile *profile)
{
	if (!kind->host) {
		str_copy(profile->hands_to, sizeof profile->hands_to, kind->shown);
		return;
	}
	str_copy(profile->out.settings.host, sizeof profile->out.settings.host, kind->host);
	profile->out.settings.port = kind->port;
	profile->out.settings.security = kind->security;
	str_copy(profile->out.settings.user, sizeof profile->out.settings.user, profile->address);
	profile->out.login = profile->in.login = LOGIN_OAUTH;
	str_copy(profile->in.settings.host, sizeof profile->in.settings.host, kind->incoming);
	profile->in.settings.port = 993;
	profile->in.settings.security = SECURITY_TLS;
	str_copy(profile->in.settings.user, sizeof profile->in.settings.user, profile->address);
	reading_place(reading, goa->path, line, &profile->out.place);
	profile->out.login_place = profile->in.place = profile->out.place;
}

bool goa_fill(struct reading *reading, const struct goa *goa, const char *group, struct profile *profile)
{
	const struct ini *ini = &goa->ini;
	int line = 0, from = 0;
	const char *provider = ini_get(ini, group, "Provider", "", &line);
	const char *identity = ini_get(
		ini, group, "PresentationIdentity", ini_get(ini, group, "Identity", "", &from), &from);

	profile->out.settings.source = profile->in.settings.source = SOURCE_PROGRAM;
	desktop_text(profile->name, sizeof profile->name, identity);
	desktop_address(profile->address, sizeof profile->address,
		ini_get(ini, group, "EmailAddress", identity, &from));
	reading_place(reading, goa->path, from, &profile->out.from_place);
	if (strcmp(provider, "imap_smtp") == 0) {
		fill_sending(reading, goa, group, &profile->out);
		fill_receiving(reading, goa, group, &profile->in);
		return profile->out.settings.host[0] != '\0';
	}
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(provider, kinds[i].provider) == 0) {
			fill_kind(reading, goa, line, &kinds[i], profile);
			return true;
		}
	}
	return false;
}
