/*
 * Options whose values are numbers, names of servers, addresses and texts.
 */
#include "src/options_set.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "checks/base/ascii.h"
#include "checks/base/file.h"
#include "checks/base/utf8.h"
#include "checks/mail/address.h"
#include "checks/net/dns.h"
#include "ui/words/words.h"

bool fail_value(struct usage_error *error, const char *translated, const char *option, const char *value,
	const char *allowed)
{
	char harmless[160];

	text_harmless_buf(harmless, sizeof harmless, value, strlen(value));

	const struct arg args[] = {
		A_NAME("option", option), A_NAME("value", harmless), A_NAME("allowed", allowed)};

	return usage_fail(error, "bad-value", translated, args, 3);
}

static bool number(const char *option, const char *value, int64_t min, int64_t max, int64_t *number_r,
	struct usage_error *error)
{
	char range[64];

	if (ascii_number(value, min, max, number_r))
		return true;
	snprintf(range, sizeof range, "%lld-%lld", (long long)min, (long long)max);
	/* TRANSLATORS: {option} is an option, {value} what was given, {allowed} a range of numbers such as
	 * 1-65535. */
	return fail_value(
		error, _("{option} takes a number ({allowed}), not {value}."), option, value, range);
}

static bool port(const char *option, const char *value, int *port_r, struct usage_error *error)
{
	int64_t n = 0;

	if (!number(option, value, 1, 65535, &n, error))
		return false;
	*port_r = (int)n;
	return true;
}

SETTER(set_port)
{
	return port("--port", value, &options->mailcase.in_use.port, error);
}

SETTER(set_incoming_port)
{
	int *p = &options->mailcase.incoming.port;

	if (!port("--incoming-port", value, p, error))
		return false;
	options->mailcase.incoming.pop3 = *p == 110 || *p == 995;
	return true;
}

SETTER(set_timeout)
{
	int64_t seconds = 0;

	if (!number("--timeout", value, 1, 3600, &seconds, error))
		return false;
	options->mailcase.timeout_ms = seconds * 1000;
	options->timeout_given = true;
	return true;
}

SETTER(set_pause)
{
	int64_t seconds = 0;

	if (!number("--pause", value, 1, PAUSE_MAX_MS / 1000, &seconds, error))
		return false;
	options->mailcase.pause_ms = seconds * 1000;
	return true;
}

SETTER(set_wait)
{
	int64_t seconds = 0;

	if (!number("--wait", value, 1, ARRIVAL_WAIT_MAX_MS / 1000, &seconds, error))
		return false;
	options->mailcase.wait_ms = seconds * 1000;
	return true;
}

SETTER(set_password_fd)
{
	int64_t fd = 0;

	if (!number("--password-fd", value, 0, 65535, &fd, error))
		return false;
	options->password_fd = (int)fd;
	return true;
}

/* A line break or the like within the text: nobody types that, and no part of it is to be guessed at. */
static bool has_control(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	}
	return false;
}

bool option_address(
	const char *option, const char *text, struct mail_address *address_r, struct usage_error *error)
{
	/* TRANSLATORS: in all of these {value} is what was typed. */
	static const char *const faults[] = {
		[ADDRESS_EMPTY] = N_("The email address is empty."),
		[ADDRESS_NO_AT] = N_("{value} is not an email address: there is no @ in it."),
		[ADDRESS_NO_LOCAL] = N_("{value} is not an email address: the name before the @ is missing."),
		/* TRANSLATORS: {value} is what was typed. */
		[ADDRESS_NO_DOMAIN] =
			N_("{value} is not an email address: what belongs behind the @ is missing."),
		/* TRANSLATORS: {value} is what was typed. */
		[ADDRESS_BAD_DOMAIN] = N_("{value} is not an email address: what stands behind the @ is not "
					  "a name of the internet."),
		/* TRANSLATORS: {value} is what was typed. */
		[ADDRESS_BAD_LOCAL] = N_("{value} is not an email address: there is a character in it that "
					 "cannot be there."),
		[ADDRESS_TOO_LONG] = N_("The email address is too long."),
		/* TRANSLATORS: {value} is what was typed. */
		[ADDRESS_SEVERAL] = N_("{value} is more than one email address. Give one."),
	};
	enum address_fault fault = has_control(text) ? ADDRESS_BAD_LOCAL : address_parse(text, address_r);

	if (fault == ADDRESS_FINE)
		return true;
	fail_value(error, _(faults[fault]), option ? option : "", text, "");
	str_copy(error->id, sizeof error->id, "bad-address");
	return false;
}

static bool host(
	const char *option, const char *value, struct server_settings *settings, struct usage_error *error)
{
	int port_in_name = 0;

	if (!host_parse(value, settings->host, &port_in_name))
		/* TRANSLATORS: {option} is an option such as --server, {value} what was given. */
		return fail_value(error,
			_("{option} takes the name or the IP address of a server, not {value}."), option,
			value, "");
	if (port_in_name && !settings->port)
		settings->port = port_in_name;
	settings->source = SOURCE_GIVEN;
	return true;
}

SETTER(set_server)
{
	return host("--server", value, &options->mailcase.in_use, error);
}

SETTER(set_incoming)
{
	return host("--incoming", value, &options->mailcase.incoming, error);
}

SETTER(set_domain)
{
	int ignored = 0;

	if (host_parse(value, options->mailcase.domain, &ignored) && !ignored &&
		!host_is_literal(options->mailcase.domain))
		return true;
	/* TRANSLATORS: {option} is --domain, {value} what was given. */
	return fail_value(error, _("{option} takes the name of a domain, such as example.org, not {value}."),
		"--domain", value, "");
}

SETTER(set_to)
{
	struct mail_address address;

	if (!option_address("--to", value, &address, error))
		return false;
	str_copy(options->mailcase.to, sizeof options->mailcase.to, address.full);
	return true;
}

SETTER(set_send_to)
{
	struct mail_address address;

	if (!option_address("--send-to", value, &address, error))
		return false;
	str_copy(options->mailcase.send_to, sizeof options->mailcase.send_to, address.full);
	return true;
}

SETTER(set_user)
{
	char harmless[ADDRESS_MAX + 1];

	text_harmless_buf(harmless, sizeof harmless, value, strlen(value));
	if (value[0] && strcmp(harmless, value) == 0)
		return str_copy(options->mailcase.user, sizeof options->mailcase.user, value);
	/* TRANSLATORS: {option} is --user. */
	return fail_value(error, _("{option} takes the name to sign in with: 1 to 320 ordinary characters."),
		"--user", "", "");
}

SETTER(set_resolver)
{
	struct dns_config config;

	if (dns_config_given(value, &config) &&
		str_copy(options->mailcase.resolver, sizeof options->mailcase.resolver, value))
		return true;
	/* TRANSLATORS: {option} is --resolver, {value} what was given; the addresses are literal. */
	return fail_value(error,
		_("{option} takes the IP address of a DNS server, such as 192.0.2.1 or 192.0.2.1:53, not "
		  "{value}."),
		"--resolver", value, "");
}

SETTER(set_ca_file)
{
	if (access(value, R_OK) == 0 &&
		str_copy(options->mailcase.ca_file, sizeof options->mailcase.ca_file, value))
		return true;
	/* TRANSLATORS: {option} is --ca-file, {value} the name of a file. */
	return fail_value(error, _("{option}: the file {value} cannot be read."), "--ca-file", value, "");
}

SETTER(set_lang)
{
	bool fine = ascii_isalpha(value[0]) && strlen(value) < sizeof options->mailcase.lang;

	for (const char *c = value; fine && *c; c++)
		fine = ascii_isalnum(*c) || *c == '_' || *c == '-' || *c == '@' || *c == '.';
	if (fine)
		return str_copy(options->mailcase.lang, sizeof options->mailcase.lang, value);
	/* TRANSLATORS: {option} is --lang, {value} what was given; de and pt_BR are literal. */
	return fail_value(
		error, _("{option} takes a language such as de or pt_BR, not {value}."), "--lang", value, "");
}

/* The message that the program showed: a file, or standard input for "-". What is longer is cut. */
SETTER(set_message)
{
	struct str STR_AUTO text = STR_INIT_MAX(MESSAGE_MAX * 4);
	struct str STR_AUTO harmless = STR_INIT;

	if (!file_read(value, &text))
		/* TRANSLATORS: {option} is --message, {value} the name of a file. */
		return fail_value(
			error, _("{option}: the file {value} cannot be read."), "--message", value, "");
	text_harmless(&harmless, str_text(&text), text.len, TEXT_KEEP_LINES, MESSAGE_MAX - 1);
	str_copy(options->mailcase.message, sizeof options->mailcase.message, str_text(&harmless));
	return true;
}
