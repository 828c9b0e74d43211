/*
 * Technical reasons, bounded and harmless.
 */
#include "checks/base/err.h"

#include <stdarg.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/base/utf8.h"

void err_set(struct err *err, const char *format, ...)
{
	struct str str = STR_INIT;
	va_list args;

	if (!err)
		return;
	va_start(args, format);
	str_addv(&str, format, args);
	va_end(args);
	text_harmless_buf(err->text, sizeof err->text, str_text(&str), str.len);
	str_release(&str);
}

void err_errno(struct err *err, int errno_value, const char *what)
{
	const char *name = strerrordesc_np(errno_value);

	err_set(err, "%s: %s", what, name ? name : "unknown error");
}
