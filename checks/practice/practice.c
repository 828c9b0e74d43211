/*
 * A scenario that runs, and the case that it makes.
 */
#include "checks/practice/practice.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/practice/town.h"
#include "checks/profiles/take.h"

struct practice {
	const struct practice_scenario *scenario;
	struct station station;
	struct town town;
	struct secret *secret;
	struct profiles profiles; /* of told.import */
};

/* What the person's program holds, read as everywhere. */
static void read_program(struct practice *practice)
{
	const struct practice_world *world = practice->scenario->world;
	struct mailcase mailcase;

	if (!world->told.import)
		return;
	mailcase_init(&mailcase);
	mailcase.computer = world->computer;
	str_copy(mailcase.import, sizeof mailcase.import, world->told.import);
	profiles_import(&mailcase, &practice->profiles);
}

struct practice *practice_start(const struct practice_scenario *scenario, struct err *err)
{
	struct practice *practice = mem_new(sizeof *practice);
	const char *password = scenario->world->told.password;

	practice->scenario = scenario;
	station_init(&practice->station, scenario->world);
	if (!password)
		password = scenario->world->told.token ? PRACTICE_TOKEN : PRACTICE_PASSWORD;
	practice->secret = secret_new(password, strlen(password));
	if (!town_build(&practice->town, &practice->station, err)) {
		practice_stop(&practice);
		return NULL;
	}
	read_program(practice);
	return practice;
}

void practice_stop(struct practice **practice)
{
	if (!*practice)
		return;
	town_release(&(*practice)->town);
	station_release(&(*practice)->station);
	secret_free(&(*practice)->secret);
	profiles_release(&(*practice)->profiles);
	free(*practice);
	*practice = NULL;
}

static void fill_servers(
	const struct station *station, const struct told_plan *told, struct mailcase *mailcase)
{
	struct server_settings *out = &mailcase->in_use, *in = &mailcase->incoming;

	*in = (struct server_settings){.port = told->pop3 ? 995 : 993,
		.security = SECURITY_TLS,
		.source = SOURCE_GIVEN,
		.pop3 = told->pop3};
	*out = (struct server_settings){.source = SOURCE_NONE};
	str_copy(in->host, sizeof in->host, station->in_host);
	if (told->host && !*told->host) {
		*in = *out;
		return;
	}
	*out = (struct server_settings){
		.port = told->port, .security = told->security, .source = SOURCE_GIVEN};
	str_copy(out->host, sizeof out->host, told->host ? told->host : station->out_host);
	if (!out->port)
		out->port = told->security == SECURITY_TLS ? 465 : 587;
	if (out->security == SECURITY_AUTO)
		out->security = out->port == 465 ? SECURITY_TLS : SECURITY_STARTTLS;
}

static void fill_answers(const struct told_plan *told, struct mailcase *mailcase)
{
	mailcase->role = told->role;
	mailcase->symptom = told->symptom;
	mailcase->scope = told->scope;
	mailcase->webmail = told->webmail;
	mailcase->other_device = told->other_device;
	mailcase->changed = told->changed;
	mailcase->directory = told->directory;
	mailcase->program_login = told->program_login;
	mailcase->where = told->where;
	mailcase->program = told->program;
	memcpy(mailcase->tried, told->tried, sizeof mailcase->tried);
	if (told->pause_ms)
		mailcase->pause_ms = told->pause_ms;
	mailcase->send = told->send;
	if (told->wait_ms && !mailcase->wait_ms)
		mailcase->wait_ms = told->wait_ms;
	if (told->send_to)
		str_copy(mailcase->send_to, sizeof mailcase->send_to, told->send_to);
	mailcase->read_bounces = told->read_bounces;
	if (told->user)
		str_copy(mailcase->user, sizeof mailcase->user, told->user);
	if (told->message)
		str_copy(mailcase->message, sizeof mailcase->message, told->message);
	if (told->ip)
		str_copy(mailcase->sending_ip, sizeof mailcase->sending_ip, told->ip);
	if (told->mail) {
		mailcase->mail = told->mail;
		mailcase->mail_len = strlen(told->mail);
	}
	if (told->only)
		mailcase->only = told->only;
	if (told->to)
		str_copy(mailcase->to, sizeof mailcase->to, told->to);
}

/* The account that is meant stands in its place, with all that was read of it. */
static void take_program(const struct practice *practice, const char *import, struct mailcase *mailcase)
{
	const struct profile *profile;
	const struct server_settings none = {.source = SOURCE_NONE};

	str_copy(mailcase->import, sizeof mailcase->import, import);
	profile = practice->profiles.found.n ? &practice->profiles.found.items[0] : NULL;
	if (!profile)
		return;
	mailcase->in_use = mailcase->incoming = none;
	memset(&mailcase->address, 0, sizeof mailcase->address);
	profile_take(mailcase, &practice->profiles, profile);
	if (!mailcase->address.full[0])
		address_parse(practice->station.address, &mailcase->address);
}

void practice_fill(const struct practice *practice, struct mailcase *mailcase)
{
	const struct told_plan *told = &practice->scenario->world->told;

	address_parse(practice->station.address, &mailcase->address);
	if (told->role == ROLE_ADMIN)
		str_copy(mailcase->domain, sizeof mailcase->domain, practice->station.domain);
	fill_servers(&practice->station, told, mailcase);
	fill_answers(told, mailcase);
	mailcase->secret = told->no_password ? NULL : practice->secret;
	mailcase->secret_kind = told->token ? SASL_TOKEN_XOAUTH2 : SASL_PASSWORD;
	if (told->oauth_client)
		str_copy(mailcase->oauth_client, sizeof mailcase->oauth_client, told->oauth_client);
	mailcase->ca_file[0] = '\0';
	str_copy(mailcase->resolver, sizeof mailcase->resolver, place_dns.v4);
	mailcase->map = &practice->town.here.map;
	mailcase->computer = practice->scenario->world->computer;
	if (told->import)
		take_program(practice, told->import, mailcase);
}
