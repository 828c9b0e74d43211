/*
 * smtp.firma.example becomes smtp.domain1.example: what the server is for stays, whose it is goes. Hosts of
 * well-known mail providers stay as they are, but not a customer's name below them.
 */
#include "ui/words/mask_host.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/know/blocklist.h"
#include "checks/know/keeper.h"
#include "checks/know/provider.h"
#include "checks/know/senders.h"

/* Words that labels of servers are made of. */
static const char *const plain_labels[] = {"smtp", "smtps", "mail", "email", "imap", "imaps", "pop", "pop3",
	"mx", "www", "out", "outgoing", "in", "incoming", "send", "relay", "submission", "secure", "ssl",
	"tls", "auth", "webmail", "autoconfig", "autodiscover", "outlook", "protection", "ns", "dns",
	"mobile", "securesmtp", "smtpout", "secureimap", "localhost", "spf", "dkim", "dmarc", "domainkey",
	"mta", "sts", "tcp", "tls", "submissions", "pop3s", "default"};

static bool is_plain_piece(const char *s, size_t len)
{
	bool service = len > 1 && s[0] == '_';

	s += service;
	len -= service;
	while (len > 0 && ascii_isdigit(s[len - 1]))
		len--;
	if (len == 0)
		return service;
	for (size_t i = 0; i < sizeof plain_labels / sizeof plain_labels[0]; i++)
		if (strlen(plain_labels[i]) == len && ascii_ncasecmp(plain_labels[i], s, len) == 0)
			return true;
	return false;
}

bool host_is_plain(const char *s, size_t len)
{
	while (len > 0) {
		size_t piece = 0;

		while (piece < len && s[piece] != '.' && s[piece] != '-')
			piece++;
		if (!is_plain_piece(s, piece))
			return false;
		if (piece == len)
			return true;
		s += piece + 1;
		len -= piece + 1;
	}
	return false;
}

/* A name that is the same for everybody: a server of a provider, what a service wants in SPF records, a block list. */
static bool is_public(const char *host, size_t len)
{
	struct provider provider;
	struct sender sender;
	char name[256];

	if (len >= sizeof name)
		return false;
	memcpy(name, host, len);
	name[len] = '\0';
	return provider_lists_host(name, &provider) || blocklist_keeps(name) ||
	       (sender_by_spf(name, &sender) && sender_has_spf(&sender, name));
}

/* Whether many people's mail or records are kept there: the domain of such a company tells nobody's name. */
static bool is_company(const char *host, const char *part)
{
	struct provider provider;
	struct sender sender;
	struct keeper keeper;

	return provider_by_domain(part, &provider) || provider_by_host(part, &provider) ||
	       sender_by_mx(host, &sender) || sender_by_host(host, &sender) || sender_by_spf(host, &sender) ||
	       keeper_by_ns(host, &keeper);
}

/* The part of a host name that was registered: firma.co.uk of smtp.firma.co.uk. */
static const char *registered_part(const char *host)
{
	const char *part = host;

	for (const char *dot = strchr(part, '.'); dot && strchr(dot + 1, '.'); dot = strchr(part, '.')) {
		if (!provider_same_organisation(host, dot + 1))
			break;
		part = dot + 1;
	}
	return part;
}

void host_learn(struct mask_names *names, const char *host, size_t len)
{
	const char *part;
	char name[256];
	size_t head;

	if (len == 0 || len >= sizeof name || names_domain_of(names, host, len, &head))
		return;
	memcpy(name, host, len);
	name[len] = '\0';
	ascii_tolower(name);
	if (blocklist_keeps(name))
		return;
	part = registered_part(name);
	if (is_company(name, part))
		names_learn_readable(names, part, strlen(part));
	else
		names_learn(names, NAME_DOMAIN, part, strlen(part));
}

static bool is_readable(const struct mask_name *domain)
{
	return strcmp(domain->original, domain->stand_in) == 0;
}

/* Whether the name (len bytes) is, or ends with, a stand-in of a domain. */
static bool ends_in_stand_in(const struct mask_names *names, const char *s, size_t len, size_t *head_r)
{
	for (size_t at = 0; at < len; at++) {
		if ((at > 0 && s[at - 1] != '.') || !names_is_stand_in(names, NAME_DOMAIN, s + at, len - at))
			continue;
		*head_r = at > 0 ? at - 1 : 0;
		return true;
	}
	return false;
}

/*
 * Where a domain ends that stands before other labels, as in "firma.example.dbl.spamhaus.org", within the first limit bytes; 0 for
 * none.
 */
static size_t inner_end(const struct mask_names *names, const char *host, size_t len, size_t limit)
{
	for (size_t end = 1; end <= limit && end < len; end++) {
		const struct mask_name *domain;
		size_t head;

		if (host[end] != '.')
			continue;
		domain = names_domain_of(names, host, end, &head);
		if (domain && !is_readable(domain))
			return end;
		if (ends_in_stand_in(names, host, end, &head) && !(domain && is_readable(domain)))
			return end;
	}
	return 0;
}

/* Where to look for such a domain: in front of the one that the name ends with. */
static size_t split_at(const struct mask_names *names, const char *host, size_t len)
{
	size_t head = 0;

	if (names_domain_of(names, host, len, &head) || ends_in_stand_in(names, host, len, &head))
		return head > 0 ? inner_end(names, host, len, head) : 0;
	return inner_end(names, host, len, len);
}

bool host_is_known(const struct mask_names *names, const char *host, size_t len)
{
	size_t head;

	return names_domain_of(names, host, len, &head) || inner_end(names, host, len, len) > 0;
}

/* "_dmarc", "_25", "_tcp": what a name is asked for, in front of the name or behind a selector. */
static bool is_service(const char *label, size_t len)
{
	return len > 1 && label[0] == '_' && host_is_plain(label, len);
}

/* The part of the labels before a domain that is not such a word: from *from_r, as long as is returned. */
static size_t own_labels(const char *s, size_t len, size_t *from_r)
{
	size_t from = 0;

	for (;;) {
		const char *dot = memchr(s + from, '.', len - from);
		const char *last = s + len;

		if (dot && is_service(s + from, (size_t)(dot - s) - from)) {
			from = (size_t)(dot - s) + 1;
			continue;
		}
		while (last > s + from && last[-1] != '.')
			last--;
		if (last == s + from || !is_service(last, (size_t)(s + len - last)))
			break;
		len = (size_t)(last - s) - 1;
	}
	*from_r = from;
	return len - from;
}

/* A selector of a DKIM key is what a helper needs, and nobody's name unless one was made of it. */
static bool is_selector(const struct mask_names *names, const char *s, size_t len, size_t head)
{
	static const char below[] = "._domainkey";
	char *selector;
	bool holds = false;

	if (head - len < strlen(below) || ascii_ncasecmp(s + len, below, strlen(below)) != 0)
		return false;
	selector = mem_strndup(s, len);
	for (size_t i = 0; i < names->v.n && !holds; i++) {
		const struct mask_name *name = &names->v.items[i];
		char *word;

		if ((name->kind != NAME_USER && name->kind != NAME_DOMAIN) || is_readable(name))
			continue;
		word = mem_strndup(name->original, strcspn(name->original, "."));
		holds = !names_is_common(word, strlen(word)) && ascii_find(selector, word);
		free(word);
	}
	free(selector);
	return !holds;
}

static void add_head(struct mask_names *names, const char *host, size_t head, struct str *out)
{
	size_t from, len = own_labels(host, head, &from);

	str_add_bytes(out, host, from);
	if (host_is_plain(host + from, len) || is_selector(names, host + from, len, head - from))
		str_add_bytes(out, host + from, len);
	else
		str_add(out, names_learn(names, NAME_HOST, host + from, len)->stand_in);
	str_add_bytes(out, host + from + len, head - from - len);
}

static bool head_is_fine(const struct mask_names *names, const char *host, size_t head)
{
	size_t from, len = own_labels(host, head, &from);

	return host_is_plain(host + from, len) || names_is_stand_in(names, NAME_HOST, host + from, len) ||
	       is_selector(names, host + from, len, head - from);
}

void host_replace(struct mask_names *names, const char *host, size_t len, struct str *out)
{
	size_t head = 0, inner = split_at(names, host, len);
	const struct mask_name *domain;
	const char *stand_in;

	if (inner > 0) {
		host_replace(names, host, inner, out);
		str_add_char(out, '.');
		host_replace(names, host + inner + 1, len - inner - 1, out);
		return;
	}
	domain = names_domain_of(names, host, len, &head);
	if (!domain || is_public(host, len)) {
		str_add_bytes(out, host, len);
		return;
	}
	stand_in = domain->stand_in; /* learning below may move the entry, not its text */
	if (head > 0) {
		add_head(names, host, head, out);
		str_add_char(out, '.');
	}
	str_add(out, stand_in);
}

bool host_is_fine(const struct mask_names *names, const char *host, size_t len, bool of_address)
{
	size_t head = 0, inner = split_at(names, host, len);

	if (inner > 0)
		return host_is_fine(names, host, inner, of_address) &&
		       host_is_fine(names, host + inner + 1, len - inner - 1, false);
	if (is_public(host, len))
		return true;
	if (ends_in_stand_in(names, host, len, &head))
		return head == 0 || head_is_fine(names, host, head);
	return !of_address && !names_domain_of(names, host, len, &head);
}
