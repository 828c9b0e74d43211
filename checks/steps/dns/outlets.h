/*
 * Where mail leaves from, read out of what servers and mails say. Pure, so that tables and fuzzing reach it.
 */
#ifndef MAILMEND_STEPS_DNS_OUTLETS_H
#define MAILMEND_STEPS_DNS_OUTLETS_H

#include "checks/engine/facts.h"
#include "checks/mail/message.h"

/*
 * The public address that a server says it sees, in the first line of its reply to EHLO: "Hello host [203.0.113.5]", "at your service,
 * [2001:db8::1]". said is what we called ourselves, server its own address; both are only taken for ours where nothing better is there, the
 * server's never.
 */
bool outlet_from_greeting(
	const char *greeting, const char *said, const struct net_addr *server, struct net_addr *addr_r);

/* The name at the beginning of a banner ("mail.example.org ESMTP"): a full host name, or false. */
bool outlet_name_of_banner(const char *banner, char name_r[HOST_MAX]);

/*
 * Of n servers that a mail passed, the last one first: the line of the one that brought it from the sender's side to somebody else, n
 * without one. The sender's side are servers that took the mail from a program that signed in, and those of the organisations of domain and
 * server ("" not known).
 */
size_t received_delivery(const struct received *received, size_t n, const char *domain, const char *server);

/* Adds one, unless its address is there already (the first account of it stays, with what the second adds). */
void outlet_add(struct outlet_list *list, struct outlet outlet);

/* The surest first; among equals as they came. */
void outlet_sort(struct outlet_list *list);

#endif
