/*
 * Where this computer is attached, as a number: another network, another address or another line (a VPN) gives another one.
 */
#ifndef MAILMEND_NET_PLACE_H
#define MAILMEND_NET_PLACE_H

#include <stdint.h>

/* 0: not known. Asks the kernel only. */
uint64_t net_place(void);

#endif
