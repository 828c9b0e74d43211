/*
 * From curses' key codes to ours. ESCDELAY decides between Esc and the beginning of an arrow key.
 */
#define NCURSES_WIDECHAR 1
#include "ui/screen/keys.h"

#include <curses.h>
#include <termios.h>

#define PASTE_BEGIN (KEY_MAX + 1)
#define PASTE_END   (KEY_MAX + 2)

/*
 * Terminals send arrows in two forms, by a mode that may be off for a moment (after Ctrl-Z and back) or that
 * they ignore. The form that curses does not know would begin with Esc, which means "back".
 */
void keys_define(void)
{
	static const struct {
		const char *bytes;
		int code;
	} keys[] = {
		{"\033[200~", PASTE_BEGIN},
		{"\033[201~", PASTE_END},
		{"\033[A", KEY_UP},
		{"\033OA", KEY_UP},
		{"\033[B", KEY_DOWN},
		{"\033OB", KEY_DOWN},
		{"\033[C", KEY_RIGHT},
		{"\033OC", KEY_RIGHT},
		{"\033[D", KEY_LEFT},
		{"\033OD", KEY_LEFT},
		{"\033[H", KEY_HOME},
		{"\033OH", KEY_HOME},
		{"\033[F", KEY_END},
		{"\033OF", KEY_END},
	};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		define_key(keys[i].bytes, keys[i].code);
}

static const struct {
	int curses;
	enum key_kind kind;
} functions[] = {
	{KEY_UP, KEY_IS_UP},
	{KEY_DOWN, KEY_IS_DOWN},
	{KEY_LEFT, KEY_IS_LEFT},
	{KEY_RIGHT, KEY_IS_RIGHT},
	{KEY_PPAGE, KEY_IS_PAGE_UP},
	{KEY_NPAGE, KEY_IS_PAGE_DOWN},
	{KEY_HOME, KEY_IS_HOME},
	{KEY_END, KEY_IS_END},
	{KEY_ENTER, KEY_IS_ENTER},
	{KEY_BACKSPACE, KEY_IS_ERASE},
	{KEY_DC, KEY_IS_DELETE},
	{KEY_BTAB, KEY_IS_BACK_TAB},
	{KEY_RESIZE, KEY_IS_RESIZE},
	{PASTE_BEGIN, KEY_IS_PASTE_BEGIN},
	{PASTE_END, KEY_IS_PASTE_END},
};

static struct key function_key(int code)
{
	MEVENT mouse;

	if (code == KEY_MOUSE)
		return getmouse(&mouse) == OK ? (struct key){.kind = KEY_IS_CLICK, .row = mouse.y}
					      : (struct key){.kind = KEY_IS_OTHER};
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		if (functions[i].curses == code)
			return (struct key){.kind = functions[i].kind};
	return (struct key){.kind = KEY_IS_OTHER};
}

struct key keys_next(void)
{
	wint_t code;
	int got = get_wch(&code);

	if (got == ERR)
		return (struct key){.kind = KEY_IS_NONE};
	if (got == KEY_CODE_YES)
		return function_key((int)code);
	switch (code) {
	case '\r':
	case '\n':
		return (struct key){.kind = KEY_IS_ENTER};
	case 0x1b:
		return (struct key){.kind = KEY_IS_ESC};
	case 0x08:
	case 0x7f:
		return (struct key){.kind = KEY_IS_ERASE};
	case '\t':
		return (struct key){.kind = KEY_IS_TAB};
	case 0x0c:
		return (struct key){.kind = KEY_IS_REDRAW};
	default:
		return (struct key){.kind = KEY_IS_CHAR, .code = (uint32_t)code};
	}
}

void keys_drop(void)
{
	flushinp();
	while (keys_next().kind != KEY_IS_NONE)
		continue;
}
