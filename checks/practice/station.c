/*
 * What the servers of a scenario share.
 */
#include "checks/practice/station.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/base/encode.h"

void station_init(struct station *station, const struct practice_world *world)
{
	struct str STR_AUTO text = STR_INIT;

	station->world = world;
	pthread_mutex_init(&station->lock, NULL);
	str_copy(station->domain, sizeof station->domain, world->domain ? world->domain : PRACTICE_DOMAIN);
	str_addf(&text, "smtp.%s", station->domain);
	str_copy(station->out_host, sizeof station->out_host, str_text(&text));
	str_clear(&text);
	str_addf(&text, "imap.%s", station->domain);
	str_copy(station->in_host, sizeof station->in_host, str_text(&text));
	str_clear(&text);
	str_addf(&text, "anna@%s", station->domain);
	str_copy(station->address, sizeof station->address, str_text(&text));
}

void station_release(struct station *station)
{
	SSL_CTX_free(station->out_tls);
	SSL_CTX_free(station->in_tls);
	SSL_CTX_free(station->friend_tls);
	SSL_CTX_free(station->internet_tls);
	SSL_CTX_free(station->web_tls);
	str_release(&station->own.mail);
	str_release(&station->other.mail);
	pthread_mutex_destroy(&station->lock);
}

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

void station_fill(const struct station *station, const char *host, const char *text, struct str *out)
{
	const struct {
		const char *mark, *value;
	} values[] = {
		{"{host}", host},
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

const struct place *station_settle(struct station *station, const char *name)
{
	size_t i = 0;

	pthread_mutex_lock(&station->lock);
	while (i + 1 < INTERNET_HOSTS && station->internet[i][0] && !ascii_caseeq(station->internet[i], name))
		i++;
	if (!station->internet[i][0])
		str_copy(station->internet[i], HOST_MAX, name);
	pthread_mutex_unlock(&station->lock);
	return &place_internet[i];
}

void station_deliver(struct station *station, const char *recipient, const struct str *mail)
{
	struct delivery *delivery =
		ascii_caseeq(recipient, station->address) ? &station->own : &station->other;

	pthread_mutex_lock(&station->lock);
	str_clear(&delivery->mail);
	str_add_bytes(&delivery->mail, str_text(mail), mail->len);
	delivery->taken_us = clock_us();
	delivery->taken_at = clock_wall();
	pthread_mutex_unlock(&station->lock);
}

void station_host_of(const struct booth *booth, char *name_r)
{
	struct station *station = booth->station;

	if (booth->host) {
		str_copy(name_r, HOST_MAX, booth->host);
		return;
	}
	pthread_mutex_lock(&station->lock);
	str_copy(name_r, HOST_MAX, station->internet[booth->internet]);
	pthread_mutex_unlock(&station->lock);
}
