/*
 * AppArmor's profiles (apparmor.d(5)), as far as they speak of the network: without a line that permits it, a profile in force forbids it.
 */
#include "checks/steps/firewall/sandbox.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"

#define INCLUDE_DEPTH 6
#define LINE_BYTES    512
#define RULES_SEEN    100000

struct scan {
	const struct apparmor_file *files;
	struct apparmor_verdict *verdict;
	bool allowed, missing, complains;
	size_t lines;
};

/* The path in "include <abstractions/base>", "#include "x"", "include if exists <local/x>"; false for another line. */
static bool include_of(const char *line, char *path_r, size_t size, bool *optional_r)
{
	const char *end;
	size_t len;

	line += strspn(line, " \t");
	line += *line == '#';
	if (strncmp(line, "include", 7) != 0 || !strchr(" \t<\"", line[7]) || !line[7])
		return false;
	line += 7 + strspn(line + 7, " \t");
	*optional_r = strncmp(line, "if exists", 9) == 0;
	if (*optional_r)
		line += 9 + strspn(line + 9, " \t");
	if (*line != '<' && *line != '"')
		return false;
	end = strpbrk(line + 1, ">\"\n");
	len = end ? (size_t)(end - line - 1) : strlen(line + 1);
	if (len == 0 || len >= size)
		return false;
	memcpy(path_r, line + 1, len);
	path_r[len] = '\0';
	return true;
}

bool apparmor_next_include(const char **at, char *path_r, size_t size, bool *optional_r)
{
	while (**at) {
		const char *line = *at;

		*at += strcspn(*at, "\n") + ((*at)[strcspn(*at, "\n")] == '\n');
		if (include_of(line, path_r, size, optional_r))
			return true;
	}
	return false;
}

static bool takes_word(const char **at, const char *word)
{
	size_t len = strlen(word);

	*at += strspn(*at, " \t");
	if (strncmp(*at, word, len) != 0 || ascii_isalnum((*at)[len]) || (*at)[len] == '_')
		return false;
	*at += len;
	return true;
}

/* Whether a network rule's words are about TCP over IP: none, inet, inet6, stream, tcp; not dgram, unix, netlink. */
static bool is_about_tcp(const char *words)
{
	static const char *const others[] = {"dgram", "udp", "icmp", "raw", "unix", "netlink", "bluetooth",
		"packet", "seqpacket", "rdm", "ax25", "can", "vsock", "alg", "qipcrtr", "x25", "key", "ipx"};

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		const char *at = words;

		for (at = strstr(at, others[i]); at; at = strstr(at + 1, others[i]))
			if (!ascii_isalnum(at[strlen(others[i])]) && (at == words || !ascii_isalnum(at[-1])))
				return false;
	}
	return true;
}

/* "audit deny network inet stream," */
static void read_rule(struct scan *scan, const char *line, const char *file, int number)
{
	bool deny = false;

	for (;;) {
		if (takes_word(&line, "deny"))
			deny = true;
		else if (!takes_word(&line, "audit") && !takes_word(&line, "allow") &&
			 !takes_word(&line, "quiet"))
			break;
	}
	if (!takes_word(&line, "network") || !is_about_tcp(line))
		return;
	if (!deny) {
		scan->allowed = true;
	} else if (!scan->verdict->denied) {
		scan->verdict->denied = true;
		scan->verdict->line = number;
		scan->verdict->file = file;
	}
}

/* "profile thunderbird /usr/lib/thunderbird/thunderbird{,-bin} flags=(complain) {" */
static void read_head(struct scan *scan, const char *line)
{
	struct apparmor_verdict *verdict = scan->verdict;
	size_t len;

	takes_word(&line, "profile");
	line += strspn(line, " \t");
	len = *line == '"' ? strcspn(line + 1, "\"") : strcspn(line, " \t");
	line += *line == '"';
	if (!verdict->name[0] && len < sizeof verdict->name) {
		memcpy(verdict->name, line, len);
		verdict->name[len] = '\0';
	}
	scan->complains |=
		strstr(line, "complain") || strstr(line, "unconfined") || strstr(line, "default_allow");
}

static void scan_file(struct scan *scan, const struct apparmor_file *file, int braces, int depth);

static void follow(struct scan *scan, const char *path, bool optional, int depth)
{
	for (const struct apparmor_file *file = scan->files; file->path; file++) {
		size_t n = strlen(file->path), len = strlen(path);

		if (n >= len && strcmp(file->path + n - len, path) == 0 && depth < INCLUDE_DEPTH) {
			scan_file(scan, file, 1, depth + 1);
			return;
		}
	}
	scan->missing |= !optional;
}

/* Whether the line opens or closes a block: braces in paths ("{,-bin}") stand inside words. */
static int opens(const char *line, size_t len)
{
	while (len > 0 && ascii_isspace(line[len - 1]))
		len--;
	if (len == 0)
		return 0;
	if (line[len - 1] == '{' && (len == 1 || ascii_isspace(line[len - 2])))
		return 1;
	return line[strspn(line, " \t")] == '}' ? -1 : 0;
}

/* Rules of the first profile count; those of profiles inside it are another program's. */
static void scan_file(struct scan *scan, const struct apparmor_file *file, int braces, int depth)
{
	bool whole = braces == 0;
	int number = 0;

	for (const char *line = file->text; *line && scan->lines < RULES_SEEN; scan->lines++) {
		char copy[LINE_BYTES], path[LINE_BYTES];
		size_t len = strcspn(line, "\n");
		bool optional;
		int step;

		number++;
		snprintf(copy, sizeof copy, "%.*s", (int)(len < sizeof copy ? len : sizeof copy - 1), line);
		line += len + (line[len] == '\n');
		step = opens(copy, strlen(copy));
		if (step > 0 && braces == 0)
			read_head(scan, copy);
		else if (braces == 1 && include_of(copy, path, sizeof path, &optional))
			follow(scan, path, optional, depth);
		else if (braces == 1)
			read_rule(scan, copy, file->path, number);
		braces += step;
		if (whole && step < 0 && braces <= 0)
			return;
	}
}

void apparmor_network(const struct apparmor_file *files, struct apparmor_verdict *verdict_r)
{
	struct scan scan = {.files = files, .verdict = verdict_r};

	memset(verdict_r, 0, sizeof *verdict_r);
	if (files->path)
		scan_file(&scan, files, 0, 0);
	if (!verdict_r->name[0])
		return;
	if (scan.complains || (scan.allowed && !verdict_r->denied))
		verdict_r->use = NETWORK_USED;
	else if (verdict_r->denied || !scan.missing)
		verdict_r->use = NETWORK_KEPT;
}

bool apparmor_enforces(const char *profiles, const char *name)
{
	size_t len = strlen(name);

	for (; *profiles; profiles += strcspn(profiles, "\n") + (profiles[strcspn(profiles, "\n")] == '\n'))
		if (strncmp(profiles, name, len) == 0 && strncmp(profiles + len, " (enforce)", 10) == 0)
			return true;
	return false;
}
