/*
 * A growing array of one type:  struct strings { VEC(char *) v; };  or  VEC(struct finding) findings;
 * Elements are `items[0 .. n-1]`. VEC_ADD gives a pointer to a new zeroed element, valid until the next
 * VEC_ADD. The owner releases what the elements own, then calls VEC_RELEASE.
 */
#ifndef MAILMEND_BASE_VEC_H
#define MAILMEND_BASE_VEC_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"

#define VEC(type)                                                                                            \
	struct {                                                                                             \
		type *items;                                                                                 \
		size_t n;                                                                                    \
		size_t size;                                                                                 \
	}

static inline void *vec_grow(void *items, size_t n, size_t *size, size_t element)
{
	if (n == *size) {
		*size = *size ? *size * 2 : 8;
		items = mem_resize(items, *size, element);
	}
	memset((char *)items + n * element, 0, element);
	return items;
}

#define VEC_ADD(vec)                                                                                         \
	((vec)->items = vec_grow((vec)->items, (vec)->n, &(vec)->size, sizeof *(vec)->items),                \
		&(vec)->items[(vec)->n++])

#define VEC_RELEASE(vec)                                                                                     \
	do {                                                                                                 \
		free((vec)->items);                                                                          \
		(vec)->items = NULL;                                                                         \
		(vec)->n = (vec)->size = 0;                                                                  \
	} while (0)

#endif
