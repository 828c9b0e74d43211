/*
 * What the process does before it trusts itself with a secret, and how it ends.
 */
#ifndef MAILMEND_PROCESS_H
#define MAILMEND_PROCESS_H

/* No core dump, no tracing by others, no SIGPIPE, files for this user alone, a plan for the lack of memory. First thing in main. */
void process_harden(void);

/*
 * From now on SIGINT, SIGTERM and SIGHUP make the given descriptor readable instead of ending the process; those that were
 * ignored (nohup) stay so. -1 where the system has no descriptor left: then they end the process as usual.
 */
int process_cancel_fd(void);

#endif
