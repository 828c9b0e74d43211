/*
 * A mail server of one's own as its computer shows it: Postfix with its settings, ports and processes in order. What the scenarios of its
 * faults and of its log have in common.
 */
#ifndef MAILMEND_PRACTICE_OWN_SERVER_H
#define MAILMEND_PRACTICE_OWN_SERVER_H

#include "checks/practice/world.h"

/* The settings of a server in order, to which lines are added. */
#define MAIN                                                                                                 \
	"myhostname = mail.firma.example\n"                                                                  \
	"mydestination = $myhostname, localhost\n"                                                           \
	"inet_interfaces = all\n"                                                                            \
	"inet_protocols = all\n"

/* A line of /proc/net/tcp: somebody listens on this port (in hexadecimal) at every address. */
#define LISTENS(port)                                                                                        \
	"   0: 00000000:" port " 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "    \
	"4711 1 0000000000000000 100 0 0 10 0\n"
#define TCP_HEAD                                                                                             \
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
#define MAIL_PORTS TCP_HEAD LISTENS("0019") LISTENS("024B")

#define INSTALLED "postconf\npostfix\npostqueue\nsendmail\n"
#define FILES(settings, ports, log)                                                                          \
	{"/usr/sbin/", INSTALLED}, {"/etc/postfix/main.cf", settings}, {"/proc/net/tcp", ports},             \
		{"/proc/sys/kernel/hostname", "mail\n"}, {"/var/log/mail.log", log},                         \
	{                                                                                                    \
		NULL, NULL                                                                                   \
	}
#define COMMANDS(settings, queue)                                                                            \
	{"postconf -n", settings, 0}, {"postqueue -j", queue, 0},                                            \
	{                                                                                                    \
		NULL, NULL, 0                                                                                \
	}
#define GIB ((int64_t)1 << 30)

/* Who asks: those who look after it. */
#define ADMIN .role = ROLE_ADMIN, .host = "", .no_password = true, .to = FRIEND_ADDRESS

static const char *const mail_processes[] = {"systemd", "sshd", "master", "qmgr", "pickup", NULL};
static const struct computer_room roomy[] = {
	{"/var/spool/postfix", 40 * GIB, 80 * GIB, 5000000, 6000000}, {.path = NULL}};

#endif
