/*
 * The help pages: the nine topics (settings, login, firewall, program settings, port blockage, internet
 * company, antivirus, DNS, spam filter), the six frequent questions, and "sending so that mail arrives". Read
 * by both faces of the wizard.
 */
#ifndef MAILMEND_UI_HELP_H
#define MAILMEND_UI_HELP_H

#include <stddef.h>

#include "checks/engine/cause.h"

struct help_page {
	const char *id;		    /* "firewall" */
	const char *title;	    /* N_() */
	const char *paragraphs[10]; /* N_(), NULL-terminated */
};
extern const struct help_page help_pages[];
extern const size_t help_pages_n;

/*
 * Where to find the settings in a mail program: the menus, one a line, to read off server, port and
 * encryption; and where the stored sending password is removed.
 */
struct program_menus {
	enum program program;
	const char *read_off[6];	/* N_() */
	const char *remove_password[6]; /* N_() */
};
extern const struct program_menus program_menus[];
extern const size_t program_menus_n;

#endif
