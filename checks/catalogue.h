/*
 * Every check by its symbol. catalogue.c puts them in order.
 */
#ifndef MAILMEND_CATALOGUE_H
#define MAILMEND_CATALOGUE_H

#include "checks/engine/check.h"

extern const struct check check_errors_told, check_errors_tried, check_errors_message, check_errors_bounce,
	check_errors_log;
extern const struct check check_errors_mailbox, check_login_inbox;
extern const struct check check_settings_store, check_settings_recommend, check_settings_target,
	check_settings_names, check_settings_server, check_settings_alternatives, check_settings_compare,
	check_settings_program;
extern const struct check check_login_sign_in, check_login_incoming, check_login_receive,
	check_login_contrast, check_login_program, check_login_pop_before_smtp;
extern const struct check check_network_routes, check_network_ports, check_network_controls,
	check_network_verdict, check_network_families, check_network_way, check_network_portal,
	check_network_answers, check_network_segments, check_network_line, check_network_pause;
extern const struct check check_firewall_where, check_provider_port25;
extern const struct check check_firewall_stream, check_firewall_elsewhere, check_firewall_proxy;
extern const struct check check_antivirus_shield, check_antivirus_guards, check_antivirus_plugins;
extern const struct check check_firewall_rules, check_firewall_program;
extern const struct check check_provider_envelope, check_provider_test_mail, check_provider_limits;
extern const struct check check_settings_own_service, check_settings_own_settings, check_settings_own_domains,
	check_settings_own_disk, check_errors_own_queue, check_errors_own_abuse, check_network_own_walk;
extern const struct check check_dns_servers, check_dns_propagation;
extern const struct check check_dns_domain, check_dns_mx, check_dns_outlets, check_dns_outlets_told,
	check_dns_outlets_walked, check_dns_outlets_quiet, check_dns_host_found, check_dns_host,
	check_dns_moved, check_dns_kept, check_dns_reverse;
extern const struct check check_dns_dkim;
extern const struct check check_dns_spf;
extern const struct check check_dns_dmarc, check_dns_transport, check_dns_tlsa, check_dns_tlsa_seen,
	check_dns_discovery, check_dns_discovery_quiet;
extern const struct check check_reputation_lists, check_reputation_address, check_reputation_domain;
extern const struct check check_content_arrival, check_content_mail, check_content_filter;

#endif
