/*
 * A mail that was refused for what stands in it: its form, its size, its files, its links, and what a spam filter of this computer says.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

#define GIVES(text, ...) .told = {.only = STEP_BIT(STEP_CONTENT), .mail = (text), __VA_ARGS__}
#define GIVES_WITH(said, text)                                                                               \
	.told = {.only = STEP_BIT(STEP_CONTENT) | STEP_BIT(STEP_ERRORS),                                     \
		.symptom = SYMPTOM_MESSAGE,                                                                  \
		.message = (said),                                                                           \
		.mail = (text)}
#define HEADER(subject)                                                                                      \
	"From: Anna <anna@firma.example>\n"                                                                  \
	"To: freund@anderswo.example\n"                                                                      \
	"Subject: " subject "\n"                                                                             \
	"Date: Sat, 21 Nov 2026 10:00:00 +0100\n"                                                            \
	"Message-ID: <1@firma.example>\n"
#define TEXT                                                                                                 \
	"\n"                                                                                                 \
	"Guten Tag,\n"                                                                                       \
	"\n"                                                                                                 \
	"das Angebot folgt.\n"
#define FINE HEADER("Angebot") TEXT
#define FILE_PART(name)                                                                                      \
	HEADER("Angebot")                                                                                    \
	"MIME-Version: 1.0\n"                                                                                \
	"Content-Type: multipart/mixed; boundary=\"teil\"\n"                                                 \
	"\n"                                                                                                 \
	"--teil\n"                                                                                           \
	"Content-Type: text/plain\n"                                                                         \
	"\n"                                                                                                 \
	"Die Datei liegt bei.\n"                                                                             \
	"--teil\n"                                                                                           \
	"Content-Type: application/octet-stream\n"                                                           \
	"Content-Transfer-Encoding: base64\n"                                                                \
	"Content-Disposition: attachment; filename=\"" name "\"\n"                                           \
	"\n"                                                                                                 \
	"SGFsbG8gV2VsdA==\n"                                                                                 \
	"--teil--\n"
#define HTML(subject, body)                                                                                  \
	HEADER(subject)                                                                                      \
	"MIME-Version: 1.0\n"                                                                                \
	"Content-Type: text/html\n"                                                                          \
	"\n"                                                                                                 \
	"<html><body>" body "</body></html>\n"
#define FILTER_ANSWERS(number, ...)                                                                          \
	.extra = {.here = true, .ports = {{number, PORT_SERVE}}, .filter = __VA_ARGS__}

static const struct practice_scenario scenarios[] = {
	{
		.name = "mail-two-senders",
		.cause = CAUSE_MESSAGE_MALFORMED,
		.step = STEP_CONTENT,
		.about = N_("The mail has two sender lines, which many servers refuse."),
		.neighbour = "healthy-mail",
		.world = &(const struct practice_world){GIVES("From: Anna Beta <anna@firma.example>\n" FINE)},
	},
	{
		.name = "mail-without-date",
		.cause = CAUSE_MESSAGE_MALFORMED,
		.step = STEP_CONTENT,
		.about = N_("The mail has no date, and the recipient's server refuses it for its form."),
		.neighbour = "healthy-mail",
		.world = &(
			const struct practice_world){GIVES_WITH("550 5.6.0 Message headers fail syntax check",
			"From: Anna <anna@firma.example>\n"
			"To: freund@anderswo.example\n"
			"Subject: Angebot\n"
			"Message-ID: <1@firma.example>\n" TEXT)},
	},
	{
		.name = "mail-too-large",
		.cause = CAUSE_MESSAGE_TOO_LARGE,
		.step = STEP_CONTENT,
		.about = N_("The mail is larger than the server for sending takes."),
		.neighbour = "healthy-mail",
		.world = &(const struct practice_world){GIVES(FINE),
			.out.safe_keywords = "SIZE 100\nAUTH PLAIN LOGIN"},
	},
	{
		.name = "mail-with-program",
		.cause = CAUSE_ATTACHMENT_REFUSED,
		.step = STEP_CONTENT,
		.about = N_("A program is attached to the mail."),
		.neighbour = "mail-with-picture",
		.world = &(const struct practice_world){GIVES(FILE_PART("Rechnung.pdf.exe"))},
	},
	{
		.name = "mail-with-macros",
		.cause = CAUSE_ATTACHMENT_REFUSED,
		.step = STEP_CONTENT,
		.about = N_("A document that can run programs is attached, and the recipient's server "
			    "refuses it."),
		.neighbour = "mail-with-picture",
		.world = &(const struct practice_world){GIVES_WITH(
			"552 5.7.0 Our system detected an illegal attachment on your message",
			FILE_PART("Tabelle.xlsm"))},
	},
	{
		.name = "mail-with-picture",
		.cause = CAUSE_NONE,
		.step = STEP_CONTENT,
		.about = N_("Nothing is wrong with the mail: a picture is attached."),
		.neighbour = "mail-with-program",
		.world = &(const struct practice_world){GIVES(FILE_PART("Bild.png"))},
	},
	{
		.name = "mail-like-spam",
		.cause = CAUSE_CONTENT_LOOKS_SPAM,
		.step = STEP_CONTENT,
		.about = N_("The mail looks like spam: its links hide where they lead, and its subject is in "
			    "capitals."),
		.neighbour = "healthy-mail",
		.world = &(const struct practice_world){GIVES(HTML("JETZT GEWINNEN UND SPAREN",
			"<p>Guten Tag, hier geht es zu Ihrem Angebot, das nur heute gilt:</p>"
			"<a href=\"http://198.51.100.7/x\">www.bank.example</a> "
			"<a href=\"https://bit.ly/abc\">mehr</a>"))},
	},
	{
		.name = "filter-says-spam",
		.cause = CAUSE_CONTENT_LOOKS_SPAM,
		.step = STEP_CONTENT,
		.about = N_("The spam filter on this computer takes the mail for spam."),
		.neighbour = "healthy-mail",
		.world = &(const struct practice_world){GIVES(FINE),
			FILTER_ANSWERS(783, "Content-length: 41\nSpam: True ; 9.1 / 5.0\n\n"
					    "BAYES_99,HTML_IMAGE_ONLY_08,URIBL_BLACK")},
	},
	{
		.name = "filter-says-virus",
		.cause = CAUSE_VIRUS_FOUND,
		.step = STEP_CONTENT,
		.about = N_("The filter on this computer reports a virus in the mail."),
		.neighbour = "filter-says-spam",
		.world = &(const struct practice_world){GIVES(FINE),
			FILTER_ANSWERS(11333,
				"{\"score\":18.0,\"required_score\":15.0,\"action\":\"reject\",\"symbols\":{"
				"\"CLAM_VIRUS\":{\"name\":\"CLAM_VIRUS\",\"score\":16.0,\"options\":[\"Eicar-"
				"Test\"]},"
				"\"R_SPF_FAIL\":{\"score\":2.0}}}")},
	},
	{
		.name = "filter-unclear",
		.cause = CAUSE_NONE,
		.step = STEP_CONTENT,
		.about = N_("Nothing is wrong with the mail; a filter on this computer gives an answer that "
			    "nobody understands."),
		.neighbour = "filter-says-spam",
		.world = &(const struct practice_world){GIVES(FINE), FILTER_ANSWERS(11333, "not JSON")},
	},
	{
		.name = "healthy-mail",
		.cause = CAUSE_NONE,
		.step = STEP_CONTENT,
		.about = N_(
			"Nothing is wrong with the mail, and the spam filter on this computer lets it pass."),
		.neighbour = "filter-says-spam",
		.world = &(const struct practice_world){GIVES(FINE),
			FILTER_ANSWERS(11333, "{\"score\":-1.1,\"required_score\":15.0,\"action\":\"no "
					      "action\",\"symbols\":{"
					      "\"MIME_GOOD\":{\"score\":-0.1}}}")},
	},
	{
		.name = "provider-filters",
		.cause = CAUSE_PROVIDER_FILTERS_CONTENT,
		.step = STEP_CONTENT,
		.about = N_("The mail provider's own filter refuses even a harmless test mail as spam."),
		.neighbour = "test-mail-arrives",
		.world = &(const struct practice_world){.told = {.send = true, .wait_ms = 2000},
			.out.taken = "554 5.7.1 Message rejected: spam content detected"},
	},
};

const struct practice_group practice_content = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
