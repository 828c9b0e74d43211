/*
 * Options about who sends: the address that the mail leaves from, the envelope's sender, and the name in HELO. What is no domain is no
 * mistake of the command line: SPF has an answer for it.
 */
#include "src/options_set.h"

#include <string.h>

#include "checks/base/utf8.h"
#include "checks/net/addr.h"
#include "ui/words/words.h"

SETTER(set_ip)
{
	struct net_addr addr;

	if (strchr(value, '%') || !net_addr_parse(value, 0, &addr))
		/* TRANSLATORS: {option} is --ip, {value} what was given, {allowed} two literal examples. */
		return fail_value(error, _("{option} takes an IP address, such as {allowed}, not {value}."),
			"--ip", value, "192.0.2.1, 2001:db8::1");
	net_addr_text(&addr, options->mailcase.sending_ip, sizeof options->mailcase.sending_ip);
	return true;
}

SETTER(set_helo)
{
	(void)error;
	options->helo = value;
	text_harmless_buf(options->mailcase.helo, sizeof options->mailcase.helo, value, strlen(value));
	return true;
}

SETTER(set_sender)
{
	(void)error;
	options->sender = value;
	return true;
}
