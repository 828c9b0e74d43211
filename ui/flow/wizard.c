/*
 * The way in: which face leads, what is done when it ends, and the exit code.
 */
#include "ui/flow/wizard.h"

#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "ui/flow/codeset.h"
#include "ui/flow/rooms.h"
#include "ui/flow/signals.h"
#include "ui/keep/config.h"

#define COLUMNS 72

/* ux.md H1: the flag, then ACCESSIBLE, then the configuration; the rest only the face can see. */
static bool wants_plain(const struct wizard_options *options, const char **why_r)
{
	const char *accessible = getenv("ACCESSIBLE");

	if (options->look == WIZARD_LOOK_PLAIN) {
		*why_r = _("Plain mode is on because you asked for it (--plain).");
		return true;
	}
	if (options->look == WIZARD_LOOK_FULL || (accessible && strcmp(accessible, "0") == 0))
		return false;
	if (accessible && accessible[0]) {
		*why_r = _("Plain mode is on because ACCESSIBLE is set.");
		return true;
	}
	if (!config_wish("plain", false))
		return false;
	*why_r = _("Plain mode is on because your configuration file asks for it.");
	return true;
}

static void say(const char *utf8)
{
	struct str bytes STR_AUTO = STR_INIT;

	codeset_out(&bytes, utf8);
	fputs(str_text(&bytes), stdout);
	fflush(stdout); /* the faces write without stdio */
}

/* The full screen first; line by line where it cannot be, or where the person wishes it. */
static enum face_end lead(struct flow *flow, const struct wizard_options *options)
{
	const char *why = NULL;
	enum face_end end = FACE_PLAIN;

	if (!wants_plain(options, &why) && options->full_face)
		end = options->full_face->lead(flow, options, &why);
	if (end != FACE_PLAIN)
		return end;
	if (why) {
		say(why);
		say("\n\n");
	}
	return options->plain_face->lead(flow, options, &why);
}

/* Whether others of this person may read our memory is nobody's business while a password is in it. */
static void guard_memory(void)
{
#ifndef __SANITIZE_ADDRESS__ /* its leak check reads the process from outside */
	prctl(PR_SET_DUMPABLE, 0);
#endif
}

/* What the person wrote down counts where neither an option nor the environment says otherwise. */
static struct wizard_options with_config(const struct wizard_options *given)
{
	struct wizard_options options = *given;
	const char *no_color = getenv("NO_COLOR");

	if (!options.no_color && !(no_color && no_color[0]))
		options.no_color = !config_wish("color", true);
	options.mouse = options.mouse || config_wish("mouse", false);
	return options;
}

/* Of the normal screen; the text column is never wider than 72. */
static int columns_of_text(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_col > COLUMNS)
		return COLUMNS;
	return size.ws_col < 20 ? 20 : size.ws_col;
}

int wizard_main(struct mailcase *mailcase, const struct wizard_options *given)
{
	const struct wizard_options configured = with_config(given), *options = &configured;
	struct str farewell STR_AUTO = STR_INIT;

	signals_begin();
	guard_memory();
	struct flow *flow = flow_new(mailcase, options);
	enum face_end end = lead(flow, options);
	flow_interrupt(flow);
	flow_save(flow);
	int code = end == FACE_INTERRUPTED ? 130 : flow_exit_code(flow);
	flow_farewell(flow, columns_of_text(), &farewell);
	flow_free(&flow);
	signals_end();
	say(str_text(&farewell));
	return code;
}
