/*
 * What would make a cause surer: one sentence for each, for diagnoses that are less than very likely. Where
 * it is one of the experiments of the wizard, its name stands beside it, so that it is not proposed again
 * after it was tried.
 */
#include <assert.h>
#include <stddef.h>

#include "checks/engine/cause.h"
#include "checks/engine/words.h"

#define BY_NETWORK N_("Try the same on a phone's connection (its hotspot)."), "other-network"
#define BY_SHIELD                                                                                            \
	N_("Switch the mail protection of the antivirus program off for one test, then on again."),          \
		"shield-off"
#define BY_VPN	  N_("Switch the VPN off for one test, then on again."), "vpn-off"
#define BY_PORT	  N_("Try another port for one test."), "other-port"
#define BY_PLUGIN N_("Start the mail program without add-ons for one test."), "without-plugins"
#define BY_DEVICE N_("Try to send from another device with the same email address."), NULL
#define BY_WEB	  N_("Sign in at the web page of your mail provider with the same name and password."), NULL
#define BY_PAGES  N_("Compare your settings with the help pages of your mail provider."), NULL
#define BY_MESSAGE                                                                                           \
	N_("Give mailmend the exact message of your mail program: it often names the reason."), NULL
#define BY_RETURNED N_("Give mailmend the text of the mail that came back: the reason stands in it."), NULL
#define BY_LOGIN    N_("Look in the settings of your mail program whether it signs in for sending."), NULL
#define BY_BROWSER  N_("Open any web page: if it does not appear either, the connection is the reason."), NULL
#define BY_LATER    N_("Test again in half an hour."), NULL
#define BY_PLAIN                                                                                             \
	N_("Send yourself a short mail without links and attachments: if it passes, the content is the "     \
	   "reason."),                                                                                       \
		NULL
#define BY_OTHER                                                                                             \
	N_("Send a mail to somebody else: if it arrives, the reason lies at this one recipient."), NULL
#define BY_ROOT	   N_("Test again as root: then the rules of the firewall can be read."), NULL
#define BY_LOG	   N_("Look into the log of the mail server: it names the reason for every mail."), NULL
#define BY_RECORDS N_("Compare with what the company that keeps your domain shows as its records."), NULL

#define SURER(cause, how) [CAUSE_##cause - 1] = {CAUSE_##cause, how}

const struct surer surer_table[] = {
	SURER(PROGRAM_PASSWORD_OLD, BY_DEVICE),
	SURER(PROGRAM_WRONG_SERVER, BY_PAGES),
	SURER(PROGRAM_OFFLINE, BY_MESSAGE),
	SURER(OUTBOX_STUCK, BY_MESSAGE),
	SURER(PROGRAM_TOO_OLD, BY_DEVICE),
	SURER(SERVER_NAME_UNKNOWN, BY_NETWORK),
	SURER(SERVER_NOT_MAIL, BY_PAGES),
	SURER(SERVER_OUTDATED, BY_PAGES),
	SURER(PORT_WRONG, BY_PORT),
	SURER(ENCRYPTION_MISMATCH, BY_PAGES),
	SURER(TLS_TOO_OLD, BY_DEVICE),
	SURER(USERNAME_WRONG, BY_PAGES),
	SURER(LOGIN_OFF, BY_LOGIN),
	SURER(LOGIN_REQUIRED, BY_LOGIN),
	SURER(ENCRYPTION_REQUIRED, BY_PAGES),
	SURER(WRONG_PASSWORD, BY_WEB),
	SURER(APP_PASSWORD_NEEDED, BY_PAGES),
	SURER(OAUTH_REQUIRED, BY_PAGES),
	SURER(BROWSER_LOGIN_EXPIRED, BY_WEB),
	SURER(WEB_LOGIN_NEEDED, BY_WEB),
	SURER(NO_MAIL_PROGRAMS, BY_WEB),
	SURER(SERVICE_NOT_ENABLED, BY_WEB),
	SURER(LOGIN_METHOD_OUTDATED, BY_PAGES),
	SURER(LOGIN_DISABLED, BY_WEB),
	SURER(LOGIN_REFUSED_BY_POLICY, BY_NETWORK),
	SURER(LOGIN_STRIPPED, BY_NETWORK),
	SURER(ACCOUNT_LOCKED, BY_WEB),
	SURER(ACCOUNT_SUSPENDED, BY_WEB),
	SURER(ACCOUNT_UNPAID, BY_WEB),
	SURER(ACCOUNT_MISUSED, BY_WEB),
	SURER(INCOMING_ALSO_BROKEN, BY_WEB),
	SURER(OFFLINE, BY_BROWSER),
	SURER(CAPTIVE_PORTAL, BY_BROWSER),
	SURER(DNS_NOT_WORKING, BY_NETWORK),
	SURER(DNS_TAMPERED, BY_NETWORK),
	SURER(VPN_IN_THE_WAY, BY_VPN),
	SURER(SERVER_DOWN, BY_NETWORK),
	SURER(PORT_BLOCKED, BY_NETWORK),
	SURER(ALL_SMTP_PORTS_BLOCKED, BY_NETWORK),
	SURER(PORT25_BLOCKED, BY_NETWORK),
	SURER(NETWORK_MISROUTED, BY_NETWORK),
	SURER(IPV6_BROKEN, BY_NETWORK),
	SURER(LARGE_PACKETS_LOST, BY_NETWORK),
	SURER(CONNECTION_FORGOTTEN, BY_NETWORK),
	SURER(CONNECTION_UNSTABLE, BY_NETWORK),
	SURER(SLOW_NETWORK, BY_NETWORK),
	SURER(LOCAL_FIREWALL, BY_ROOT),
	SURER(FIREWALL_RULE_WRONG, BY_ROOT),
	SURER(MAIL_FILTERED_ON_PATH, BY_NETWORK),
	SURER(STARTTLS_STRIPPED, BY_NETWORK),
	SURER(PROXY_IN_THE_MIDDLE, BY_NETWORK),
	SURER(ANTIVIRUS_INTERCEPTS_TLS, BY_SHIELD),
	SURER(ANTIVIRUS_BLOCKS_PORT, BY_SHIELD),
	SURER(ANTIVIRUS_SCANS_MAIL, BY_SHIELD),
	SURER(ANTIVIRUS_PLUGIN, BY_PLUGIN),
	SURER(CERTIFICATE_EXPIRED, BY_DEVICE),
	SURER(CERTIFICATE_WRONG_NAME, BY_PAGES),
	SURER(CERTIFICATE_UNTRUSTED, BY_NETWORK),
	SURER(CERTIFICATE_STORE_MISSING, BY_DEVICE),
	SURER(CLOCK_WRONG, BY_DEVICE),
	SURER(SENDING_LIMIT_REACHED, BY_LATER),
	SURER(TOO_MANY_CONNECTIONS, BY_LATER),
	SURER(TOO_MANY_RECIPIENTS, BY_OTHER),
	SURER(PROVIDER_SERVER_REQUIRED, BY_NETWORK),
	SURER(DYNAMIC_ADDRESS, BY_NETWORK),
	SURER(PROVIDER_FILTERS_CONTENT, BY_PLAIN),
	SURER(MAIL_SERVER_STOPPED, BY_LOG),
	SURER(MAIL_SERVER_MISCONFIGURED, BY_LOG),
	SURER(QUEUE_STUCK, BY_LOG),
	SURER(DISK_FULL, BY_LOG),
	SURER(SERVER_ABUSED, BY_LOG),
	SURER(MX_MISSING, BY_RECORDS),
	SURER(MX_OUTDATED, BY_RECORDS),
	SURER(DOMAIN_STILL_LOCAL, BY_LOG),
	SURER(ADDRESS_STALE, BY_RECORDS),
	SURER(SPF_MISSING, BY_RECORDS),
	SURER(SPF_INVALID, BY_RECORDS),
	SURER(SPF_EXCLUDES_SERVER, BY_RECORDS),
	SURER(DKIM_MISSING, BY_RECORDS),
	SURER(DKIM_INVALID, BY_RECORDS),
	SURER(DMARC_MISSING, BY_RECORDS),
	SURER(DMARC_REJECTS, BY_RETURNED),
	SURER(SENDER_NOT_AUTHENTICATED, BY_RETURNED),
	SURER(PTR_MISSING, BY_RETURNED),
	SURER(HELO_NAME_WRONG, BY_RETURNED),
	SURER(SENDER_DOMAIN_UNKNOWN, BY_RECORDS),
	SURER(DNS_NOT_PROPAGATED, BY_LATER),
	SURER(DNS_DELEGATION_BROKEN, BY_NETWORK),
	SURER(ADDRESS_LISTED, BY_RETURNED),
	SURER(DOMAIN_LISTED, BY_RETURNED),
	SURER(POOR_REPUTATION, BY_RETURNED),
	SURER(DOMAIN_POOR_REPUTATION, BY_RETURNED),
	SURER(CONTENT_LOOKS_SPAM, BY_PLAIN),
	SURER(ATTACHMENT_REFUSED, BY_PLAIN),
	SURER(VIRUS_FOUND, BY_PLAIN),
	SURER(MESSAGE_MALFORMED, BY_PLAIN),
	SURER(MESSAGE_TOO_LARGE, BY_PLAIN),
	SURER(SENDER_REFUSED, BY_MESSAGE),
	SURER(SENDER_NOT_VERIFIED, BY_MESSAGE),
	SURER(RELAY_DENIED, BY_LOGIN),
	SURER(RECIPIENT_UNKNOWN, BY_OTHER),
	SURER(RECIPIENT_MOVED, BY_OTHER),
	SURER(RECIPIENT_SUSPENDED, BY_OTHER),
	SURER(RECIPIENT_BUSY, BY_OTHER),
	SURER(MAILBOX_FULL, BY_OTHER),
	SURER(RECIPIENT_REFUSES, BY_OTHER),
	SURER(RECIPIENT_DOMAIN_UNKNOWN, BY_OTHER),
	SURER(RECIPIENT_DOMAIN_NO_MAIL, BY_OTHER),
	SURER(RECIPIENT_UNREACHABLE, BY_OTHER),
	SURER(RECIPIENT_SYSTEM_FULL, BY_OTHER),
	SURER(RECIPIENT_SERVER_ERROR, BY_OTHER),
	SURER(RECIPIENT_TLS_FAILED, BY_OTHER),
	SURER(ACCEPTED_NOT_DELIVERED, BY_OTHER),
	SURER(DELIVERED_TO_SPAM, BY_OTHER),
	SURER(GREYLISTED, BY_LATER),
	SURER(TEMPORARY_FAILURE, BY_LATER),
	SURER(DELIVERY_EXPIRED, BY_RETURNED),
	SURER(MAIL_LOOP, BY_RETURNED),
	SURER(PROTOCOL_ERROR, BY_NETWORK),
};
static_assert(sizeof surer_table / sizeof surer_table[0] == CAUSE_N - 1, "one sentence for every cause");
