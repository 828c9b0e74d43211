/*
 * What the text and the JSON of a log have in common: what became of its files, whose names are in it, and which cause stands for a group.
 */
#include "ui/report/log.h"

#include <string.h>

#include "checks/base/utf8.h"
#include "checks/engine/facts.h"
#include "checks/engine/words.h"
#include "ui/words/words.h"

const char *log_outcome_name(const struct log_report_file *file)
{
	static const char *const names[] = {
		[LOG_READ] = "read",
		[LOG_EMPTY] = "empty",
		[LOG_MISSING] = "missing",
		[LOG_FORBIDDEN] = "forbidden",
		[LOG_DIRECTORY] = "directory",
		[LOG_DEVICE] = "device",
		[LOG_LOOP] = "loop",
		[LOG_PACKED] = "packed",
		[LOG_BROKE_OFF] = "broke-off",
		[LOG_DAMAGED] = "damaged",
		[LOG_STOPPED] = "stopped",
		[LOG_READ_FAILED] = "failed",
	};

	if (file->same_as)
		return "same";
	return file->left_out ? "too-old" : names[file->file.outcome];
}

/* TRANSLATORS: {file} is the name of a file; in each of the following. */
static const char *sentence(const struct log_report_file *file)
{
	static const char *const sentences[] = {
		[LOG_READ] = NULL,
		/* TRANSLATORS: {file} is the name of a file. */
		[LOG_EMPTY] = N_("{file} is empty."),
		/* TRANSLATORS: {file} is the name of a file. */
		[LOG_MISSING] = N_("{file} does not exist."),
		/* TRANSLATORS: {file} is the name of a file; the command that reads it follows on lines of their own. */
		[LOG_FORBIDDEN] = N_("{file} cannot be read with your rights."),
		/* TRANSLATORS: {file} is the name of a file. */
		[LOG_DIRECTORY] = N_("{file} is a folder. Name the files in it."),
		/* TRANSLATORS: {file} is the name of a file. */
		[LOG_DEVICE] = N_("{file} is no ordinary file, so it was not read."),
		/* TRANSLATORS: {file} is the name of a file. */
		[LOG_LOOP] = N_("{file} is a link that leads back to itself."),
		/* TRANSLATORS: {file} is the name of a file, {packed} a program such as xz. */
		[LOG_PACKED] = N_("{file} was compressed by {packed}, which is not read here. Unpack it "
				  "first, or hand its text over by a pipe: mailmend log -"),
		/* TRANSLATORS: {file} is the name of a compressed file. */
		[LOG_BROKE_OFF] = N_("{file} is cut off: its end is missing. What is there was read."),
		/* TRANSLATORS: {file} is the name of a compressed file. */
		[LOG_DAMAGED] = N_("{file} is damaged. What stands before the damage was read."),
		/* TRANSLATORS: {file} is the name of a file. */
		[LOG_STOPPED] = N_("{file} was not read to its end: it was interrupted."),
		/* TRANSLATORS: {file} is the name of a file, {reason} the system's reason. */
		[LOG_READ_FAILED] = N_("{file} could not be read on: {reason}"),
	};

	if (file->same_as)
		/* TRANSLATORS: {file} and {other} are names of files. */
		return N_("{file} is the same file as {other} and was counted once.");
	if (file->left_out)
		/* TRANSLATORS: {file} is the name of a file; --since is literal. */
		return N_("{file} ends before the time of --since and was not read.");
	return sentences[file->file.outcome];
}

static void add_name(struct str *out, const char *path)
{
	text_harmless(out, path, strlen(path), TEXT_ONE_LINE, 0);
}

void log_file_name(const struct log_report_file *file, struct str *out)
{
	if (strcmp(file->path, "-") == 0)
		str_add(out, _("standard input"));
	else if (file->usual && !file->place)
		str_add(out, _("The journal of this computer"));
	else
		add_name(out, file->path);
}

void log_report_file_words(const struct log_report_file *file, struct mask *mask, struct str *out)
{
	const char *msgid = sentence(file);
	struct str STR_AUTO name = STR_INIT;
	struct str STR_AUTO other = STR_INIT;

	log_file_name(file, &name);
	if (file->same_as)
		add_name(&other, file->same_as);

	const struct arg args[] = {
		A_NAME("file", str_text(&name)),
		A_NAME("other", str_text(&other)),
		A_NAME("packed", file->file.packed_by),
		A_NAME("reason", file->file.error ? strerror(file->file.error) : ""),
	};

	if (msgid)
		words_fill(out, _(msgid), args, sizeof args / sizeof args[0],
			&(struct words_style){.mask = mask});
}

void log_report_learn(const struct log_report *report, struct mask *mask)
{
	const struct own_queue *queue = report->record->queue;
	const struct log_group *const *groups;
	size_t n = log_book_groups(report->book, &groups);

	mask_record(mask, report->record);
	for (size_t i = 0; i < n; i++) {
		mask_learn(mask, ARG_HOST, groups[i]->relay);
		for (size_t k = 0; k < groups[i]->n_domains; k++)
			mask_learn(mask, ARG_HOST, groups[i]->domains[k].name);
	}
	for (size_t i = 0; queue && i < queue->n_reasons; i++)
		mask_learn(mask, ARG_HOST, queue->reasons[i].domain);
	for (size_t i = 0; queue && i < queue->n_senders; i++)
		mask_learn(mask, ARG_EMAIL, queue->senders[i].name);
}

/* Findings of the log speak of one cause each: it stands in their evidence. */
static void add_findings(const struct record *record, struct diagnosed_cause *cause)
{
	for (size_t i = 0; i < record->findings.n && cause->n_findings < CAUSE_FINDINGS_MAX; i++) {
		const struct finding *finding = &record->findings.items[i];
		const char *meaning = finding_evidence(finding, "meaning");

		if (strcmp(finding->check, "errors.log") == 0 && meaning &&
			strcmp(meaning, cause_name(cause->id)) == 0)
			cause->findings[cause->n_findings++] = i;
	}
}

struct diagnosed_cause log_report_cause(const struct record *record, const struct log_cause *cause)
{
	struct diagnosed_cause made = {
		.id = cause->id,
		.confidence = cause->sure ? 90 : 62,
		.who = cause_who(cause->id),
		.temporary = cause_is_temporary(cause->id),
		.reason = cause->sure ? N_("The server says so in its own words.")
				      : N_("Only the answer code of the server points there, so other "
					   "reasons are possible."),
	};

	for (size_t i = 0; i < record->diagnosis.n; i++) {
		if (record->diagnosis.causes[i].id == cause->id)
			return record->diagnosis.causes[i];
	}
	add_findings(record, &made);
	return made;
}
