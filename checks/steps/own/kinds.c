/*
 * The four servers that are known, how each is recognised on this computer, and how it is started.
 */
#include "checks/steps/own/own.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/engine/computer.h"

static const struct own_about abouts[OWN_KIND_N] = {
	[OWN_NONE] = {.name = ""},
	[OWN_POSTFIX] =
		{
			.name = "Postfix",
			.programs = {"postconf"},
			/* "master" alone may be another's, and "smtpd" is OpenSMTPD's as well. */
			.processes = {"qmgr", "pickup"},
			.units = {"postfix"},
			.by_hand = "postfix start",
			.logs = {"/var/log/mail.log", "/var/log/maillog", "/var/log/mail"},
		},
	[OWN_EXIM] =
		{
			.name = "Exim",
			.programs = {"exim4", "exim"},
			.processes = {"exim4", "exim"},
			.units = {"exim4", "exim"},
			.by_hand = "exim4 -bd -q30m",
			.logs = {"/var/log/exim4/mainlog", "/var/log/exim/main.log", "/var/log/exim_mainlog"},
		},
	[OWN_OPENSMTPD] =
		{
			.name = "OpenSMTPD",
			.programs = {"smtpctl"},
			.processes = {"smtpd"},
			.units = {"opensmtpd", "smtpd"},
			.by_hand = "smtpd",
			.logs = {"/var/log/mail.log", "/var/log/maillog"},
		},
	[OWN_SENDMAIL] =
		{
			.name = "Sendmail",
			.programs = {"sendmail"},
			.processes = {"sendmail-mta", "sendmail"},
			.units = {"sendmail"},
			.by_hand = "sendmail -bd -q30m",
			.logs = {"/var/log/mail.log", "/var/log/maillog"},
		},
};

const struct own_about *own_about(enum own_kind kind)
{
	return &abouts[kind];
}

bool own_applies(const struct mailcase *mailcase)
{
	return mailcase->role == ROLE_ADMIN && mailcase->where == WHERE_HERE;
}

/* Whether a text of names, one a line, has this one. */
static bool has_line(const char *text, const char *line)
{
	size_t len = strlen(line);

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		if (strncmp(text, line, len) == 0 && (text[len] == '\n' || text[len] == '\0'))
			return true;
	}
	return false;
}

static const char *first_of(const char *text, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n && names[i]; i++) {
		if (has_line(text, names[i]))
			return names[i];
	}
	return NULL;
}

static const char *running(enum own_kind kind, const char *processes)
{
	const char *found = first_of(processes, abouts[kind].processes, 3);

	/* Postfix has a process of the same name. */
	if (kind == OWN_OPENSMTPD && first_of(processes, abouts[OWN_POSTFIX].processes, 3))
		return NULL;
	return found;
}

void own_choose(
	const char *programs, const char *processes, bool has_sendmail_cf, struct own_server *server_r)
{
	enum { RANK_INSTALLED = 1, RANK_RUNS, RANK_BOTH } best = 0;

	*server_r = (struct own_server){.kind = OWN_NONE};
	for (int kind = OWN_POSTFIX; kind < OWN_KIND_N; kind++) {
		const char *program = first_of(programs, abouts[kind].programs, 3);
		const char *process = running((enum own_kind)kind, processes);
		int rank;

		/* Every server brings a program called sendmail. */
		if (kind == OWN_SENDMAIL && !has_sendmail_cf)
			continue;
		rank = (program ? RANK_INSTALLED : 0) + (process ? RANK_RUNS : 0);
		if (rank <= (int)best)
			continue;
		best = rank;
		server_r->kind = (enum own_kind)kind;
		server_r->runs = process;
		server_r->apart = !program;
		str_copy(server_r->command, sizeof server_r->command,
			program ? program : abouts[kind].programs[0]);
	}
}

const char *own_unit(const struct mailcase *mailcase, enum own_kind kind)
{
	static const char *const places[] = {
		"/usr/lib/systemd/system/", "/lib/systemd/system/", "/etc/systemd/system/"};
	const struct own_about *about = &abouts[kind];
	STR_AUTO struct str names = STR_INIT;
	char file[64];

	for (size_t p = 0; p < sizeof places / sizeof places[0]; p++) {
		if (computer_list(mailcase, places[p], &names) != COMPUTER_READ)
			continue;
		for (size_t i = 0; i < 3 && about->units[i]; i++) {
			snprintf(file, sizeof file, "%s.service", about->units[i]);
			if (has_line(str_text(&names), file))
				return about->units[i];
		}
	}
	return about->units[0];
}

static bool has_directory(const struct mailcase *mailcase, const char *path)
{
	STR_AUTO struct str names = STR_INIT;

	return computer_list(mailcase, path, &names) == COMPUTER_READ;
}

static bool has_script(const struct mailcase *mailcase, const char *name)
{
	STR_AUTO struct str names = STR_INIT;

	return computer_list(mailcase, "/etc/init.d/", &names) == COMPUTER_READ &&
	       has_line(str_text(&names), name);
}

void own_start_command(const struct mailcase *mailcase, const struct own_server *server, const char *verb,
	char *buf, size_t size)
{
	const char *unit = own_unit(mailcase, server->kind);

	if (has_directory(mailcase, "/run/systemd/system/"))
		snprintf(buf, size, "sudo systemctl %s %s", verb, unit);
	else if (has_script(mailcase, unit))
		snprintf(buf, size, "sudo service %s %s", unit, verb);
	else if (server->kind == OWN_EXIM)
		snprintf(buf, size, "sudo %s -bd -q30m", server->command);
	else
		snprintf(buf, size, "sudo %s", abouts[server->kind].by_hand);
}

static bool ends_in(const char *name, const char *suffix)
{
	size_t len = strlen(name), part = strlen(suffix);

	return len >= part && ascii_caseeq(name + len - part, suffix) &&
	       (len == part || name[len - part - 1] == '.');
}

static bool is_well_formed(const char *name)
{
	size_t label = 0;

	for (; *name; name++) {
		if (*name == '.' && !label)
			return false;
		if (*name != '.' && !ascii_isalnum(*name) && *name != '-')
			return false;
		label = *name == '.' ? 0 : label + 1;
	}
	return label > 0;
}

enum own_name_fault own_name_judge(const char *name)
{
	static const char *const local[] = {"localhost", "localdomain", "local", "lan", "home", "home.arpa",
		"internal", "intranet", "private", "corp", "invalid", "fritz.box"};

	/* An address literal is lawful (RFC 5321 section 4.1.3). */
	if (name[0] == '[' && name[strlen(name) - 1] == ']')
		return OWN_NAME_FINE;
	for (size_t i = 0; i < sizeof local / sizeof local[0]; i++) {
		if (ends_in(name, local[i]))
			return OWN_NAME_LOCAL;
	}
	if (!is_well_formed(name))
		return OWN_NAME_MALFORMED;
	return strchr(name, '.') ? OWN_NAME_FINE : OWN_NAME_SHORT;
}

bool own_file_absent(const struct mailcase *mailcase, const char *path)
{
	STR_AUTO struct str text = STR_INIT;

	return computer_read(mailcase, path, &text) == COMPUTER_ABSENT;
}
