/*
 * What folders are for, by their names (folders.psv): for servers that do not say it (RFC 6154).
 */
#ifndef MAILMEND_KNOW_FOLDERS_H
#define MAILMEND_KNOW_FOLDERS_H

enum folder_kind { FOLDER_KIND_UNKNOWN, FOLDER_KIND_JUNK, FOLDER_KIND_OWN, FOLDER_KIND_TRASH };

/* By the last part of a folder's name, decoded. */
enum folder_kind folder_kind_by_name(const char *leaf);

#endif
