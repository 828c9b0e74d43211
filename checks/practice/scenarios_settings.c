/*
 * Settings of the person's program: name, port, encryption, login name.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

static const struct practice_scenario scenarios[] = {
	{
		.name = "no-mail-programs",
		.cause = CAUSE_NO_MAIL_PROGRAMS,
		.step = STEP_SETTINGS,
		.about = N_("The provider of this address has no server for mail programs."),
		.neighbour = "server-name-unknown",
		.world = &(const struct practice_world){.domain = "tuta.com", .told = {.host = ""}},
	},
	{
		.name = "server-name-unknown",
		.cause = CAUSE_SERVER_NAME_UNKNOWN,
		.step = STEP_SETTINGS,
		.about = N_("The server's name does not exist."),
		.neighbour = "dns-not-working",
		.world = &(const struct practice_world){.dns = {.out = NAMES_ABSENT, .no_srv = true}},
	},
	{
		.name = "server-name-mistyped",
		.cause = CAUSE_SERVER_NAME_UNKNOWN,
		.step = STEP_SETTINGS,
		.about = N_("The server's name is mistyped: smpt instead of smtp."),
		.neighbour = "healthy",
		.also = {CAUSE_SERVER_OUTDATED},
		.world = &(const struct practice_world){.told.host = "smpt." PRACTICE_DOMAIN},
	},
	{
		.name = "server-name-empty",
		.cause = CAUSE_SERVER_NAME_UNKNOWN,
		.step = STEP_SETTINGS,
		.about = N_("The server's name exists, but there is no server behind it."),
		.neighbour = "server-name-fails",
		.world = &(const struct practice_world){.dns = {.out = NAMES_EMPTY, .no_srv = true}},
	},
	{
		.name = "server-not-mail",
		.cause = CAUSE_SERVER_NOT_MAIL,
		.step = STEP_SETTINGS,
		.about = N_("The computer in the settings is a web server; it takes no mail at all."),
		.neighbour = "server-refuses",
		.world = &(const struct practice_world){.extra = {.host = "www." PRACTICE_DOMAIN,
								.ports = {{443, PORT_WEB}}},
			.told.host = "www." PRACTICE_DOMAIN,
			.dns.no_srv = true},
	},
	{
		.name = "server-other-service",
		.cause = CAUSE_SERVER_NOT_MAIL,
		.step = STEP_SETTINGS,
		.about = N_("Something else answers on the port in the settings."),
		.neighbour = "port-wrong",
		.world = &(const struct practice_world){.out.ports = {{587, PORT_SHELL}}},
	},
	{
		.name = "server-for-receiving",
		.cause = CAUSE_SERVER_NOT_MAIL,
		.step = STEP_SETTINGS,
		.about = N_("The settings for sending name the server for receiving."),
		.neighbour = "healthy-tls",
		.world = &(const struct practice_world){.told = {.host = "imap." PRACTICE_DOMAIN,
								.port = 993,
								.security = SECURITY_TLS}},
	},
	{
		.name = "server-outdated",
		.cause = CAUSE_SERVER_OUTDATED,
		.step = STEP_SETTINGS,
		.about = N_("The provider has moved: the program still uses the old server, which is "
			    "switched off."),
		.neighbour = "server-down",
		.also = {CAUSE_SERVER_DOWN},
		.world = &(const struct practice_world){.extra = {.host = "mail.umzug.example"},
			.told = {.host = "mail.umzug.example", .changed = CHANGED_PROVIDER}},
	},
	{
		.name = "port-wrong",
		.cause = CAUSE_PORT_WRONG,
		.step = STEP_SETTINGS,
		.about = N_("The port in the settings is closed; another one of the same server works."),
		.neighbour = "server-refuses",
		.world = &(const struct practice_world){.told = {.port = 2525, .scope = SCOPE_ALL}},
	},
	{
		.name = "encryption-mismatch-tls",
		.cause = CAUSE_ENCRYPTION_MISMATCH,
		.step = STEP_SETTINGS,
		.about = N_("The program encrypts from the first moment, the port begins without."),
		.neighbour = "healthy",
		.world = &(const struct practice_world){.told = {.port = 587, .security = SECURITY_TLS}},
	},
	{
		.name = "encryption-mismatch-starttls",
		.cause = CAUSE_ENCRYPTION_MISMATCH,
		.step = STEP_SETTINGS,
		.about = N_("The program begins without encryption, the port is encrypted from the first "
			    "moment."),
		.neighbour = "server-silent",
		.world = &(const struct practice_world){.told = {.port = 465, .security = SECURITY_STARTTLS}},
	},
	{
		.name = "encryption-required",
		.cause = CAUSE_ENCRYPTION_REQUIRED,
		.step = STEP_SETTINGS,
		.about = N_("The program is set to no encryption, and the server wants it."),
		.neighbour = "login-required",
		.world =
			&(const struct practice_world){
				.out.no_login = "530 5.7.0 Must issue a STARTTLS command first",
				.told.security = SECURITY_NONE},
	},
	{
		.name = "username-wrong",
		.cause = CAUSE_USERNAME_WRONG,
		.step = STEP_LOGIN,
		.about = N_("The login name is the part before the @ only, and the server says that it wants "
			    "the whole address."),
		.neighbour = "wrong-password",
		.world = &(const struct practice_world){.out.auth = "535 5.7.8 Login failed. Use your full "
								    "email address as the user name.",
			.told.user = "anna"},
	},
	{
		.name = "username-without-domain",
		.cause = CAUSE_USERNAME_WRONG,
		.step = STEP_LOGIN,
		.about = N_("The login name is the part before the @ only; the server says no, without a "
			    "reason."),
		.neighbour = "wrong-password",
		.also = {CAUSE_WRONG_PASSWORD, CAUSE_INCOMING_ALSO_BROKEN},
		.world = &(const struct practice_world){.told.user = "anna"},
	},
	{
		.name = "login-off",
		.cause = CAUSE_LOGIN_OFF,
		.step = STEP_LOGIN,
		.about = N_("The program is set not to sign in for sending."),
		.neighbour = "login-required",
		.also = {CAUSE_LOGIN_REQUIRED},
		.world = &(const struct practice_world){.told = {.program_login = PROGRAM_LOGIN_OFF,
								.symptom = SYMPTOM_MESSAGE,
								.scope = SCOPE_ALL}},
	},
	{
		.name = "server-nonsense",
		.cause = CAUSE_PROTOCOL_ERROR,
		.step = STEP_SETTINGS,
		.about = N_("What answers greets in a way that no mail server does."),
		.neighbour = "server-other-service",
		.world = &(const struct practice_world){.out.banner = "good morning"},
	},
};

const struct practice_group practice_settings = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
