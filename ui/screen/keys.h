/*
 * Keys, one at a time, without waiting.
 */
#ifndef MAILMEND_UI_SCREEN_KEYS_H
#define MAILMEND_UI_SCREEN_KEYS_H

#include <stdbool.h>
#include <stdint.h>

enum key_kind {
	KEY_IS_NONE, /* nothing is there */
	KEY_IS_CHAR, /* code: a character, control characters included */
	KEY_IS_UP,
	KEY_IS_DOWN,
	KEY_IS_LEFT,
	KEY_IS_RIGHT,
	KEY_IS_PAGE_UP,
	KEY_IS_PAGE_DOWN,
	KEY_IS_HOME,
	KEY_IS_END,
	KEY_IS_ENTER,
	KEY_IS_ERASE,
	KEY_IS_DELETE,
	KEY_IS_ESC,
	KEY_IS_TAB,
	KEY_IS_BACK_TAB,
	KEY_IS_REDRAW,
	KEY_IS_RESIZE,
	KEY_IS_PASTE_BEGIN,
	KEY_IS_PASTE_END,
	KEY_IS_CLICK, /* row */
	KEY_IS_OTHER,
};

struct key {
	enum key_kind kind;
	uint32_t code;
	int row;
};

/* Tells curses the marks of bracketed paste; after newterm(). */
void keys_define(void);

/* The next key that is already there. */
struct key keys_next(void);

/* Drops everything that was typed ahead. */
void keys_drop(void);

#endif
