/*
 * One question: sent to the servers in turn after 250 ms, 500 ms, 1 s, … until one of them answers. Each server is asked from a random
 * port with a random id, and a late answer of an earlier one still counts.
 */
#include "checks/net/dns_ask.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"

#define FIRST_INTERVAL_US CLOCK_MS(250)

/* Many questions that are asked again are no second flood: so many at a time, so long after each other. */
#define STAGGER_EVERY 32
#define STAGGER_MS    5

/* Some resolvers take no more than 150 questions at a time and turn the rest away (dnsmasq). */
#define CROWD 100

static void close_path(struct dns_path *path)
{
	dns_pool_leave(path);
	path->sent = false;
}

void dns_ask_close_paths(struct dns_ask *ask)
{
	for (size_t i = 0; i < ask->n_paths; i++)
		close_path(&ask->paths[i]);
}

void dns_ask_finish(struct dns_ask *ask, enum dns_outcome outcome)
{
	struct dns_answer *answer = ask->answer;

	if (ask->done)
		return;
	answer->outcome = outcome;
	answer->took_us = clock_us() - ask->started_us;
	dns_ask_close_paths(ask);
	dns_tcp_stop(ask);
	ask->done = true;
}

void dns_ask_release(struct dns_ask *ask)
{
	dns_ask_close_paths(ask);
	dns_tcp_stop(ask);
	free(ask->name);
	ask->name = NULL;
}

static bool any_silent(const struct dns_ask *ask)
{
	for (size_t i = 0; i < ask->n_paths; i++)
		if (ask->paths[i].sent && !ask->paths[i].failed)
			return true;
	return ask->tcp.active;
}

/* Nobody is left, or no time: the best account of why. */
static void give_up(struct dns_ask *ask)
{
	ask->answer->rcode = ask->failure_rcode;
	if (ask->failure != DNS_UNASKED && ask->failure != DNS_UNREACHABLE)
		dns_ask_finish(ask, ask->failure);
	else
		dns_ask_finish(ask, any_silent(ask) ? DNS_TIMED_OUT : DNS_UNREACHABLE);
}

enum sending { SENT, SEND_FAILED, SEND_LATER };

static enum sending send_on(struct dns_ask *ask, struct dns_path *path)
{
	if (!path->port && !dns_pool_enter(ask->pool, ask, path))
		return errno == EMFILE || errno == ENFILE ? SEND_LATER : SEND_FAILED;
	dns_pool_post(path);
	path->sent = true;
	return SENT;
}

/* The next server in turn that has not failed, NULL when all have. */
static struct dns_path *next_path(struct dns_ask *ask)
{
	for (size_t i = 0; i < ask->n_paths; i++) {
		struct dns_path *path = &ask->paths[ask->turn++ % ask->n_paths];

		if (!path->failed)
			return path;
	}
	return NULL;
}

static void note_failure(struct dns_ask *ask, enum dns_outcome why, int rcode)
{
	/* What a server said tells more than that another one could not be asked. */
	if (ask->failure != DNS_UNASKED && ask->failure != DNS_UNREACHABLE && rcode < 0)
		return;
	ask->failure = why;
	ask->failure_rcode = rcode;
}

static void send_next(struct dns_ask *ask)
{
	for (;;) {
		struct dns_path *path = next_path(ask);
		enum sending sending;

		if (!path) {
			give_up(ask);
			return;
		}
		if (ask->answer->tcp) {
			dns_tcp_start(ask, path);
			return;
		}
		sending = send_on(ask, path);
		ask->starved = sending == SEND_LATER;
		if (sending != SEND_FAILED)
			break;
		close_path(path);
		path->failed = true;
		note_failure(ask, DNS_UNREACHABLE, -1);
	}
	ask->next_us = clock_us() + ask->interval_us + ask->stagger_us;
	if (!ask->starved)
		ask->interval_us *= 2;
}

/* Whether a server was not asked yet. One that was asked may still answer: it needs no new packet. */
static bool any_unasked(const struct dns_ask *ask)
{
	for (size_t i = 0; i < ask->n_paths; i++)
		if (!ask->paths[i].failed && !ask->paths[i].sent)
			return true;
	return false;
}

static bool any_left(const struct dns_ask *ask)
{
	for (size_t i = 0; i < ask->n_paths; i++)
		if (!ask->paths[i].failed)
			return true;
	return false;
}

void dns_ask_path_failed(struct dns_ask *ask, struct dns_path *path, enum dns_outcome why, int rcode)
{
	if (ask->tcp.active && ask->tcp.path == path)
		dns_tcp_stop(ask);
	close_path(path);
	path->failed = true;
	note_failure(ask, why, rcode);
	if (!any_left(ask))
		give_up(ask);
	else if (any_unasked(ask))
		send_next(ask);
}

static void begin_question(struct dns_ask *ask, const char *name)
{
	free(ask->name);
	ask->name = mem_strdup(name);
	dns_ask_close_paths(ask);
	dns_tcp_stop(ask);
	ask->turn = 0;
	ask->interval_us = FIRST_INTERVAL_US;
	send_next(ask);
}

void dns_ask_start(struct dns_ask *ask, struct dns_answer *answer, const struct dns_asking *asking)
{
	char normal[DNS_TEXT_MAX];

	*ask = (struct dns_ask){.answer = answer,
		.pool = asking->pool,
		.n_paths = asking->n_servers,
		.failure_rcode = -1,
		.started_us = asking->started_us,
		.deadline_us = asking->deadline_us,
		.stagger_us = CLOCK_MS(asking->nth / STAGGER_EVERY * STAGGER_MS),
		.crowded = asking->of > CROWD,
		.tcp.fd = -1};
	dns_answer_clear(answer);
	for (size_t i = 0; i < asking->n_servers; i++)
		ask->paths[i].server = &asking->servers[i];
	if (!dns_name_normal(answer->name, normal))
		dns_ask_finish(ask, DNS_BAD_NAME);
	else
		begin_question(ask, normal);
}

void dns_ask_tick(struct dns_ask *ask, int64_t now_us)
{
	if (ask->done)
		return;
	if (now_us >= ask->deadline_us)
		give_up(ask);
	else if (ask->tcp.active && now_us >= ask->tcp.deadline_us)
		dns_ask_path_failed(ask, ask->tcp.path, DNS_TIMED_OUT, -1);
	else if (!ask->tcp.active && (now_us >= ask->next_us || ask->starved))
		send_next(ask);
}

int64_t dns_ask_due(const struct dns_ask *ask)
{
	int64_t due = ask->tcp.active ? ask->tcp.deadline_us : ask->next_us;

	return due < ask->deadline_us ? due : ask->deadline_us;
}

bool dns_ask_wants(const struct dns_ask *ask, struct io_want *want_r)
{
	const struct dns_tcp *tcp = &ask->tcp;

	if (!tcp->active || tcp->fd < 0)
		return false;
	*want_r = (struct io_want){.fd = tcp->fd, .events = tcp->out_done < tcp->out_len ? POLLOUT : POLLIN};
	return true;
}

/* With a new id, so that a late answer to the first form is not taken for that to the second. */
static void ask_again_plain(struct dns_ask *ask, struct dns_path *path)
{
	close_path(path);
	dns_tcp_stop(ask);
	path->plain = true;
	if (ask->answer->tcp)
		dns_tcp_start(ask, path);
	else if (send_on(ask, path) == SEND_FAILED)
		dns_ask_path_failed(ask, path, DNS_UNREACHABLE, -1);
}

/* Turned away among many others, with nobody else to ask: once more when the others have been answered. */
static bool ask_again_later(struct dns_ask *ask, struct dns_path *path, const struct dns_answer *got)
{
	if (got->outcome != DNS_REFUSED || !ask->crowded || ask->turned_away || any_unasked(ask))
		return false;
	ask->turned_away = true;
	note_failure(ask, got->outcome, got->rcode);
	close_path(path);
	dns_tcp_stop(ask);
	ask->next_us = clock_us() + FIRST_INTERVAL_US + ask->stagger_us;
	return true;
}

static void take(
	struct dns_ask *ask, struct dns_path *path, struct dns_answer *got, struct dns_reading *reading)
{
	const char *canonical = reading->steps ? reading->target : ask->steps ? ask->name : "";

	if (reading->unfinished) {
		dns_records_free(got);
		ask->steps += reading->steps;
		if (ask->steps > DNS_CNAMES_MAX)
			dns_ask_finish(ask, DNS_MALFORMED);
		else
			begin_question(ask, reading->target);
		return;
	}
	str_copy(got->canonical, sizeof got->canonical, canonical);
	got->answered_by = *path->server;
	*ask->answer = *got;
	dns_ask_finish(ask, got->outcome);
}

void dns_ask_message(
	struct dns_ask *ask, struct dns_path *path, uint16_t id, const unsigned char *msg, size_t len)
{
	struct dns_answer got = *ask->answer;
	struct dns_reading reading;

	dns_answer_clear(&got);
	if (!dns_read(msg, len, id, ask->name, &got, &reading))
		return;
	if (reading.truncated && !ask->tcp.active) {
		dns_records_free(&got);
		dns_tcp_start(ask, path);
		return;
	}
	if (got.outcome == DNS_FOUND || dns_is_absent(got.outcome)) {
		take(ask, path, &got, &reading);
		return;
	}
	dns_records_free(&got);
	if (got.outcome == DNS_FORMERR && !path->plain) {
		ask_again_plain(ask, path);
		return;
	}
	if (ask_again_later(ask, path, &got))
		return;
	ask->answer->answered_by = *path->server;
	dns_ask_path_failed(ask, path, got.outcome, got.rcode);
}

/* An earlier event of the same round may have closed the descriptor; then it is nobody's any more. */
void dns_ask_ready(struct dns_ask *ask, const struct io_want *want)
{
	if (!ask->done && ask->tcp.active && ask->tcp.fd == want->fd)
		dns_tcp_ready(ask);
}
