/*
 * What the readers of settings in text share: lines, addresses of servers, names of files, and the way into a profile.
 */
#ifndef MAILMEND_PROFILES_TEXT_H
#define MAILMEND_PROFILES_TEXT_H

#include "checks/profiles/book.h"
#include "checks/profiles/dialect.h"

/* Stands where a secret is left out. */
#define SECRET_MARK "****"

/* A text line by line; struct lines l = LINES(text). */
struct lines {
	const char *at, *end;
	int line; /* of the one that was given last, from 1 */
};
#define LINES(text)                                                                                          \
	{                                                                                                    \
		.at = str_text(text), .end = str_text(text) + (text)->len                                    \
	}

/* The next one into line_r (replaced), without its end, cut at a NUL. False: there is none. */
bool text_line(struct lines *lines, struct str *line_r);

/* Leaves out blanks at both ends; in place. */
char *trimmed(char *s);
const char *after_blanks(const char *s);

/* Whether the text holds a line that begins with this, in any case, after blanks. Text may be NULL. */
bool text_has_line(const char *text, const char *begin);

/* The last part of a path; whether it is one of names (a list that ends with NULL); whether the path ends so. */
const char *path_name(const char *path);
bool path_named(const char *path, const char *const *names);
bool path_ends(const char *path, const char *end);

/* Whether the word is one of a list that ends with NULL; in_list_anyhow: in any case. */
bool in_list(const char *word, const char *const *list);
bool in_list_anyhow(const char *word, const char *const *list);

/*
 * Appends what may be shown of a word that a program does not know: its beginning of letters, digits, '_' and '-', where that is nearly one
 * of the names, or begins like one. Nothing else: it may be a password that somebody wrote alone on a line.
 */
void add_known_word(struct str *out, const char *word, const char *const *names);

/* Remembers that a command stands where a setting is wanted: commands of other programs are never run. */
void reading_command(struct reading *reading, const char *path);

/* A path as it stands in a file beside another: relative ones begin in that file's folder. False: too long. */
bool path_beside(const char *file, const char *path, char *path_r, size_t size);

/* SCHEME://[USER[:PASSWORD]@]HOST[:PORT][/…], decoded; what is missing is "" or 0. */
struct address_of_server {
	char scheme[40];
	char user[ADDRESS_MAX + 1];
	bool password; /* one stands there */
	char host[HOST_MAX];
	int port;
	bool bad; /* no host can be made out, or the port is no number */
};

/* False where no "://" stands. The host begins behind the last '@' before the path. */
bool address_of_server(const char *text, struct address_of_server *address_r);

/* The same text with a mark for the password. */
void address_without_secret(const char *text, struct str *shown_r);

/* A user as it stands in such an address: what has a meaning there as %XX. */
void address_add_user(struct str *out, const char *user);

/* The host as the program uses it: lower case, without blanks; harmless. Of "user:password@host" only the host. */
void profile_host(struct server_settings *settings, const char *host);

/* The program that this command begins with, and the account that it is told (" -a NAME"): nothing else of the command is kept. */
void profile_hands_to(struct profile *profile, const char *command);

/* The address in "Name <a@b>" or "a@b"; "" where none is in it. */
void profile_address(char *dst, size_t size, const char *text);
void profile_text(char *dst, size_t size, const char *text);

/* Ports of 1 to 65535, else 0. */
int profile_port(const char *text);

/* By the names of ways to sign in, in any case; LOGIN_ANY for others. */
enum profile_login profile_login(const char *method);

/* Whether the file lists the local mail program that takes mails (/usr/sbin/sendmail). */
bool local_sendmail(const struct reading *reading);

/* The last part of the home folder: the name of the person on this computer; "" where it is not known. */
const char *local_user(const struct reading *reading);

/* HOST_TYPO where the server's name is "host:port" to a program that wants the port elsewhere; change tells it in its dialect's lines. */
void check_port_in_host(struct profile *profile, const struct dialect *dialect);

/* What is to be written, with the account's own where nothing is wanted: host, port, security, user. */
struct server_settings wanted_whole(const struct profile *profile, const struct server_settings *wanted);

/* Lines stand with a line end between them, none behind the last. */
void text_lines_end(struct str *lines_r);

/* Whether a change of this setting changes the port, or the encryption, along with it. */
bool wanted_moves(
	const struct profile *profile, enum profile_setting setting, const struct server_settings *wanted);

#endif
