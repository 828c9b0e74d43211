/*
 * Answers over HTTPS: what arrives, what a hostile server may try (no end, no HTTP, redirects to elsewhere, wrong certificates, addresses
 * inside a network), many at once, on several threads, and cancelled.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/net/fetch.h"
#include "checks/net/gate.h"
#include "checks/net/map.h"
#include "tests/unit/support/test_dns.h"
#include "tests/unit/support/test_tls.h"

#define GOOD	    "https://good.example.org"
#define N_OF(array) (sizeof(array) / sizeof *(array))
#define OK	    "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\n"
#define TO(url)	    "HTTP/1.1 302 Found\r\nLocation: " url "\r\nContent-Length: 4\r\n\r\ngone"

static const struct {
	const char *path, *answer, *again; /* again: sent without end */
} pages[] = {
	{"/ok", OK "Content-Length: 6\r\n\r\nhello\n", NULL},
	{"/end", OK "\r\nhello\n", NULL},
	{"/chunks", OK "Transfer-Encoding: chunked\r\n\r\n6\r\nhello\n\r\n0\r\n\r\n", NULL},
	{"/empty", "HTTP/1.1 204 No Content\r\n\r\n", NULL},
	{"/none", "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", NULL},
	{"/cookie", OK "Set-Cookie: a=b\r\nContent-Length: 6\r\n\r\nhello\n", NULL},
	{"/escape", "HTTP/1.1 200 OK\r\nContent-Type: a\033[31mb\r\nContent-Length: 0\r\n\r\n", NULL},
	{"/to-ok", TO(GOOD "/ok"), NULL},
	{"/to-relative", TO("ok"), NULL},
	{"/to-other", TO("https://other.example.org:443/ok"), NULL},
	{"/chain3", TO(GOOD "/chain2"), NULL},
	{"/chain2", TO(GOOD "/to-ok"), NULL},
	{"/chain4", TO(GOOD "/chain3"), NULL},
	{"/circle", TO(GOOD "/circle"), NULL},
	{"/to-http", TO("http://good.example.org/ok"), NULL},
	{"/to-file", TO("file:///etc/hostname"), NULL},
	{"/to-user", TO("https://a:b@good.example.org/ok"), NULL},
	{"/to-private", TO("https://private.example.org/ok"), NULL},
	{"/to-literal", TO("https://127.0.0.1/ok"), NULL},
	{"/to-number", TO("https://2130706433/ok"), NULL},
	{"/to-nowhere", TO("https://nowhere.example.org/"), NULL},
	{"/to-echo", TO(GOOD "/echo"), NULL},
	{"/large", OK "Content-Length: 10000000\r\n\r\n", "all work and no play\n"},
	{"/endless", OK "\r\n", "all work and no play\n"},
	{"/head", OK, "X-A: b\r\n"},
	{"/continue", "", "HTTP/1.1 100 Continue\r\n\r\n"},
	{"/cut", OK "Content-Length: 100\r\n\r\nhello", NULL},
	{"/no-http", "220 mail.example.org ESMTP\r\n", NULL},
	{"/nothing", "", NULL},
};

static struct tls_store *store;
static struct test_server *web, *plain;
static struct test_dns *names;
static struct dns_config dns;
static struct net_map_rule rules[8];
static struct net_map map = {.rules = rules, .otherwise = NET_MAP_UNREACHABLE};
static int cancel_fd;

/* --- the web --- */

static void tell(SSL *ssl, const char *text)
{
	if (*text)
		(void)SSL_write(ssl, text, (int)strlen(text));
}

/* Head and body of the request; its path is cut out of it. */
static void hear(SSL *ssl, struct str *request, char path[64])
{
	const char *body = NULL;
	size_t wanted = 0;
	char buf[4096];

	while (!body || strlen(body) < wanted) {
		int n = SSL_read(ssl, buf, sizeof buf);
		const char *length;

		if (n <= 0)
			break;
		str_add_bytes(request, buf, (size_t)n);
		body = strstr(str_text(request), "\r\n\r\n");
		body = body ? body + 4 : NULL;
		length = strstr(str_text(request), "Content-Length: ");
		wanted = length ? strtoul(length + 16, NULL, 10) : 0;
	}
	if (sscanf(str_text(request), "%*s %63s", path) != 1)
		path[0] = '\0';
}

static void serve(SSL *ssl, void *data)
{
	struct str STR_AUTO request = STR_INIT, answer = STR_INIT;
	char path[64];

	(void)data;
	hear(ssl, &request, path);
	if (strcmp(path, "/cancel") == 0 && eventfd_write(cancel_fd, 1) == 0)
		test_tls_hear_out(ssl);
	if (strcmp(path, "/silent") == 0)
		test_tls_hear_out(ssl);
	if (strcmp(path, "/echo") == 0) {
		str_addf(&answer, OK "Content-Length: %zu\r\n\r\n%s", request.len, str_text(&request));
		tell(ssl, str_text(&answer));
	}
	for (size_t i = 0; i < N_OF(pages); i++) {
		if (strcmp(path, pages[i].path) != 0)
			continue;
		tell(ssl, pages[i].answer);
		for (size_t n = 0; pages[i].again && n < 2000000; n++) {
			if (SSL_write(ssl, pages[i].again, (int)strlen(pages[i].again)) <= 0)
				break;
		}
	}
	SSL_shutdown(ssl);
}

static void serve_plain(int fd, void *data)
{
	(void)data;
	test_send(fd, "220 mail.example.org ESMTP\r\n", 28);
	test_hear_out(fd);
}

/* --- its names --- */

static const struct {
	const char *name, *v4, *v6;
} hosts[] = {
	{"good.example.org", "192.0.2.10", NULL},
	{"other.example.org", "192.0.2.10", NULL},
	{"wrong.example.org", "192.0.2.10", NULL},
	{"two.example.org", "192.0.2.10", "2001:db8::1"},
	{"private.example.org", "10.1.2.3", NULL},
	{"mixed.example.org", "192.0.2.10", "fd00::1"},
	{"refused.example.org", "192.0.2.20", "2001:db8::1"},
	{"dropped.example.org", "192.0.2.30", NULL},
	{"plain.example.org", "192.0.2.40", NULL},
};

static void answer_names(struct test_question *question, void *data)
{
	char name[DNS_NAME_MAX];
	int type = question->query[question->len - 4 - 11 + 1]; /* behind it: class, and EDNS of 11 bytes */

	(void)data;
	test_query_name(question->query, question->len, name, sizeof name);
	for (size_t i = 0; i < N_OF(hosts); i++) {
		const char *text = type == DNS_A ? hosts[i].v4 : hosts[i].v6;
		struct net_addr addr;

		if (strcmp(hosts[i].name, name) != 0)
			continue;
		test_msg_reply_to(&question->reply, question->query, question->len, TEST_RA);
		if (!text || !net_addr_parse(text, 0, &addr))
			return;
		if (type == DNS_A)
			test_msg_record(
				&question->reply, TEST_ANSWER, name, DNS_A, (const char *)&addr.ss + 4, 4);
		else
			test_msg_record(&question->reply, TEST_ANSWER, name, DNS_AAAA,
				(const char *)&addr.ss + 8, 16);
		return;
	}
	test_msg_reply_to(&question->reply, question->query, question->len, TEST_RA | 3);
}

/* --- asking --- */

static struct io_scope scope_of(int64_t limit_ms)
{
	const struct io_scope whole = {.cancel_fd = cancel_fd, .deadline_us = CLOCK_NEVER};

	return io_scope_within(&whole, limit_ms);
}

static void ask(struct fetch *fetches, size_t n, int64_t limit_ms)
{
	struct io_scope scope = scope_of(limit_ms);

	fetch_all(&scope, &dns, store, &map, fetches, n);
}

static void expect(const struct fetch *fetch, enum fetch_outcome outcome, int status, const char *body)
{
	if (fetch->outcome != outcome || fetch->status != status)
		fail_msg("%s: %s, status %d; wanted %s, %d", fetch->url, fetch_outcome_name(fetch->outcome),
			fetch->status, fetch_outcome_name(outcome), status);
	assert_string_equal(str_text(&fetch->body), body);
}

static void test_answers(void **state)
{
	static const struct {
		const char *url;
		enum fetch_outcome outcome;
		int status;
		const char *body, *final;
	} table[] = {
		{GOOD "/ok", FETCH_DONE, 200, "hello\n", GOOD "/ok"},
		{GOOD "/end", FETCH_DONE, 200, "hello\n", NULL},
		{GOOD "/chunks", FETCH_DONE, 200, "hello\n", NULL},
		{GOOD "/empty", FETCH_DONE, 204, "", NULL},
		{GOOD "/none", FETCH_DONE, 404, "no", NULL},
		{"https://two.example.org/ok", FETCH_CERTIFICATE, 0, "", NULL},
		{"https://wrong.example.org/ok", FETCH_CERTIFICATE, 0, "", NULL},
		{"https://mixed.example.org/ok", FETCH_CERTIFICATE, 0, "", NULL},
		{"https://plain.example.org/ok", FETCH_TLS, 0, "", NULL},
		{"https://private.example.org/ok", FETCH_PRIVATE, 0, "", NULL},
		{"https://127.0.0.1/ok", FETCH_PRIVATE, 0, "", NULL},
		{"https://[::1]/ok", FETCH_PRIVATE, 0, "", NULL},
		{"https://refused.example.org/ok", FETCH_CONNECT, 0, "", NULL},
		{"https://good.example.org:444/ok", FETCH_CONNECT, 0, "", NULL},
		{"https://nowhere.example.org/", FETCH_NAME, 0, "", NULL},
		{"http://good.example.org/ok", FETCH_REDIRECT, 0, "", NULL},
		{"good.example.org/ok", FETCH_REDIRECT, 0, "", NULL},
		{GOOD "/o k", FETCH_REDIRECT, 0, "", NULL},
		{GOOD "/o\r\nX: y", FETCH_REDIRECT, 0, "", NULL},
		{GOOD "/to-ok", FETCH_DONE, 200, "hello\n", GOOD "/ok"},
		{GOOD "/to-relative", FETCH_DONE, 200, "hello\n", GOOD "/ok"},
		{GOOD "/to-other", FETCH_DONE, 200, "hello\n", "https://other.example.org:443/ok"},
		{GOOD "/chain3", FETCH_DONE, 200, "hello\n", GOOD "/ok"},
		{GOOD "/chain4", FETCH_REDIRECT, 302, "", NULL},
		{GOOD "/circle", FETCH_REDIRECT, 302, "", NULL},
		{GOOD "/to-http", FETCH_REDIRECT, 302, "", "http://good.example.org/ok"},
		{GOOD "/to-file", FETCH_REDIRECT, 302, "", NULL},
		{GOOD "/to-user", FETCH_REDIRECT, 302, "", NULL},
		{GOOD "/to-private", FETCH_PRIVATE, 302, "", NULL},
		{GOOD "/to-literal", FETCH_PRIVATE, 302, "", NULL},
		{GOOD "/to-number", FETCH_PRIVATE, 302, "", NULL},
		{GOOD "/to-nowhere", FETCH_NAME, 302, "", NULL},
		{GOOD "/large", FETCH_TOO_LARGE, 200, "", NULL},
		{GOOD "/endless", FETCH_TOO_LARGE, 200, "", NULL},
		{GOOD "/head", FETCH_TOO_LARGE, 200, "", NULL},
		{GOOD "/continue", FETCH_TOO_LARGE, 100, "", NULL},
		{GOOD "/cut", FETCH_CUT, 200, "", NULL},
		{GOOD "/no-http", FETCH_CUT, 0, "", NULL},
		{GOOD "/nothing", FETCH_CUT, 0, "", NULL},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct fetch fetch = {.url = table[i].url, .max = 1000};

		ask(&fetch, 1, 10000);
		expect(&fetch, table[i].outcome, table[i].status, table[i].body);
		if (table[i].final)
			assert_string_equal(fetch.final_url, table[i].final);
		fetch_release(&fetch, 1);
	}
}

/* A host that the person named may be inside a network; where it leads may not. */
static void test_named(void **state)
{
	struct fetch fetches[] = {
		{.url = "https://private.example.org/ok", .named = true, .max = 10},
		{.url = "https://10.1.2.3/ok", .named = true, .max = 10},
		{.url = GOOD "/to-private", .named = true, .max = 10},
	};

	(void)state;
	ask(fetches, N_OF(fetches), 10000);
	expect(&fetches[0], FETCH_CERTIFICATE, 0, "");
	expect(&fetches[1], FETCH_CERTIFICATE, 0, "");
	expect(&fetches[2], FETCH_PRIVATE, 302, "");
	fetch_release(fetches, N_OF(fetches));
}

/* What is asked: no more than that, and no cookie comes back. */
static void test_request(void **state)
{
	struct fetch fetches[] = {
		{.url = GOOD "/echo", .max = 1000},
		{.url = GOOD "/echo", .post = "a=b&c=d", .max = 1000},
		{.url = GOOD "/to-echo", .post = "<a/>", .post_type = "text/xml", .max = 1000},
		{.url = GOOD "/to-echo",
			.post = "<a/>",
			.post_type = "text/xml",
			.post_again = true,
			.max = 1000},
		{.url = GOOD "/escape", .max = 1000},
	};

	(void)state;
	ask(fetches, N_OF(fetches), 10000);
	expect(&fetches[0], FETCH_DONE, 200,
		"GET /echo HTTP/1.1\r\nHost: good.example.org\r\nUser-Agent: mailmend\r\nAccept: "
		"*/*\r\n\r\n");
	expect(&fetches[1], FETCH_DONE, 200,
		"POST /echo HTTP/1.1\r\nHost: good.example.org\r\nUser-Agent: mailmend\r\nAccept: */*\r\n"
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\na=b&c=d");
	assert_string_equal(fetches[1].type, "text/xml; charset=utf-8");
	expect(&fetches[2], FETCH_REDIRECT, 302, "");
	expect(&fetches[3], FETCH_DONE, 200,
		"POST /echo HTTP/1.1\r\nHost: good.example.org\r\nUser-Agent: mailmend\r\nAccept: */*\r\n"
		"Content-Type: text/xml\r\nContent-Length: 4\r\n\r\n<a/>");
	assert_null(strchr(fetches[4].type, '\033'));
	fetch_release(fetches, N_OF(fetches));
}

/* One that is silent holds up nobody; it ends with the scope. */
static void test_together(void **state)
{
	struct fetch fetches[] = {
		{.url = "https://dropped.example.org/ok", .max = 10},
		{.url = GOOD "/silent", .max = 10},
		{.url = GOOD "/to-other", .max = 10},
		{.url = "https://refused.example.org/", .max = 10},
		{.url = GOOD "/ok", .max = 10},
		{.url = GOOD "/ok", .max = 5},
	};

	(void)state;
	ask(fetches, N_OF(fetches), 1500);
	expect(&fetches[0], FETCH_CANCELLED, 0, "");
	expect(&fetches[1], FETCH_CANCELLED, 0, "");
	expect(&fetches[2], FETCH_DONE, 200, "hello\n");
	expect(&fetches[3], FETCH_CONNECT, 0, "");
	expect(&fetches[4], FETCH_DONE, 200, "hello\n");
	expect(&fetches[5], FETCH_TOO_LARGE, 200, "");
	fetch_release(fetches, N_OF(fetches));
}

static void test_cancelled(void **state)
{
	struct fetch fetches[] = {
		{.url = GOOD "/cancel", .max = 10},
		{.url = GOOD "/silent", .max = 10},
	};
	eventfd_t count;

	(void)state;
	for (int i = 0; i < 2; i++) {
		ask(fetches, N_OF(fetches), CLOCK_NEVER / 1000);
		expect(&fetches[0], FETCH_CANCELLED, 0, "");
		expect(&fetches[1], FETCH_CANCELLED, 0, "");
		fetch_release(fetches, N_OF(fetches));
	}
	assert_int_equal(eventfd_read(cancel_fd, &count), 0);
}

/* There is no room for all at one host: some wait until others have ended. */
static void test_gate(void **state)
{
	struct io_scope scope = scope_of(10000);
	struct fetch fetches[FETCH_MANY_MAX];

	(void)state;
	scope.gate = net_gate_new();
	for (size_t i = 0; i < N_OF(fetches); i++)
		fetches[i] = (struct fetch){.url = GOOD "/ok", .max = 10};
	fetch_all(&scope, &dns, store, &map, fetches, N_OF(fetches));
	for (size_t i = 0; i < N_OF(fetches); i++)
		expect(&fetches[i], FETCH_DONE, 200, "hello\n");
	fetch_release(fetches, N_OF(fetches));
	net_gate_free(&scope.gate);
}

static void *ask_on_thread(void *data)
{
	struct fetch fetches[] = {{.url = GOOD "/ok", .max = 10}, {.url = GOOD "/to-http", .max = 10}};
	bool *right = data;

	ask(fetches, N_OF(fetches), 10000);
	*right = fetches[0].outcome == FETCH_DONE && fetches[1].outcome == FETCH_REDIRECT;
	fetch_release(fetches, N_OF(fetches));
	return NULL;
}

static void test_threads(void **state)
{
	pthread_t threads[4];
	bool right[4];

	(void)state;
	for (size_t i = 0; i < N_OF(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, ask_on_thread, &right[i]), 0);
	for (size_t i = 0; i < N_OF(threads); i++) {
		pthread_join(threads[i], NULL);
		assert_true(right[i]);
	}
}

/* --- */

static void lead(size_t i, const char *from, enum net_map_action action, struct net_addr to)
{
	rules[i] = (struct net_map_rule){.action = action, .to = to};
	assert_true(net_addr_parse(from, strchr(from, ':') ? 0 : 443, &rules[i].from));
	map.n = i + 1;
}

static SSL_CTX *certified(void)
{
	const struct test_cert_options options = {
		.cn = "good.example.org", .san = "DNS:good.example.org,DNS:other.example.org"};
	struct err err = ERR_INIT;
	struct test_cert cert;
	SSL_CTX *context;
	char *path;

	test_cert_make(&cert, &options, NULL);
	path = test_cert_file(&cert);
	store = tls_store_new(path, &err);
	unlink(path);
	free(path);
	assert_non_null(store);
	context = test_server_context(&cert, NULL, 0);
	test_cert_release(&cert);
	return context;
}

static struct test_tls tls = {.talk = serve};

static int start(void **state)
{
	const struct net_addr nobody = {.len = 0};
	struct net_addr own;

	(void)state;
	cancel_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	tls.context = certified();
	web = test_server_new(AF_INET, test_serve_tls, &tls);
	plain = test_server_new(AF_INET, serve_plain, NULL);
	names = test_dns_new(answer_names, NULL, false);
	own = test_dns_addr(names);
	dns = (struct dns_config){.servers = {own}, .n_servers = 1};
	lead(0, "192.0.2.10", NET_MAP_TO, test_server_addr(web));
	lead(1, "10.1.2.3", NET_MAP_TO, test_server_addr(web));
	lead(2, "192.0.2.20", NET_MAP_REFUSE, nobody);
	lead(3, "2001:db8::1", NET_MAP_REFUSE, nobody);
	lead(4, "192.0.2.30", NET_MAP_DROP, nobody);
	lead(5, "192.0.2.40", NET_MAP_TO, test_server_addr(plain));
	rules[6] = (struct net_map_rule){.from = own, .action = NET_MAP_TO, .to = own};
	map.n = 7;
	return 0;
}

static int stop(void **state)
{
	(void)state;
	test_server_free(&web);
	test_server_free(&plain);
	test_dns_free(&names);
	SSL_CTX_free(tls.context);
	tls_store_free(&store);
	close(cancel_fd);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_cancelled),
		cmocka_unit_test(test_gate),
		cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
