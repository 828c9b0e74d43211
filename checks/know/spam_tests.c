/*
 * Reading spam_tests.psv: the longest name that fits wins, so that an exception stands beside its family.
 */
#include "checks/know/spam_tests.h"

#include <stddef.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/tables.h"

enum column { TESTS, REASON, SOURCE };

static const char *const names[SPAM_REASON_N] = {
	[SPAM_REASON_UNKNOWN] = "unknown",
	[SPAM_REASON_GOOD] = "good",
	[SPAM_REASON_LEARNT] = "learnt",
	[SPAM_REASON_LIST_SERVER] = "list-server",
	[SPAM_REASON_LIST_LINK] = "list-link",
	[SPAM_REASON_SPF] = "spf",
	[SPAM_REASON_DKIM] = "dkim",
	[SPAM_REASON_DMARC] = "dmarc",
	[SPAM_REASON_NOT_PROVEN] = "not-proven",
	[SPAM_REASON_SERVER_NAME] = "server-name",
	[SPAM_REASON_HTML] = "html",
	[SPAM_REASON_HEADER] = "header",
	[SPAM_REASON_DATE] = "date",
	[SPAM_REASON_SUBJECT] = "subject",
	[SPAM_REASON_SENDER] = "sender",
	[SPAM_REASON_KNOWN] = "known",
	[SPAM_REASON_WORDS] = "words",
	[SPAM_REASON_SHORT_LINK] = "short-link",
	[SPAM_REASON_LINK] = "link",
	[SPAM_REASON_ATTACHMENT] = "attachment",
	[SPAM_REASON_VIRUS] = "virus",
	[SPAM_REASON_GREYLIST] = "greylist",
	[SPAM_REASON_RATE] = "rate",
	[SPAM_REASON_FILTER_FAULT] = "filter-fault",
	[SPAM_REASON_TEST] = "test",
};

const char *spam_reason_name(enum spam_reason reason)
{
	return names[reason];
}

/* Whether one name of the list (len bytes, one * for anything) fits; how many of its letters did, and one more without a *. */
static size_t fit_of(const char *name, size_t len, const char *test)
{
	const char *star = memchr(name, '*', len);
	size_t before = star ? (size_t)(star - name) : len, behind = star ? len - before - 1 : 0;
	size_t whole = strlen(test);

	if (!star)
		return whole == len && ascii_ncasecmp(name, test, len) == 0 ? len + 1 : 0;
	if (whole < before + behind || ascii_ncasecmp(name, test, before) != 0 ||
		ascii_ncasecmp(star + 1, test + whole - behind, behind) != 0)
		return 0;
	return before + behind;
}

static size_t best_of(const char *list, const char *test)
{
	size_t best = 0;

	while (*list) {
		size_t len = strcspn(list, ","), fit = fit_of(list, len, test);

		best = fit > best ? fit : best;
		list += len + (list[len] == ',');
	}
	return best;
}

static enum spam_reason reason_of(const char *name)
{
	for (int i = 0; i < SPAM_REASON_N; i++)
		if (strcmp(names[i], name) == 0)
			return (enum spam_reason)i;
	return SPAM_REASON_UNKNOWN;
}

enum spam_reason spam_test_find(const char *test)
{
	enum spam_reason reason = SPAM_REASON_UNKNOWN;
	size_t best = 0;

	for (size_t i = 0; *test && i < know_spam_tests_rows; i++) {
		size_t fit = best_of(know_spam_tests[i][TESTS], test);

		if (fit > best) {
			best = fit;
			reason = reason_of(know_spam_tests[i][REASON]);
		}
	}
	return reason;
}
