/*
 * Help, from every screen: the keys, and the pages of ui/words.
 */
#include "ui/flow/action.h"
#include "ui/flow/rooms.h"
#include "ui/words/help.h"

#define PER_PAGE VIEW_CHOICES_PAGE
#define MORE	 (-1)

static void show_keys(const struct flow *flow, struct view *view)
{
	view_add(view, ROLE_TEXT,
		flow->plain
			? _("Type a number and press Enter. Or one of these letters and Enter:")
			: _("Choose with the arrow keys and Enter, or by the number. These keys work too:"));
	for (int action = 0; action < ACTION_N; action++)
		if (action != ACTION_HELP && (flow->plain || action != ACTION_REPEAT))
			view_add_tight(view, ROLE_TEXT, action_help(action));
}

static void help_show(struct flow *flow, struct view *view)
{
	size_t i = flow->help_first;

	if (i == 0)
		show_keys(flow, view);
	for (; i < flow->help_first + PER_PAGE && i < help_pages_n; i++)
		view_choice(view, (int)i, _(help_pages[i].title));
	if (i < help_pages_n)
		view_choice(view, MORE, _("More topics"));
	if (i == help_pages_n)
		view_choice(view, MORE, _("Back to where you were"));
}

static enum screen_id help_choose(struct flow *flow, int value)
{
	if (value != MORE) {
		flow->help_page = (size_t)value;
		return SCREEN_HELP_PAGE;
	}
	if (flow->help_first + PER_PAGE < help_pages_n) {
		flow->help_first += PER_PAGE;
		return SCREEN_STAY;
	}
	flow->help_first = 0;
	return SCREEN_BACK;
}

static bool help_back(struct flow *flow)
{
	if (flow->help_first == 0)
		return false;
	flow->help_first -= PER_PAGE;
	return true;
}

const struct screen_calls help_calls = {.show = help_show, .choose = help_choose, .back = help_back};

static void help_page_show(struct flow *flow, struct view *view)
{
	const struct help_page *page = &help_pages[flow->help_page];

	view->page = true;
	view_heading(view, _(page->title));
	for (size_t i = 0; i < sizeof page->paragraphs / sizeof *page->paragraphs && page->paragraphs[i]; i++)
		view_add(view, ROLE_TEXT, _(page->paragraphs[i]));
	view_choice(view, 0, _("Back"));
}

const struct screen_calls help_page_calls = {.show = help_page_show, .choose = go_back_choose};
