/*
 * The pattern language of replies.psv, and lists of codes. Texts are lower-case already (pattern_prepare).
 */
#ifndef MAILMEND_KNOW_PATTERN_H
#define MAILMEND_KNOW_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"

/* Appends text in lower case with single blanks and plain quotes, as the patterns expect it; at most 4,096 bytes. */
void pattern_prepare(struct str *out, const char *text);

/*
 * Whether the parts of pattern occur in text in their order: "…" anything between, {a,b} either, "ab*" a beginning that goes on. ""
 * always matches. Words are whole words; parts without a blank that hold a digit, "_", ":" or "#" are not bound to that.
 */
bool pattern_match(const char *pattern, const char *text);

/* The length of the first segment (up to "…") of *pattern, which is moved behind it. */
size_t pattern_segment(const char **pattern);

#define PATTERN_WAY_MAX 1024

/*
 * One way through the first {a,b,…} of a segment, into way: alternative points to one of them (any text where there are none). Its
 * length, 0 for one that does not fit.
 */
size_t pattern_way(const char *segment, size_t len, const char *alternative, char *way, size_t size);

/* How many words the pattern asks for: its distinctiveness. */
int pattern_words(const char *pattern);

/* Whether code is in "534,535,4xx"; "" lists every code. */
bool pattern_code(const char *list, int code);

/* Whether the list names any code of the class of code (4 or 5); "" lists every code. */
bool pattern_code_class(const char *list, int code);

/* Whether "5.7.8" is in "5.7.8,x.1.1,5.7.606..5.7.649"; "" lists every code. */
bool pattern_enhanced(const char *list, const char *enhanced);

/* Whether word is an element of a list by comma; "" lists everything. */
bool pattern_listed(const char *list, const char *word);

#endif
