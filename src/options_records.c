/*
 * Options about a mail that was sent and about the keys that sign it.
 */
#include "src/options_set.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks/auth/dkim.h"
#include "checks/base/file.h"
#include "checks/base/str.h"
#include "checks/mail/message.h"
#include "checks/profiles/profile.h"
#include "ui/words/words.h"

static bool holds_a_header(const char *bytes, size_t len)
{
	struct message MESSAGE_AUTO message = {.len = 0};

	return message_parse(bytes, len, &message) || message_find(bytes, len, &message);
}

/* Of a large file its beginning is read, and what is behind counts by its size. Where that is not known, false. */
static bool take_rest(const char *path, int64_t *rest_r)
{
	struct stat st;

	if (strcmp(path, "-") == 0 || stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	*rest_r = (int64_t)st.st_size - (int64_t)MESSAGE_BYTES_MAX;
	return true;
}

/* A mail that was sent: a file, or standard input for "-". */
SETTER(set_mail)
{
	struct str bytes = STR_INIT_MAX(MESSAGE_BYTES_MAX);
	const char *why = NULL;

	if (!file_read(value, &bytes))
		/* TRANSLATORS: {option} is --mail, {value} the name of a file. */
		why = _("{option}: the file {value} cannot be read.");
	else if (bytes.cut && !take_rest(value, &options->mailcase.mail_rest))
		/* TRANSLATORS: {option} is --mail, {value} the name of a file. */
		why = _("{option}: the file {value} is larger than 4 MiB. A short mail without attachments "
			"will do.");
	else if (!holds_a_header(str_text(&bytes), bytes.len))
		/* TRANSLATORS: {option} is --mail, {value} the name of a file. */
		why = _("{option}: the file {value} is no mail with its header lines (\"show source\").");
	if (why) {
		str_release(&bytes);
		return fail_value(error, why, "--mail", value, "");
	}
	free(options->mail);
	options->mailcase.mail_len = bytes.len;
	options->mailcase.mail = options->mail = str_take(&bytes);
	return true;
}

void options_release(struct options *options)
{
	if (options->imported)
		profiles_release(options->imported);
	free(options->imported);
	options->imported = NULL;
	options->mailcase.profile = NULL;
	options->mailcase.profiles = NULL;
	free(options->mail);
	options->mail = NULL;
	options->mailcase.mail = NULL;
	options->mailcase.mail_len = 0;
}

/* Each of them can be asked for below some domain. */
static bool are_selectors(const char *list)
{
	char one[HOST_MAX], name[HOST_MAX];

	for (;;) {
		size_t len = strcspn(list, ",");

		if (!len || len >= sizeof one)
			return false;
		memcpy(one, list, len);
		one[len] = '\0';
		if (!dkim_key_name(one, "example.org", name))
			return false;
		if (!list[len])
			return true;
		list += len + 1;
	}
}

SETTER(set_selector)
{
	if (are_selectors(value) &&
		str_copy(options->mailcase.selectors, sizeof options->mailcase.selectors, value))
		return true;
	/* TRANSLATORS: {option} is --selector, {value} what was given; s= and DKIM-Signature are literal. */
	return fail_value(error,
		_("{option} takes the name of a key, as s= in the line DKIM-Signature of a mail, or several "
		  "with commas "
		  "between, not {value}."),
		"--selector", value, "");
}

SETTER(set_dkim_key)
{
	if (access(value, R_OK) == 0 &&
		str_copy(options->mailcase.dkim_key, sizeof options->mailcase.dkim_key, value))
		return true;
	/* TRANSLATORS: {option} is --dkim-key, {value} the name of a file. */
	return fail_value(error, _("{option}: the file {value} cannot be read."), "--dkim-key", value, "");
}
