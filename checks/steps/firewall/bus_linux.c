/*
 * D-Bus by sd-bus, driven from io_wait like everything that waits. The service is never started for our sake. The library is
 * loaded when the first question is asked: it brings seven others along, for which every start of the program would pay, and a
 * computer without it has no firewalld either.
 */
#include "checks/steps/firewall/bus.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <systemd/sd-bus.h>

#include "checks/base/mem.h"

#define DEPTH_MAX  12
#define VALUES_MAX 20000

struct bus {
	sd_bus *bus;
	const struct io_scope *scope;
};

/* What is used of libsystemd. */
#define CALLS(X)                                                                                             \
	X(sd_bus_call_async)                                                                                 \
	X(sd_bus_close)                                                                                      \
	X(sd_bus_get_events)                                                                                 \
	X(sd_bus_get_fd)                                                                                     \
	X(sd_bus_get_timeout)                                                                                \
	X(sd_bus_message_append_basic)                                                                       \
	X(sd_bus_message_at_end)                                                                             \
	X(sd_bus_message_enter_container)                                                                    \
	X(sd_bus_message_exit_container)                                                                     \
	X(sd_bus_message_is_method_error)                                                                    \
	X(sd_bus_message_new_method_call)                                                                    \
	X(sd_bus_message_peek_type)                                                                          \
	X(sd_bus_message_read_basic)                                                                         \
	X(sd_bus_message_set_auto_start)                                                                     \
	X(sd_bus_message_unref)                                                                              \
	X(sd_bus_open_system)                                                                                \
	X(sd_bus_process)                                                                                    \
	X(sd_bus_slot_unref)                                                                                 \
	X(sd_bus_unref)

static struct {
#define X(name) __typeof__(&(name)) name;
	CALLS(X)
#undef X
} api;
static bool api_is_there;

static void load_api(void)
{
	void *library = dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return;
	api_is_there = true;
#define X(name)                                                                                              \
	*(void **)&api.name = dlsym(library, #name);                                                         \
	api_is_there = api_is_there && api.name;
	CALLS(X)
#undef X
}

struct bus *bus_open(const struct io_scope *scope)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	sd_bus *opened = NULL;
	struct bus *bus;

	pthread_once(&once, load_api);
	if (!api_is_there || api.sd_bus_open_system(&opened) < 0)
		return NULL;
	bus = mem_new(sizeof *bus);
	bus->bus = opened;
	bus->scope = scope;
	return bus;
}

void bus_free(struct bus **bus)
{
	if (!*bus)
		return;
	api.sd_bus_close((*bus)->bus);
	api.sd_bus_unref((*bus)->bus);
	free(*bus);
	*bus = NULL;
}

struct reading {
	sd_bus_message *message;
	size_t values;
};

static json_t *value_of(struct reading *reading, int depth);

static json_t *basic_value(sd_bus_message *message, char type)
{
	union {
		uint8_t byte;
		int boolean;
		int16_t int16;
		uint16_t uint16;
		int32_t int32;
		uint32_t uint32;
		int64_t int64;
		uint64_t uint64;
		double real;
		const char *text;
	} value = {.uint64 = 0};

	if (api.sd_bus_message_read_basic(message, type, &value) <= 0)
		return NULL;
	switch (type) {
	case SD_BUS_TYPE_STRING:
	case SD_BUS_TYPE_OBJECT_PATH:
	case SD_BUS_TYPE_SIGNATURE:
		return json_string(value.text);
	case SD_BUS_TYPE_BOOLEAN:
		return json_boolean(value.boolean);
	case SD_BUS_TYPE_BYTE:
		return json_integer(value.byte);
	case SD_BUS_TYPE_INT16:
		return json_integer(value.int16);
	case SD_BUS_TYPE_UINT16:
		return json_integer(value.uint16);
	case SD_BUS_TYPE_INT32:
		return json_integer(value.int32);
	case SD_BUS_TYPE_UINT32:
		return json_integer(value.uint32);
	case SD_BUS_TYPE_INT64:
	case SD_BUS_TYPE_UINT64:
		return json_integer(value.int64);
	default:
		return json_null();
	}
}

/* Everything up to the end of the container that was entered; a dictionary's entries are pairs. */
static json_t *array_of(struct reading *reading, int depth)
{
	json_t *array = json_array(), *value;

	while (api.sd_bus_message_at_end(reading->message, 0) == 0) {
		value = value_of(reading, depth + 1);
		if (!value)
			break;
		json_array_append_new(array, value);
	}
	return array;
}

/* Pairs whose first is a word, as an object. */
static json_t *object_of(json_t *pairs)
{
	json_t *object = json_object(), *pair;
	size_t i;

	json_array_foreach(pairs, i, pair)
	{
		const char *key = json_string_value(json_array_get(pair, 0));

		if (key)
			json_object_set(object, key, json_array_get(pair, 1));
	}
	json_decref(pairs);
	return object;
}

static json_t *container_of_type(struct reading *reading, char type, const char *contents, int depth)
{
	json_t *inside;
	bool entries = type == SD_BUS_TYPE_ARRAY && contents[0] == SD_BUS_TYPE_DICT_ENTRY_BEGIN;

	if (api.sd_bus_message_enter_container(reading->message, type, contents) <= 0)
		return NULL;
	inside = type == SD_BUS_TYPE_VARIANT ? value_of(reading, depth + 1) : array_of(reading, depth);
	if (inside && api.sd_bus_message_exit_container(reading->message) < 0) {
		json_decref(inside);
		return NULL;
	}
	return entries && inside ? object_of(inside) : inside;
}

static json_t *value_of(struct reading *reading, int depth)
{
	const char *contents = NULL;
	char type = 0;

	if (depth > DEPTH_MAX || reading->values++ > VALUES_MAX ||
		api.sd_bus_message_peek_type(reading->message, &type, &contents) <= 0)
		return NULL;
	return contents ? container_of_type(reading, type, contents, depth)
			: basic_value(reading->message, type);
}

struct answer {
	bool there;
	json_t *value;
};

static int take_answer(sd_bus_message *message, void *data, sd_bus_error *error)
{
	struct answer *answer = data;
	struct reading reading = {.message = message};

	(void)error;
	answer->there = true;
	if (!api.sd_bus_message_is_method_error(message, NULL))
		answer->value = value_of(&reading, 0);
	return 0;
}

/* Waits until the bus has something to do. False: over, or cancelled. */
static bool wait_for(struct bus *bus)
{
	struct io_want want = {
		.fd = api.sd_bus_get_fd(bus->bus), .events = (short)api.sd_bus_get_events(bus->bus)};
	struct io_scope scope = *bus->scope;
	uint64_t until = UINT64_MAX;
	enum io_status status;

	if (want.fd < 0 || want.events < 0)
		return false;
	if (api.sd_bus_get_timeout(bus->bus, &until) >= 0 && until < (uint64_t)scope.deadline_us)
		scope.deadline_us = (int64_t)until;
	status = io_wait(&scope, &want, 1);
	return status == IO_OK || (status == IO_TIMED_OUT && io_scope_left_ms(bus->scope) > 0);
}

json_t *bus_ask(struct bus *bus, const struct bus_question *question)
{
	struct answer answer = {.there = false};
	sd_bus_message *message = NULL;
	sd_bus_slot *slot = NULL;
	int done = api.sd_bus_message_new_method_call(
		bus->bus, &message, question->service, question->path, question->interface, question->method);

	if (done >= 0)
		done = api.sd_bus_message_set_auto_start(message, 0);
	if (done >= 0 && question->argument)
		done = api.sd_bus_message_append_basic(message, SD_BUS_TYPE_STRING, question->argument);
	if (done >= 0)
		done = api.sd_bus_call_async(bus->bus, &slot, message, take_answer, &answer, 0);
	while (done >= 0 && !answer.there) {
		done = api.sd_bus_process(bus->bus, NULL);
		if (done == 0 && !wait_for(bus))
			break;
	}
	api.sd_bus_slot_unref(slot);
	api.sd_bus_message_unref(message);
	return answer.value;
}
