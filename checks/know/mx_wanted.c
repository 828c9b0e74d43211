/*
 * Servers in use against mx_wanted.psv.
 */
#include "checks/know/mx_wanted.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/tables.h"

enum column { SERVERS, RECORDS, SOURCE };

/* Whether server is one of the suffixes, or under it. */
static bool fits(const char *suffixes, const char *server)
{
	size_t slen = strlen(server);

	for (const char *at = suffixes; *at;) {
		size_t len = strcspn(at, ",");

		if (len <= slen && strncmp(server + slen - len, at, len) == 0 &&
			(len == slen || server[slen - len - 1] == '.'))
			return true;
		at += len + (at[len] == ',');
	}
	return false;
}

/* "0 {domain}.mail.protection.outlook.com" */
static void add_record(struct str *records, const char *domain, const char *record, size_t len)
{
	static const char mark[] = "{domain}";
	const char *at = strstr(record, mark);

	str_addf(records, "%s%s. MX ", records->len ? "\n" : "", domain);
	if (at && at < record + len) {
		str_add_bytes(records, record, (size_t)(at - record));
		for (const char *c = domain; *c; c++)
			str_add_char(records, *c == '.' ? '-' : *c);
		len -= (size_t)(at - record) + sizeof mark - 1;
		record = at + sizeof mark - 1;
	}
	str_add_bytes(records, record, len);
	str_add_char(records, '.');
}

bool mx_wanted(const char *server, const char *domain, struct str *records)
{
	for (size_t i = 0; server[0] && i < know_mx_wanted_rows; i++) {
		if (!fits(know_mx_wanted[i][SERVERS], server))
			continue;
		for (const char *at = know_mx_wanted[i][RECORDS]; *at;) {
			size_t len = strcspn(at, ",");

			add_record(records, domain, at, len);
			at += len + (at[len] == ',');
		}
		return true;
	}
	return false;
}
