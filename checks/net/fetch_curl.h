/*
 * libcurl, loaded when it is first wanted: with all that it is linked to it would cost every start of the program 5 ms and 4 MiB, and
 * most runs fetch nothing. Private to this room.
 */
#ifndef MAILMEND_NET_FETCH_CURL_H
#define MAILMEND_NET_FETCH_CURL_H

#include <curl/curl.h>

#define FETCH_CURL(X)                                                                                        \
	X(easy_cleanup)                                                                                      \
	X(easy_getinfo)                                                                                      \
	X(easy_init)                                                                                         \
	X(easy_setopt)                                                                                       \
	X(free)                                                                                              \
	X(multi_add_handle)                                                                                  \
	X(multi_cleanup)                                                                                     \
	X(multi_info_read)                                                                                   \
	X(multi_init)                                                                                        \
	X(multi_perform)                                                                                     \
	X(multi_poll)                                                                                        \
	X(multi_remove_handle)                                                                               \
	X(slist_append)                                                                                      \
	X(slist_free_all)                                                                                    \
	X(url)                                                                                               \
	X(url_cleanup)                                                                                       \
	X(url_get)                                                                                           \
	X(url_set)

/* Its functions under their names, without "curl_". */
struct fetch_curl {
#define FETCH_CURL_MEMBER(name) __typeof__(curl_##name) *name;
	FETCH_CURL(FETCH_CURL_MEMBER)
#undef FETCH_CURL_MEMBER
};

/* NULL where it is not installed, or too old. Any thread. What it frees is overwritten first: answers may hold secrets. */
const struct fetch_curl *fetch_curl(void);

#endif
