/*
 * A mail system's mail: its parts gathered, the machine-readable one before prose, both joined by recipient, each explained.
 */
#include "checks/know/bounce.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/know/bounce_reports.h"
#include "checks/mail/message_text.h"

#define PROSE_MAX     ((size_t)256 * 1024)
#define STATUS_MAX    ((size_t)1024 * 1024)
#define WHOLE_REASONS 20  /* of so many recipients all is read; */
#define REASON_MAX    300 /* of further ones, so much: a thousand long texts would take minutes */
#define DEPTH_MAX     2	  /* a report in a mail that somebody forwarded, or in another report */

/* The parts of the mail, by what they are. */
struct parts {
	struct str prose, html, status, returned;
	struct bounce_signs signs;
	const char *inner; /* the first mail inside of it */
	size_t inner_len;
};

static void parts_release(struct parts *parts)
{
	str_release(&parts->prose);
	str_release(&parts->html);
	str_release(&parts->status);
	str_release(&parts->returned);
}

static bool is_returned(const char *type)
{
	return ascii_starts(type, "text/rfc822") || strcmp(type, "message/global-headers") == 0 ||
	       strcmp(type, "message/rfc822") == 0 || strcmp(type, "message/partial") == 0 ||
	       strcmp(type, "message/global") == 0;
}

static void take_returned(struct parts *parts, const struct message_part *part)
{
	parts->signs.returned = true;
	if (!parts->returned.len)
		str_add_bytes(&parts->returned, part->raw, part->raw_len);
	if (!parts->inner && ascii_starts(part->type, "message/")) {
		parts->inner = part->raw;
		parts->inner_len = part->raw_len;
	}
}

static bool take_part(const struct message_part *part, void *data)
{
	struct parts *parts = data;

	if (part->inside)
		return false;
	if (is_returned(part->type)) {
		take_returned(parts, part);
	} else if (ascii_ends(part->type, "delivery-status")) {
		parts->signs.machine = true;
		str_add(&parts->status, part->text);
		str_add(&parts->status, "\n\n");
	} else if (strcmp(part->type, "message/feedback-report") == 0) {
		parts->signs.feedback = true;
	} else if (ascii_ends(part->type, "disposition-notification")) {
		parts->signs.receipt = true;
	} else if (strcmp(part->type, "text/html") == 0) {
		message_html_text(part->text, part->len, &parts->html);
	} else if (ascii_starts(part->type, "text/")) {
		str_add(&parts->prose, part->text);
		str_add(&parts->prose, "\n\n");
	}
	return false;
}

/* X-Failed-Recipients: Exim and Google name them all there. */
static void read_failed_recipients(const struct message *message, struct bounce_reports *reports)
{
	struct str STR_AUTO value = STR_INIT;
	char address[ADDRESS_MAX + 1];

	for (size_t nth = 0; nth < 20; nth++) {
		const char *s, *begin, *end;

		str_clear(&value);
		if (!message_value(message, "X-Failed-Recipients", nth, &value))
			return;
		for (s = str_text(&value); bounce_address_find(s, &begin, &end, address); s = end)
			bounce_report_of(reports, address);
	}
}

/* Nobody is named: then it was for whom the returned mail was for, if that is one. */
static void read_returned_to(const struct parts *parts, struct bounce_reports *reports)
{
	struct message MESSAGE_AUTO returned = {.len = 0};
	struct str STR_AUTO to = STR_INIT;
	const char *begin, *end, *more;
	char address[ADDRESS_MAX + 1], second[ADDRESS_MAX + 1];

	if (!message_parse(str_text(&parts->returned), parts->returned.len, &returned))
		return;
	if (!message_value(&returned, "X-Original-To", 0, &to) && !message_value(&returned, "To", 0, &to))
		return;
	if (bounce_address_find(str_text(&to), &begin, &end, address) &&
		!bounce_address_find(end, &begin, &more, second))
		bounce_report_of(reports, address);
}

/* The prose about the same recipient: by address, else the only one if there is one of each. */
static const struct bounce_report *prose_about(const struct bounce_report *report,
	const struct bounce_reports *reports, const struct bounce_prose *prose)
{
	const struct bounce_report *found = bounce_report_find(&prose->reports, report->address);

	for (int i = 0; i < BOUNCE_ALIASES && !found; i++)
		found = report->aliases[i][0] ? bounce_report_find(&prose->reports, report->aliases[i])
					      : NULL;
	if (!found && reports->v.n == 1 && prose->reports.v.n == 1)
		found = &prose->reports.v.items[0];
	return found;
}

/* Sendmail keeps the first line of a reply of several; the transcript has it whole. */
static void complete(struct str *reason, const char *replies)
{
	const char *text = str_text(reason);
	const char *at;
	size_t len = reason->len;

	if (len < 5 || text[3] != '-' || strstr(text + 4, "\n"))
		return;
	at = strstr(replies, text);
	if (!at || (at > replies && at[-1] != '\n'))
		return;
	str_clear(reason);
	str_add_bytes(reason, at, strcspn(at, "\n"));
}

/* Copies what the prose names where nothing else does. */
static void adopt(struct bounce_reports *reports, const struct bounce_prose *prose)
{
	for (size_t i = 0; i < prose->reports.v.n; i++) {
		struct bounce_report *report = bounce_report_of(reports, prose->reports.v.items[i].address);

		if (report)
			report->delayed = prose->delay;
	}
}

static void explain_all(
	struct bounce_reports *reports, const struct bounce_prose *prose, struct bounce *bounce)
{
	bool failed = false;

	bounce->recipients = mem_new_array(reports->v.n, sizeof *bounce->recipients);
	for (size_t i = 0; i < reports->v.n; i++) {
		struct bounce_report *report = &reports->v.items[i];
		const struct bounce_report *about;

		if (report->delivered)
			continue;
		complete(&report->machine, str_text(&prose->replies));
		about = prose_about(report, reports, prose);
		if (!report->address[0] && about)
			str_copy(report->address, sizeof report->address, about->address);
		bounce_explain(report, about, str_text(&prose->rest),
			bounce->n < WHOLE_REASONS ? BOUNCE_REASON_MAX : REASON_MAX,
			&bounce->recipients[bounce->n]);
		/* "delivery via mx.far.example: 250 2.0.0 Ok", where only prose says so. */
		if (bounce->recipients[bounce->n].reply.code / 100 == 2)
			continue;
		failed = failed || bounce->recipients[bounce->n].action == BOUNCE_FAILED;
		bounce->n++;
	}
	if (reports->v.n)
		bounce->kind = failed ? BOUNCE_FAILURE : bounce->n ? BOUNCE_DELAY : BOUNCE_DELIVERED;
}

/* Who is named, in the order of what counts more. The dialect that named them; NULL: nobody is named. */
static const char *find_recipients(const struct message *message, const struct parts *parts,
	struct bounce_prose *prose, struct bounce_reports *reports)
{
	const char *text = parts->prose.len ? str_text(&parts->prose) : str_text(&parts->html);
	const char *dialect = NULL;

	if (bounce_status_read(str_text(&parts->status), reports) || bounce_status_read(text, reports))
		dialect = "rfc3464";
	else if (bounce_notice_read(text, reports))
		dialect = "amazonses";
	bounce_prose_read(text, prose);
	if (!reports->v.n)
		read_failed_recipients(message, reports);
	for (size_t i = 0; !dialect && i < reports->v.n; i++)
		reports->v.items[i].delayed = prose->delay;
	if (!reports->v.n)
		adopt(reports, prose);
	return dialect ? dialect : prose->dialect ? prose->dialect : reports->v.n ? "prose" : NULL;
}

static bool any_code(const struct bounce_prose *prose)
{
	for (size_t i = 0; i < prose->reports.v.n; i++)
		if (prose->reports.v.items[i].coded.len)
			return true;
	return bounce_has_reply_code(str_text(&prose->rest));
}

/* Whether it is a mail system's report at all: an ordinary mail may name addresses and codes, and a postmaster may write about anything. */
static bool is_report(const struct bounce_signs *signs, const struct bounce_prose *prose, const char *dialect)
{
	if (signs->machine || prose->dialect || (dialect && strcmp(dialect, "prose") != 0))
		return true;
	return (signs->daemon && signs->subject) || ((signs->daemon || signs->subject) && any_code(prose));
}

static void read_at(const struct message *message, int depth, struct bounce *bounce);

/* A report that cannot be about a mail of this person's says nothing that may be relied on. */
static bool is_forged(const struct message *message, const struct parts *parts,
	const struct bounce_reports *reports, struct bounce *bounce)
{
	struct message MESSAGE_AUTO returned = {.len = 0};

	if (!message_parse(str_text(&parts->returned), parts->returned.len, &returned))
		return !parts->signs.machine && !parts->signs.returned && !parts->signs.sign &&
		       bounce_is_about_addressee(message, reports);
	bounce->foreign = bounce_is_foreign(message, &returned);
	return bounce->foreign && bounce_is_unrelated(&returned, reports);
}

static void read_parts(const struct message *message, struct parts *parts, int depth, struct bounce *bounce)
{
	struct bounce_reports BOUNCE_REPORTS_AUTO reports = {.cut = false};
	struct bounce_prose BOUNCE_PROSE_AUTO prose = {.delay = false};
	const char *dialect = find_recipients(message, parts, &prose, &reports);
	bool report;

	parts->signs.sign = prose.dialect != NULL;
	report = is_report(&parts->signs, &prose, dialect);
	bounce->kind = bounce_kind_of(message, &parts->signs, str_text(&parts->prose));
	if (bounce->kind != BOUNCE_NONE && bounce->kind != BOUNCE_UNCLEAR)
		return;
	if (!reports.v.n && parts->inner && depth < DEPTH_MAX) {
		struct message MESSAGE_AUTO mail = {.len = 0};
		struct bounce inner = {.dialect = ""};

		if (message_parse(parts->inner, parts->inner_len, &mail))
			read_at(&mail, depth + 1, &inner);
		if (inner.n) {
			*bounce = inner;
			return;
		}
		bounce_release(&inner);
	}
	if (!reports.v.n && report && prose.to.len)
		bounce_report_of(&reports, str_text(&prose.to));
	if (!reports.v.n && report)
		read_returned_to(parts, &reports);
	if (report && is_forged(message, parts, &reports, bounce))
		bounce->kind = BOUNCE_UNCLEAR;
	else if (report)
		explain_all(&reports, &prose, bounce);
	bounce->dialect = dialect && bounce->n ? dialect : "";
	bounce->cut = reports.cut || prose.reports.cut;
	str_copy(bounce->reporter, sizeof bounce->reporter, reports.reporter);
}

static void read_at(const struct message *message, int depth, struct bounce *bounce)
{
	struct parts parts = {.prose = STR_INIT_MAX(PROSE_MAX),
		.html = STR_INIT_MAX(PROSE_MAX),
		.status = STR_INIT_MAX(STATUS_MAX),
		.returned = STR_INIT_MAX(PROSE_MAX)};

	bounce_header_signs(message, &parts.signs);
	message_parts(message, take_part, &parts);
	read_parts(message, &parts, depth, bounce);
	parts_release(&parts);
}

void bounce_read(const struct message *message, struct bounce *bounce_r)
{
	*bounce_r = (struct bounce){.dialect = ""};
	read_at(message, 0, bounce_r);
}

void bounce_release(struct bounce *bounce)
{
	free(bounce->recipients);
	*bounce = (struct bounce){.dialect = ""};
}
