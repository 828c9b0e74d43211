/*
 * Building views: paragraphs with roles, choices with values. Nothing here knows how they will look.
 */
#include <assert.h>

#include "checks/base/mem.h"
#include "ui/flow/state.h"

void view_release(struct view *view)
{
	free(view->heading);
	for (size_t i = 0; i < view->paras.n; i++)
		free(view->paras.items[i].text);
	VEC_RELEASE(&view->paras);
	for (size_t i = 0; i < view->n_choices; i++)
		free(view->choices[i].label);
	free(view->input_label);
	free(view->input_value);
	memset(view, 0, sizeof *view);
}

void view_heading(struct view *view, const char *translated)
{
	free(view->heading);
	view->heading = mem_strdup(translated);
}

static void add(struct view *view, enum view_role role, bool tight, char *owned)
{
	struct view_para *para = VEC_ADD(&view->paras);

	*para = (struct view_para){.role = role, .tight = tight, .text = owned};
}

void view_add(struct view *view, enum view_role role, const char *translated)
{
	add(view, role, false, mem_strdup(translated));
}

void view_add_tight(struct view *view, enum view_role role, const char *translated)
{
	add(view, role, true, mem_strdup(translated));
}

void view_add_str(struct view *view, enum view_role role, struct str *text)
{
	if (text->len > 0)
		add(view, role, false, str_take(text));
}

void view_fill(
	struct view *view, enum view_role role, const char *translated, const struct arg *args, size_t n)
{
	struct str text = STR_INIT;
	const struct words_style style = {0};

	words_fill(&text, translated, args, n, &style);
	add(view, role, false, str_take(&text));
}

void view_choice(struct view *view, int value, const char *translated)
{
	assert(view->n_choices < VIEW_CHOICES_MAX);
	view->choices[view->n_choices].label = mem_strdup(translated);
	view->choices[view->n_choices++].value = value;
}

void view_choose(struct view *view, int value)
{
	for (size_t i = 0; i < view->n_choices; i++)
		if (view->choices[i].value == value)
			view->chosen = i;
}

void view_ask(struct view *view, enum view_input input, const char *label, const char *value, size_t max)
{
	view->input = input;
	view->input_label = mem_strdup(label);
	view->input_value = mem_strdup(value);
	view->input_max = max;
}
