/*
 * Putting a queue together, mail by mail; and what postqueue -j prints (postqueue(1), JSON OBJECT FORMAT).
 */
#include "checks/steps/own/queue.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/utf8.h"

#define IN_PROGRESS_S 600 /* a mail that is being delivered for longer waits as well */

static void count_sender(struct own_queue *queue, const char *sender)
{
	struct own_sender *least = NULL;

	for (size_t i = 0; i < queue->n_senders; i++) {
		if (ascii_caseeq(queue->senders[i].name, sender)) {
			queue->senders[i].n++;
			return;
		}
		if (!least || queue->senders[i].n < least->n)
			least = &queue->senders[i];
	}
	if (queue->n_senders < OWN_SENDERS_MAX)
		least = &queue->senders[queue->n_senders++];
	else if (least->n > 1)
		return;
	text_harmless_buf(least->name, sizeof least->name, sender, strlen(sender));
	least->n = 1;
}

bool queue_add_mail(struct queue_reading *reading, int64_t since, const char *sender, bool held)
{
	struct own_queue *queue = reading->queue;

	queue->n++;
	if (!*sender || ascii_starts(sender, "MAILER-DAEMON") || strcmp(sender, "<>") == 0) {
		queue->bounces++;
		return false;
	}
	queue->waiting++;
	queue->held += held;
	if (since > 0 && (!queue->oldest || since < queue->oldest))
		queue->oldest = since;
	count_sender(queue, sender);
	return true;
}

static void see_domain(struct queue_reading *reading, const char *domain)
{
	struct own_queue *queue = reading->queue;

	for (size_t i = 0; i < queue->domains; i++) {
		if (ascii_caseeq(reading->domains[i], domain))
			return;
	}
	if (queue->domains < OWN_DOMAINS_SEEN)
		str_copy(reading->domains[queue->domains++], HOST_MAX, domain);
}

/* Mails with the same kind of reason and, for answers of others, the same first word (their code) are one group. */
static bool is_same_reason(const struct own_waiting *group, enum own_reason why, const char *reason)
{
	const char *one, *other;

	if (group->why != why)
		return false;
	if (why != OWN_REASON_REPLY)
		return true;
	one = queue_reply(group->text);
	other = queue_reply(reason);
	return one && other && strncmp(one, other, 3) == 0;
}

static struct own_waiting *group_for(struct own_queue *queue, enum own_reason why, const char *reason)
{
	for (size_t i = 0; i < queue->n_reasons; i++) {
		if (is_same_reason(&queue->reasons[i], why, reason))
			return &queue->reasons[i];
	}
	if (queue->n_reasons == OWN_REASONS_MAX)
		return &queue->reasons[OWN_REASONS_MAX - 1];
	queue->reasons[queue->n_reasons].why = why;
	return &queue->reasons[queue->n_reasons++];
}

void queue_add_reason(struct queue_reading *reading, int64_t since, const char *recipient, const char *reason)
{
	const char *at = strrchr(recipient, '@');
	const char *domain = at ? at + 1 : "";
	struct own_waiting *group = group_for(reading->queue, queue_why(reason), reason);

	if (*domain)
		see_domain(reading, domain);
	if (*reading->asked && ascii_caseeq(domain, reading->asked))
		reading->queue->asked++;
	if (!group->n++ || (since > 0 && since < group->oldest)) {
		group->oldest = since;
		text_harmless_buf(group->text, sizeof group->text, reason, strlen(reason));
		text_harmless_buf(group->domain, sizeof group->domain, domain, strlen(domain));
	}
}

static int by_count(const void *a, const void *b)
{
	size_t one = ((const struct own_waiting *)a)->n, other = ((const struct own_waiting *)b)->n;

	return one < other ? 1 : one > other ? -1 : 0;
}

static int by_mails(const void *a, const void *b)
{
	size_t one = ((const struct own_sender *)a)->n, other = ((const struct own_sender *)b)->n;

	return one < other ? 1 : one > other ? -1 : 0;
}

void queue_finish(struct queue_reading *reading)
{
	struct own_queue *queue = reading->queue;

	qsort(queue->reasons, queue->n_reasons, sizeof *queue->reasons, by_count);
	qsort(queue->senders, queue->n_senders, sizeof *queue->senders, by_mails);
}

static const char *text_of(json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* Mails that are just being delivered do not wait, unless that takes long. */
static bool is_under_way(const struct queue_reading *reading, const char *queue_name, int64_t since)
{
	return (strcmp(queue_name, "active") == 0 || strcmp(queue_name, "incoming") == 0 ||
		       strcmp(queue_name, "maildrop") == 0) &&
	       reading->now - since < IN_PROGRESS_S;
}

static void take_recipients(struct queue_reading *reading, json_t *mail, int64_t since, bool held)
{
	json_t *recipients = json_object_get(mail, "recipients"), *one;
	size_t i;

	json_array_foreach(recipients, i, one)
	{
		const char *reason = text_of(one, "delay_reason");

		/* One mail counts once, with the reason of its first recipient that waits. */
		if (!*reason && !held && i + 1 < json_array_size(recipients))
			continue;
		queue_add_reason(
			reading, since, text_of(one, "address"), held && !*reason ? "on hold" : reason);
		return;
	}
}

static void take_mail(struct queue_reading *reading, json_t *mail)
{
	const char *name = text_of(mail, "queue_name");
	int64_t since = json_integer_value(json_object_get(mail, "arrival_time"));
	bool held = strcmp(name, "hold") == 0;

	if (is_under_way(reading, name, since)) {
		reading->queue->n++;
		return;
	}
	if (queue_add_mail(reading, since, text_of(mail, "sender"), held))
		take_recipients(reading, mail, since, held);
}

void queue_read_postfix(const char *text, struct queue_reading *reading)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		json_error_t error;
		json_t *mail = json_loadb(text, len, JSON_ALLOW_NUL, &error);

		if (!mail && json_error_code(&error) == json_error_out_of_memory)
			mem_exhausted();
		if (json_is_object(mail))
			take_mail(reading, mail);
		json_decref(mail);
		text += len + (text[len] == '\n');
	}
}
