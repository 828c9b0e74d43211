/*
 * What an evaluation knows from its beginning: who sends, from which address; and how it asks.
 */
#include "checks/auth/spf_eval.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"

#define EXPLANATION_MAX 4000

/* An IPv4-mapped address is the IPv4 address (4.1). */
static struct net_addr unmapped(const struct net_addr *ip)
{
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&ip->ss;

	if (ip->len && net_addr_family(ip) == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&six->sin6_addr))
		return net_addr_make(AF_INET, six->sin6_addr.s6_addr + 12, 0);
	return *ip;
}

/* Without a dot at its end. */
static char *domain_copy(const char *s, size_t len)
{
	return mem_strndup(s, len && s[len - 1] == '.' ? len - 1 : len);
}

/* Who sends: MAIL FROM, or the name in HELO where that is empty (2.4); a local part that is missing is "postmaster" (4.3). */
static void read_sender(struct spf_eval *eval, const char *sender)
{
	size_t len = strlen(sender);
	const char *at;

	if (len >= 2 && sender[0] == '<' && sender[len - 1] == '>') {
		sender++;
		len -= 2;
	}
	at = len ? memrchr(sender, '@', len) : NULL;
	eval->local =
		at && at > sender ? mem_strndup(sender, (size_t)(at - sender)) : mem_strdup("postmaster");
	if (!len)
		eval->sender_domain = mem_strdup(eval->helo);
	else if (at)
		eval->sender_domain = domain_copy(at + 1, (size_t)(sender + len - at - 1));
	else
		eval->sender_domain = domain_copy(sender, len);
}

void spf_eval_init(struct spf_eval *eval, struct lookups *lookups, const struct spf_query *query,
	struct spf_result *result)
{
	*eval = (struct spf_eval){.lookups = lookups, .query = query, .result = result};
	eval->ip = unmapped(&query->ip);
	eval->helo = domain_copy(query->helo, strlen(query->helo));
	read_sender(eval, query->sender);
	eval->values = (struct spf_values){.local = eval->local,
		.sender_domain = eval->sender_domain,
		.helo = eval->helo,
		.domain = "",
		.ip = eval->ip.len ? &eval->ip : NULL,
		.validated = eval->ip.len ? spf_validated : NULL,
		.data = eval};
}

void spf_eval_release(struct spf_eval *eval)
{
	free(eval->local);
	free(eval->sender_domain);
	free(eval->helo);
	free(eval->validated);
	free(eval->spare.name);
	free(eval->spare.text);
}

const struct dns_answer *spf_ask(struct spf_eval *eval, const char *name, enum dns_type type)
{
	const struct dns_answer *answer = lookups_known(eval->lookups, name, type);

	if (!answer) {
		spf_foresee_all(eval);
		answer = lookups_ask(eval->lookups, name, type);
	}
	eval->heard |= answer->outcome == DNS_FOUND || dns_is_absent(answer->outcome) || answer->rcode >= 0;
	eval->unreached |= answer->outcome == DNS_UNREACHABLE;
	return answer;
}

const struct spf_place *spf_enter(struct spf_eval *eval, const struct spf_place *place)
{
	const struct spf_place *before = eval->place;

	eval->place = place;
	eval->values.domain = place ? place->domain.raw : "";
	return before;
}

bool spf_may_have_record(const struct spf_name *domain)
{
	const char *s = domain->raw;

	if (!domain->ask[0] || !strchr(s, '.') || s[0] == '[')
		return false;
	for (; *s; s++)
		if (*s <= ' ' || *s > '~')
			return false;
	return true;
}

bool spf_eval_domain(const struct spf_eval *eval, struct spf_name *name_r)
{
	return spf_name_set(name_r, eval->sender_domain, strlen(eval->sender_domain)) &&
	       spf_may_have_record(name_r);
}

static bool is_plain_ascii(const char *s)
{
	for (; *s; s++)
		if (*s < ' ' || *s > '~')
			return false;
	return true;
}

/* Any trouble on the way is as if there were no exp (6.2). */
void spf_explain(struct spf_eval *eval, const struct spf_term *exp)
{
	struct str STR_AUTO text = STR_INIT_MAX(EXPLANATION_MAX);
	const struct dns_answer *answer;
	struct spf_name name;
	const char *bytes;
	size_t len;

	if (!spf_domain_expand(exp->spec, exp->spec_len, &eval->values, &name))
		return;
	answer = spf_ask(eval, name.ask, DNS_TXT);
	if (answer->outcome != DNS_FOUND || answer->n != 1)
		return;
	bytes = answer->records[0].u.txt.bytes;
	len = answer->records[0].u.txt.len;
	if (!spf_macro_valid(bytes, len, SPF_MACRO_TEXT))
		return;
	if (!spf_macro_expand(&text, bytes, len, SPF_MACRO_TEXT, &eval->values))
		return;
	if (text.len && is_plain_ascii(str_text(&text)))
		eval->result->explanation = str_take(&text);
}
