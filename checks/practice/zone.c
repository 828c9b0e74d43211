/*
 * The entries of a scenario in DNS, looked up line by line: there are few, and they are read as they are written.
 */
#include "checks/practice/zone.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"

const char zone_usual[] =
	"@ NS ns1.{domain}\n"
	"@ NS ns2.{domain}\n"
	"@ SOA ns1.{domain} 2026112101\n"
	"@ MX 10 {host}\n"
	"@ TXT v=spf1 mx -all\n"
	"_dmarc TXT v=DMARC1; p=none; rua=mailto:postmaster@{domain}\n"
	"mail._domainkey TXT v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
	"25.2.0.192.in-addr.arpa. PTR {host}\n"
	"5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR {host}\n";

/* One line in its parts, the name in full. */
struct line {
	char name[HOST_MAX + 64], value[ZONE_VALUE_MAX];
	int type; /* 0: all */
};

static int type_by_name(const char *word, size_t len)
{
	static const enum dns_type types[] = {
		DNS_A, DNS_AAAA, DNS_CNAME, DNS_MX, DNS_NS, DNS_PTR, DNS_SOA, DNS_TXT};

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		const char *name = dns_type_name(types[i]);

		if (strlen(name) == len && memcmp(name, word, len) == 0)
			return (int)types[i];
	}
	return 0;
}

static void whole_name(const struct station *station, const char *word, size_t len, struct str *out)
{
	if (len && word[len - 1] == '.')
		str_add_bytes(out, word, len - 1);
	else if (len == 1 && word[0] == '@')
		str_add(out, station->domain);
	else
		str_addf(out, "%.*s.%s", (int)len, word, station->domain);
}

static void read_line(const struct station *station, const char *text, size_t len, struct line *line_r)
{
	struct str STR_AUTO raw = STR_INIT, filled = STR_INIT, name = STR_INIT;
	const char *at;
	size_t word;

	str_add_bytes(&raw, text, len);
	station_fill(station, station->out_host, str_text(&raw), &filled);
	at = str_text(&filled);
	word = strcspn(at, " ");
	whole_name(station, at, word, &name);
	str_copy(line_r->name, sizeof line_r->name, str_text(&name));
	at += word + strspn(at + word, " ");
	word = strcspn(at, " ");
	line_r->type = type_by_name(at, word);
	at += word + strspn(at + word, " ");
	str_copy(line_r->value, sizeof line_r->value, at);
}

/* Whether name lies in the domain, above the line's name: then it is there, with nothing at it (RFC 8020). */
static bool lies_above(const struct station *station, const char *name, const char *below)
{
	size_t len = strlen(name), more = strlen(below);

	return ascii_ends(name, station->domain) && more > len + 1 && below[more - len - 1] == '.' &&
	       ascii_caseeq(below + more - len, name);
}

static enum zone_word word_of(const char *value)
{
	if (strcmp(value, "!") == 0)
		return ZONE_FAILS;
	return strcmp(value, "?") == 0 ? ZONE_SILENT : ZONE_FOUND;
}

/* What one set of lines says; ZONE_EMPTY also where it only knows the name. */
static enum zone_word find_in(const struct station *station, const char *lines, const char *name, int type,
	zone_take *take, void *data, bool *about_type)
{
	enum zone_word word = ZONE_UNKNOWN;

	*about_type = false;
	for (size_t len; *lines; lines += len + (lines[len] == '\n')) {
		struct line line;
		bool same, fits;

		len = strcspn(lines, "\n");
		read_line(station, lines, len, &line);
		same = ascii_caseeq(line.name, name);
		fits = same && (line.type == type || !line.type || line.type == DNS_CNAME);
		if (fits && strcmp(line.value, "-") == 0) {
			*about_type = true;
			word = line.type ? ZONE_EMPTY : ZONE_ABSENT;
		} else if (fits) {
			*about_type = true;
			word = word_of(line.value);
			if (word == ZONE_FOUND)
				take(data, (enum dns_type)line.type, line.value);
		} else if (word == ZONE_UNKNOWN && strcmp(line.value, "-") != 0 &&
			   (same || lies_above(station, name, line.name))) {
			word = ZONE_EMPTY;
		}
	}
	return word;
}

enum zone_word zone_find(const struct station *station, const char *const *sets, size_t n, const char *name,
	int type, zone_take *take, void *data)
{
	enum zone_word known = ZONE_UNKNOWN;

	for (size_t i = 0; i < n; i++) {
		bool about_type = false;
		enum zone_word word = sets[i] ? find_in(station, sets[i], name, type, take, data, &about_type)
					      : ZONE_UNKNOWN;

		if (about_type)
			return word;
		if (word != ZONE_UNKNOWN)
			known = word;
	}
	return known;
}
