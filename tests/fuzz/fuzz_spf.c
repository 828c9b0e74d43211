/*
 * SPF records and macros of any bytes. The first line is the record, the second a text with macros; the rest is the sender.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/auth/spf_macro.h"
#include "checks/auth/spf_record.h"
#include "checks/base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char *validated(void *data)
{
	(void)data;
	return "mail.example.org";
}

/* A target is a name that can be asked for, or it is refused. */
static void expand(const char *spec, size_t len, const struct spf_values *values)
{
	struct spf_name name;

	if (!spf_domain_expand(spec, len, values, &name))
		return;
	if (strlen(name.raw) > SPF_NAME_MAX || !name.raw[0] || !name.ask[0])
		abort();
	for (const char *c = name.ask; *c; c++)
		if (*c <= ' ' || *c > '~')
			abort();
}

static void read_record(const char *text, size_t len, const struct spf_values *values)
{
	struct spf_record record;

	if (!spf_record_is(text, len))
		return;
	if (spf_record_read(text, len, &record))
		for (size_t i = 0; i < record.terms.n; i++) {
			const struct spf_term *term = &record.terms.items[i];

			if (term->cidr4 < 0 || term->cidr4 > 32 || term->cidr6 < 0 || term->cidr6 > 128)
				abort();
			if (term->spec_len)
				expand(term->spec, term->spec_len, values);
		}
	else if (!record.fault_len)
		abort();
	spf_record_release(&record);
}

static void read_text(const char *text, size_t len, const struct spf_values *values)
{
	struct str STR_AUTO out = STR_INIT_MAX(1000);

	if (spf_macro_valid(text, len, SPF_MACRO_TEXT))
		spf_macro_expand(&out, text, len, SPF_MACRO_TEXT, values);
	if (spf_domain_valid(text, len))
		expand(text, len, values);
	spf_macro_uses(text, len, "slodiphcrtv");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *text = (const char *)data, *end = text + len;
	const char *second = memchr(text, '\n', len);
	const char *third = second ? memchr(second + 1, '\n', (size_t)(end - second - 1)) : NULL;
	char *sender = third ? mem_strndup(third + 1, (size_t)(end - third - 1)) : mem_strdup("anna");
	struct net_addr ip;
	const struct spf_values values = {.local = sender,
		.sender_domain = sender,
		.helo = sender,
		.domain = "example.org",
		.ip = &ip,
		.validated = validated};

	net_addr_parse(len % 2 ? "192.0.2.1" : "2001:db8::1", 0, &ip);
	read_record(text, second ? (size_t)(second - text) : len, &values);
	if (second)
		read_text(second + 1, (size_t)((third ? third : end) - second - 1), &values);
	free(sender);
	return 0;
}
