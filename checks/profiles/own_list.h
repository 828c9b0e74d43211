/*
 * Settings as lines of key and value, and the readers of each server's files and commands. All pure: text in, list out; any
 * bytes are survived and bounded (tests/fuzz/fuzz_own.c).
 */
#ifndef MAILMEND_STEPS_OWN_LIST_H
#define MAILMEND_STEPS_OWN_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/base/vec.h"

#define OWN_LIST_MAX  4096 /* settings */
#define OWN_VALUE_MAX 8192 /* bytes of one value */

struct own_setting {
	char *key, *value;
	int line; /* of its file, from 1; 0: a default, or not from a file */
};

struct own_list {
	VEC(struct own_setting) v;
};

void own_list_release(struct own_list *list);
#define OWN_LIST_AUTO __attribute__((cleanup(own_list_release)))

void own_list_add(struct own_list *list, const char *key, size_t key_len, const char *value, size_t value_len,
	int line);

/* The last one of this key, NULL without one; keys compare in any case. */
const struct own_setting *own_list_find(const struct own_list *list, const char *key);

/* Its value, otherwise when there is none. */
const char *own_list_get(const struct own_list *list, const char *key, const char *otherwise);

/* "yes", "true", "on", "1". */
bool own_list_is_yes(const struct own_list *list, const char *key, bool otherwise);

/* Goes through the words of a list value, which blanks and commas part: false at the end. at begins at the value. */
bool own_next_word(const char **at, char *word_r, size_t size);

/* Whether a word may stand in a command as it is: letters, digits and . - _ : [ ] / @ only. */
bool own_is_plain(const char *word);

/* main.cf or the output of postconf -n: "name = value", continued on lines that begin with a blank. */
void own_read_postfix(const char *text, struct own_list *list);

/* Appends value with $name, ${name}, $(name) and ${name?text} replaced from the list; what is not known is nothing. */
void own_expand(const struct own_list *list, const char *value, struct str *out);

/* master.cf: one entry for each service, key "smtp/inet", value the rest with its -o options on one line. */
void own_read_master(const char *text, struct own_list *list);

/* exim -bP: "name = value", "name" for yes and "no_name" for no; a part for each router, keys "router.NAME.option". */
void own_read_exim(const char *text, const char *part, struct own_list *list);

/* Debian's update-exim4.conf.conf: shell assignments, name='value'. */
void own_read_debian(const char *text, struct own_list *list);

/* Colon lists of Exim: the separator may be chosen ("<; a ; b"), and is doubled where it is meant itself. */
bool own_next_exim_item(const char **at, char *separator, char *item_r, size_t size);

/* smtpd.conf: one entry for each line, key its first word, value the rest; continued by a backslash, comments gone. */
void own_read_opensmtpd(const char *text, struct own_list *list);

/*
 * sendmail.cf: keys "DS", "Dj", "Cw" for one-letter macros and classes, "O Name" for options, "Mrelay" for mailers (in one piece), "Kauthinfo"
 * for tables.
 */
void own_read_sendmail(const char *text, struct own_list *list);

/* Tables of servers and logins: "key value" (Postfix), "host:user:password" (Exim). Keys and values as they stand. */
void own_read_table(const char *text, struct own_list *list);

/*
 * Where mail is handed to: "[host]:port", "host:port", "host", "host::port" (Exim), "smtp+tls://label@host:port"
 * (OpenSMTPD). False when it names no host.
 */
struct own_hop {
	char host[256];
	int port;	 /* 0: not told */
	bool literal;	 /* in brackets, or an address: its MX is not asked for */
	char scheme[16]; /* "smtp+tls", "" without one */
	char label[64];	 /* of OpenSMTPD; "" without one */
};
bool own_read_hop(const char *text, struct own_hop *hop_r);

#endif
