/*
 * The commands: each takes the options that were understood and gives the exit code of the contract.
 */
#ifndef MAILMEND_COMMANDS_H
#define MAILMEND_COMMANDS_H

#include "src/options.h"

int cmd_check(struct options *options);
int cmd_explain(struct options *options);
int cmd_log(struct options *options);
int cmd_settings(struct options *options);
int cmd_spf(struct options *options);
int cmd_practice(struct options *options);
int cmd_wizard(struct options *options);

#endif
