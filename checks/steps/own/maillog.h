/*
 * Who hands in mail, counted from the end of a mail log (Postfix, Exim). Pure.
 */
#ifndef MAILMEND_STEPS_OWN_MAILLOG_H
#define MAILMEND_STEPS_OWN_MAILLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/mail/address.h"

enum log_by { LOG_BY_LOGIN, LOG_BY_UID, LOG_BY_CLIENT };

/* One login, user of this computer, or client without a login. */
struct log_user {
	enum log_by by;
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

#define LOG_USERS_MAX 64
#define LOG_IDS_MAX   4096 /* mails whose outcome is followed */

struct log_reading {
	struct log_user users[LOG_USERS_MAX];
	size_t n_users;
	size_t mails;
	int64_t now_s; /* of the log's clock: of the line that is read */
	struct log_id {
		char id[32];
		unsigned char user;
	} ids[LOG_IDS_MAX];
	size_t n_ids; /* ever seen; the table is a ring */
};

/* Lines of a log, in any mixture; what is not understood is passed over. */
void log_read(const char *text, struct log_reading *reading);

/* Who sends so much, in such a way, that it is hardly a person; NULL for nobody. */
const struct log_user *log_abuser(const struct log_reading *reading);

#endif
