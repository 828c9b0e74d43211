/*
 * Addresses and host names as anybody can type or paste them: what is accepted can stand in a command and is
 * accepted again, as it is.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/mail/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_domain(const char *domain)
{
	if (!*domain || strlen(domain) > 253)
		abort();
	for (; *domain; domain++)
		if (!ascii_isalnum(*domain) && !strchr("-._:%", *domain))
			abort();
}

static void check_address(const char *typed)
{
	struct mail_address a, again;

	if (address_parse(typed, &a) != ADDRESS_FINE)
		return;
	check_domain(a.domain);
	if (strlen(a.full) != strlen(a.local) + 1 + strlen(a.domain) || strlen(a.local) > 64)
		abort();
	for (const char *p = a.full; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f || ((unsigned char)*p > 127 && !a.needs_smtputf8))
			abort();
	if (a.local[0] != '"' && strpbrk(a.local, " <>\"\\@"))
		abort();
	if (address_parse(a.full, &again) != ADDRESS_FINE || strcmp(a.full, again.full) != 0)
		abort();
}

static void check_host(const char *typed)
{
	char host[HOST_MAX], again[HOST_MAX], fixed[HOST_MAX];
	int port = 0;

	if (host_likely_typo(typed, fixed))
		check_domain(fixed);
	if (!host_parse(typed, host, &port))
		return;
	check_domain(host);
	if (port < 0 || port > 65535)
		abort();
	if (!host_parse(host, again, NULL) || strcmp(host, again) != 0)
		abort();
	if (host_likely_typo(host, fixed))
		check_domain(fixed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *typed = strndup((const char *)data, len);

	if (typed) {
		check_address(typed);
		check_host(typed);
	}
	free(typed);
	return 0;
}
