/*
 * What to write into himalaya's settings, in the form that the account was read in: the way to sign in tells which it was.
 */
#include "checks/profiles/himalaya.h"

const struct himalaya_form himalaya_forms[] = {
	[FORM_OLD] = {"smtp-host", "smtp-port", "smtp-login", "smtp-encryption", "smtp-auth", "smtp-passwd",
		"smtp-passwd"},
	[FORM_BETA] = {"smtp.host", "smtp.port", "smtp.login", "smtp.encryption", "smtp.auth", "smtp.passwd",
		"passwd"},
	[FORM_ONE] = {"message.send.backend.host", "message.send.backend.port", "message.send.backend.login",
		"message.send.backend.encryption.type", "message.send.backend.auth.type",
		"message.send.backend.auth.", "password"},
	[FORM_TWO] = {"smtp.server", "", "", "", "", "smtp.sasl.", ""},
};

static enum form form_of_profile(const struct profile *profile)
{
	for (enum form form = FORM_OLD; form < FORM_TWO; form++)
		if (strcmp(profile->out.method, himalaya_forms[form].method) == 0)
			return form;
	return strcmp(profile->out.method, "oauth2") == 0 ? FORM_ONE : FORM_TWO;
}

static const char *encryption_word(enum security security)
{
	return security == SECURITY_TLS ? "tls" : security == SECURITY_STARTTLS ? "start-tls" : "none";
}

static void lines_of_two(const struct profile *profile, enum profile_setting setting,
	const struct server_settings *to, struct str *lines_r)
{
	const char *method = profile->out.method[0] ? profile->out.method : "plain";

	if (setting == SETTING_HOST || setting == SETTING_PORT || setting == SETTING_SECURITY)
		str_addf(lines_r, "smtp.server = \"%s://%s:%d\"\nsmtp.starttls = %s\n",
			to->security == SECURITY_TLS ? "smtps" : "smtp", to->host, to->port,
			to->security == SECURITY_STARTTLS ? "true" : "false");
	if (setting == SETTING_LOGIN || setting == SETTING_USER || setting == SETTING_METHOD)
		str_addf(lines_r, "smtp.sasl.%s.username = \"%s\"\n",
			setting == SETTING_METHOD ? "plain" : method, to->user);
}

static void add_old_security(struct str *lines_r, const struct server_settings *to)
{
	str_addf(lines_r, "smtp-ssl = %s\nsmtp-starttls = %s\n",
		to->security == SECURITY_NONE ? "false" : "true",
		to->security == SECURITY_STARTTLS ? "true" : "false");
}

static void lines_of_names(const struct profile *profile, enum profile_setting setting,
	const struct server_settings *wanted, struct str *lines_r)
{
	struct server_settings to = wanted_whole(profile, wanted);
	bool moves = wanted_moves(profile, setting, wanted);
	enum form form = form_of_profile(profile);
	const struct himalaya_form *names = &himalaya_forms[form];

	if (setting == SETTING_HOST)
		str_addf(lines_r, "%s = \"%s\"\n", names->host, to.host);
	if (setting == SETTING_HOST || setting == SETTING_PORT || (setting == SETTING_SECURITY && moves))
		str_addf(lines_r, "%s = %d\n", names->port, to.port);
	if ((setting == SETTING_SECURITY || moves) && form == FORM_OLD)
		add_old_security(lines_r, &to);
	else if (setting == SETTING_SECURITY || moves)
		str_addf(lines_r, "%s = \"%s\"\n", names->encryption, encryption_word(to.security));
	if (setting == SETTING_LOGIN || setting == SETTING_USER)
		str_addf(lines_r, "%s = \"%s\"\n", names->user, to.user);
	if (setting == SETTING_METHOD || (setting == SETTING_LOGIN && form == FORM_ONE))
		str_addf(lines_r, "%s = \"%s\"\n", names->auth, form == FORM_ONE ? "password" : "passwd");
}

void himalaya_lines(const struct profile *profile, enum profile_setting setting,
	const struct server_settings *wanted, struct str *lines_r)
{
	struct server_settings to = wanted_whole(profile, wanted);

	if (setting == SETTING_FROM)
		str_addf(lines_r, "email = \"%s\"\n", wanted->user);
	else if (form_of_profile(profile) == FORM_TWO)
		lines_of_two(profile, setting, &to, lines_r);
	else
		lines_of_names(profile, setting, wanted, lines_r);
	text_lines_end(lines_r);
}
