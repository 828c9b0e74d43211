/*
 * A growing string of bytes with a limit.
 *
 * struct str always holds a NUL behind its len bytes (s is never NULL after the first append, str_text()
 * never gives NULL). What would go past max is cut and remembered in `cut`, so that nothing from outside can
 * make it grow without end. `struct str x = STR_INIT;` has no limit of its own.
 */
#ifndef MAILMEND_BASE_STR_H
#define MAILMEND_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct str {
	char *s;
	size_t len;
	size_t size; /* bytes allocated */
	size_t max;  /* most bytes of text, 0: no limit */
	bool cut;    /* something did not fit into max */
};

#define STR_INIT                                                                                             \
	{                                                                                                    \
		NULL, 0, 0, 0, false                                                                         \
	}
#define STR_INIT_MAX(n)                                                                                      \
	{                                                                                                    \
		NULL, 0, 0, (n), false                                                                       \
	}

/* Frees the bytes; the struct may be used again (its max is kept). Serves as a cleanup attribute. */
void str_release(struct str *str);
#define STR_AUTO __attribute__((cleanup(str_release)))

/* Empties the string and keeps its memory. */
void str_clear(struct str *str);

/* Like str_clear, and overwrites what was in it: for secrets. */
void str_wipe(struct str *str);

/* str_wipe and str_release in one; a string that holds a secret is declared with STR_SECRET. */
void str_wipe_release(struct str *str);
#define STR_SECRET __attribute__((cleanup(str_wipe_release)))

/* The text, "" when nothing was ever added. Valid until the next change. */
const char *str_text(const struct str *str);

/* Hands the bytes to the caller, who frees them; the string is empty afterwards. Never NULL. */
char *str_take(struct str *str);

void str_add(struct str *str, const char *s);
void str_add_bytes(struct str *str, const void *bytes, size_t len);
void str_add_char(struct str *str, char c);
void str_addf(struct str *str, const char *format, ...) __attribute__((format(printf, 2, 3)));
void str_addv(struct str *str, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/* A new string made by format; the caller frees. */
char *str_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Copies s into dst of size bytes, cut where it does not fit, always with a NUL. True when all of it fits. */
bool str_copy(char *dst, size_t size, const char *s);

#endif
