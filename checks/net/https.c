/*
 * One GET inside TLS.
 */
#include "checks/net/https.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"
#include "checks/net/stream.h"

#define CHUNK_DIGITS 8

/* The head of an answer, and how its body is bounded. */
struct head {
	struct http_reader reader;
	char type[80];
	bool chunked;
	size_t len; /* with the empty line behind it */
};

static const char *past_name(const char *line, size_t len, const char *name)
{
	size_t n = strlen(name);

	if (len <= n || ascii_ncasecmp(line, name, n) != 0 || line[n] != ':')
		return NULL;
	for (n++; n < len && (line[n] == ' ' || line[n] == '\t'); n++)
		continue;
	return line + n;
}

static void take_field(struct head *head, const char *line, size_t len)
{
	const char *coding = past_name(line, len, "Transfer-Encoding");
	const char *type = past_name(line, len, "Content-Type");
	size_t chunked = strlen("chunked");

	if (coding && (size_t)(line + len - coding) >= chunked)
		head->chunked = ascii_ncasecmp(line + len - chunked, "chunked", chunked) == 0;
	if (type)
		text_harmless_buf(head->type, sizeof head->type, type, (size_t)(line + len - type));
}

/* False while it is not all there. One that is no HTTP ends at once, with status 0. */
static bool read_head(const char *bytes, size_t len, struct head *head)
{
	size_t at = 0;

	memset(head, 0, sizeof *head);
	http_reader_init(&head->reader);
	while (at < len) {
		const char *newline = memchr(bytes + at, '\n', len - at);
		struct str STR_AUTO line = STR_INIT;
		size_t n;

		if (!newline)
			return false;
		n = (size_t)(newline - bytes) - at;
		str_add_bytes(&line, bytes + at, n && newline[-1] == '\r' ? n - 1 : n);
		at += n + 1;
		take_field(head, str_text(&line), line.len);
		if (!http_reader_take(&head->reader, str_text(&line), line.len) || head->reader.in_body) {
			head->len = at;
			return true;
		}
	}
	return false;
}

/* The size of a chunk in hex, its line taken; false without one. */
static bool chunk_size(const char **at, const char *end, size_t *size_r)
{
	const char *newline = memchr(*at, '\n', (size_t)(end - *at));
	size_t size = 0, digits = 0;

	if (!newline)
		return false;
	for (const char *c = *at; c < newline && digits <= CHUNK_DIGITS; c++, digits++) {
		char low = ascii_lower(*c);

		if (ascii_isdigit(low))
			size = size * 16 + (size_t)(low - '0');
		else if (low >= 'a' && low <= 'f')
			size = size * 16 + (size_t)(low - 'a' + 10);
		else
			break;
	}
	if (!digits || digits > CHUNK_DIGITS)
		return false;
	*at = newline + 1;
	*size_r = size;
	return true;
}

/* RFC 9112 section 7.1, without trailers; true when the last chunk is there. */
static bool read_chunks(const char *at, const char *end, struct str *body)
{
	size_t size = 1;

	while (chunk_size(&at, end, &size)) {
		size_t here = (size_t)(end - at) < size ? (size_t)(end - at) : size;

		if (!size)
			return true;
		str_add_bytes(body, at, here);
		at += here;
		if (here < size)
			return false;
		at += at < end && *at == '\r';
		at += at < end && *at == '\n';
	}
	return false;
}

bool https_page_read(const char *bytes, size_t len, bool ended, size_t max, struct https_page *page_r)
{
	struct head head;
	long long wanted;

	memset(page_r, 0, sizeof *page_r);
	page_r->body.max = max;
	if (!read_head(bytes, len, &head))
		return false;
	page_r->status = head.reader.answer.status;
	str_copy(page_r->location, sizeof page_r->location, head.reader.answer.location);
	str_copy(page_r->type, sizeof page_r->type, head.type);
	wanted = head.reader.wanted;
	/* No HTTP, an answer without a body, or a head without end. */
	if (!page_r->status || head.reader.whole || !head.reader.in_body) {
		page_r->whole = head.reader.whole;
		return true;
	}
	if (head.chunked) {
		page_r->whole = read_chunks(bytes + head.len, bytes + len, &page_r->body);
	} else {
		size_t rest = len - head.len;

		page_r->whole = wanted >= 0 ? (long long)rest >= wanted : ended;
		if (wanted >= 0 && (long long)rest > wanted)
			rest = (size_t)wanted;
		str_add_bytes(&page_r->body, bytes + head.len, rest);
	}
	page_r->whole &= !page_r->body.cut;
	return true;
}

void https_page_release(struct https_page *page)
{
	str_release(&page->body);
}

static bool ends_with(const struct str *got, const char *end)
{
	size_t len = strlen(end);

	return got->len >= len && memcmp(got->s + got->len - len, end, len) == 0;
}

/* Whether it is worth looking: at the end of a line of the head, and where a body may end; a last chunk with trailers ends with the connection. */
static bool may_be_whole(const struct str *got, const struct head *head)
{
	long long wanted = head->reader.wanted;

	if (!head->len)
		return ends_with(got, "\n");
	if (head->chunked)
		return ends_with(got, "0\r\n\r\n") || ends_with(got, "0\n\n");
	return wanted >= 0 && (long long)(got->len - head->len) >= wanted;
}

static enum io_status read_page(
	struct stream *stream, const struct io_scope *scope, size_t max, struct https_page *page_r)
{
	struct str STR_AUTO got = STR_INIT_MAX(HTTPS_HEAD_MAX + max), byte = STR_INIT;
	struct head head = {.len = 0};
	enum io_status status = IO_OK;
	bool known = false;

	while (status == IO_OK && !got.cut) {
		status = stream_read_bytes(stream, scope, 1, &byte);
		if (status == IO_OK)
			str_add_bytes(&got, str_text(&byte), 1);
		if (status != IO_OK || !may_be_whole(&got, &head))
			continue;
		if (!head.len && !read_head(str_text(&got), got.len, &head))
			head.len = 0;
		https_page_release(page_r);
		known = https_page_read(str_text(&got), got.len, false, max, page_r);
		if (known && (page_r->whole || !page_r->status || page_r->body.cut))
			break;
	}
	if (status == IO_CLOSED || got.cut) {
		https_page_release(page_r);
		known = https_page_read(str_text(&got), got.len, status == IO_CLOSED, max, page_r);
		return known ? IO_OK : status == IO_OK ? IO_FAILED : status;
	}
	return status;
}

enum io_status https_get(const struct io_scope *scope, int fd, const struct tls_store *store,
	const char *host, const char *path, size_t max, struct tls_report *tls_r, struct https_page *page_r)
{
	struct stream *stream = stream_new(fd);
	struct str STR_AUTO request = STR_INIT;
	enum io_status status = IO_OK;

	memset(page_r, 0, sizeof *page_r);
	if (stream_start_tls(stream, scope, store, TLS_SECURE, host, tls_r) == TLS_DONE && tls_r->verified) {
		str_addf(&request,
			"GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: mailmend\r\nAccept: text/plain, "
			"*/*\r\nConnection: close\r\n\r\n",
			path, host);
		status = stream_write(stream, scope, str_text(&request), request.len);
		if (status == IO_OK)
			status = read_page(stream, scope, max, page_r);
	}
	stream_free(&stream);
	return status;
}
