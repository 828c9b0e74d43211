/*
 * What the files of IMAP and POP3 share. Not for other rooms.
 */
#ifndef MAILMEND_MAIL_ACCESS_WIRE_H
#define MAILMEND_MAIL_ACCESS_WIRE_H

#include "checks/base/str.h"
#include "checks/mail/access.h"

#define ACCESS_LINES_MAX 200
#define ACCESS_BYTES_MAX 65536

/* What one answer may use up; start with { 0 }. */
struct access_budget {
	int lines;
	size_t bytes;
	int lines_max;	  /* 0: ACCESS_LINES_MAX */
	size_t bytes_max; /* 0: ACCESS_BYTES_MAX */
	bool quiet; /* somebody's mail: nothing of it is kept in the transcript, and any byte may stand in a line */
};

/* Reads one line. ACCESS_GARBLED for NULs, bare CRs and over-long lines, and when the budget is used up. */
enum access_step access_read_line(struct access_session *session, const struct io_scope *scope,
	struct access_budget *budget, struct str *line_r);

/* Reads the bytes of an IMAP literal, within the budget. */
enum access_step access_read_bytes(struct access_session *session, const struct io_scope *scope,
	struct access_budget *budget, size_t len, struct str *bytes_r);

/* Writes line and CRLF; shown (NULL: the line itself) is what the transcript keeps. */
enum access_step access_write(struct access_session *session, const struct io_scope *scope,
	const struct str *line, const char *shown);

/* Keeps the answer's text, "[CODE …]" taken off into session->code. */
void access_set_text(struct access_session *session, const char *text);

/* Marks the session broken and keeps the line that made no sense. */
enum access_step access_garbled(struct access_session *session, const char *line, size_t len);

void access_add_mech(struct access_session *session, const char *name, size_t len);
void access_forget_offer(struct access_session *session);

/*
 * The answer to a command. continued_r (may be NULL: then a continuation is garbled) tells that the server
 * waits for more, with what it said in challenge_r.
 */
enum access_step imap_read(struct access_session *session, const struct io_scope *scope, bool *continued_r,
	struct str *challenge_r);
enum access_step pop3_read(struct access_session *session, const struct io_scope *scope, bool *continued_r,
	struct str *challenge_r);

/*
 * Where the untagged responses of one answer go: without "* " before them, each with its last literal (NULL: there is
 * none).
 */
struct imap_listener {
	void (*heard)(const char *response, const struct str *literal, void *data);
	void *data;
	bool quiet; /* as in struct access_budget, like the two below */
	int lines_max;
	size_t bytes_max;
};

/* Like imap_read without a continuation; every untagged response goes to the listener too. */
enum access_step imap_listen(
	struct access_session *session, const struct io_scope *scope, const struct imap_listener *listener);

/* One command and its answer, heard by the listener. */
enum access_step imap_command(struct access_session *session, const struct io_scope *scope, const char *text,
	const struct imap_listener *listener);

/* A number that fits into 32 bits at *s, which is moved behind it; 0: there is none. */
uint32_t imap_take_number(const char **s);

/* "+OK" or "-ERR" with its text, of a line that was read. */
enum access_step pop3_status(struct access_session *session, const struct str *line);

struct access_inbox;

/* access_inbox.h, by protocol. */
enum access_step imap_inbox_look(struct access_session *session, const struct io_scope *scope, int64_t since,
	struct access_inbox *inbox_r);
enum access_step imap_inbox_read(
	struct access_session *session, const struct io_scope *scope, uint32_t id, struct str *mail_r);
enum access_step pop3_inbox_look(struct access_session *session, const struct io_scope *scope, int64_t since,
	struct access_inbox *inbox_r);
enum access_step pop3_inbox_read(
	struct access_session *session, const struct io_scope *scope, uint32_t id, struct str *mail_r);

struct access_folder;
struct access_folders;

/* access_find.h, by protocol. */
enum access_step imap_folders(
	struct access_session *session, const struct io_scope *scope, struct access_folders *folders_r);
enum access_step imap_find(struct access_session *session, const struct io_scope *scope,
	const struct access_folder *folder, const char *message_id, bool newest, uint32_t *id_r);
enum access_step imap_header(
	struct access_session *session, const struct io_scope *scope, uint32_t id, struct str *header_r);
enum access_step pop3_find(
	struct access_session *session, const struct io_scope *scope, const char *message_id, uint32_t *id_r);
enum access_step pop3_header(
	struct access_session *session, const struct io_scope *scope, uint32_t id, struct str *header_r);

enum access_step imap_banner(struct access_session *session, const struct io_scope *scope);
enum access_step imap_capability(struct access_session *session, const struct io_scope *scope);
enum access_step imap_login(
	struct access_session *session, const struct io_scope *scope, const struct sasl_login *login);
enum access_step pop3_banner(struct access_session *session, const struct io_scope *scope);
enum access_step pop3_capability(struct access_session *session, const struct io_scope *scope);
enum access_step pop3_login(
	struct access_session *session, const struct io_scope *scope, const struct sasl_login *login);

/* "a7 " for IMAP, counting up; nothing for POP3. */
void access_start_command(struct access_session *session, struct str *line_r);

/* AUTHENTICATE or AUTH with one mechanism. */
enum access_step access_authenticate(struct access_session *session, const struct io_scope *scope,
	enum sasl_mech mech, const struct sasl_login *login);

#endif
