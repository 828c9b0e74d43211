/*
 * What is masked, and what of a record is told to the mask first.
 */
#include "ui/words/mask.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "ui/words/mask_host.h"
#include "ui/words/mask_scan.h"

struct mask {
	struct mask_names names;
};

struct mask *mask_new(void)
{
	return mem_new(sizeof(struct mask));
}

void mask_free(struct mask **mask)
{
	if (!*mask)
		return;
	names_release(&(*mask)->names);
	free(*mask);
	*mask = NULL;
}

void mask_value(struct mask *mask, enum arg_type type, const char *value, struct str *out)
{
	switch (type) {
	case ARG_HOST:
		scan_host(&mask->names, value, strlen(value), out);
		break;
	case ARG_IP:
		if (!scan_ip(&mask->names, value, strlen(value), out))
			mask_text(mask, value, out);
		break;
	case ARG_EMAIL:
	case ARG_USER:
		if (*value && !scan_email(&mask->names, value, out))
			str_add(out, names_learn(&mask->names, NAME_USER, value, strlen(value))->stand_in);
		break;
	case ARG_TEXT:
	case ARG_COMMAND:
	case ARG_URL:
	case ARG_WORD:
		mask_text(mask, value, out);
		break;
	default:
		str_add(out, value);
	}
}

void mask_learn(struct mask *mask, enum arg_type type, const char *value)
{
	struct str unused STR_AUTO = STR_INIT;

	if (value && (type == ARG_HOST || type == ARG_IP || type == ARG_EMAIL || type == ARG_USER))
		mask_value(mask, type, value, &unused);
}

void mask_text(struct mask *mask, const char *text, struct str *out)
{
	struct str learning STR_AUTO = STR_INIT;

	struct str masked STR_AUTO = STR_INIT;

	/* Twice, for a name that stands bare before it stands in an address. */
	scan_text(&mask->names, &mask->names, text, &learning);
	scan_text(&mask->names, &mask->names, text, &masked);
	/* Bytes made to confuse: what still looks like a name behind the mask goes as a whole, the rest of the report stays. */
	if (scan_text(&mask->names, NULL, str_text(&masked), NULL))
		str_add(out, "(hidden)");
	else
		str_add_bytes(out, str_text(&masked), masked.len);
}

/* A copy in which the isolates that words_fill() puts round arguments are blanks: they belong to no name. */
static char *without_isolates(const char *text)
{
	char *copy = mem_strdup(text);

	for (char *s = copy; (s = strstr(s, "\xe2\x81")); s += 2)
		if (s[2] == '\xa8' || s[2] == '\xa9')
			memset(s, ' ', 3);
	return copy;
}

bool mask_leaks(const struct mask *mask, const char *text)
{
	char *copy = without_isolates(text);
	bool leaks = scan_text(&mask->names, NULL, copy, NULL);

	free(copy);
	return leaks;
}

static void learn_server(struct mask *mask, const struct server_settings *server)
{
	mask_learn(mask, ARG_HOST, server->host);
	if (server->user[0])
		mask_learn(mask, ARG_USER, server->user);
}

/* One address in two spellings gets one stand-in. */
static void learn_address(struct mask *mask, const struct mail_address *address)
{
	const char *shown = strrchr(address->shown, '@');
	const struct mask_name *domain;
	size_t head = 0;

	if (!address->full[0])
		return;
	mask_learn(mask, ARG_EMAIL, address->full);
	domain = names_domain_of(&mask->names, address->domain, strlen(address->domain), &head);
	if (shown && domain && head == 0)
		names_alias(&mask->names, NAME_DOMAIN, shown + 1, strlen(shown + 1), domain->stand_in);
}

static void learn_case(struct mask *mask, const struct mailcase *mailcase)
{
	struct str unused STR_AUTO = STR_INIT;

	learn_address(mask, &mailcase->address);
	mask_learn(mask, ARG_USER, mailcase->user[0] ? mailcase->user : NULL);
	mask_learn(mask, ARG_HOST, mailcase->domain);
	mask_learn(mask, ARG_EMAIL, mailcase->to);
	mask_learn(mask, ARG_IP, mailcase->resolver);
	learn_server(mask, &mailcase->in_use);
	learn_server(mask, &mailcase->incoming);
	mask_text(mask, mailcase->message, &unused);
}

void mask_record(struct mask *mask, const struct record *record)
{
	learn_case(mask, &record->mailcase);
	learn_server(mask, &record->learnt.outgoing);
	learn_server(mask, &record->learnt.incoming);
	learn_server(mask, &record->learnt.recommended);
	learn_server(mask, &record->learnt.working);
	for (size_t i = 0; i < record->findings.n; i++) {
		const struct finding *finding = &record->findings.items[i];

		for (size_t j = 0; j < finding->n_args; j++)
			mask_learn(mask, finding->args[j].type, finding->args[j].text);
	}
}
