/*
 * The test mail that was taken: where it ends, and what the receiving side writes about it. The person has agreed that it is sent and looked
 * for.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

#define PROVEN                                                                                               \
	"Authentication-Results: {host};\n"                                                                  \
	"\tspf=pass smtp.mailfrom={address};\n"                                                              \
	"\tdkim=pass header.d={domain} header.s=mail;\n"                                                     \
	"\tdmarc=pass header.from={domain}\n"
#define NOT_PROVEN                                                                                           \
	"Authentication-Results: {host};\n"                                                                  \
	"\tspf=softfail smtp.mailfrom={address};\n"                                                          \
	"\tdkim=none;\n"                                                                                     \
	"\tdmarc=fail header.from={domain}\n"
#define HAM "X-Spam-Status: No, score=-1.1 required=5.0 tests=ALL_TRUSTED,SPF_PASS autolearn=ham\n"
#define SPAM                                                                                                 \
	"X-Spam-Flag: YES\n"                                                                                 \
	"X-Spam-Status: Yes, score=7.4 required=5.0 tests=BAYES_99=3.5,\n"                                   \
	"\tRCVD_IN_SBL=2.6,RDNS_NONE=1.3,SPF_PASS=-0.0 autolearn=no\n"

/* Long enough for what comes at once, also where everything is slow. */
#define SENDS	.send = true, .wait_ms = 6000
#define IN_VAIN .send = true, .wait_ms = 2000

static const struct practice_scenario scenarios[] = {
	{
		.name = "test-mail-arrives",
		.step = STEP_CONTENT,
		.about = N_("Nothing is wrong: a test mail arrives in the inbox at once, and the sender is "
			    "believed."),
		.neighbour = "test-mail-arrives-unproven",
		.world = &(const struct practice_world){.in.arrival.header = PROVEN HAM, .told = {SENDS}},
	},
	{
		.name = "test-mail-arrives-pop3",
		.step = STEP_CONTENT,
		.about = N_("Nothing is wrong: a test mail arrives in an inbox that is fetched by POP3."),
		.neighbour = "test-mail-lost-pop3",
		.world = &(const struct practice_world){.told = {SENDS, .pop3 = true}},
	},
	{
		.name = "test-mail-arrives-unproven",
		.step = STEP_CONTENT,
		.about = N_("A test mail arrives, but the receiving side could not confirm the sender."),
		.neighbour = "test-mail-arrives",
		.world =
			&(const struct practice_world){
				.in.arrival = {.header = NOT_PROVEN, .no_search = true}, .told = {SENDS}},
	},
	{
		.name = "test-mail-moved",
		.step = STEP_CONTENT,
		.about = N_("A rule of the person's own puts the test mail into a folder. Nothing is wrong."),
		.neighbour = "delivered-to-spam",
		.world = &(const struct practice_world){.in.arrival.fate = MAIL_TO_FOLDER, .told = {IN_VAIN}},
	},
	{
		.name = "delivered-to-spam",
		.cause = CAUSE_DELIVERED_TO_SPAM,
		.step = STEP_CONTENT,
		.about = N_("A test mail is taken and arrives in the folder for spam, with the filter's "
			    "reasons."),
		.neighbour = "test-mail-arrives",
		.world =
			&(const struct practice_world){
				.in.arrival = {.fate = MAIL_TO_JUNK, .header = PROVEN SPAM}, .told = {SENDS}},
	},
	{
		.name = "delivered-to-spam-by-rule",
		.cause = CAUSE_DELIVERED_TO_SPAM,
		.step = STEP_CONTENT,
		.about = N_("A test mail lies in a folder for spam that only its name tells of. The filter "
			    "itself found nothing."),
		.neighbour = "test-mail-moved",
		.world = &(const struct practice_world){.in.arrival = {.fate = MAIL_TO_JUNK,
								.header = HAM,
								.plain_folders = true,
								.junk = "Courrier ind&AOk-sirable"},
			.told = {SENDS}},
	},
	{
		.name = "accepted-not-delivered",
		.cause = CAUSE_ACCEPTED_NOT_DELIVERED,
		.step = STEP_CONTENT,
		.about = N_("A test mail is taken and comes into no folder: behind the server it gets lost."),
		.neighbour = "test-mail-moved",
		.world = &(const struct practice_world){.in.arrival.fate = MAIL_LOST,
			.told = {IN_VAIN, .symptom = SYMPTOM_LOST}},
	},
	{
		.name = "test-mail-discarded",
		.cause = CAUSE_ACCEPTED_NOT_DELIVERED,
		.step = STEP_CONTENT,
		.about = N_("The server takes the test mail and says in its answer that it throws it away."),
		.neighbour = "test-mail-arrives",
		.world = &(const struct practice_world){.in.arrival.fate = MAIL_LOST,
			.out.taken = "250 2.7.0 Ok, discarded, id=12345-01 - spam",
			.told = {IN_VAIN}},
	},
	{
		.name = "test-mail-lost-pop3",
		.cause = CAUSE_ACCEPTED_NOT_DELIVERED,
		.step = STEP_CONTENT,
		.about = N_("A test mail is taken and is not in the inbox; by POP3 other folders cannot be "
			    "seen."),
		.neighbour = "test-mail-arrives-pop3",
		.also = {CAUSE_DELIVERED_TO_SPAM},
		.world = &(const struct practice_world){.in.arrival.fate = MAIL_TO_JUNK,
			.told = {IN_VAIN, .pop3 = true}},
	},
	{
		.name = "test-mail-returned",
		.cause = CAUSE_MAILBOX_FULL,
		.step = STEP_CONTENT,
		.about = N_("The server takes the test mail and sends a report instead: the mailbox has no "
			    "room left."),
		.neighbour = "accepted-not-delivered",
		.world =
			&(const struct practice_world){
				.in.arrival = {.fate = MAIL_COMES_BACK,
					.report = "552 5.2.2 Mailbox full: quota exceeded"},
				.told = {SENDS}},
	},
	{
		.name = "test-mail-returned-unclear",
		.cause = CAUSE_ACCEPTED_NOT_DELIVERED,
		.step = STEP_CONTENT,
		.about = N_("The test mail comes back with a report that nobody can make sense of."),
		.neighbour = "test-mail-arrives",
		.world =
			&(const struct practice_world){
				.in.arrival = {.fate = MAIL_COMES_BACK, .report = "599 9.9.9 xyzzy"},
				.told = {SENDS}},
	},
	{
		.name = "test-mail-delayed",
		.cause = CAUSE_TEMPORARY_FAILURE,
		.step = STEP_CONTENT,
		.about = N_("A report says that the test mail is not delivered yet, and that it is tried "
			    "further."),
		.neighbour = "test-mail-returned-unclear",
		.world =
			&(const struct practice_world){.in.arrival = {.fate = MAIL_COMES_BACK,
							       .report = "451 4.3.0 Temporary lookup failure",
							       .report_delay = true},
				.told = {SENDS}},
	},
	{
		.name = "test-mail-to-other-returned",
		.cause = CAUSE_RECIPIENT_UNKNOWN,
		.step = STEP_CONTENT,
		.about = N_("The test mail to oneself arrives; the one to somebody else comes back."),
		.neighbour = "test-mail-arrives",
		.world = &(const struct practice_world){.in.arrival.other_lost = true,
			.told = {SENDS, .send_to = "freud@" FRIEND_DOMAIN}},
	},
	{
		.name = "test-mail-unseen",
		.step = STEP_CONTENT,
		.about = N_("The test mail is taken; whether it arrives cannot be seen, since receiving is "
			    "refused for now."),
		.neighbour = "accepted-not-delivered",
		.world =
			&(const struct practice_world){
				.in.ports = {{993, PORT_DROP}}, .in.others = PORT_DROP, .told = {SENDS}},
	},
};

const struct practice_group practice_arrival = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
