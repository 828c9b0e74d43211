/*
 * What filters look at, on any bytes: a mail's form, files and links, a ZIP archive, and the answers of spam filters. Names are bounded and
 * ended, hosts are hosts, nothing is read behind the end.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/mail/message_files.h"
#include "checks/mail/message_form.h"
#include "checks/mail/message_hrefs.h"
#include "checks/know/suspects.h"
#include "checks/steps/content/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void expect(bool holds)
{
	if (!holds)
		abort();
}

static void check_file(const struct message_file *file)
{
	expect(strnlen(file->name, FILE_NAME_MAX) < FILE_NAME_MAX && file->n_inside <= ZIP_NAMES_MAX);
	for (size_t i = 0; i < file->n_inside; i++) {
		expect(file->inside[i][0] && strnlen(file->inside[i], FILE_NAME_MAX) < FILE_NAME_MAX);
		expect(file_kind(file->inside[i]) < FILE_KIND_N);
	}
}

static bool visit_file(const struct message_file *file, void *data)
{
	size_t *n = data;

	check_file(file);
	return ++*n > MESSAGE_FILES_MAX;
}

static bool visit_link(const struct message_href *href, void *data)
{
	size_t *n = data;

	expect(href->host[0] && strnlen(href->host, HOST_MAX) < HOST_MAX);
	expect(strnlen(href->shown, HOST_MAX) < HOST_MAX);
	(void)host_shortens(href->host);
	return ++*n > HREFS_MAX;
}

static void check_mail(const char *bytes, size_t len)
{
	struct message MESSAGE_AUTO message = {.len = 0};
	struct message_build build;
	size_t files = 0, links = 0;

	if (!message_parse(bytes, len, &message))
		return;
	message_files(&message, visit_file, &files);
	message_hrefs(&message, visit_link, &links, &build);
	expect(files <= MESSAGE_FILES_MAX && links <= HREFS_MAX);
}

static void check_form(const char *bytes, size_t len)
{
	struct message_form form;

	message_form_read(bytes, len, &form);
	expect(form.bytes <= 2 * len + 2 && (!form.long_line || form.length > FORM_LINE_MAX));
	expect(form.long_line <= len && form.bare_lf <= len && form.bare_cr <= len && form.nul <= len);
}

static void check_answers(const char *bytes, size_t len)
{
	const struct filter *const filters[] = {&filter_spamd, &filter_rspamd};

	for (size_t i = 0; i < 2; i++) {
		struct spam_verdict verdict = {.filter = ""};

		if (filters[i]->read(bytes, len, &verdict))
			expect(verdict.n <= SPAM_HITS_MAX && verdict.scored && verdict.bounded);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct message_file *file = calloc(1, sizeof *file);
	char *copy = malloc(len + 1); /* exactly as long as the bytes, and a NUL for what reads texts */

	if (!file || !copy)
		goto out;
	if (len)
		memcpy(copy, data, len);
	copy[len] = '\0';
	check_form(copy, len);
	check_mail(copy, len);
	zip_read(copy, len, file);
	check_file(file);
	check_answers(copy, len);
out:
	free(copy);
	free(file);
	return 0;
}
