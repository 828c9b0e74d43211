/*
 * The machine-readable fields of RFC 3464 section 2 (and RFC 6533 section 3), as servers really write them: without the blank line
 * between recipients, with blanks before the colon, without types, quoted by whoever forwarded them.
 */
#include "checks/know/bounce_reports.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"

enum field {
	FINAL,	  /* Final-Recipient */
	ORIGINAL, /* Original-Recipient */
	ACTUAL,	  /* X-Actual-Recipient (Sendmail) */
	ACTION,
	STATUS,
	DIAGNOSTIC,
	REMOTE,
	RETRY,
	REPORTER,
	FIELD_N,
};

static const char *const names[FIELD_N] = {[FINAL] = "final-recipient",
	[ORIGINAL] = "original-recipient",
	[ACTUAL] = "x-actual-recipient",
	[ACTION] = "action",
	[STATUS] = "status",
	[DIAGNOSTIC] = "diagnostic-code",
	[REMOTE] = "remote-mta",
	[RETRY] = "will-retry-until",
	[REPORTER] = "reporting-mta"};

/* The fields of one recipient, unfolded. */
struct group {
	struct str values[FIELD_N];
	bool seen[FIELD_N];
};

struct reading {
	struct group group;
	struct bounce_reports *reports;
	int last;      /* the field that goes on in folded lines; -1: none that counts */
	bool finished; /* an empty line ended the group; what follows may still belong to it */
	bool found;
};

static void group_clear(struct group *group)
{
	for (int i = 0; i < FIELD_N; i++) {
		str_clear(&group->values[i]);
		group->seen[i] = false;
	}
}

/* Behind "rfc822;": the type is left out by some, and blanks stand anywhere. */
static const char *behind_type(const char *value, char *type_r, size_t size)
{
	size_t len = strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/.");
	size_t blanks = strspn(value + len, " \t");

	type_r[0] = '\0';
	if (value[len + blanks] != ';')
		return value;
	for (size_t i = 0; i < len && i + 1 < size; i++) {
		type_r[i] = ascii_lower(value[i]);
		type_r[i + 1] = '\0';
	}
	value += len + blanks + 1;
	return value + strspn(value, " \t");
}

/* "\x{20AC}" of RFC 6533 section 3: characters beyond ASCII in an ASCII field. */
static void add_unescaped(struct str *out, const char *s)
{
	while (*s) {
		char *end;
		unsigned long code;

		if (strncmp(s, "\\x{", 3) != 0) {
			str_add_char(out, *s++);
			continue;
		}
		code = strtoul(s + 3, &end, 16);
		if (*end == '}' && end > s + 3 && code > 32 && code < 0x110000 &&
			(code < 0xd800 || code > 0xdfff))
			utf8_encode(out, (uint32_t)code);
		s = *end == '}' ? end + 1 : s + 3;
	}
}

/* An address, or a name of a local user; a file or a program that mail is handed to is neither. */
static void read_address(const struct group *group, enum field field, char *address_r)
{
	struct str STR_AUTO value = STR_INIT_MAX(ADDRESS_MAX * 2);
	const char *s, *begin, *end, *route;
	char type[24];
	size_t len;

	address_r[0] = '\0';
	add_unescaped(&value, behind_type(str_text(&group->values[field]), type, sizeof type));
	s = str_text(&value);
	if (!*s || strchr("|/", *s) || (*s == '"' && strchr("|/", s[1])))
		return;
	/* A source route "@a,@b:c@d" (RFC 5321 appendix C) ends at its colon. */
	route = *s == '@' ? strrchr(s, ':') : NULL;
	if (bounce_address_find(route ? route + 1 : s, &begin, &end, address_r))
		return;
	s += strspn(s, "<\"");
	len = strcspn(s, " \t<>\",;");
	address_r[0] = '\0';
	if (!s[len + strspn(s + len, ">\"")] && len <= ADDRESS_MAX) {
		memcpy(address_r, s, len);
		address_r[len] = '\0';
	}
}

/* "5.1.1 (bad destination mailbox)" */
static void read_status(const char *value, char *status_r, size_t size)
{
	size_t len = strspn(value, "0123456789.");

	status_r[0] = '\0';
	if (len >= 5 && len < size && strchr("245", *value) && value[1] == '.') {
		memcpy(status_r, value, len);
		status_r[len] = '\0';
	}
}

/* RFC 3464 section 2.3.3; "expired", "deliverable" and the like are words of servers. */
static void read_action(const char *value, struct bounce_report *report)
{
	static const char *const good[] = {"deliver", "relay", "expand"};

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		if (ascii_starts(value, good[i]))
			report->delivered = true;
	if (ascii_starts(value, "delay"))
		report->delayed = true;
	if (!*value && report->status[0] == '2')
		report->delivered = true;
}

static void take_reason(const struct group *group, struct bounce_report *report)
{
	const char *text = str_text(&group->values[DIAGNOSTIC]);
	char type[24];

	text = behind_type(text, report->type, sizeof report->type);
	str_add(&report->machine, text);
	/* Sun's and others' servers say it behind the status code alone. */
	if (!report->machine.len) {
		const char *comment = strchr(str_text(&group->values[STATUS]), '(');
		size_t len = comment ? strcspn(comment + 1, ")") : 0;

		if (len)
			str_add_bytes(&report->machine, comment + 1, len);
		else if (!report->status[0])
			str_add(&report->machine, str_text(&group->values[STATUS]));
	}
	bounce_host(behind_type(str_text(&group->values[REMOTE]), type, sizeof type), report->host);
}

/* The person wrote to the original one; a route or a server's own form of the address says less. */
static void take_recipient(struct reading *reading)
{
	const struct group *group = &reading->group;
	char forms[3][ADDRESS_MAX + 1];
	struct bounce_report *report;
	bool routed =
		strstr(str_text(&group->values[FINAL]), ";@") || str_text(&group->values[FINAL])[0] == '@';
	int first;

	read_address(group, FINAL, forms[0]);
	read_address(group, ORIGINAL, forms[1]);
	read_address(group, ACTUAL, forms[2]);
	first = forms[0][0] && !(routed && forms[1][0]) ? 0 : forms[1][0] ? 1 : 2;
	reading->found = true;
	for (int i = 0; i < 3; i++)
		if (forms[i][0] && bounce_report_find(reading->reports, forms[i]))
			return;
	report = bounce_report_of(reading->reports, forms[first]);
	if (!report)
		return;
	for (int i = 0, n = 0; i < 3; i++)
		if (i != first && n < BOUNCE_ALIASES)
			str_copy(report->aliases[n++], sizeof report->aliases[0], forms[i]);
	read_status(str_text(&group->values[STATUS]), report->status, sizeof report->status);
	read_action(str_text(&group->values[ACTION]), report);
	if (!message_date(str_text(&group->values[RETRY]), &report->retry_until))
		report->retry_until = 0;
	take_reason(group, report);
}

static void end_group(struct reading *reading)
{
	struct group *group = &reading->group;
	char type[24];

	if (group->seen[REPORTER] && !reading->reports->reporter[0])
		bounce_host(behind_type(str_text(&group->values[REPORTER]), type, sizeof type),
			reading->reports->reporter);
	if (group->seen[FINAL] || group->seen[ORIGINAL])
		take_recipient(reading);
	group_clear(group);
	reading->finished = false;
	reading->last = -1;
}

static int field_of(const char *line, const char **value_r)
{
	size_t len = 0;

	while (ascii_isalnum(line[len]) || line[len] == '-' || line[len] == '_')
		len++;
	*value_r = line + len + strspn(line + len, " \t");
	if (!len || **value_r != ':')
		return -2;
	++*value_r;
	*value_r += strspn(*value_r, " \t");
	for (int i = 0; i < FIELD_N; i++)
		if (strlen(names[i]) == len && ascii_ncasecmp(line, names[i], len) == 0)
			return i;
	return -1;
}

static void add_value(struct str *value, const char *s)
{
	size_t len = strlen(s);

	while (len && ascii_isspace(s[len - 1]))
		len--;
	value->max = BOUNCE_REASON_MAX;
	if (value->len && len)
		str_add_char(value, ' ');
	str_add_bytes(value, s, len);
}

/* A recipient's field begins the next group where the present one has it already, or where an empty line stood before. */
static bool begins_next(const struct reading *reading, int field)
{
	const struct group *group = &reading->group;
	bool complete = group->seen[FINAL] || group->seen[ORIGINAL];

	if (group->seen[field])
		return true;
	if (!reading->finished)
		return false;
	return field == FINAL || field == ORIGINAL || !complete || group->seen[ACTION];
}

static void read_field(struct reading *reading, int field, const char *value)
{
	if (field >= 0 && begins_next(reading, field))
		end_group(reading);
	reading->last = field;
	if (field < 0)
		return;
	reading->group.seen[field] = true;
	add_value(&reading->group.values[field], value);
}

/* Reads one line; quoted: it stands behind > of a mail program. */
static void read_line(struct reading *reading, const char *line)
{
	const char *value;
	bool folded;
	int field;

	if (*line == '>' && (line[1] == ' ' || line[1] == '>' || !line[1] || ascii_isalpha(line[1])))
		line += 1 + (line[1] == ' ');
	if (!line[strspn(line, " \t")]) {
		reading->finished = reading->group.seen[FINAL] || reading->group.seen[ORIGINAL];
		if (!reading->finished)
			end_group(reading);
		reading->last = -1;
		return;
	}
	folded = *line == ' ' || *line == '\t';
	field = field_of(line, &value);
	if (!folded && field != -2)
		read_field(reading, field, value);
	else if (reading->last >= 0 && (folded || reading->last == DIAGNOSTIC))
		add_value(&reading->group.values[reading->last], line + strspn(line, " \t"));
}

bool bounce_status_read(const char *text, struct bounce_reports *reports)
{
	struct reading reading = {.reports = reports, .last = -1};
	struct str STR_AUTO line = STR_INIT_MAX(BOUNCE_LINE_MAX);

	for (int lines = 0; *text && lines < BOUNCE_LINES_MAX; lines++) {
		size_t len = strcspn(text, "\n");

		str_clear(&line);
		str_add_bytes(&line, text, len);
		read_line(&reading, str_text(&line));
		text += len + (text[len] == '\n');
	}
	end_group(&reading);
	for (int i = 0; i < FIELD_N; i++)
		str_release(&reading.group.values[i]);
	return reading.found;
}
