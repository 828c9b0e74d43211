/*
 * Every check by its symbol. catalogue.c puts them in order.
 */
#ifndef MAILMEND_CATALOGUE_H
#define MAILMEND_CATALOGUE_H

#include "checks/engine/check.h"

extern const struct check check_errors_told, check_errors_tried, check_errors_message;
extern const struct check check_settings_store, check_settings_recommend, check_settings_target,
	check_settings_names, check_settings_server, check_settings_alternatives, check_settings_compare;
extern const struct check check_login_sign_in, check_login_incoming, check_login_receive,
	check_login_contrast, check_login_program, check_login_pop_before_smtp;
extern const struct check check_network_routes, check_network_ports, check_network_controls,
	check_network_verdict, check_network_families;
extern const struct check check_firewall_where;
extern const struct check check_provider_envelope;

#endif
