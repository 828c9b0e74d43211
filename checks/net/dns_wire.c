/*
 * Reading what a name server sent. libresolv's parser takes rdata of any length, so each type has its least
 * length here; a record that breaks the rules is left out, and when nothing else is left the answer is
 * malformed, never empty.
 */
#include "checks/net/dns_wire.h"

#include <arpa/nameser.h>
#include <assert.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/base/vec.h"
#include "checks/net/dns_rdata.h"

#define RECORDS_MAX 64
#define TEXTS_MAX                                                                                            \
	512 /* of TXT: some domains have more than a hundred, and any of them may be the one that counts */
#define GLUE_MAX 32
#define DNS_PORT 53

/* Of the third and fourth byte. AD in a question: we understand it (RFC 6840 section 5.7). */
#define FLAG_RD 0x01
#define FLAG_AD 0x20
#define FLAG_CD 0x10

static_assert(DNS_TEXT_MAX == NS_MAXDNAME, "names as text");

bool dns_name_normal(const char *name, char text_r[DNS_TEXT_MAX])
{
	unsigned char wire[NS_MAXCDNAME];

	if (!name[0])
		return false;
	for (const char *c = name; *c; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return ns_name_pton(name, wire, sizeof wire) >= 0 && ns_name_ntop(wire, text_r, DNS_TEXT_MAX) >= 0;
}

size_t dns_build(unsigned char buf[DNS_QUERY_MAX], const char *name, const struct dns_answer *asked,
	uint16_t id, bool edns)
{
	static const unsigned char opt[] = {
		0, 0, ns_t_opt, DNS_EDNS_BYTES >> 8, DNS_EDNS_BYTES & 0xff, 0, 0, 0, 0, 0, 0};
	unsigned char *end = buf + NS_HFIXEDSZ;

	memset(buf, 0, NS_HFIXEDSZ);
	ns_put16(id, buf);
	buf[2] = asked->iterative ? 0 : FLAG_RD;
	buf[3] = FLAG_AD | (asked->unchecked ? FLAG_CD : 0);
	buf[5] = 1;
	buf[11] = edns;
	ns_name_pton(name, end, NS_MAXCDNAME);
	while (*end)
		end += *end + 1;
	end++;
	ns_put16(asked->type, end);
	ns_put16(ns_c_in, end + 2);
	end += 4;
	if (edns) {
		memcpy(end, opt, sizeof opt);
		end += sizeof opt;
	}
	return (size_t)(end - buf);
}

void dns_answer_clear(struct dns_answer *answer)
{
	*answer = (struct dns_answer){.name = answer->name,
		.type = answer->type,
		.server = answer->server,
		.iterative = answer->iterative,
		.unchecked = answer->unchecked,
		.tcp = answer->tcp,
		.rcode = -1};
}

void dns_records_free(struct dns_answer *answer)
{
	for (size_t i = 0; i < answer->n; i++)
		if (answer->records[i].type == DNS_TXT || answer->records[i].type == DNS_DS ||
			answer->records[i].type == DNS_TLSA)
			free(answer->records[i].u.txt.bytes);
	free(answer->records);
	free(answer->glue);
	answer->records = NULL;
	answer->glue = NULL;
	answer->n = answer->n_glue = 0;
}

/* libresolv writes the root as "" here and as "." there. */
static bool same_name(const char *a, const char *b)
{
	return ascii_caseeq(strcmp(a, ".") ? a : "", strcmp(b, ".") ? b : "");
}

/* RFC 5452 section 3: the question must come back. Servers that could not read it may leave it out. */
static bool question_matches(const unsigned char *msg, size_t len, const char *name, enum dns_type type)
{
	char text[DNS_TEXT_MAX];
	unsigned count = ns_get16(msg + 4);
	int n;

	if (count == 0)
		return (msg[3] & 0x0f) != 0;
	n = ns_name_uncompress(msg, msg + len, msg + NS_HFIXEDSZ, text, sizeof text);
	if (count != 1 || n < 0 || len < NS_HFIXEDSZ + (size_t)n + 4)
		return false;
	if (!name)
		return true;
	msg += NS_HFIXEDSZ + n;
	return ns_get16(msg) == (unsigned)type && ns_get16(msg + 2) == ns_c_in && same_name(text, name);
}

/* The work on one message. */
struct reader {
	ns_msg msg;
	struct dns_answer *answer;
	struct dns_reading *reading;
	size_t bad; /* records that were left out */
	bool soa, ns;
	VEC(struct dns_record) records;
	VEC(struct dns_glue) glue;
};

/* One record of class IN; false when it cannot be read at all. */
static bool record_at(struct reader *reader, ns_sect section, int i, ns_rr *rr)
{
	if (ns_parserr(&reader->msg, section, i, rr) < 0) {
		reader->bad += section == ns_s_an;
		return false;
	}
	return ns_rr_class(*rr) == ns_c_in || ns_rr_type(*rr) == ns_t_opt;
}

/*
 * Follows the chain to its end. Chains stand in order as a rule, so one walk does; after a walk without a
 * step it is over. A loop ends by its length.
 */
static bool follow_chain(struct reader *reader, const char *name)
{
	struct dns_reading *reading = reader->reading;
	char here[DNS_TEXT_MAX];
	int before;

	str_copy(here, sizeof here, name);
	do {
		before = reading->steps;
		for (int i = 0; i < ns_msg_count(reader->msg, ns_s_an); i++) {
			ns_rr rr;

			if (ns_parserr(&reader->msg, ns_s_an, i, &rr) < 0 || ns_rr_type(rr) != ns_t_cname ||
				ns_rr_class(rr) != ns_c_in || !same_name(ns_rr_name(rr), here))
				continue;
			if (!dns_rdata_name(&reader->msg, &rr, here) || ++reading->steps > DNS_CNAMES_MAX)
				return false;
			str_copy(reading->target, sizeof reading->target, here);
		}
	} while (reading->steps > before);
	return true;
}

static void collect(struct reader *reader, ns_sect section, const char *owner)
{
	const size_t most = reader->answer->type == DNS_TXT ? TEXTS_MAX : RECORDS_MAX;

	for (int i = 0; i < ns_msg_count(reader->msg, section); i++) {
		struct dns_record record;
		ns_rr rr;

		if (!record_at(reader, section, i, &rr) || ns_rr_type(rr) != (unsigned)reader->answer->type ||
			!same_name(ns_rr_name(rr), owner))
			continue;
		if (reader->records.n == most)
			return;
		if (dns_rdata_read(&reader->msg, &rr, &record))
			*VEC_ADD(&reader->records) = record;
		else
			reader->bad++;
	}
}

/* Negative answers are proved by a SOA (RFC 2308 section 5); NS records alone are a referral. */
static void read_authority(struct reader *reader)
{
	for (int i = 0; i < ns_msg_count(reader->msg, ns_s_ns); i++) {
		ns_rr rr;

		if (!record_at(reader, ns_s_ns, i, &rr))
			continue;
		reader->ns = reader->ns || ns_rr_type(rr) == ns_t_ns;
		if (ns_rr_type(rr) == ns_t_soa &&
			dns_rdata_negative_ttl(&reader->msg, &rr, &reader->answer->negative_ttl)) {
			str_copy(reader->answer->zone, sizeof reader->answer->zone, ns_rr_name(rr));
			reader->soa = true;
		}
	}
}

/* The addresses that a referral brings along, without which servers inside the zone could not be found. */
static void collect_glue(struct reader *reader)
{
	for (int i = 0; i < ns_msg_count(reader->msg, ns_s_ar) && reader->glue.n < GLUE_MAX; i++) {
		struct dns_record record;
		struct dns_glue *glue;
		ns_rr rr;

		if (!record_at(reader, ns_s_ar, i, &rr) ||
			(ns_rr_type(rr) != ns_t_a && ns_rr_type(rr) != ns_t_aaaa) ||
			!dns_rdata_read(&reader->msg, &rr, &record))
			continue;
		glue = VEC_ADD(&reader->glue);
		str_copy(glue->name, sizeof glue->name, ns_rr_name(rr));
		glue->addr = net_addr_with_port(&record.u.addr, DNS_PORT);
	}
}

/* The upper bits of the rcode (RFC 6891 section 6.1.3): without them BADVERS looks like "no data". */
static int full_rcode(struct reader *reader)
{
	int rcode = ns_msg_getflag(reader->msg, ns_f_rcode);

	for (int i = 0; i < ns_msg_count(reader->msg, ns_s_ar); i++) {
		ns_rr rr;

		if (record_at(reader, ns_s_ar, i, &rr) && ns_rr_type(rr) == ns_t_opt)
			return rcode | (int)(ns_rr_ttl(rr) >> 24) << 4;
	}
	return rcode;
}

static enum dns_outcome outcome_of_rcode(int rcode)
{
	switch (rcode) {
	case ns_r_nxdomain:
		return DNS_NXDOMAIN;
	case ns_r_servfail:
		return DNS_SERVFAIL;
	case ns_r_refused:
		return DNS_REFUSED;
	default:
		return DNS_FORMERR;
	}
}

/* Whoever would ask for us does not send us on; but it was not to ask for us in an iterative question. */
static bool is_referral(const struct reader *reader)
{
	bool recursive = ns_msg_getflag(reader->msg, ns_f_ra) && !reader->answer->iterative;

	return !reader->reading->steps && !reader->soa && reader->ns && !recursive &&
	       !reader->answer->authoritative;
}

static enum dns_outcome outcome_of_answer(const struct reader *reader)
{
	if (reader->records.n)
		return DNS_FOUND;
	if (reader->bad)
		return DNS_MALFORMED;
	return is_referral(reader) ? DNS_REFUSED : DNS_NO_DATA;
}

static void read_sections(struct reader *reader, const char *name)
{
	struct dns_answer *answer = reader->answer;
	struct dns_reading *reading = reader->reading;

	answer->rcode = full_rcode(reader);
	if (answer->type != DNS_CNAME && !follow_chain(reader, name)) {
		answer->outcome = DNS_MALFORMED;
		return;
	}
	str_copy(answer->canonical, sizeof answer->canonical, reading->target);
	read_authority(reader);
	if (answer->rcode != ns_r_noerror) {
		answer->outcome = outcome_of_rcode(answer->rcode);
		return;
	}
	collect(reader, ns_s_an, reading->steps ? reading->target : name);
	answer->referral = !reader->records.n && is_referral(reader);
	/* The parent of a zone knows its name servers by referring to them. */
	if (answer->type == DNS_NS && answer->referral)
		collect(reader, ns_s_ns, name);
	if (answer->type == DNS_NS)
		collect_glue(reader);
	answer->outcome = outcome_of_answer(reader);
	reading->unfinished = answer->outcome == DNS_NO_DATA && reading->steps && !reader->soa;
}

bool dns_read(const unsigned char *msg, size_t len, uint16_t id, const char *name, struct dns_answer *answer,
	struct dns_reading *reading_r)
{
	struct reader reader = {.answer = answer, .reading = reading_r};
	char asked[DNS_TEXT_MAX] = "";

	memset(reading_r, 0, sizeof *reading_r);
	if (len < NS_HFIXEDSZ || len > DNS_MESSAGE_MAX || ns_get16(msg) != id || !(msg[2] & 0x80) ||
		(msg[2] & 0x78) || !question_matches(msg, len, name, answer->type))
		return false;
	answer->rcode = msg[3] & 0x0f;
	answer->authoritative = msg[2] & 0x04;
	answer->authenticated = msg[3] & 0x20;
	reading_r->truncated = msg[2] & 0x02;
	answer->outcome = answer->rcode == ns_r_noerror || answer->rcode == ns_r_nxdomain
				  ? DNS_MALFORMED
				  : outcome_of_rcode(answer->rcode);
	if (ns_initparse(msg, (int)len, &reader.msg) < 0)
		return true;
	if (name)
		str_copy(asked, sizeof asked, name);
	else
		ns_name_uncompress(msg, msg + len, msg + NS_HFIXEDSZ, asked, sizeof asked);
	read_sections(&reader, asked);
	answer->records = reader.records.items;
	answer->n = reader.records.n;
	answer->glue = reader.glue.items;
	answer->n_glue = reader.glue.n;
	return true;
}
