/*
 * gzip within a log_source (RFC 1952): members one after the other, as logrotate and pigz make them.
 */
#ifndef MAILMEND_KNOW_LOG_UNZIP_H
#define MAILMEND_KNOW_LOG_UNZIP_H

#include "checks/know/log_source.h"

enum { LOG_PACKED_PIECE = 64 * 1024 };

enum log_unzip {
	LOG_UNZIP_MORE, /* more packed bytes are needed: into source->packed */
	LOG_UNZIP_END,	/* what follows is no gzip: padding, as tapes have it */
	LOG_UNZIP_DAMAGED,
};

void log_unzip_begin(struct log_source *source);

/* Unpacks into buf: n_r bytes, 0 when the state is what is returned. */
enum log_unzip log_unzip_some(struct log_source *source, char *buf, size_t size, size_t *n_r);

void log_unzip_end(struct log_source *source);

#endif
