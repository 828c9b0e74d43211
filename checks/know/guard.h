/*
 * Programs of a computer that look at mail or at connections: antivirus programs, mail proxies, filters of mail servers,
 * firewalls that ask for each program, and bridges that a mail program is pointed at on purpose (guards.psv).
 */
#ifndef MAILMEND_KNOW_GUARD_H
#define MAILMEND_KNOW_GUARD_H

#include <stdbool.h>
#include <stddef.h>

enum guard_kind { GUARD_SCANNER, GUARD_MAIL_PROXY, GUARD_MILTER, GUARD_FIREWALL, GUARD_BRIDGE };
const char *guard_kind_name(enum guard_kind kind);

struct guard {
	enum guard_kind kind;
	bool traffic;	     /* it can also stop or look into connections */
	const char *product; /* "ClamSMTP" */
	const char *ports;   /* where it usually listens on this computer, by comma; "" not known */
	const char *menu;    /* the switch for mail, as it is called there; "" not known */
	size_t row;	     /* of the table: one program may run as several processes */
};

/* process as in /proc/PID/comm, at most 15 bytes. */
bool guard_by_process(const char *process, struct guard *guard_r);

/* A program whose own words stand in a server's reply or banner (any case). */
bool guard_by_words(const char *text, struct guard *guard_r);

/* Whether words of an answer are those of a scanner, whoever's: "virus", "scan engine". */
bool guard_is_scanner_talk(const char *text);

/* A bridge that usually listens on this port, the best known first. */
bool guard_by_port(int port, struct guard *guard_r);

/* Whether it usually listens on this port. */
bool guard_listens_on(const struct guard *guard, int port);

#endif
