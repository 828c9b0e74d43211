/*
 * What a mail server's settings hand its mail to: filters and milters, read out of the texts of its files. Pure.
 */
#ifndef MAILMEND_STEPS_HOOKS_H
#define MAILMEND_STEPS_HOOKS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The first setting of Postfix's main.cf or master.cf that hands mail to another program (content_filter, smtpd_milters,
 * non_smtpd_milters, smtpd_proxy_filter), as "name = value"; false where none is set to anything.
 */
bool hook_of_postfix(const char *text, char *hook_r, size_t size);

/* The same for Exim: av_scanner, spamd_address, and a router or transport that pipes mail into amavis. */
bool hook_of_exim(const char *text, char *hook_r, size_t size);

#endif
