/*
 * What the servers of a scenario share.
 */
#include "checks/practice/station.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/encode.h"

bool station_knows(const struct station *station, const char *user, const char *password)
{
	return ascii_caseeq(user, station->address) && strcmp(password, PRACTICE_PASSWORD) == 0;
}

bool station_knows_plain(const struct station *station, const char *base64)
{
	struct str STR_AUTO response = STR_INIT_MAX(2000);
	const char *user, *password;

	if (!base64_decode(&response, base64) || !response.s)
		return false;
	/* authzid NUL user NUL password; a NUL stands behind the last byte. */
	user = response.s + strlen(response.s) + 1;
	if (user > response.s + response.len)
		return false;
	password = user + strlen(user) + 1;
	return password <= response.s + response.len && station_knows(station, user, password);
}

void station_fill(const struct station *station, const char *text, struct str *out)
{
	const struct {
		const char *mark, *value;
	} values[] = {
		{"{host}", station->out_host},
		{"{address}", station->address},
		{"{domain}", station->domain},
	};

	while (*text) {
		size_t i = 0;

		while (i < 3 && strncmp(text, values[i].mark, strlen(values[i].mark)) != 0)
			i++;
		if (i < 3) {
			str_add(out, values[i].value);
			text += strlen(values[i].mark);
		} else {
			str_add_char(out, *text++);
		}
	}
}
