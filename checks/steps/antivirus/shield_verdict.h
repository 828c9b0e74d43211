/*
 * Who signed what a server showed: judged from the certificates alone, so that tables test it.
 */
#ifndef MAILMEND_STEPS_SHIELD_VERDICT_H
#define MAILMEND_STEPS_SHIELD_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/know/shield.h"
#include "checks/net/tls.h"

struct shield_view {
	const struct tls_report *own;	 /* what the server in question showed */
	const struct tls_report *others; /* what unrelated hosts showed; outcome TLS_UNTRIED: not seen */
	size_t n_others;
	const struct tls_report *incoming; /* of the server for receiving; NULL: not seen */
	size_t signers;			   /* how many this computer trusts */
};

struct shield_verdict {
	bool listed; /* shield holds who it is */
	struct shield shield;
	bool trusted;	   /* and this computer trusts it */
	bool others_too;   /* every unrelated host that was seen shows the same signer, as many as it takes */
	bool clears;	   /* an unrelated host was seen that shows its real, trusted certificate */
	bool sending_only; /* the server for receiving was seen with another signer, which is trusted */
};

/*
 * Known is a signer by the first known name among the issuers of the chain; what the server signed under its own certificate does not
 * count. Two certificates are of one signer where their own issuers bear the same name, and this computer trusts none of them. A signer
 * that is not on the list takes two unrelated hosts beside the server: two may share a real signer that is unknown here.
 */
struct shield_verdict shield_judge(const struct shield_view *view);

#endif
