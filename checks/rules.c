/*
 * The rule table: from findings to causes, with how sure they make us and why (engine/diagnosis.h has the
 * mechanism).
 *
 * Rules stand in the order in which a mail goes: name, network, port, encryption, certificate, login, sender,
 * recipient, program. Figures follow facts/rules.psv of the design where it has them: 90 and more where the
 * other side says or shows it, 75 to 89 where controls exclude the alternatives, 50 to 74 where one sign
 * points there, less where it is one of several.
 */
#include "checks/engine/diagnosis.h"
#include "checks/engine/words.h"

#define SAW_IT	    N_("We saw it ourselves in the test.")
#define SERVER_SAYS N_("The server says so in its own words.")
#define CODE_HINTS  N_("Only a code or a few words of the answer point there, so other reasons are possible.")
#define CONTROLS    N_("Other connections were tested at the same time and work.")
#define ONE_SIGN    N_("One sign points there; it could not be confirmed by a second one.")

const struct rule rules[] = {
	/* the name */
	{CAUSE_SERVER_NAME_UNKNOWN, 97, .all = IDS(F_NAME_UNKNOWN, F_NAME_TYPO),
		.reason = N_("The name does not exist, and one that is almost the same does.")},
	{CAUSE_SERVER_NAME_UNKNOWN, 93, .all = IDS(F_NAME_UNKNOWN),
		.reason = N_("The name servers say for certain that there is no such name.")},
	{CAUSE_SERVER_NAME_UNKNOWN, 82, .all = IDS(F_NAME_WITHOUT_ADDRESS),
		.reason = N_("The name exists, but no server stands behind it.")},
	{CAUSE_SERVER_OUTDATED, 90, .all = IDS(F_SERVER_OUTDATED),
		.none = IDS(F_NAME_TYPO, F_SERVER_IS_INCOMING, F_SET_RECEIVING),
		.reason = N_("The server in use fails, and the one that the mail provider names works.")},
	{CAUSE_SERVER_OUTDATED, 60, .all = IDS(F_SERVER_OUTDATED, F_NAME_TYPO), .reason = ONE_SIGN},
	{CAUSE_SERVER_OUTDATED, 40, .all = IDS(F_SERVER_OUTDATED, F_SERVER_IS_INCOMING), .reason = ONE_SIGN},
	/* the network */
	{CAUSE_OFFLINE, 97, .all = IDS(F_OFFLINE), .reason = SAW_IT},
	{CAUSE_DNS_NOT_WORKING, 93, .all = IDS(F_DNS_SILENT),
		.reason = N_("Not one name could be looked up: no name server answers.")},
	{CAUSE_DNS_NOT_WORKING, 90, .all = IDS(F_DNS_FAILS),
		.reason = N_("The name server answers, but fails for every name.")},
	{CAUSE_DNS_NOT_WORKING, 40, .all = IDS(F_NAME_LOOKUP_FAILED), .reason = ONE_SIGN},
	{CAUSE_DNS_DELEGATION_BROKEN, 74, .all = IDS(F_NAME_LOOKUP_FAILED),
		.reason = N_("Other names can be looked up, only this one cannot.")},
	{CAUSE_LOCAL_FIREWALL, 92, .all = IDS(F_PORT_FORBIDDEN_HERE),
		.reason = N_("This computer itself forbids the connection.")},
	{CAUSE_IPV6_BROKEN, 90, .all = IDS(F_IPV6_DEAD),
		.reason = N_("The same server answers over the older kind of address (IPv4) and not over the "
			     "newer (IPv6).")},
	/* the port */
	{CAUSE_PORT_WRONG, 94, .all = IDS(F_PORT_CLOSED, F_PORT_OTHER_WORKS),
		.reason = N_("The server refuses this port and takes another one.")},
	{CAUSE_PORT_WRONG, 52, .all = IDS(F_PORT_CLOSED), .none = IDS(F_PORT_OTHERS_CLOSED),
		.reason = ONE_SIGN},
	{CAUSE_SERVER_NOT_MAIL, 72, .all = IDS(F_PORT_CLOSED, F_PORT_OTHERS_CLOSED, F_SAME_HOST_ALIVE),
		.reason = N_("The computer of this name is there, but it offers no mail sending at all.")},
	{CAUSE_SERVER_DOWN, 78, .all = IDS(F_PORT_CLOSED, F_PORT_OTHERS_CLOSED),
		.none = IDS(F_SAME_HOST_ALIVE), .reason = N_("The server refuses every port for sending.")},
	{CAUSE_PORT_BLOCKED, 90, .all = IDS(F_PORT_SILENT, F_OTHER_SENDING_PORT_OPEN),
		.reason = N_("The same server answers on another port.")},
	{CAUSE_PORT_BLOCKED, 90, .all = IDS(F_PORT_REJECTED),
		.reason = N_("A device on the way answered that it does not let this connection pass.")},
	{CAUSE_ALL_SMTP_PORTS_BLOCKED, 93,
		.all = IDS(F_PORT_SILENT, F_SENDING_PORTS_SILENT, F_OTHER_HOSTS_BLOCKED),
		.any = IDS(F_RECEIVING_PORTS_OPEN, F_SAME_HOST_ALIVE), .none = IDS(F_OTHER_SENDING_PORT_OPEN),
		.reason =
			N_("All ports for sending are silent, at other servers too, while receiving works.")},
	{CAUSE_ALL_SMTP_PORTS_BLOCKED, 84,
		.all = IDS(F_PORT_SILENT, F_SENDING_PORTS_SILENT, F_SAME_HOST_ALIVE),
		.none = IDS(F_OTHER_SENDING_PORT_OPEN, F_OTHER_HOSTS_REACHED, F_OTHER_HOSTS_BLOCKED),
		.reason = N_("All ports for sending are silent, while the same server answers at others.")},
	{CAUSE_ALL_SMTP_PORTS_BLOCKED, 72,
		.all = IDS(F_PORT_SILENT, F_SENDING_PORTS_SILENT, F_RECEIVING_PORTS_OPEN),
		.none = IDS(F_OTHER_SENDING_PORT_OPEN, F_OTHER_HOSTS_REACHED, F_OTHER_HOSTS_BLOCKED,
			F_SAME_HOST_ALIVE, F_SAME_HOST_DEAD),
		.reason = N_("All ports for sending are silent, while receiving works.")},
	{CAUSE_SERVER_DOWN, 72, .all = IDS(F_PORT_SILENT, F_SENDING_PORTS_SILENT, F_SAME_HOST_DEAD),
		.none = IDS(F_OTHER_SENDING_PORT_OPEN, F_OTHER_HOSTS_REACHED, F_OTHER_HOSTS_BLOCKED),
		.reason = N_("Nothing at all answers at this server.")},
	{CAUSE_ALL_SMTP_PORTS_BLOCKED, 50,
		.all = IDS(F_PORT_SILENT, F_SENDING_PORTS_SILENT, F_SAME_HOST_DEAD, F_RECEIVING_PORTS_OPEN),
		.none = IDS(F_OTHER_SENDING_PORT_OPEN, F_OTHER_HOSTS_REACHED, F_OTHER_HOSTS_BLOCKED),
		.reason = ONE_SIGN},
	{CAUSE_ALL_SMTP_PORTS_BLOCKED, 70,
		.all = IDS(F_PORT_SILENT, F_SENDING_PORTS_SILENT, F_OTHER_HOSTS_BLOCKED),
		.none = IDS(F_OTHER_SENDING_PORT_OPEN, F_RECEIVING_PORTS_OPEN, F_SAME_HOST_ALIVE),
		.reason = ONE_SIGN},
	{CAUSE_SERVER_DOWN, 88, .all = IDS(F_PORT_SILENT, F_SENDING_PORTS_SILENT, F_OTHER_HOSTS_REACHED),
		.none = IDS(F_OTHER_SENDING_PORT_OPEN), .reason = CONTROLS},
	{CAUSE_SERVER_DOWN, 60, .all = IDS(F_PORT_SILENT, F_SENDING_PORTS_SILENT),
		.none = IDS(F_OTHER_SENDING_PORT_OPEN, F_RECEIVING_PORTS_OPEN, F_SAME_HOST_ALIVE,
			F_OTHER_HOSTS_BLOCKED, F_OTHER_HOSTS_REACHED),
		.reason = ONE_SIGN},
	{CAUSE_SERVER_DOWN, 52, .all = IDS(F_PORT_SILENT),
		.none = IDS(F_OTHER_SENDING_PORT_OPEN, F_SENDING_PORTS_SILENT), .reason = ONE_SIGN},
	{CAUSE_PORT_BLOCKED, 45, .all = IDS(F_PORT_SILENT),
		.none = IDS(F_OTHER_SENDING_PORT_OPEN, F_SENDING_PORTS_SILENT), .reason = ONE_SIGN},
	{CAUSE_SERVER_DOWN, 88, .all = IDS(F_HOST_UNREACHABLE, F_OTHER_HOSTS_REACHED), .reason = CONTROLS},
	{CAUSE_SERVER_DOWN, 70, .all = IDS(F_HOST_UNREACHABLE), .none = IDS(F_OTHER_HOSTS_REACHED),
		.reason = ONE_SIGN},
	{CAUSE_NETWORK_MISROUTED, 40, .all = IDS(F_HOST_UNREACHABLE), .none = IDS(F_OTHER_HOSTS_REACHED),
		.reason = ONE_SIGN},
	{CAUSE_INCOMING_ALSO_BROKEN, 89,
		.all = IDS(F_PORT_SILENT, F_RECEIVE_UNREACHED, F_SENDING_PORTS_SILENT, F_OTHER_HOSTS_REACHED),
		.reason = N_(
			"Neither of the two servers can be reached, while servers of other companies can.")},
	{CAUSE_INCOMING_ALSO_BROKEN, 55, .all = IDS(F_RECEIVE_UNREACHED),
		.any = IDS(F_PORT_SILENT, F_PORT_CLOSED, F_HOST_UNREACHABLE),
		.reason = N_("The server for receiving cannot be reached either.")},
	{CAUSE_SERVER_DOWN, 80, .all = IDS(F_SERVER_SILENT),
		.reason = N_("The server takes the connection and then says nothing.")},
	{CAUSE_SERVER_DOWN, 60, .all = IDS(F_SERVER_LOST), .reason = ONE_SIGN},
	{CAUSE_MAIL_FILTERED_ON_PATH, 40, .any = IDS(F_SERVER_LOST, F_SERVER_SILENT), .reason = ONE_SIGN},
	{CAUSE_SERVER_DOWN, 52, .all = IDS(F_RAN_OUT_OF_TIME), .reason = ONE_SIGN},
	/* what answers there */
	{CAUSE_SERVER_NOT_MAIL, 95, .all = IDS(F_SERVER_IS_INCOMING),
		.reason = N_("It greets as a server for receiving mail.")},
	{CAUSE_SERVER_NOT_MAIL, 92, .all = IDS(F_SERVER_OTHER_SERVICE), .reason = SAW_IT},
	{CAUSE_PROTOCOL_ERROR, 70, .any = IDS(F_SERVER_GARBLED, F_LOGIN_GARBLED, F_ENVELOPE_GARBLED),
		.reason = SAW_IT},
	/* encryption */
	{CAUSE_ENCRYPTION_MISMATCH, 96, .any = IDS(F_WANTS_TLS_AT_ONCE, F_WANTS_STARTTLS),
		.reason = N_("The server was asked in the other way and answered.")},
	{CAUSE_STARTTLS_STRIPPED, 92, .all = IDS(F_STARTTLS_MASKED),
		.reason = N_("The server's offer was overwritten on the way.")},
	{CAUSE_STARTTLS_STRIPPED, 82, .all = IDS(F_STARTTLS_MISSING),
		.reason = N_("Encryption must be offered on this port, and it is not.")},
	{CAUSE_STARTTLS_STRIPPED, 70, .any = IDS(F_STARTTLS_EARLY_BYTES, F_STARTTLS_REFUSED),
		.reason = SAW_IT},
	{CAUSE_TLS_TOO_OLD, 93, .all = IDS(F_TLS_TOO_OLD), .reason = SAW_IT},
	{CAUSE_TLS_TOO_OLD, 85, .all = IDS(F_TLS_WEAK), .reason = SAW_IT},
	{CAUSE_MAIL_FILTERED_ON_PATH, 55, .all = IDS(F_TLS_BROKEN), .reason = ONE_SIGN},
	/* the certificate */
	{CAUSE_CLOCK_WRONG, 95, .all = IDS(F_CLOCK_WRONG), .reason = CONTROLS},
	{CAUSE_CERTIFICATE_EXPIRED, 95, .all = IDS(F_CERT_EXPIRED), .none = IDS(F_CLOCK_WRONG),
		.reason = SAW_IT},
	{CAUSE_CLOCK_WRONG, 72, .all = IDS(F_CERT_NOT_YET_VALID), .none = IDS(F_CLOCK_WRONG, F_RECEIVE_WORKS),
		.reason = N_("A certificate that starts in the future is rare; a clock that runs behind is "
			     "common.")},
	{CAUSE_CERTIFICATE_UNTRUSTED, 84, .all = IDS(F_CERT_NOT_YET_VALID, F_RECEIVE_WORKS),
		.none = IDS(F_CLOCK_WRONG),
		.reason = N_("By the same clock, the certificate of the server for receiving is valid.")},
	{CAUSE_CERTIFICATE_UNTRUSTED, 55, .all = IDS(F_CERT_NOT_YET_VALID), .none = IDS(F_CLOCK_WRONG),
		.reason = ONE_SIGN},
	{CAUSE_CERTIFICATE_WRONG_NAME, 94, .all = IDS(F_CERT_WRONG_NAME), .reason = SAW_IT},
	{CAUSE_CERTIFICATE_STORE_MISSING, 95, .all = IDS(F_CERT_STORE_MISSING), .reason = SAW_IT},
	{CAUSE_CERTIFICATE_UNTRUSTED, 92, .any = IDS(F_CERT_SELF_SIGNED, F_CERT_UNTRUSTED, F_CERT_INCOMPLETE),
		.none = IDS(F_CERT_STORE_MISSING), .reason = SAW_IT},
	{CAUSE_CERTIFICATE_UNTRUSTED, 75, .all = IDS(F_CERT_UNUSABLE), .reason = SAW_IT},
	/* the login */
	{CAUSE_OAUTH_REQUIRED, 96, .all = IDS(F_LOGIN_ONLY_BROWSER), .reason = SAW_IT},
	{CAUSE_NO_MAIL_PROGRAMS, 97, .all = IDS(F_PROVIDER_NO_PROGRAMS),
		.reason = N_("This mail provider is known to have no server for mail programs.")},
	{CAUSE_BROWSER_LOGIN_EXPIRED, 95, .all = IDS(F_TOKEN_REFUSED), .reason = SAW_IT},
	{CAUSE_LOGIN_METHOD_OUTDATED, 93, .all = IDS(F_LOGIN_NO_COMMON_METHOD), .reason = SAW_IT},
	{CAUSE_LOGIN_METHOD_OUTDATED, 96, .all = IDS(F_POP_BEFORE_SMTP), .reason = SAW_IT},
	{CAUSE_LOGIN_DISABLED, 74, .all = IDS(F_LOGIN_NOT_OFFERED), .none = IDS(F_POP_BEFORE_SMTP),
		.reason = N_("The server demands a sign-in and offers none.")},
	{CAUSE_USERNAME_WRONG, 86, .all = IDS(F_USERNAME_FORM),
		.any = IDS(F_SAYS_WRONG_PASSWORD, F_HINTS_WRONG_PASSWORD),
		.reason = N_("This mail provider is known to want the login name in another form.")},
	{CAUSE_USERNAME_WRONG, 72, .all = IDS(F_USERNAME_FORM_MAYBE),
		.any = IDS(F_SAYS_WRONG_PASSWORD, F_HINTS_WRONG_PASSWORD), .reason = ONE_SIGN},
	{CAUSE_APP_PASSWORD_NEEDED, 84, .all = IDS(F_WANTS_APP_PASSWORD),
		.any = IDS(F_SAYS_WRONG_PASSWORD, F_HINTS_WRONG_PASSWORD),
		.reason = N_("This mail provider is known to take only app passwords in mail programs.")},
	{CAUSE_OAUTH_REQUIRED, 88, .all = IDS(F_WANTS_BROWSER_LOGIN),
		.any = IDS(F_SAYS_WRONG_PASSWORD, F_HINTS_WRONG_PASSWORD),
		.reason = N_("This mail provider is known to take no passwords in mail programs.")},
	{CAUSE_SERVICE_NOT_ENABLED, 66, .all = IDS(F_WANTS_ENABLING),
		.any = IDS(F_SAYS_WRONG_PASSWORD, F_HINTS_WRONG_PASSWORD),
		.reason = N_("At this mail provider, sending by programs must be switched on first.")},
	{CAUSE_LOGIN_DISABLED, 76, .all = IDS(F_CONTRAST),
		.any = IDS(F_SAYS_WRONG_PASSWORD, F_HINTS_WRONG_PASSWORD),
		.none = IDS(F_WANTS_APP_PASSWORD, F_WANTS_BROWSER_LOGIN, F_USERNAME_FORM),
		.reason = N_("The same name and password work for receiving.")},
	{CAUSE_INCOMING_ALSO_BROKEN, 55, .all = IDS(F_RECEIVE_REFUSED),
		.any = IDS(F_SAYS_WRONG_PASSWORD, F_HINTS_WRONG_PASSWORD),
		.reason = N_("Receiving is refused with the same name and password.")},
	{CAUSE_TEMPORARY_FAILURE, 60, .any = IDS(F_LOGIN_CUT, F_LOGIN_SILENT, F_ENVELOPE_CUT),
		.reason = ONE_SIGN},
	{CAUSE_PROXY_IN_THE_MIDDLE, 70, .all = IDS(F_LOGIN_IMPOSTOR), .reason = SAW_IT},
	/* the program */
	{CAUSE_LOGIN_OFF, 96, .all = IDS(F_PROGRAM_LOGIN_OFF),
		.reason = N_("You told us that the program does not sign in, and the server demands it.")},
	{CAUSE_PROGRAM_PASSWORD_OLD, 74, .all = IDS(F_PROGRAM_STILL_FAILS), .none = IDS(F_TOLD_ELSEWHERE),
		.reason = N_("Everything works from here with the password you typed.")},
	{CAUSE_PROGRAM_PASSWORD_OLD, 56, .all = IDS(F_PROGRAM_STILL_FAILS, F_TOLD_ELSEWHERE),
		.reason = N_("Everything works from here, but the other computer and its network could not "
			     "be tested.")},
	{CAUSE_OUTBOX_STUCK, 48, .all = IDS(F_PROGRAM_STILL_FAILS, F_TOLD_OUTBOX), .reason = ONE_SIGN},
	{CAUSE_PROGRAM_OFFLINE, 42, .all = IDS(F_PROGRAM_STILL_FAILS, F_TOLD_OUTBOX), .reason = ONE_SIGN},
#include "checks/rules/program.def"
/* what stands in the way, and a server of one's own */
#include "checks/rules/where.def"
#include "checks/rules/local.def"
#include "checks/rules/filters.def"
#include "checks/rules/line.def"
#include "checks/rules/own.def"
#include "checks/rules/records.def"
#include "checks/rules/spf.def"
#include "checks/rules/dkim.def"
#include "checks/rules/dmarc.def"
#include "checks/rules/servers.def"
#include "checks/rules/lists.def"
#include "checks/rules/arrival.def"
#include "checks/rules/content.def"
#include "checks/rules/tried.def"
/* what replies say, and what their codes hint at */
#define CAUSE(ID, name, who, temporary) {CAUSE_##ID, 90, .all = IDS(F_SAYS_##ID), .reason = SERVER_SAYS},
#include "checks/engine/causes.def"
#undef CAUSE
#define CAUSE(ID, name, who, temporary) {CAUSE_##ID, 62, .all = IDS(F_HINTS_##ID), .reason = CODE_HINTS},
#include "checks/engine/causes.def"
#undef CAUSE
};
const size_t rules_n = sizeof rules / sizeof rules[0];

const struct adjustment adjustments[] = {
	/* A refused password, where something else explains the refusal better. */
	{CAUSE_WRONG_PASSWORD, F_USERNAME_FORM, -40},
	{CAUSE_WRONG_PASSWORD, F_USERNAME_FORM_MAYBE, -25},
	{CAUSE_WRONG_PASSWORD, F_WANTS_APP_PASSWORD, -30},
	{CAUSE_WRONG_PASSWORD, F_WANTS_BROWSER_LOGIN, -40},
	{CAUSE_WRONG_PASSWORD, F_CONTRAST, -38},
	{CAUSE_WRONG_PASSWORD, F_RECEIVE_REFUSED, 4},
	{CAUSE_RELAY_DENIED, F_LOGIN_NOT_OFFERED, -35},
	{CAUSE_LOGIN_REQUIRED, F_LOGIN_NOT_OFFERED, -35},
	{CAUSE_SENDER_REFUSED, F_LOGIN_NOT_OFFERED, -35},
	{CAUSE_RECIPIENT_UNKNOWN, F_LOGIN_NOT_OFFERED, -35},
	/* What the person told. */
	{CAUSE_PROGRAM_PASSWORD_OLD, F_TOLD_CHANGED_PASSWORD, 15},
	{CAUSE_PROGRAM_PASSWORD_OLD, F_TOLD_OTHER_DEVICE_WORKS, 5},
	{CAUSE_PROGRAM_PASSWORD_OLD, F_TOLD_OTHER_DEVICE_FAILS, -8},
	{CAUSE_PROGRAM_PASSWORD_OLD, F_TOLD_WEBMAIL_FAILS, -15},
	{CAUSE_WRONG_PASSWORD, F_TOLD_CHANGED_PASSWORD, 4},
	{CAUSE_ACCOUNT_SUSPENDED, F_TOLD_WEBMAIL_WORKS, -10},
	{CAUSE_ACCOUNT_SUSPENDED, F_TOLD_WEBMAIL_FAILS, 4},
	{CAUSE_ACCOUNT_MISUSED, F_TOLD_WEBMAIL_FAILS, 4},
	{CAUSE_SERVER_DOWN, F_TOLD_OTHER_DEVICE_WORKS, -15},
	{CAUSE_SERVER_DOWN, F_TOLD_OTHER_DEVICE_FAILS, 4},
	{CAUSE_PORT_BLOCKED, F_TOLD_CHANGED_NETWORK, 4},
	{CAUSE_ALL_SMTP_PORTS_BLOCKED, F_TOLD_CHANGED_NETWORK, 4},
	{CAUSE_SERVER_OUTDATED, F_TOLD_CHANGED_PROVIDER, 5},
	{CAUSE_RECIPIENT_UNKNOWN, F_TOLD_ALL, -20},
	{CAUSE_RELAY_DENIED, F_TOLD_ONE, -5},
	{CAUSE_LOCAL_FIREWALL, F_TOLD_ELSEWHERE, -45},
	{CAUSE_LOCAL_FIREWALL, F_FIREWALL_CLEAR, -10},
	/* A rule that was read in a file, against what the picture of the ports alone says. */
	{CAUSE_PORT_BLOCKED, F_RULE_LIKELY, -8},
	{CAUSE_ALL_SMTP_PORTS_BLOCKED, F_RULE_LIKELY, -12},
	{CAUSE_SERVER_DOWN, F_RULE_LIKELY, -8},
	{CAUSE_PORT_BLOCKED, F_RULE_LIKELY_RANGE, -8},
	{CAUSE_ALL_SMTP_PORTS_BLOCKED, F_RULE_LIKELY_RANGE, -12},
	{CAUSE_SERVER_DOWN, F_RULE_LIKELY_RANGE, -8},
#include "checks/rules/where_weights.def"
#include "checks/rules/filters_weights.def"
#include "checks/rules/tried_weights.def"
#include "checks/rules/own_weights.def"
#include "checks/rules/records_weights.def"
#include "checks/rules/spf_weights.def"
#include "checks/rules/dkim_weights.def"
#include "checks/rules/dmarc_weights.def"
#include "checks/rules/servers_weights.def"
#include "checks/rules/lists_weights.def"
#include "checks/rules/arrival_weights.def"
#include "checks/rules/message_weights.def"
};
const size_t adjustments_n = sizeof adjustments / sizeof adjustments[0];

const struct explanation explanations[] = {
	{CAUSE_OFFLINE, IDS(F_DNS_SILENT, F_DNS_FAILS, F_NAME_LOOKUP_FAILED, F_PORT_SILENT,
				F_HOST_UNREACHABLE, F_IPV6_DEAD, F_PORT_FORBIDDEN_HERE, F_RAN_OUT_OF_TIME)},
	{CAUSE_DNS_NOT_WORKING, IDS(F_NAME_LOOKUP_FAILED, F_RAN_OUT_OF_TIME)},
	{CAUSE_SERVER_OUTDATED, IDS(F_NAME_UNKNOWN, F_NAME_WITHOUT_ADDRESS, F_PORT_CLOSED, F_PORT_SILENT,
					F_HOST_UNREACHABLE, F_SERVER_SILENT, F_SERVER_LOST,
					F_SERVER_OTHER_SERVICE, F_RAN_OUT_OF_TIME, F_NAME_LOOKUP_FAILED)},
	{CAUSE_CLOCK_WRONG, IDS(F_CERT_EXPIRED, F_CERT_NOT_YET_VALID)},
	{CAUSE_CERTIFICATE_STORE_MISSING, IDS(F_CERT_UNTRUSTED, F_CERT_INCOMPLETE, F_CERT_SELF_SIGNED)},
	{CAUSE_ENCRYPTION_MISMATCH, IDS(F_SERVER_SILENT, F_SERVER_LOST, F_SERVER_GARBLED, F_TLS_BROKEN)},
	{CAUSE_LOGIN_OFF,
		IDS(F_SAYS_LOGIN_REQUIRED, F_HINTS_LOGIN_REQUIRED, F_SAYS_RELAY_DENIED, F_HINTS_RELAY_DENIED,
			F_SAYS_SENDER_REFUSED, F_HINTS_SENDER_REFUSED, F_SAYS_ENCRYPTION_REQUIRED)},
	{CAUSE_LOGIN_METHOD_OUTDATED,
		IDS(F_LOGIN_NOT_OFFERED, F_SAYS_RELAY_DENIED, F_HINTS_RELAY_DENIED, F_SAYS_LOGIN_REQUIRED,
			F_HINTS_LOGIN_REQUIRED, F_HINTS_SENDER_REFUSED, F_HINTS_RECIPIENT_UNKNOWN)},
	/* What does not leave this computer is nobody else's doing. */
	{CAUSE_LOCAL_FIREWALL, IDS(F_PORT_SILENT, F_PORT_CLOSED, F_PORT_REJECTED, F_PORT_FORBIDDEN_HERE,
				       F_HOST_UNREACHABLE, F_IPV6_DEAD, F_RAN_OUT_OF_TIME)},
	{CAUSE_FIREWALL_RULE_WRONG,
		IDS(F_PORT_SILENT, F_PORT_CLOSED, F_PORT_REJECTED, F_PORT_FORBIDDEN_HERE, F_HOST_UNREACHABLE,
			F_IPV6_DEAD, F_RAN_OUT_OF_TIME, F_PROGRAM_STILL_FAILS)},
	/* A program that tries IPv6 alone fails where we succeed. */
	{CAUSE_IPV6_BROKEN, IDS(F_PROGRAM_STILL_FAILS)},
	{CAUSE_PORT_WRONG, IDS(F_IPV6_DEAD)},
	{CAUSE_SERVER_DOWN, IDS(F_IPV6_DEAD)},
	{CAUSE_ALL_SMTP_PORTS_BLOCKED, IDS(F_IPV6_DEAD)},
#include "checks/rules/program_explains.def"
#include "checks/rules/where_explains.def"
#include "checks/rules/filters_explains.def"
#include "checks/rules/line_explains.def"
#include "checks/rules/tried_explains.def"
#include "checks/rules/own_explains.def"
#include "checks/rules/records_explains.def"
#include "checks/rules/spf_explains.def"
#include "checks/rules/dkim_explains.def"
#include "checks/rules/dmarc_explains.def"
#include "checks/rules/servers_explains.def"
#include "checks/rules/lists_explains.def"
#include "checks/rules/content_explains.def"
};
const size_t explanations_n = sizeof explanations / sizeof explanations[0];
