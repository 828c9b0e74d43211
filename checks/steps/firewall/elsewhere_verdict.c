/*
 * Comparing the doors of one server.
 */
#include "checks/steps/firewall/elsewhere_verdict.h"

#include "checks/steps/common/ports.h"

struct elsewhere_verdict elsewhere_starttls(const struct seen_door *doors, size_t n)
{
	struct elsewhere_verdict verdict = {.id = F_N, .which = n};

	for (size_t i = 0; i < n; i++) {
		if (!doors[i].same_server || !doors[i].greeted)
			continue;
		if (doors[i].starttls || doors[i].works)
			return (struct elsewhere_verdict){.id = F_STARTTLS_ELSEWHERE, .which = i};
		verdict.id = F_STARTTLS_NOWHERE;
	}
	return verdict;
}

struct elsewhere_verdict elsewhere_login(int port, const struct seen_door *doors, size_t n)
{
	struct elsewhere_verdict verdict = {.id = F_N, .which = n};

	for (size_t i = 0; i < n; i++) {
		bool submission = doors[i].settings.port != PORT_SMTP;

		if (!doors[i].same_server || !doors[i].works)
			continue;
		if (doors[i].login && (port != PORT_SMTP || submission))
			return (struct elsewhere_verdict){
				.id = port == PORT_SMTP ? F_PORT_FOR_SERVERS : F_LOGIN_ELSEWHERE,
				.which = i,
			};
		if (submission || port != PORT_SMTP)
			verdict.id = F_LOGIN_NOWHERE;
	}
	return verdict;
}
