/*
 * Words for encryption and for sources of settings.
 */
#include "checks/steps/common/words.h"

#include "checks/engine/words.h"

const char *security_word(enum security security)
{
	static const char *const words[] = {
		[SECURITY_AUTO] = N_("encryption chosen by itself"),
		[SECURITY_TLS] = N_("SSL/TLS"),
		[SECURITY_STARTTLS] = N_("STARTTLS"),
		[SECURITY_NONE] = N_("no encryption"),
	};

	return words[security];
}

const char *source_word(enum settings_source source)
{
	static const char *const words[] = {
		[SOURCE_NONE] = N_("not known"),
		[SOURCE_GIVEN] = N_("told by you"),
		[SOURCE_PROGRAM] = N_("read from your mail program"),
		[SOURCE_BUILTIN] = N_("from the list of well-known providers"),
		[SOURCE_SRV] = N_("published by the provider"),
		[SOURCE_AUTOCONFIG] = N_("published by the provider"),
		[SOURCE_MX] = N_("by the provider who keeps the domain's mail"),
		[SOURCE_GUESS] = N_("found by trying usual names"),
	};

	return words[source];
}
