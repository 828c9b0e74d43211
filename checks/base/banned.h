/*
 * Functions that this project does not use. Force-included by the build before every source file.
 */
#ifndef MAILMEND_BANNED_H
#define MAILMEND_BANNED_H

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol gets
#pragma GCC poison localtime gmtime usleep gethostbyname system popen

/* OpenSSL's headers have parameters of this name, so the word itself cannot be poisoned; clang takes "error" on the first
 * declaration only. */
#ifdef __clang__
#define MAILMEND_BANNED(why) __attribute__((unavailable(why)))
#else
#define MAILMEND_BANNED(why) __attribute__((error(why)))
#endif
int rand(void) MAILMEND_BANNED("banned: checks/base/random.h");
void srand(unsigned int seed) MAILMEND_BANNED("banned: checks/base/random.h");

#endif
