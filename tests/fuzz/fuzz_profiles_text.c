/*
 * Settings in text of mail programs of the terminal, on any bytes: each program's reader is run on them, with the same bytes in every file
 * that it may include. All survive everything, within their bounds, and what they give is harmless.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/utf8.h"
#include "checks/engine/computer.h"
#include "checks/profiles/dialect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const enum program programs[] = {PROGRAM_MUTT, PROGRAM_MSMTP, PROGRAM_SSMTP, PROGRAM_NULLMAILER,
	PROGRAM_DMA, PROGRAM_SNAIL, PROGRAM_AERC, PROGRAM_HIMALAYA, PROGRAM_GIT, PROGRAM_ALPINE};

static void check_text(const char *text)
{
	if (!utf8_valid(text, strlen(text)))
		abort();
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			abort();
}

static void check_server(const struct profile_server *server)
{
	check_text(server->settings.host);
	check_text(server->settings.user);
	check_text(server->method);
	check_text(server->place.file);
	if (server->settings.port < 0 || server->settings.port > 65535 || server->place.line < 0)
		abort();
}

static void check_lines(const struct profile *profile)
{
	const struct dialect *dialect = dialect_of(profile->program);

	for (enum profile_setting setting = SETTING_HOST; setting <= SETTING_FROM; setting++) {
		STR_AUTO struct str lines = STR_INIT;

		dialect->lines(profile, setting, &profile->out.settings, &lines);
	}
}

static void check(const struct profiles *profiles)
{
	if (profiles->found.n > PROFILES_MAX || profiles->n_refusals > REFUSALS_MAX)
		abort();
	for (size_t i = 0; i < profiles->found.n; i++) {
		const struct profile *profile = &profiles->found.items[i];

		check_text(profile->name);
		check_text(profile->address);
		check_text(profile->hands_to);
		check_server(&profile->out);
		check_server(&profile->in);
		check_lines(profile);
		for (size_t j = 0; j < profile->n_mistakes; j++)
			check_text(profile->mistakes[j].is);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct mailcase mailcase;
	char *text = mem_strndup((const char *)data, len < 65536 ? len : 65536);
	const struct computer_file files[] = {{"/home/anna/.muttrc", text}, {"/home/anna/.msmtprc", text},
		{"/etc/ssmtp/ssmtp.conf", text}, {"/etc/ssmtp/revaliases", text},
		{"/etc/nullmailer/remotes", text}, {"/etc/nullmailer/allmailfrom", text},
		{"/var/spool/nullmailer/queue/", text}, {"/etc/dma/dma.conf", text},
		{"/etc/dma/auth.conf", text}, {"/home/anna/.mailrc", text},
		{"/home/anna/.config/aerc/accounts.conf", text},
		{"/home/anna/.config/himalaya/config.toml", text}, {"/home/anna/.gitconfig", text},
		{"/home/anna/.config/git/config", text}, {"/home/anna/.pinerc", text}, {"/home/anna/x", text},
		{NULL, NULL}};
	const struct computer computer = {.files = files};

	mailcase_init(&mailcase);
	mailcase.computer = &computer;
	for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
		PROFILES_AUTO struct profiles profiles = {.n_refusals = 0};

		profiles_of_program(&mailcase, programs[i], &profiles);
		check(&profiles);
	}
	for (size_t i = 0; i < dialects_n; i++)
		(void)dialects[i]->knows("/tmp/x", text);
	free(text);
	return 0;
}
