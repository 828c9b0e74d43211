/*
 * The smallest HTTP/1.1 (RFC 9110, 9112): one GET in clear, to see who answers. Nothing personal is sent, no redirect is
 * followed, and no more is read than a page that says "you are online" needs.
 */
#ifndef MAILMEND_NET_HTTP_H
#define MAILMEND_NET_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/net/io.h"

#define HTTP_BODY_MAX	  1024 /* bytes of the body that are kept */
#define HTTP_LOCATION_MAX 256
#define HTTP_LINES_MAX	  100

struct http_answer {
	int status;			  /* 0: no HTTP was spoken */
	char location[HTTP_LOCATION_MAX]; /* of a redirect, harmless; "" without one */
	char body[HTTP_BODY_MAX + 1];	  /* its beginning, harmless, lines ended by "\n" */
};

/* An answer that is being read, line by line. */
struct http_reader {
	struct http_answer answer;
	size_t lines, body_len;
	long long wanted; /* bytes of the body that are still to come; -1: up to the end of the connection */
	bool in_body, whole;
};

void http_reader_init(struct http_reader *reader);

/*
 * Takes one line without its end (fuzzed); false when nothing more is wanted: the answer is whole, too long, or none at
 * all (status 0).
 */
bool http_reader_take(struct http_reader *reader, const char *line, size_t len);

/*
 * Asks fd (a connected socket, taken over) for http://host/path. IO_OK: answer_r holds what came, which may be no HTTP
 * (status 0); otherwise the connection ended (IO_CLOSED, IO_RESET), was silent (IO_TIMED_OUT) or was cancelled, and
 * nothing is known.
 */
enum io_status http_get(const struct io_scope *scope, int fd, const char *host, const char *path,
	struct http_answer *answer_r);

#endif
