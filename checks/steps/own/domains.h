/*
 * Domains that a server keeps to itself. Pure parts, so that tables test them.
 */
#ifndef MAILMEND_STEPS_OWN_DOMAINS_H
#define MAILMEND_STEPS_OWN_DOMAINS_H

#include "checks/mail/address.h"

#define OWN_DOMAINS_MAX 8

/*
 * The domains among local (words with blanks between) whose MX is worth a question: those in question first, where they are kept at
 * all, then others; never the server's own name or one without a dot. Gives how many.
 */
size_t own_kept_domains(const char *local, const char *own_name, const char *const *in_question,
	size_t n_in_question, char domains_r[OWN_DOMAINS_MAX][HOST_MAX]);

/* "sudo postconf -e 'mydestination = …'" without the domain; "" where it does not stand there by itself. */
void own_without_domain(const char *destination, const char *domain, char *command_r, size_t size);

#endif
