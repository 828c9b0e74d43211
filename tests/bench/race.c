/*
 * Many questions at once, timed from the inside: race RESOLVER ZONES QUIET WAY. Asks ZONES lists below lists.test, and QUIET ones more that
 * are never answered. WAY is "one" (one question for each list) or "lists" (test entries and an address, as reputation.lists asks them).
 * Prints when it began (nanoseconds since 1970), each answer's microseconds, and when all was over.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "checks/base/clock.h"
#include "checks/net/dns.h"
#include "checks/steps/reputation/lists_ask.h"

#define ZONES_MAX 512
#define LIMIT_MS  3000

static char zones[ZONES_MAX][64], names[ZONES_MAX][80];
static struct dns_answer answers[ZONES_MAX];
static struct blocklist lists[ZONES_MAX];
static const struct io_scope unlimited = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};
static int64_t began_us;

static void say_start(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	began_us = clock_us();
	printf("start %" PRId64 "\n", (int64_t)now.tv_sec * 1000000000 + now.tv_nsec);
}

static void note(void *context, size_t i)
{
	(void)context;
	printf("answer %s %" PRId64 "\n", dns_outcome_name(answers[i].outcome), clock_us() - began_us);
}

static void ask_one_each(const struct dns_config *config, size_t n)
{
	const struct dns_patience patience = {.limit_ms = LIMIT_MS, .early = note};

	for (size_t i = 0; i < n; i++) {
		snprintf(names[i], sizeof names[i], "2.0.0.127.%s", zones[i]);
		answers[i] = (struct dns_answer){.name = names[i], .type = DNS_A};
	}
	say_start();
	dns_ask_until(&unlimited, config, answers, n, &patience);
	printf("end %" PRId64 "\n", clock_us() - began_us);
	dns_answers_release(answers, n);
}

static void ask_lists(const struct dns_config *config, size_t n)
{
	struct list_inquiry inquiry;
	struct list_target target;
	struct net_addr addr;
	size_t believed = 0;

	net_addr_parse("198.51.100.9", 0, &addr);
	list_target_address(&addr, &target);
	for (size_t i = 0; i < n; i++)
		lists[i] = (struct blocklist){.row = i % 100,
			.zone = zones[i],
			.kinds = BLOCKLIST_V4,
			.listed = "",
			.unlisted = "",
			.refusal = "",
			.company = "",
			.page = ""};
	say_start();
	list_inquiry_init(&inquiry, lists, n, &target, 1);
	lists_ask(&unlimited, config, &inquiry, LIMIT_MS, 0);
	for (size_t i = 0; i < n; i++) {
		const struct list_result *result = list_result_at(&inquiry, i, 0);

		believed += inquiry.trust[i] == LIST_BELIEVED && result->state == LIST_ABSENT;
		printf("answer %s %" PRId64 "\n", result->state == LIST_NO_ANSWER ? "timed-out" : "found",
			result->took_us);
	}
	printf("end %" PRId64 "\n", clock_us() - began_us);
	printf("believed %zu of %zu, %zu questions\n", believed, n, inquiry.asked);
	list_inquiry_release(&inquiry);
}

int main(int argc, char **argv)
{
	struct dns_config config;
	size_t n, quiet;

	if (argc != 5 || !dns_config_given(argv[1], &config))
		return 2;
	n = strtoul(argv[2], NULL, 10);
	quiet = strtoul(argv[3], NULL, 10);
	if (n + quiet > ZONES_MAX)
		return 2;
	for (size_t i = 0; i < n + quiet; i++)
		snprintf(zones[i], sizeof zones[i], i < n ? "l%03zu.lists.test" : "quiet%zu.lists.test",
			i < n ? i : i - n);
	if (strcmp(argv[4], "one") == 0)
		ask_one_each(&config, n + quiet);
	else
		ask_lists(&config, n + quiet);
	return 0;
}
