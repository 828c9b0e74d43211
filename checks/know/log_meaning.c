/*
 * A reply in a log begins with its codes ("550 5.1.1 …", "550-5.7.1 …", "5.7.1 …"); words of the server's own have them beside.
 */
#include "checks/know/log_meaning.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"

enum { TEXT_MAX = 2048, NAME_MAX_LEN = 255 };

static size_t code_len(struct span text)
{
	if (text.len < 3 || text.s[0] < '2' || text.s[0] > '5' || !ascii_isdigit(text.s[1]) ||
		!ascii_isdigit(text.s[2]))
		return 0;
	if (text.len == 3)
		return 3;
	return text.s[3] == ' ' || text.s[3] == '-' ? 4 : 0;
}

/* "5.7.26" at s: its length, 0 for something else (RFC 3463 section 2). */
static size_t enhanced_len(const char *s, size_t len)
{
	size_t n = 1;

	if (len < 5 || (s[0] != '2' && s[0] != '4' && s[0] != '5'))
		return 0;
	for (int part = 0; part < 2; part++) {
		size_t digits = 0;

		if (n >= len || s[n++] != '.')
			return 0;
		while (n < len && digits < 4 && ascii_isdigit(s[n])) {
			n++;
			digits++;
		}
		if (!digits || digits > 3)
			return 0;
	}
	return n < len && (ascii_isalnum(s[n]) || s[n] == '.') ? 0 : n;
}

void log_codes_read(const struct log_event *event, struct log_codes *codes_r)
{
	struct span text = event->text;
	size_t n = code_len(text), enhanced;

	*codes_r = (struct log_codes){0};
	if (n)
		codes_r->code = (text.s[0] - '0') * 100 + (text.s[1] - '0') * 10 + text.s[2] - '0';
	enhanced = text.len > n ? enhanced_len(text.s + n, text.len - n) : 0;
	if (enhanced)
		memcpy(codes_r->enhanced, text.s + n, enhanced);
	else if (event->enhanced.len && event->enhanced.len < sizeof codes_r->enhanced &&
		 enhanced_len(event->enhanced.s, event->enhanced.len) == event->enhanced.len)
		memcpy(codes_r->enhanced, event->enhanced.s, event->enhanced.len);
}

static void add_span(struct str *str, struct span span, size_t max)
{
	str->max = max;
	if (span.len)
		str_add_bytes(str, span.s, strnlen(span.s, span.len));
}

void log_meaning_read(const struct log_event *event, struct reply_meaning *meaning_r)
{
	struct str text = STR_INIT, host = STR_INIT;
	bool other_speaks = event->speaker == SPEAKER_SERVER && event->kind != LOG_REJECTED;
	struct reply_query query = {.banner = "", .stage = event->stage, .speaker = event->speaker};
	struct log_codes codes;

	log_codes_read(event, &codes);
	add_span(&text, event->text, TEXT_MAX);
	if (other_speaks)
		add_span(&host, event->relay, NAME_MAX_LEN);
	query.code = codes.code;
	query.enhanced = codes.enhanced;
	query.text = str_text(&text);
	query.host = str_text(&host);
	reply_explain(&query, meaning_r);
	str_release(&text);
	str_release(&host);
}
