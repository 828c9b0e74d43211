/*
 * Why something could not be done: a short technical sentence for details and logs, never for a first line.
 * A function that takes a struct err sets it when it fails and leaves it untouched when it succeeds.
 */
#ifndef MAILMEND_BASE_ERR_H
#define MAILMEND_BASE_ERR_H

struct err {
	char text[256]; /* harmless, one line, English */
};

#define ERR_INIT                                                                                             \
	{                                                                                                    \
		""                                                                                           \
	}

/* Sets the text; err may be NULL. */
void err_set(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Sets "what: reason" with the system's reason for errno_value. */
void err_errno(struct err *err, int errno_value, const char *what);

#endif
