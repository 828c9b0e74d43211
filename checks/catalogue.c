/*
 * The one array that lists every check, in the order of the wizard.
 */
#include "checks/catalogue.h"

const struct check *const catalogue[] = {
	&check_errors_told,
	&check_errors_tried,
	&check_errors_message,
	&check_settings_store,
	&check_settings_recommend,
	&check_settings_target,
	&check_settings_names,
	&check_settings_server,
	&check_settings_alternatives,
	&check_settings_compare,
	&check_login_sign_in,
	&check_login_incoming,
	&check_login_receive,
	&check_login_contrast,
	&check_login_program,
	&check_network_routes,
	&check_network_ports,
	&check_network_controls,
	&check_network_verdict,
	&check_network_families,
	&check_firewall_where,
	&check_provider_envelope,
	&check_login_pop_before_smtp,
};
const size_t catalogue_n = sizeof catalogue / sizeof catalogue[0];
