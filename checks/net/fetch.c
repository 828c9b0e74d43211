/*
 * Many answers over HTTPS in one wait. This is the one place beside io.c that waits, because only libcurl knows what it waits for; the
 * scope's cancel descriptor, the connections in the making and the gate are among it, and no wait lasts longer than the scope.
 */
#include "checks/net/fetch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/utf8.h"
#include "checks/net/fetch_road.h"
#include "checks/net/fetch_talk.h"

#define REDIRECTS_MAX 3
#define EXTRA_MAX     (FETCH_MANY_MAX * FETCH_ADDRS_MAX + 2)

enum stage {
	STAGE_NAME, /* the host's addresses are wanted */
	STAGE_ROAD,
	STAGE_TALK,
	STAGE_OVER,
};

struct job {
	enum stage stage;
	struct fetch_road road;
	struct fetch_talk talk;
	char first_host[FETCH_HOST_MAX]; /* the one that the caller gave */
	int redirects;
	int64_t began_us;
};

struct round {
	struct io_scope scope;
	const struct dns_config *dns;
	const struct fetch_curl *curl;
	CURLM *multi;
	struct job jobs[FETCH_MANY_MAX];
	size_t n;
	int wake_fd; /* readable when a host may have room */
};

/* What libcurl waits for beside its own sockets; opens tell whose they are. */
struct extras {
	struct curl_waitfd fds[EXTRA_MAX];
	struct {
		struct fetch_road *road;
		size_t i;
	} opens[EXTRA_MAX];
	unsigned n;
};

const char *fetch_outcome_name(enum fetch_outcome outcome)
{
	static const char *const names[] = {
		[FETCH_DONE] = "done",
		[FETCH_NAME] = "name",
		[FETCH_PRIVATE] = "private",
		[FETCH_CONNECT] = "connect",
		[FETCH_CERTIFICATE] = "certificate",
		[FETCH_TLS] = "tls",
		[FETCH_REDIRECT] = "redirect",
		[FETCH_TOO_LARGE] = "too-large",
		[FETCH_CUT] = "cut",
		[FETCH_CANCELLED] = "cancelled",
		[FETCH_IMPOSSIBLE] = "impossible",
	};

	return names[outcome];
}

static void job_end(struct job *job, enum fetch_outcome outcome)
{
	job->stage = STAGE_OVER;
	job->talk.fetch->outcome = outcome;
	job->talk.fetch->took_us = clock_us() - job->began_us;
	if (outcome == FETCH_DONE)
		return;
	/* Half an answer is none. */
	str_wipe_release(&job->talk.fetch->body);
}

static void job_go_to(struct job *job, const char *url)
{
	struct fetch *fetch = job->talk.fetch;

	text_harmless_buf(fetch->final_url, sizeof fetch->final_url, url, strlen(url));
	if (!fetch_talk_read(&job->talk, url, job->road.host, &job->road.port)) {
		job_end(job, FETCH_REDIRECT);
		return;
	}
	if (!job->redirects)
		str_copy(job->first_host, sizeof job->first_host, job->road.host);
	job->road.named = fetch->named && ascii_caseeq(job->first_host, job->road.host);
	job->stage = STAGE_NAME;
}

/* The addresses of all hosts that are wanted now. */
static void find_names(struct round *round)
{
	struct fetch_road *roads[FETCH_MANY_MAX];
	enum fetch_outcome outcomes[FETCH_MANY_MAX];
	struct job *jobs[FETCH_MANY_MAX];
	size_t n = 0;

	for (size_t i = 0; i < round->n; i++) {
		if (round->jobs[i].stage != STAGE_NAME)
			continue;
		roads[n] = &round->jobs[i].road;
		jobs[n++] = &round->jobs[i];
	}
	if (!n)
		return;
	fetch_roads_find(&round->scope, round->dns, roads, n, round->wake_fd, outcomes);
	for (size_t i = 0; i < n; i++) {
		if (outcomes[i] == FETCH_DONE)
			jobs[i]->stage = STAGE_ROAD;
		else
			job_end(jobs[i], outcomes[i]);
	}
}

static void begin_talk(struct round *round, struct job *job, int fd)
{
	job->stage = STAGE_TALK;
	if (fetch_talk_begin(&job->talk, &job->road, fd)) {
		round->curl->easy_setopt(job->talk.easy, CURLOPT_PRIVATE, job);
		round->curl->multi_add_handle(round->multi, job->talk.easy);
		return;
	}
	fetch_talk_drop(&job->talk);
	job_end(job, FETCH_IMPOSSIBLE);
}

/* Gives when something is due. */
static int64_t tend_roads(struct round *round)
{
	int64_t due_us = round->scope.deadline_us;

	for (size_t i = 0; i < round->n; i++) {
		struct job *job = &round->jobs[i];
		int fd;

		if (job->stage != STAGE_ROAD || fetch_road_go(&job->road, &round->scope, &due_us, &fd))
			continue;
		fetch_road_leave(&job->road, &round->scope, fd);
		if (fd < 0)
			job_end(job, FETCH_CONNECT);
		else
			begin_talk(round, job, fd);
	}
	return due_us;
}

static void end_talk(struct round *round, struct job *job, CURLcode result)
{
	const struct fetch *fetch = job->talk.fetch;
	char next[FETCH_NEXT_MAX];
	enum fetch_outcome outcome = fetch_talk_end(&job->talk, result, next);

	round->curl->multi_remove_handle(round->multi, job->talk.easy);
	fetch_talk_drop(&job->talk);
	if (outcome != FETCH_DONE || !next[0])
		job_end(job, outcome);
	else if (job->redirects++ == REDIRECTS_MAX || (fetch->post && !fetch->post_again))
		job_end(job, FETCH_REDIRECT);
	else
		job_go_to(job, next);
}

static void take_ends(struct round *round)
{
	const CURLMsg *message;
	int more;

	for (message = round->curl->multi_info_read(round->multi, &more); message;
		message = round->curl->multi_info_read(round->multi, &more)) {
		char *job = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		round->curl->easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &job);
		end_talk(round, (struct job *)(void *)job, message->data.result);
	}
}

static void add_extra(struct extras *extras, int fd, short events, struct fetch_road *road, size_t i)
{
	if (fd < 0)
		return;
	extras->fds[extras->n] = (struct curl_waitfd){.fd = fd, .events = events};
	extras->opens[extras->n].road = road;
	extras->opens[extras->n++].i = i;
}

static void gather(struct round *round, struct extras *extras)
{
	extras->n = 0;
	add_extra(extras, round->scope.cancel_fd, CURL_WAIT_POLLIN, NULL, 0);
	add_extra(extras, round->wake_fd, CURL_WAIT_POLLIN, NULL, 0);
	for (size_t i = 0; i < round->n; i++) {
		struct fetch_road *road = &round->jobs[i].road;

		for (size_t k = 0; round->jobs[i].stage == STAGE_ROAD && k < FETCH_ADDRS_MAX; k++)
			add_extra(extras, fetch_road_fd(road, k), CURL_WAIT_POLLOUT, road, k);
	}
}

static int poll_ms(int64_t due_us)
{
	int64_t now = clock_us(), ms = due_us <= now ? 0 : (due_us - now - 1) / 1000 + 1;

	return ms > 10000 ? 10000 : (int)ms;
}

/* Waits for anything; false when the scope was cancelled or is over. */
static bool await(struct round *round, int64_t due_us)
{
	struct extras extras;
	eventfd_t count;

	gather(round, &extras);
	if (round->curl->multi_poll(round->multi, extras.fds, extras.n, poll_ms(due_us), NULL) != CURLM_OK)
		return false;
	for (unsigned i = 0; i < extras.n; i++) {
		if (!extras.fds[i].revents)
			continue;
		if (extras.fds[i].fd == round->scope.cancel_fd)
			return false;
		if (extras.opens[i].road)
			fetch_road_look(extras.opens[i].road, extras.opens[i].i);
		else if (eventfd_read(round->wake_fd, &count) < 0)
			count = 0; /* nothing to clear */
	}
	return io_scope_left_ms(&round->scope) > 0;
}

static bool is_over(const struct round *round)
{
	for (size_t i = 0; i < round->n; i++) {
		if (round->jobs[i].stage != STAGE_OVER)
			return false;
	}
	return true;
}

static void run(struct round *round)
{
	bool goes_on = true;

	while (goes_on && !is_over(round)) {
		int64_t due_us;
		int running;

		find_names(round);
		due_us = tend_roads(round);
		round->curl->multi_perform(round->multi, &running);
		take_ends(round);
		if (is_over(round))
			break;
		for (size_t i = 0; i < round->n; i++) {
			if (round->jobs[i].stage == STAGE_NAME)
				due_us = 0;
		}
		goes_on = await(round, due_us);
	}
}

static void begin(struct round *round, const struct tls_store *store, struct fetch *fetches)
{
	for (size_t i = 0; i < round->n; i++) {
		struct job *job = &round->jobs[i];

		fetches[i].status = 0;
		fetches[i].final_url[0] = fetches[i].type[0] = '\0';
		fetches[i].body = (struct str)STR_INIT;
		job->began_us = clock_us();
		job->talk = (struct fetch_talk){
			.curl = round->curl, .fetch = &fetches[i], .store = store, .fd = -1};
		job->talk.url = round->curl ? round->curl->url() : NULL;
		if (round->curl)
			job_go_to(job, fetches[i].url);
		else
			job_end(job, FETCH_IMPOSSIBLE);
	}
}

static void end(struct round *round)
{
	for (size_t i = 0; i < round->n; i++) {
		struct job *job = &round->jobs[i];

		if (job->stage == STAGE_ROAD)
			fetch_road_leave(&job->road, &round->scope, -1);
		if (job->talk.easy)
			round->curl->multi_remove_handle(round->multi, job->talk.easy);
		fetch_talk_drop(&job->talk);
		round->curl->url_cleanup(job->talk.url);
		if (job->stage != STAGE_OVER)
			job_end(job, FETCH_CANCELLED);
	}
}

void fetch_all(const struct io_scope *scope, const struct dns_config *dns, const struct tls_store *store,
	const struct net_map *map, struct fetch *fetches, size_t n)
{
	struct round *round = mem_new(sizeof *round);

	assert(n <= FETCH_MANY_MAX);
	round->scope = *scope;
	round->scope.map = map ? map : scope->map;
	round->dns = dns;
	round->curl = fetch_curl();
	round->n = n;
	begin(round, store, fetches);
	if (round->curl) {
		round->multi = round->curl->multi_init();
		if (!round->multi)
			mem_exhausted();
		round->wake_fd = scope->gate ? eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) : -1;
		run(round);
		end(round);
		round->curl->multi_cleanup(round->multi);
		if (round->wake_fd >= 0)
			close(round->wake_fd);
	}
	free(round);
}

void fetch_release(struct fetch *fetches, size_t n)
{
	for (size_t i = 0; i < n; i++)
		str_wipe_release(&fetches[i].body);
}
