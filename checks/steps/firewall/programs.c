/*
 * The table of mail programs on Linux.
 */
#include "checks/steps/firewall/programs.h"

#include <stddef.h>

static const struct program_names programs[] = {
	{.program = PROGRAM_THUNDERBIRD,
		.name = "thunderbird",
		.snap = "thunderbird",
		.files = {"/usr/bin/thunderbird", "/usr/lib/thunderbird/thunderbird",
			"/usr/lib/thunderbird/thunderbird-bin", "/usr/lib64/thunderbird/thunderbird"},
		.profiles = {"usr.bin.thunderbird", "thunderbird"},
		.flatpaks = {"org.mozilla.Thunderbird", "net.thunderbird.Thunderbird",
			"org.mozilla.thunderbird"}},
	{.program = PROGRAM_EVOLUTION,
		.name = "evolution",
		.files = {"/usr/bin/evolution"},
		.profiles = {"usr.bin.evolution", "evolution"},
		.flatpaks = {"org.gnome.Evolution"}},
	{.program = PROGRAM_KMAIL,
		.name = "kmail",
		.snap = "kmail",
		.files = {"/usr/bin/kmail", "/usr/bin/akonadi_mailtransport_agent"},
		.profiles = {"usr.bin.kmail"},
		.flatpaks = {"org.kde.kmail2", "org.kde.kontact", "org.kde.kmail"}},
	{.program = PROGRAM_GEARY,
		.name = "geary",
		.snap = "geary",
		.files = {"/usr/bin/geary"},
		.profiles = {"usr.bin.geary", "geary"},
		.flatpaks = {"org.gnome.Geary"}},
	{.program = PROGRAM_MUTT,
		.name = "mutt",
		.files = {"/usr/bin/mutt", "/usr/bin/neomutt"},
		.profiles = {"usr.bin.mutt", "usr.bin.neomutt"}},
	{.program = PROGRAM_MSMTP,
		.name = "msmtp",
		.files = {"/usr/bin/msmtp"},
		.profiles = {"usr.bin.msmtp"}},
	{.program = PROGRAM_POSTFIX,
		.name = "postfix",
		.files = {"/usr/lib/postfix/sbin/smtp", "/usr/libexec/postfix/smtp"},
		.profiles = {"usr.lib.postfix.sbin.smtp", "postfix-smtp"}},
	{.program = PROGRAM_EXIM,
		.name = "exim",
		.files = {"/usr/sbin/exim4", "/usr/sbin/exim"},
		.profiles = {"usr.sbin.exim4", "usr.sbin.exim"}},
};

const struct program_names *program_names_of(enum program program)
{
	for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++)
		if (programs[i].program == program)
			return &programs[i];
	return NULL;
}
