/*
 * The hosts file, and getaddrinfo on a worker that nobody has to wait for.
 */
#include "checks/net/resolver.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"

#define WORKER_STACK (512 * 1024) /* NSS modules may be linked to anything */

static void add_addr(struct resolver_answer *answer, const struct net_addr *addr)
{
	for (size_t i = 0; i < answer->n; i++)
		if (net_addr_same_ip(&answer->addrs[i], addr))
			return;
	if (answer->n < RESOLVER_ADDRS_MAX)
		answer->addrs[answer->n++] = *addr;
}

static bool same_host(const char *a, const char *b)
{
	size_t a_len = strlen(a), b_len = strlen(b);

	a_len -= a_len && a[a_len - 1] == '.';
	b_len -= b_len && b[b_len - 1] == '.';
	return a_len == b_len && !ascii_ncasecmp(a, b, a_len);
}

/* hosts(5): an address and its names, up to a #. */
static void read_line(char *line, const char *name, struct resolver_answer *answer)
{
	struct net_addr addr;
	char *rest = line, *word;
	bool first = true;

	line[strcspn(line, "#\r\n")] = '\0';
	for (word = strsep(&rest, " \t"); word; word = strsep(&rest, " \t")) {
		if (!*word)
			continue;
		if (first && !net_addr_parse(word, 0, &addr))
			return;
		if (!first && same_host(word, name)) {
			add_addr(answer, &addr);
			return;
		}
		first = false;
	}
}

/* A file only: a pipe in its place must not hold us up. */
static FILE *open_hosts(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fdopen(fd, "r");
	close(fd);
	return NULL;
}

void resolver_hosts_file(const char *path, const char *name, struct resolver_answer *answer_r)
{
	FILE *file = open_hosts(path);
	char line[2048];
	bool whole = true;

	memset(answer_r, 0, sizeof *answer_r);
	if (!file)
		return;
	while (fgets(line, sizeof line, file)) {
		bool start = whole;

		whole = strchr(line, '\n') != NULL;
		if (start)
			read_line(line, name, answer_r);
	}
	fclose(file);
}

/* Shared by the asking thread and the worker; whoever lets go last frees it. */
struct job {
	pthread_mutex_t lock;
	int holders;
	int done_fd;
	char *name;
	struct resolver_answer answer;
};

static void job_let_go(struct job *job)
{
	bool last;

	pthread_mutex_lock(&job->lock);
	last = --job->holders == 0;
	pthread_mutex_unlock(&job->lock);
	if (!last)
		return;
	pthread_mutex_destroy(&job->lock);
	close(job->done_fd);
	free(job->name);
	free(job);
}

static void *work(void *data)
{
	static const uint64_t one = 1;
	struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM}, *list = NULL;
	struct job *job = data;
	struct resolver_answer answer = {.error = getaddrinfo(job->name, NULL, &hints, &list)};

	for (struct addrinfo *i = answer.error ? NULL : list; i; i = i->ai_next) {
		struct net_addr addr;

		memset(&addr, 0, sizeof addr);
		if (i->ai_addrlen > sizeof addr.ss)
			continue;
		memcpy(&addr.ss, i->ai_addr, i->ai_addrlen);
		addr.len = i->ai_addrlen;
		add_addr(&answer, &addr);
	}
	if (!answer.error)
		freeaddrinfo(list);
	pthread_mutex_lock(&job->lock);
	job->answer = answer;
	pthread_mutex_unlock(&job->lock);
	if (write(job->done_fd, &one, sizeof one) < 0)
		answer.error = EAI_SYSTEM; /* cannot happen: the counter of an eventfd is far from full */
	job_let_go(job);
	return NULL;
}

static struct job *job_new(const char *name)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	struct job *job;

	if (fd < 0)
		return NULL;
	job = mem_new(sizeof *job);
	pthread_mutex_init(&job->lock, NULL);
	job->holders = 2;
	job->done_fd = fd;
	job->name = mem_strdup(name);
	return job;
}

/* Without signals: they belong to the threads that the program knows. */
static int start_worker(struct job *job)
{
	pthread_attr_t attributes;
	sigset_t all, before;
	pthread_t thread;
	int error;

	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, WORKER_STACK);
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	error = pthread_create(&thread, &attributes, work, job);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return error;
}

enum io_status resolver_system(
	const struct io_scope *scope, const char *name, struct resolver_answer *answer_r)
{
	struct io_want want = {.events = POLLIN};
	enum io_status status;
	struct job *job;
	int error;

	if (scope->map) {
		errno = ENOTSUP;
		return IO_FAILED;
	}
	job = job_new(name);
	if (!job)
		return IO_FAILED;
	error = start_worker(job);
	if (error) {
		job_let_go(job);
		job_let_go(job);
		errno = error;
		return IO_FAILED;
	}
	want.fd = job->done_fd;
	status = io_wait(scope, &want, 1);
	if (status == IO_OK) {
		pthread_mutex_lock(&job->lock);
		*answer_r = job->answer;
		pthread_mutex_unlock(&job->lock);
	}
	job_let_go(job);
	return status;
}
