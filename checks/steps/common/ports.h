/*
 * Which port goes with which encryption (RFC 8314, RFC 6409), and the target of a run from what is known.
 * Pure.
 */
#ifndef MAILMEND_STEPS_PORTS_H
#define MAILMEND_STEPS_PORTS_H

#include "checks/engine/facts.h"
#include "checks/know/provider.h"

#define PORT_SMTP	 25
#define PORT_SUBMISSION	 587
#define PORT_SUBMISSIONS 465
#define PORT_CUSTOM	 2525

/* The ports that sending servers use, the best first. */
extern const int sending_ports[];
extern const size_t sending_ports_n;

/* Whether the encryption starts with the first byte: told so, or not told on the port that is made for it. */
bool starts_encrypted(const struct server_settings *settings);

/*
 * What is to be tested of the settings in use: a port that was left out comes from the provider's table where
 * it has this host (known, NULL: it has not), else from the encryption: SSL/TLS 465, otherwise 587 with 465
 * beside it.
 */
struct target target_in_use(const struct server_settings *in_use, const struct provider *known);

/* The recommended settings, with what the person told of port and encryption put over them. */
struct target target_recommended(
	const struct server_settings *recommended, const struct server_settings *told);

/* A provider's row as settings. local_part may be "". */
void recommend_provider(struct recommended_settings *settings, const struct provider *provider,
	enum settings_source source, const char *local_part);

#endif
