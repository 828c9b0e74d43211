/*
 * settings.own-disk: is there room for the queue? Each server refuses mail before its disk is quite full, and says so to whoever
 * hands it in; mail that waits already stays where it is.
 */
#include "checks/steps/own/disk.h"

#include <string.h>

#include "checks/catalogue.h"
#include "checks/steps/own/own.h"

#define MIB (1 << 20)

/* What each demands where nothing is set, and where its queue lies. */
static const struct {
	const char *spool, *log;
	int64_t bytes, inodes;
	int percent;
} usual[OWN_KIND_N] = {
	/* one and a half times message_size_limit; the queue's files and their renaming need a few inodes */
	[OWN_POSTFIX] = {"/var/spool/postfix", NULL, 15360000, 5, 0},
	/* check_spool_space, check_spool_inodes; the same for its log */
	[OWN_EXIM] = {"/var/spool/exim4", "/var/log/exim4", 10 * MIB, 100, 0},
	/* smtpd/queue_fs.c: 5 percent of both */
	[OWN_OPENSMTPD] = {"/var/spool/smtpd", NULL, 0, 1, 5},
	/* MinFreeBlocks */
	[OWN_SENDMAIL] = {"/var/spool/mqueue", NULL, 100 * 1024, 1, 0},
};

/* What is demanded of this file system, in bytes. */
static int64_t demand_of(enum own_kind kind, int64_t min_free, const struct computer_room *room)
{
	int64_t share = room->total / 100 * usual[kind].percent;
	int64_t demand = min_free ? min_free : usual[kind].bytes;

	return demand > share ? demand : share;
}

enum own_disk own_disk_judge(enum own_kind kind, int64_t min_free, const struct computer_room *room)
{
	int64_t files = room->inodes / 100 * usual[kind].percent;

	if (files < usual[kind].inodes)
		files = usual[kind].inodes;
	if (room->free < demand_of(kind, min_free, room))
		return OWN_DISK_NO_ROOM;
	return room->inodes && room->inodes_free < files ? OWN_DISK_NO_FILES : OWN_DISK_FINE;
}

/* Of the directory, or of the next one above it that may be asked about. */
static bool find_room(const struct mailcase *mailcase, const char *path, struct computer_room *room_r)
{
	char at[256];

	for (str_copy(at, sizeof at, path); at[0];) {
		enum computer_answer answer = computer_room(mailcase, at, room_r);
		char *slash = strrchr(at, '/');

		if (answer != COMPUTER_FORBIDDEN)
			return answer == COMPUTER_READ;
		if (!slash)
			return false;
		*slash = '\0';
	}
	return false;
}

static void say_full(struct check_run *run, enum own_kind kind, enum own_disk is, const char *path,
	const struct computer_room *room, int64_t demand)
{
	const char *program = own_about(kind)->name;
	struct finding *finding;

	if (is == OWN_DISK_NO_ROOM)
		finding = run_say(run, F_OWN_DISK_FULL,
			/* TRANSLATORS: {program} is a mail server program, {file} a directory, {mib} and {wanted} numbers
			   of megabytes. */
			N_("The disk of {program}'s queue ({file}) is full: {mib} MB are free, and {program} "
			   "takes mail only "
			   "while at least {wanted} MB are."),
			A_NAME("program", program), A_NAME("file", path), A_COUNT("mib", room->free / MIB),
			A_COUNT("wanted", (demand + MIB - 1) / MIB));
	else
		finding = run_say(run, F_OWN_DISK_FULL,
			/* TRANSLATORS: {program} is a mail server program, {file} a directory, {files} a number. */
			N_("The disk of {program}'s queue ({file}) can hold almost no more files ({files} "
			   "left), so that "
			   "{program} can take no mail."),
			A_NAME("program", program), A_NAME("file", path),
			A_COUNT("files", room->inodes_free));
	run_evidence(finding, "path", path);
	run_evidencef(finding, "free_bytes", "%lld", (long long)room->free);
	run_evidencef(finding, "wanted_bytes", "%lld", (long long)demand);
	run_evidencef(finding, "total_bytes", "%lld", (long long)room->total);
	run_evidencef(finding, "inodes_free", "%lld", (long long)room->inodes_free);
	run_evidencef(finding, "inodes", "%lld", (long long)room->inodes);
}

static bool look(struct check_run *run, enum own_kind kind, const char *path, int64_t min_free)
{
	struct computer_room room;
	enum own_disk is;

	if (!find_room(run_case(run), path, &room))
		return false;
	is = own_disk_judge(kind, min_free, &room);
	if (is != OWN_DISK_FINE)
		say_full(run, kind, is, path, &room, demand_of(kind, min_free, &room));
	return true;
}

static void run_disk(struct check_run *run)
{
	const struct own_server *server = fact_get_own_server(run);
	const struct own_settings *settings = fact_await_own_settings(run);
	const char *spool;

	if (server->kind == OWN_NONE || server->apart) {
		run_skip(run, "settings.own-service");
		return;
	}
	spool = settings && settings->spool[0] ? settings->spool : usual[server->kind].spool;
	if (!look(run, server->kind, spool, settings ? settings->min_free : 0))
		run_unknown(run, N_("How full the disk of the mail queue is could not be found out."));
	else if (usual[server->kind].log)
		(void)look(run, server->kind, usual[server->kind].log, 0);
}

const struct check check_settings_own_disk = {
	.id = "settings.own-disk",
	.step = STEP_SETTINGS,
	.title = N_("Look at the room for the mail queue"),
	.needs = FACT_BIT(OWN_SERVER),
	.wants = FACT_BIT(OWN_SETTINGS),
	.limit_ms = 3000,
	.applies = own_applies,
	.run = run_disk,
};
