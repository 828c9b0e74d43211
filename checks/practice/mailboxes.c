/*
 * What lies in the mailboxes. A test mail gets the lines above it that servers write on the way; a report about one is written as RFC 3464
 * has it.
 */
#include "checks/practice/mailboxes.h"

#include <string.h>
#include <time.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/mail/message.h"

static const struct arrival_plan *plan_of(const struct station *station)
{
	return &station->world->in.arrival;
}

const char *box_name(const struct station *station, enum box box)
{
	static const char *const names[] = {
		[BOX_INBOX] = "INBOX",
		[BOX_SENT] = "Sent",
		[BOX_FOLDER] = "Lists/Tests",
		[BOX_TRASH] = "Trash",
	};

	if (box == BOX_JUNK)
		return plan_of(station)->junk ? plan_of(station)->junk : "Junk";
	return names[box];
}

const char *box_use(enum box box)
{
	return box == BOX_SENT ? " \\Sent" : box == BOX_TRASH ? " \\Trash" : box == BOX_JUNK ? " \\Junk" : "";
}

enum box box_by_name(const struct station *station, const char *name)
{
	int box = 0;

	while (box < BOX_N && !ascii_caseeq(box_name(station, (enum box)box), name))
		box++;
	return (enum box)box;
}

/* --- what comes when --- */

static size_t planned(const struct station *station)
{
	const struct access_plan *plan = &station->world->in;
	size_t n = 0;

	while (n < INBOX_MAILS && plan->mails[n].text)
		n++;
	return n;
}

static bool has_come(const struct station *station, const struct delivery *delivery)
{
	return delivery->taken_us && clock_us() >= delivery->taken_us + CLOCK_MS(plan_of(station)->delay_ms);
}

/* Where the test mail ends; BOX_N: nowhere. */
static enum box end_of(const struct station *station)
{
	static const enum box boxes[] = {
		[MAIL_TO_INBOX] = BOX_INBOX,
		[MAIL_TO_JUNK] = BOX_JUNK,
		[MAIL_TO_FOLDER] = BOX_FOLDER,
		[MAIL_LOST] = BOX_N,
		[MAIL_COMES_BACK] = BOX_N,
	};

	return boxes[plan_of(station)->fate];
}

/* The mails that are there besides those of the plan; NULL: there are no more. */
static const struct delivery *arrived(const struct station *station, enum box box, size_t i, bool *report_r)
{
	bool own = has_come(station, &station->own) && end_of(station) == box;
	bool back = box == BOX_INBOX && has_come(station, &station->own) &&
		    plan_of(station)->fate == MAIL_COMES_BACK;
	bool other = box == BOX_INBOX && has_come(station, &station->other) && plan_of(station)->other_lost;

	*report_r = !(own && i == 0);
	if ((own || back) && i == 0)
		return &station->own;
	i -= own || back;
	return other && i == 0 ? &station->other : NULL;
}

size_t box_count(struct station *station, enum box box)
{
	size_t n = 0;
	bool report;

	pthread_mutex_lock(&station->lock);
	while (arrived(station, box, n, &report))
		n++;
	pthread_mutex_unlock(&station->lock);
	return n + (box == BOX_INBOX ? planned(station) : 0);
}

/* --- writing --- */

static void add_date(struct str *out, int64_t wall)
{
	static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t t = (time_t)wall;
	struct tm tm = {.tm_mday = 1};

	gmtime_r(&t, &tm);
	str_addf(out, "%.3s, %d %.3s %d %02d:%02d:%02d +0000", days + 3 * tm.tm_wday, tm.tm_mday,
		months + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* Lines of a plan with names put in, and the line ends of the wire. */
static void add_lines(const struct station *station, const char *lines, struct str *out)
{
	struct str text STR_AUTO = STR_INIT;

	station_fill(station, station->in_host, lines, &text);
	for (const char *s = str_text(&text); *s; s++) {
		if (*s == '\n')
			str_add_char(out, '\r');
		str_add_char(out, *s);
	}
}

static void write_planned(const struct station *station, const struct inbox_mail *mail, struct str *out)
{
	str_add(out, "Date: ");
	add_date(out, clock_wall() - (int64_t)mail->days * 86400);
	str_add(out, "\r\n");
	add_lines(station, mail->text, out);
	str_add(out, "\r\n");
}

static void write_arrived(const struct station *station, const struct delivery *delivery, struct str *out)
{
	const struct arrival_plan *plan = plan_of(station);

	str_addf(out, "Return-Path: <%s>\r\nReceived: from %s (%s [192.0.2.25])\r\n\tby %s with LMTP; ",
		station->address, station->out_host, station->out_host, station->in_host);
	add_date(out, delivery->taken_at + plan->delay_ms / 1000);
	str_addf(out,
		"\r\nReceived: from home.example (home.example [198.51.100.7])\r\n\tby %s with ESMTPSA; ",
		station->out_host);
	add_date(out, delivery->taken_at);
	str_add(out, "\r\n");
	if (plan->header)
		add_lines(station, plan->header, out);
	str_add_bytes(out, delivery->mail.s, delivery->mail.len);
}

static void write_report(
	const struct station *station, const struct delivery *delivery, bool other, struct str *out)
{
	const struct arrival_plan *plan = plan_of(station);
	const char *words = plan->report && !other ? plan->report : "550 5.1.1 User unknown";
	const char *recipient = other ? FRIEND_ADDRESS : station->address;
	struct message MESSAGE_AUTO mail = {.len = 0};
	struct str id STR_AUTO = STR_INIT;

	if (message_parse(str_text(&delivery->mail), delivery->mail.len, &mail))
		message_value(&mail, "Message-ID", 0, &id);
	str_addf(out, "Return-Path: <>\r\nFrom: MAILER-DAEMON@%s (Mail Delivery System)\r\nTo: %s\r\nDate: ",
		station->out_host, station->address);
	add_date(out, delivery->taken_at + plan->delay_ms / 1000);
	str_addf(out,
		"\r\nSubject: %s\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
		"Content-Type: multipart/report; report-type=delivery-status; "
		"boundary=\"part\"\r\n\r\n--part\r\n"
		"Content-Type: text/plain\r\n\r\n<%s>: %s\r\n\r\n--part\r\n"
		"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; %s\r\n\r\n"
		"Final-Recipient: rfc822; %s\r\nAction: %s\r\nStatus: %.5s\r\n"
		"Diagnostic-Code: smtp; %s\r\n\r\n--part\r\nContent-Type: text/rfc822-headers\r\n\r\n"
		"From: <%s>\r\nTo: <%s>\r\nMessage-ID: %s\r\n\r\n--part--\r\n",
		plan->report_delay ? "Delayed Mail (still being retried)"
				   : "Undelivered Mail Returned to Sender",
		recipient, words, station->out_host, recipient, plan->report_delay ? "delayed" : "failed",
		words + 4, words, station->address, recipient, str_text(&id));
}

bool box_mail(struct station *station, enum box box, size_t i, int64_t since, struct str *out)
{
	size_t n = box == BOX_INBOX ? planned(station) : 0;
	const struct delivery *delivery;
	bool report;

	str_clear(out);
	if (i < n) {
		const struct inbox_mail *mail = &station->world->in.mails[i];

		write_planned(station, mail, out);
		return clock_wall() - (int64_t)mail->days * 86400 >= since;
	}
	pthread_mutex_lock(&station->lock);
	delivery = arrived(station, box, i - n, &report);
	if (delivery && report)
		write_report(station, delivery, delivery == &station->other, out);
	else if (delivery)
		write_arrived(station, delivery, out);
	pthread_mutex_unlock(&station->lock);
	return delivery != NULL;
}
