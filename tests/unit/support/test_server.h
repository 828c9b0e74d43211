/*
 * A TCP server on loopback: one thread accepts, one thread serves each connection with the test's function.
 * Blocking sockets with a limit of ten seconds for each wait, so that a broken test ends.
 */
#ifndef MAILMEND_TESTS_SERVER_H
#define MAILMEND_TESTS_SERVER_H

#include <stddef.h>

#include "checks/net/addr.h"

struct test_server;

/* Serves one connection; the socket is closed afterwards. */
typedef void test_serve(int fd, void *data);

/* Listens on 127.0.0.1 (AF_INET) or ::1 (AF_INET6) on a free port; NULL where the family is missing. */
struct test_server *test_server_new(int family, test_serve *serve, void *data);
struct net_addr test_server_addr(const struct test_server *server);

/* Connects to it: a non-blocking socket. */
int test_server_connect(const struct test_server *server);

/* Ends every connection and waits for all threads. */
void test_server_free(struct test_server **server);

/* For test_serve: sends, hears until the other side closes, resets on close. */
void test_send(int fd, const void *bytes, size_t len);
void test_hear_out(int fd);
void test_reset(int fd);

#endif
