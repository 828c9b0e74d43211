/*
 * Mail that waits to be sent, in the folders where mail programs keep it. Only lines of headers are looked at, and of those only whether
 * a recipient stands there: no text of a mail is kept.
 */
#include "checks/profiles/desktop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checks/base/ascii.h"

#define MBOX_READ_MAX  ((int64_t)128 << 20)
#define LARGE_BYTES    ((int64_t)20 << 20) /* about what servers take: 25 MB after encoding is usual */
#define EXPUNGED_FLAG  0x0008
#define LINE_KEPT      256
#define HEADERS_LOOKED 65536

/* One mail while its lines go by. */
struct waiting {
	int64_t start, size;
	bool headers, recipient, gone, any;
	bool recipients_line; /* the last header was one that names recipients: folded lines go on with it */
};

struct mbox {
	struct profile_state *state;
	struct waiting mail;
	int64_t at;
	bool blank; /* the line before was empty: "From " begins a mail */
};

static void say_block(struct profile_state *state, int64_t size, bool recipient)
{
	if (!recipient)
		str_copy(state->outbox_first, sizeof state->outbox_first, "no recipient");
	else if (size > LARGE_BYTES)
		snprintf(state->outbox_first, sizeof state->outbox_first, "%lld MB",
			(long long)(size / 1000000));
}

static void end_mail(struct mbox *mbox)
{
	struct profile_state *state = mbox->state;

	if (!mbox->mail.any || mbox->mail.gone)
		return;
	if (state->outbox++ == 0)
		say_block(state, mbox->at - mbox->mail.start, mbox->mail.recipient);
}

static bool is_recipients_line(const char *line)
{
	static const char *const headers[] = {"To:", "Cc:", "Bcc:", "Newsgroups:"};

	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
		if (ascii_starts(line, headers[i]))
			return true;
	return false;
}

static void take_header(struct mbox *mbox, const char *line)
{
	if (ascii_starts(line, "X-Mozilla-Status:"))
		mbox->mail.gone = strtoul(line + strlen("X-Mozilla-Status:"), NULL, 16) & EXPUNGED_FLAG;
	if (!ascii_isspace(line[0]))
		mbox->mail.recipients_line = is_recipients_line(line);
	if (mbox->mail.recipients_line)
		mbox->mail.recipient |= strchr(line, '@') || ascii_starts(line, "Newsgroups:");
}

/* "From - Sat Nov 21 …", in newer releases "From " alone: a text may begin with "From here on". */
static bool is_separator(const char *line)
{
	if (strncmp(line, "From ", 5) != 0)
		return false;
	return strncmp(line + 5, "- ", 2) == 0 || !line[5 + strspn(line + 5, " \r")];
}

/* line: without its end, cut to LINE_KEPT; len: its whole length with the end. */
static void take_mbox_line(struct mbox *mbox, const char *line, int64_t len)
{
	bool empty = !line[0] || strcmp(line, "\r") == 0;

	if (mbox->blank && is_separator(line)) {
		end_mail(mbox);
		mbox->mail = (struct waiting){.start = mbox->at, .headers = true, .any = true};
	} else if (mbox->mail.headers && empty) {
		mbox->mail.headers = false;
	} else if (mbox->mail.headers) {
		take_header(mbox, line);
	}
	mbox->blank = empty;
	mbox->at += len;
}

static void read_mbox(struct mbox *mbox, FILE *file)
{
	char line[LINE_KEPT];
	int64_t len = 0;
	size_t kept = 0;

	/* A line without an end counts as well. */
	for (int c = getc_unlocked(file); c != EOF && mbox->at + len < MBOX_READ_MAX;
		c = getc_unlocked(file)) {
		len++;
		if (c != '\n') {
			if (kept + 1 < sizeof line && c)
				line[kept++] = (char)c;
			continue;
		}
		line[kept] = '\0';
		take_mbox_line(mbox, line, len);
		len = 0;
		kept = 0;
	}
	end_mail(mbox);
}

void desktop_outbox_mbox(struct reading *reading, const char *path, struct profile_state *state)
{
	struct mbox mbox = {.state = state, .blank = true};
	struct computer_about about;
	FILE *file;
	int fd;

	if (!reading_open(reading, path, &fd, &about))
		return;
	file = fdopen(fd, "r");
	if (!file) {
		close(fd);
		return;
	}
	state->outbox = 0;
	read_mbox(&mbox, file);
	fclose(file);
	reading_place(reading, path, 0, &state->outbox_place);
}

/* Looks into the headers of one mail that has a file of its own. */
static void look_at_first(struct reading *reading, const char *path, struct profile_state *state)
{
	struct mbox mbox = {.state = state, .mail = {.headers = true, .any = true}};
	struct computer_about about;
	char line[LINE_KEPT];
	size_t looked = 0;
	FILE *file;
	int fd;

	if (!reading_open(reading, path, &fd, &about))
		return;
	file = fdopen(fd, "r");
	if (!file) {
		close(fd);
		return;
	}
	while (mbox.mail.headers && looked < HEADERS_LOOKED && fgets(line, sizeof line, file)) {
		looked += strlen(line);
		line[strcspn(line, "\n")] = '\0';
		take_mbox_line(&mbox, line, 0);
	}
	fclose(file);
	if (looked < HEADERS_LOOKED)
		say_block(state, about.size, mbox.mail.recipient);
}

/* "1700000000.M1P2.host:2,S": waits since its number of seconds; with T behind ":2," it was thrown away. */
static bool is_waiting(const char *name, int64_t *since_r)
{
	const char *flags = strstr(name, ":2,");
	char seconds[24];

	if (!name[0] || name[0] == '.' || (flags && strchr(flags, 'T')))
		return false;
	snprintf(seconds, sizeof seconds, "%.*s", (int)strspn(name, "0123456789"), name);
	if (!ascii_number(seconds, 1, INT64_C(1) << 40, since_r))
		*since_r = 0;
	return true;
}

static void take_maildir(struct reading *reading, const char *folder, struct profile_state *state,
	char first_r[PROFILE_PLACE_MAX])
{
	STR_AUTO struct str names = STR_INIT;
	char name[256];
	const char *at;
	int64_t since;

	if (!reading_folder(reading, folder, &names))
		return;
	if (state->outbox < 0)
		state->outbox = 0;
	for (at = str_text(&names); desktop_next_name(&at, name, sizeof name);) {
		if (!is_waiting(name, &since))
			continue;
		state->outbox++;
		if (first_r[0] && (!since || (state->outbox_since && since >= state->outbox_since)))
			continue;
		state->outbox_since = since;
		snprintf(first_r, PROFILE_PLACE_MAX, "%s/%s", folder, name);
	}
}

void desktop_outbox_maildir(struct reading *reading, const char *folder, struct profile_state *state)
{
	char below[PROFILE_PLACE_MAX], first[PROFILE_PLACE_MAX] = "";
	static const char *const parts[] = {"cur", "new"};

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		int len = snprintf(below, sizeof below, "%s/%s", folder, parts[i]);

		if (len > 0 && (size_t)len < sizeof below)
			take_maildir(reading, below, state, first);
	}
	if (state->outbox < 0)
		return;
	reading_place(reading, folder, 0, &state->outbox_place);
	if (first[0])
		look_at_first(reading, first, state);
}

void desktop_outbox_mh(struct reading *reading, const char *folder, struct profile_state *state)
{
	STR_AUTO struct str names = STR_INIT;
	char name[256], first[PROFILE_PLACE_MAX] = "";
	int64_t number, lowest = INT64_MAX;

	if (!reading_folder(reading, folder, &names))
		return;
	state->outbox = 0;
	for (const char *at = str_text(&names); desktop_next_name(&at, name, sizeof name);) {
		if (!ascii_number(name, 1, INT32_MAX, &number))
			continue;
		state->outbox++;
		if (number >= lowest)
			continue;
		lowest = number;
		snprintf(first, sizeof first, "%s/%s", folder, name);
	}
	reading_place(reading, folder, 0, &state->outbox_place);
	if (first[0])
		look_at_first(reading, first, state);
}
