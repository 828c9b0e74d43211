/*
 * Two tests that need no rights: the list of this computer's sockets, and a connection whose packets die at the first router.
 */
#include "checks/steps/common/impostor.h"

#include <sys/socket.h>

#include "checks/net/gate.h"
#include "checks/net/tcp.h"
#include "checks/steps/common/sockets.h"

static bool connects(
	struct check_run *run, const struct net_addr *addr, int ttl, int64_t limit_ms, bool *here_r)
{
	struct io_scope scope = io_scope_within(run_scope(run), limit_ms);
	struct tcp_attempt attempt = {.addr = *addr, .ttl = ttl, .fd = -1};
	struct net_addr own = {.len = sizeof own.ss};

	tcp_connect_all(&scope, &attempt, 1);
	if (attempt.outcome != TCP_CONNECTED)
		return false;
	/* With a map the connection is to a stand-in on this computer, which says nothing. */
	if (here_r && !scope.map && getsockname(attempt.fd, (struct sockaddr *)&own.ss, &own.len) == 0)
		*here_r = sockets_answer_here(run_case(run), &own);
	net_close(attempt.fd);
	return true;
}

bool impostor_place(struct check_run *run, const struct net_addr *addr, int64_t limit_ms, enum who *who_r)
{
	bool here = false, near = connects(run, addr, 1, limit_ms, &here);

	if (!near)
		(void)connects(run, addr, 0, limit_ms, &here);
	if (run_is_over(run))
		return false;
	*who_r = here ? WHO_YOU : near ? WHO_LOCAL_NETWORK : WHO_INTERNET_PROVIDER;
	return true;
}
