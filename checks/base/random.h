/*
 * Unpredictable numbers for DNS ids, SCRAM nonces and message ids (getrandom(2)).
 */
#ifndef MAILMEND_BASE_RANDOM_H
#define MAILMEND_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Fills len bytes; ends the program by abort() where the kernel has no random numbers. */
void random_bytes(void *buf, size_t len);
uint16_t random_u16(void);

#endif
