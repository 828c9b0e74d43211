/*
 * The settings of a program as a list of names and values, in the order in which they were met. Looking up is by a hash first: a file of
 * a megabyte may set a name on each of its lines.
 */
#include "checks/profiles/book.h"

#include <stdarg.h>

static uint32_t hash_of(const char *key)
{
	uint32_t hash = 2166136261u;

	for (; *key; key++)
		hash = (hash ^ (unsigned char)*key) * 16777619u;
	return hash;
}

/* A value may hold a password. */
static void drop_value(struct book_entry *entry)
{
	mem_wipe(entry->value, strlen(entry->value));
	free(entry->value);
	entry->value = NULL;
}

void book_release(struct book *book)
{
	for (size_t i = 0; i < book->entries.n; i++) {
		drop_value(&book->entries.items[i]);
		free(book->entries.items[i].key);
	}
	for (size_t i = 0; i < book->files.n; i++)
		free(book->files.items[i]);
	VEC_RELEASE(&book->entries);
	VEC_RELEASE(&book->files);
	VEC_RELEASE(&book->faults);
}

int book_file(struct book *book, const char *path)
{
	for (size_t i = 0; i < book->files.n; i++)
		if (strcmp(book->files.items[i], path) == 0)
			return (int)i;
	if (book->files.n == BOOK_FILES_MAX)
		return 0;
	*VEC_ADD(&book->files) = mem_strdup(path);
	return (int)book->files.n - 1;
}

static struct book_entry *find(const struct book *book, const char *key)
{
	uint32_t hash = hash_of(key);

	for (size_t i = 0; i < book->entries.n; i++)
		if (book->entries.items[i].hash == hash && strcmp(book->entries.items[i].key, key) == 0)
			return &book->entries.items[i];
	return NULL;
}

void book_set(struct book *book, const char *key, const char *value, int file, int line)
{
	struct book_entry *entry = find(book, key);
	char *copy;

	if (!entry && book->entries.n == BOOK_ENTRIES_MAX)
		return;
	copy = mem_strdup(value);
	if (!entry) {
		entry = VEC_ADD(&book->entries);
		entry->key = mem_strdup(key);
		entry->hash = hash_of(key);
	} else {
		drop_value(entry);
	}
	entry->value = copy;
	entry->file = file;
	entry->line = line;
	entry->gone = false;
}

void book_append(struct book *book, const char *key, const char *value, int file, int line)
{
	const char *before = book_value(book, key);
	char *whole;

	/* A value of a hundred thousand lines would be copied for each of them. */
	if (before && strlen(before) > BOOK_VALUE_MAX)
		return;
	whole = str_print("%s%s", before ? before : "", value);

	book_set(book, key, whole, file, line);
	mem_wipe(whole, strlen(whole));
	free(whole);
}

void book_unset(struct book *book, const char *key)
{
	struct book_entry *entry = find(book, key);

	if (entry)
		entry->gone = true;
}

const struct book_entry *book_get(const struct book *book, const char *key)
{
	const struct book_entry *entry = find(book, key);

	return entry && !entry->gone ? entry : NULL;
}

const char *book_value(const struct book *book, const char *key)
{
	const struct book_entry *entry = book_get(book, key);

	return entry ? entry->value : NULL;
}

const struct book_entry *book_getf(const struct book *book, const char *format, ...)
{
	STR_AUTO struct str key = STR_INIT;
	va_list args;

	va_start(args, format);
	str_addv(&key, format, args);
	va_end(args);
	return book_get(book, str_text(&key));
}

void book_copy(struct book *into, const struct book *from)
{
	for (size_t i = 0; i < from->entries.n; i++) {
		const struct book_entry *entry = &from->entries.items[i];

		if (!entry->gone)
			book_set(into, entry->key, entry->value,
				book_file(into, from->files.items[entry->file]), entry->line);
	}
	for (size_t i = 0; i < from->faults.n && into->faults.n < MISTAKES_MAX; i++)
		*VEC_ADD(&into->faults) = from->faults.items[i];
}

void book_place_at(const struct reading *reading, const struct book *book, int file, int line,
	struct profile_place *place_r)
{
	*place_r = (struct profile_place){.line = 0};
	if (file >= 0 && (size_t)file < book->files.n)
		reading_place(reading, book->files.items[file], line, place_r);
}

void book_place(const struct reading *reading, const struct book *book, const struct book_entry *entry,
	struct profile_place *place_r)
{
	*place_r = (struct profile_place){.line = 0};
	if (entry)
		book_place_at(reading, book, entry->file, entry->line, place_r);
}

void book_fault(const struct reading *reading, struct book *book, enum mistake_id id, int file, int line,
	const char *is, const char *change, const char *what)
{
	struct profile *one;
	struct profile_place place;

	if (book->faults.n == MISTAKES_MAX)
		return;
	book_place_at(reading, book, file, line, &place);
	/* profile_mistake() makes it harmless and fits it. */
	one = mem_new(sizeof *one);
	profile_mistake(one, id, &place, is, change, what);
	*VEC_ADD(&book->faults) = one->mistakes[0];
	free(one);
}

void book_faults_to(const struct book *book, struct profile *profile)
{
	for (size_t i = 0; i < book->faults.n; i++) {
		const struct mistake *fault = &book->faults.items[i];

		profile_mistake(profile, fault->id, &fault->place, fault->is, fault->change, fault->what);
	}
}
