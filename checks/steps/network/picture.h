/*
 * Who stands in the way, judged from what was tried: the port in use, the other ports for sending, receiving,
 * and other hosts. Pure, so that tables test it.
 */
#ifndef MAILMEND_STEPS_PICTURE_H
#define MAILMEND_STEPS_PICTURE_H

#include <stdbool.h>

#include "checks/engine/facts.h"
#include "checks/engine/finding.h"

struct network_picture {
	int port;			      /* in use */
	enum finding_id in_use;		      /* what became of it (tcp_verdict) */
	const struct port_table *ports;	      /* NULL: not tried */
	const struct control_table *controls; /* NULL: not tried */
};

#define PICTURE_MAX 8

struct picture_note {
	enum finding_id id;
	const char *host; /* "" or borrowed from the tables */
	int port;	  /* 0: none */
};

/*
 * The notes that belong to the picture, in the order in which they are told; gives how many. None when the
 * server was reached or this computer is offline.
 */
size_t network_picture_notes(
	const struct network_picture *picture, const char *host, struct picture_note notes_r[PICTURE_MAX]);

#endif
