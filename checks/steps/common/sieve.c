/*
 * Sieves and forwarders by the names of their MX hosts.
 */
#include "checks/steps/common/sieve.h"

#include <stddef.h>

#include "checks/base/ascii.h"

bool host_is_sieve(const char *host)
{
	static const char *const suffixes[] = {".pphosted.com", ".ppe-hosted.com", ".mimecast.com",
		".mimecast.co.za", ".mimecast-offshore.com", ".barracudanetworks.com", ".messagelabs.com",
		".antispameurope.com", ".hornetsecurity.com", ".antispamcloud.com", ".spamexperts.com",
		".spamexperts.eu", ".mailcontrol.com", ".tmes.trendmicro.com", ".tmes.trendmicro.eu",
		".hydra.sophos.com", ".iphmx.com", ".mxthunder.com", ".mxthunder.net", ".retarus.com",
		".fireeyecloud.com", ".mxlogic.net", ".mailspamprotection.com", ".mtaroutes.com",
		".spamhero.com", ".mailroute.net", ".expurgate.net", ".nospamproxy.com",
		/* forwarders */
		".mx.cloudflare.net", ".improvmx.com", ".forwardemail.net", ".simplelogin.co"};

	for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
		if (ascii_ends(host, suffixes[i]))
			return true;
	return false;
}
