/*
 * Short looks at ports.
 */
#include "checks/steps/common/look.h"

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/net/tcp.h"

static enum smtp_step greet(struct smtp_session *smtp, const struct io_scope *scope, struct port_look *look)
{
	enum smtp_step step = smtp_banner(smtp, scope);

	str_copy(look->greeting, sizeof look->greeting, smtp->banner.text);
	look->smtp = step == SMTP_DONE;
	return step;
}

static enum smtp_step look_encrypted(struct smtp_session *smtp, const struct io_scope *scope,
	const struct tls_store *store, enum tls_kind kind, const char *host, struct port_look *look)
{
	enum smtp_step step = smtp_tls_now(smtp, scope, store, kind, host);

	look->plain = smtp->tls.outcome == TLS_NOT_TLS && ascii_starts(smtp->tls.plain, "220");
	return step == SMTP_DONE ? greet(smtp, scope, look) : step;
}

static enum smtp_step look_plain(struct smtp_session *smtp, const struct io_scope *scope,
	const struct tls_store *store, enum tls_kind kind, const char *host, struct port_look *look)
{
	enum smtp_step step = greet(smtp, scope, look);

	look->plain = step == SMTP_DONE;
	if (step == SMTP_DONE)
		step = smtp_ehlo(smtp, scope, false);
	look->starttls = smtp->clear.starttls;
	if (step == SMTP_DONE && !smtp->clear.starttls)
		return SMTP_REFUSED;
	return step == SMTP_DONE ? smtp_starttls(smtp, scope, store, kind, host) : step;
}

/* What a port offers to who may send there: measured by the same kind of secret as the login itself. */
static bool offers_login(struct check_run *run, struct smtp_session *smtp, const struct io_scope *scope)
{
	return smtp_ehlo(smtp, scope, false) == SMTP_DONE &&
	       sasl_choose(smtp->secure.mechs, smtp->secure.n_mechs, run_case(run)->secret_kind) != SASL_NONE;
}

static void look(struct check_run *run, const struct tls_store *store, enum tls_kind kind, int fd,
	const char *host, int port, const struct io_scope *scope, struct port_look *look_r)
{
	struct smtp_session *smtp = smtp_new(fd, host, port, NULL, run_transcript(run));

	if (look_r->security == SECURITY_TLS)
		look_r->step = look_encrypted(smtp, scope, store, kind, host, look_r);
	else
		look_r->step = look_plain(smtp, scope, store, kind, host, look_r);
	look_r->tls = smtp->tls;
	look_r->reply = smtp->reply;
	look_r->works = look_r->step == SMTP_DONE && look_r->smtp && smtp->tls.verified && !smtp->early_bytes;
	look_r->login = look_r->works && offers_login(run, smtp, scope);
	smtp_leave(smtp, scope);
	smtp_free(&smtp);
}

void look_at(struct check_run *run, const struct tls_store *store, int fd, const char *host, int port,
	enum security expected, int64_t limit_ms, struct port_look *look_r)
{
	struct io_scope scope = io_scope_within(run_scope(run), limit_ms);

	*look_r = (struct port_look){.security = expected};
	look(run, store, TLS_SECURE, fd, host, port, &scope, look_r);
}

const char *look_signer(const struct tls_report *report)
{
	const struct cert_info *cert = &report->chain[0];

	if (!report->n_chain)
		return "";
	return cert->issuer_org[0] ? cert->issuer_org : cert->issuer;
}

void look_at_protocol(struct check_run *run, const struct tls_store *store, const struct net_addr *addr,
	const char *host, enum security expected, int64_t limit_ms, struct port_look *look_r)
{
	struct io_scope scope = io_scope_within(run_scope(run), limit_ms);
	struct tcp_attempt attempt = {.addr = *addr};

	*look_r = (struct port_look){.security = expected, .step = SMTP_LOST};
	tcp_connect_all(&scope, &attempt, 1);
	if (attempt.outcome == TCP_CONNECTED)
		look(run, store, TLS_LOOK, attempt.fd, host, net_addr_port(addr), &scope, look_r);
}
