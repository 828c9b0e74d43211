/*
 * The whole engine of logs over any bytes: stamps, every dialect, the counting, gzip. What comes in pieces of other sizes, on other
 * threads and through a pipe must count the same as in one piece; sums must fit together, and small limits must hold. The first byte
 * chooses the limits, the second the pieces.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/know/log_read.h"

enum { PIPE_MAX = 32768 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const struct io_scope no_limit = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};

static void check(struct log_book *book, const struct log_limits *limits)
{
	const struct log_counts *c = log_book_counts(book);
	const struct log_group *const *groups;
	size_t n = log_book_groups(book, &groups);
	uint64_t out = 0;

	for (size_t i = 0; i < n; i++) {
		out += groups[i]->side == LOG_OUT ? groups[i]->count : 0;
		if (groups[i]->side == LOG_OUT &&
			groups[i]->count != groups[i]->deferred + groups[i]->bounced)
			abort();
		if (groups[i]->n_domains > LOG_DOMAINS_MAX || groups[i]->first > groups[i]->last ||
			strlen(groups[i]->example) > LOG_EXAMPLE_MAX)
			abort();
	}
	if (c->recipients != c->sent + c->forwarded + c->deferred + c->bounced ||
		out > c->deferred + c->bounced)
		abort();
	if (limits->groups && n > limits->groups)
		abort();
	if (c->overcome > c->sent + c->forwarded || c->expired > c->bounced || c->from > c->to ||
		c->strange > c->lines)
		abort();
}

static struct log_book *read_text(
	const uint8_t *data, size_t len, const struct log_limits *limits, int threads, size_t piece)
{
	struct log_book *book = log_book_new(limits);
	struct log_reading how = {.reference = 1795305600, .threads = threads, .piece = piece};
	struct log_file file;

	log_read_text(&no_limit, data, len, &how, book, &file);
	check(book, limits);
	return book;
}

/* The same bytes, which arrive in pieces. */
static struct log_book *read_pipe(
	const uint8_t *data, size_t len, const struct log_limits *limits, size_t piece)
{
	struct log_book *book = log_book_new(limits);
	struct log_reading how = {.reference = 1795305600, .piece = piece};
	struct log_file file;
	int fds[2];

	if (pipe(fds) || write(fds[1], data, len) != (ssize_t)len)
		abort();
	close(fds[1]);
	log_read_fd(&no_limit, fds[0], &how, book, &file);
	close(fds[0]);
	check(book, limits);
	return book;
}

static void compare(struct log_book *a, struct log_book *b)
{
	const struct log_group *const *left, *const *right;
	size_t n = log_book_groups(a, &left);

	if (memcmp(log_book_counts(a), log_book_counts(b), sizeof(struct log_counts)) ||
		n != log_book_groups(b, &right))
		abort();
	for (size_t i = 0; i < n; i++)
		if (left[i]->count != right[i]->count || strcmp(left[i]->example, right[i]->example))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct log_limits limits = {0};
	struct log_book *one, *other;

	if (len < 2 || len > PIPE_MAX)
		return 0;
	if (data[0] & 1)
		limits = (struct log_limits){
			.open = 1 + data[0] / 8, .waiting = 1 + data[0] / 32, .groups = 1 + data[0] / 16};
	one = read_text(data + 2, len - 2, &limits, 1, 0);
	other = data[0] & 2 ? read_text(data + 2, len - 2, &limits, 2, 1 + data[1])
			    : read_pipe(data + 2, len - 2, &limits, 1 + data[1]);
	compare(one, other);
	log_book_free(&one);
	log_book_free(&other);
	return 0;
}
