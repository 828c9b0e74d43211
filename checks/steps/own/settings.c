/*
 * settings.own-settings: what the settings of the mail server say, what is wrong with them, and where it hands its mail to. They
 * are read, never changed; what only an administrator may read is left out, and said.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/engine/computer.h"
#include "checks/steps/own/gather.h"
#include "checks/steps/own/own.h"

struct reading {
	struct check_run *run;
	const struct own_server *server;
	struct gathered gathered;
	struct own_world world;
	struct own_faults faults;
	struct own_settings *settings;
};

static const char *name_of(const struct reading *reading)
{
	return own_about(reading->server->kind)->name;
}

static bool is_absent(const void *data, const char *path)
{
	return own_file_absent(data, path);
}

static void see_world(struct reading *reading)
{
	const struct route_facts *routes = fact_await_routes(reading->run);

	reading->world = (struct own_world){
		.command = reading->server->command,
		.hostname = reading->gathered.hostname,
		.file = reading->gathered.file,
		.routes_known = routes,
		.ipv4 = routes && routes->routes.ipv4,
		.ipv6 = routes && routes->routes.ipv6,
		.mailboxes = reading->server->mailboxes,
		.logins = reading->gathered.logins_read ? &reading->gathered.logins : NULL,
		.absent = is_absent,
		.data = run_case(reading->run),
	};
}

static void judge(struct reading *reading)
{
	static const struct {
		void (*read)(const struct own_list *, const char *hostname, struct own_settings *);
		void (*judge)(const struct own_list *, const struct own_settings *, const struct own_world *,
			struct own_faults *);
	} of[OWN_KIND_N] = {
		[OWN_POSTFIX] = {own_postfix_settings, own_postfix_judge},
		[OWN_EXIM] = {own_exim_settings, own_exim_judge},
		[OWN_OPENSMTPD] = {own_opensmtpd_settings, own_opensmtpd_judge},
		[OWN_SENDMAIL] = {own_sendmail_settings, own_sendmail_judge},
	};
	enum own_kind kind = reading->server->kind;

	of[kind].read(&reading->gathered.list, reading->world.hostname, reading->settings);
	of[kind].judge(&reading->gathered.list, reading->settings, &reading->world, &reading->faults);
}

/* Tables and files among the local domains are read where they can be. */
static void resolve_local(struct reading *reading)
{
	STR_AUTO struct str domains = STR_INIT_MAX(OWN_VALUE_MAX);

	if (!reading->settings->local)
		return;
	gather_domains(reading->run, reading->settings->local, &domains);
	free(reading->settings->local);
	reading->settings->local = str_take(&domains);
}

/* The login that the server itself would use; it is hidden from everything that is kept before anybody says it. */
static void take_login(struct reading *reading)
{
	struct own_settings *settings = reading->settings;
	STR_SECRET struct str password = STR_INIT;

	if (!settings->relay.host[0] || !reading->gathered.logins_read)
		return;
	if (!gathered_login(&reading->gathered, settings->kind, settings->relay.host, settings->relay.user,
		    sizeof settings->relay.user, &password)) {
		if (settings->kind == OWN_EXIM)
			settings->relay_login_known = true;
		return;
	}
	settings->relay_login_known = true;
	if (settings->kind == OWN_EXIM)
		settings->relay_login = true;
	settings->secret = secret_new(str_text(&password), password.len);
	if (settings->secret)
		transcript_hide(run_transcript(reading->run), settings->secret, settings->relay.user);
}

static void say_fault(const struct reading *reading, const struct own_fault *fault)
{
	struct finding *finding = run_say(reading->run, fault->id, fault->msgid,
		A_NAME("program", name_of(reading)), A_NAME("setting", fault->setting),
		A_TEXT("value", fault->value), A_HOST("host", fault->host), A_PORT(fault->port),
		A_NAME("file", fault->file), A_COMMAND("change", fault->change));

	run_evidence(finding, "setting", fault->setting);
	run_evidence(finding, "value", fault->value);
	run_evidence(finding, "file", fault->file);
	if (fault->line)
		run_evidencef(finding, "line", "%d", fault->line);
	if (fault->change[0])
		run_evidence(finding, "change", fault->change);
}

static void say_broken(const struct reading *reading)
{
	struct finding *finding = run_say(reading->run, F_OWN_SETTINGS_BROKEN,
		/* TRANSLATORS: {program} is a mail server program, {change} a command on its own line. */
		N_("{program} cannot read its own settings. This says in which line the mistake is: "
		   "{change}"),
		A_NAME("program", name_of(reading)), A_COMMAND("change", reading->gathered.broken_command));

	run_evidence(finding, "file", reading->gathered.file);
}

static void say_not_read(const struct reading *reading)
{
	run_say(reading->run, F_OWN_NOT_READ,
		/* TRANSLATORS: {program} is a mail server program, {command} a command on its own line. */
		N_("The settings of {program} can only be read with more rights. This shows them: {command}"),
		A_NAME("program", name_of(reading)),
		A_COMMAND("command", reading->gathered.not_read_command));
}

/* Names in main.cf that Postfix itself does not know: mostly typing mistakes. */
static void find_unknown(struct reading *reading)
{
	const struct own_list *list = &reading->gathered.list, *known = &reading->gathered.known;

	for (size_t i = 0; known->v.n && i < list->v.n; i++) {
		const struct own_setting *setting = &list->v.items[i];

		if (!setting->line || strcmp(setting->key, "*") == 0 || own_list_find(known, setting->key))
			continue;
		own_fault_add(&reading->faults, F_OWN_SETTING_ODD,
			/* TRANSLATORS: {program} is a mail server program, {setting} a name in its settings. */
			N_("{program} does not know the setting {setting}; perhaps its name is mistyped."),
			list, setting->key, &reading->world);
	}
}

static void say_relay(const struct reading *reading)
{
	const struct server_settings *relay = &reading->settings->relay;
	struct finding *finding;

	if (!relay->host[0])
		return;
	finding = run_say(reading->run, F_OWN_RELAY,
		/* TRANSLATORS: {program} is a mail server program, {host} a server, {port} a number. */
		N_("{program} hands all mail for others to {host}, port {port}."),
		A_NAME("program", name_of(reading)), A_HOST("host", relay->host), A_PORT(relay->port));
	run_evidence(finding, "security", security_name(relay->security));
	if (reading->settings->relay_login_known)
		run_evidence(finding, "login", reading->settings->relay_login ? "yes" : "no");
	if (!reading->settings->relay_login && reading->settings->relay_login_known)
		run_say(reading->run, F_OWN_RELAY_NO_LOGIN,
			/* TRANSLATORS: {program} is a mail server program, {host} a server. */
			N_("{program} does not sign in at {host}."), A_NAME("program", name_of(reading)),
			A_HOST("host", relay->host));
}

static void say_fine(const struct reading *reading)
{
	struct finding *finding;

	for (size_t i = 0; i < reading->faults.v.n; i++) {
		if (finding_severity(reading->faults.v.items[i].id) == SEVERITY_PROBLEM)
			return;
	}
	finding = run_say(reading->run, F_OWN_SETTINGS_FINE,
		/* TRANSLATORS: {program} is a mail server program. */
		N_("Nothing in the settings of {program} keeps mail from leaving."),
		A_NAME("program", name_of(reading)));
	run_evidence(finding, "file", reading->gathered.file);
	run_evidence(finding, "name", reading->settings->name);
}

static void read_all(struct reading *reading)
{
	gather(reading->run, reading->server, &reading->gathered);
	see_world(reading);
	judge(reading);
	resolve_local(reading);
	take_login(reading);
	if (reading->server->kind == OWN_POSTFIX)
		find_unknown(reading);
	own_judge_filters(reading->run, &reading->gathered, &reading->world, &reading->faults);
}

static void run_settings(struct check_run *run)
{
	struct reading reading = {.run = run, .server = fact_get_own_server(run)};

	if (reading.server->kind == OWN_NONE || reading.server->apart) {
		run_skip(run, "settings.own-service");
		return;
	}
	reading.settings = mem_new(sizeof *reading.settings);
	read_all(&reading);
	if (reading.gathered.broken) {
		say_broken(&reading);
	} else if (!reading.gathered.read) {
		say_not_read(&reading);
	} else {
		for (size_t i = 0; i < reading.faults.v.n; i++)
			say_fault(&reading, &reading.faults.v.items[i]);
		say_relay(&reading);
		say_fine(&reading);
	}
	if (reading.gathered.read && !reading.gathered.broken)
		fact_put_own_settings(run, reading.settings);
	else
		own_settings_free(&reading.settings);
	VEC_RELEASE(&reading.faults.v);
	gathered_release(&reading.gathered);
}

const struct check check_settings_own_settings = {
	.id = "settings.own-settings",
	.step = STEP_SETTINGS,
	.title = N_("Read the settings of the mail server"),
	.needs = FACT_BIT(OWN_SERVER),
	.wants = FACT_BIT(ROUTES),
	.provides = FACT_BIT(OWN_SETTINGS),
	.limit_ms = 8000,
	.applies = own_applies,
	.run = run_settings,
};
