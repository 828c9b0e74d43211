/*
 * What stops one program alone, while this one passes: firewall rules for its user or control group, OpenSnitch, and sandboxes that keep
 * it from the network (flatpak, snap, AppArmor).
 */
#include <stdlib.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/computer.h"
#include "checks/engine/facts.h"
#include "checks/steps/common/applies.h"
#include "checks/steps/firewall/opensnitch.h"
#include "checks/steps/firewall/person.h"
#include "checks/steps/firewall/programs.h"
#include "checks/steps/firewall/sandbox.h"

#define RULES_MAX      200
#define INCLUDES_MAX   48
#define PATH_MAX_BYTES 512
#define SNAP_MS	       2000

#define OPENSNITCH_RULES "/etc/opensnitchd/rules/"

static const char *shown_name(const struct mailcase *mailcase)
{
	const char *shown = program_shown(mailcase->program);

	return *shown ? shown : program_name(mailcase->program);
}

static void say_rule(struct check_run *run, const char *rule, const char *place, const char *fix)
{
	/* TRANSLATORS: {rule} a firewall rule, {place} where it stands. */
	struct finding *finding = run_say(run, F_RULE_ONE_PROGRAM,
		N_("A firewall rule of this computer stops your mail program and lets others pass: “{rule}” "
		   "({place})."),
		A_TEXT("rule", rule), A_NAME("place", place));

	run_evidence(finding, "fix", fix);
}

static void say_confined(struct check_run *run, const char *place, const char *kind, const char *fix)
{
	/* TRANSLATORS: {program} is the name of a mail program, {place} a file or a sandbox's name */
	struct finding *finding = run_say(run, F_PROGRAM_CONFINED,
		N_("{program} is not allowed to use the network on this computer: its sandbox forbids it "
		   "({place})."),
		A_NAME("program", shown_name(run_case(run))), A_NAME("place", place));

	run_evidence(finding, "sandbox", kind);
	run_evidence(finding, "fix", fix);
}

/* Calls see with each line. */
static void each_line(const char *text, void (*see)(const char *line, void *data), void *data)
{
	char line[PATH_MAX_BYTES];

	for (; *text; text += strcspn(text, "\n") + (text[strcspn(text, "\n")] == '\n')) {
		size_t len = strcspn(text, "\n");

		if (len == 0 || len >= sizeof line)
			continue;
		memcpy(line, text, len);
		line[len] = '\0';
		see(line, data);
	}
}

/* Files with their texts, both owned. */
struct loaded {
	const struct mailcase *mailcase;
	char paths[RULES_MAX][PATH_MAX_BYTES];
	struct str texts[RULES_MAX];
	size_t n;
};

static bool load(struct loaded *loaded, const char *path)
{
	if (loaded->n == RULES_MAX || !str_copy(loaded->paths[loaded->n], PATH_MAX_BYTES, path))
		return false;
	if (computer_read(loaded->mailcase, path, &loaded->texts[loaded->n]) != COMPUTER_READ)
		return false;
	loaded->n++;
	return true;
}

static void unload(struct loaded **loaded)
{
	for (size_t i = 0; i < RULES_MAX; i++)
		str_release(&(*loaded)->texts[i]);
	free(*loaded);
	*loaded = NULL;
}

static struct loaded *loaded_new(const struct mailcase *mailcase)
{
	struct loaded *loaded = mem_new(sizeof *loaded);

	loaded->mailcase = mailcase;
	return loaded;
}

static void load_rule(const char *name, void *data)
{
	char path[PATH_MAX_BYTES];
	size_t len = strlen(name);
	int n = snprintf(path, sizeof path, OPENSNITCH_RULES "%s", name);

	if (len > 5 && strcmp(name + len - 5, ".json") == 0 && n > 0 && (size_t)n < sizeof path)
		load(data, path);
}

/* Its rules, where it runs and they may be read. */
static void look_at_opensnitch(struct check_run *run, const struct program_names *names,
	const struct out_session *out, const struct net_addr *to)
{
	const struct mailcase *mailcase = run_case(run);
	struct loaded *loaded;
	struct opensnitch_file files[RULES_MAX];
	struct str STR_AUTO list = STR_INIT;
	struct person person;
	size_t stops;
	struct str STR_AUTO fix = STR_INIT;

	if (!computer_runs(mailcase, "opensnitchd") ||
		computer_list(mailcase, OPENSNITCH_RULES, &list) != COMPUTER_READ)
		return;
	loaded = loaded_new(mailcase);
	each_line(str_text(&list), load_rule, loaded);
	for (size_t i = 0; i < loaded->n; i++)
		files[i] = (struct opensnitch_file){loaded->paths[i], str_text(&loaded->texts[i])};
	person_of_program(mailcase, &person);
	stops = opensnitch_stops(files, loaded->n,
		&(struct opensnitch_connection){
			.programs = names->files, .host = out->used.host, .to = *to, .uid = person.uid});
	if (stops < loaded->n) {
		str_addf(&fix, "sudo mv %s %s.off", loaded->paths[stops], loaded->paths[stops]);
		say_rule(run, "OpenSnitch", loaded->paths[stops], str_text(&fix));
	}
	unload(&loaded);
}

/* The profile, and whatever it includes, as deep as it goes. */
static void load_profile(struct loaded *loaded, const char *path, bool *missing_r)
{
	char include[PATH_MAX_BYTES], full[PATH_MAX_BYTES];
	bool optional;

	*missing_r = !load(loaded, path);
	for (size_t i = 0; i < loaded->n && loaded->n < INCLUDES_MAX; i++) {
		const char *at = str_text(&loaded->texts[i]);

		while (loaded->n < INCLUDES_MAX &&
			apparmor_next_include(&at, include, sizeof include, &optional)) {
			int n = snprintf(full, sizeof full, "%s%s",
				include[0] == '/' ? "" : "/etc/apparmor.d/", include);
			bool known = false;

			for (size_t k = 0; k < loaded->n; k++)
				known |= strcmp(loaded->paths[k], full) == 0;
			if (!known && n > 0 && (size_t)n < sizeof full)
				load(loaded, full);
		}
	}
}

static bool apparmor_is_on(const struct mailcase *mailcase)
{
	struct str STR_AUTO text = STR_INIT;

	return computer_read(mailcase, "/sys/module/apparmor/parameters/enabled", &text) == COMPUTER_READ &&
	       str_text(&text)[0] == 'Y';
}

/* Whether the profile is in force, as far as that can be seen. */
static bool is_in_force(const struct mailcase *mailcase, const char *file, const char *name)
{
	struct str STR_AUTO text = STR_INIT;
	char path[PATH_MAX_BYTES];

	if (computer_read(mailcase, "/sys/kernel/security/apparmor/profiles", &text) == COMPUTER_READ)
		return apparmor_enforces(str_text(&text), name);
	snprintf(path, sizeof path, "/etc/apparmor.d/disable/%s", file);
	return computer_read(mailcase, path, &text) == COMPUTER_ABSENT;
}

static void say_profile(
	struct check_run *run, const char *path, const char *name, const struct apparmor_verdict *verdict)
{
	struct str STR_AUTO place = STR_INIT, fix = STR_INIT;

	if (verdict->denied) {
		str_addf(&place, "%s:%d", verdict->file, verdict->line);
		str_addf(&fix, "sudo sed -i '%ds/^/#/' %s && sudo apparmor_parser -r %s", verdict->line,
			verdict->file, path);
	} else {
		str_add(&place, path);
		str_addf(&fix,
			"printf 'network inet stream,\\nnetwork inet6 stream,\\n' | sudo tee -a "
			"/etc/apparmor.d/local/%s "
			"&& sudo apparmor_parser -r %s",
			name, path);
	}
	say_confined(run, str_text(&place), "apparmor", str_text(&fix));
}

static bool look_at_profile(struct check_run *run, const char *name)
{
	const struct mailcase *mailcase = run_case(run);
	struct loaded *loaded = loaded_new(mailcase);
	struct apparmor_file files[INCLUDES_MAX + 1] = {{NULL, NULL}};
	struct apparmor_verdict verdict = {.use = NETWORK_UNKNOWN};
	char path[PATH_MAX_BYTES];
	bool missing, kept;

	snprintf(path, sizeof path, "/etc/apparmor.d/%s", name);
	load_profile(loaded, path, &missing);
	for (size_t i = 0; i < loaded->n; i++)
		files[i] = (struct apparmor_file){loaded->paths[i], str_text(&loaded->texts[i])};
	if (!missing)
		apparmor_network(files, &verdict);
	kept = verdict.use == NETWORK_KEPT && is_in_force(mailcase, name, verdict.name);
	if (kept)
		say_profile(run, path, name, &verdict);
	unload(&loaded);
	return kept;
}

static void look_at_apparmor(struct check_run *run, const struct program_names *names)
{
	if (!apparmor_is_on(run_case(run)))
		return;
	for (const char *const *name = names->profiles; *name; name++)
		if (look_at_profile(run, *name))
			return;
}

static void look_at_snap(struct check_run *run, const struct program_names *names)
{
	struct io_scope scope = io_scope_within(run_scope(run), SNAP_MS);
	struct str STR_AUTO text = STR_INIT, fix = STR_INIT;
	char folder[PATH_MAX_BYTES];
	int code;

	if (!names->snap)
		return;
	snprintf(folder, sizeof folder, "/snap/%s/", names->snap);
	if (computer_list(run_case(run), folder, &text) != COMPUTER_READ)
		return;
	if (computer_run(run_case(run), &scope,
		    (const char *const[]){"snap", "connections", names->snap, NULL}, &text,
		    &code) != COMPUTER_READ ||
		snap_network(str_text(&text), names->snap) != NETWORK_KEPT)
		return;
	str_addf(&fix, "sudo snap connect %s:network", names->snap);
	str_clear(&text);
	str_addf(&text, "snap %s", names->snap);
	say_confined(run, str_text(&text), "snap", str_text(&fix));
}

/* The application of the system or of the person, with the overrides of both. */
static bool look_at_flatpak(struct check_run *run, const char *app, const char *home)
{
	static const char *const parts[] = {"/var/lib/flatpak/app/%s/current/active/metadata",
		"/.local/share/flatpak/app/%s/current/active/metadata", "/var/lib/flatpak/overrides/global",
		"/var/lib/flatpak/overrides/%s", "/.local/share/flatpak/overrides/global",
		"/.local/share/flatpak/overrides/%s"};
	enum { N = sizeof parts / sizeof parts[0] };
	struct str texts[N] = {STR_INIT}, STR_AUTO fix = STR_INIT;
	char paths[N][PATH_MAX_BYTES];
	const char *found[N];
	size_t which = 0;
	bool kept;

	for (size_t i = 0; i < N; i++) {
		struct str STR_AUTO path = STR_INIT_MAX(PATH_MAX_BYTES - 1);
		const char *name = strstr(parts[i], "%s");

		str_add(&path, parts[i][1] == '.' ? home : "");
		str_add_bytes(&path, parts[i], name ? (size_t)(name - parts[i]) : strlen(parts[i]));
		if (name)
			str_addf(&path, "%s%s", app, name + 2);
		str_copy(paths[i], sizeof paths[i], str_text(&path));
		found[i] = (parts[i][1] != '.' || *home) &&
					   computer_read(run_case(run), paths[i], &texts[i]) == COMPUTER_READ
				   ? str_text(&texts[i])
				   : NULL;
	}
	/* The person's own installation comes first where there are both. */
	if (found[1])
		found[0] = found[1];
	found[1] = NULL;
	kept = found[0] && flatpak_network(found, N, &which) == NETWORK_KEPT;
	if (kept) {
		str_addf(&fix, "flatpak override --user --share=network %s", app);
		say_confined(run, paths[which], "flatpak", str_text(&fix));
	}
	for (size_t i = 0; i < N; i++)
		str_release(&texts[i]);
	return kept;
}

static void look_at_sandboxes(struct check_run *run, const struct program_names *names)
{
	char home[PATH_MAX_BYTES];

	if (!computer_home(run_case(run), home, sizeof home))
		home[0] = '\0';
	for (const char *const *app = names->flatpaks; *app; app++)
		if (look_at_flatpak(run, *app, home))
			break;
	look_at_snap(run, names);
	look_at_apparmor(run, names);
}

static void run_program(struct check_run *run)
{
	const struct program_names *names = program_names_of(run_case(run)->program);
	const struct local_rules *rules = fact_await_local_rules(run);
	const struct out_session *out = fact_await_out_session(run);
	const struct server_names *target = fact_get_out_names(run);

	if (rules && rules->program.stops)
		say_rule(run, rules->program.rule, rules->program.place, rules->program.fix);
	if (!names)
		return;
	if (out && target && target->n)
		look_at_opensnitch(run, names, out, &target->addrs[0]);
	look_at_sandboxes(run, names);
}

const struct check check_firewall_program = {
	.id = "firewall.program",
	.step = STEP_FIREWALL,
	.title = N_("See whether your mail program may use the network"),
	.needs = FACT_BIT(OUT_NAMES),
	.wants = FACT_BIT(LOCAL_RULES) | FACT_BIT(OUT_SESSION),
	.limit_ms = 4000,
	.applies = settings_apply_here,
	.run = run_program,
};
