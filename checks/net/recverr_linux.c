/*
 * IP_RECVERR and IPV6_RECVERR, ip(7): an ICMP error stands in a queue of the socket with the address of its
 * sender.
 */
#include "checks/net/recverr.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <linux/errqueue.h>

static void set(int fd, int family, int on)
{
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
	else
		setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
}

void recverr_on(int fd, int family)
{
	set(fd, family, 1);
}

void recverr_off(int fd, int family)
{
	set(fd, family, 0);
}

/* The offender's address follows the record (SO_EE_OFFENDER). */
static void keep(const struct cmsghdr *header, struct recverr *recverr_r)
{
	struct sock_extended_err record;
	const unsigned char *offender = CMSG_DATA(header) + sizeof record;
	size_t left = header->cmsg_len - CMSG_LEN(0);
	sa_family_t family;

	if (left < sizeof record)
		return;
	memcpy(&record, CMSG_DATA(header), sizeof record);
	recverr_r->error = (int)record.ee_errno;
	if (record.ee_origin != SO_EE_ORIGIN_ICMP && record.ee_origin != SO_EE_ORIGIN_ICMP6)
		return;
	recverr_r->type = record.ee_type;
	recverr_r->code = record.ee_code;
	left -= sizeof record;
	if (left < sizeof family)
		return;
	memcpy(&family, offender, sizeof family);
	recverr_r->offender.len = family == AF_INET    ? sizeof(struct sockaddr_in)
				  : family == AF_INET6 ? sizeof(struct sockaddr_in6)
						       : 0;
	if (recverr_r->offender.len > left)
		recverr_r->offender.len = 0;
	memcpy(&recverr_r->offender.ss, offender, recverr_r->offender.len);
}

void recverr_take(int fd, struct recverr *recverr_r)
{
	union {
		char bytes[512];
		struct cmsghdr align;
	} control;
	struct msghdr message = {.msg_control = &control, .msg_controllen = sizeof control};

	memset(recverr_r, 0, sizeof *recverr_r);
	if (recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
		return;
	for (struct cmsghdr *i = CMSG_FIRSTHDR(&message); i; i = CMSG_NXTHDR(&message, i))
		if ((i->cmsg_level == IPPROTO_IP && i->cmsg_type == IP_RECVERR) ||
			(i->cmsg_level == IPPROTO_IPV6 && i->cmsg_type == IPV6_RECVERR))
			keep(i, recverr_r);
}
