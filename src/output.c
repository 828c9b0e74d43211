/*
 * Standard output, standard error, the report and the transcript.
 */
#include "src/output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks/base/err.h"
#include "checks/base/utf8.h"
#include "ui/flow/codeset.h"
#include "ui/keep/keep.h"
#include "ui/report/json.h"
#include "ui/report/report.h"
#include "ui/words/words.h"

static void put(FILE *file, const char *utf8)
{
	struct str STR_AUTO text = STR_INIT;

	if (isatty(fileno(file)))
		codeset_out(&text, utf8);
	else
		str_add(&text, utf8);
	fwrite(str_text(&text), 1, text.len, file);
}

void output_text(const char *utf8)
{
	put(stdout, utf8);
}

void output_json(const char *json)
{
	fputs(json, stdout);
}

void output_message(const char *utf8)
{
	struct str STR_AUTO line = STR_INIT;

	str_addf(&line, "mailmend: %s\n", utf8);
	put(stderr, str_text(&line));
}

bool output_end(void)
{
	bool fine = fflush(stdout) == 0 && !ferror(stdout);

	return fclose(stdout) == 0 && fine;
}

int output_error(enum command command, const struct usage_error *error, bool json, int code)
{
	struct str STR_AUTO text = STR_INIT;
	json_t *document, *told;

	output_message(str_text(&error->text));
	if (!json)
		return code;
	document = json_object();
	told = json_object();
	json_put_text(told, "id", error->id);
	json_put_text(told, "text", str_text(&error->text));
	json_put(document, "schema", json_integer(1));
	json_put_text(document, "command", command_name(command));
	json_put(document, "error", told);
	json_finish(&document, &text);
	output_json(str_text(&text));
	return code;
}

/* Says why a file was not written. Always false. */
static bool file_trouble(const char *translated, const char *path, const char *reason)
{
	struct str STR_AUTO text = STR_INIT;
	char shown[300], why[300];
	struct arg args[2];

	text_harmless_buf(shown, sizeof shown, path, strlen(path));
	text_harmless_buf(why, sizeof why, reason, strlen(reason));
	args[0] = A_NAME("file", shown);
	args[1] = A_NAME("reason", why);
	words_fill(&text, translated, args, 2, &(struct words_style){0});
	output_message(str_text(&text));
	return false;
}

bool output_save(const char *path, const struct str *text)
{
	struct err err = ERR_INIT;
	struct stat st;

	if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
		/* TRANSLATORS: {file} is the name of a file. */
		return file_trouble(
			_("{file} was not written: something that is no ordinary file has this name."), path,
			"");
	if (keep_write_file(path, str_text(text), text->len, &err))
		return true;
	/* TRANSLATORS: {file} is the name of a file, {reason} the system's reason. */
	return file_trouble(_("{file} was not written: {reason}"), path, err.text);
}

static struct report_options report_options(const struct options *options)
{
	return (struct report_options){.command = "check",
		.scenario = options->scenario,
		.since = options->since_last,
		.before = options->before};
}

/* TRANSLATORS: {file} is the name of a file. */
static const char not_hidden[] =
	N_("{file} was not written: names and addresses could not be hidden everywhere. With --no-mask "
	   "nothing is hidden.");

int output_report_not_hidden(const char *path)
{
	/* TRANSLATORS: {file} is the name of a file; --no-mask is literal. */
	file_trouble(_(not_hidden), path, "");
	return EXIT_UNKNOWN;
}

int output_not_hidden(const struct options *options)
{
	struct usage_error error = {.id = "not-hidden"};
	int code;

	usage_fail(&error, "not-hidden",
		_("Names and addresses could not be hidden everywhere, so nothing is shown. With --no-mask "
		  "nothing is "
		  "hidden."),
		NULL, 0);
	code = output_error(options->command, &error, options->json, EXIT_UNKNOWN);
	str_release(&error.text);
	return code;
}

static bool save_report(const char *path, const struct record *record, const struct options *options)
{
	const struct report_options how = report_options(options);
	enum report_format format = REPORT_TEXT;
	struct str STR_AUTO text = STR_INIT;

	(void)report_format_by_ending(path, &format); /* the option table has refused others */
	if (!report_make(&text, record, format, options->mask != MASK_NO, &how))
		/* TRANSLATORS: {file} is the name of a file; --no-mask is literal. */
		return file_trouble(_(not_hidden), path, "");
	return output_save(path, &text);
}

struct lines {
	struct str text;
	struct mask *mask;
};

static void add_line(const struct transcript_line *line, void *data)
{
	static const char *const kinds[] = {[SAID_BY_US] = ">", [SAID_BY_PEER] = "<", [SAID_NOTE] = "*"};
	struct lines *lines = data;
	struct str STR_AUTO one = STR_INIT;

	str_addf(&one, "%lld.%03lld %s %s %s\n", (long long)(line->at_ms / 1000),
		(long long)(line->at_ms % 1000), line->peer ? line->peer : "-", kinds[line->kind],
		line->text);
	if (lines->mask)
		mask_text(lines->mask, str_text(&one), &lines->text);
	else
		str_add(&lines->text, str_text(&one));
}

static bool save_transcript(const struct record *record, const struct options *options)
{
	struct lines lines = {.text = STR_INIT};
	bool fine = true;

	if (options->mask == MASK_YES) {
		lines.mask = mask_new();
		mask_record(lines.mask, record);
	}
	transcript_each(record->transcript, add_line, &lines);
	if (lines.mask && mask_leaks(lines.mask, str_text(&lines.text)))
		fine = file_trouble(_(not_hidden), options->transcript, "");
	else
		fine = output_save(options->transcript, &lines.text);
	mask_free(&lines.mask);
	str_release(&lines.text);
	return fine;
}

static int exit_code(const struct record *record)
{
	if (record->cancelled)
		return EXIT_INTERRUPTED;
	switch (record->diagnosis.verdict) {
	case VERDICT_CAN_SEND:
		return EXIT_FINE;
	case VERDICT_CANNOT_SEND:
		return EXIT_PROBLEM;
	default:
		return EXIT_UNKNOWN;
	}
}

int output_record(const struct record *record, const struct options *options)
{
	const struct report_options how = report_options(options);
	struct str STR_AUTO text = STR_INIT;
	int code = exit_code(record);

	if (!report_make(&text, record, options->json ? REPORT_JSON : REPORT_TEXT, options->mask == MASK_YES,
		    &how))
		return output_not_hidden(options);
	if (options->json)
		output_json(str_text(&text));
	else
		output_text(str_text(&text));
	for (size_t i = 0; i < options->n_reports; i++) {
		if (!save_report(options->reports[i], record, options))
			code = EXIT_UNKNOWN;
	}
	if (options->transcript && !save_transcript(record, options))
		code = EXIT_UNKNOWN;
	return code;
}
