/*
 * The pages, and what their answers mean.
 */
#include "checks/steps/network/portal_verdict.h"

#include <string.h>

#include "checks/base/ascii.h"

/*
 * Both were made for this question, and are asked for by millions of computers each day: the one by every GNOME desktop, the
 * other by every Firefox. Neither sets cookies nor wants to know who asks. They belong to different owners and lie in
 * different networks, so that one that fails or changes proves nothing.
 */
const struct portal_page portal_pages[PORTAL_PAGES] = {
	{"nmcheck.gnome.org", "/check_network_status.txt", 200, "NetworkManager is online"},
	{"detectportal.firefox.com", "/success.txt", 200, "success"},
};

/* The host of "http://host:port/path"; a location without one stays on the same host (RFC 3986 section 4.2). */
static bool leads_to(const char *location, const char *host)
{
	const char *at = strstr(location, "//");
	size_t len = strlen(host);

	if (!at || at > location + 6)
		return true;
	at += 2;
	return ascii_starts(at, host) && (at[len] == '\0' || strchr(":/?#", at[len]));
}

static bool is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

enum portal_answer portal_answer_of(const struct portal_page *page, const struct http_answer *answer)
{
	if (answer->status == page->status && ascii_starts(answer->body, page->body))
		return PORTAL_FREE;
	if (answer->status == 511)
		return PORTAL_REDIRECT;
	if (is_redirect(answer->status))
		return answer->location[0] && !leads_to(answer->location, page->host) ? PORTAL_REDIRECT
										      : PORTAL_UNKNOWN;
	return answer->status == 200 ? PORTAL_OTHER : PORTAL_UNKNOWN;
}

size_t portal_verdict(const enum portal_answer answers[PORTAL_PAGES])
{
	size_t proof = PORTAL_PAGES;

	for (size_t i = 0; i < PORTAL_PAGES; i++) {
		if (answers[i] == PORTAL_FREE)
			return PORTAL_PAGES;
		if (answers[i] == PORTAL_REDIRECT &&
			(proof == PORTAL_PAGES || answers[proof] == PORTAL_OTHER))
			proof = i;
		else if (answers[i] == PORTAL_OTHER && proof == PORTAL_PAGES)
			proof = i;
	}
	return proof;
}
