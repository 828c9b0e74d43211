/*
 * The mechanisms (RFC 7208 section 5): what each compares the address with.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "checks/auth/spf_eval.h"

bool spf_wants_family(const struct spf_eval *eval, int family)
{
	return !eval->ip.len || net_addr_family(&eval->ip) == family;
}

static enum dns_type address_type(const struct spf_eval *eval)
{
	return net_addr_family(&eval->ip) == AF_INET6 ? DNS_AAAA : DNS_A;
}

bool spf_count_lookup(struct spf_eval *eval, const struct spf_term *term)
{
	int most = eval->query->audit ? SPF_AUDIT_LOOKUPS_MAX : SPF_LOOKUPS_MAX;

	if (eval->result->lookups < most) {
		eval->result->lookups++;
		return true;
	}
	spf_trouble(eval, SPF_TOO_MANY_LOOKUPS, SPF_FAULT_NONE, term->text, term->len);
	spf_say(eval, SPF_SAID_TOO_MANY, term)->trouble = SPF_TOO_MANY_LOOKUPS;
	return false;
}

bool spf_count_void(struct spf_eval *eval, const struct spf_term *term)
{
	eval->result->voids++;
	if (eval->result->voids <= SPF_VOIDS_MAX || eval->query->audit)
		return true;
	spf_trouble(eval, SPF_TOO_MANY_VOIDS, SPF_FAULT_NONE, term->text, term->len);
	spf_say(eval, SPF_SAID_TOO_MANY, term)->trouble = SPF_TOO_MANY_VOIDS;
	return false;
}

bool spf_target(struct spf_eval *eval, const struct spf_term *term, struct spf_name *name_r)
{
	struct spf_line *line;

	if (!term->spec_len) {
		*name_r = eval->place->domain;
		return true;
	}
	if (spf_domain_expand(term->spec, term->spec_len, &eval->values, name_r))
		return true;
	line = spf_say(eval, SPF_SAID_UNUSABLE, term);
	spf_line_name(line, name_r->text);
	return false;
}

/* --- networks --- */

static const unsigned char *bytes_of(const struct net_addr *addr)
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)&addr->ss;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&addr->ss;

	return net_addr_family(addr) == AF_INET6 ? six->sin6_addr.s6_addr
						 : (const unsigned char *)&four->sin_addr.s_addr;
}

static bool same_bits(const unsigned char *a, const unsigned char *b, int bits)
{
	int whole = bits / 8, rest = bits % 8;

	if (memcmp(a, b, (size_t)whole) != 0)
		return false;
	return !rest || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

static enum spf_match network_match(struct spf_eval *eval, const struct spf_term *term)
{
	int family = term->kind == SPF_IP6 ? AF_INET6 : AF_INET;
	int bits = term->kind == SPF_IP6 ? term->cidr6 : term->cidr4;
	char address[INET6_ADDRSTRLEN], network[INET6_ADDRSTRLEN + 5];
	struct spf_line *line;
	bool matched;

	if (net_addr_family(&eval->ip) != family) {
		spf_say(eval, SPF_SAID_OTHER_FAMILY, term);
		return SPF_MATCH_NO;
	}
	matched = same_bits(bytes_of(&eval->ip), term->network, bits);
	line = spf_say(eval, SPF_SAID_NETWORK, term);
	inet_ntop(family, term->network, address, sizeof address);
	snprintf(network, sizeof network, bits == (family == AF_INET ? 32 : 128) ? "%s" : "%s/%d", address,
		bits);
	spf_line_text(line, network);
	line->matched = matched;
	return matched ? SPF_MATCH_YES : SPF_MATCH_NO;
}

/* --- hosts --- */

static bool addresses_match(
	const struct spf_eval *eval, const struct spf_term *term, const struct dns_answer *answer)
{
	int bits = net_addr_family(&eval->ip) == AF_INET6 ? term->cidr6 : term->cidr4;

	for (size_t i = 0; i < answer->n; i++)
		if (same_bits(bytes_of(&eval->ip), bytes_of(&answer->records[i].u.addr), bits))
			return true;
	return false;
}

/* One host; found_r: it has an address. The line is said. */
static enum spf_match host_match(
	struct spf_eval *eval, const struct spf_term *term, const char *ask, const char *shown, bool *found_r)
{
	const struct dns_answer *answer = spf_ask(eval, ask, address_type(eval));
	struct spf_line *line;
	bool matched;

	*found_r = answer->outcome == DNS_FOUND;
	if (!*found_r && answer->outcome != DNS_BAD_NAME && !dns_is_absent(answer->outcome))
		return spf_failed(eval, term, shown, answer);
	line = spf_say(eval, *found_r ? SPF_SAID_ADDRESSES : SPF_SAID_NO_ADDRESS, term);
	spf_line_name(line, shown);
	spf_line_records(line, answer);
	matched = addresses_match(eval, term, answer);
	line->matched = matched;
	return matched ? SPF_MATCH_YES : SPF_MATCH_NO;
}

static enum spf_match a_match(struct spf_eval *eval, const struct spf_term *term)
{
	struct spf_name target;
	enum spf_match match;
	bool found;

	if (!spf_target(eval, term, &target))
		return SPF_MATCH_NO;
	match = host_match(eval, term, target.ask, target.text, &found);
	if (match == SPF_MATCH_NO && !found && !spf_count_void(eval, term))
		return SPF_MATCH_PERM;
	return match;
}

/* No MX is no server: the address of the domain itself does not stand in for it (5.4). */
static enum spf_match mx_match(struct spf_eval *eval, const struct spf_term *term)
{
	const struct dns_answer *answer;
	struct spf_name target;
	struct spf_line *line;

	if (!spf_target(eval, term, &target))
		return SPF_MATCH_NO;
	answer = spf_ask(eval, target.ask, DNS_MX);
	if (answer->outcome != DNS_FOUND && !dns_is_absent(answer->outcome))
		return spf_failed(eval, term, target.text, answer);
	line = spf_say(eval, answer->n ? SPF_SAID_MX : SPF_SAID_NO_MX, term);
	spf_line_name(line, target.text);
	spf_line_records(line, answer);
	if (!answer->n)
		return spf_count_void(eval, term) ? SPF_MATCH_NO : SPF_MATCH_PERM;
	if (answer->n > SPF_NAMES_MAX) {
		spf_trouble(eval, SPF_TOO_MANY_MX, SPF_FAULT_NONE, term->text, term->len);
		spf_say(eval, SPF_SAID_TOO_MANY, term)->trouble = SPF_TOO_MANY_MX;
		return SPF_MATCH_PERM;
	}
	for (size_t i = 0; i < answer->n; i++) {
		const char *host = answer->records[i].u.mx.host;
		enum spf_match match;
		bool found;

		if (!host[0] || strcmp(host, ".") == 0)
			continue;
		match = host_match(eval, term, host, host, &found);
		if (match != SPF_MATCH_NO)
			return match;
	}
	return SPF_MATCH_NO;
}

/* Whatever the sender's kind of address, the name must have one of IPv4 (5.7). */
static enum spf_match exists_match(struct spf_eval *eval, const struct spf_term *term)
{
	const struct dns_answer *answer;
	struct spf_name target;
	struct spf_line *line;

	if (!spf_target(eval, term, &target))
		return SPF_MATCH_NO;
	answer = spf_ask(eval, target.ask, DNS_A);
	if (answer->outcome != DNS_FOUND && !dns_is_absent(answer->outcome))
		return spf_failed(eval, term, target.text, answer);
	line = spf_say(eval, SPF_SAID_EXISTS, term);
	spf_line_name(line, target.text);
	line->matched = answer->n > 0;
	if (!answer->n && !spf_count_void(eval, term))
		return SPF_MATCH_PERM;
	return answer->n ? SPF_MATCH_YES : SPF_MATCH_NO;
}

/* --- records of others --- */

static enum spf_match match_of(enum spf_code code)
{
	switch (code) {
	case SPF_PASS:
		return SPF_MATCH_YES;
	case SPF_TEMPERROR:
		return SPF_MATCH_TEMP;
	case SPF_PERMERROR:
	case SPF_NONE:
		return SPF_MATCH_PERM;
	default:
		return SPF_MATCH_NO;
	}
}

static enum spf_match include_match(struct spf_eval *eval, const struct spf_term *term)
{
	struct spf_place place = {.included = true};
	char shown[SPF_TEXT_MAX];
	struct spf_line *line;
	enum spf_code code = SPF_NONE;

	if (spf_target(eval, term, &place.domain)) {
		spf_line_name(spf_say(eval, SPF_SAID_INCLUDE, term), place.domain.text);
		snprintf(shown, sizeof shown, "include:%s", place.domain.text);
		place.shown = shown;
		code = spf_check_host(eval, &place);
	}
	if (code == SPF_NONE)
		spf_trouble(eval, SPF_INCLUDE_NONE, SPF_FAULT_NONE, term->text, term->len);
	line = spf_say(eval, SPF_SAID_INCLUDED, term);
	spf_line_name(line, place.domain.text);
	line->code = code;
	line->matched = code == SPF_PASS;
	return match_of(code);
}

enum spf_match spf_term_match(struct spf_eval *eval, const struct spf_term *term)
{
	switch (term->kind) {
	case SPF_ALL:
		spf_say(eval, SPF_SAID_ALL, term)->matched = true;
		return SPF_MATCH_YES;
	case SPF_INCLUDE:
		return include_match(eval, term);
	case SPF_A:
		return a_match(eval, term);
	case SPF_MX:
		return mx_match(eval, term);
	case SPF_PTR:
		return spf_ptr_match(eval, term);
	case SPF_IP4:
	case SPF_IP6:
		return network_match(eval, term);
	case SPF_EXISTS:
		return exists_match(eval, term);
	default:
		return SPF_MATCH_NO;
	}
}
