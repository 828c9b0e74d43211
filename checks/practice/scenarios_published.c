/*
 * Settings that somebody publishes on the web: at the domain itself, in Thunderbird's list, by Autodiscover, at whoever keeps the mail.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

#define AT_WEB " A 192.0.2.81\n"
#define CONFIG                                                                                               \
	"<clientConfig version=\"1.1\"><emailProvider "                                                      \
	"id=\"{domain}\"><domain>{domain}</domain><displayName>Post bei {domain}</displayName>" INCOMING     \
		OUTGOING "</emailProvider></clientConfig>"
#define INCOMING                                                                                             \
	"<incomingServer type=\"imap\"><hostname>imap.%EMAILDOMAIN%</hostname><port>993</port>"              \
	"<socketType>SSL</socketType><username>%EMAILADDRESS%</username></incomingServer>"
#define OUTGOING                                                                                             \
	"<outgoingServer type=\"smtp\"><hostname>{host}</hostname><port>465</port>"                          \
	"<socketType>SSL</socketType><username>%EMAILADDRESS%</username>"                                    \
	"<authentication>password-cleartext</authentication></outgoingServer>"
#define DISCOVERED                                                                                           \
	"<Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006\">"    \
	"<Response xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/"       \
	"2006a\"><Account><AccountType>email</AccountType><Action>settings</Action><Protocol>"               \
	"<Type>SMTP</Type><Server>{host}</Server><Port>587</Port><SSL>on</SSL>"                              \
	"<LoginName>postmaster@{domain}</LoginName></Protocol></Account></Response></Autodiscover>"

static const struct practice_scenario scenarios[] = {
	{
		.name = "healthy-published",
		.cause = CAUSE_NONE,
		.step = STEP_SETTINGS,
		.about =
			N_("Nothing is wrong: only the email address is known, and the provider's web server "
			   "tells the settings."),
		.neighbour = "server-outdated-published",
		.world = &(
			const struct practice_world){.dns = {.no_srv = true, .records = "autoconfig" AT_WEB},
			.web.autoconfig = CONFIG,
			.told.host = ""},
	},
	{
		.name = "healthy-in-directory",
		.cause = CAUSE_NONE,
		.step = STEP_SETTINGS,
		.about = N_(
			"Nothing is wrong: the provider publishes nothing, and Thunderbird's public list has "
			"the settings."),
		.neighbour = "server-outdated-published",
		.world = &(const struct practice_world){.dns.no_srv = true,
			.web.directory = CONFIG,
			.told = {.host = "", .directory = TOLD_YES}},
	},
	{
		.name = "healthy-discovered",
		.cause = CAUSE_NONE,
		.step = STEP_SETTINGS,
		.about = N_("Nothing is wrong: the settings are published for the mail program Outlook "
			    "(Autodiscover) alone."),
		.neighbour = "server-outdated-published",
		.world = &(const struct practice_world){.dns = {.no_srv = true,
								.records = "autodiscover" AT_WEB},
			.web.autodiscover = DISCOVERED,
			.told.host = ""},
	},
	{
		.name = "healthy-published-elsewhere",
		.cause = CAUSE_NONE,
		.step = STEP_SETTINGS,
		.about = N_("Nothing is wrong: another company keeps the domain's mail, and publishes the "
			    "settings."),
		.neighbour = "server-outdated-published",
		.world = &(const struct practice_world){.dns = {.no_srv = true,
								.records = "@ MX 10 mx1.postfach.test.\n"},
			.web.keeper = CONFIG,
			.told.host = ""},
	},
	{
		.name = "healthy-published-badly",
		.cause = CAUSE_NONE,
		.step = STEP_SETTINGS,
		.about = N_("Nothing that stops mail: the web server with the settings has an expired "
			    "certificate, "
			    "so they are not believed."),
		.neighbour = "certificate-expired",
		.world = &(
			const struct practice_world){.dns = {.no_srv = true, .records = "autoconfig" AT_WEB},
			.web = {.autoconfig = CONFIG, .cert = CERT_EXPIRED},
			.told.host = ""},
	},
	{
		.name = "server-outdated-published",
		.cause = CAUSE_SERVER_OUTDATED,
		.step = STEP_SETTINGS,
		.about = N_(
			"The provider moved: the old server is switched off, and the provider's web server "
			"tells the new one."),
		.neighbour = "server-down",
		.also = {CAUSE_SERVER_DOWN},
		.world = &(const struct practice_world){.extra = {.host = "mail.umzug.example"},
			.dns = {.no_srv = true, .records = "autoconfig" AT_WEB},
			.web.autoconfig = CONFIG,
			.told = {.host = "mail.umzug.example", .changed = CHANGED_PROVIDER}},
	},
};

const struct practice_group practice_published = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
