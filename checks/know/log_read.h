/*
 * A log file of any size, read(2) in one pass into a log_book: lines are split, read by their dialect on as many threads as there are
 * cores (at most LOG_THREADS_MAX), and counted in their order. Never mapped: a log may be cut short while it is read.
 * gzip is unpacked (RFC 1952, several members); pipes and standard input are read as they come.
 */
#ifndef MAILMEND_KNOW_LOG_READ_H
#define MAILMEND_KNOW_LOG_READ_H

#include "checks/know/log_book.h"
#include "checks/net/io.h"

enum {
	LOG_LINE_MAX = 65536, /* bytes of a line that are read; the rest of it is skipped, and counted */
	LOG_THREADS_MAX = 4,
};

enum log_outcome {
	LOG_READ,      /* to its end */
	LOG_EMPTY,     /* there is not a byte in it, or nothing but NULs */
	LOG_MISSING,   /* no such file */
	LOG_FORBIDDEN, /* not readable for this user */
	LOG_DIRECTORY,
	LOG_DEVICE,	 /* a device, or a socket: no log */
	LOG_LOOP,	 /* symbolic links in a circle */
	LOG_PACKED,	 /* packed by a tool whose form is not read: packed_by */
	LOG_BROKE_OFF,	 /* packed, and its end is missing: what there is was read */
	LOG_DAMAGED,	 /* packed, and damaged in the middle: what stands before was read */
	LOG_STOPPED,	 /* cancelled, or the scope's time is over: what was read until then is counted */
	LOG_READ_FAILED, /* the system refused to read (on): error */
};

/* What became of one file. */
struct log_file {
	enum log_outcome outcome;
	const char *packed_by; /* LOG_PACKED: "xz", "zstd", "bzip2", "lzip", "compress" or "zip"; else NULL */
	int error;	       /* errno of LOG_FORBIDDEN, LOG_READ_FAILED, …; else 0 */
	bool gzip;	       /* was unpacked */
	bool shrank;	       /* was cut short while it was read; with follow it was begun anew */
	bool rotated;	       /* follow: another file came in its place, and was read on */
	uint64_t lines, bytes; /* what came out of it */
	uint64_t nuls;	       /* NUL bytes before lines: holes, as a crash leaves them */
};

struct log_reading {
	/* Called on the caller's own thread, the first time at most 50 ms after the beginning and when the first lines are counted, then about
	 * every every_ms, and at last at the end; the book may be looked at in it, not changed. False stops the reading. NULL: nobody asks. */
	bool (*tell)(void *ctx, struct log_book *book);
	void *ctx;
	int64_t every_ms; /* 0: 200 */
	int threads;	  /* 0: as many as there are cores */
	bool follow; /* goes on when the file grows, is cut short or replaced, until the scope ends; one thread; regular files only */
	int64_t since; /* lines with a stamp before it are counted as lines, and tell nothing; 0: none */
	int64_t reference; /* about when the log ends, for stamps without a year; 0: the file's date, now for a stream */
	size_t piece; /* for tests: so many bytes are read at once; 0: 256 KiB, which is the most */
};

/* path "-" is standard input. Gives file_r->outcome. The scope is looked at before each 256 KiB. */
enum log_outcome log_read(const struct io_scope *scope, const char *path, const struct log_reading *how,
	struct log_book *book, struct log_file *file_r);

/* The same for an open descriptor (a program's output), which stays open. */
enum log_outcome log_read_fd(const struct io_scope *scope, int fd, const struct log_reading *how,
	struct log_book *book, struct log_file *file_r);

/* The same for a text in memory. */
enum log_outcome log_read_text(const struct io_scope *scope, const void *text, size_t len,
	const struct log_reading *how, struct log_book *book, struct log_file *file_r);

#endif
