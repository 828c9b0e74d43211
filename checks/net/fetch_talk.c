/*
 * What libcurl is told for one request, and what it tells.
 */
#include "checks/net/fetch_talk.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/utf8.h"
#include "checks/net/gate.h"
#include "checks/net/tls_link.h"

#define HEAD_MAX ((size_t)32 * 1024)

/* --- the address --- */

static bool url_part(const struct fetch_talk *talk, CURLUPart part, char *buf, size_t size)
{
	unsigned flags = part == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0;
	char *text = NULL;
	bool fits;

	if (talk->curl->url_get(talk->url, part, &text, flags) != CURLUE_OK)
		return false;
	fits = str_copy(buf, size, text);
	talk->curl->free(text);
	return fits;
}

static bool has_part(const struct fetch_talk *talk, CURLUPart part)
{
	char *text = NULL;
	bool has = talk->curl->url_get(talk->url, part, &text, 0) == CURLUE_OK;

	talk->curl->free(text);
	return has;
}

/* Bytes that libcurl would take as they are, and a server as the end of the line. */
static bool is_plain(const char *url)
{
	for (const char *c = url; *c; c++) {
		if (*c <= ' ' || *c > '~')
			return false;
	}
	return true;
}

bool fetch_talk_read(struct fetch_talk *talk, const char *url, char host_r[FETCH_HOST_MAX], int *port_r)
{
	char scheme[sizeof "https"], port[sizeof "65535"];

	if (strlen(url) > FETCH_URL_MAX || !is_plain(url))
		return false;
	if (talk->curl->url_set(talk->url, CURLUPART_URL, url, 0) != CURLUE_OK ||
		!url_part(talk, CURLUPART_SCHEME, scheme, sizeof scheme) || !ascii_caseeq(scheme, "https") ||
		has_part(talk, CURLUPART_USER) || has_part(talk, CURLUPART_PASSWORD) ||
		!url_part(talk, CURLUPART_PORT, port, sizeof port) ||
		!url_part(talk, CURLUPART_HOST, host_r, FETCH_HOST_MAX))
		return false;
	*port_r = (int)strtol(port, NULL, 10);
	return *port_r > 0 && host_r[0];
}

/* --- what libcurl asks --- */

static curl_socket_t give_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct fetch_talk *talk = data;
	int fd = talk->fd;

	(void)purpose;
	(void)address;
	talk->fd = -1;
	return fd < 0 ? CURL_SOCKET_BAD : fd;
}

static int already_connected(void *data, curl_socket_t fd, curlsocktype purpose)
{
	(void)data;
	(void)fd;
	(void)purpose;
	return CURL_SOCKOPT_ALREADY_CONNECTED;
}

static int close_socket(void *data, curl_socket_t fd)
{
	(void)data;
	net_close(fd);
	return 0;
}

static CURLcode equip(CURL *easy, void *context, void *data)
{
	const struct tls_store *const *store = data;

	(void)easy;
	tls_store_equip(*store, context);
	return CURLE_OK;
}

static size_t take_head(char *bytes, size_t size, size_t n, void *data)
{
	struct fetch_talk *talk = data;

	(void)bytes;
	talk->head += size * n;
	talk->too_large |= talk->head > HEAD_MAX;
	return talk->too_large ? 0 : size * n;
}

static size_t take_body(char *bytes, size_t size, size_t n, void *data)
{
	struct fetch_talk *talk = data;

	str_add_bytes(&talk->fetch->body, bytes, size * n);
	talk->too_large |= talk->fetch->body.cut;
	return talk->too_large ? 0 : size * n;
}

/* --- one request --- */

static void set_rules(const struct fetch_curl *curl, CURL *easy)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	curl->easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
#else
	curl->easy_setopt(easy, CURLOPT_PROTOCOLS, CURLPROTO_HTTPS);
#endif
	curl->easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl->easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl->easy_setopt(easy, CURLOPT_PROXY, "");
	curl->easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl->easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
	curl->easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
	curl->easy_setopt(easy, CURLOPT_USERAGENT, "mailmend");
}

/* The only signers are ours; this program's libcurl must speak TLS by OpenSSL for that. */
static bool set_tls(struct fetch_talk *talk)
{
	const struct fetch_curl *curl = talk->curl;

	curl->easy_setopt(talk->easy, CURLOPT_CAINFO, (char *)NULL);
	curl->easy_setopt(talk->easy, CURLOPT_CAPATH, (char *)NULL);
	curl->easy_setopt(talk->easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
	curl->easy_setopt(talk->easy, CURLOPT_SSL_CTX_DATA, &talk->store);
	return curl->easy_setopt(talk->easy, CURLOPT_SSL_CTX_FUNCTION, equip) == CURLE_OK;
}

static void set_socket(struct fetch_talk *talk, const struct fetch_road *road)
{
	const struct fetch_curl *curl = talk->curl;
	struct str STR_AUTO to = STR_INIT;
	char address[NET_ADDR_TEXT + 2];

	fetch_road_address(road, address, sizeof address);
	str_addf(&to, "::%s:%d", address, road->port);
	talk->to = curl->slist_append(NULL, str_text(&to));
	curl->easy_setopt(talk->easy, CURLOPT_CONNECT_TO, talk->to);
	curl->easy_setopt(talk->easy, CURLOPT_OPENSOCKETFUNCTION, give_socket);
	curl->easy_setopt(talk->easy, CURLOPT_OPENSOCKETDATA, talk);
	curl->easy_setopt(talk->easy, CURLOPT_SOCKOPTFUNCTION, already_connected);
	curl->easy_setopt(talk->easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
}

static void set_body(struct fetch_talk *talk)
{
	const struct fetch_curl *curl = talk->curl;
	const struct fetch *fetch = talk->fetch;
	struct str STR_AUTO type = STR_INIT;

	str_addf(&type, "Content-Type: %s",
		fetch->post_type ? fetch->post_type : "application/x-www-form-urlencoded");
	talk->fields = curl->slist_append(NULL, str_text(&type));
	talk->fields = curl->slist_append(talk->fields, "Expect:");
	curl->easy_setopt(talk->easy, CURLOPT_HTTPHEADER, talk->fields);
	curl->easy_setopt(talk->easy, CURLOPT_POSTFIELDSIZE, (long)strlen(fetch->post));
	curl->easy_setopt(talk->easy, CURLOPT_POSTFIELDS, fetch->post);
}

static void set_request(struct fetch_talk *talk)
{
	const struct fetch_curl *curl = talk->curl;

	curl->easy_setopt(talk->easy, CURLOPT_CURLU, talk->url);
	curl->easy_setopt(talk->easy, CURLOPT_HEADERFUNCTION, take_head);
	curl->easy_setopt(talk->easy, CURLOPT_HEADERDATA, talk);
	curl->easy_setopt(talk->easy, CURLOPT_WRITEFUNCTION, take_body);
	curl->easy_setopt(talk->easy, CURLOPT_WRITEDATA, talk);
	if (talk->fetch->post)
		set_body(talk);
}

bool fetch_talk_begin(struct fetch_talk *talk, const struct fetch_road *road, int fd)
{
	str_wipe(&talk->fetch->body);
	talk->fetch->body.max = talk->fetch->max;
	talk->head = 0;
	talk->too_large = false;
	talk->fd = fd;
	talk->easy = talk->curl->easy_init();
	if (!talk->easy)
		mem_exhausted();
	set_rules(talk->curl, talk->easy);
	set_socket(talk, road);
	set_request(talk);
	return set_tls(talk);
}

/* --- its end --- */

static void take_answer(struct fetch_talk *talk, char next_r[FETCH_NEXT_MAX])
{
	const struct fetch_curl *curl = talk->curl;
	const char *next = NULL, *type = NULL;
	struct fetch *fetch = talk->fetch;
	long status = 0;

	curl->easy_getinfo(talk->easy, CURLINFO_RESPONSE_CODE, &status);
	curl->easy_getinfo(talk->easy, CURLINFO_CONTENT_TYPE, &type);
	curl->easy_getinfo(talk->easy, CURLINFO_REDIRECT_URL, &next);
	fetch->status = (int)status;
	text_harmless_buf(fetch->type, sizeof fetch->type, type ? type : "", type ? strlen(type) : 0);
	/* Cut, it is too long to be followed. */
	str_copy(next_r, FETCH_NEXT_MAX, next ? next : "");
}

enum fetch_outcome fetch_talk_end(struct fetch_talk *talk, CURLcode result, char next_r[FETCH_NEXT_MAX])
{
	take_answer(talk, next_r);
	if (talk->too_large)
		return FETCH_TOO_LARGE;
	switch (result) {
	case CURLE_OK:
		return FETCH_DONE;
	case CURLE_OUT_OF_MEMORY:
		mem_exhausted();
	case CURLE_PEER_FAILED_VERIFICATION:
		return FETCH_CERTIFICATE;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CIPHER:
		return FETCH_TLS;
	default:
		return FETCH_CUT;
	}
}

void fetch_talk_drop(struct fetch_talk *talk)
{
	if (talk->easy)
		talk->curl->easy_cleanup(talk->easy);
	talk->easy = NULL;
	if (talk->fd >= 0)
		net_close(talk->fd);
	talk->fd = -1;
	talk->curl->slist_free_all(talk->to);
	talk->curl->slist_free_all(talk->fields);
	talk->to = talk->fields = NULL;
}
