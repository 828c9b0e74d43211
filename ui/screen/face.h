/*
 * The state of the full-screen face, shared by its loop (screen.c) and what keys do (press.c).
 */
#ifndef MAILMEND_UI_SCREEN_FACE_H
#define MAILMEND_UI_SCREEN_FACE_H

#include <stdint.h>

#include "ui/screen/field.h"
#include "ui/screen/keys.h"
#include "ui/screen/rows.h"

struct face {
	struct flow *flow;
	const struct wizard_options *options;
	struct view view;
	struct rows rows;
	struct layout layout;
	struct focus focus;
	struct field field;
	bool small;	   /* too small for anything but one sentence */
	bool stale;	   /* the window does not show the present state */
	bool fresh;	   /* the screen is a new one: its focus is chosen anew */
	bool pasting;	   /* between the marks of a bracketed paste */
	int64_t pasted_us; /* when the last paste ended, or a guarded key came */
	int64_t painted_us;
	bool keys_when_idle;	  /* tests: no key is taken while checks run */
	const char *draft_screen; /* what was typed there and not yet sent off */
	struct str draft;
};

/* What one key does. */
void face_press(struct face *face, const struct key *key);

#endif
