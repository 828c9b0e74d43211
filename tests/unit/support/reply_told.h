/*
 * Replies and what each must mean, asked one by one.
 */
#ifndef MAILMEND_TESTS_REPLY_TOLD_H
#define MAILMEND_TESTS_REPLY_TOLD_H

#include <string.h>

#include "checks/know/reply.h"

struct told {
	int code;
	const char *enhanced, *text, *cause;
};

/* Where the code and the enhanced code stay unsaid, only the words are there to go by. */
enum told_with { WITH_CODES, WORDS_ALONE };

static inline const char *told_means(const struct told *told, const char *host, enum told_with with)
{
	const struct reply_query query = {.code = with == WITH_CODES ? told->code : 0,
		.enhanced = with == WITH_CODES ? told->enhanced : "",
		.text = told->text,
		.host = host,
		.banner = ""};
	struct reply_meaning meaning;

	reply_explain(&query, &meaning);
	return meaning.cause ? meaning.cause : "nothing";
}

/* How many of a list mean something else than they must, when the server host says them ("": nobody knows who). */
static inline size_t told_wrongly(const struct told *list, size_t n, const char *host, enum told_with with)
{
	size_t faults = 0;

	for (size_t i = 0; i < n; i++) {
		const char *cause = told_means(&list[i], host, with);

		if (strcmp(cause, list[i].cause) == 0)
			continue;
		faults++;
		print_error("%d %s %s: means %s, expected %s%s%s\n", list[i].code, list[i].enhanced,
			list[i].text, cause, list[i].cause, host[0] ? ", from " : "", host);
	}
	return faults;
}

#define TOLD_WRONGLY(list, host, with) told_wrongly(list, sizeof(list) / sizeof((list)[0]), host, with)

#endif
