/*
 * Reasons to look for somebody in the middle, and the comparison of names.
 */
#include "checks/steps/firewall/filters.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/know/provider.h"
#include "checks/steps/common/applies.h"
#include "checks/steps/common/offer.h"

bool filters_apply(const struct mailcase *mailcase)
{
	return settings_apply_online(mailcase) && mailcase->where != WHERE_ELSEWHERE;
}

bool filters_is_proven(const struct out_session *session)
{
	return session->smtp && session->smtp->tls.outcome == TLS_DONE && session->smtp->tls.verified;
}

bool filters_trouble_in_clear(const struct out_session *session, const struct envelope_result *envelope)
{
	if (!session->smtp || !session->smtp->banner.code || session->smtp->tls.outcome == TLS_DONE)
		return false;
	return session->problem != F_N || (envelope && envelope->tried && !envelope->accepted);
}

bool filters_in_trouble(const struct out_session *session, const struct login_result *login,
	const struct envelope_result *envelope)
{
	return session->problem != F_N || (login && login->tried && !login->accepted) ||
	       (envelope && envelope->tried && !envelope->accepted);
}

bool filters_lacks_login(const struct mailcase *mailcase, const struct out_session *session,
	const struct envelope_result *envelope)
{
	const struct smtp_offer *offer;

	if (!session->ready || mailcase->role != ROLE_USER)
		return false;
	offer = login_offer(session);
	if (offer->n_mechs)
		return sasl_choose(offer->mechs, offer->n_mechs, mailcase->secret_kind) == SASL_NONE;
	/* Before the encryption that it offers, a server is right to offer no login. */
	if (!stream_is_encrypted(session->smtp->stream) && session->smtp->clear.starttls)
		return false;
	return envelope && envelope->tried && !envelope->accepted;
}

static bool is_name(const char *word)
{
	for (const char *c = word; *c; c++) {
		if (!ascii_isalnum(*c) && *c != '-' && *c != '.' && *c != '_')
			return false;
	}
	return strchr(word, '.') != NULL;
}

void banner_name(const char *banner, char *name_r, size_t size)
{
	size_t len;

	banner += strspn(banner, " ");
	len = strcspn(banner, " ");
	name_r[0] = '\0';
	if (len >= size)
		return;
	memcpy(name_r, banner, len);
	name_r[len] = '\0';
	ascii_tolower(name_r);
	while (len && name_r[len - 1] == '.')
		name_r[--len] = '\0';
	if (!is_name(name_r))
		name_r[0] = '\0';
}

static bool is_of(const char *name, const char *other)
{
	return other && *other && (ascii_caseeq(name, other) || provider_same_organisation(name, other));
}

bool banner_is_foreign(
	const char *banner, const char *host, const char *canonical, const struct cert_info *cert)
{
	char name[HOST_MAX];

	banner_name(banner, name, sizeof name);
	if (!name[0] || host_is_literal(host) || is_of(name, host) || is_of(name, canonical))
		return false;
	for (size_t i = 0; cert && i < cert->n_names; i++) {
		const char *other = cert->names[i];

		if (is_of(name, ascii_starts(other, "*.") ? other + 2 : other))
			return false;
	}
	return true;
}
