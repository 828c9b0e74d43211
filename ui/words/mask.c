/*
 * What is masked, and what of a record is told to the mask first.
 */
#include "ui/words/mask.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "ui/words/mask_host.h"
#include "ui/words/mask_records.h"
#include "ui/words/mask_scan.h"

struct mask {
	struct mask_names names;
};

struct mask *mask_new(void)
{
	struct mask *mask = mem_new(sizeof *mask);

	/* Whose lines the addresses below are is nobody's name, but what stands before it is. */
	names_learn_readable(&mask->names, "in-addr.arpa", strlen("in-addr.arpa"));
	names_learn_readable(&mask->names, "ip6.arpa", strlen("ip6.arpa"));
	return mask;
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
		mask_text(mask, value, out);
		break;
	default:
		mask_own(mask, value, out);
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

void mask_own(struct mask *mask, const char *words, struct str *out)
{
	if (mask_leaks(mask, words))
		mask_text(mask, words, out);
	else
		str_add(out, words);
}

bool mask_leaks(const struct mask *mask, const char *text)
{
	return scan_text(&mask->names, NULL, text, NULL);
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

/* Evidence that is not of a record: our own words, a page for everybody, words of a peer. */
static bool is_of_record(const struct finding *finding, const char *key)
{
	static const char *const others[] = {"asked", "page", "menu", "reply"};

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (strcmp(key, others[i]) == 0)
			return false;
	return finding_step(finding->id) == STEP_DNS || strcmp(key, "query") == 0;
}

/* Names that stand in no argument of their own. */
static void learn_records(struct mask *mask, const struct finding *finding)
{
	for (size_t i = 0; i < finding->n_args; i++)
		if (finding->args[i].type == ARG_TEXT && finding->args[i].text &&
			is_of_record(finding, finding->args[i].name))
			records_learn(&mask->names, finding->args[i].text);
	for (size_t i = 0; i < finding->n_evidence; i++)
		if (is_of_record(finding, finding->evidence[i].key))
			records_learn(&mask->names, finding->evidence[i].value);
}

/* What a text alone tells (an address of mail, a number) is known before the first text is shown, not after it. */
static void learn_text(struct mask *mask, const char *text)
{
	struct str unused STR_AUTO = STR_INIT;

	if (text)
		scan_text(&mask->names, &mask->names, text, &unused);
}

static void learn_texts(struct mask *mask, const struct finding *finding)
{
	for (size_t i = 0; i < finding->n_args; i++)
		if (finding->args[i].type == ARG_TEXT || finding->args[i].type == ARG_COMMAND ||
			finding->args[i].type == ARG_URL)
			learn_text(mask, finding->args[i].text);
	for (size_t i = 0; i < finding->n_evidence; i++)
		learn_text(mask, finding->evidence[i].value);
}

static void learn_line(const struct transcript_line *line, void *data)
{
	learn_text(data, line->peer);
	learn_text(data, line->text);
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
	for (size_t i = 0; i < record->findings.n; i++)
		learn_records(mask, &record->findings.items[i]);
	for (size_t i = 0; i < record->findings.n; i++)
		learn_texts(mask, &record->findings.items[i]);
	if (record->transcript)
		transcript_each(record->transcript, learn_line, mask);
}
