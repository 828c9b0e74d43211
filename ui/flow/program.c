/*
 * Which mail program, and what it uses: its menus are shown, so that the settings can be read off.
 */
#include "ui/flow/rooms.h"

/* Choices beyond the programs' own values. */
enum { CHOOSE_PHONE = PROGRAM_N, CHOOSE_OTHER };

static void choose_program(struct view *view, enum program program)
{
	view_choice(view, program, program_shown(program));
}

/* Whether the program is one that this screen offers itself. */
static const enum program on_computer[] = {
	PROGRAM_THUNDERBIRD, PROGRAM_OUTLOOK, PROGRAM_APPLE_MAIL, PROGRAM_EVOLUTION};
static const enum program on_phone[] = {PROGRAM_IOS_MAIL, PROGRAM_K9, PROGRAM_GMAIL_APP, PROGRAM_OUTLOOK};
static const enum program others[] = {
	PROGRAM_KMAIL, PROGRAM_GEARY, PROGRAM_MUTT, PROGRAM_MSMTP, PROGRAM_POSTFIX, PROGRAM_EXIM};

static bool is_among(enum program program, const enum program *programs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (programs[i] == program)
			return true;
	return false;
}

static void program_show(struct flow *flow, struct view *view)
{
	enum program now = flow->mailcase->program;

	view_add(view, ROLE_TEXT, _("Then mailmend can name the menus of your program."));
	for (size_t i = 0; i < sizeof on_computer / sizeof *on_computer; i++)
		choose_program(view, on_computer[i]);
	view_choice(view, CHOOSE_PHONE, _("A program on a telephone or tablet"));
	view_choice(view, CHOOSE_OTHER, _("Another program"));
	view_choice(view, PROGRAM_UNKNOWN, _("I do not know"));
	view_choose(view, now);
	if (is_among(now, on_phone, 3)) /* without Outlook, which is on this screen */
		view_choose(view, CHOOSE_PHONE);
	else if (now == PROGRAM_OTHER || is_among(now, others, sizeof others / sizeof *others))
		view_choose(view, CHOOSE_OTHER);
}

static enum screen_id program_choose(struct flow *flow, int value)
{
	if (value == CHOOSE_PHONE)
		return SCREEN_PROGRAM_PHONE;
	if (value == CHOOSE_OTHER)
		return SCREEN_PROGRAM_OTHER;
	flow->mailcase->program = (enum program)value;
	flow->dirty = true;
	return SCREEN_NEXT;
}

const struct screen_calls program_calls = {.show = program_show, .choose = program_choose};

static void program_phone_show(struct flow *flow, struct view *view)
{
	for (size_t i = 0; i < sizeof on_phone / sizeof *on_phone; i++)
		choose_program(view, on_phone[i]);
	view_choice(view, PROGRAM_OTHER, _("Another program"));
	view_choice(view, PROGRAM_UNKNOWN, _("I do not know"));
	view_choose(view, PROGRAM_UNKNOWN);
	view_choose(view, flow->mailcase->program);
}

static void program_other_show(struct flow *flow, struct view *view)
{
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		choose_program(view, others[i]);
	view_choice(view, PROGRAM_OTHER, _("One that is not listed here"));
	view_choose(view, PROGRAM_OTHER);
	view_choose(view, flow->mailcase->program);
}

/* Both lists lie beside the path: it goes on behind the question they belong to. */
static enum screen_id program_named_choose(struct flow *flow, int value)
{
	flow->mailcase->program = (enum program)value;
	flow->dirty = true;
	return flow_next(flow, SCREEN_PROGRAM);
}

const struct screen_calls program_other_calls = {
	.show = program_other_show,
	.choose = program_named_choose,
};

const struct screen_calls program_phone_calls = {
	.show = program_phone_show,
	.choose = program_named_choose,
};

/* --- the settings --- */

enum settings_choice { SETTINGS_FIND, SETTINGS_TELL };

/* The menus of this program, generic ones where it has none of its own. */
static const struct program_menus *menus_of(enum program program)
{
	const struct program_menus *generic = NULL;

	for (size_t i = 0; i < program_menus_n; i++) {
		if (program_menus[i].program == program)
			return &program_menus[i];
		if (program_menus[i].program == PROGRAM_UNKNOWN)
			generic = &program_menus[i];
	}
	return generic;
}

static void settings_show(struct flow *flow, struct view *view)
{
	const struct program_menus *menus = menus_of(flow->mailcase->program);

	view_add(view, ROLE_TEXT,
		_("If you can look them up, mailmend tests what your program really uses. Otherwise it finds "
		  "out what your mail "
		  "provider recommends, and tests that."));
	if (menus && menus->read_off[0])
		view_add(view, ROLE_TITLE, _("Where to look:"));
	for (size_t i = 0;
		menus && i < sizeof menus->read_off / sizeof *menus->read_off && menus->read_off[i]; i++)
		view_add_tight(view, ROLE_TEXT, _(menus->read_off[i]));
	view_choice(view, SETTINGS_FIND, _("I do not know: use what mailmend finds"));
	view_choice(view, SETTINGS_TELL, _("I type in what my program shows"));
	view_choose(view, flow->tell ? SETTINGS_TELL : SETTINGS_FIND);
}

static enum screen_id settings_choose(struct flow *flow, int value)
{
	const struct server_settings none = {.source = SOURCE_NONE};

	flow->tell = value == SETTINGS_TELL;
	flow->mailcase->in_use = flow->tell ? flow->told : none;
	flow->dirty = true;
	return SCREEN_NEXT;
}

const struct screen_calls settings_calls = {.show = settings_show, .choose = settings_choose};

static void security_show(struct flow *flow, struct view *view)
{
	view_add(view, ROLE_TEXT,
		_("It stands at \"connection security\" or \"encryption\", near the server."));
	view_choice(view, SECURITY_STARTTLS,
		_("STARTTLS (in some programs \"TLS\", \"if available\" or \"automatic\")"));
	view_choice(view, SECURITY_TLS, _("SSL/TLS"));
	view_choice(view, SECURITY_NONE, _("None"));
	view_choice(view, SECURITY_AUTO, _("I do not know"));
	view_choose(view, flow->told.security);
}

static enum screen_id security_choose(struct flow *flow, int value)
{
	flow->told.security = (enum security)value;
	flow->mailcase->in_use = flow->told;
	flow->dirty = true;
	return SCREEN_NEXT;
}

const struct screen_calls security_calls = {
	.applies = details_apply,
	.show = security_show,
	.choose = security_choose,
};
