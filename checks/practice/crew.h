/*
 * Listening sockets and the threads behind them: one that accepts, one for each conversation. All of them
 * rest in io_wait on the crew's own eventfd, so that it stops at once.
 */
#ifndef MAILMEND_PRACTICE_CREW_H
#define MAILMEND_PRACTICE_CREW_H

#include "checks/base/err.h"
#include "checks/net/addr.h"
#include "checks/practice/peer.h"

struct crew;

/* Speaks with one client; the connection is closed afterwards. */
typedef void crew_serve(struct peer *peer, void *data);

/* Answers one datagram: the reply's length, 0 for none. reply_r has CREW_DATAGRAM bytes. */
#define CREW_DATAGRAM 1232
typedef size_t crew_answer(const unsigned char *query, size_t len, unsigned char *reply_r, void *data);

struct crew *crew_new(struct err *err);

/* Listens on 127.0.0.1 on a free port; addr_r is where. False: err tells. Before crew_start only. */
bool crew_listen(struct crew *crew, crew_serve *serve, void *data, struct net_addr *addr_r, struct err *err);

/* Datagrams and connections on one port of the same number, as a name server has them. */
bool crew_listen_both(struct crew *crew, crew_answer *answer, crew_serve *serve, void *data,
	struct net_addr *addr_r, struct err *err);

bool crew_start(struct crew *crew, struct err *err);

/* Ends everything and waits for the threads. Accepts NULL, sets the caller's pointer to NULL. */
void crew_stop(struct crew **crew);

#endif
