/*
 * A cancel descriptor that two things can trip: the run's own cancel, and a connection on which something
 * arrives.
 */
#ifndef MAILMEND_STEPS_EITHER_H
#define MAILMEND_STEPS_EITHER_H

/* For io_scope.cancel_fd; -1 when the system has none left (the caller then goes without). Close it after
 * use. */
int either_fd(int cancel_fd, int other_fd);

#endif
