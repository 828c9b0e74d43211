/*
 * Addresses and servers' names in running text, and the list of recipients.
 */
#include "checks/know/bounce_reports.h"

#include <string.h>

#include "checks/base/ascii.h"

static bool in_local(char c)
{
	return ascii_isalnum(c) || (unsigned char)c >= 0x80 || (c && strchr("!#$%&'*+-/=?^_`{}~.|", c));
}

static bool in_domain(char c)
{
	return ascii_isalnum(c) || c == '-' || c == '.' || c == '_';
}

/* Names beyond ASCII only where brackets say where they end: in running text the next word may follow without a blank. */
static const char *bracketed_end(const char *at)
{
	const char *end = at + 1;

	while (in_domain(*end) || (unsigned char)*end >= 0x80)
		end++;
	return *end == '>' ? end : NULL;
}

/* "local part"@… : the opening quote, or NULL. */
static const char *quoted_local(const char *s, const char *at)
{
	const char *open = at - 1;

	if (open < s || *open != '"')
		return NULL;
	for (open--; open >= s && *open != '"' && *open != '<'; open--)
		;
	return open >= s && *open == '"' && open + 2 < at ? open : NULL;
}

static const char *domain_end(const char *at)
{
	const char *end = at + 1;

	if (*end == '[') {
		end += strcspn(end, "] \t<>");
		return *end == ']' ? end + 1 : at + 1;
	}
	if (bracketed_end(at))
		return bracketed_end(at);
	while (in_domain(*end))
		end++;
	while (end > at + 1 && (end[-1] == '.' || end[-1] == '-' || end[-1] == '_'))
		end--;
	return end;
}

static bool copy_address(const char *begin, const char *end, char *address_r)
{
	if ((size_t)(end - begin) > ADDRESS_MAX)
		return false;
	memcpy(address_r, begin, (size_t)(end - begin));
	address_r[end - begin] = '\0';
	return true;
}

bool bounce_address_find(const char *s, const char **begin_r, const char **end_r, char *address_r)
{
	for (const char *at = strchr(s, '@'); at; at = strchr(at + 1, '@')) {
		const char *end = domain_end(at), *begin = quoted_local(s, at);

		if (!begin)
			for (begin = at; begin > s && in_local(begin[-1]);)
				begin--;
		/* A quote at both sides belongs to the sentence, not to the address. */
		if (begin < at && *begin == '\'')
			begin++;
		if (begin == at || end == at + 1 || !copy_address(begin, end, address_r))
			continue;
		*begin_r = begin > s && (begin[-1] == '<' || begin[-1] == '"' || begin[-1] == '\'')
				   ? begin - 1
				   : begin;
		*end_r = end + (*end == '>' || *end == '"' || *end == '\'');
		return true;
	}
	return false;
}

void bounce_host(const char *s, char *host_r)
{
	char text[HOST_MAX];
	size_t len;
	int port = 0;

	s += strspn(s, " \t[");
	len = strcspn(s, " \t[](),;|");
	while (len && s[len - 1] == '.')
		len--;
	host_r[0] = '\0';
	if (!len || len >= sizeof text)
		return;
	memcpy(text, s, len);
	text[len] = '\0';
	if (!host_parse(text, host_r, &port))
		host_r[0] = '\0';
}

bool bounce_report_is(const struct bounce_report *report, const char *address)
{
	if (!address[0])
		return false;
	if (ascii_caseeq(report->address, address))
		return true;
	for (int i = 0; i < BOUNCE_ALIASES; i++)
		if (ascii_caseeq(report->aliases[i], address))
			return true;
	return false;
}

struct bounce_report *bounce_report_find(const struct bounce_reports *reports, const char *address)
{
	for (size_t i = 0; i < reports->v.n; i++)
		if (bounce_report_is(&reports->v.items[i], address))
			return &reports->v.items[i];
	return NULL;
}

struct bounce_report *bounce_report_of(struct bounce_reports *reports, const char *address)
{
	struct bounce_report *report = bounce_report_find(reports, address);

	if (report)
		return report;
	if (reports->v.n >= BOUNCE_RECIPIENTS_MAX) {
		reports->cut = true;
		return NULL;
	}
	report = VEC_ADD(&reports->v);
	str_copy(report->address, sizeof report->address, address);
	report->machine.max = report->coded.max = report->plain.max = BOUNCE_REASON_MAX;
	return report;
}

void bounce_reports_release(struct bounce_reports *reports)
{
	for (size_t i = 0; i < reports->v.n; i++) {
		str_release(&reports->v.items[i].machine);
		str_release(&reports->v.items[i].coded);
		str_release(&reports->v.items[i].plain);
	}
	VEC_RELEASE(&reports->v);
}
