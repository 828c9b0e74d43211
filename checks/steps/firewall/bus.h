/*
 * Questions to services of this computer over D-Bus' system bus. Answers come as JSON, so that whoever reads them is pure and tests can
 * play them. Linux has it, in bus_linux.c. Nothing is started by asking.
 */
#ifndef MAILMEND_STEPS_BUS_H
#define MAILMEND_STEPS_BUS_H

#include <jansson.h>

#include "checks/net/io.h"

struct bus;

/* A connection to the system bus; NULL where there is none. Waits for nothing. */
struct bus *bus_open(const struct io_scope *scope);
void bus_free(struct bus **bus);

struct bus_question {
	const char *service, *path, *interface, *method;
	const char *argument; /* one string; NULL: none */
};

/*
 * The first value of the answer, owned by the caller: strings, numbers and booleans as such, arrays and structs as arrays, dictionaries
 * with words for keys as objects, variants as what they hold. NULL: no answer within the scope, refused, no such service.
 */
json_t *bus_ask(struct bus *bus, const struct bus_question *question);

#endif
