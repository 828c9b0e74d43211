/*
 * Keys that work on every screen. The help page, the last line and both faces read this one list.
 */
#include "ui/flow/action.h"

#include <wctype.h>

#include "checks/base/utf8.h"
#include "ui/flow/state.h"

struct action_row {
	char key;
	const char *letter; /* msgctxt key: the letter in the person's language */
	const char *label;  /* msgctxt keys line */
	const char *help;
};

static struct action_row action_words(enum action action)
{
	switch (action) {
	case ACTION_BACK:
		/* TRANSLATORS: one letter, the key for "back"; the Latin b works as well. */
		return (struct action_row){'b', P_("key", "b"),
			/* TRANSLATORS: at most 12 columns; the last line of the screen, behind the key's
			   letter. */
			P_("keys line", "back"), _("b or Esc: one step back. Your answers stay.")};
	case ACTION_HELP:
		/* TRANSLATORS: one letter, the key for "help"; the Latin h works as well. */
		return (struct action_row){'h', P_("key", "h"),
			/* TRANSLATORS: at most 12 columns; the last line of the screen, behind the key's
			   letter. */
			P_("keys line", "help"), _("h: this help.")};
	case ACTION_QUIT:
		/* TRANSLATORS: one letter, the key for "quit"; the Latin q works as well. */
		return (struct action_row){'q', P_("key", "q"),
			/* TRANSLATORS: at most 12 columns; the last line of the screen, behind the key's
			   letter. */
			P_("keys line", "quit"), _("q: leave. Your answers are kept for the next time.")};
	case ACTION_SKIP:
		/* TRANSLATORS: one letter, the key for "skip this test"; the Latin s works as well. */
		return (struct action_row){'s', P_("key", "s"),
			/* TRANSLATORS: at most 16 columns; the last line of the screen, behind the key's
			   letter. */
			P_("keys line", "skip this test"),
			_("s: while tests run, skip the one that takes long.")};
	default:
		/* TRANSLATORS: one letter, the key for "repeat" in the plain mode; the Latin r works as well. */
		return (struct action_row){'r', P_("key", "r"),
			/* TRANSLATORS: at most 12 columns; behind the key's letter, in the plain mode. */
			P_("keys line", "repeat"), _("r: read this screen again (line by line only).")};
	}
}

static uint32_t lower(uint32_t code)
{
	if (code < 128)
		return code >= 'A' && code <= 'Z' ? code + 32 : code; /* tr_TR: I stays i */
	return (uint32_t)towlower((wint_t)code);
}

bool action_by_key(uint32_t code, enum action *action_r)
{
	uint32_t key = lower(code);

	/* all Latin letters first: a translated letter never takes the meaning of a Latin one away */
	for (int i = 0; i < ACTION_N; i++)
		if (key == (uint32_t)action_words(i).key) {
			*action_r = i;
			return true;
		}
	for (int i = 0; i < ACTION_N; i++) {
		const char *letter = action_words(i).letter;
		uint32_t translated = 0;
		utf8_decode(letter, strlen(letter), &translated);
		if (key == lower(translated)) {
			*action_r = i;
			return true;
		}
	}
	return false;
}

const char *action_help(enum action action)
{
	return action_words(action).help;
}

void action_line(const struct flow *flow, struct str *out)
{
	bool first = true;

	for (int i = 0; i < ACTION_N; i++) {
		struct action_row row = action_words(i);
		if (!flow_can(flow, i))
			continue;
		str_addf(out, "%s%s %s", first ? "" : "  ", row.letter, row.label);
		first = false;
	}
}

/* The zeros of the scripts whose digits people type. */
static const uint32_t zeros[] = {'0', 0x0660, 0x06f0, 0x0966, 0xff10};

int digit_value(uint32_t code)
{
	for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
		if (code >= zeros[i] && code <= zeros[i] + 9)
			return (int)(code - zeros[i]);
	return -1;
}

size_t digit_choice(int digit)
{
	return digit ? (size_t)digit - 1 : 9;
}

void digits_ascii(struct str *out, const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len;) {
		uint32_t code = 0;
		size_t n = utf8_decode(text + i, len - i, &code);
		int digit = n ? digit_value(code) : -1;
		if (n == 0)
			n = 1;
		if (digit >= 0)
			str_add_char(out, (char)('0' + digit));
		else
			str_add_bytes(out, text + i, n);
		i += n;
	}
}
