/*
 * rdata by type. Lengths are checked here because libresolv does not: it hands out an A record of two bytes.
 */
#include "checks/net/dns_rdata.h"

#include <string.h>
#include <sys/socket.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"

/* The name at rdata + skip; gives the offset behind it, -1 when it does not end within the rdata. */
static int name_at(const ns_msg *msg, const ns_rr *rr, int skip, char text_r[NS_MAXDNAME])
{
	int n;

	if (skip < 0 || skip >= ns_rr_rdlen(*rr))
		return -1;
	n = ns_name_uncompress(
		ns_msg_base(*msg), ns_msg_end(*msg), ns_rr_rdata(*rr) + skip, text_r, NS_MAXDNAME);
	return n < 0 || n > ns_rr_rdlen(*rr) - skip ? -1 : skip + n;
}

bool dns_rdata_name(const ns_msg *msg, const ns_rr *rr, char text_r[NS_MAXDNAME])
{
	return name_at(msg, rr, 0, text_r) == ns_rr_rdlen(*rr);
}

/* A name that fills the rest of the rdata. */
static bool last_name(const ns_msg *msg, const ns_rr *rr, int skip, char *out, size_t size)
{
	char text[NS_MAXDNAME];

	if (name_at(msg, rr, skip, text) != ns_rr_rdlen(*rr))
		return false;
	str_copy(out, size, text);
	return true;
}

static int number_at(const ns_rr *rr, int skip)
{
	return ns_get16(ns_rr_rdata(*rr) + skip);
}

static bool read_addr(const ns_rr *rr, int family, int len, struct dns_record *record)
{
	if (ns_rr_rdlen(*rr) != len)
		return false;
	record->u.addr = net_addr_make(family, ns_rr_rdata(*rr), 0);
	return true;
}

static bool read_mx(const ns_msg *msg, const ns_rr *rr, struct dns_record *record)
{
	if (ns_rr_rdlen(*rr) < 3)
		return false;
	record->u.mx.preference = number_at(rr, 0);
	return last_name(msg, rr, 2, record->u.mx.host, sizeof record->u.mx.host);
}

static bool read_srv(const ns_msg *msg, const ns_rr *rr, struct dns_record *record)
{
	if (ns_rr_rdlen(*rr) < 7)
		return false;
	record->u.srv.priority = number_at(rr, 0);
	record->u.srv.weight = number_at(rr, 2);
	record->u.srv.port = number_at(rr, 4);
	return last_name(msg, rr, 6, record->u.srv.host, sizeof record->u.srv.host);
}

/* Two names and five numbers of 32 bits. Gives the numbers, NULL when the rdata is another length. */
static const unsigned char *soa_numbers(const ns_msg *msg, const ns_rr *rr, char mname[NS_MAXDNAME])
{
	char rname[NS_MAXDNAME];
	int at = name_at(msg, rr, name_at(msg, rr, 0, mname), rname);

	return at >= 0 && at + 20 == ns_rr_rdlen(*rr) ? ns_rr_rdata(*rr) + at : NULL;
}

static bool read_soa(const ns_msg *msg, const ns_rr *rr, struct dns_record *record)
{
	char mname[NS_MAXDNAME];
	const unsigned char *numbers = soa_numbers(msg, rr, mname);

	if (!numbers)
		return false;
	str_copy(record->u.soa.mname, sizeof record->u.soa.mname, mname);
	record->u.soa.serial = (uint32_t)ns_get32(numbers);
	record->u.soa.minimum = (uint32_t)ns_get32(numbers + 16);
	return true;
}

bool dns_rdata_negative_ttl(const ns_msg *msg, const ns_rr *rr, uint32_t *ttl_r)
{
	char mname[NS_MAXDNAME];
	const unsigned char *numbers = soa_numbers(msg, rr, mname);
	uint32_t minimum;

	if (!numbers)
		return false;
	minimum = (uint32_t)ns_get32(numbers + 16);
	*ttl_r = minimum < ns_rr_ttl(*rr) ? minimum : (uint32_t)ns_rr_ttl(*rr);
	return true;
}

/* Strings of a length byte and text, which must fill the rdata to the byte. */
static bool read_txt(const ns_rr *rr, struct dns_record *record)
{
	const unsigned char *rdata = ns_rr_rdata(*rr);
	size_t rest = ns_rr_rdlen(*rr), len = 0;
	char *bytes = mem_new(rest + 1);

	while (rest && *rdata < rest) {
		memcpy(bytes + len, rdata + 1, *rdata);
		len += *rdata;
		rest -= *rdata + 1U;
		rdata += *rdata + 1U;
	}
	if (rest || !ns_rr_rdlen(*rr)) {
		free(bytes);
		return false;
	}
	bytes[len] = '\0';
	record->u.txt.bytes = bytes;
	record->u.txt.len = len;
	return true;
}

/* What is given as it is: a few fixed bytes, then a hash or a key. */
static bool read_bytes(const ns_rr *rr, int least, struct dns_record *record)
{
	if (ns_rr_rdlen(*rr) < least)
		return false;
	record->u.txt.len = ns_rr_rdlen(*rr);
	record->u.txt.bytes = mem_strndup((const char *)ns_rr_rdata(*rr), record->u.txt.len);
	return true;
}

bool dns_rdata_read(const ns_msg *msg, const ns_rr *rr, struct dns_record *record_r)
{
	memset(record_r, 0, sizeof *record_r);
	record_r->type = (enum dns_type)ns_rr_type(*rr);
	record_r->ttl = (uint32_t)ns_rr_ttl(*rr);
	switch (record_r->type) {
	case DNS_A:
		return read_addr(rr, AF_INET, 4, record_r);
	case DNS_AAAA:
		return read_addr(rr, AF_INET6, 16, record_r);
	case DNS_NS:
	case DNS_CNAME:
	case DNS_PTR:
		return last_name(msg, rr, 0, record_r->u.name, sizeof record_r->u.name);
	case DNS_MX:
		return read_mx(msg, rr, record_r);
	case DNS_SRV:
		return read_srv(msg, rr, record_r);
	case DNS_SOA:
		return read_soa(msg, rr, record_r);
	case DNS_TXT:
		return read_txt(rr, record_r);
	case DNS_DS: /* RFC 4034 section 5.1 */
		return read_bytes(rr, 5, record_r);
	case DNS_TLSA:
		return read_bytes(rr, 3, record_r);
	}
	return false;
}
