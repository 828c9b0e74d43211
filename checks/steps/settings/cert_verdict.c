/*
 * X509_V_ERR_… sorted by what a person has to do about it.
 */
#include "checks/steps/settings/cert_verdict.h"

#include <string.h>

#include <openssl/x509_vfy.h>

#define DAY  86400
#define YEAR (365 * (int64_t)DAY)

/* Nobody known has signed it. */
static bool is_unknown_signer(int error)
{
	switch (error) {
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_CERT_UNTRUSTED:
	case X509_V_ERR_CERT_REJECTED:
		return true;
	default:
		return false;
	}
}

/* The server kept the certificate in between to itself: it sent its own alone, or the chain ends before a
 * root. */
static bool is_incomplete(const struct tls_report *report)
{
	if (report->verify_error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT)
		return true;
	return (report->verify_error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
		       report->verify_error == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE) &&
	       report->n_chain == 1 && !report->chain[0].self_signed;
}

static enum finding_id of_signer(const struct tls_report *report, size_t signers)
{
	if (!signers)
		return F_CERT_STORE_MISSING;
	return is_incomplete(report) ? F_CERT_INCOMPLETE : F_CERT_UNTRUSTED;
}

enum finding_id cert_verdict(const struct tls_report *report, size_t signers)
{
	if (report->verified)
		return F_N;
	if (is_unknown_signer(report->verify_error))
		return of_signer(report, signers);
	switch (report->verify_error) {
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return F_CERT_EXPIRED;
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return F_CERT_NOT_YET_VALID;
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
	case X509_V_ERR_EMAIL_MISMATCH:
		return F_CERT_WRONG_NAME;
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		return F_CERT_SELF_SIGNED;
	case X509_V_ERR_EE_KEY_TOO_SMALL:
	case X509_V_ERR_CA_KEY_TOO_SMALL:
	case X509_V_ERR_CA_MD_TOO_WEAK:
		return F_TLS_WEAK;
	default:
		return F_CERT_UNUSABLE;
	}
}

static bool is_other_certificate(const struct tls_report *a, const struct tls_report *b)
{
	return a->n_chain && b->n_chain && strcmp(a->chain[0].sha256, b->chain[0].sha256) != 0;
}

bool clock_explains(int64_t now, const struct tls_report *report, const struct tls_report *witness)
{
	const struct cert_info *own = &report->chain[0];
	bool too_early = report->verify_error == X509_V_ERR_CERT_NOT_YET_VALID;

	if (!report->n_chain || (!too_early && report->verify_error != X509_V_ERR_CERT_HAS_EXPIRED))
		return false;
	if (now < WRITTEN_AT)
		return true;
	/* No signer dates a certificate a year ahead. */
	if (too_early && own->not_before - now > YEAR)
		return true;
	if (!witness || witness->verify_error != report->verify_error ||
		!is_other_certificate(report, witness))
		return false;
	if (too_early)
		return true;
	/* Two forgotten certificates are rare, two that nobody missed for a month hardly happen. */
	return now - own->not_after > 30 * DAY && now - witness->chain[0].not_after > 30 * DAY;
}
