/*
 * Who was asked for the settings over the web, and who gave them: said wherever settings are shown.
 */
#ifndef MAILMEND_CMD_SETTINGS_ASKED_H
#define MAILMEND_CMD_SETTINGS_ASKED_H

#include <jansson.h>

#include "checks/base/str.h"
#include "checks/engine/facts.h"
#include "checks/know/provider.h"

/* Our name for the provider, else the one that it gives itself; "" for none. Both may be NULL. */
const char *settings_provider_name(const struct recommended_settings *settings, const struct provider *known);

/* Where settings come from that stand in a file on the web; translated. */
const char *settings_published_words(const struct recommended_settings *settings);

/* A sentence that names those who were asked; nothing where nobody was. settings may be NULL. */
void settings_asked_text(struct str *out, const struct recommended_settings *settings);

/* "published_by" and "asked" of the document. settings may be NULL. */
void settings_asked_json(json_t *document, const struct recommended_settings *settings);

#endif
