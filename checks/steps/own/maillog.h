/*
 * Who hands in mail, counted from the end of a mail log (Postfix, Exim). Pure.
 */
#ifndef MAILMEND_STEPS_OWN_MAILLOG_H
#define MAILMEND_STEPS_OWN_MAILLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/mail/address.h"

enum maillog_by { MAILLOG_BY_LOGIN, MAILLOG_BY_UID, MAILLOG_BY_CLIENT };

/* One login, user of this computer, or client without a login. */
struct maillog_user {
	enum maillog_by by;
	char name[ADDRESS_MAX + 1];
	size_t mails, recipients;
	size_t outward; /* of the recipients: those at other servers */
	size_t most;	/* mails in one hour of the clock, the worst of them */
	size_t in_hour;
	int64_t hour;
	size_t failed;					     /* put off or refused by other servers */
	size_t senders;					     /* different sender addresses, 16 at most */
	size_t clients;					     /* different clients of one login, 16 at most */
	unsigned long long sender_seen[16], client_seen[16]; /* their hashes */
};

#define MAILLOG_USERS_MAX 64
#define MAILLOG_IDS_MAX	  4096 /* mails whose outcome is followed */

struct maillog {
	struct maillog_user users[MAILLOG_USERS_MAX];
	size_t n_users;
	size_t mails;
	int64_t now_s; /* of the log's clock: of the line that is read */
	struct maillog_id {
		char id[32];
		unsigned char user;
	} ids[MAILLOG_IDS_MAX];
	size_t n_ids; /* ever seen; the table is a ring */
};

/* Lines of a log, in any mixture; what is not understood is passed over. */
void maillog_read(const char *text, struct maillog *reading);

/* Who sends so much, in such a way, that it is hardly a person; NULL for nobody. */
const struct maillog_user *maillog_abuser(const struct maillog *reading);

#endif
