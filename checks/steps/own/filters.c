/*
 * Programs that every mail passes on its way through the server (content filters and milters): which there are, and whether those
 * on this computer listen. A filter that does not answer holds all mail up.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/engine/computer.h"
#include "checks/steps/own/gather.h"
#include "checks/steps/own/own.h"

/* Something in a setting that mail is handed to: "inet:localhost:8891", "smtp-amavis:[127.0.0.1]:10024", "unix:/run/x". */
struct filter {
	const char *setting;
	char where[256];
	struct own_hop hop; /* host "": no port, a file */
};

static bool is_home(const char *host)
{
	return ascii_caseeq(host, "localhost") || ascii_starts(host, "127.") || strcmp(host, "::1") == 0;
}

static bool is_listened_on(const struct mailcase *mailcase, int port)
{
	static const char *const tables[] = {"/proc/net/tcp", "/proc/net/tcp6"};
	STR_AUTO struct str text = STR_INIT;
	bool known = false;

	for (size_t i = 0; i < 2; i++) {
		if (computer_read(mailcase, tables[i], &text) != COMPUTER_READ)
			continue;
		known = true;
		if (own_listens(str_text(&text), port))
			return true;
	}
	return !known;
}

static void say_filter(struct check_run *run, const char *program, const struct filter *filter)
{
	struct finding *finding = run_say(run, F_OWN_FILTER,
		/* TRANSLATORS: {program} is a mail server program, {setting} one of its settings, {value} where a filter
		   listens. */
		N_("{program} shows every mail to another program before it takes or sends it: {value} "
		   "({setting})."),
		A_NAME("program", program), A_NAME("setting", filter->setting),
		A_TEXT("value", filter->where));

	run_evidence(finding, "setting", filter->setting);
	run_evidence(finding, "value", filter->where);
}

static void judge_filter(struct check_run *run, const struct gathered *gathered,
	const struct own_world *world, const struct filter *filter, struct own_faults *faults)
{
	bool harmless = ascii_find(filter->setting, "milters") &&
			ascii_caseeq(own_list_get(&gathered->list, "milter_default_action", ""), "accept");
	struct own_fault *fault;

	say_filter(run, "Postfix", filter);
	if (!filter->hop.host[0] || !filter->hop.port || !is_home(filter->hop.host) ||
		is_listened_on(run_case(run), filter->hop.port))
		return;
	fault = own_fault_add(faults, harmless ? F_OWN_SETTING_ODD : F_OWN_SETTING,
		/* TRANSLATORS: {program} is a mail server program, {setting} one of its settings, {port} a number. */
		N_("{program} shows every mail to a filter at port {port} of this computer ({setting}), and "
		   "nothing listens "
		   "there. The filter has to be started."),
		&gathered->list, filter->setting, world);
	fault->port = filter->hop.port;
}

/* One word of a value; inet: and the name of a transport stand before host and port. */
static void read_filter(const char *word, struct filter *filter)
{
	const char *colon = strchr(word, ':');

	str_copy(filter->where, sizeof filter->where, word);
	filter->hop = (struct own_hop){.port = 0};
	if (colon && !ascii_starts(word, "unix:"))
		(void)own_read_hop(colon + 1, &filter->hop);
}

void own_judge_filters(struct check_run *run, const struct gathered *gathered, const struct own_world *world,
	struct own_faults *faults)
{
	static const char *const settings[] = {
		"content_filter", "smtpd_proxy_filter", "smtpd_milters", "non_smtpd_milters"};

	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
		STR_AUTO struct str value = STR_INIT_MAX(OWN_VALUE_MAX);
		const char *at;
		char word[256];

		own_expand(&gathered->list, own_list_get(&gathered->list, settings[i], ""), &value);
		for (at = str_text(&value); own_next_word(&at, word, sizeof word);) {
			struct filter filter = {.setting = settings[i]};

			if (word[0] == '{' || strchr(word, '=') || strchr(word, '}'))
				continue;
			read_filter(word, &filter);
			judge_filter(run, gathered, world, &filter, faults);
		}
	}
}
