/*
 * The files and commands of the firewall programs. Reading changes nothing and loads nothing: iptables-legacy is asked only where the kernel
 * has tables of its, and a bus service is never started.
 */
#include "checks/steps/firewall/firewall_read.h"

#include <string.h>

#include "checks/base/str.h"
#include "checks/engine/computer.h"
#include "checks/steps/firewall/firewalld_ask.h"
#include "checks/steps/firewall/ipset.h"
#include "checks/steps/firewall/iptables.h"
#include "checks/steps/firewall/live_rules.h"
#include "checks/steps/firewall/nft_text.h"
#include "checks/steps/firewall/ufw.h"

#define FILES_MAX      32
#define PATH_MAX_BYTES 512

/* Whether the system starts this service: systemd's links, or OpenRC's. */
static bool is_enabled(const struct mailcase *mailcase, const char *unit)
{
	static const char *const folders[] = {"/etc/systemd/system/sysinit.target.wants/",
		"/etc/systemd/system/multi-user.target.wants/", "/etc/systemd/system/basic.target.wants/",
		"/etc/systemd/system/network-pre.target.wants/", "/etc/runlevels/default/",
		"/etc/runlevels/boot/"};
	struct str STR_AUTO names = STR_INIT;
	size_t len = strlen(unit);

	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		if (computer_list(mailcase, folders[i], &names) != COMPUTER_READ)
			continue;
		for (const char *at = str_text(&names); *at;
			at += strcspn(at, "\n") + (at[strcspn(at, "\n")] == '\n')) {
			size_t n = strcspn(at, "\n");

			if ((n == len || (n > len && strncmp(at + len, ".service", n - len) == 0)) &&
				strncmp(at, unit, len) == 0)
				return true;
		}
	}
	return false;
}

/* The files of nftables that were read so far. */
struct sources {
	const struct mailcase *mailcase;
	char paths[FILES_MAX][PATH_MAX_BYTES];
	struct str texts[FILES_MAX];
	size_t n;
	bool partly;
};

static bool is_known(const struct sources *sources, const char *path)
{
	for (size_t i = 0; i < sources->n; i++)
		if (strcmp(sources->paths[i], path) == 0)
			return true;
	return false;
}

static void add_source(struct sources *sources, const char *path)
{
	enum computer_answer answer;

	if (is_known(sources, path))
		return;
	if (sources->n == FILES_MAX || !str_copy(sources->paths[sources->n], PATH_MAX_BYTES, path)) {
		sources->partly = true;
		return;
	}
	answer = computer_read(sources->mailcase, path, &sources->texts[sources->n]);
	if (answer == COMPUTER_READ)
		sources->n++;
	else if (answer != COMPUTER_ABSENT)
		sources->partly = true;
}

/* "/etc/nftables.d/" with a pattern behind it: every file there; the reader sees which of them fit. */
static void add_folder(struct sources *sources, const char *pattern)
{
	struct str STR_AUTO names = STR_INIT;
	char folder[PATH_MAX_BYTES], path[PATH_MAX_BYTES];
	size_t len = (size_t)(strrchr(pattern, '/') - pattern) + 1;

	if (len >= sizeof folder || strcspn(pattern, "*?[") < len)
		return;
	memcpy(folder, pattern, len);
	folder[len] = '\0';
	if (computer_list(sources->mailcase, folder, &names) == COMPUTER_FORBIDDEN)
		sources->partly = true;
	for (const char *at = str_text(&names); *at;
		at += strcspn(at, "\n") + (at[strcspn(at, "\n")] == '\n')) {
		int n = snprintf(path, sizeof path, "%s%.*s", folder, (int)strcspn(at, "\n"), at);

		if (n > 0 && (size_t)n < sizeof path)
			add_source(sources, path);
	}
}

static void read_nft(const struct mailcase *mailcase, const char *path, struct ruleset *ruleset)
{
	struct sources sources = {.mailcase = mailcase};
	struct nft_file files[FILES_MAX + 1] = {{.path = NULL}};
	char include[PATH_MAX_BYTES];

	add_source(&sources, path);
	for (size_t i = 0; i < sources.n; i++) {
		const char *at = str_text(&sources.texts[i]);

		while (nft_next_include(&at, include, sizeof include)) {
			if (strpbrk(include, "*?[") && strchr(include, '/'))
				add_folder(&sources, include);
			else if (include[0] == '/')
				add_source(&sources, include);
			else
				sources.partly = true;
		}
	}
	for (size_t i = 0; i < sources.n; i++)
		files[i] = (struct nft_file){.path = sources.paths[i], .text = str_text(&sources.texts[i])};
	nft_text_read(ruleset, files);
	ruleset->partly |= sources.partly;
	for (size_t i = 0; i < sources.n; i++)
		str_release(&sources.texts[i]);
}

/* Text of a file, or NULL where it cannot be read. */
static const char *text_of(const struct mailcase *mailcase, const char *path, struct str *text)
{
	return computer_read(mailcase, path, text) == COMPUTER_READ ? str_text(text) : NULL;
}

static bool read_ufw(const struct mailcase *mailcase, struct ruleset *ruleset)
{
	static const char *const paths[] = {"/etc/ufw/ufw.conf", "/etc/default/ufw", "/etc/ufw/before.rules",
		"/etc/ufw/user.rules", "/etc/ufw/after.rules", "/etc/ufw/before6.rules",
		"/etc/ufw/user6.rules", "/etc/ufw/after6.rules"};
	enum { N = sizeof paths / sizeof paths[0] };
	struct str texts[N] = {STR_INIT};
	const char *found[N];
	bool on;

	for (size_t i = 0; i < N; i++)
		found[i] = text_of(mailcase, paths[i], &texts[i]);
	on = ufw_read(ruleset, &(struct ufw_files){.conf = found[0],
				       .defaults = found[1],
				       .before = found[2],
				       .user = found[3],
				       .after = found[4],
				       .before6 = found[5],
				       .user6 = found[6],
				       .after6 = found[7]});
	for (size_t i = 0; i < N; i++)
		str_release(&texts[i]);
	return on;
}

static bool read_iptables(const struct mailcase *mailcase, struct firewall_reading *reading)
{
	static const struct {
		const char *path, *unit;
		enum table_family family;
	} saved[] = {{"/etc/iptables/rules.v4", "netfilter-persistent", TABLE_IP},
		{"/etc/iptables/rules.v6", "netfilter-persistent", TABLE_IP6},
		{"/etc/iptables/iptables.rules", "iptables", TABLE_IP},
		{"/etc/iptables/ip6tables.rules", "ip6tables", TABLE_IP6},
		{"/etc/sysconfig/iptables", "iptables", TABLE_IP},
		{"/etc/sysconfig/ip6tables", "ip6tables", TABLE_IP6}};
	struct str STR_AUTO text = STR_INIT;
	bool any = false;

	for (size_t i = 0; i < sizeof saved / sizeof saved[0]; i++) {
		const struct iptables_source source = {
			.family = saved[i].family, .tool = TOOL_IPTABLES, .file = saved[i].path};

		if (computer_read(mailcase, saved[i].path, &text) != COMPUTER_READ ||
			!is_enabled(mailcase, saved[i].unit))
			continue;
		any |= iptables_read(&reading->files, &source, str_text(&text));
	}
	return any;
}

static bool read_nft_files(const struct mailcase *mailcase, struct ruleset *ruleset)
{
	static const char *const paths[] = {
		"/etc/nftables.conf", "/etc/sysconfig/nftables.conf", "/etc/nftables.nft"};
	size_t before = ruleset->tables.n;

	if (!is_enabled(mailcase, "nftables"))
		return false;
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
		read_nft(mailcase, paths[i], ruleset);
	return ruleset->tables.n > before;
}

void firewall_read(struct check_run *run, struct firewall_reading *reading_r)
{
	const struct mailcase *mailcase = run_case(run);
	struct firewall_reading *reading = reading_r;
	bool nft, ufw, iptables, firewalld;

	memset(reading, 0, sizeof *reading);
	nft = read_nft_files(mailcase, &reading->files);
	ufw = read_ufw(mailcase, &reading->files);
	iptables = read_iptables(mailcase, reading);
	firewalld = !computer_is_root(mailcase) && firewalld_ask(run, &reading->files);
	reading->in_force = nft || ufw || iptables || firewalld;
	reading->show = ufw	   ? "sudo ufw status verbose"
			: iptables ? "sudo iptables -S OUTPUT"
				   : "sudo nft list ruleset";
	if (computer_is_root(mailcase))
		reading->live_read = live_rules_read(run, &reading->live);
	reading->live.live = true;
}

void firewall_reading_release(struct firewall_reading *reading)
{
	ruleset_release(&reading->live);
	ruleset_release(&reading->files);
}
