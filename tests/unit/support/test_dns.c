/*
 * One thread that polls a UDP socket, a TCP listener and at most one TCP connection.
 */
#include "tests/unit/support/test_dns.h"

#include <arpa/nameser.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "checks/base/mem.h"

void test_msg_add(struct test_msg *msg, const void *bytes, size_t len)
{
	if (len > sizeof msg->bytes - msg->len)
		abort();
	memcpy(msg->bytes + msg->len, bytes, len);
	msg->len += len;
}

static void add16(struct test_msg *msg, unsigned value)
{
	unsigned char bytes[2] = {(unsigned char)(value >> 8), (unsigned char)value};

	test_msg_add(msg, bytes, sizeof bytes);
}

void test_msg_name(struct test_msg *msg, const char *name)
{
	unsigned char wire[NS_MAXCDNAME];
	size_t len = 0;

	if (ns_name_pton(name, wire, sizeof wire) < 0)
		abort();
	while (wire[len])
		len += wire[len] + 1U;
	test_msg_add(msg, wire, len + 1);
}

static void begin(struct test_msg *msg, uint16_t id, unsigned flags)
{
	static const unsigned char counts[8] = {0, 1};

	msg->len = 0;
	add16(msg, id);
	add16(msg, flags);
	test_msg_add(msg, counts, sizeof counts);
}

void test_msg_query(struct test_msg *msg, uint16_t id, const char *name, int type)
{
	begin(msg, id, 0x0100);
	test_msg_name(msg, name);
	add16(msg, (unsigned)type);
	add16(msg, 1);
}

void test_msg_reply(struct test_msg *msg, uint16_t id, const char *name, int type, int flags_and_rcode)
{
	begin(msg, id, 0x8100U | (unsigned)flags_and_rcode);
	test_msg_name(msg, name);
	add16(msg, (unsigned)type);
	add16(msg, 1);
}

static size_t question_end(const unsigned char *query, size_t len)
{
	size_t end = 12;

	while (end < len && query[end])
		end += query[end] + 1U;
	return end + 5 <= len ? end + 5 : len;
}

void test_msg_reply_to(struct test_msg *msg, const unsigned char *query, size_t len, int flags_and_rcode)
{
	begin(msg, (uint16_t)(query[0] << 8 | query[1]), 0x8100U | (unsigned)flags_and_rcode);
	test_msg_add(msg, query + 12, question_end(query, len) - 12);
}

void test_query_name(const unsigned char *query, size_t len, char *buf, size_t size)
{
	char text[NS_MAXDNAME];

	if (ns_name_uncompress(query, query + len, query + 12, text, sizeof text) < 0)
		text[0] = '\0';
	snprintf(buf, size, "%s", text);
}

static void count(struct test_msg *msg, enum test_section section)
{
	unsigned n = (unsigned)(msg->bytes[section] << 8 | msg->bytes[section + 1]) + 1;

	msg->bytes[section] = (unsigned char)(n >> 8);
	msg->bytes[section + 1] = (unsigned char)n;
}

static size_t head(struct test_msg *msg, enum test_section section, const char *owner, int type, size_t rdlen)
{
	static const unsigned char class_and_ttl[] = {0, 1, 0, 0, 1, 44};

	count(msg, section);
	test_msg_name(msg, owner);
	add16(msg, (unsigned)type);
	test_msg_add(msg, class_and_ttl, sizeof class_and_ttl);
	add16(msg, (unsigned)rdlen);
	return msg->len;
}

void test_msg_record(struct test_msg *msg, enum test_section section, const char *owner, int type,
	const void *rdata, size_t len)
{
	head(msg, section, owner, type, len);
	test_msg_add(msg, rdata, len);
}

static void close_rdata(struct test_msg *msg, size_t start)
{
	size_t len = msg->len - start;

	msg->bytes[start - 2] = (unsigned char)(len >> 8);
	msg->bytes[start - 1] = (unsigned char)len;
}

void test_msg_name_record(struct test_msg *msg, enum test_section section, const char *owner, int type,
	const void *before, size_t skip, const char *name)
{
	size_t start = head(msg, section, owner, type, 0);

	test_msg_add(msg, before, skip);
	test_msg_name(msg, name);
	close_rdata(msg, start);
}

void test_msg_soa(struct test_msg *msg, const char *owner)
{
	static const unsigned char numbers[20] = {
		0x78, 0xc3, 0x1b, 0x2a, 0, 0, 14, 16, 0, 0, 7, 8, 0, 1, 81, 128, 0, 0, 0, 60};
	size_t start = head(msg, TEST_AUTHORITY, owner, 6, 0);

	test_msg_name(msg, "ns.example.org");
	test_msg_name(msg, "hostmaster.example.org");
	test_msg_add(msg, numbers, sizeof numbers);
	close_rdata(msg, start);
}

struct test_dns {
	int udp, listener, stop;
	struct net_addr addr;
	test_answer *answer;
	void *data;
	pthread_t thread;
	pthread_mutex_t lock;
	int asked;
	struct test_question question;
};

static void ask(struct test_dns *dns, const unsigned char *query, size_t len, bool tcp)
{
	struct test_question *question = &dns->question;

	pthread_mutex_lock(&dns->lock);
	question->nth = dns->asked++;
	pthread_mutex_unlock(&dns->lock);
	question->query = query;
	question->len = len;
	question->tcp = tcp;
	question->drip = false;
	question->reply.len = question->before.len = 0;
	if (len > 16)
		dns->answer(question, dns->data);
}

/* Whether it is to stop within that time. */
static bool stopped(const struct test_dns *dns, int ms)
{
	struct pollfd fd = {.fd = dns->stop, .events = POLLIN};

	return poll(&fd, 1, ms) > 0;
}

static void serve_udp(struct test_dns *dns)
{
	const struct test_msg *before = &dns->question.before, *reply = &dns->question.reply;
	unsigned char query[4096];
	struct sockaddr_storage from;
	socklen_t from_len = sizeof from;
	ssize_t n =
		recvfrom(dns->udp, query, sizeof query, MSG_DONTWAIT, (struct sockaddr *)&from, &from_len);

	if (n <= 0)
		return;
	dns->question.from = (struct net_addr){.ss = from, .len = from_len};
	ask(dns, query, (size_t)n, false);
	if (before->len)
		sendto(dns->udp, before->bytes, before->len, MSG_NOSIGNAL, (struct sockaddr *)&from,
			from_len);
	for (int times = before->len ? 2 : 1; times && reply->len; times--)
		sendto(dns->udp, reply->bytes, reply->len, MSG_NOSIGNAL, (struct sockaddr *)&from, from_len);
}

static void reply_tcp(struct test_dns *dns, int fd)
{
	const struct test_msg *reply = &dns->question.reply;
	unsigned char prefix[2] = {(unsigned char)(reply->len >> 8), (unsigned char)reply->len};

	send(fd, prefix, sizeof prefix, MSG_NOSIGNAL);
	if (!dns->question.drip)
		send(fd, reply->bytes, reply->len, MSG_NOSIGNAL);
	for (size_t i = 0; dns->question.drip && i < reply->len && !stopped(dns, 100); i++)
		send(fd, reply->bytes + i, 1, MSG_NOSIGNAL);
}

/* Silence keeps the connection open until the other side or the test ends. */
static void serve_tcp(struct test_dns *dns)
{
	int fd = accept(dns->listener, NULL, NULL);
	unsigned char query[4096];
	ssize_t n;

	if (fd < 0)
		return;
	n = recv(fd, query, sizeof query, 0);
	if (n > 2) {
		ask(dns, query + 2, (size_t)n - 2, true);
		if (dns->question.reply.len) {
			reply_tcp(dns, fd);
		} else {
			struct pollfd fds[2] = {
				{.fd = fd, .events = POLLIN}, {.fd = dns->stop, .events = POLLIN}};

			poll(fds, 2, 10000);
		}
	}
	close(fd);
}

static void *serve(void *data)
{
	struct test_dns *dns = data;
	struct pollfd fds[3] = {{.fd = dns->stop, .events = POLLIN}, {.fd = dns->udp, .events = POLLIN},
		{.fd = dns->listener, .events = POLLIN}};

	for (;;) {
		if (poll(fds, 3, -1) < 0)
			continue;
		if (fds[0].revents)
			return NULL;
		if (fds[1].revents)
			serve_udp(dns);
		if (fds[2].revents)
			serve_tcp(dns);
	}
}

/* Another program may have the TCP port of the UDP port that the kernel gave; then another pair is tried. */
static bool open_sockets(struct test_dns *dns, bool tcp)
{
	static const int room = 4 << 20;

	net_addr_parse("127.0.0.1", 0, &dns->addr);
	dns->udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	dns->listener = -1;
	/* Hundreds of questions at once must not be lost when this thread is late; only root may ask for so much. */
	setsockopt(dns->udp, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
	if (bind(dns->udp, (struct sockaddr *)&dns->addr.ss, dns->addr.len) != 0)
		abort();
	getsockname(dns->udp, (struct sockaddr *)&dns->addr.ss, &dns->addr.len);
	if (!tcp)
		return true;
	dns->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(dns->listener, (struct sockaddr *)&dns->addr.ss, dns->addr.len) == 0 &&
		listen(dns->listener, 128) == 0)
		return true;
	close(dns->udp);
	close(dns->listener);
	return false;
}

struct test_dns *test_dns_new(test_answer *answer, void *data, bool tcp)
{
	struct test_dns *dns = mem_new(sizeof *dns);

	dns->answer = answer;
	dns->data = data;
	pthread_mutex_init(&dns->lock, NULL);
	while (!open_sockets(dns, tcp))
		;
	dns->stop = eventfd(0, EFD_CLOEXEC);
	if (pthread_create(&dns->thread, NULL, serve, dns) != 0)
		abort();
	return dns;
}

struct net_addr test_dns_addr(const struct test_dns *dns)
{
	return dns->addr;
}

int test_dns_asked(struct test_dns *dns)
{
	int asked;

	pthread_mutex_lock(&dns->lock);
	asked = dns->asked;
	pthread_mutex_unlock(&dns->lock);
	return asked;
}

void test_dns_free(struct test_dns **dns)
{
	static const uint64_t one = 1;

	if (!*dns)
		return;
	if (write((*dns)->stop, &one, sizeof one) < 0)
		abort();
	pthread_join((*dns)->thread, NULL);
	close((*dns)->udp);
	if ((*dns)->listener >= 0)
		close((*dns)->listener);
	close((*dns)->stop);
	pthread_mutex_destroy(&(*dns)->lock);
	free(*dns);
	*dns = NULL;
}
