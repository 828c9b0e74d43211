/*
 * What the settings of a mail server come to, for whoever judges them: steps/own for the administrator (from what the server's own commands
 * print), and the dialects of servers here for a person whose programs send through one (from its files alone). Pure.
 */
#ifndef MAILMEND_PROFILES_OWN_SETTINGS_H
#define MAILMEND_PROFILES_OWN_SETTINGS_H

#include "checks/engine/facts.h"
#include "checks/profiles/own_list.h"

/* hostname is this computer's name. What settings_r owns is the caller's (own_settings_free releases it). */
void own_postfix_settings(const struct own_list *list, const char *hostname, struct own_settings *settings_r);
void own_exim_settings(const struct own_list *list, const char *hostname, struct own_settings *settings_r);
void own_opensmtpd_settings(
	const struct own_list *list, const char *hostname, struct own_settings *settings_r);
void own_sendmail_settings(
	const struct own_list *list, const char *hostname, struct own_settings *settings_r);

/* Adds defaults that a list lacks, and names that come from this computer. */
void own_postfix_defaults(struct own_list *list, const char *hostname);

/* Whether this word stands in a value of Postfix, its $names replaced. */
bool own_postfix_has_word(const struct own_list *list, const char *key, const char *wanted);

/* Where Postfix hands all mail to, as it is written; "" for straight to the recipients' servers. */
void own_postfix_hop(const struct own_list *list, char *hop_r, size_t size);

/* Whether a transport of Postfix is one that keeps mail back ("error: …", "hold"). */
bool own_postfix_keeps_back(const char *transport);

/* Whether a setting is "router.NAME.driver" with one of these values; drivers ends with NULL. */
bool own_exim_is_router(const struct own_setting *setting, const char *const *drivers);

/* The server that Exim hands all mail to: by its routers, else by the answers of Debian. False without one. */
struct own_smarthost {
	const struct own_setting *from; /* the router's driver, or dc_smarthost */
	bool answered;			/* it is dc_smarthost */
	char hosts[256];
};
bool own_exim_smarthost(const struct own_list *list, struct own_smarthost *smarthost_r);

/* The first host of the list; one_colon_r: a number stands where a host should, because a port has one colon before it. */
bool own_exim_first_hop(const char *hosts, struct own_hop *hop_r, bool *one_colon_r);

/* smtpd.conf: the next word without its quotes; whether the words of a line hold this one, and what stands behind it (NULL: not wanted). */
bool own_next_bare(const char **at, char *word_r, size_t size);
bool own_has_bare(const char *line, const char *wanted, char *next_r, size_t size);

/* action "name" relay …: the line of a relay action of this name; any name where it is "". */
const struct own_setting *own_relay_action(const struct own_list *list, const char *name);

/* The relay action by which mail leaves (match … for any); NULL: none does. */
const struct own_setting *own_way_out(const struct own_list *list);

/* A login for the relay in a table of Postfix: "[host]:port", "host:port", "host". NULL without one. */
const struct own_setting *own_login_for(const struct own_list *logins, const char *hop);

/* The line "host:user:password" of Exim for this host, where host may begin with a star; what stands behind the host. */
const char *own_exim_login_for(const struct own_list *logins, const char *host);

/* The name in "user:password"; false where there is none, or no password behind it. */
bool own_login_user(const char *login, char *user_r, size_t size);

#endif
