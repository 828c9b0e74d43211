/*
 * The last part of a log's text: which files it was read from, which could not be read, and how they can be.
 */
#include "ui/report/log.h"

#include <string.h>

#include "checks/engine/words.h"
#include "ui/report/page.h"

/* A path that a shell takes as it stands: others are never put into a command that is made to be copied. */
static bool is_plain(const char *path)
{
	return path[0] != '-' &&
	       !path[strspn(
		       path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._+,:@%=-")];
}

/* How it is read with more rights: commands stand alone, unbroken. */
static void with_rights(const struct page *page, const struct log_report_file *file)
{
	if (file->usual || is_plain(file->path)) {
		page_line(page, _("Run it with more rights:"), NULL, 0);
		str_addf(page->out, "\n  sudo mailmend log%s%s\n\n", file->usual ? "" : " ",
			file->usual ? "" : file->path);
	}
	if (!file->group)
		return;
	page_say(page,
		/* TRANSLATORS: {group} is the name of a group of users; a command follows on its own line. */
		_("Or become a member of the group {group}, and sign in anew:"), "group", file->group);
	str_addf(page->out, "\n  sudo usermod -aG %s \"$USER\"\n\n", file->group);
}

static void file_line(const struct page *page, const struct log_report_file *file)
{
	struct str STR_AUTO name = STR_INIT;
	struct str STR_AUTO words = STR_INIT;

	log_file_name(file, &name);

	const struct arg args[] = {
		A_NAME("file", str_text(&name)), A_COUNT("count", (int64_t)file->file.lines)};

	if (file->file.lines || (file->file.outcome == LOG_READ && !file->same_as && !file->left_out))
		/* TRANSLATORS: {file} is the name of a file, {count} a number. */
		page_line(page,
			ngettext("{file}: {count} line", "{file}: {count} lines",
				(unsigned long)file->file.lines),
			args, 2);
	log_report_file_words(file, page->style.mask, &words);
	page_paragraph(page, str_text(&words), 0);
	if (file->file.shrank)
		/* TRANSLATORS: {file} is the name of a file. */
		page_line(page, _("{file} was cut short while it was read."), args, 2);
	if (file->file.rotated)
		/* TRANSLATORS: {file} is the name of a file. */
		page_line(page, _("{file} was replaced by a new one while it was read, which was read, too."),
			args, 2);
}

void log_report_files(const struct log_report *report, struct mask *mask, struct str *out)
{
	const struct page page = {
		.record = report->record, .style = {.mask = mask}, .out = out, .columns = TEXT_COLUMNS};
	const struct log_report_file *forbidden = NULL;

	page_heading(&page, _("What was read"));
	if (!report->n_files)
		page_line(&page, _("None of the usual places of this computer holds a mail server's log."),
			NULL, 0);
	for (size_t i = 0; i < report->n_files; i++) {
		file_line(&page, &report->files[i]);
		if (!forbidden && report->files[i].file.outcome == LOG_FORBIDDEN && !report->files[i].same_as)
			forbidden = &report->files[i];
	}
	if (forbidden)
		with_rights(&page, forbidden);
}
