/*
 * What a mail server's own programs and files say, on any bytes: every reader is run on them. All of them survive
 * everything, within their bounds.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/steps/own/judge.h"
#include "checks/profiles/own_list.h"
#include "checks/steps/own/maillog.h"
#include "checks/steps/own/own.h"
#include "checks/steps/own/queue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static bool is_absent(const void *data, const char *path)
{
	return data && *path == '/';
}

static void check_list(struct own_list *list,
	void (*settings_of)(const struct own_list *, const char *, struct own_settings *),
	void (*judge_of)(const struct own_list *, const struct own_settings *, const struct own_world *,
		struct own_faults *))
{
	const struct own_world world = {.hostname = "mail",
		.routes_known = true,
		.mailboxes = true,
		.absent = is_absent,
		.data = "",
		.logins = list};
	struct own_faults faults = {{0}};
	struct own_settings settings;

	if (list->v.n > OWN_LIST_MAX + 32)
		abort();
	settings_of(list, world.hostname, &settings);
	judge_of(list, &settings, &world, &faults);
	for (size_t i = 0; i < faults.v.n; i++) {
		/* A command may be typed as it stands: nothing of a file ends the quotes. */
		if (strpbrk(faults.v.items[i].change, "\n`;&|\"") || !faults.v.items[i].msgid)
			abort();
	}
	VEC_RELEASE(&faults.v);
	free(settings.local);
	free(settings.destination);
	own_list_release(list);
}

static void check_queue(const char *text)
{
	void (*const readers[])(const char *, struct queue_reading *) = {
		queue_read_postfix, queue_read_msglog, queue_read_opensmtpd, queue_read_sendmail};
	struct own_queue *queue = mem_new(sizeof *queue);
	struct queue_reading *reading = mem_new(sizeof *reading);
	STR_AUTO struct str ids = STR_INIT;

	for (size_t i = 0; i <= sizeof readers / sizeof readers[0]; i++) {
		memset(queue, 0, sizeof *queue);
		memset(reading, 0, sizeof *reading);
		reading->queue = queue;
		reading->asked = "example.org";
		reading->now = 1795280000;
		if (i < sizeof readers / sizeof readers[0])
			readers[i](text, reading);
		else
			queue_read_exim(text, reading, &ids);
		queue_finish(reading);
		(void)queue_is_stuck(queue);
		if (queue->n_reasons > OWN_REASONS_MAX || queue->n_senders > OWN_SENDERS_MAX ||
			queue->waiting > queue->n)
			abort();
	}
	if (strpbrk(str_text(&ids), "/\n"))
		abort();
	free(reading);
	free(queue);
}

static void check_log(const char *text)
{
	struct maillog *reading = mem_new(sizeof *reading);

	maillog_read(text, reading);
	(void)maillog_abuser(reading);
	if (reading->n_users > MAILLOG_USERS_MAX)
		abort();
	free(reading);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct own_list list = {{0}};
	struct own_server server = {.kind = OWN_NONE};
	char *text = mem_strndup((const char *)data, len < 65536 ? len : 65536);
	struct own_hop hop;

	own_read_postfix(text, &list);
	own_postfix_defaults(&list, "mail");
	check_list(&list, own_postfix_settings, own_postfix_judge);
	own_read_exim(text, "", &list);
	own_read_exim(text, "router.", &list);
	own_read_debian(text, &list);
	check_list(&list, own_exim_settings, own_exim_judge);
	own_read_opensmtpd(text, &list);
	check_list(&list, own_opensmtpd_settings, own_opensmtpd_judge);
	own_read_sendmail(text, &list);
	check_list(&list, own_sendmail_settings, own_sendmail_judge);
	own_read_master(text, &list);
	own_read_table(text, &list);
	own_list_release(&list);
	own_choose(text, text, true, &server);
	own_read_listeners(text, &server);
	(void)own_read_hop(text, &hop);
	check_queue(text);
	check_log(text);
	free(text);
	return 0;
}
