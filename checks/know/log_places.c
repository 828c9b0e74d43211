/*
 * The usual places: Debian and its family, Red Hat's, SUSE's, Exim's own, qmail's, and what Postfix and msmtp write by themselves.
 */
#include "checks/know/log_places.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"

const struct log_place log_places[] = {
	{.path = "/var/log/mail.log", .owner = "adm"},
	{.path = "/var/log/maillog"},
	{.path = "/var/log/mail"},
	{.path = "/var/log/postfix.log"},
	{.path = "/var/log/exim4/mainlog", .owner = "adm"},
	{.path = "/var/log/exim4/rejectlog", .beside = "/var/log/exim4/mainlog", .owner = "adm"},
	{.path = "/var/log/exim/mainlog"},
	{.path = "/var/log/exim/rejectlog", .beside = "/var/log/exim/mainlog"},
	{.path = "/var/log/exim/main.log"},
	{.path = "/var/log/exim/reject.log", .beside = "/var/log/exim/main.log"},
	{.path = "/var/log/exim_mainlog"},
	{.path = "/var/log/exim_rejectlog", .beside = "/var/log/exim_mainlog"},
	{.path = "/var/spool/exim/log/mainlog"},
	{.path = "/var/spool/exim/log/rejectlog", .beside = "/var/spool/exim/log/mainlog"},
	{.path = "/var/log/qmail/qmail-send/current"},
	{.path = "/var/log/qmail/send/current"},
	{.path = "/var/log/qmail/current"},
	{.path = "/var/log/msmtp"},
	{.path = "/var/log/msmtp.log"},
};
const size_t log_places_n = sizeof log_places / sizeof log_places[0];

/* How long a name is without the ending of what packed it. */
static size_t unpacked_len(const char *name)
{
	static const char *const endings[] = {".gz", ".xz", ".zst", ".bz2", ".lz4", ".lzma", ".Z"};
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		size_t n = strlen(endings[i]);

		if (len > n && strcmp(name + len - n, endings[i]) == 0)
			return len - n;
	}
	return len;
}

/* ".1", "-20261120", ".20261120-143300", "-2026-11-20": eight digits and more are a date. */
static bool read_suffix(const char *from, size_t len, struct log_rotation *rotation)
{
	size_t n = 0;

	if (len < 2 || (*from != '.' && *from != '-'))
		return false;
	for (size_t i = 1; i < len; i++) {
		bool gap = (from[i] == '-' || from[i] == '_' || from[i] == 'T') && i > 1 && i + 1 < len &&
			   ascii_isdigit(from[i - 1]);

		if (!ascii_isdigit(from[i]) && !gap)
			return false;
		if (ascii_isdigit(from[i])) {
			if (n + 1 == sizeof rotation->stamp)
				return false;
			rotation->stamp[n++] = from[i];
		}
	}
	rotation->stamp[n] = '\0';
	rotation->kind = n >= 8 ? LOG_BY_DATE : LOG_BY_NUMBER;
	return n >= 8 || (*from == '.' && ascii_number(rotation->stamp, 0, 99999999, &rotation->number));
}

/* multilog(8): "@", 24 hexadecimal digits, ".s" or ".u" */
static bool read_label(const char *name, struct log_rotation *rotation)
{
	size_t n = 0;

	if (*name != '@')
		return false;
	while (ascii_isalnum(name[1 + n]))
		n++;
	if (n != 24 || (strcmp(name + 25, ".s") != 0 && strcmp(name + 25, ".u") != 0))
		return false;
	memcpy(rotation->stamp, name + 1, n);
	rotation->stamp[n] = '\0';
	rotation->kind = LOG_BY_LABEL;
	return true;
}

bool log_rotation_read(const char *base, const char *name, struct log_rotation *rotation_r)
{
	struct log_rotation rotation = {.kind = LOG_NEWEST};
	size_t base_len = strlen(base), len = unpacked_len(name);

	if (strcmp(base, "current") == 0 && read_label(name, &rotation)) {
		*rotation_r = rotation;
		return true;
	}
	if (len < base_len || strncmp(name, base, base_len) != 0)
		return false;
	if (len > base_len && !read_suffix(name + base_len, len - base_len, &rotation))
		return false;
	*rotation_r = rotation;
	return true;
}

int log_rotation_compare(const struct log_rotation *a, const struct log_rotation *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	switch (a->kind) {
	case LOG_BY_NUMBER:
		return a->number > b->number ? -1 : a->number < b->number;
	case LOG_NEWEST:
		return 0;
	default:
		return strcmp(a->stamp, b->stamp);
	}
}
