/*
 * What stands in a text where a value is not known, so that each reads well without any. Names that end in
 * _arg stand in commands, where capitals say that something has to be put in; they are the same in every
 * language.
 */
#include "ui/words/args.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/engine/words.h"
#include "ui/words/words.h"

static const struct {
	const char *name, *word;
	bool literal; /* not translated */
} plain[] = {
	{"host", N_("the mail server"), false},
	{"port", N_("(not known)"), false},
	{"security", N_("(not known)"), false},
	{"address", N_("your email address"), false},
	{"domain", N_("your domain"), false},
	{"user", N_("your user name"), false},
	{"wanted", N_("your whole email address"), false},
	{"recipient", N_("the recipient"), false},
	{"provider", N_("your mail provider"), false},
	{"incoming_host", N_("the server for receiving"), false},
	{"reply", N_("(none)"), false},
	{"ip", N_("(not known)"), false},
	{"hop", N_("(not known)"), false},
	{"seconds", N_("several"), false},
	{"working_host", N_("the server that your mail provider names"), false},
	{"other_host", N_("the server that your mail provider names"), false},
	{"working_port", N_("465 (or 587)"), false},
	{"working_security", N_("SSL/TLS (with port 587: STARTTLS)"), false},
	{"certificate_name", N_("another name"), false},
	{"tested_at", N_("today"), false},
	{"product", N_("your security program"), false},
	{"menu", N_("the settings for mail or for encrypted connections"), false},
	{"addon", N_("those of security programs"), false},
	{"date", N_("a date that is not known"), false},
	{"code", N_("(none)"), false},
	{"url", N_("the web page of your mail provider"), false},
	{"url_password", N_("the web page of your mail provider"), false},
	{"url_app_password", N_("the web page of your mail provider"), false},
	{"url_enable", N_("the web page of your mail provider"), false},
	{"url_status", N_("the web page of your mail provider"), false},
	{"record", "RECORD", true},
	{"company", N_("the company that keeps your domain"), false},
	{"keeper_menu", N_("the DNS settings"), false},
	{"list", N_("the list"), false},
	{"list_page", N_("the web page of the list"), false},
	{"until", N_("a time that is not known"), false},
	{"fix", "COMMAND", true},
	{"fix_line", "LINE", true},
	{"fix_file", "FILE", true},
	{"show", "COMMAND", true},
	{"rule", "RULE", true},
	{"place", "PLACE", true},
	{"host_arg", "SERVER", true},
	{"port_arg", "PORT", true},
	{"user_arg", "USER", true},
	{"start", "sudo systemctl start postfix", true},
	{"change", N_("(what was found says which)"), false},
	{"who", N_("somebody"), false},
	{"address_arg", "ADDRESS", true},
};

const char *words_plain(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		if (strlen(plain[i].name) == len && memcmp(plain[i].name, name, len) == 0)
			return plain[i].literal ? plain[i].word : _(plain[i].word);
	}
	return NULL;
}

bool words_is_needed(const char *name, size_t len)
{
	static const char *const needed[] = {"fix", "fix_line", "fix_file", "show", "rule", "place", "record",
		"company", "keeper_menu", "list", "list_page", "until", "other_host"};

	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		if (strlen(needed[i]) == len && memcmp(needed[i], name, len) == 0)
			return true;
	return false;
}

bool words_is_page(const char *name, size_t len)
{
	return len >= 3 && ascii_ncasecmp(name, "url", 3) == 0;
}
