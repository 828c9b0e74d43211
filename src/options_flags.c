/*
 * Options that switch something on, say where the secret comes from, or where a report goes.
 */
#include "src/options_set.h"

#include <string.h>

#include "checks/auth/device.h"
#include "ui/report/report.h"
#include "ui/words/words.h"

SETTER(set_report)
{
	enum report_format format;

	if (!report_format_by_ending(value, &format))
		/* TRANSLATORS: {option} is --report, {value} the name of a file; the endings are literal. */
		return fail_value(error,
			_("{option} tells the kind of report by the ending: .txt, .html or .json; {value} "
			  "has another."),
			"--report", value, "");
	if (options->n_reports == REPORTS_MAX)
		return usage_fail(
			error, "too-many-reports", _("There are too many --report options."), NULL, 0);
	options->reports[options->n_reports++] = value;
	return true;
}

static bool one_secret(struct options *options, struct usage_error *error)
{
	int n = (options->password_file != NULL) + (options->password_command != NULL) +
		(options->password_fd >= 0) + options->ask_password +
		(options->mailcase.oauth_client[0] != '\0');

	if (n <= 1)
		return true;
	return usage_fail(error, "conflict", _("The password can come from one place only."), NULL, 0);
}

SETTER(set_password_file)
{
	options->password_file = value;
	return one_secret(options, error);
}

/* An id goes into the address of a web page: whatever else it holds was not given by its company. */
static bool set_id(const char *option, const char *value, char *buf, size_t size, struct usage_error *error)
{
	if (device_is_id(value) && str_copy(buf, size, value))
		return true;
	/* TRANSLATORS: {option} is an option, {value} what was given. */
	return fail_value(error, _("{option} takes letters, digits, dots and dashes only, not {value}."),
		option, value, NULL);
}

SETTER(set_oauth_client)
{
	return set_id("--oauth-client", value, options->mailcase.oauth_client,
		       sizeof options->mailcase.oauth_client, error) &&
	       one_secret(options, error);
}

SETTER(set_oauth_tenant)
{
	return set_id("--oauth-tenant", value, options->mailcase.oauth_tenant,
		sizeof options->mailcase.oauth_tenant, error);
}

SETTER(set_password_command)
{
	options->password_command = value;
	return one_secret(options, error);
}

SETTER(set_password_fd_once)
{
	return set_password_fd(options, value, error) && one_secret(options, error);
}

/* "--password ask" as the contract has it; anything else would be a password in the list of processes. */
SETTER(set_password)
{
	options->ask_password = true;
	if (strcmp(value, "ask") == 0)
		return one_secret(options, error);
	return usage_fail(error, "password-as-argument",
		_("A password is never given on the command line, where others can see it. Use "
		  "--password-file, "
		  "--password-fd, --password-command, or --password ask."),
		NULL, 0);
}

SETTER(set_ask_password)
{
	(void)value;
	options->ask_password = true;
	return one_secret(options, error);
}

SETTER(set_transcript)
{
	(void)error;
	options->transcript = value;
	return true;
}

SETTER(set_mask)
{
	(void)value;
	(void)error;
	options->mask = MASK_YES;
	return true;
}

SETTER(set_no_mask)
{
	(void)value;
	(void)error;
	options->mask = MASK_NO;
	return true;
}

#define FLAG(function, field)                                                                                \
	SETTER(function)                                                                                     \
	{                                                                                                    \
		(void)value;                                                                                 \
		(void)error;                                                                                 \
		options->field = true;                                                                       \
		return true;                                                                                 \
	}

FLAG(set_help, help)
FLAG(set_version, version)
FLAG(set_json, json)
FLAG(set_no_color, no_color)
FLAG(set_plain, plain)
FLAG(set_no_plain, no_plain)
FLAG(set_mouse, mouse)
FLAG(set_list, list)
FLAG(set_check, check)
FLAG(set_no_login, mailcase.no_login)
FLAG(set_lists, mailcase.lists)
FLAG(set_read_bounces, mailcase.read_bounces)
FLAG(set_offline, mailcase.offline)
FLAG(set_send, send)
FLAG(set_yes, yes)
FLAG(set_follow, follow)
FLAG(set_queue, queue)
FLAG(set_since_last, since_last)
FLAG(set_resume, resume)
