/*
 * How much room each server demands on the disk of its queue before it takes a mail. Pure.
 */
#ifndef MAILMEND_STEPS_OWN_DISK_H
#define MAILMEND_STEPS_OWN_DISK_H

#include "checks/engine/computer.h"
#include "checks/engine/facts.h"

enum own_disk { OWN_DISK_FINE, OWN_DISK_NO_ROOM, OWN_DISK_NO_FILES };

/* min_free: bytes that the settings demand; 0 for the server's usual ones. */
enum own_disk own_disk_judge(enum own_kind kind, int64_t min_free, const struct computer_room *room);

#endif
