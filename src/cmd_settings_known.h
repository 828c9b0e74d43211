/*
 * What the provider's row of the table adds to the settings: how much may be sent, the pages, the form of the login name, the date.
 */
#ifndef MAILMEND_CMD_SETTINGS_KNOWN_H
#define MAILMEND_CMD_SETTINGS_KNOWN_H

#include <jansson.h>
#include <stdbool.h>

#include "checks/base/str.h"
#include "checks/engine/facts.h"
#include "checks/engine/mailcase.h"
#include "checks/know/provider.h"

/* The row that the settings belong to: the domain's, else the one that their server belongs to. */
bool settings_provider(const struct mailcase *mailcase, const struct recommended_settings *settings,
	struct provider *provider_r);

/* "address", "local", "other" (a form that the provider tells, or one that login names). */
const char *settings_user_form(const struct mailcase *mailcase, const struct recommended_settings *settings,
	const struct server_settings *server);

/* The name to sign in with, "" where only the provider knows it. */
const char *settings_login(const struct mailcase *mailcase, const struct recommended_settings *settings,
	const struct server_settings *server);

/* The row as paragraphs, each behind an empty line. */
void settings_known_text(struct str *out, const struct provider *provider);

/* The row as "limits", "pages" and "checked" of the document; without a row: empty ones. */
void settings_known_json(json_t *document, const struct provider *provider_or_null);

#endif
