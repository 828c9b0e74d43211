/*
 * For those who look after a mail server: another log than the one that this computer keeps, an older one or that of another server.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks/base/mem.h"
#include "ui/flow/rooms.h"

bool logging_fits(const struct flow *flow)
{
	/* practice has a computer of its own, where no file of this one is */
	return flow->tip == STEP_ERRORS && flow->record->mailcase.role == ROLE_ADMIN && !flow->mailcase->map;
}

enum log_choice { LOG_LEAVE, LOG_USUAL };

static void log_show(struct flow *flow, struct view *view)
{
	view_add(view, ROLE_TEXT,
		_("The log of this computer's mail server is found without being named. Here you can name "
		  "another file: an older one, also compressed (.gz), or one that was copied from another "
		  "server. It is only read."));
	view_ask(view, INPUT_LINE, _("The file:"), flow->mailcase->log_file,
		sizeof flow->mailcase->log_file - 1);
	view_choice(view, LOG_LEAVE, _("Go on without it"));
	if (flow->mailcase->log_file[0])
		view_choice(view, LOG_USUAL, _("Read the log of this computer again"));
}

static enum screen_id read_it(struct flow *flow, const char *path)
{
	/* what a run reads stays as it is until that run has ended */
	road_stop(flow);
	str_copy(flow->mailcase->log_file, sizeof flow->mailcase->log_file, path);
	flow->confirming = true; /* nothing was changed, so nothing is compared */
	return SCREEN_ROAD;
}

static enum screen_id log_choose(struct flow *flow, int value)
{
	return value == LOG_USUAL ? read_it(flow, "") : SCREEN_BACK;
}

/* Why it cannot be read, in a sentence; NULL where it can. */
static const char *trouble_with(const struct flow *flow, const char *path)
{
	struct stat about;

	if (strlen(path) >= sizeof flow->mailcase->log_file || stat(path, &about) != 0)
		return _("There is no file of this name. Look at its name, with all its folders.");
	if (!S_ISREG(about.st_mode))
		return _("This is a folder or a device, and not a file.");
	if (access(path, R_OK) != 0)
		return _("This file cannot be read with your rights. Start mailmend with sudo.");
	return NULL;
}

static enum screen_id log_enter(struct flow *flow, const char *text)
{
	char *path = flow_path_typed(text);
	const char *trouble = *path ? trouble_with(flow, path) : NULL;
	enum screen_id next = SCREEN_STAY;

	if (trouble)
		flow_note(flow, trouble);
	else
		next = *path ? read_it(flow, path) : SCREEN_BACK;
	free(path);
	return next;
}

const struct screen_calls log_calls = {.show = log_show, .choose = log_choose, .enter = log_enter};
