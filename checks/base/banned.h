/*
 * Functions that this project does not use. Force-included by the build before every source file.
 */
#ifndef MAILMEND_BANNED_H
#define MAILMEND_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol gets
#pragma GCC poison localtime gmtime rand srand usleep gethostbyname system popen

#endif
