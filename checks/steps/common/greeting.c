/*
 * Short visits at other hosts.
 */
#include "checks/steps/common/greeting.h"

#include "checks/base/str.h"

static void start_tls(struct smtp_session *smtp, const struct io_scope *scope, const struct tls_store *store,
	const char *host)
{
	if (smtp_ehlo(smtp, scope, false) == SMTP_DONE && smtp->clear.starttls)
		(void)smtp_starttls(smtp, scope, store, TLS_SECURE, host);
}

void greeting_hear(struct check_run *run, const struct tls_store *store, int fd, const char *host, int port,
	bool encrypted, bool with_tls, int64_t limit_ms, struct greeting *greeting_r)
{
	struct io_scope scope = io_scope_within(run_scope(run), limit_ms);
	struct smtp_session *smtp = smtp_new(fd, host, port, NULL, run_transcript(run));
	enum smtp_step step = SMTP_DONE;

	*greeting_r = (struct greeting){.smtp = false};
	if (encrypted)
		step = smtp_tls_now(smtp, &scope, store, TLS_SECURE, host);
	if (step == SMTP_DONE)
		greeting_r->smtp = smtp_banner(smtp, &scope) == SMTP_DONE;
	str_copy(greeting_r->text, sizeof greeting_r->text, smtp->banner.text);
	if (greeting_r->smtp && with_tls && !encrypted)
		start_tls(smtp, &scope, store, host);
	greeting_r->tls = smtp->tls;
	smtp_leave(smtp, &scope);
	smtp_free(&smtp);
}
