/*
 * The few wishes that a person may write down once: $XDG_CONFIG_HOME/mailmend/config, lines "plain yes",
 * "color no", "mouse yes". Options and the environment beat it; a file that is not there or not understood
 * changes nothing.
 */
#ifndef MAILMEND_UI_KEEP_CONFIG_H
#define MAILMEND_UI_KEEP_CONFIG_H

#include <stdbool.h>

/* What the file says about key; otherwise without a word. */
bool config_wish(const char *key, bool otherwise);

#endif
