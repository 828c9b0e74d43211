/*
 * TLS report records read (RFC 8460 section 3).
 */
#include "checks/auth/tls_rpt.h"

#include <string.h>

#include "checks/auth/taglist.h"
#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"
#include "checks/mail/address.h"

#define VALUE_MAX 1024

static bool is_address(const char *uri)
{
	struct mail_address address;
	char text[VALUE_MAX];

	if (ascii_starts(uri, "https://"))
		return uri[8] && !strpbrk(uri, " <>\"");
	if (!ascii_starts(uri, "mailto:"))
		return false;
	str_copy(text, sizeof text, uri + strlen("mailto:"));
	text[strcspn(text, "?")] = '\0';
	return !strpbrk(text, " <>:/") && address_parse(text, &address) == ADDRESS_FINE;
}

/* Senders use the addresses that they understand. */
static bool has_address(const struct tag *rua)
{
	char value[VALUE_MAX], uri[VALUE_MAX];
	const char *at = value;

	if (!tag_copy(rua, value, sizeof value))
		return false;
	while (*at) {
		size_t len = strcspn(at, ",");
		const char *end = at + len;

		while (at < end && *at == ' ')
			at++;
		while (end > at && end[-1] == ' ')
			end--;
		memcpy(uri, at, (size_t)(end - at));
		uri[end - at] = '\0';
		if (is_address(uri))
			return true;
		at = end + strspn(end, " ,");
	}
	return false;
}

static enum tls_rpt read_record(const char *text, size_t len)
{
	struct taglist list = taglist_of(text, len);
	bool address = false;
	struct tag tag;

	if (!taglist_next(&list, &tag) || !tag_says(&tag, "TLSRPTv1"))
		return TLS_RPT_SYNTAX;
	while (taglist_next(&list, &tag)) {
		if (!tag.value || !tag.name_len)
			return TLS_RPT_SYNTAX;
		address |= tag_is(&tag, "rua") && has_address(&tag);
	}
	return address ? TLS_RPT_FOUND : TLS_RPT_NO_ADDRESS;
}

enum tls_rpt tls_rpt_read(const struct dns_answer *answer, char text_r[], size_t text_size)
{
	const struct dns_record *record;
	size_t n;

	text_r[0] = '\0';
	if (answer->outcome != DNS_FOUND)
		return dns_is_absent(answer->outcome) || answer->outcome == DNS_BAD_NAME ? TLS_RPT_NONE
											 : TLS_RPT_UNKNOWN;
	n = taglist_select(answer, "v=TLSRPTv1", &record);
	if (!record)
		return TLS_RPT_NONE;
	text_harmless_buf(text_r, text_size, record->u.txt.bytes, record->u.txt.len);
	if (n != 1)
		return n ? TLS_RPT_SEVERAL : TLS_RPT_SYNTAX;
	return read_record(record->u.txt.bytes, record->u.txt.len);
}
