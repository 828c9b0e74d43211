/*
 * zlib's inflate, one member after the other.
 */
#include "checks/know/log_unzip.h"

#include <stdlib.h>

#include "checks/base/mem.h"

enum { WINDOW_GZIP = 15 + 16 };

void log_unzip_begin(struct log_source *source)
{
	source->file->gzip = true;
	source->packed = mem_new(LOG_PACKED_PIECE);
	source->unzip = mem_new(sizeof *source->unzip);
	if (inflateInit2(source->unzip, WINDOW_GZIP) != Z_OK)
		mem_exhausted();
}

/* Between members: whether one more begins. */
static bool next_member(struct log_source *source)
{
	z_stream *z = source->unzip;

	if (z->next_in[0] != 0x1f)
		return false;
	source->between = false;
	return inflateReset(z) == Z_OK;
}

enum log_unzip log_unzip_some(struct log_source *source, char *buf, size_t size, size_t *n_r)
{
	z_stream *z = source->unzip;

	*n_r = 0;
	z->next_out = (unsigned char *)buf;
	z->avail_out = (unsigned)size;
	do { /* also without input: there may be output that did not fit before */
		int status;

		if (source->between && !z->avail_in)
			break;
		if (source->between && !next_member(source))
			return *n_r ? LOG_UNZIP_MORE : LOG_UNZIP_END;
		status = inflate(z, Z_NO_FLUSH);
		*n_r = size - z->avail_out;
		if (status == Z_STREAM_END)
			source->between = true;
		else if (status == Z_MEM_ERROR)
			mem_exhausted();
		else if (status != Z_OK && status != Z_BUF_ERROR)
			return LOG_UNZIP_DAMAGED;
	} while (z->avail_in && z->avail_out);
	return LOG_UNZIP_MORE;
}

void log_unzip_end(struct log_source *source)
{
	if (source->unzip)
		inflateEnd(source->unzip);
	free(source->unzip);
	free(source->packed);
	source->unzip = NULL;
	source->packed = NULL;
}
