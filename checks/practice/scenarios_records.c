/*
 * Entries of the sender's domain that are missing or wrong, in a world that is in order otherwise. The person's mails come back, so
 * that what receivers look up matters; or it is the owner of the domain who asks.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

#define BOUNCED		  .told = {.symptom = SYMPTOM_BOUNCE, .scope = SCOPE_ALL}
#define OWNER		  .told = {.role = ROLE_ADMIN, .host = "", .no_password = true, .where = WHERE_ELSEWHERE}
#define RECORDS_ONLY(...) .told = {.only = STEP_BIT(STEP_DNS), __VA_ARGS__}

/* Signed with the key of RFC 8463 appendix A.2, which the practice domain publishes at mail._domainkey. */
#define SIGNATURE                                                                                            \
	"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=firma.example; s=mail;\n"               \
	" h=from:to:subject:date:message-id; bh=Fz7ROGTBNfWL+bNpXRTxoumxZr7F6g/Z+l1iIhZwV1o=;\n"             \
	" b=3Hrq2krMgL48RmudYL+49F8/0w0iJMgnS05ucM6cHiSKnnnMXDrEPJxzp88AShdWm8as4LG6NiaLWqoHGQ6FAQ==\n"
#define RECEIVED                                                                                             \
	"Received: from smtp.firma.example (smtp.firma.example [192.0.2.25])\n"                              \
	" by mx.anderswo.example (Postfix) with ESMTPS id 4Gx1Kq0001\n"                                      \
	" for <freund@anderswo.example>; Sat, 21 Nov 2026 10:00:02 +0100 (CET)\n"
#define HEADER_LINES                                                                                         \
	"From: Anna <anna@firma.example>\n"                                                                  \
	"To: freund@anderswo.example\n"                                                                      \
	"Subject: Angebot\n"                                                                                 \
	"Date: Sat, 21 Nov 2026 10:00:00 +0100\n"                                                            \
	"Message-ID: <1@firma.example>\n"                                                                    \
	"\n"                                                                                                 \
	"Guten Tag,\n"                                                                                       \
	"\n"                                                                                                 \
	"das Angebot folgt.\n"
#define FOOTER "-- \nGesendet mit einem Virenscanner\n"

static const struct practice_scenario scenarios[] = {
	{
		.name = "healthy-records",
		.cause = CAUSE_NONE,
		.step = STEP_DNS,
		.about = N_("Nothing is wrong: all entries of the domain are in order, and the mail that was "
			    "sent is signed."),
		.neighbour = "dkim-changed",
		.world = &(const struct practice_world){.told = {.only = STEP_BIT(STEP_DNS),
								.mail = RECEIVED SIGNATURE HEADER_LINES}},
	},
	{
		.name = "healthy-domain-owner",
		.cause = CAUSE_NONE,
		.step = STEP_DNS,
		.about = N_("Nothing is wrong with the domain; its owner asks from another place."),
		.neighbour = "dmarc-missing",
		.world = &(const struct practice_world){.told = {.role = ROLE_ADMIN,
								.host = "",
								.no_password = true,
								.where = WHERE_ELSEWHERE,
								.only = STEP_BIT(STEP_DNS)}},
	},
	{
		.name = "records-missing-unnoticed",
		.cause = CAUSE_NONE,
		.step = STEP_DNS,
		.about = N_("Nothing that stops mail: entries are missing, but the provider takes every mail "
			    "and none comes back."),
		.neighbour = "spf-missing",
		.world = &(const struct practice_world){.dns.records = "@ TXT -\n_dmarc TXT -\n"},
	},
	{
		.name = "domain-unknown",
		.cause = CAUSE_SENDER_DOMAIN_UNKNOWN,
		.step = STEP_DNS,
		.about = N_("The domain of the sender does not exist: it was not renewed."),
		.neighbour = "mx-missing",
		.world = &(const struct practice_world){BOUNCED, .dns.records = "@ * -\n"},
	},
	{
		.name = "mx-missing",
		.cause = CAUSE_MX_MISSING,
		.step = STEP_DNS,
		.about = N_("The domain names no server that takes its mail."),
		.neighbour = "domain-unknown",
		.world = &(const struct practice_world){BOUNCED,
			.dns.records = "@ MX -\n@ TXT v=spf1 a:{host} -all\n"},
	},
	{
		.name = "mx-null",
		.cause = CAUSE_MX_MISSING,
		.step = STEP_DNS,
		.about = N_("The domain says that it takes no mail at all, so receivers refuse it as a "
			    "sender."),
		.neighbour = "healthy-records",
		.world = &(const struct practice_world){BOUNCED,
			.dns.records = "@ MX 0 .\n@ TXT v=spf1 a:{host} -all\n"},
	},
	{
		.name = "mx-gone",
		.cause = CAUSE_MX_MISSING,
		.step = STEP_DNS,
		.about = N_("The server that takes the domain's mail has a name that does not exist."),
		.neighbour = "healthy-records",
		.world = &(const struct practice_world){BOUNCED,
			.dns.records = "@ MX 10 old.{domain}\n@ TXT v=spf1 a:{host} -all\n"},
	},
	{
		.name = "spf-missing",
		.cause = CAUSE_SPF_MISSING,
		.step = STEP_DNS,
		.about = N_("The domain does not say which servers may send its mail (no SPF record)."),
		.neighbour = "spf-two-records",
		.world = &(const struct practice_world){BOUNCED, .dns.records = "@ TXT -\n"},
	},
	{
		.name = "spf-two-records",
		.cause = CAUSE_SPF_INVALID,
		.step = STEP_DNS,
		.about = N_("The domain has two lists of servers (SPF records) where one is allowed."),
		.neighbour = "spf-missing",
		.world = &(const struct practice_world){BOUNCED,
			.dns.records = "@ TXT v=spf1 mx -all\n@ TXT v=spf1 a:{host} -all\n"},
	},
	{
		.name = "spf-misspelt",
		.cause = CAUSE_SPF_INVALID,
		.step = STEP_DNS,
		.about = N_("A word of the list of servers (SPF record) is misspelt."),
		.neighbour = "healthy-records",
		.world = &(const struct practice_world){BOUNCED,
			.dns.records = "@ TXT v=spf1 mx ipv4:192.0.2.25 -all\n"},
	},
	{
		.name = "spf-excludes-server",
		.cause = CAUSE_SPF_EXCLUDES_SERVER,
		.step = STEP_DNS,
		.about = N_("The list of servers that may send (SPF) leaves out the one that sends."),
		.neighbour = "spf-weak",
		.world = &(const struct practice_world){BOUNCED,
			.dns.records = "@ TXT v=spf1 ip4:198.51.100.0/24 -all\n"},
	},
	{
		.name = "spf-weak",
		.cause = CAUSE_NONE,
		.step = STEP_DNS,
		.about = N_("Nothing that stops mail: the list of servers (SPF) allows everybody, which is "
			    "unwise."),
		.neighbour = "spf-excludes-server",
		.world = &(const struct practice_world){BOUNCED, .dns.records = "@ TXT v=spf1 +all\n"},
	},
	{
		.name = "dkim-missing",
		.cause = CAUSE_DKIM_MISSING,
		.step = STEP_DNS,
		.about = N_("No key for signatures is published anywhere in the domain (no DKIM)."),
		.neighbour = "dkim-elsewhere",
		.world = &(const struct practice_world){RECORDS_ONLY(.symptom = SYMPTOM_BOUNCE),
			.dns.records = "_domainkey * -\nmail._domainkey * -\n"},
	},
	{
		.name = "dkim-elsewhere",
		.cause = CAUSE_NONE,
		.step = STEP_DNS,
		.about = N_("Nothing is known to be wrong: a key for signatures is there under a name that "
			    "nobody can guess."),
		.neighbour = "dkim-missing",
		.world = &(const struct practice_world){RECORDS_ONLY(.symptom = SYMPTOM_BOUNCE),
			.dns.records = "mail._domainkey * -\nx7k2q._domainkey TXT v=DKIM1; p=\n"},
	},
	{
		.name = "dkim-not-signed",
		.cause = CAUSE_DKIM_MISSING,
		.step = STEP_DNS,
		.about = N_("The mail that was sent carries no signature."),
		.neighbour = "healthy-records",
		.world = &(const struct practice_world){RECORDS_ONLY(.mail = RECEIVED HEADER_LINES)},
	},
	{
		.name = "dkim-changed",
		.cause = CAUSE_DKIM_INVALID,
		.step = STEP_DNS,
		.about = N_("A virus scanner added lines to the mail after it was signed."),
		.neighbour = "healthy-records",
		.world =
			&(const struct practice_world){
				RECORDS_ONLY(.mail = RECEIVED SIGNATURE HEADER_LINES FOOTER)},
	},
	{
		.name = "dkim-revoked",
		.cause = CAUSE_DKIM_INVALID,
		.step = STEP_DNS,
		.about = N_("The key for the signature was withdrawn: its entry is empty."),
		.neighbour = "healthy-records",
		.world = &(const struct practice_world){RECORDS_ONLY(.mail = RECEIVED SIGNATURE HEADER_LINES),
			.dns.records = "mail._domainkey TXT v=DKIM1; k=ed25519; p=\n"},
	},
	{
		.name = "dmarc-missing",
		.cause = CAUSE_DMARC_MISSING,
		.step = STEP_DNS,
		.about = N_("The domain does not say what receivers do with forged mail (no DMARC record)."),
		.neighbour = "healthy-domain-owner",
		.world = &(const struct practice_world){OWNER, .dns.records = "_dmarc * -\n"},
	},
	{
		.name = "dmarc-misplaced",
		.cause = CAUSE_DMARC_MISSING,
		.step = STEP_DNS,
		.about = N_("The DMARC record stands at the domain itself, where nobody looks for it."),
		.neighbour = "healthy-domain-owner",
		.world = &(const struct practice_world){OWNER,
			.dns.records = "_dmarc * -\n@ TXT v=spf1 mx -all\n@ TXT v=DMARC1; p=none\n"},
	},
	{
		.name = "dmarc-rejects",
		.cause = CAUSE_DMARC_REJECTS,
		.step = STEP_DNS,
		.about = N_("The domain has forged mail refused, and its own mail proves nothing: the server "
			    "is not on its list and does not sign."),
		.neighbour = "spf-excludes-server",
		.also = {CAUSE_SPF_EXCLUDES_SERVER, CAUSE_DKIM_MISSING},
		.world = &(const struct practice_world){RECORDS_ONLY(.mail = RECEIVED HEADER_LINES),
			.dns.records =
				"@ TXT v=spf1 ip4:198.51.100.0/24 -all\n_dmarc TXT v=DMARC1; p=reject\n"},
	},
	{
		.name = "ptr-missing",
		.cause = CAUSE_PTR_MISSING,
		.step = STEP_DNS,
		.about = N_("The address of the sending server has no name."),
		.neighbour = "healthy-domain-owner",
		.world = &(const struct practice_world){OWNER, .dns.out = NAMES_V4,
			.dns.records = "25.2.0.192.in-addr.arpa. * -\n"},
	},
	{
		.name = "ptr-elsewhere",
		.cause = CAUSE_PTR_MISSING,
		.step = STEP_DNS,
		.about = N_("The name of the sending server's address leads to another address."),
		.neighbour = "healthy-domain-owner",
		.world = &(const struct practice_world){OWNER, .dns.out = NAMES_V4,
			.dns.records = "25.2.0.192.in-addr.arpa. PTR old.{domain}\nold A 192.0.2.99\n"},
	},
	{
		.name = "secondary-behind",
		.cause = CAUSE_DNS_NOT_PROPAGATED,
		.step = STEP_DNS,
		.about = N_("A change of the entries has reached only one of the domain's two name servers."),
		.neighbour = "healthy-domain-owner",
		.world = &(const struct practice_world){OWNER,
			.dns.second = "@ SOA ns1.{domain} 2026112001\n@ TXT v=spf1 ip4:198.51.100.7 -all\n"},
	},
	{
		.name = "resolver-remembers",
		.cause = CAUSE_DNS_NOT_PROPAGATED,
		.step = STEP_DNS,
		.about =
			N_("A change of the entries is made, but the name server here remembers the old ones "
			   "for half an hour."),
		.neighbour = "healthy-domain-owner",
		.also = {CAUSE_SPF_EXCLUDES_SERVER},
		.world = &(const struct practice_world){OWNER,
			.dns.remembered = "@ TXT v=spf1 ip4:198.51.100.7 -all\n"},
	},
	{
		.name = "name-servers-lame",
		.cause = CAUSE_DNS_DELEGATION_BROKEN,
		.step = STEP_DNS,
		.about = N_("The name servers of the domain know nothing of it."),
		.neighbour = "healthy-domain-owner",
		.world = &(const struct practice_world){OWNER, .dns.ns1 = NS_MOOD_KNOWS_NOTHING,
			.dns.ns2 = NS_MOOD_KNOWS_NOTHING},
	},
	{
		.name = "name-server-lame",
		.cause = CAUSE_DNS_DELEGATION_BROKEN,
		.step = STEP_DNS,
		.about = N_("One of the domain's two name servers knows nothing of it."),
		.neighbour = "healthy-domain-owner",
		.world = &(const struct practice_world){OWNER, .dns.ns2 = NS_MOOD_KNOWS_NOTHING},
	},
};

const struct practice_group practice_records = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
