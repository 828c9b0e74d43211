/*
 * Choosing an account and putting it into the case. Reads files through profile.h only; asks nobody.
 */
#include "checks/profiles/take.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/engine/computer.h"
#include "checks/profiles/dialect.h"

static const struct profile *by_address(const struct profiles *profiles, const char *address)
{
	const struct profile *by_user = NULL;

	for (size_t i = 0; i < profiles->found.n; i++) {
		const struct profile *profile = &profiles->found.items[i];

		if (ascii_caseeq(profile->address, address))
			return profile;
		if (!by_user && ascii_caseeq(profile->out.settings.user, address))
			by_user = profile;
	}
	return by_user;
}

const struct profile *profiles_choose(const struct profiles *profiles, const char *address)
{
	const struct profile *items = profiles->found.items, *nameless = NULL;
	size_t n = profiles->found.n, without_address = 0;

	if (!address[0]) {
		bool one_program = n && items[0].program == items[n - 1].program;

		return n == 1 || (one_program && items[0].usual) ? &items[0] : NULL;
	}
	if (by_address(profiles, address))
		return by_address(profiles, address);
	for (size_t i = 0; i < n; i++) {
		if (!items[i].address[0]) {
			nameless = &items[i];
			without_address++;
		}
	}
	return without_address == 1 ? nameless : NULL;
}

const struct profile *profiles_again(const struct profiles *profiles, const struct profile *before)
{
	for (size_t i = 0; i < profiles->found.n; i++) {
		const struct profile *profile = &profiles->found.items[i];

		if (profile->program == before->program && strcmp(profile->name, before->name) == 0 &&
			strcmp(profile->address, before->address) == 0)
			return profile;
	}
	return profiles->found.n ? profiles_choose(profiles, before->address) : NULL;
}

static enum told_login login_of(const struct profile *profile)
{
	switch (profile->out.login) {
	case LOGIN_OFF:
		return PROGRAM_LOGIN_OFF;
	case LOGIN_OAUTH:
		return PROGRAM_LOGIN_OAUTH;
	case LOGIN_PASSWORD:
	case LOGIN_ENCRYPTED:
	case LOGIN_NTLM:
		return PROGRAM_LOGIN_PASSWORD;
	default:
		return PROGRAM_LOGIN_UNKNOWN;
	}
}

/* What was told of a server stays; the rest is as it was read. */
static void take_server(struct server_settings *settings, const struct server_settings *read)
{
	const struct server_settings told = settings->source == SOURCE_PROGRAM
						    ? (struct server_settings){.source = SOURCE_NONE}
						    : *settings;

	if (told.host[0] && !ascii_caseeq(told.host, read->host))
		return;
	*settings = *read;
	if (read->host[0])
		settings->source = SOURCE_PROGRAM;
	if (told.port)
		settings->port = told.port;
	if (told.security != SECURITY_AUTO)
		settings->security = told.security;
	if (told.user[0])
		str_copy(settings->user, sizeof settings->user, told.user);
}

void profile_take(struct mailcase *mailcase, const struct profiles *profiles, const struct profile *profile)
{
	const struct profile *before = mailcase->profile;

	take_server(&mailcase->in_use, &profile->out.settings);
	take_server(&mailcase->incoming, &profile->in.settings);
	if (!mailcase->address.full[0] && profile->address[0])
		address_parse(profile->address, &mailcase->address);
	if (mailcase->program == PROGRAM_UNKNOWN || (before && mailcase->program == before->program))
		mailcase->program = profile->program;
	if (mailcase->program_login == PROGRAM_LOGIN_UNKNOWN ||
		(before && mailcase->program_login == login_of(before)))
		mailcase->program_login = login_of(profile);
	mailcase->profile = profile;
	mailcase->profiles = profiles;
}

/* --- what is there --- */

/*
 * "~" is the home folder, "+" the folder of settings. What a distribution puts there for everybody is no sign that a person uses it, nor is git's
 * file, which whoever writes programs has, about mail or not: --import git reads it.
 */
static const struct {
	enum program program;
	const char *path;
} places[] = {
	{PROGRAM_THUNDERBIRD, "~/.thunderbird/profiles.ini"},
	{PROGRAM_THUNDERBIRD, "~/.icedove/profiles.ini"},
	{PROGRAM_THUNDERBIRD, "~/snap/thunderbird/common/.thunderbird/profiles.ini"},
	{PROGRAM_THUNDERBIRD, "~/.var/app/org.mozilla.Thunderbird/.thunderbird/profiles.ini"},
	{PROGRAM_THUNDERBIRD, "~/.var/app/org.mozilla.thunderbird/.thunderbird/profiles.ini"},
	{PROGRAM_THUNDERBIRD, "~/.var/app/eu.betterbird.Betterbird/.thunderbird/profiles.ini"},
	{PROGRAM_EVOLUTION, "+/evolution/sources"},
	{PROGRAM_EVOLUTION, "+/goa-1.0/accounts.conf"},
	{PROGRAM_EVOLUTION, "~/.var/app/org.gnome.Evolution/config/evolution/sources"},
	{PROGRAM_KMAIL, "+/mailtransports"},
	{PROGRAM_KMAIL, "~/.var/app/org.kde.kontact/config/mailtransports"},
	{PROGRAM_KMAIL, "~/.var/app/org.kde.kmail2/config/mailtransports"},
	{PROGRAM_KMAIL, "~/.kde/share/config/mailtransports"},
	{PROGRAM_KMAIL, "~/.kde4/share/config/mailtransports"},
	{PROGRAM_GEARY, "+/geary"},
	{PROGRAM_GEARY, "~/.var/app/org.gnome.Geary/config/geary"},
	{PROGRAM_GEARY, "~/.local/share/geary"},
	{PROGRAM_CLAWS, "~/.claws-mail/accountrc"},
	{PROGRAM_CLAWS, "~/.config/claws-mail/accountrc"},
	{PROGRAM_CLAWS, "~/.var/app/org.claws_mail.Claws-Mail/.claws-mail/accountrc"},
	{PROGRAM_CLAWS, "~/.var/app/org.claws_mail.Claws-Mail/config/claws-mail/accountrc"},
	{PROGRAM_MUTT, "~/.muttrc"},
	{PROGRAM_MUTT, "~/.mutt/muttrc"},
	{PROGRAM_MUTT, "~/.mutt/neomuttrc"},
	{PROGRAM_MUTT, "~/.neomuttrc"},
	{PROGRAM_MUTT, "~/.neomutt/neomuttrc"},
	{PROGRAM_MUTT, "~/.neomutt/muttrc"},
	{PROGRAM_MUTT, "+/mutt/muttrc"},
	{PROGRAM_MUTT, "+/mutt/neomuttrc"},
	{PROGRAM_MUTT, "+/neomutt/neomuttrc"},
	{PROGRAM_MUTT, "+/neomutt/muttrc"},
	{PROGRAM_MSMTP, "~/.msmtprc"},
	{PROGRAM_MSMTP, "+/msmtp/config"},
	{PROGRAM_MSMTP, "/etc/msmtprc"},
	{PROGRAM_SSMTP, "/etc/ssmtp/ssmtp.conf"},
	{PROGRAM_NULLMAILER, "/etc/nullmailer/remotes"},
	{PROGRAM_DMA, "/etc/dma/dma.conf"},
	{PROGRAM_SNAIL, "~/.mailrc"},
	{PROGRAM_AERC, "+/aerc/accounts.conf"},
	{PROGRAM_HIMALAYA, "+/himalaya/config.toml"},
	{PROGRAM_HIMALAYA, "~/.himalayarc"},
	{PROGRAM_ALPINE, "~/.pinerc"},
};

static bool keeps_something(
	const struct mailcase *mailcase, enum program program, const char *home, const char *config)
{
	char path[2 * PROFILE_PLACE_MAX];

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		const char *place = places[i].path;

		if (places[i].program != program)
			continue;
		if (place[0] == '/')
			str_copy(path, sizeof path, place);
		else
			snprintf(path, sizeof path, "%s%s", place[0] == '+' ? config : home, place + 1);
		if (computer_has(mailcase, path))
			return true;
	}
	return false;
}

size_t profiles_present(const struct mailcase *mailcase, enum program *programs_r, size_t max)
{
	char home[PROFILE_PLACE_MAX], config[PROFILE_PLACE_MAX];
	size_t n = 0;

	if (!computer_home(mailcase, home, sizeof home) ||
		!computer_config_home(mailcase, config, sizeof config))
		return 0;
	for (size_t i = 0; i < dialects_n && n < max; i++)
		if (keeps_something(mailcase, dialects[i]->program, home, config))
			programs_r[n++] = dialects[i]->program;
	return n;
}

/* --- reading --- */

/* "msmtp" of "/usr/bin/msmtp -a work"; the name of the account behind -a or --account= into account_r, "" for none. */
static void read_command(const char *command, char name_r[64], char account_r[PROFILE_NAME_MAX])
{
	size_t len = strcspn(command, " "), start = len;
	const char *option = strstr(command, " -a ");
	char word[PROFILE_NAME_MAX];

	while (start > 0 && command[start - 1] != '/')
		start--;
	str_copy(word, sizeof word, command + start);
	word[strcspn(word, " ")] = '\0';
	str_copy(name_r, 64, word);
	account_r[0] = '\0';
	if (option)
		option += strlen(" -a ");
	else if ((option = strstr(command, "--account=")))
		option += strlen("--account=");
	if (option) {
		str_copy(account_r, PROFILE_NAME_MAX, option);
		account_r[strcspn(account_r, " ")] = '\0';
	}
}

/* Whichever program has put itself in the place of /usr/sbin/sendmail: the only one that is set up. */
static enum program behind_sendmail(const struct mailcase *mailcase)
{
	static const enum program candidates[] = {PROGRAM_MSMTP, PROGRAM_SSMTP, PROGRAM_NULLMAILER,
		PROGRAM_DMA, PROGRAM_POSTFIX, PROGRAM_EXIM, PROGRAM_OPENSMTPD, PROGRAM_SENDMAIL};
	enum program found = PROGRAM_UNKNOWN;

	for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++) {
		struct profiles profiles;
		size_t n;

		profiles_of_program(mailcase, candidates[i], &profiles);
		n = profiles.found.n;
		profiles_release(&profiles);
		if (n && found != PROGRAM_UNKNOWN)
			return PROGRAM_UNKNOWN;
		if (n)
			found = candidates[i];
	}
	return found;
}

static const struct profile *named(const struct profiles *profiles, const char *name)
{
	for (size_t i = 0; i < profiles->found.n; i++)
		if (strcmp(profiles->found.items[i].name, name) == 0)
			return &profiles->found.items[i];
	return NULL;
}

/* The accounts of the program that the mail is handed to; the one that is used for it comes first, as the usual one. */
static bool read_behind(
	const struct mailcase *mailcase, const struct profile *from, struct profiles *profiles_r)
{
	char name[64], account[PROFILE_NAME_MAX];
	const struct profile *used;
	enum program program;
	struct profile first;

	read_command(from->hands_to, name, account);
	if (strcmp(name, "sendmail") == 0)
		program = behind_sendmail(mailcase);
	else if (!program_by_name(name, &program))
		return false;
	if (program == PROGRAM_UNKNOWN || program == from->program)
		return false;
	profiles_of_program(mailcase, program, profiles_r);
	used = account[0] ? named(profiles_r, account) : profiles_choose(profiles_r, from->address);
	if (!used) {
		profiles_release(profiles_r);
		return false;
	}
	first = *used;
	first.usual = true;
	if (!first.address[0])
		str_copy(first.address, sizeof first.address, from->address);
	VEC_RELEASE(&profiles_r->found);
	*VEC_ADD(&profiles_r->found) = first;
	return true;
}

/* One account that has no server of its own and names the program that sends for it. */
static void follow(const struct mailcase *mailcase, struct profiles *profiles)
{
	const struct profile *chosen = profiles_choose(profiles, mailcase->address.full);
	struct profiles behind;

	if (!chosen || chosen->out.settings.host[0] || !chosen->hands_to[0])
		return;
	if (!read_behind(mailcase, chosen, &behind))
		return;
	profiles_release(profiles);
	*profiles = behind;
}

bool profiles_import(const struct mailcase *mailcase, struct profiles *profiles_r)
{
	enum program program;
	bool known = true;

	if (program_by_name(mailcase->import, &program) && dialect_of(program))
		profiles_of_program(mailcase, program, profiles_r);
	else
		known = profiles_of_file(mailcase, mailcase->import, profiles_r);
	follow(mailcase, profiles_r);
	return known;
}
