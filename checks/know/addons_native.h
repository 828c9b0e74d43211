/*
 * Add-ons of mail programs that are libraries of the system: Claws Mail lists those it loads, Evolution loads whatever lies in its folder.
 */
#ifndef MAILMEND_KNOW_ADDONS_NATIVE_H
#define MAILMEND_KNOW_ADDONS_NATIVE_H

#include "checks/know/addons.h"

/* Those that clawsrc (text) names and that touch sending: of its own kinds those that sign, check or keep what is sent, and every other. */
size_t addons_of_claws(const char *text, struct addon addons_r[ADDONS_MAX]);

/* Those among the names of Evolution's folder of modules, one a line, that it did not bring itself. */
size_t addons_of_evolution(const char *names, struct addon addons_r[ADDONS_MAX]);

#endif
