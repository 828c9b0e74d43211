/*
 * What is read about the way and the network on any bytes: netlink messages, HTTP answers, the kernel's table of routes. The
 * first byte chooses.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/net/http.h"
#include "checks/net/route.h"
#include "checks/steps/network/way.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_way(const struct route_way *way)
{
	if (strnlen(way->name, sizeof way->name) == sizeof way->name ||
		strnlen(way->driver, sizeof way->driver) == sizeof way->driver)
		abort();
	(void)route_is_vpn(route_kind(way, ""), true);
}

/* All messages of one datagram, as they are fed; each takes at least its header. */
static void netlink(const uint8_t *data, size_t len)
{
	struct route_message message;
	size_t at = 0, used;

	for (used = route_read(data, len, &message); used; used = route_read(data + at, len - at, &message)) {
		if (used < 16 || used > len - at)
			abort();
		at += used;
		check_way(&message.way);
	}
}

static void http(const uint8_t *data, size_t len)
{
	struct http_reader reader;
	size_t at = 0;
	bool more = true;

	http_reader_init(&reader);
	while (more && at < len) {
		const uint8_t *end = memchr(data + at, '\n', len - at);
		size_t n = end ? (size_t)(end - data) - at : len - at;
		struct str STR_AUTO line = STR_INIT;

		str_add_bytes(&line, data + at, n);
		more = http_reader_take(&reader, str_text(&line), n);
		at += n + 1;
	}
	if (strnlen(reader.answer.body, sizeof reader.answer.body) > HTTP_BODY_MAX ||
		strnlen(reader.answer.location, HTTP_LOCATION_MAX) == HTTP_LOCATION_MAX)
		abort();
	if (reader.answer.status && (reader.answer.status < 100 || reader.answer.status > 599))
		abort();
}

static void table(const uint8_t *data, size_t len)
{
	struct str STR_AUTO text = STR_INIT;
	struct route_way way = {.device = 0};
	struct net_addr to;

	str_add_bytes(&text, data, len);
	net_addr_parse("192.0.2.1", 0, &to);
	if (way_by_table(str_text(&text), &to, &way) && !way.device)
		abort();
	check_way(&way);
	if (way_beside_by_table(str_text(&text), way.name, &way) && !way.device)
		abort();
	check_way(&way);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (len < 2)
		return 0;
	switch (data[0] % 3) {
	case 0:
		netlink(data + 1, len - 1);
		break;
	case 1:
		http(data + 1, len - 1);
		break;
	default:
		table(data + 1, len - 1);
		break;
	}
	return 0;
}
