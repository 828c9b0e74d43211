/*
 * settings.own-service: which mail server is on this computer, does it run, and does it listen? Read from the lists of programs
 * and processes and from the kernel's table of sockets; nothing is connected to.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/engine/computer.h"
#include "checks/steps/own/own.h"

#define LOG_TAIL (64 << 10)

/* The names of all programs that could be a server's. */
static void list_programs(const struct mailcase *mailcase, struct str *names)
{
	static const char *const places[] = {"/usr/sbin/", "/usr/local/sbin/", "/run/current-system/sw/bin/"};
	STR_AUTO struct str one = STR_INIT;

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		if (computer_list(mailcase, places[i], &one) == COMPUTER_READ)
			str_add(names, str_text(&one));
	}
}

static void find_server(const struct mailcase *mailcase, struct own_server *server_r)
{
	STR_AUTO struct str programs = STR_INIT;
	STR_AUTO struct str processes = STR_INIT;

	list_programs(mailcase, &programs);
	computer_processes(mailcase, &processes);
	own_choose(str_text(&programs), str_text(&processes),
		!own_file_absent(mailcase, "/etc/mail/sendmail.cf"), server_r);
}

static void find_listeners(const struct mailcase *mailcase, struct own_server *server)
{
	static const char *const tables[] = {"/proc/net/tcp", "/proc/net/tcp6"};
	STR_AUTO struct str text = STR_INIT;

	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		if (computer_read(mailcase, tables[i], &text) == COMPUTER_READ)
			own_read_listeners(str_text(&text), server);
	}
}

static bool listens(const struct own_server *server)
{
	for (size_t i = 0; i < OWN_PORT_N; i++) {
		if (server->at_home[i] || server->outside[i])
			return true;
	}
	return false;
}

static void add_ports(struct finding *finding, const struct own_server *server)
{
	static const int ports[OWN_PORT_N] = {
		[OWN_PORT_SMTP] = 25, [OWN_PORT_SUBMISSION] = 587, [OWN_PORT_SUBMISSIONS] = 465};
	STR_AUTO struct str text = STR_INIT;

	if (!server->listen_known)
		return;
	for (size_t i = 0; i < OWN_PORT_N; i++)
		str_addf(&text, "%s%d %s", i ? ", " : "", ports[i],
			server->outside[i]   ? "open"
			: server->at_home[i] ? "this computer only"
					     : "closed");
	run_evidence(finding, "listens", str_text(&text));
	run_evidence(finding, "mailboxes", server->mailboxes ? "yes" : "no");
}

/* The last line of a text that holds one of these words. */
static void last_line_with(const char *text, const char *const *words, char *line_r, size_t size)
{
	char line[512];

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		size_t len = strcspn(text, "\n");

		if (len >= sizeof line)
			continue;
		memcpy(line, text, len);
		line[len] = '\0';
		for (const char *const *word = words; *word; word++) {
			if (ascii_find(line, *word))
				str_copy(line_r, size, line);
		}
	}
}

/* What the server said last before it ended, from its log; "" where that cannot be read. */
static void last_words(const struct mailcase *mailcase, enum own_kind kind, char *line_r, size_t size)
{
	static const char *const postfix[] = {"postfix/master", "postfix/postfix-script", NULL},
				 *const exim[] = {"", NULL}, *const others[] = {"smtpd[", "sendmail[", NULL};
	const struct own_about *about = own_about(kind);
	STR_AUTO struct str text = STR_INIT;

	*line_r = '\0';
	if (kind == OWN_EXIM) {
		if (computer_tail(mailcase, "/var/log/exim4/paniclog", LOG_TAIL, &text) == COMPUTER_READ)
			last_line_with(str_text(&text), exim, line_r, size);
		return;
	}
	for (size_t i = 0; i < 4 && about->logs[i] && !*line_r; i++) {
		if (computer_tail(mailcase, about->logs[i], LOG_TAIL, &text) == COMPUTER_READ)
			last_line_with(str_text(&text), kind == OWN_POSTFIX ? postfix : others, line_r, size);
	}
}

static void add_unit(struct check_run *run, struct finding *finding, enum own_kind kind)
{
	const char *const words[] = {"systemctl", "is-active", own_unit(run_case(run), kind), NULL};
	STR_AUTO struct str out = STR_INIT;
	int code;

	if (computer_run(run_case(run), run_scope(run), words, &out, &code) != COMPUTER_READ || !out.len)
		return;
	out.s[strcspn(out.s, "\n")] = '\0';
	run_evidence(finding, "unit_state", str_text(&out));
}

static void say_stopped(struct check_run *run, const struct own_server *server)
{
	const char *name = own_about(server->kind)->name;
	char command[120], words[400];
	struct finding *finding;

	own_start_command(run_case(run), server, "start", command, sizeof command);
	last_words(run_case(run), server->kind, words, sizeof words);
	if (listens(server))
		finding = run_say(run, F_OWN_STOPPED,
			/* TRANSLATORS: {program} is a mail server program. */
			N_("{program}, the mail server of this computer, does not run; another program holds "
			   "its port."),
			A_NAME("program", name), A_COMMAND("start", command));
	else
		finding = run_say(run, F_OWN_STOPPED,
			/* TRANSLATORS: {program} is a mail server program, {start} a command that stands on its own line. */
			N_("{program}, the mail server of this computer, does not run. This starts it: "
			   "{start}"),
			A_NAME("program", name), A_COMMAND("start", command));
	run_evidence(finding, "start", command);
	if (words[0])
		run_evidence(finding, "reply", words);
	add_unit(run, finding, server->kind);
	add_ports(finding, server);
}

static void say_not_listening(struct check_run *run, const struct own_server *server)
{
	char command[120];
	struct finding *finding;

	own_start_command(run_case(run), server, "restart", command, sizeof command);
	finding = run_say(run, F_OWN_NOT_LISTENING,
		/* TRANSLATORS: {program} is a mail server program. */
		N_("{program} runs, but nothing on this computer takes mail at the ports 25, 465 and 587. So "
		   "mail programs "
		   "cannot hand in their mail."),
		A_NAME("program", own_about(server->kind)->name), A_COMMAND("start", command));
	add_ports(finding, server);
}

/* Mail programs of people who have their mailboxes here hand in mail at these two. */
static void say_no_submission(struct check_run *run, const struct own_server *server)
{
	if (!server->mailboxes || server->outside[OWN_PORT_SUBMISSION] ||
		server->outside[OWN_PORT_SUBMISSIONS])
		return;
	add_ports(run_say(run, F_OWN_SETTING_ODD,
			  /* TRANSLATORS: {program} is a mail server program. */
			  N_("{program} takes mail at port 25 only. Mail programs elsewhere want port 587 or "
			     "465, and many "
			     "networks close port 25."),
			  A_NAME("program", own_about(server->kind)->name)),
		server);
}

static void say_runs(struct check_run *run, const struct own_server *server)
{
	add_ports(run_say(run, F_OWN_RUNS,
			  /* TRANSLATORS: {program} is a mail server program. */
			  N_("{program}, the mail server of this computer, runs."),
			  A_NAME("program", own_about(server->kind)->name)),
		server);
	if (server->listen_known && !listens(server))
		say_not_listening(run, server);
	else if (server->listen_known && server->outside[OWN_PORT_SMTP])
		say_no_submission(run, server);
}

/* Others' processes may be hidden from us (hidepid); then a port that is held may well be the server's. */
static bool may_run_hidden(const struct mailcase *mailcase, const struct own_server *server)
{
	return !computer_is_root(mailcase) && listens(server);
}

static void say_not_read(struct check_run *run, const struct own_server *server)
{
	if (server->apart)
		run_say(run, F_OWN_NOT_READ,
			/* TRANSLATORS: {program} is a mail server program. */
			N_("{program} runs here, but in a container of its own. Its settings and its queue "
			   "can only be read "
			   "in there."),
			A_NAME("program", own_about(server->kind)->name));
	else
		run_say(run, F_OWN_NOT_READ,
			/* TRANSLATORS: {program} is a mail server program, {command} a command on its own line. */
			N_("Whether {program} runs can only be seen with more rights: {command}"),
			A_NAME("program", own_about(server->kind)->name),
			A_COMMAND("command", "sudo mailmend check --role admin"));
}

static void judge(struct check_run *run, const struct own_server *server)
{
	if (server->kind == OWN_NONE)
		run_say(run, F_OWN_NOT_FOUND,
			N_("No mail server (Postfix, Exim, OpenSMTPD, Sendmail) was found on this computer, "
			   "so nothing can be "
			   "said of it from here."),
			{0});
	else if (server->apart)
		say_not_read(run, server);
	else if (server->runs)
		say_runs(run, server);
	else if (may_run_hidden(run_case(run), server))
		say_not_read(run, server);
	else
		say_stopped(run, server);
}

static void run_service(struct check_run *run)
{
	struct own_server *server = mem_new(sizeof *server);

	find_server(run_case(run), server);
	if (server->kind != OWN_NONE && !server->apart)
		find_listeners(run_case(run), server);
	judge(run, server);
	fact_put_own_server(run, server);
}

const struct check check_settings_own_service = {
	.id = "settings.own-service",
	.step = STEP_SETTINGS,
	.title = N_("Look for the mail server of this computer"),
	.provides = FACT_BIT(OWN_SERVER),
	.limit_ms = 4000,
	.applies = own_applies,
	.run = run_service,
};
