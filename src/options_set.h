/*
 * The functions behind the option table: each sets one option, or tells what is wrong with its value.
 */
#ifndef MAILMEND_OPTIONS_SET_H
#define MAILMEND_OPTIONS_SET_H

#include "src/options.h"

#define SETTER(name) bool name(struct options *options, const char *value, struct usage_error *error)

/* A wrong value: the sentence may name {option}, {value} and {allowed}. Always false. */
bool fail_value(struct usage_error *error, const char *translated, const char *option, const char *value,
	const char *allowed);

/* options_told.c */
SETTER(set_program);
SETTER(set_only);
SETTER(set_skip);
SETTER(set_security);
SETTER(set_incoming_security);
SETTER(set_auth);
SETTER(set_where);
SETTER(set_symptom);
SETTER(set_scope);
SETTER(set_webmail);
SETTER(set_other_device);
SETTER(set_directory);
SETTER(set_changed);
SETTER(set_program_login);
SETTER(set_role);
SETTER(set_tried);

/* options_values.c */
SETTER(set_port);
SETTER(set_incoming_port);
SETTER(set_timeout);
SETTER(set_pause);
SETTER(set_password_fd);
SETTER(set_server);
SETTER(set_incoming);
SETTER(set_domain);
SETTER(set_to);
SETTER(set_user);
SETTER(set_resolver);
SETTER(set_ca_file);
SETTER(set_lang);
SETTER(set_message);

/* options_records.c */
SETTER(set_mail);
SETTER(set_selector);
SETTER(set_dkim_key);

/* options_flags.c */
SETTER(set_report);
SETTER(set_oauth_client);
SETTER(set_oauth_tenant);
SETTER(set_password_file);
SETTER(set_password_command);
SETTER(set_password_fd_once);
SETTER(set_password);
SETTER(set_ask_password);
SETTER(set_transcript);
SETTER(set_mask);
SETTER(set_no_mask);
SETTER(set_help);
SETTER(set_version);
SETTER(set_json);
SETTER(set_no_color);
SETTER(set_plain);
SETTER(set_no_plain);
SETTER(set_mouse);
SETTER(set_list);
SETTER(set_check);
SETTER(set_no_login);
SETTER(set_lists);
SETTER(set_read_bounces);
SETTER(set_offline);
SETTER(set_send);
SETTER(set_send_to);
SETTER(set_wait);
SETTER(set_yes);
SETTER(set_follow);
SETTER(set_queue);
SETTER(set_since_last);
SETTER(set_resume);

/* import.c */
SETTER(set_import);

/* options_log.c */
SETTER(set_since);
SETTER(set_log);

/* options_sender.c */
SETTER(set_ip);
SETTER(set_helo);
SETTER(set_sender);

#endif
