/*
 * The mail that the person gave (--mail), or pasted as a message: of a report of failure, the mail that came back with it.
 */
#ifndef MAILMEND_STEPS_GIVEN_MAIL_H
#define MAILMEND_STEPS_GIVEN_MAIL_H

#include "checks/engine/mailcase.h"
#include "checks/mail/message.h"

struct given_mail {
	struct message message;
	bool exact; /* a file, byte for byte as it arrived: what does not fit was changed on the way, not by pasting */
	bool returned; /* it came back inside of a report */
	bool passed;   /* a server wrote something into it: it is no copy from the folder of sent mail */
};

/* False: none was given, or a report without the mail. */
bool given_mail_read(const struct mailcase *mailcase, struct given_mail *mail_r);

/* The same of a file (--mail) alone, and of none that is from another domain than the person's: that shows something about others. */
bool given_mail_read_own(const struct mailcase *mailcase, struct given_mail *mail_r);
void given_mail_release(struct given_mail *mail);
#define GIVEN_MAIL_AUTO __attribute__((cleanup(given_mail_release)))

#endif
