/*
 * What stands in the settings of a program, gathered line by line before it becomes an account: names with their last value and the line of
 * it, and the mistakes met on the way. For the programs whose settings are text (text.h reads it). Bounded; values may hold a secret until
 * the book is released, which wipes them.
 */
#ifndef MAILMEND_PROFILES_BOOK_H
#define MAILMEND_PROFILES_BOOK_H

#include <stdint.h>

#include "checks/profiles/files.h"

#define BOOK_ENTRIES_MAX 1024
#define BOOK_VALUE_MAX	 16384 /* of what grows by book_append() */
#define BOOK_FILES_MAX	 READING_FILES_MAX

struct book_entry {
	char *key, *value;
	uint32_t hash;	/* of key: most of the looking up ends there */
	int file, line; /* file: of book_file() */
	bool gone;	/* taken back (unset); kept so that the order stays */
};

struct book {
	VEC(struct book_entry) entries;
	VEC(char *) files;
	VEC(struct mistake) faults;
};
#define BOOK_INIT                                                                                            \
	{                                                                                                    \
		.entries = { 0 }                                                                             \
	}
#define BOOK_AUTO __attribute__((cleanup(book_release)))

void book_release(struct book *book);

/* The number of this file, for book_set(); the same path has the same number. */
int book_file(struct book *book, const char *path);

/* Sets or replaces; what comes after BOOK_ENTRIES_MAX different names is left out. */
void book_set(struct book *book, const char *key, const char *value, int file, int line);

/* Appends to the value that is there; sets it where none is. */
void book_append(struct book *book, const char *key, const char *value, int file, int line);
void book_unset(struct book *book, const char *key);

/* NULL where it is not set. Valid until the next change. */
const struct book_entry *book_get(const struct book *book, const char *key);

/* Its value; NULL where it is not set. */
const char *book_value(const struct book *book, const char *key);

/* The value of "key" + suffix, put together here so that callers need not. */
const struct book_entry *book_getf(const struct book *book, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* All of from that is set, over what stands in into, and its mistakes. */
void book_copy(struct book *into, const struct book *from);

/* Where an entry stands; all zeros for NULL. */
void book_place(const struct reading *reading, const struct book *book, const struct book_entry *entry,
	struct profile_place *place_r);
void book_place_at(const struct reading *reading, const struct book *book, int file, int line,
	struct profile_place *place_r);

/* A mistake that belongs to every account of this book (profile_mistake() has the parameters). */
void book_fault(const struct reading *reading, struct book *book, enum mistake_id id, int file, int line,
	const char *is, const char *change, const char *what);
void book_faults_to(const struct book *book, struct profile *profile);

#endif
