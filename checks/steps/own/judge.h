/*
 * What is wrong with the settings of a server: pure functions from a list of settings to faults and to what other checks need.
 * A fault is F_OWN_SETTING (it keeps mail from leaving), F_OWN_NAME (its name is none that others take) or F_OWN_SETTING_ODD
 * (it may do harm).
 */
#ifndef MAILMEND_STEPS_OWN_JUDGE_H
#define MAILMEND_STEPS_OWN_JUDGE_H

#include "checks/engine/facts.h"
#include "checks/profiles/own_settings.h"

struct own_fault {
	enum finding_id id;
	const char *msgid; /* may hold {program} {setting} {value} {host} {port} {file} {change} */
	char setting[80], value[256], host[HOST_MAX], file[160];
	int line, port;
	char change[400]; /* the command that mends it; "" for none */
};

struct own_faults {
	VEC(struct own_fault) v;
};

/* What is known beside the settings themselves. */
struct own_world {
	const char *command;  /* "exim4" */
	const char *hostname; /* of this computer */
	const char *file;     /* where the settings stand: "/etc/postfix/main.cf" */
	bool routes_known, ipv4, ipv6;
	bool mailboxes;		       /* people have mailboxes here */
	const struct own_list *logins; /* the table of logins for the relay; NULL: it could not be read */
	bool (*absent)(const void *data, const char *path); /* whether a file is certainly not there */
	const void *data;
};

/* Fills in what a fault has from the list: value, file and line of the setting. */
struct own_fault *own_fault_add(struct own_faults *faults, enum finding_id id, const char *msgid,
	const struct own_list *list, const char *setting, const struct own_world *world);

/* Puts a command together; left out where one of its words does not belong into a command (own_is_plain). */
void own_fault_change(struct own_fault *fault, const char *format, const char *word);

void own_postfix_judge(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults);
void own_postfix_judge_tls(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults);

/* Exim: main options, "router.NAME.option", and Debian's answers under their own names ("dc_smarthost"). */
void own_exim_judge(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults);

void own_opensmtpd_judge(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults);

void own_sendmail_judge(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults);

/* What all servers have in common: the name, the families of addresses. setting: what the name is called; change: how it is set. */
void own_judge_name(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, const char *setting, const char *change, struct own_faults *faults);

/*
 * The relay that all mail is handed to, as far as no server is special: port 25 (port_change: the command that mends it, "%s" for the host; ""
 * for none), no login at a company that wants one, encryption that does not fit the port. setting: where it is named.
 */
void own_judge_port25(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, const char *setting, const char *port_change,
	struct own_faults *faults);
struct own_fault *own_judge_no_login(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, const char *setting, struct own_faults *faults);
void own_judge_encryption(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, const char *setting, struct own_faults *faults);

#endif
