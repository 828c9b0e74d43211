/*
 * Whether a report is about a mail of whoever got it: anybody can write one, and spam with a forged sender brings reports to people who sent
 * nothing ("backscatter"). Said only where the mail itself shows it.
 */
#include "checks/know/bounce_reports.h"

#include <string.h>

#include "checks/base/ascii.h"

/* The last two labels: where a suffix has two of its own, more is taken for the person's, not less. */
static const char *organisation(const char *address)
{
	const char *domain = strrchr(address, '@'), *dot;

	domain = domain ? domain + 1 : address;
	for (dot = strrchr(domain, '.'); dot && dot > domain; dot--)
		if (dot[-1] == '.')
			return dot;
	return domain;
}

/* The address that the report came to; false: not told, or a postmaster's, who gets reports about everybody's mails. */
static bool addressee(const struct message *report, char *address_r)
{
	struct str STR_AUTO to = STR_INIT_MAX(4096);
	const char *begin, *end;

	return message_value(report, "To", 0, &to) &&
	       bounce_address_find(str_text(&to), &begin, &end, address_r) &&
	       !ascii_starts(address_r, "postmaster@");
}

static bool same_house(const struct message *report, const char *address)
{
	struct str STR_AUTO from = STR_INIT_MAX(4096);

	return message_value(report, "From", 0, &from) &&
	       ascii_find(str_text(&from), organisation(address)) != NULL;
}

bool bounce_is_foreign(const struct message *report, const struct message *returned)
{
	struct str STR_AUTO header = STR_INIT_MAX(MESSAGE_VALUE_MAX);
	char address[ADDRESS_MAX + 1];

	if (!message_field(returned, "From", 0) || !message_field(returned, "Message-ID", 0) ||
		!addressee(report, address) || same_house(report, address))
		return false;
	str_add_bytes(&header, returned->bytes, returned->body);
	return !ascii_find(str_text(&header), organisation(address));
}

bool bounce_is_unrelated(const struct message *returned, const struct bounce_reports *reports)
{
	struct str STR_AUTO header = STR_INIT_MAX(MESSAGE_VALUE_MAX);

	str_add_bytes(&header, returned->bytes, returned->body);
	for (size_t i = 0; i < reports->v.n; i++) {
		const struct bounce_report *report = &reports->v.items[i];

		if (!report->address[0] || ascii_find(str_text(&header), organisation(report->address)))
			return false;
		for (int a = 0; a < BOUNCE_ALIASES; a++)
			if (report->aliases[a][0] &&
				ascii_find(str_text(&header), organisation(report->aliases[a])))
				return false;
	}
	return reports->v.n != 0;
}

bool bounce_is_about_addressee(const struct message *report, const struct bounce_reports *reports)
{
	char address[ADDRESS_MAX + 1];

	return reports->v.n == 1 && addressee(report, address) &&
	       bounce_report_is(&reports->v.items[0], address);
}
