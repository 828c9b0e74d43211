/*
 * Bytes into pieces of whole lines. Each look at the scope stands before a read, so that a piece is the longest that a cancel waits for.
 */
#include "checks/know/log_source.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/know/log_unzip.h"

enum got { GOT_BYTES, GOT_END, GOT_IDLE };

static enum got stop(struct log_source *source, enum log_outcome outcome, int error)
{
	source->file->outcome = outcome;
	source->file->error = error;
	return GOT_END;
}

/* Whether it is cancelled or over; never waits. */
static bool is_over(const struct io_scope *scope)
{
	struct io_scope now = io_scope_within(scope, 0);

	return io_wait(&now, NULL, 0) == IO_CANCELLED || io_scope_left_ms(scope) == 0;
}

static enum got wait_for(struct log_source *source)
{
	struct io_scope until = *source->scope;
	struct io_want want = {.fd = source->fd, .events = POLLIN};

	if (source->tell_us < until.deadline_us)
		until.deadline_us = source->tell_us;
	switch (io_wait(&until, &want, 1)) {
	case IO_OK:
		return GOT_BYTES;
	case IO_TIMED_OUT:
		return io_scope_left_ms(source->scope) ? GOT_IDLE : stop(source, LOG_STOPPED, 0);
	default:
		return stop(source, LOG_STOPPED, 0);
	}
}

static enum got read_text(struct log_source *source, char *buf, size_t size, size_t *n_r)
{
	*n_r = source->text_left < size ? source->text_left : size;
	if (!*n_r)
		return GOT_END;
	memcpy(buf, source->text, *n_r);
	source->text += *n_r;
	source->text_left -= *n_r;
	return GOT_BYTES;
}

/* A file is at its end: cut short since, or really. */
static void see_end(struct log_source *source)
{
	struct stat status;

	if (source->regular && !fstat(source->fd, &status) && (uint64_t)status.st_size < source->offset)
		source->file->shrank = true;
}

static enum got read_fd(struct log_source *source, char *buf, size_t size, size_t *n_r)
{
	for (;;) {
		enum got got = source->regular ? GOT_BYTES : wait_for(source);
		ssize_t n;

		if (got != GOT_BYTES)
			return got;
		n = read(source->fd, buf, size);
		if (n > 0) {
			*n_r = (size_t)n;
			source->offset += (uint64_t)n;
			return GOT_BYTES;
		}
		if (!n) {
			see_end(source);
			return GOT_END;
		}
		if (errno != EINTR && errno != EAGAIN)
			return stop(source, LOG_READ_FAILED, errno);
	}
}

/* The bytes as they stand in the file. */
static enum got read_raw(struct log_source *source, char *buf, size_t size, size_t *n_r)
{
	if (source->head_at < source->head_len) {
		*n_r = source->head_len - source->head_at;
		memcpy(buf, source->head + source->head_at, *n_r);
		source->head_at = source->head_len;
		return GOT_BYTES;
	}
	if (is_over(source->scope))
		return stop(source, LOG_STOPPED, 0);
	return source->text ? read_text(source, buf, size, n_r) : read_fd(source, buf, size, n_r);
}

static enum got read_unpacked(struct log_source *source, char *buf, size_t size, size_t *n_r)
{
	z_stream *z = source->unzip;

	for (;;) {
		enum log_unzip state = log_unzip_some(source, buf, size, n_r);
		enum got got;
		size_t n = 0;

		if (*n_r)
			return GOT_BYTES;
		if (state == LOG_UNZIP_END)
			return GOT_END;
		if (state == LOG_UNZIP_DAMAGED)
			return stop(source, LOG_DAMAGED, 0);
		got = read_raw(source, (char *)source->packed, LOG_PACKED_PIECE, &n);
		if (got == GOT_END && !source->between && source->file->outcome == LOG_READ)
			return stop(source, LOG_BROKE_OFF, 0);
		if (got != GOT_BYTES)
			return got;
		z->next_in = source->packed;
		z->avail_in = (unsigned)n;
	}
}

static enum got read_some(struct log_source *source, char *buf, size_t size, size_t *n_r)
{
	*n_r = 0;
	return source->unzip ? read_unpacked(source, buf, size, n_r) : read_raw(source, buf, size, n_r);
}

/* The end of the last line in the piece, 0 when there is none. */
static size_t last_end(const char *buf, size_t len)
{
	const char *end = len && !buf[len - 1] ? buf + len - 1 : memrchr(buf, '\n', len);
	size_t taken = end ? (size_t)(end - buf) + 1 : 0;

	if (len - taken > LOG_LINE_MAX) {
		end = memrchr(buf + taken, '\0', len - taken);
		taken = end ? (size_t)(end - buf) + 1 : taken;
	}
	return taken;
}

/* Without the rest of a line that was too long: how many bytes go. */
static size_t skipped(struct log_source *source, const char *buf, size_t len)
{
	const char *line = memchr(buf, '\n', len);
	const char *nul = memchr(buf, '\0', line ? (size_t)(line - buf) : len);
	const char *end = nul ? nul : line;

	source->skipping = !end;
	return end ? (size_t)(end - buf) : len;
}

static void keep(struct log_source *source, const char *rest, size_t len)
{
	if (len > LOG_CARRY_MAX - 1) {
		source->skipping = true;
		len = LOG_CARRY_MAX;
	}
	memmove(source->carry, rest, len);
	source->carry_len = len;
}

static bool all_nul(const char *buf, size_t len)
{
	return !buf[0] && !memcmp(buf, buf + 1, len - 1);
}

/* A hole: goes on where the file has bytes again. */
static void leap(struct log_source *source, size_t len)
{
	off_t data, here;

	source->file->nuls += len;
	if (!source->regular || source->unzip || source->text || (here = lseek(source->fd, 0, SEEK_CUR)) < 0)
		return;
	data = lseek(source->fd, here, SEEK_DATA);
	if (data < 0 && errno == ENXIO)
		data = lseek(source->fd, 0, SEEK_END);
	if (data < here) {
		lseek(source->fd, here, SEEK_SET);
		return;
	}
	source->file->nuls += (uint64_t)(data - here);
	source->taken += (uint64_t)(data - here);
	source->offset += (uint64_t)(data - here);
}

static enum log_fill give(struct log_source *source, size_t len, size_t *len_r, uint64_t *raw_r)
{
	*len_r = len;
	*raw_r = source->taken;
	source->taken = 0;
	return LOG_FILL_LINES;
}

/* The last line has no end. */
static enum log_fill give_carry(struct log_source *source, char *buf, size_t *len_r, uint64_t *raw_r)
{
	size_t len = source->carry_len;

	memcpy(buf, source->carry, len);
	source->carry_len = 0;
	source->skipping = false;
	return give(source, len, len_r, raw_r);
}

/* What read_some() had no bytes for. LOG_FILL_LINES: read on. */
static enum log_fill at_end(struct log_source *source, enum got got)
{
	if (got == GOT_IDLE)
		return LOG_FILL_IDLE;
	if (source->follow && source->file->outcome == LOG_READ)
		switch (log_source_follow(source)) {
		case LOG_FOLLOW_MORE:
			return LOG_FILL_LINES;
		case LOG_FOLLOW_NOTHING:
			return LOG_FILL_IDLE;
		case LOG_FOLLOW_ANEW:
		case LOG_FOLLOW_STOP:
			break;
		}
	return LOG_FILL_END;
}

/* A new piece behind what was left: the length of its whole lines, 0 when there is none yet. */
static size_t take_in(struct log_source *source, char *buf, size_t n)
{
	size_t from = source->carry_len, len, end;

	source->taken += n;
	if (source->skipping) {
		size_t gone = skipped(source, buf + from, n);

		memmove(buf + from, buf + from + gone, n - gone);
		n -= gone;
		if (!n)
			return 0;
	}
	if (!from && all_nul(buf, n)) {
		leap(source, n);
		return 0;
	}
	memcpy(buf, source->carry, from);
	len = from + n;
	end = last_end(buf, len);
	keep(source, buf + end, len - end);
	return end;
}

enum log_fill log_source_fill(struct log_source *source, char *buf, size_t *len_r, uint64_t *raw_r)
{
	for (;;) {
		size_t n, end;
		enum got got = source->ended ? GOT_END
					     : read_some(source, buf + source->carry_len, source->piece, &n);

		if (got == GOT_BYTES) {
			end = take_in(source, buf, n);
			if (end)
				return give(source, end, len_r, raw_r);
			continue;
		}
		switch (source->ended ? LOG_FILL_END : at_end(source, got)) {
		case LOG_FILL_LINES:
			break;
		case LOG_FILL_IDLE:
			return LOG_FILL_IDLE;
		case LOG_FILL_END:
			source->ended = !source->follow || source->file->outcome != LOG_READ;
			if (source->carry_len || (source->ended && source->taken))
				return give_carry(source, buf, len_r, raw_r);
			if (source->ended)
				return LOG_FILL_END;
		}
	}
}

/* The tool that unpacks what begins so, NULL for what is read here. */
static const char *packed_by(const unsigned char *head, size_t len)
{
	static const struct {
		const char *tool;
		size_t len;
		char magic[7];
	} tools[] = {
		{"xz", 6, "\xfd\x37zXZ"},
		{"zstd", 4, "\x28\xb5\x2f\xfd"},
		{"bzip2", 3, "BZh"},
		{"lzip", 4, "LZIP"},
		{"lz4", 4, "\x04\x22\x4d\x18"},
		{"compress", 2, "\x1f\x9d"},
		{"zip", 4, "PK\x03\x04"},
	};

	for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++)
		if (len >= tools[i].len && !memcmp(head, tools[i].magic, tools[i].len))
			return tools[i].tool;
	return NULL;
}

/* The first bytes of a stream may come one by one. */
static void read_head(struct log_source *source)
{
	size_t len = 0;

	while (len < sizeof source->head) {
		size_t n = 0;
		enum got got = read_raw(source, (char *)source->head + len, sizeof source->head - len, &n);

		if (got == GOT_END)
			break;
		len += n;
	}
	source->head_len = len;
}

bool log_source_begin(struct log_source *source)
{
	int64_t tell_us = source->tell_us;

	source->carry = mem_new(LOG_CARRY_MAX);
	source->tell_us = CLOCK_NEVER;
	read_head(source);
	source->tell_us = tell_us;
	if (source->file->outcome != LOG_READ)
		return false;
	source->file->packed_by = packed_by(source->head, source->head_len);
	if (source->file->packed_by) {
		source->file->outcome = LOG_PACKED;
		return false;
	}
	if (source->head_len >= 2 && source->head[0] == 0x1f && source->head[1] == 0x8b) {
		log_unzip_begin(source);
		source->follow = false;
	}
	return true;
}

void log_source_release(struct log_source *source)
{
	log_unzip_end(source);
	free(source->carry);
	if (source->own_fd && source->fd >= 0)
		close(source->fd);
	source->carry = NULL;
	source->fd = -1;
}
