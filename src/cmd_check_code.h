/*
 * --oauth-client: a sign-in by a code that the person types on the company's web page, before the run.
 */
#ifndef MAILMEND_CMD_CHECK_CODE_H
#define MAILMEND_CMD_CHECK_CODE_H

#include "checks/base/secret.h"
#include "src/options.h"

/*
 * Where the case has an id to sign in with: says on standard error where the code is to be typed, waits for it, and gives the key, for which the
 * case's secret_kind is set. True without an id, *secret_r untouched; false with the reason in error_r.
 */
bool code_sign_in(struct options *options, struct secret **secret_r, struct usage_error *error_r);

/* Says why code_sign_in gave false, releases the error, and gives the exit code. */
int code_sign_in_failed(const struct options *options, struct usage_error *error);

#endif
