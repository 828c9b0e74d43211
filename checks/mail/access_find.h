/*
 * One mail, found again by its Message-ID: in which folder it lies, and its header. After access_login, within the same session.
 *
 * Nothing is changed: folders are examined, not selected, and mails are peeked at (RFC 9051 sections 6.3.3 and 6.4.5); by POP3, which
 * knows the inbox only, TOP is used (RFC 1939 section 7). Names of folders and what stands in mails stay out of the transcript.
 */
#ifndef MAILMEND_MAIL_ACCESS_FIND_H
#define MAILMEND_MAIL_ACCESS_FIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/str.h"
#include "checks/mail/access.h"

#define FOLDERS_MAX	 100
#define FOLDER_NAME_MAX	 200
#define FIND_NEWEST_IMAP 50 /* mails whose Message-ID is read where the server cannot search */
#define FIND_NEWEST_POP3 10 /* the same by POP3, which never can */

/* What a folder is for, as the server says it (RFC 6154, RFC 9051 section 7.3.1). */
enum folder_use {
	FOLDER_INBOX = 1 << 0,
	FOLDER_JUNK = 1 << 1,
	FOLDER_OWN = 1 << 2,   /* what the person sent or writes: \Sent, \Drafts */
	FOLDER_ALL = 1 << 3,   /* shows mails that lie elsewhere: \All, \Flagged, \Important */
	FOLDER_TRASH = 1 << 4, /* \Trash */
};

struct access_folder {
	char name[FOLDER_NAME_MAX];	 /* as the server writes it */
	char shown[2 * FOLDER_NAME_MAX]; /* for people: decoded, harmless */
	char leaf[2 * FOLDER_NAME_MAX];	 /* of shown, what stands behind the last separator */
	unsigned uses;			 /* enum folder_use */
};

struct access_folders {
	struct access_folder items[FOLDERS_MAX]; /* the inbox first */
	size_t n;
	bool cut; /* there are more */
};

/* The inbox, of any server. */
extern const struct access_folder access_inbox_folder;

/* The folders that can be opened; by POP3 the inbox alone. folders_r holds the inbox in any case. */
enum access_step access_folders(
	struct access_session *session, const struct io_scope *scope, struct access_folders *folders_r);

/*
 * Opens the folder and looks for the mail. id_r: its UID (IMAP) or number (POP3) for access_header; 0: it is not there. newest: the newest
 * mails are looked at one by one even where the server can search; some take a while to search what has just come.
 */
enum access_step access_find(struct access_session *session, const struct io_scope *scope,
	const struct access_folder *folder, const char *message_id, bool newest, uint32_t *id_r);

/* The header of the mail in the folder that was looked into last; header_r is replaced, empty where the mail is gone. */
enum access_step access_header(
	struct access_session *session, const struct io_scope *scope, uint32_t id, struct str *header_r);

/* The name of a folder as people see it: modified UTF-7 (RFC 3501 section 5.1.3) decoded, made harmless. Pure. */
void folder_decode(const char *name, char *shown_r, size_t size);

#endif
