/*
 * One entry for all formats: the mask that learns the record first, and the last look for what it left
 * readable.
 */
#include "ui/report/report.h"

#include <string.h>

#include "checks/base/ascii.h"

static void append(struct str *out, const struct record *record, enum report_format format,
	const struct report_options *options)
{
	switch (format) {
	case REPORT_TEXT:
		report_text(record, options, out);
		break;
	case REPORT_HTML:
		report_html(record, options, out);
		break;
	case REPORT_JSON:
		report_json(record, options, out);
		break;
	}
}

/* What a document of JSON says without its signs: in "\\nsmtp.firma.example" there is a line break before the name. */
static void unescape(struct str *out, const char *text)
{
	for (; *text; text++) {
		if (*text != '\\' || !text[1]) {
			str_add_char(out, *text);
			continue;
		}
		text++;
		str_add_char(out, strchr("\"\\/", *text) ? *text : ' ');
		/* json_dumps() writes only signs that control something as numbers */
		if (*text == 'u' && strlen(text) > 4)
			text += 4;
	}
}

bool report_leaks(const struct mask *mask, enum report_format format, const struct str *text)
{
	struct str STR_AUTO plain = STR_INIT;

	if (format != REPORT_JSON)
		return mask_leaks(mask, str_text(text));
	unescape(&plain, str_text(text));
	return mask_leaks(mask, str_text(&plain));
}

bool report_make(struct str *out, const struct record *record, enum report_format format, bool mask,
	const struct report_options *options)
{
	struct report_options own = *options;
	struct str STR_AUTO text = STR_INIT;
	bool safe = true;

	own.mask = NULL;
	if (mask) {
		own.mask = mask_new();
		mask_record(own.mask, record);
	}
	append(&text, record, format, &own);
	if (mask)
		safe = !report_leaks(own.mask, format, &text);
	if (safe)
		str_add_bytes(out, str_text(&text), text.len);
	mask_free(&own.mask);
	return safe;
}

bool report_write(struct str *out, const struct record *record, enum report_format format, bool mask)
{
	return report_make(out, record, format, mask, &(struct report_options){0});
}

bool report_format_by_ending(const char *path, enum report_format *format_r)
{
	static const struct {
		const char *ending;
		enum report_format format;
	} endings[] = {
		{".txt", REPORT_TEXT},
		{".html", REPORT_HTML},
		{".htm", REPORT_HTML},
		{".json", REPORT_JSON},
	};

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		if (ascii_ends(path, endings[i].ending)) {
			*format_r = endings[i].format;
			return true;
		}
	}
	return false;
}
