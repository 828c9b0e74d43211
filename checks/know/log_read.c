/*
 * Reading on several threads: each takes the next piece, reads its lines by itself, and waits for its turn to count them. The
 * caller is one of them, and the only one that tells.
 */
#include "checks/know/log_read.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/know/log_piece.h"
#include "checks/know/log_source.h"

enum {
	FIRST_TELL_MS = 25,
	USUAL_TELL_MS = 200,
	SMALL = 1024 * 1024, /* bytes of a file that are not worth a second thread */
	WORKER_STACK = 256 * 1024,
};

struct hand;

struct reading {
	const struct log_reading *how;
	struct log_book *book;
	struct log_source source;
	struct log_file file;
	int64_t reference;
	int64_t tell_us; /* when the caller is told next */

	pthread_mutex_t take; /* guards source, taken, stopped */
	uint64_t taken;	      /* pieces */
	bool stopped;
	pthread_mutex_t count; /* guards book, file's sums, counted, what hands wait for */
	uint64_t counted;
	struct hand *hands;
	int n_hands;
};

/* What one thread works with. */
struct hand {
	struct reading *reading;
	pthread_t thread;
	bool caller;
	int turn_fd;	    /* an eventfd: told when it is its turn; -1: it is alone */
	uint64_t waits_for; /* number of its piece and one; 0: it does not wait */
	char *buf;
	struct log_piece piece;
};

static void stop(struct reading *reading)
{
	pthread_mutex_lock(&reading->take);
	reading->stopped = true;
	pthread_mutex_unlock(&reading->take);
}

/* On the caller's thread, and nobody counts meanwhile. */
static void tell(struct reading *reading)
{
	int64_t every_ms = reading->how->every_ms ? reading->how->every_ms : USUAL_TELL_MS;

	if (!reading->how->tell || clock_us() < reading->tell_us)
		return;
	if (!reading->how->tell(reading->how->ctx, reading->book))
		stop(reading);
	reading->tell_us = clock_us() + CLOCK_MS(every_ms);
	if (reading->source.tell_us != CLOCK_NEVER)
		reading->source.tell_us = reading->tell_us;
}

static enum log_fill take_piece(struct hand *hand, size_t *len_r, uint64_t *number_r)
{
	struct reading *reading = hand->reading;
	enum log_fill fill = LOG_FILL_END;

	pthread_mutex_lock(&reading->take);
	if (!reading->stopped)
		fill = log_source_fill(&reading->source, hand->buf, len_r, &hand->piece.tally.bytes);
	if (fill == LOG_FILL_LINES)
		*number_r = reading->taken++;
	pthread_mutex_unlock(&reading->take);
	return fill;
}

/* With the lock on count, which is open while it waits. */
static void wait_for_turn(struct hand *hand, uint64_t number)
{
	const struct io_scope no_limit = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};
	struct reading *reading = hand->reading;

	while (reading->counted != number) {
		struct io_want want = {.fd = hand->turn_fd, .events = POLLIN};
		eventfd_t told;

		hand->waits_for = number + 1;
		pthread_mutex_unlock(&reading->count);
		io_wait(&no_limit, &want, 1);
		eventfd_read(hand->turn_fd, &told);
		pthread_mutex_lock(&reading->count);
	}
	hand->waits_for = 0;
}

static void next_turn(struct reading *reading)
{
	reading->counted++;
	for (int i = 0; i < reading->n_hands; i++)
		if (reading->hands[i].waits_for == reading->counted + 1)
			eventfd_write(reading->hands[i].turn_fd, 1);
}

static void count_piece(struct hand *hand, uint64_t number)
{
	struct reading *reading = hand->reading;

	pthread_mutex_lock(&reading->count);
	wait_for_turn(hand, number);
	log_book_lines(reading->book, &hand->piece.tally);
	log_book_count(reading->book, &hand->piece.notes);
	reading->file.lines += hand->piece.tally.lines;
	reading->file.bytes += hand->piece.tally.bytes;
	if (hand->caller)
		tell(reading);
	next_turn(reading);
	pthread_mutex_unlock(&reading->count);
}

static void work(struct hand *hand)
{
	uint64_t number = 0;
	size_t len = 0;

	for (;;) {
		memset(&hand->piece.tally, 0, sizeof hand->piece.tally);
		switch (take_piece(hand, &len, &number)) {
		case LOG_FILL_END:
			return;
		case LOG_FILL_IDLE: /* only with one thread, which is the caller's */
			tell(hand->reading);
			break;
		case LOG_FILL_LINES:
			log_notes_clear(&hand->piece.notes);
			log_piece_read(&hand->piece, hand->buf, len);
			count_piece(hand, number);
			break;
		}
	}
}

static void *work_beside(void *hand)
{
	work(hand);
	return NULL;
}

static void hand_init(struct hand *hand, struct reading *reading, bool caller)
{
	memset(hand, 0, sizeof *hand);
	hand->reading = reading;
	hand->caller = caller;
	hand->turn_fd = -1;
	hand->buf = mem_new(LOG_PIECE_MAX);
	hand->piece.eyes.clock.reference = reading->reference;
	hand->piece.since = reading->how->since;
}

static void hand_release(struct hand *hand)
{
	if (hand->turn_fd >= 0)
		close(hand->turn_fd);
	free(hand->buf);
	log_notes_release(&hand->piece.notes);
}

/* False: the system has no more descriptors, and the caller works alone. */
static bool can_wait(struct hand *hands, int n)
{
	for (int i = 0; i < n; i++) {
		hands[i].turn_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		if (hands[i].turn_fd < 0)
			return false;
	}
	return true;
}

/* A thread that no signal ever meets. */
static bool start(struct hand *hand)
{
	pthread_attr_t attr;
	sigset_t all, before;
	int failed;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, WORKER_STACK);
	failed = pthread_create(&hand->thread, &attr, work_beside, hand);
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return !failed;
}

static int threads_for(const struct reading *reading, uint64_t size)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int threads = reading->how->threads ? reading->how->threads : (int)cores;

	if (reading->source.follow || (!reading->source.regular && !reading->source.text) ||
		(!reading->how->threads && size < SMALL))
		return 1;
	return threads < 1 ? 1 : threads > LOG_THREADS_MAX ? LOG_THREADS_MAX : threads;
}

static void work_all(struct reading *reading, int threads)
{
	struct hand hands[LOG_THREADS_MAX];
	int others = 0;

	for (int i = 0; i < threads; i++)
		hand_init(&hands[i], reading, i == threads - 1);
	reading->hands = hands;
	reading->n_hands = threads;
	if (threads > 1 && can_wait(hands, threads))
		while (others < threads - 1 && start(&hands[others]))
			others++;
	work(&hands[threads - 1]);
	for (int i = 0; i < others; i++)
		pthread_join(hands[i].thread, NULL);
	for (int i = 0; i < threads; i++)
		hand_release(&hands[i]);
}

/* source is set but for what hangs on the reading. */
static enum log_outcome read_all(struct reading *reading, uint64_t size, struct log_file *file_r)
{
	struct log_source *source = &reading->source;
	bool streams = !source->text && (!source->regular || source->follow);

	source->file = &reading->file;
	source->piece =
		reading->how->piece && reading->how->piece < LOG_PIECE ? reading->how->piece : LOG_PIECE;
	reading->tell_us = clock_us() + CLOCK_MS(FIRST_TELL_MS);
	source->tell_us = streams && reading->how->tell ? reading->tell_us : CLOCK_NEVER;
	pthread_mutex_init(&reading->take, NULL);
	pthread_mutex_init(&reading->count, NULL);
	if (log_source_begin(source))
		work_all(reading, threads_for(reading, size));
	if (reading->stopped && reading->file.outcome == LOG_READ)
		reading->file.outcome = LOG_STOPPED;
	if (reading->file.outcome == LOG_READ && !reading->file.lines)
		reading->file.outcome = LOG_EMPTY;
	log_source_release(source);
	reading->tell_us = 0;
	tell(reading);
	pthread_mutex_destroy(&reading->count);
	pthread_mutex_destroy(&reading->take);
	*file_r = reading->file;
	return file_r->outcome;
}

static const struct log_reading usual_reading;

enum log_outcome log_read_text(const struct io_scope *scope, const void *text, size_t len,
	const struct log_reading *how, struct log_book *book, struct log_file *file_r)
{
	struct reading reading = {.how = how ? how : &usual_reading, .book = book};

	reading.source = (struct log_source){.scope = scope, .text = text, .text_left = len, .fd = -1};
	reading.reference = reading.how->reference;
	return read_all(&reading, len, file_r);
}

static enum log_outcome refused(enum log_outcome outcome, int error, struct log_file *file_r)
{
	*file_r = (struct log_file){.outcome = outcome, .error = error};
	return outcome;
}

static enum log_outcome read_open(const struct io_scope *scope, const char *path, int fd, bool own,
	const struct log_reading *how, struct log_book *book, struct log_file *file_r)
{
	struct reading reading = {.how = how ? how : &usual_reading, .book = book};
	struct stat status;

	if (fstat(fd, &status) || S_ISDIR(status.st_mode)) {
		int error = S_ISDIR(status.st_mode) ? EISDIR : errno;

		if (own)
			close(fd);
		return refused(error == EISDIR ? LOG_DIRECTORY : LOG_READ_FAILED, error, file_r);
	}
	reading.source = (struct log_source){.scope = scope,
		.path = path,
		.fd = fd,
		.own_fd = own,
		.regular = S_ISREG(status.st_mode),
		.follow = reading.how->follow && S_ISREG(status.st_mode)};
	reading.reference = reading.how->reference;
	if (!reading.reference && reading.source.regular && !reading.source.follow)
		reading.reference = status.st_mtime;
	return read_all(&reading, (uint64_t)status.st_size, file_r);
}

enum log_outcome log_read_fd(const struct io_scope *scope, int fd, const struct log_reading *how,
	struct log_book *book, struct log_file *file_r)
{
	return read_open(scope, NULL, fd, false, how, book, file_r);
}

static enum log_outcome outcome_of(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return LOG_MISSING;
	case EACCES:
	case EPERM:
		return LOG_FORBIDDEN;
	case ELOOP:
		return LOG_LOOP;
	default:
		return LOG_READ_FAILED;
	}
}

enum log_outcome log_read(const struct io_scope *scope, const char *path, const struct log_reading *how,
	struct log_book *book, struct log_file *file_r)
{
	struct stat status;
	int fd;

	if (!strcmp(path, "-"))
		return log_read_fd(scope, STDIN_FILENO, how, book, file_r);
	if (stat(path, &status))
		return refused(outcome_of(errno), errno, file_r);
	if (S_ISDIR(status.st_mode))
		return refused(LOG_DIRECTORY, EISDIR, file_r);
	if (!S_ISREG(status.st_mode) &&
		!S_ISFIFO(status.st_mode)) /* opening a device may do something to it */
		return refused(LOG_DEVICE, 0, file_r);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return refused(outcome_of(errno), errno, file_r);
	return read_open(scope, path, fd, true, how, book, file_r);
}
