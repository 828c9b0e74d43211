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

/* Isolates (U+2066 to U+2069) are put round masked values by us alone; the last look reads what stands
 * between them. */
static bool leaks(const struct mask *mask, const struct str *text)
{
	struct str STR_AUTO bare = STR_INIT;
	const char *from = str_text(text), *at;

	while ((at = strstr(from, "\xe2\x81")) != NULL) {
		bool isolate = (unsigned char)at[2] >= 0xa6 && (unsigned char)at[2] <= 0xa9;

		str_add_bytes(&bare, from, (size_t)(at - from));
		str_add(&bare, isolate ? " " : "\xe2\x81");
		from = at + (isolate ? 3 : 2);
	}
	str_add(&bare, from);
	return mask_leaks(mask, str_text(&bare));
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
		safe = !leaks(own.mask, &text);
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
