/*
 * The mail programs whose settings are read, in the order in which a person is shown what was found.
 */
#include "checks/profiles/dialect.h"

const struct dialect *const dialects[] = {
	/* One line for each, in the order of dialect.h. */
	&dialect_thunderbird,
	&dialect_evolution,
	&dialect_kmail,
	&dialect_geary,
	&dialect_claws,
	&dialect_mutt,
	&dialect_msmtp,
	&dialect_ssmtp,
	&dialect_nullmailer,
	&dialect_dma,
	&dialect_snail,
	&dialect_aerc,
	&dialect_himalaya,
	&dialect_git,
	&dialect_alpine,
	&dialect_postfix,
	&dialect_exim,
	&dialect_opensmtpd,
	&dialect_sendmail,
	NULL,
};
const size_t dialects_n = sizeof dialects / sizeof dialects[0] - 1;

const struct dialect *dialect_of(enum program program)
{
	for (size_t i = 0; i < dialects_n; i++)
		if (dialects[i]->program == program)
			return dialects[i];
	return NULL;
}
