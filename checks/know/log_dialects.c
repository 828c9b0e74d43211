/*
 * The dialects in the order in which they are asked whose a line is: those that know their programs by name before those that
 * go by the form of a line.
 */
#include "checks/know/log_dialect.h"

const struct log_dialect *const log_dialects[] = {
	&log_postfix,
	&log_sendmail,
	&log_opensmtpd,
	&log_dovecot,
	&log_nullmailer,
	&log_journal,
	&log_exim,
	&log_qmail,
	&log_msmtp,
};

const size_t log_dialects_n = sizeof log_dialects / sizeof log_dialects[0];
