/*
 * The offer that counts: what was said in clear is not used after the encryption (RFC 3207 4.2).
 */
#include "checks/steps/common/offer.h"

const struct smtp_offer *login_offer(const struct out_session *session)
{
	return session->smtp->tls.outcome == TLS_DONE ? &session->smtp->secure : &session->smtp->clear;
}
