/*
 * Building the test mail. It is not translated: headers and text are ASCII, so that no filter finds anything to stumble over.
 */
#include "checks/steps/provider/test_mail_text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

void test_mail_date(int64_t wall, char *buf, size_t size)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t when = (time_t)wall;
	struct tm tm = {.tm_mday = 1};

	gmtime_r(&when, &tm);
	snprintf(buf, size, "%s, %d %s %d %02d:%02d:%02d +0000", days[tm.tm_wday], tm.tm_mday,
		months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void test_mail_text(
	const char *address, const char *to, int64_t wall, const char *message_id, struct str *text_r)
{
	char date[64];
	bool own = strcmp(address, to) == 0;

	test_mail_date(wall, date, sizeof date);
	str_addf(text_r, "From: <%s>\nTo: <%s>\nDate: %s\nMessage-ID: <%s>\n", address, to, date, message_id);
	str_add(text_r, "Subject: Test of sending mail\nMIME-Version: 1.0\n"
			"Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: 7bit\n"
			"Auto-Submitted: auto-generated\n\n");
	str_add(text_r, own ? "This is a test mail. You sent it to yourself with mailmend, a program that\n"
			    : "This is a test mail. It was sent to you with mailmend, a program that\n");
	str_add(text_r, "finds out why mail cannot be sent. It arrived, so this part of the way works.\n"
			"You can delete it.\n\n"
			"The lines below have no meaning. They make this mail as long as a usual one,\n"
			"because some networks lose long mails and let short ones pass.\n\n");
	for (int line = 1; text_r->len < TEST_MAIL_BYTES; line++)
		str_addf(text_r, "Line %d of a test: all is well when every one of these lines arrives.\n",
			line);
}
