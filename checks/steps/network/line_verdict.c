/*
 * The line judged.
 */
#include "checks/steps/network/line_verdict.h"

#include <string.h>

#include "checks/steps/network/visit.h"

#define LEAST_TRIES 3

enum finding_id line_verdict(const struct line_try *tries, size_t n)
{
	size_t died = 0, controls_lived = 0, controls_died = 0, first = n;
	bool differ = false;

	for (size_t i = 0; i < n; i++) {
		controls_lived += tries[i].control_lived;
		controls_died += tries[i].control_died;
		if (!tries[i].died)
			continue;
		died++;
		differ |= first < n && tries[i].place != tries[first].place;
		first = first < n ? first : i;
	}
	if (n < LEAST_TRIES)
		return F_N;
	if (died >= 2 && (differ || (controls_died && controls_lived)))
		return F_LINE_DROPS;
	if (died < 2 || (controls_lived >= 2 && !controls_died))
		return F_LINE_STEADY;
	return F_N;
}

/* Any one may be late because a packet was lost; that two are has another reason. */
bool line_is_slow(const struct out_session *out)
{
	return out->slow_answers >= 2;
}

int line_place(const char *stage)
{
	static const struct {
		const char *stage;
		enum visit_stage place;
	} places[] = {
		{"connect", VISIT_CONNECT},
		{"banner", VISIT_BANNER},
		{"ehlo", VISIT_EHLO},
		{"starttls", VISIT_TLS},
		{"tls", VISIT_TLS},
		{"ehlo-tls", VISIT_EHLO_TLS},
	};

	for (size_t i = 0; stage && i < sizeof places / sizeof places[0]; i++) {
		if (strcmp(places[i].stage, stage) == 0)
			return places[i].place;
	}
	return VISIT_DONE;
}
