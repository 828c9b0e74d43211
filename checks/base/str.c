/*
 * The growing, bounded string that every room builds its texts with.
 */
#include "checks/base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"

void str_release(struct str *str)
{
	free(str->s);
	str->s = NULL;
	str->len = 0;
	str->size = 0;
	str->cut = false;
}

void str_clear(struct str *str)
{
	str->len = 0;
	str->cut = false;
	if (str->s)
		str->s[0] = '\0';
}

void str_wipe(struct str *str)
{
	if (str->s)
		mem_wipe(str->s, str->size);
	str_clear(str);
}

void str_wipe_release(struct str *str)
{
	str_wipe(str);
	str_release(str);
}

const char *str_text(const struct str *str)
{
	return str->s ? str->s : "";
}

char *str_take(struct str *str)
{
	char *s = str->s ? str->s : mem_strdup("");

	str->s = NULL;
	str->len = 0;
	str->size = 0;
	str->cut = false;
	return s;
}

/* A secret may pass through here: the old block is wiped, not left behind by realloc(). */
static void grow(struct str *str, size_t need)
{
	size_t size = str->size ? str->size : 64;
	char *s;

	if (need <= str->size)
		return;
	while (size < need)
		size *= 2;
	s = mem_new(size);
	if (str->s) {
		memcpy(s, str->s, str->len);
		mem_wipe(str->s, str->size);
		free(str->s);
	}
	str->s = s;
	str->size = size;
}

void str_add_bytes(struct str *str, const void *bytes, size_t len)
{
	if (str->max && len > str->max - str->len) {
		len = str->max - str->len;
		str->cut = true;
	}
	grow(str, str->len + len + 1);
	if (len)
		memcpy(str->s + str->len, bytes, len);
	str->len += len;
	str->s[str->len] = '\0';
}

void str_add(struct str *str, const char *s)
{
	str_add_bytes(str, s, strlen(s));
}

void str_add_char(struct str *str, char c)
{
	str_add_bytes(str, &c, 1);
}

void str_addv(struct str *str, const char *format, va_list args)
{
	char small[256];
	va_list again;
	int need;

	va_copy(again, args);
	need = vsnprintf(small, sizeof small, format, args);
	if (need >= 0 && (size_t)need < sizeof small) {
		str_add_bytes(str, small, (size_t)need);
	} else if (need >= 0) {
		char *big = mem_new((size_t)need + 1);

		vsnprintf(big, (size_t)need + 1, format, again);
		str_add_bytes(str, big, (size_t)need);
		mem_wipe(big, (size_t)need);
		free(big);
	}
	va_end(again);
	mem_wipe(small, sizeof small);
}

void str_addf(struct str *str, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	str_addv(str, format, args);
	va_end(args);
}

char *str_print(const char *format, ...)
{
	struct str str = STR_INIT;
	va_list args;

	va_start(args, format);
	str_addv(&str, format, args);
	va_end(args);
	return str_take(&str);
}

bool str_copy(char *dst, size_t size, const char *s)
{
	size_t len = strlen(s);
	bool fits = len < size;

	if (!size)
		return false;
	if (!fits)
		len = size - 1;
	memcpy(dst, s, len);
	dst[len] = '\0';
	return fits;
}
