/*
 * The stages of a visit, one after the other.
 */
#include "checks/steps/network/visit.h"

#include <stdio.h>

#include "checks/base/clock.h"

/* For evidence. */
static const char *stage_name(enum visit_stage stage)
{
	static const char *const names[] = {
		[VISIT_CONNECT] = "connect",
		[VISIT_BANNER] = "banner",
		[VISIT_EHLO] = "ehlo",
		[VISIT_TLS] = "tls",
		[VISIT_EHLO_TLS] = "ehlo-tls",
		[VISIT_DONE] = "done",
	};

	return names[stage];
}

static bool knock(struct check_run *run, const struct io_scope *scope, struct visit *visit)
{
	int fd;

	visit->stage = VISIT_CONNECT;
	tcp_connect_all(scope, &visit->attempt, 1);
	fd = visit->attempt.fd;
	visit->attempt.fd = -1;
	if (visit->attempt.outcome != TCP_CONNECTED) {
		visit->step = visit->attempt.outcome == TCP_CANCELLED	? SMTP_CANCELLED
			      : visit->attempt.outcome == TCP_TIMED_OUT ? SMTP_SILENT
									: SMTP_LOST;
		return false;
	}
	visit->smtp = smtp_new(fd, visit->as.host, visit->as.port, NULL, run_transcript(run));
	return true;
}

/* A handshake that ended by silence is told from one that was cut; anything else was answered. */
static enum smtp_step handshake_step(const struct visit *visit, enum smtp_step step)
{
	if (step != SMTP_TLS_FAILED)
		return step;
	switch (visit->smtp->tls.outcome) {
	case TLS_TIMED_OUT:
		return SMTP_SILENT;
	case TLS_CLOSED:
	case TLS_RESET:
		return SMTP_LOST;
	default:
		return SMTP_TLS_FAILED;
	}
}

static bool greet(const struct io_scope *scope, struct visit *visit)
{
	visit->stage = VISIT_BANNER;
	visit->step = smtp_banner(visit->smtp, scope);
	return visit->step == SMTP_DONE;
}

static bool hello(const struct io_scope *scope, struct visit *visit, enum visit_stage stage)
{
	visit->stage = stage;
	visit->step = smtp_ehlo(visit->smtp, scope, visit->as.security == SECURITY_NONE);
	return visit->step == SMTP_DONE;
}

static bool encrypt(const struct io_scope *scope, const struct tls_store *store, struct visit *visit)
{
	enum smtp_step step;

	visit->stage = VISIT_TLS;
	if (visit->as.security == SECURITY_TLS)
		step = smtp_tls_now(visit->smtp, scope, store, TLS_SECURE, visit->as.host);
	else
		step = smtp_starttls(visit->smtp, scope, store, TLS_SECURE, visit->as.host);
	visit->step = handshake_step(visit, step);
	return visit->step == SMTP_DONE;
}

static bool converse(const struct io_scope *scope, const struct tls_store *store, struct visit *visit)
{
	switch (visit->as.security) {
	case SECURITY_TLS:
		return encrypt(scope, store, visit) && !visit->only_encrypt && greet(scope, visit) &&
		       hello(scope, visit, VISIT_EHLO_TLS);
	case SECURITY_NONE:
		return greet(scope, visit) && hello(scope, visit, VISIT_EHLO);
	default:
		return greet(scope, visit) && hello(scope, visit, VISIT_EHLO) &&
		       encrypt(scope, store, visit) && !visit->only_encrypt &&
		       hello(scope, visit, VISIT_EHLO_TLS);
	}
}

bool visit_make(struct check_run *run, int64_t limit_ms, struct visit *visit)
{
	const struct store_fact *fact = fact_await_tls_store(run);
	struct io_scope scope = io_scope_within(run_scope(run), limit_ms);
	int64_t began_us = clock_us();

	visit->smtp = NULL;
	visit->stage = VISIT_CONNECT;
	visit->step = SMTP_REFUSED_BY_US;
	if (fact && fact->store && knock(run, &scope, visit) && converse(&scope, fact->store, visit))
		visit->stage = VISIT_DONE;
	visit->took_us = clock_us() - began_us;
	return visit->stage == VISIT_DONE;
}

void visit_end(struct check_run *run, struct visit *visit)
{
	if (visit->smtp)
		smtp_leave(visit->smtp, run_scope(run));
	smtp_free(&visit->smtp);
}

bool visit_died(const struct visit *visit)
{
	return visit->attempt.outcome == TCP_CONNECTED &&
	       (visit->step == SMTP_LOST || visit->step == SMTP_SILENT);
}

void visit_in_words(const struct visit *visit, char *buf, size_t size)
{
	snprintf(buf, size, "%s %s after %lld ms", stage_name(visit->stage),
		visit->attempt.outcome == TCP_CONNECTED ? smtp_step_name(visit->step)
							: tcp_outcome_name(visit->attempt.outcome),
		(long long)(visit->took_us / 1000));
}
