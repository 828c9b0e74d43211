/*
 * Users by number and name: /etc/passwd, /etc/group, /proc/self/cgroup, and what sudo leaves in the environment.
 */
#include "checks/steps/firewall/person.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/engine/computer.h"

#define STAND_IN_UID 1000

/* The n-th field of a line with colons; false when it is not there or does not fit. */
static bool field(const char *line, size_t n, char *value_r, size_t size)
{
	size_t len;

	for (; n > 0; n--) {
		line += strcspn(line, ":\n");
		if (*line != ':')
			return false;
		line++;
	}
	len = strcspn(line, ":\n");
	if (len >= size)
		return false;
	memcpy(value_r, line, len);
	value_r[len] = '\0';
	return true;
}

bool person_in_passwd(const char *passwd, const char *name, int64_t uid, struct person *person_r)
{
	for (const char *line = passwd; *line;
		line += strcspn(line, "\n") + (line[strcspn(line, "\n")] == '\n')) {
		char user[PERSON_NAME_MAX], number[24], group[24];
		int64_t this_uid, this_gid;

		if (!field(line, 0, user, sizeof user) || !field(line, 2, number, sizeof number) ||
			!field(line, 3, group, sizeof group) ||
			!ascii_number(number, 0, UINT32_MAX, &this_uid) ||
			!ascii_number(group, 0, UINT32_MAX, &this_gid))
			continue;
		if (name ? strcmp(user, name) != 0 : this_uid != uid)
			continue;
		person_r->uid = this_uid;
		person_r->gid = this_gid;
		str_copy(person_r->user, sizeof person_r->user, user);
		return true;
	}
	return false;
}

static void name_group(const struct mailcase *mailcase, struct person *person)
{
	struct str STR_AUTO text = STR_INIT;

	computer_read(mailcase, "/etc/group", &text);
	for (const char *line = str_text(&text); *line;
		line += strcspn(line, "\n") + (line[strcspn(line, "\n")] == '\n')) {
		char number[24];
		int64_t gid;

		if (field(line, 2, number, sizeof number) && ascii_number(number, 0, UINT32_MAX, &gid) &&
			gid == person->gid && field(line, 0, person->group, sizeof person->group))
			return;
	}
}

static void by_uid(const struct mailcase *mailcase, int64_t uid, struct person *person)
{
	struct str STR_AUTO passwd = STR_INIT;

	person->uid = uid;
	computer_read(mailcase, "/etc/passwd", &passwd);
	person_in_passwd(str_text(&passwd), NULL, uid, person);
	name_group(mailcase, person);
}

/* "0::/user.slice/user-1000.slice/session-2.scope", the line of the one hierarchy (cgroups(7)). */
static void read_cgroup(const struct mailcase *mailcase, struct person *person)
{
	struct str STR_AUTO text = STR_INIT;
	const char *line;

	computer_read(mailcase, "/proc/self/cgroup", &text);
	line = strncmp(str_text(&text), "0::", 3) == 0 ? str_text(&text) : strstr(str_text(&text), "\n0::");
	if (!line)
		return;
	line += *line == '\n' ? 4 : 3;
	if (strcspn(line, "\n") < sizeof person->cgroup) {
		memcpy(person->cgroup, line, strcspn(line, "\n"));
		person->cgroup[strcspn(line, "\n")] = '\0';
	}
}

static bool is_real(const struct mailcase *mailcase)
{
	return !mailcase->map && !mailcase->computer;
}

void person_self(const struct mailcase *mailcase, struct person *person_r)
{
	int64_t stand_in = computer_is_root(mailcase) ? 0 : STAND_IN_UID;

	*person_r = (struct person){.uid = -1, .gid = -1};
	by_uid(mailcase, is_real(mailcase) ? (int64_t)geteuid() : stand_in, person_r);
	if (is_real(mailcase))
		person_r->gid = (int64_t)getegid();
	read_cgroup(mailcase, person_r);
}

/* The user that a mail server sends as. */
static bool by_server(const struct mailcase *mailcase, struct person *person)
{
	static const char *const postfix[] = {"postfix", NULL}, *const exim[] = {
									"Debian-exim", "exim", "mail", NULL};
	const char *const *names = mailcase->program == PROGRAM_POSTFIX ? postfix : exim;
	struct str STR_AUTO passwd = STR_INIT;

	if (mailcase->program != PROGRAM_POSTFIX && mailcase->program != PROGRAM_EXIM)
		return false;
	computer_read(mailcase, "/etc/passwd", &passwd);
	for (; *names; names++)
		if (person_in_passwd(str_text(&passwd), *names, -1, person))
			return true;
	return false;
}

void person_of_program(const struct mailcase *mailcase, struct person *person_r)
{
	const char *told = getenv("SUDO_UID");
	int64_t uid;

	person_self(mailcase, person_r);
	person_r->cgroup[0] = '\0';
	if (by_server(mailcase, person_r)) {
		name_group(mailcase, person_r);
		return;
	}
	if (!is_real(mailcase))
		uid = STAND_IN_UID;
	else if (geteuid() != 0 || !told || !ascii_number(told, 0, UINT32_MAX, &uid))
		return;
	person_r->group[0] = person_r->user[0] = '\0';
	person_r->gid = -1;
	by_uid(mailcase, uid, person_r);
}

bool person_differs(const struct person *a, const struct person *b)
{
	return a->uid != b->uid || a->gid != b->gid || strcmp(a->cgroup, b->cgroup) != 0;
}

struct connection person_connects(const struct person *person, const struct net_addr *to)
{
	return (struct connection){.to = *to,
		.uid = person->uid,
		.gid = person->gid,
		.user = person->user,
		.group = person->group,
		.cgroup = person->cgroup[0] ? person->cgroup : NULL};
}
