/*
 * The words of msmtp's settings, and those that people write instead.
 */
#ifndef MAILMEND_PROFILES_MSMTP_COMMANDS_H
#define MAILMEND_PROFILES_MSMTP_COMMANDS_H

/* What may stand in an account; ends with NULL. */
extern const char *const msmtp_commands[];

/* The command that the person meant by a word that is none; NULL: nobody knows. */
const char *msmtp_meant(const char *word);

#endif
