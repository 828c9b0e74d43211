/*
 * Files of settings that strangers publish, on any bytes: what is read is whole, bounded, harmless, and names servers by host names.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/utf8.h"
#include "checks/know/autoconfig.h"
#include "checks/mail/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void expect(int condition)
{
	if (!condition)
		abort();
}

static void check_text(const char *text, size_t size)
{
	size_t len = strnlen(text, size);

	expect(len < size && utf8_valid(text, len));
	for (size_t i = 0; i < len; i++)
		expect((unsigned char)text[i] >= 32 && text[i] != 127);
}

static void check_servers(const struct provider_server *servers, size_t n)
{
	char host[HOST_MAX];
	int port = 0;

	expect(n <= PROVIDER_SERVERS_MAX);
	for (size_t i = 0; i < n; i++) {
		expect(host_parse(servers[i].host, host, &port) && strcmp(host, servers[i].host) == 0);
		expect(!port && !host_is_literal(host));
		expect(servers[i].port > 0 && servers[i].port < 65536);
		expect(strchr("tsn", servers[i].kind) && strchr("alod", servers[i].user));
	}
}

static void check_row(const struct published *published)
{
	expect(published->provider.n_outgoing > 0);
	check_servers(published->provider.outgoing, published->provider.n_outgoing);
	check_servers(published->provider.incoming, published->provider.n_incoming);
	check_text(published->name, sizeof published->name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct published published;
	enum autodiscover kind;

	if (autoconfig_read((const char *)data, len, "example.org", &published))
		check_row(&published);
	kind = autodiscover_read((const char *)data, len, "example.org", &published);
	if (kind == AUTODISCOVER_SETTINGS)
		check_row(&published);
	if (kind == AUTODISCOVER_SENT_ON)
		check_text(published.next, sizeof published.next);
	return 0;
}
