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

/* OpenSSL's headers have parameters of this name, so the word itself cannot be poisoned. */
int rand(void) __attribute__((error("banned: checks/base/random.h")));
void srand(unsigned int seed) __attribute__((error("banned: checks/base/random.h")));

#endif
