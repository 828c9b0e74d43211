/*
 * Sentences for a conversation that ended early.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/common/reply_finding.h"
#include "checks/steps/common/words.h"
#include "checks/steps/settings/talk.h"

struct finding *talk_trouble(struct talk *talk, enum finding_id id, const char *msgid, const struct arg *more)
{
	const struct server_settings *used = &talk->out->used;
	struct arg args[FINDING_ARGS_MAX] = {
		A_HOST("host", used->host),
		A_PORT(used->port),
		A_WORD("security", security_word(used->security)),
	};
	size_t n = 3;
	char ip[NET_ADDR_TEXT];
	struct finding *finding;

	for (; more && more->type != ARG_NONE && n < FINDING_ARGS_MAX - 1; more++)
		args[n++] = *more;
	finding = run_finding(talk->run, id, msgid, args);
	net_addr_text(&talk->addr, ip, sizeof ip);
	run_evidence(finding, "stage", talk->out->stage);
	run_evidence(finding, "address", ip);
	run_evidencef(
		finding, "since_connected_ms", "%lld", (long long)((clock_us() - talk->connected_us) / 1000));
	talk->out->problem = id;
	return finding;
}

static const char *fault_name(enum smtp_fault fault)
{
	static const char *const names[SMTP_FAULT_N] = {
		[SMTP_FAULT_NONE] = "none",
		[SMTP_FAULT_ENDLESS] = "a reply without end",
		[SMTP_FAULT_LONG_LINE] = "a line without end",
		[SMTP_FAULT_NUL] = "a NUL byte",
		[SMTP_FAULT_BARE_CR] = "a CR without LF",
		[SMTP_FAULT_BARE_LF] = "an LF without CR",
		[SMTP_FAULT_CODE] = "a code that is none, or mixed codes",
		[SMTP_FAULT_TEXT] = "a line that is no reply",
		[SMTP_FAULT_EARLY] = "a reply before the question",
	};

	return names[fault];
}

static void garbled(struct talk *talk)
{
	const struct smtp_session *smtp = talk->out->smtp;
	struct finding *finding = talk_trouble(talk, F_SERVER_GARBLED,
		/* TRANSLATORS: {host} is the name of a server, {port} a number. */
		N_("What answers on port {port} of {host} breaks the rules by which mail servers speak; mail "
		   "programs cannot "
		   "understand it."),
		NULL);

	run_evidence(finding, "fault", fault_name(smtp->fault));
	run_evidencef(finding, "reply_code", "%d", smtp->reply.code);
	run_evidence(finding, "reply", smtp->reply.text);
}

void talk_other_service(struct talk *talk, const char *line)
{
	const char *service = smtp_other_service(line);
	const struct arg more[] = {A_NAME("service", service ? service : ""), {.type = ARG_NONE}};
	struct finding *finding;

	if (service && (strcmp(service, "IMAP") == 0 || strcmp(service, "POP3") == 0))
		finding = talk_trouble(talk, F_SERVER_IS_INCOMING,
			/* TRANSLATORS: {host} is the name of a server, {port} a number, {service} IMAP or
			   POP3. */
			N_("Port {port} of {host} is for receiving mail ({service}), not for sending."),
			more);
	else if (service)
		finding = talk_trouble(talk, F_SERVER_OTHER_SERVICE,
			/* TRANSLATORS: {host} is the name of a server, {port} a number, {service} a kind of
			   service: HTTP. */
			N_("Something answers on port {port} of {host}, but it is no server for sending "
			   "mail; it speaks "
			   "{service}."),
			more);
	else
		finding = talk_trouble(talk, F_SERVER_OTHER_SERVICE,
			/* TRANSLATORS: {host} is the name of a server, {port} a number. */
			N_("Something answers on port {port} of {host}, but it is no server for sending "
			   "mail."),
			more);
	run_evidence(finding, "line", line);
}

static void lost(struct talk *talk)
{
	struct finding *finding = talk_trouble(talk, F_SERVER_LOST,
		/* TRANSLATORS: {host} is the name of a server, {port} a number. */
		N_("The connection to {host}, port {port}, was ended from the other side in the middle of "
		   "the conversation."),
		NULL);

	run_evidence(finding, "io", io_status_name(talk->out->smtp->io));
}

static void silent(struct talk *talk)
{
	const struct arg more[] = {
		A_SECONDS("seconds", (clock_us() - talk->connected_us) / 1000000), {.type = ARG_NONE}};

	if (clock_us() - talk->connected_us < TALK_SILENT_US)
		talk_trouble(talk, F_RAN_OUT_OF_TIME,
			/* TRANSLATORS: {host} is the name of a server, {port} a number, {seconds} a number. */
			N_("The time for this check was over before {host} had answered on port {port}; we "
			   "waited {seconds} seconds."),
			more);
	else if (strcmp(talk->out->stage, "banner") == 0)
		talk_trouble(talk, F_SERVER_SILENT,
			/* TRANSLATORS: {host} is the name of a server, {port} a number, {seconds} a number. */
			N_("{host} takes the connection on port {port} and then says nothing; we waited "
			   "{seconds} seconds."),
			more);
	else
		talk_trouble(talk, F_SERVER_SILENT,
			/* TRANSLATORS: {host} is the name of a server, {port} a number, {seconds} a number. */
			N_("{host} stopped answering in the middle of the conversation on port {port}, "
			   "{seconds} seconds after it began."),
			more);
}

static void refused(struct talk *talk, enum reply_stage stage)
{
	struct smtp_session *smtp = talk->out->smtp;
	struct finding *finding =
		reply_finding(talk->run, &smtp->reply, stage, talk->out->used.host, smtp->banner.text, false);

	talk->out->problem = finding->id;
}

void talk_step_failed(struct talk *talk, enum smtp_step step, enum reply_stage stage)
{
	talk->out->step = step;
	switch (step) {
	case SMTP_REFUSED:
		refused(talk, stage);
		break;
	case SMTP_UNEXPECTED:
	case SMTP_GARBLED:
		garbled(talk);
		break;
	case SMTP_NOT_SMTP:
		talk_other_service(talk, talk->out->smtp->reply.text);
		break;
	case SMTP_LOST:
		lost(talk);
		break;
	case SMTP_SILENT:
		silent(talk);
		break;
	case SMTP_TLS_FAILED:
		talk_judge_tls(talk);
		break;
	case SMTP_DONE:
	case SMTP_CANCELLED:
	case SMTP_REFUSED_BY_US:
		break;
	}
}
