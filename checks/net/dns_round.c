/*
 * Questions that are asked together: all are sent at once, over few sockets, and waited for in one wait.
 */
#include <assert.h>
#include <poll.h>
#include <stdlib.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/net/dns.h"
#include "checks/net/dns_ask.h"

#define LIMIT_MS    5000
#define FLUSH_EVERY 32 /* the first packets are on their way while the next ones are made */

static_assert(DNS_PORTS_MAX + DNS_TOGETHER_MAX <= 1024, "what io_wait takes");

struct round {
	struct dns_pool pool;
	struct dns_ask *asks;
	size_t n;
	const struct dns_patience *patience;
	int64_t last_us;       /* when the last answer came; 0: none has */
	bool hurried;	       /* what is needed is there: the others' time runs */
	struct io_want *wants; /* of the ports, then of questions over TCP */
	struct dns_port *ports[DNS_PORTS_MAX];
	size_t n_ports;
	struct dns_ask **askers;
	size_t n_askers;
};

static void begin(struct round *round, const struct io_scope *scope, const struct dns_config *config,
	struct dns_answer *answers)
{
	int64_t limit_ms = round->patience->limit_ms;
	struct dns_asking asking = {.pool = &round->pool, .started_us = clock_us(), .of = round->n};

	if (!limit_ms || limit_ms > LIMIT_MS)
		limit_ms = LIMIT_MS;
	asking.deadline_us = io_scope_within(scope, limit_ms).deadline_us;
	for (size_t i = 0; i < round->n; i++) {
		asking.servers = answers[i].server ? answers[i].server : config->servers;
		asking.n_servers = answers[i].server ? 1 : config->n_servers;
		asking.nth = i;
		dns_ask_start(&round->asks[i], &answers[i], &asking);
		if (i % FLUSH_EVERY == FLUSH_EVERY - 1)
			dns_pool_flush(&round->pool);
	}
}

/* What is needed is there: the others are not waited for much longer. */
static void hurry(struct round *round)
{
	const struct dns_patience *patience = round->patience;
	int64_t latest = clock_us() + CLOCK_MS(patience->grace_ms);

	if (!patience->n_needed || round->hurried)
		return;
	for (size_t i = 0; i < patience->n_needed; i++)
		if (!round->asks[i].done || (patience->found && round->asks[i].answer->outcome != DNS_FOUND))
			return;
	for (size_t i = patience->n_needed; i < round->n; i++)
		if (latest < round->asks[i].deadline_us)
			round->asks[i].deadline_us = latest;
	round->hurried = true;
}

static void tell_early(struct round *round)
{
	for (size_t i = 0; i < round->n; i++) {
		struct dns_ask *ask = &round->asks[i];

		if (!ask->done || ask->told)
			continue;
		ask->told = true;
		if (ask->answer->outcome != DNS_TIMED_OUT && ask->answer->outcome != DNS_BAD_NAME)
			round->last_us = clock_us();
		if (round->patience->early)
			round->patience->early(round->patience->context, i);
	}
}

/* When those that are still silent are given up. */
static int64_t quiet_at(const struct round *round)
{
	return round->patience->quiet_ms && round->last_us
		       ? round->last_us + CLOCK_MS(round->patience->quiet_ms)
		       : CLOCK_NEVER;
}

static void give_up_silent(struct round *round, int64_t now_us)
{
	if (now_us < quiet_at(round))
		return;
	for (size_t i = 0; i < round->n; i++)
		dns_ask_finish(&round->asks[i], DNS_TIMED_OUT);
}

/* Everything that is due now, and what all are waiting for; gives the time of the next thing to do, CLOCK_NEVER when every question
 * has ended. */
static int64_t prepare(struct round *round)
{
	int64_t due = CLOCK_NEVER, now_us = clock_us();

	for (size_t i = 0; i < round->n; i++)
		dns_ask_tick(&round->asks[i], now_us);
	give_up_silent(round, now_us);
	dns_pool_flush(&round->pool);
	hurry(round);
	tell_early(round);
	round->n_ports = dns_pool_wants(&round->pool, round->wants, round->ports);
	round->n_askers = 0;
	for (size_t i = 0; i < round->n; i++) {
		struct dns_ask *ask = &round->asks[i];

		if (ask->done)
			continue;
		if (dns_ask_wants(ask, &round->wants[round->n_ports + round->n_askers]))
			round->askers[round->n_askers++] = ask;
		if (dns_ask_due(ask) < due)
			due = dns_ask_due(ask);
	}
	return due == CLOCK_NEVER || due < quiet_at(round) ? due : quiet_at(round);
}

static void dispatch(struct round *round)
{
	const struct io_want *wants = round->wants;

	for (size_t i = 0; i < round->n_ports; i++)
		if (wants[i].revents & ~POLLOUT)
			dns_pool_ready(&round->pool, round->ports[i]);
	for (size_t i = 0; i < round->n_askers; i++)
		if (wants[round->n_ports + i].revents)
			dns_ask_ready(round->askers[i], &wants[round->n_ports + i]);
}

static enum io_status run(struct round *round, const struct io_scope *scope)
{
	for (;;) {
		struct io_scope inner = *scope;
		enum io_status status;

		inner.deadline_us = prepare(round);
		if (inner.deadline_us == CLOCK_NEVER)
			return IO_OK;
		status = io_wait(&inner, round->wants, round->n_ports + round->n_askers);
		if (status == IO_OK) {
			dispatch(round);
		} else if (status != IO_TIMED_OUT) {
			for (size_t i = 0; i < round->n; i++)
				dns_ask_finish(&round->asks[i],
					status == IO_CANCELLED ? DNS_CANCELLED : DNS_UNREACHABLE);
			tell_early(round);
			return status;
		}
	}
}

static enum io_status ask_together(const struct io_scope *scope, const struct dns_config *config,
	struct dns_answer *answers, size_t n, const struct dns_patience *patience)
{
	struct round round = {
		.patience = patience,
		.asks = mem_new_array(n, sizeof *round.asks),
		.n = n,
		.wants = mem_new_array(DNS_PORTS_MAX + n, sizeof *round.wants),
		.askers = mem_new_array(n, sizeof(struct dns_ask *)),
	};
	enum io_status status;

	dns_pool_init(&round.pool, scope->map);
	begin(&round, scope, config, answers);
	status = run(&round, scope);
	for (size_t i = 0; i < n; i++)
		dns_ask_release(&round.asks[i]);
	dns_pool_release(&round.pool);
	free(round.asks);
	free(round.wants);
	free(round.askers);
	return status;
}

enum io_status dns_ask_all(
	const struct io_scope *scope, const struct dns_config *config, struct dns_answer *answers, size_t n)
{
	static const struct dns_patience all = {.n_needed = 0};
	enum io_status status = IO_OK;

	for (size_t i = 0; i < n; i++)
		dns_answer_clear(&answers[i]);
	for (size_t i = 0; i < n; i += DNS_TOGETHER_MAX) {
		size_t rest = n - i < DNS_TOGETHER_MAX ? n - i : DNS_TOGETHER_MAX;

		if (status == IO_CANCELLED)
			for (size_t k = i; k < i + rest; k++)
				answers[k].outcome = DNS_CANCELLED;
		else
			status = ask_together(scope, config, answers + i, rest, &all);
	}
	return status == IO_CANCELLED ? IO_CANCELLED : IO_OK;
}

enum io_status dns_ask_until(const struct io_scope *scope, const struct dns_config *config,
	struct dns_answer *answers, size_t n, const struct dns_patience *patience)
{
	enum io_status status;

	assert(n && n <= DNS_TOGETHER_MAX && patience->n_needed <= n);
	for (size_t i = 0; i < n; i++)
		dns_answer_clear(&answers[i]);
	status = ask_together(scope, config, answers, n, patience);
	return status == IO_CANCELLED ? IO_CANCELLED : IO_OK;
}

enum io_status dns_ask_eager(const struct io_scope *scope, const struct dns_config *config,
	struct dns_answer *answers, size_t n, size_t n_needed, int64_t grace_ms)
{
	struct dns_patience patience = {.n_needed = n_needed, .found = true, .grace_ms = grace_ms};

	assert(n_needed);
	return dns_ask_until(scope, config, answers, n, &patience);
}

enum io_status dns_ask_first(const struct io_scope *scope, const struct dns_config *config,
	struct dns_answer *answers, size_t n, size_t n_needed, int64_t grace_ms)
{
	struct dns_patience patience = {.n_needed = n_needed, .grace_ms = grace_ms};

	assert(n_needed);
	return dns_ask_until(scope, config, answers, n, &patience);
}
