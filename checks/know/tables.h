/*
 * The tables as the build makes them of the .psv files (cmake/psv2c.c): rows of cells, in the order of the file.
 */
#ifndef MAILMEND_KNOW_TABLES_H
#define MAILMEND_KNOW_TABLES_H

#include <stddef.h>

extern const char *const know_providers[][14];
extern const size_t know_providers_rows;
extern const char *const know_domains[][2];
extern const size_t know_domains_rows;
extern const char *const know_mx[][2];
extern const size_t know_mx_rows;
extern const char *const know_replies[][8];
extern const size_t know_replies_rows;
extern const char *const know_speakers[][4];
extern const size_t know_speakers_rows;
extern const char *const know_codes[][3];
extern const size_t know_codes_rows;
extern const char *const know_shields[][6];
extern const size_t know_shields_rows;
extern const char *const know_guards[][8];
extern const size_t know_guards_rows;
extern const char *const know_resets[][4];
extern const size_t know_resets_rows;
extern const char *const know_keepers[][5];
extern const size_t know_keepers_rows;
extern const char *const know_mx_wanted[][3];
extern const size_t know_mx_wanted_rows;
extern const char *const know_senders[][9];
extern const size_t know_senders_rows;
extern const char *const know_blocklists[][9];
extern const size_t know_blocklists_rows;
extern const char *const know_blocklist_codes[][4];
extern const size_t know_blocklist_codes_rows;
extern const char *const know_blocklists_dead[][3];
extern const size_t know_blocklists_dead_rows;
extern const char *const know_wrappers[][4];
extern const size_t know_wrappers_rows;
extern const char *const know_programs[][2];
extern const size_t know_programs_rows;

extern const char *const know_bounces[][4];
extern const size_t know_bounces_rows;

extern const char *const know_folders[][3];
extern const size_t know_folders_rows;
extern const char *const know_spam_tests[][3];
extern const size_t know_spam_tests_rows;
extern const char *const know_spam_headers[][6];
extern const size_t know_spam_headers_rows;
extern const char *const know_attachments[][3];
extern const size_t know_attachments_rows;
extern const char *const know_shorteners[][2];
extern const size_t know_shorteners_rows;

#endif
