/*
 * Questions over D-Bus, to a bus that the test plays itself: every type of value, an error, a service that is not there, silence,
 * and no bus at all.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-id128.h>
#include <unistd.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/steps/firewall/bus.h"

#define SERVICE "org.example.Service"

struct played_bus {
	int listener;
	char folder[40], address[200];
	pthread_t thread;
};

static int reply_values(sd_bus_message *call)
{
	sd_bus_message *reply = NULL;
	int done = sd_bus_message_new_method_return(call, &reply);

	if (done >= 0)
		done = sd_bus_message_append(reply, "a{sv}", 6, "text", "s", "x", "number", "i", -7, "yes",
			"b", 1, "list", "as", 2, "a", "b", "pairs", "a(ss)", 1, "465", "tcp", "map", "a{sas}",
			1, "zone", 1, "eth0");
	if (done >= 0)
		done = sd_bus_send(NULL, reply, NULL);
	sd_bus_message_unref(reply);
	return done < 0 ? done : 1;
}

/* The bus itself and the one service on it. */
static int answer(sd_bus_message *message, void *data, sd_bus_error *error)
{
	const char *member = sd_bus_message_get_member(message),
		   *to = sd_bus_message_get_destination(message);
	const char *argument = "";

	(void)data;
	(void)error;
	if (!member || !to)
		return 0;
	if (strcmp(member, "Hello") == 0)
		return sd_bus_reply_method_return(message, "s", ":1.1");
	if (strcmp(to, SERVICE) != 0)
		return sd_bus_reply_method_errorf(
			message, "org.freedesktop.DBus.Error.ServiceUnknown", "nobody");
	if (strcmp(member, "Values") == 0)
		return reply_values(message);
	if (strcmp(member, "Silence") == 0)
		return 1;
	if (strcmp(member, "Echo") == 0 && sd_bus_message_read(message, "s", &argument) > 0)
		return sd_bus_reply_method_return(message, "s", argument);
	return sd_bus_reply_method_errorf(message, "org.example.Refused", "no");
}

static void serve(int fd)
{
	sd_bus *bus = NULL;
	sd_id128_t id = {{0}};

	if (sd_bus_new(&bus) < 0 || sd_bus_set_fd(bus, fd, fd) < 0 || sd_bus_set_server(bus, 1, id) < 0 ||
		sd_bus_start(bus) < 0)
		abort();
	sd_bus_add_filter(bus, NULL, answer, NULL);
	for (;;) {
		int done = sd_bus_process(bus, NULL);

		if (done < 0 || (done == 0 && sd_bus_wait(bus, UINT64_MAX) < 0))
			break;
	}
	sd_bus_unref(bus);
}

static void *run_bus(void *data)
{
	const struct played_bus *played = data;
	int fd;

	while ((fd = accept4(played->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0)
		serve(fd);
	return NULL;
}

static int start_bus(void **state)
{
	static struct played_bus played;
	struct sockaddr_un un = {.sun_family = AF_UNIX};

	snprintf(played.folder, sizeof played.folder, "/tmp/mailmend-bus-XXXXXX");
	if (!mkdtemp(played.folder))
		return -1;
	snprintf(un.sun_path, sizeof un.sun_path, "%s/bus", played.folder);
	snprintf(played.address, sizeof played.address, "unix:path=%s", un.sun_path);
	played.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (played.listener < 0 || bind(played.listener, (struct sockaddr *)&un, sizeof un) < 0 ||
		listen(played.listener, 4) < 0)
		return -1;
	if (pthread_create(&played.thread, NULL, run_bus, &played) != 0)
		return -1;
	setenv("DBUS_SYSTEM_BUS_ADDRESS", played.address, 1);
	*state = &played;
	return 0;
}

static int stop_bus(void **state)
{
	struct played_bus *played = *state;

	shutdown(played->listener, SHUT_RDWR);
	pthread_join(played->thread, NULL);
	close(played->listener);
	unlink(strchr(played->address, '/'));
	rmdir(played->folder);
	return 0;
}

static struct io_scope scope_of(int64_t ms)
{
	struct io_scope whole = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};

	return io_scope_within(&whole, ms);
}

static json_t *ask(
	const struct io_scope *scope, const char *service, const char *method, const char *argument)
{
	struct bus *bus = bus_open(scope);
	json_t *said;

	assert_non_null(bus);
	said = bus_ask(bus, &(struct bus_question){.service = service,
				    .path = "/org/example",
				    .interface = "org.example.Interface",
				    .method = method,
				    .argument = argument});
	bus_free(&bus);
	assert_null(bus);
	return said;
}

static void test_values(void **state)
{
	struct io_scope scope = scope_of(5000);
	json_t *said = ask(&scope, SERVICE, "Values", NULL);
	json_t *expected =
		json_loads("{\"text\": \"x\", \"number\": -7, \"yes\": true, \"list\": [\"a\", \"b\"], "
			   "\"pairs\": [[\"465\", \"tcp\"]], \"map\": {\"zone\": [\"eth0\"]}}",
			0, NULL);

	(void)state;
	assert_non_null(said);
	assert_true(json_equal(said, expected));
	json_decref(said);
	json_decref(expected);
	said = ask(&scope, SERVICE, "Echo", "hello");
	assert_string_equal(json_string_value(said), "hello");
	json_decref(said);
}

static void test_no_answer(void **state)
{
	struct io_scope scope = scope_of(5000), brief = scope_of(100), none = scope_of(0);

	(void)state;
	assert_null(ask(&scope, SERVICE, "Refuse", NULL));
	assert_null(ask(&scope, "org.example.Nobody", "Values", NULL));
	assert_null(ask(&brief, SERVICE, "Silence", NULL));
	assert_null(ask(&none, SERVICE, "Silence", NULL));
	assert_true(io_scope_left_ms(&scope) > 0);
}

static void test_no_bus(void **state)
{
	const struct played_bus *played = *state;
	struct io_scope scope = scope_of(1000);

	setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1);
	assert_null(bus_open(&scope));
	setenv("DBUS_SYSTEM_BUS_ADDRESS", played->address, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_no_answer),
		cmocka_unit_test(test_no_bus),
	};

	return cmocka_run_group_tests(tests, start_bus, stop_bus);
}
