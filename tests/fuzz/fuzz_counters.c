/*
 * The readers of the kernel's counters on any text. The first byte chooses the reader.
 */
#include <stdint.h>
#include <stdlib.h>

#include "checks/base/mem.h"
#include "checks/net/counters.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct net_counters counters = {0}, again = {0}, counted;
	char *text;

	if (!len)
		return 0;
	text = mem_strndup((const char *)data + 1, len - 1);
	switch (data[0] % 3) {
	case 0:
		net_counters_snmp(text, &counters);
		net_counters_snmp(text, &again);
		break;
	case 1:
		net_counters_snmp6(text, &counters);
		net_counters_snmp6(text, &again);
		break;
	default:
		net_counters_netstat(text, &counters);
		net_counters_netstat(text, &again);
	}
	counted = net_counters_between(&counters, &again);
	if (counted.out_requests || counted.retrans_fail || counters.out_requests < 0 ||
		counters.syn_retrans < 0)
		abort();
	free(text);
	return 0;
}
