/*
 * One GET over a stream in clear.
 */
#include "checks/net/http.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"
#include "checks/net/stream.h"

#define LENGTH_MAX	1000000000LL
#define BODY_LINE_LEAST 16 /* with less room no line is begun */

void http_reader_init(struct http_reader *reader)
{
	*reader = (struct http_reader){.wanted = -1};
}

/* "HTTP/1.1 204 No Content" (RFC 9112 section 4); 0 for anything else. */
static int status_of(const char *line, size_t len)
{
	if (len < 12 || strncmp(line, "HTTP/1.", 7) != 0 || !ascii_isdigit(line[7]) || line[8] != ' ')
		return 0;
	for (size_t i = 9; i < 12; i++) {
		if (!ascii_isdigit(line[i]))
			return 0;
	}
	if (line[9] < '1' || line[9] > '5' || (len > 12 && line[12] != ' '))
		return 0;
	return (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
}

/* The value of the field `name` (RFC 9110 section 5), NULL when the line is another field. */
static const char *value_of(const char *line, const char *name)
{
	size_t len = strlen(name);

	if (!ascii_starts(line, name) || line[len] != ':')
		return NULL;
	line += len + 1;
	return line + strspn(line, " \t");
}

static long long length_of(const char *text)
{
	long long n = 0;

	if (!ascii_isdigit(*text))
		return -1;
	for (; ascii_isdigit(*text) && n < LENGTH_MAX; text++)
		n = n * 10 + (*text - '0');
	return n;
}

/* RFC 9110 section 6.4.1: no body, whatever the fields say. */
static bool has_no_body(int status)
{
	return status < 200 || status == 204 || status == 304;
}

static bool take_field(struct http_reader *reader, const char *line)
{
	const char *location = value_of(line, "Location"), *length = value_of(line, "Content-Length");

	if (*line == '\0') {
		reader->in_body = true;
		reader->whole = has_no_body(reader->answer.status) || reader->wanted == 0;
		return !reader->whole;
	}
	if (location)
		text_harmless_buf(reader->answer.location, HTTP_LOCATION_MAX, location, strlen(location));
	if (length)
		reader->wanted = length_of(length);
	return true;
}

static bool take_body(struct http_reader *reader, const char *line, size_t len)
{
	char *body = reader->answer.body;
	bool room;

	text_harmless_buf(body + reader->body_len, HTTP_BODY_MAX - reader->body_len, line, len);
	reader->body_len += strlen(body + reader->body_len);
	room = reader->body_len < HTTP_BODY_MAX - BODY_LINE_LEAST;
	if (room)
		body[reader->body_len++] = '\n';
	body[reader->body_len] = '\0';
	if (reader->wanted >= 0) {
		reader->wanted -= (long long)len + 1;
		reader->whole = reader->wanted <= 0;
	}
	return !reader->whole && room;
}

bool http_reader_take(struct http_reader *reader, const char *line, size_t len)
{
	if (++reader->lines > HTTP_LINES_MAX)
		return false;
	if (reader->in_body)
		return take_body(reader, line, len);
	if (reader->lines > 1)
		return take_field(reader, line);
	reader->answer.status = status_of(line, len);
	return reader->answer.status != 0;
}

static enum io_status read_answer(
	const struct io_scope *scope, struct stream *stream, struct http_reader *reader)
{
	struct str STR_AUTO line = STR_INIT;
	enum line_fault fault = LINE_FINE;
	enum io_status status;
	bool more = true;

	while (more) {
		status = stream_read_line(stream, scope, &line, &fault);
		if (status != IO_OK && !(status == IO_CLOSED && reader->in_body))
			return status;
		more = http_reader_take(reader, str_text(&line), line.len);
		more = more && status == IO_OK && fault != LINE_TOO_LONG;
	}
	return IO_OK;
}

enum io_status http_get(const struct io_scope *scope, int fd, const char *host, const char *path,
	struct http_answer *answer_r)
{
	struct str STR_AUTO request = STR_INIT;
	struct stream *stream = stream_new(fd);
	struct http_reader reader;
	enum io_status status;

	http_reader_init(&reader);
	str_addf(&request,
		"GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: mailmend\r\nAccept: */*\r\nConnection: "
		"close\r\n\r\n",
		path, host);
	status = stream_write(stream, scope, str_text(&request), request.len);
	if (status == IO_OK)
		status = read_answer(scope, stream, &reader);
	stream_free(&stream);
	/* A body that stays away does not take back what the head said. */
	if (status != IO_OK && status != IO_CANCELLED && reader.in_body)
		status = IO_OK;
	if (status == IO_OK)
		*answer_r = reader.answer;
	return status;
}
