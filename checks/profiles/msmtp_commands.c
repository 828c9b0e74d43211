/*
 * The commands of msmtp(1), old ones that it still takes among them. They are written small.
 */
#include "checks/profiles/msmtp_commands.h"

#include <stddef.h>

#include "checks/base/ascii.h"

/* What an account takes in; an unknown word makes msmtp refuse the whole file. */
const char *const msmtp_commands[] = {"add_missing_date_header", "add_missing_from_header", "aliases",
	"allow_from_override", "auth", "auto_from", "domain", "dsn_notify", "dsn_return", "eval", "from",
	"from_full_name", "host", "keepbcc", "logfile", "logfile_time_format", "maildomain", "ntlmdomain",
	"password", "passwordeval", "port", "protocol", "proxy_host", "proxy_port", "remove_bcc_headers",
	"set_date_header", "set_from_header", "set_msgid_header", "socket", "source_ip", "syslog", "timeout",
	"tls", "tls_cert_file", "tls_certcheck", "tls_crl_file", "tls_fingerprint", "tls_force_sslv3",
	"tls_host_override", "tls_key_file", "tls_min_dh_prime_bits", "tls_nocertcheck", "tls_nostarttls",
	"tls_priorities", "tls_starttls", "tls_trust_file", "undisclosed_recipients", "user", NULL};

/* Words that other programs and other days have for these. */
static const struct {
	const char *wrong, *right;
} meant[] = {
	{"server", "host"},
	{"hostname", "host"},
	{"smtp", "host"},
	{"username", "user"},
	{"login", "user"},
	{"pass", "password"},
	{"passwd", "password"},
	{"starttls", "tls_starttls"},
	{"ssl", "tls"},
	{"tls_cert", "tls_certcheck"},
	{"account_default", "account default"},
};

const char *msmtp_meant(const char *word)
{
	for (size_t i = 0; i < sizeof meant / sizeof meant[0]; i++)
		if (ascii_caseeq(word, meant[i].wrong))
			return meant[i].right;
	for (size_t i = 0; msmtp_commands[i]; i++)
		if (ascii_caseeq(word, msmtp_commands[i]))
			return msmtp_commands[i];
	return NULL;
}
