/*
 * Many questions in one wait.
 */
#include "checks/net/dns.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/net/dns_ask.h"

#define LIMIT_MS  5000
#define WANTS_MAX 1024 /* of io_wait */
#define DNS_PORT  53

const char *dns_outcome_name(enum dns_outcome outcome)
{
	static const char *const names[] = {
		[DNS_UNASKED] = "unasked",
		[DNS_FOUND] = "found",
		[DNS_NO_DATA] = "no-data",
		[DNS_NXDOMAIN] = "nxdomain",
		[DNS_SERVFAIL] = "servfail",
		[DNS_REFUSED] = "refused",
		[DNS_FORMERR] = "formerr",
		[DNS_MALFORMED] = "malformed",
		[DNS_TIMED_OUT] = "timed-out",
		[DNS_UNREACHABLE] = "unreachable",
		[DNS_CANCELLED] = "cancelled",
		[DNS_BAD_NAME] = "bad-name",
	};

	return names[outcome];
}

const char *dns_type_name(enum dns_type type)
{
	switch (type) {
	case DNS_A:
		return "A";
	case DNS_NS:
		return "NS";
	case DNS_CNAME:
		return "CNAME";
	case DNS_SOA:
		return "SOA";
	case DNS_PTR:
		return "PTR";
	case DNS_MX:
		return "MX";
	case DNS_TXT:
		return "TXT";
	case DNS_AAAA:
		return "AAAA";
	case DNS_SRV:
		return "SRV";
	case DNS_TLSA:
		return "TLSA";
	}
	return "?";
}

bool dns_is_absent(enum dns_outcome outcome)
{
	return outcome == DNS_NXDOMAIN || outcome == DNS_NO_DATA;
}

/* "ADDRESS:PORT"; only brackets tell the colon of a port from those of an IPv6 address. */
static bool parse_with_port(const char *text, struct net_addr *addr_r)
{
	const char *colon = strrchr(text, ':');
	char host[NET_ADDR_TEXT + 2];
	int64_t port;
	size_t len;

	if (!colon || !ascii_number(colon + 1, 1, 65535, &port))
		return false;
	len = (size_t)(colon - text);
	if (len == 0 || len >= sizeof host)
		return false;
	memcpy(host, text, len);
	host[len] = '\0';
	if (strchr(host, ':') && host[0] != '[')
		return false;
	return net_addr_parse(host, (int)port, addr_r);
}

bool dns_config_given(const char *text, struct dns_config *config_r)
{
	struct net_addr addr;

	if (!net_addr_parse(text, DNS_PORT, &addr) && !parse_with_port(text, &addr))
		return false;
	*config_r = (struct dns_config){.servers = {addr}, .n_servers = 1};
	return true;
}

/* The questions of one wait. */
struct batch {
	struct dns_ask *asks;
	size_t n;
	struct io_want *wants;
	size_t *owners; /* whose want it is */
	size_t n_wants;
	unsigned char *buf;
	const struct dns_patience *patience;
	bool hurried;	 /* what is needed is there: the others' time runs */
	int64_t last_us; /* when the last answer came; 0: none has */
};

static void batch_start(struct batch *batch, const struct io_scope *scope, const struct dns_config *config,
	struct dns_answer *answers)
{
	int64_t limit_ms = batch->patience->limit_ms ? batch->patience->limit_ms : LIMIT_MS;
	int64_t deadline = io_scope_within(scope, limit_ms < LIMIT_MS ? limit_ms : LIMIT_MS).deadline_us;
	size_t most = (WANTS_MAX - DNS_SERVERS_MAX) / batch->n;

	for (size_t i = 0; i < batch->n; i++) {
		const struct net_addr *server = answers[i].server;
		size_t n = config->n_servers < most ? config->n_servers : most;

		dns_ask_start(&batch->asks[i], &answers[i], server ? server : config->servers, server ? 1 : n,
			scope->map, deadline);
	}
}

/* What is needed is there: the others are not waited for much longer. */
static void batch_hurry(struct batch *batch)
{
	const struct dns_patience *patience = batch->patience;
	int64_t latest = clock_us() + CLOCK_MS(patience->grace_ms);

	if (!patience->n_needed || batch->hurried)
		return;
	for (size_t i = 0; i < patience->n_needed; i++)
		if (!batch->asks[i].done || (patience->found && batch->asks[i].answer->outcome != DNS_FOUND))
			return;
	for (size_t i = patience->n_needed; i < batch->n; i++)
		if (latest < batch->asks[i].deadline_us)
			batch->asks[i].deadline_us = latest;
	batch->hurried = true;
}

static void tell_early(struct batch *batch, size_t i)
{
	struct dns_ask *ask = &batch->asks[i];

	if (!ask->done || ask->told)
		return;
	ask->told = true;
	if (ask->answer->outcome != DNS_TIMED_OUT && ask->answer->outcome != DNS_BAD_NAME)
		batch->last_us = clock_us();
	if (batch->patience->early)
		batch->patience->early(batch->patience->context, i);
}

/* When those that are still silent are given up. */
static int64_t quiet_at(const struct batch *batch)
{
	return batch->patience->quiet_ms && batch->last_us
		       ? batch->last_us + CLOCK_MS(batch->patience->quiet_ms)
		       : CLOCK_NEVER;
}

/* What all are waiting for; gives the time of the next thing to do, CLOCK_NEVER when every question has
 * ended. */
static int64_t batch_prepare(struct batch *batch)
{
	int64_t due = CLOCK_NEVER;

	batch->n_wants = 0;
	batch_hurry(batch);
	for (size_t i = 0; i < batch->n; i++) {
		struct dns_ask *ask = &batch->asks[i];
		size_t n;

		dns_ask_tick(ask, clock_us());
		tell_early(batch, i);
		if (ask->done)
			continue;
		n = dns_ask_wants(ask, batch->wants + batch->n_wants);
		for (size_t k = 0; k < n; k++)
			batch->owners[batch->n_wants++] = i;
		if (dns_ask_due(ask) < due)
			due = dns_ask_due(ask);
	}
	return due == CLOCK_NEVER || due < quiet_at(batch) ? due : quiet_at(batch);
}

static void batch_end(struct batch *batch, enum dns_outcome outcome)
{
	for (size_t i = 0; i < batch->n; i++) {
		dns_ask_finish(&batch->asks[i], outcome);
		tell_early(batch, i);
	}
}

static enum io_status batch_run(struct batch *batch, const struct io_scope *scope)
{
	for (;;) {
		struct io_scope inner = *scope;
		enum io_status status;

		if (clock_us() >= quiet_at(batch))
			batch_end(batch, DNS_TIMED_OUT);
		inner.deadline_us = batch_prepare(batch);
		if (inner.deadline_us == CLOCK_NEVER)
			return IO_OK;
		status = io_wait(&inner, batch->wants, batch->n_wants);
		if (status == IO_CANCELLED || status == IO_FAILED) {
			batch_end(batch, status == IO_CANCELLED ? DNS_CANCELLED : DNS_UNREACHABLE);
			return status;
		}
		for (size_t i = 0; status == IO_OK && i < batch->n_wants; i++)
			if (batch->wants[i].revents)
				dns_ask_ready(&batch->asks[batch->owners[i]], &batch->wants[i], batch->buf);
	}
}

static enum io_status ask_batch(const struct io_scope *scope, const struct dns_config *config,
	struct dns_answer *answers, size_t n, const struct dns_patience *patience)
{
	struct batch batch = {
		.patience = patience,
		.asks = mem_new_array(n, sizeof *batch.asks),
		.n = n,
		.wants = mem_new_array(WANTS_MAX, sizeof *batch.wants),
		.owners = mem_new_array(WANTS_MAX, sizeof *batch.owners),
		.buf = mem_new(DNS_MESSAGE_MAX),
	};
	enum io_status status;

	batch_start(&batch, scope, config, answers);
	status = batch_run(&batch, scope);
	for (size_t i = 0; i < n; i++)
		dns_ask_release(&batch.asks[i]);
	free(batch.asks);
	free(batch.wants);
	free(batch.owners);
	free(batch.buf);
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
			status = ask_batch(scope, config, answers + i, rest, &all);
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
	status = ask_batch(scope, config, answers, n, patience);
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

bool dns_name_askable(const char *name)
{
	char normal[DNS_TEXT_MAX];

	return dns_name_normal(name, normal);
}

void dns_answers_release(struct dns_answer *answers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		dns_records_free(&answers[i]);
}
