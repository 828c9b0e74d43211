/*
 * A mail on any bytes: header fields lie inside of it and make up its header, every name that comes out is a name, and reading it twice gives
 * the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/mail/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void expect(bool holds)
{
	if (!holds)
		abort();
}

static void check_host(const char *host)
{
	expect(strnlen(host, HOST_MAX) < HOST_MAX);
	for (; *host; host++)
		expect((unsigned char)*host > 32 && (unsigned char)*host < 127);
}

static void check_form(const struct message *message)
{
	size_t end = 0;

	expect(message->n > 0 && message->n <= MESSAGE_FIELDS_MAX && message->body <= message->len);
	expect(message->bytes[message->len] == '\0');
	for (size_t i = 0; i < message->n; i++) {
		const struct message_field *field = &message->fields[i];

		expect(field->raw == message->bytes + end);
		expect(field->name_len && field->name_len < field->value && field->value <= field->len);
		expect(memcmp(field->raw + field->len - 2, "\r\n", 2) == 0);
		end += field->len;
	}
	expect(end <= message->body);
}

static void check_way(const struct message *message)
{
	struct received received[MESSAGE_RECEIVED_MAX];
	struct message_result results[MESSAGE_RESULTS_MAX];
	size_t n = message_received(message, received);

	expect(n <= MESSAGE_RECEIVED_MAX);
	for (size_t i = 0; i < n; i++) {
		check_host(received[i].helo);
		check_host(received[i].name);
		check_host(received[i].by);
		check_host(received[i].with);
	}
	n = message_results(message, results);
	expect(n <= MESSAGE_RESULTS_MAX);
	for (size_t i = 0; i < n; i++) {
		check_host(results[i].server);
		check_host(results[i].domain);
		check_host(results[i].selector);
		expect(results[i].method[0] && results[i].result[0]);
	}
}

static void check_names(const struct message *message)
{
	char from[MESSAGE_FROM_MAX][HOST_MAX], links[MESSAGE_LINKS_MAX][HOST_MAX];
	struct mail_address address;
	int64_t seconds;

	for (size_t n = message_from(message, from); n-- > 0;)
		check_host(from[n]);
	for (size_t n = message_links(message, links); n-- > 0;)
		check_host(links[n]);
	if (message_return_path(message, &address) == RETURN_PATH_ADDRESS)
		check_host(address.domain);
	if (message_delivered(message, &seconds))
		expect(seconds > -100000 && seconds < INT64_C(300000000000));
}

static void check_again(const struct message *message)
{
	struct message MESSAGE_AUTO again = {.len = 0};

	if (message->cut)
		return;
	expect(message_parse(message->bytes, message->len, &again));
	/* What was quoted twice loses another prefix. */
	if (again.prefixed)
		return;
	expect(again.n == message->n && again.len == message->len && again.body == message->body);
	expect(memcmp(again.bytes, message->bytes, message->len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct message MESSAGE_AUTO message = {.len = 0}, MESSAGE_AUTO inner = {.len = 0};

	if (message_parse((const char *)data, len, &message)) {
		check_form(&message);
		check_way(&message);
		check_names(&message);
		check_again(&message);
		if (message_returned(&message, &inner)) {
			check_form(&inner);
			check_way(&inner);
		}
		message_release(&message);
	}
	if (message_find((const char *)data, len, &message))
		check_form(&message);
	return 0;
}
