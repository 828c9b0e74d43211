/*
 * Encryption, certificates and the clock.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

static const struct practice_scenario scenarios[] = {
	{
		.name = "tls-too-old",
		.cause = CAUSE_TLS_TOO_OLD,
		.step = STEP_SETTINGS,
		.about = N_("The server only knows encryption of 1999 (TLS 1.0)."),
		.neighbour = "healthy",
		.world = &(const struct practice_world){.out.tls = OFFER_TLS_10},
	},
	{
		.name = "tls-key-too-short",
		.cause = CAUSE_TLS_TOO_OLD,
		.step = STEP_SETTINGS,
		.about = N_("The key of the server's certificate is too short for today."),
		.neighbour = "certificate-self-signed",
		.world = &(const struct practice_world){.out.cert = CERT_WEAK},
	},
	{
		.name = "certificate-expired",
		.cause = CAUSE_CERTIFICATE_EXPIRED,
		.step = STEP_SETTINGS,
		.about = N_("The certificate of the server for sending ran out nine days ago."),
		.neighbour = "clock-ahead",
		.world = &(const struct practice_world){.out.cert = CERT_EXPIRED},
	},
	{
		.name = "certificate-not-yet-valid",
		.cause = CAUSE_CERTIFICATE_UNTRUSTED,
		.step = STEP_SETTINGS,
		.about = N_("The certificate of the server for sending begins in three weeks; the clock is "
			    "right."),
		.neighbour = "clock-wrong",
		.world = &(const struct practice_world){.out.cert = CERT_NOT_YET},
	},
	{
		.name = "certificate-wrong-name",
		.cause = CAUSE_CERTIFICATE_WRONG_NAME,
		.step = STEP_SETTINGS,
		.about = N_("The certificate is made out to another server."),
		.neighbour = "certificate-unknown-signer",
		.world = &(const struct practice_world){.out.cert = CERT_WRONG_NAME},
	},
	{
		.name = "certificate-self-signed",
		.cause = CAUSE_CERTIFICATE_UNTRUSTED,
		.step = STEP_SETTINGS,
		.about = N_("The server has signed its certificate itself."),
		.neighbour = "certificate-wrong-name",
		.world = &(const struct practice_world){.out.cert = CERT_SELF_SIGNED},
	},
	{
		.name = "certificate-unknown-signer",
		.cause = CAUSE_CERTIFICATE_UNTRUSTED,
		.step = STEP_SETTINGS,
		.about = N_("The certificate is signed by somebody whom nobody knows."),
		.neighbour = "certificate-store-missing",
		.world = &(const struct practice_world){.out.cert = CERT_UNKNOWN_SIGNER},
	},
	{
		.name = "certificate-incomplete",
		.cause = CAUSE_CERTIFICATE_UNTRUSTED,
		.step = STEP_SETTINGS,
		.about = N_("The server keeps a part of its proof to itself: the certificate in between is "
			    "missing."),
		.neighbour = "healthy",
		.world = &(const struct practice_world){.out.cert = CERT_INCOMPLETE},
	},
	{
		.name = "certificate-store-missing",
		.cause = CAUSE_CERTIFICATE_STORE_MISSING,
		.step = STEP_SETTINGS,
		.about = N_("This computer has no list of trusted signers."),
		.neighbour = "certificate-unknown-signer",
		.world = &(const struct practice_world){.no_signers = true},
	},
	{
		.name = "clock-wrong",
		.cause = CAUSE_CLOCK_WRONG,
		.step = STEP_SETTINGS,
		.about = N_("The computer's clock is behind: all certificates begin in the future."),
		.neighbour = "certificate-not-yet-valid",
		.world = &(const struct practice_world){.out.cert = CERT_NOT_YET, .in.cert = CERT_NOT_YET},
	},
	{
		.name = "clock-ahead",
		.cause = CAUSE_CLOCK_WRONG,
		.step = STEP_SETTINGS,
		.about = N_("The computer's clock is ahead: all certificates ran out months ago."),
		.neighbour = "certificate-expired",
		.world = &(const struct practice_world){.out.cert = CERT_LONG_EXPIRED,
			.in.cert = CERT_LONG_EXPIRED},
	},
	{
		.name = "starttls-stripped",
		.cause = CAUSE_STARTTLS_STRIPPED,
		.step = STEP_SETTINGS,
		.about = N_("The offer of encryption is missing on the port that must have it."),
		.neighbour = "healthy",
		.world =
			&(const struct practice_world){.out.keywords = "PIPELINING\nSIZE 52428800\n8BITMIME"},
	},
	{
		.name = "starttls-masked",
		.cause = CAUSE_STARTTLS_STRIPPED,
		.step = STEP_SETTINGS,
		.about = N_("A box on the way overwrites the greeting and the offer of encryption."),
		.neighbour = "healthy",
		.world = &(const struct practice_world){.out.banner = "220 ****************************",
			.out.keywords = "SIZE 52428800\nXXXXXXXA\n8BITMIME"},
	},
	{
		.name = "starttls-refused",
		.cause = CAUSE_STARTTLS_STRIPPED,
		.step = STEP_SETTINGS,
		.about = N_("The server offers encryption and then refuses it."),
		.neighbour = "encryption-mismatch-tls",
		.world = &(
			const struct practice_world){.out.starttls = "502 5.5.1 Command not available here"},
	},
	{
		.name = "starttls-early-bytes",
		.cause = CAUSE_STARTTLS_STRIPPED,
		.step = STEP_SETTINGS,
		.about = N_("Somebody on the way puts words of his own in before the encryption."),
		.neighbour = "healthy",
		.also = {CAUSE_PROXY_IN_THE_MIDDLE},
		.world = &(const struct practice_world){.out.early = "250 2.0.0 Ok"},
	},
	{
		.name = "certificate-wrong-purpose",
		.cause = CAUSE_CERTIFICATE_UNTRUSTED,
		.step = STEP_SETTINGS,
		.about = N_("The certificate was made for clients; no server may use it."),
		.neighbour = "certificate-expired",
		.world = &(const struct practice_world){.out.cert = CERT_WRONG_PURPOSE},
	},
	{
		.name = "encryption-cut",
		.cause = CAUSE_MAIL_FILTERED_ON_PATH,
		.step = STEP_SETTINGS,
		.about = N_("The connection is cut at the moment when the encryption begins, on every port."),
		.neighbour = "server-hangs-up-late",
		.also = {CAUSE_SERVER_DOWN},
		.world = &(const struct practice_world){.out.cut_at_tls = true},
	},
};

const struct practice_group practice_security = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
