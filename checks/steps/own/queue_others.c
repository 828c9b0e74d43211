/*
 * What exim -bp, Exim's logs of single mails, smtpctl show queue and Sendmail's mailq print.
 */
#include "checks/steps/own/queue.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/profiles/own_list.h"

#define LINE_MAX_KEPT 1024
#define IDS_MAX	      60

/* The next line, without its end; false behind the last. */
static bool next_line(const char **at, char *line_r, size_t size)
{
	const char *from = *at;
	size_t len = strcspn(from, "\n"), kept = len < size ? len : size - 1;

	if (!*from)
		return false;
	memcpy(line_r, from, kept);
	line_r[kept] = '\0';
	*at = from + len + (from[len] == '\n');
	return true;
}

/* "25m", "3h", "2d" */
static bool read_age(const char *word, int64_t *seconds_r)
{
	size_t len = strspn(word, "0123456789");
	char digits[12];
	int64_t number;

	if (!len || len >= sizeof digits || !word[len] || word[len + 1])
		return false;
	memcpy(digits, word, len);
	digits[len] = '\0';
	if (!ascii_number(digits, 0, 100000, &number))
		return false;
	switch (word[len]) {
	case 's':
		*seconds_r = number;
		return true;
	case 'm':
		*seconds_r = number * 60;
		return true;
	case 'h':
		*seconds_r = number * 3600;
		return true;
	case 'd':
		*seconds_r = number * 86400;
		return true;
	default:
		return false;
	}
}

/* "0t5C6f-0000c8-00", and longer since Exim 4.97. */
static bool is_exim_id(const char *word)
{
	size_t first = strcspn(word, "-"), second;

	for (const char *c = word; *c; c++) {
		if (!ascii_isalnum(*c) && *c != '-')
			return false;
	}
	if (first != 6 || !word[first])
		return false;
	second = strcspn(word + 7, "-");
	return word[7 + second] && strlen(word + 8 + second) >= 2 && strlen(word) < 40;
}

/* " 25m  2.9K 0t5C6f-0000c8-00 <alice@example.org> *** frozen ***" */
static bool take_exim_line(const char *line, struct queue_reading *reading, struct str *ids)
{
	char age[16], size[16], id[64], sender[ADDRESS_MAX + 3];
	const char *at = line;
	int64_t seconds;

	if (!own_next_word(&at, age, sizeof age) || !read_age(age, &seconds) ||
		!own_next_word(&at, size, sizeof size) || !own_next_word(&at, id, sizeof id) ||
		!is_exim_id(id) || !own_next_word(&at, sender, sizeof sender))
		return false;
	if (sender[0] == '<') {
		memmove(sender, sender + 1, strlen(sender));
		sender[strcspn(sender, ">")] = '\0';
	}
	if (queue_add_mail(reading, reading->now - seconds, sender, false) &&
		reading->queue->waiting <= IDS_MAX)
		str_addf(ids, "%s ", id);
	return true;
}

void queue_read_exim(const char *text, struct queue_reading *reading, struct str *ids_r)
{
	char line[LINE_MAX_KEPT];

	while (next_line(&text, line, sizeof line))
		(void)take_exim_line(line, reading, ids_r);
}

/* "2026-11-21 16:51:09 anna@example.org R=dnslookup T=remote_smtp defer (110): Connection timed out" */
void queue_read_msglog(const char *text, struct queue_reading *reading)
{
	char line[LINE_MAX_KEPT], date[16], clock[24], first[ADDRESS_MAX + 1],
		recipient[ADDRESS_MAX + 1] = "";
	char reason[OWN_REASON] = "";

	while (next_line(&text, line, sizeof line)) {
		const char *at = line;
		const char *defer = ascii_find(line, " defer (");

		if (!own_next_word(&at, date, sizeof date) || !own_next_word(&at, clock, sizeof clock) ||
			!own_next_word(&at, first, sizeof first))
			continue;
		if (defer && strstr(defer, "): ")) {
			str_copy(reason, sizeof reason, strstr(defer, "): ") + 3);
			str_copy(recipient, sizeof recipient, first);
		} else if (!reason[0] && (first[0] == '[' || ascii_starts(first, "H="))) {
			/* "H=mx.example.org [192.0.2.1] Connection refused" */
			str_copy(reason, sizeof reason, at);
		}
	}
	queue_add_reason(reading, reading->now, recipient, reason);
}

/* Parts a line at "|" into at most n cells; gives how many. */
static size_t cells_of(char *line, char **cells, size_t n)
{
	size_t got = 0;

	while (got < n) {
		char *bar = strchr(line, '|');

		cells[got++] = line;
		if (!bar || got == n)
			break;
		*bar = '\0';
		line = bar + 1;
	}
	return got;
}

void queue_read_opensmtpd(const char *text, struct queue_reading *reading)
{
	char line[LINE_MAX_KEPT], *cells[14];
	int64_t since;

	while (next_line(&text, line, sizeof line)) {
		size_t n = cells_of(line, cells, 14);

		if (n < 12)
			continue;
		if (!ascii_number(cells[7], 1, INT64_MAX, &since))
			since = 0;
		if (strcmp(cells[11], "inflight") == 0)
			reading->queue->n++;
		else if (queue_add_mail(reading, since, strcmp(cells[4], "@") == 0 ? "" : cells[4], false))
			queue_add_reason(reading, since, cells[6], n > 13 ? cells[13] : "");
	}
}

/* An id of eight or more letters and digits at the start begins a mail; "(Deferred: …)" is its reason. */
void queue_read_sendmail(const char *text, struct queue_reading *reading)
{
	char line[LINE_MAX_KEPT], reason[OWN_REASON] = "";
	bool open = false;

	while (next_line(&text, line, sizeof line)) {
		size_t id = 0, end;
		const char *at = strchr(line, '<');

		while (ascii_isalnum(line[id]))
			id++;
		if (id >= 8 && at) {
			char sender[ADDRESS_MAX + 1];

			str_copy(sender, sizeof sender, at + 1);
			sender[strcspn(sender, ">")] = '\0';
			open = queue_add_mail(reading, 0, sender, false);
			reason[0] = '\0';
			continue;
		}
		at = line + strspn(line, " \t");
		end = strlen(at);
		if (*at == '(' && end > 2) {
			str_copy(reason, sizeof reason, at + 1);
			reason[strcspn(reason, ")")] = '\0';
		} else if (*at == '<' && open) {
			char recipient[ADDRESS_MAX + 1];

			str_copy(recipient, sizeof recipient, at + 1);
			recipient[strcspn(recipient, ">")] = '\0';
			queue_add_reason(reading, 0, recipient, reason);
			open = false;
		}
	}
}
