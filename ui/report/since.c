/*
 * Before and now: the verdicts in one sentence each, then what changed check by check.
 */
#include "ui/report/since.h"

#include "checks/base/clock.h"
#include "ui/report/json.h"

const char *since_heading(void)
{
	return _("Since the last test");
}

struct lines {
	const struct words_style *style;
	void (*line)(const char *text, void *data);
	void *data;
};

static void say(const struct lines *lines, const char *translated, const struct arg *arg)
{
	struct str STR_AUTO text = STR_INIT;

	words_fill(&text, translated, arg, 1, lines->style);
	lines->line(str_text(&text), lines->data);
}

/* Gives how many there were. */
static size_t say_checks(const struct lines *lines, const struct changes *changes)
{
	size_t n = 0;

	for (size_t i = 0; i < changes->checks.n; i++) {
		struct str STR_AUTO text = STR_INIT;

		if (!change_matters(&changes->checks.items[i]))
			continue;
		words_changed_check(&text, &changes->checks.items[i], lines->style);
		lines->line(str_text(&text), lines->data);
		n++;
	}
	return n;
}

static bool is_same_end(const struct outline *before, const struct outline *now)
{
	return before->verdict == now->verdict && outline_first(before) == outline_first(now);
}

void since_lines(const struct record *record, const struct outline *before, const struct words_style *style,
	void (*line)(const char *text, void *data), void *data)
{
	const struct lines lines = {style, line, data};
	struct outline now = {0};
	struct changes changes;

	if (!before) {
		line(_("No earlier test of this case is kept."), data);
		return;
	}
	outline_of(record, &now);
	outline_compare(before, &now, &changes);
	const struct arg date = A_DATE("date", before->started);
	const struct arg was = A_NAME("outcome", words_outcome(before->verdict, outline_first(before)));
	const struct arg is = A_NAME("outcome", words_outcome(now.verdict, outline_first(&now)));
	/* TRANSLATORS: {date} is a date with the time of the day. */
	say(&lines, _("The last test of the same case was {date}."), &date);
	/* TRANSLATORS: {outcome} is a whole sentence: what the test before the change found. */
	say(&lines, _("Before: {outcome}"), &was);
	/* TRANSLATORS: {outcome} is a whole sentence: what the test after the change found. */
	say(&lines, _("Now: {outcome}"), &is);
	if (!say_checks(&lines, &changes) && is_same_end(before, &now))
		line(_("Every test came to the same as then."), data);
	changes_release(&changes);
	outline_release(&now);
}

static json_t *check_json(const struct changed_check *changed)
{
	json_t *object = json_object();

	json_put_text(object, "id", changed->id);
	json_put_text(object, "before", check_status_name(changed->before));
	json_put_text(object, "now", check_status_name(changed->now));
	return object;
}

static json_t *cause_json(const struct changed_cause *changed)
{
	json_t *object = json_object();

	json_put_text(object, "id", cause_name(changed->id));
	json_put(object, "before", changed->before ? json_integer(changed->before) : json_null());
	json_put(object, "now", changed->now ? json_integer(changed->now) : json_null());
	return object;
}

json_t *since_json(const struct record *record, const struct outline *before)
{
	json_t *object, *checks = json_array(), *causes = json_array();
	struct outline now = {0};
	struct changes changes;
	char started[32];

	if (!before) {
		json_decref(checks);
		json_decref(causes);
		return json_null();
	}
	outline_of(record, &now);
	outline_compare(before, &now, &changes);
	for (size_t i = 0; i < changes.checks.n; i++)
		json_add(checks, check_json(&changes.checks.items[i]));
	for (size_t i = 0; i < changes.causes.n; i++)
		json_add(causes, cause_json(&changes.causes.items[i]));
	object = json_object();
	clock_iso8601(before->started, started, sizeof started);
	json_put_text(object, "started", started);
	json_put_text(object, "verdict", verdict_name(before->verdict));
	json_put_text(object, "first_cause", cause_name(outline_first(before)));
	json_put(object, "checks", checks);
	json_put(object, "causes", causes);
	changes_release(&changes);
	outline_release(&now);
	return object;
}
