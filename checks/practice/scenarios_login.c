/*
 * Signing in: what servers say, and what they do not.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

static const struct practice_scenario scenarios[] = {
	{
		.name = "wrong-password",
		.cause = CAUSE_WRONG_PASSWORD,
		.step = STEP_LOGIN,
		.about = N_("The password is wrong, for receiving too."),
		.neighbour = "app-password-needed",
		.also = {CAUSE_INCOMING_ALSO_BROKEN, CAUSE_USERNAME_WRONG},
		.world = &(const struct practice_world){.told = {.password = "Herbst-Laub-74",
								.webmail = TOLD_YES}},
	},
	{
		.name = "app-password-needed",
		.cause = CAUSE_APP_PASSWORD_NEEDED,
		.step = STEP_LOGIN,
		.about = N_("The account has two-step login: mail programs need a password of their own."),
		.neighbour = "web-login-needed",
		.world = &(const struct practice_world){.in.refuses = true,
			.out.auth = "535 5.7.8 Two-step verification is on: sign in with an app password"},
	},
	{
		.name = "oauth-required",
		.cause = CAUSE_OAUTH_REQUIRED,
		.step = STEP_LOGIN,
		.about = N_("The server offers nothing but a sign-in through the web browser."),
		.neighbour = "login-method-outdated",
		.world =
			&(const struct practice_world){
				.out.safe_keywords =
					"PIPELINING\nSIZE 52428800\nAUTH XOAUTH2 OAUTHBEARER\n8BITMIME"},
	},
	{
		.name = "oauth-required-by-reply",
		.cause = CAUSE_OAUTH_REQUIRED,
		.step = STEP_LOGIN,
		.about = N_("The server refuses passwords and says that a modern sign-in is needed."),
		.neighbour = "login-disabled",
		.world = &(const struct practice_world){.out.auth = "535 5.7.3 Basic authentication is no "
								    "longer supported, use OAuth 2.0"},
	},
	{
		.name = "browser-login-expired",
		.cause = CAUSE_BROWSER_LOGIN_EXPIRED,
		.step = STEP_LOGIN,
		.about = N_(
			"The mail program signs in by browser, and the key that it got there has expired."),
		.neighbour = "sign-in-by-code",
		.world =
			&(const struct practice_world){
				.out.safe_keywords =
					"PIPELINING\nSIZE 52428800\nAUTH XOAUTH2 OAUTHBEARER\n8BITMIME",
				.told = {.token = true, .password = "eyJ0eXAiOiJKV1QifQ.Laub-vom-Vorjahr"}},
	},
	{
		.name = "sign-in-by-code",
		.step = STEP_LOGIN,
		.about = N_("Nothing is wrong: the person signs in by a code on the provider's web page."),
		.neighbour = "browser-login-expired",
		.world =
			&(const struct practice_world){
				.out.safe_keywords =
					"PIPELINING\nSIZE 52428800\nAUTH XOAUTH2 OAUTHBEARER\n8BITMIME",
				.told = {.oauth_client = "11111111-2222-3333-4444-555555555555",
					.no_password = true}},
	},
	{
		.name = "web-login-needed",
		.cause = CAUSE_WEB_LOGIN_NEEDED,
		.step = STEP_LOGIN,
		.about = N_("The provider wants to see the person on its web page first."),
		.neighbour = "wrong-password",
		.world =
			&(const struct practice_world){
				.out.auth =
					"534 5.7.14 Please log in with your web browser and then try again"},
	},
	{
		.name = "service-not-enabled",
		.cause = CAUSE_SERVICE_NOT_ENABLED,
		.step = STEP_LOGIN,
		.about = N_("Sending by mail programs is not switched on for this account yet."),
		.neighbour = "login-disabled",
		.world =
			&(const struct practice_world){
				.out.auth = "535 5.7.0 SMTP access is not enabled for this account. Enable "
					    "it in the settings of your mailbox."},
	},
	{
		.name = "login-method-outdated",
		.cause = CAUSE_LOGIN_METHOD_OUTDATED,
		.step = STEP_LOGIN,
		.about = N_("The server only takes ways to sign in that mail programs at home do not know."),
		.neighbour = "oauth-required",
		.world =
			&(const struct practice_world){
				.out.safe_keywords = "PIPELINING\nSIZE 52428800\nAUTH GSSAPI NTLM\n8BITMIME"},
	},
	{
		.name = "pop-before-smtp",
		.cause = CAUSE_LOGIN_METHOD_OUTDATED,
		.step = STEP_LOGIN,
		.about = N_("The server takes mail only from those who fetched theirs a moment ago."),
		.neighbour = "login-not-offered",
		.world =
			&(const struct practice_world){
				.out = {.safe_keywords = "PIPELINING\nSIZE 52428800\n8BITMIME",
					.pop_first = true,
					.rcpt = "554 5.7.1 <{address}>: Relay access denied"},
				.told.pop3 = true},
	},
	{
		.name = "login-not-offered",
		.cause = CAUSE_LOGIN_DISABLED,
		.step = STEP_LOGIN,
		.about = N_("The server wants a sign-in and offers none."),
		.neighbour = "pop-before-smtp",
		.also = {CAUSE_LOGIN_REQUIRED},
		.world = &(const struct practice_world){.out.safe_keywords =
								"PIPELINING\nSIZE 52428800\n8BITMIME"},
	},
	{
		.name = "login-disabled",
		.cause = CAUSE_LOGIN_DISABLED,
		.step = STEP_LOGIN,
		.about = N_("The company has switched sending by mail programs off for this mailbox."),
		.neighbour = "wrong-password",
		.world = &(const struct practice_world){.out.auth = "535 5.7.3 SMTP AUTH is disabled for "
								    "this mailbox by your organization"},
	},
	{
		.name = "login-disabled-silently",
		.cause = CAUSE_LOGIN_DISABLED,
		.step = STEP_LOGIN,
		.about = N_("The password works for receiving; for sending the server says no, without a "
			    "reason."),
		.neighbour = "wrong-password",
		.also = {CAUSE_WRONG_PASSWORD},
		.world = &(const struct practice_world){.out.auth = "535 5.7.8 Error: authentication failed"},
	},
	{
		.name = "login-refused-by-policy",
		.cause = CAUSE_LOGIN_REFUSED_BY_POLICY,
		.step = STEP_LOGIN,
		.about = N_("A rule of the company forbids signing in from this place."),
		.neighbour = "login-disabled",
		.world =
			&(const struct practice_world){.out.auth = "535 5.7.3 Sign-in refused: access policy "
								   "does not allow this from your country"},
	},
	{
		.name = "account-locked",
		.cause = CAUSE_ACCOUNT_LOCKED,
		.step = STEP_LOGIN,
		.about = N_("After too many wrong passwords the account is locked for a while."),
		.neighbour = "wrong-password",
		.world = &(const struct practice_world){.out.auth = "535 5.7.0 Too many failed login "
								    "attempts, account temporarily locked"},
	},
	{
		.name = "account-suspended",
		.cause = CAUSE_ACCOUNT_SUSPENDED,
		.step = STEP_LOGIN,
		.about = N_("The provider has blocked the account."),
		.neighbour = "account-locked",
		.world = &(const struct practice_world){.in.refuses = true,
			.out.auth = "525 5.7.13 This account has been suspended",
			.told.webmail = TOLD_NO},
	},
	{
		.name = "account-unpaid",
		.cause = CAUSE_ACCOUNT_UNPAID,
		.step = STEP_LOGIN,
		.about = N_("The bill of the account is not paid."),
		.neighbour = "account-suspended",
		.world = &(const struct practice_world){.out.auth =
								"535 5.7.0 Access denied: your subscription "
								"has expired and payment is overdue"},
	},
	{
		.name = "login-required",
		.cause = CAUSE_LOGIN_REQUIRED,
		.step = STEP_LOGIN,
		.about = N_(
			"The relay of a mail server wants a sign-in, and the mail server does not sign in."),
		.neighbour = "login-off",
		.world = &(const struct practice_world){.out.no_login = "530 5.7.0 Authentication required",
			.told = {.role = ROLE_ADMIN, .no_password = true}},
	},
	{
		.name = "login-cut",
		.cause = CAUSE_TEMPORARY_FAILURE,
		.step = STEP_LOGIN,
		.about = N_("The server hangs up in the middle of the sign-in."),
		.neighbour = "wrong-password",
		.world = &(const struct practice_world){.out.cut_at_auth = true},
	},
	{
		.name = "protocol-error",
		.cause = CAUSE_PROTOCOL_ERROR,
		.step = STEP_LOGIN,
		.about = N_("The server answers the sign-in with something that is no answer."),
		.neighbour = "wrong-password",
		.world = &(const struct practice_world){.out.auth = "who is there?"},
	},
	{
		.name = "incoming-also-broken",
		.cause = CAUSE_INCOMING_ALSO_BROKEN,
		.step = STEP_LOGIN,
		.about = N_("Neither server of the provider can be reached, for receiving as little as for "
			    "sending."),
		.neighbour = "server-down",
		.also = {CAUSE_SERVER_DOWN},
		.world = &(const struct practice_world){.out.others = PORT_DROP, .in.others = PORT_DROP},
	},
	{
		.name = "server-from-long-ago",
		.cause = CAUSE_LOGIN_DISABLED,
		.step = STEP_LOGIN,
		.about = N_("The server speaks the oldest form of the mail language, which knows no sign-in, "
			    "and wants one."),
		.neighbour = "login-required",
		.also = {CAUSE_RELAY_DENIED, CAUSE_LOGIN_REQUIRED},
		.world =
			&(const struct practice_world){
				.out = {.banner = "220 {host} SMTP",
					.ehlo = "502 5.5.1 Unknown command",
					.no_login = "550 5.7.1 Relaying denied: who are you?"},
				.told.security = SECURITY_NONE},
	},
	{
		.name = "server-impostor",
		.cause = CAUSE_PROXY_IN_THE_MIDDLE,
		.step = STEP_LOGIN,
		.about = N_("The server accepts the sign-in, but cannot prove that it knows the password "
			    "itself."),
		.neighbour = "protocol-error",
		.world =
			&(const struct practice_world){
				.out = {.safe_keywords = "PIPELINING\nAUTH SCRAM-SHA-256\n8BITMIME",
					.impostor = true}},
	},
};

const struct practice_group practice_login = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
