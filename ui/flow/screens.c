/*
 * The one array of screens, in the order of SCREENS, and the questions whose answers are one of a few. Where
 * an answer leads is the path of flow.c for questions, and the screen's own choose() for the rest.
 */
#include "ui/flow/rooms.h"

#define FIELD(member) offsetof(struct mailcase, member)

static const struct question where_question = {
	.text = N_("Some causes lie in that very computer or telephone. They can be tested only from there."),
	.admin = N_("Where is the mail server that cannot send?"),
	.offset = FIELD(where),
	.options = {{N_("On this computer"), WHERE_HERE},
		{N_("On another device, in the same home or office"), WHERE_SAME_NETWORK},
		{N_("Somewhere else"), WHERE_ELSEWHERE}, {N_("I do not know"), WHERE_UNKNOWN}},
	.n = 4,
};

static const struct question happens_question = {
	.text = N_("Choose what comes closest."),
	.offset = FIELD(symptom),
	.options = {{N_("My program shows a message: it cannot send"), SYMPTOM_MESSAGE},
		{N_("The mail stays in the outbox, without a message"), SYMPTOM_OUTBOX},
		{N_("The mail comes back: an answer says it could not be delivered"), SYMPTOM_BOUNCE},
		{N_("It seems to be sent, but it never arrives"), SYMPTOM_LOST},
		{N_("I do not know"), SYMPTOM_UNKNOWN}},
	.n = 5,
};

static const struct question scope_question = {
	.text = N_("Does it go wrong with every mail, or only with one recipient?"),
	.offset = FIELD(scope),
	.options = {{N_("To everybody"), SCOPE_ALL}, {N_("Only to one person or one company"), SCOPE_ONE},
		{N_("I do not know"), SCOPE_UNKNOWN}},
	.n = 3,
};

static const struct question web_question = {
	.text = N_("Many mail providers have a web page on which mail can be read and sent. If sending works "
		   "there, your account "
		   "is in order."),
	.offset = FIELD(webmail),
	.options = {{N_("Yes, sending works on the web page"), TOLD_YES},
		{N_("No, it fails there too"), TOLD_NO},
		{N_("I do not know, or have not tried"), TOLD_UNKNOWN}},
	.n = 3,
};

static const struct question device_question = {
	.text = N_("For example a telephone or another computer with the same email address."),
	.offset = FIELD(other_device),
	.options = {{N_("Yes, another device can send"), TOLD_YES}, {N_("No, it fails there too"), TOLD_NO},
		{N_("I do not know, or there is none"), TOLD_UNKNOWN}},
	.n = 3,
};

static const struct question changed_question = {
	.text = N_("Sending worked before, and then something changed. What was it?"),
	.offset = FIELD(changed),
	.options = {{N_("Nothing that I know of"), CHANGED_NOTHING}, {N_("The password"), CHANGED_PASSWORD},
		{N_("The mail provider, or something there"), CHANGED_PROVIDER},
		{N_("The computer or the telephone is new"), CHANGED_COMPUTER},
		{N_("The network: moved, travelling, a new internet company"), CHANGED_NETWORK},
		{N_("An update, or a new protection program"), CHANGED_UPDATE},
		{N_("I do not know"), CHANGED_UNKNOWN}},
	.n = 7,
};

static const struct question sign_in_question = {
	.text = N_("Your program shows this near the server, as \"authentication\" or \"login\"."),
	.offset = FIELD(program_login),
	.options = {{N_("With user name and password"), PROGRAM_LOGIN_PASSWORD},
		{N_("In a browser window (shown as OAuth2)"), PROGRAM_LOGIN_OAUTH},
		{N_("Not at all: it says \"none\" or is switched off"), PROGRAM_LOGIN_OFF},
		{N_("I do not know"), PROGRAM_LOGIN_UNKNOWN}},
	.n = 4,
};

const struct screen screens[SCREEN_N] = {
	[SCREEN_START] = {.name = "start",
		.heading = N_("You get mail but cannot send it? We find out why."),
		.calls = &start_calls},
	[SCREEN_RESUME] = {.name = "resume",
		.heading = N_("Go on where you stopped?"),
		.calls = &resume_calls},
	[SCREEN_LAST] = {.name = "last", .heading = N_("What the last test found"), .calls = &last_calls},
	[SCREEN_LAST_REPORT] = {.name = "last-report",
		.heading = N_("The report of the last test"),
		.calls = &last_report_calls},
	[SCREEN_LANGUAGE] = {.name = "language", .heading = N_("Which language?"), .calls = &language_calls},
	[SCREEN_PRACTICE] = {.name = "practice",
		.heading = N_("Practise: which fault?"),
		.calls = &practice_calls},
	[SCREEN_PRACTICE_ABOUT] = {.name = "practice-about",
		.heading = N_("Practise"),
		.calls = &practice_about_calls},
	[SCREEN_HELPING] = {.name = "helping",
		.heading = N_("You help someone else"),
		.calls = &helping_calls},
	[SCREEN_WHERE] = {.name = "where",
		.heading = N_("Where is the program that cannot send?"),
		.question = &where_question},
	[SCREEN_HAPPENS] = {.name = "happens",
		.heading = N_("What happens when you send?"),
		.question = &happens_question},
	[SCREEN_MESSAGE] = {.name = "message",
		.heading = N_("What does the message say?"),
		.calls = &message_calls},
	[SCREEN_MESSAGE_SEEN] = {.name = "message-seen",
		.heading = N_("Is this the message?"),
		.calls = &message_seen_calls},
	[SCREEN_SCOPE] = {.name = "scope",
		.heading = N_("To everybody, or only to one?"),
		.question = &scope_question},
	[SCREEN_WHOM] = {.name = "whom",
		.heading = N_("Whom does your mail not reach?"),
		.calls = &whom_calls},
	[SCREEN_WEB] = {.name = "web",
		.heading = N_("Can you send from the web page of your mail provider?"),
		.question = &web_question},
	[SCREEN_DEVICE] = {.name = "device",
		.heading = N_("Can another device send with this email address?"),
		.question = &device_question},
	[SCREEN_CHANGED] = {.name = "changed",
		.heading = N_("What changed before it began?"),
		.question = &changed_question},
	[SCREEN_DOMAIN] = {.name = "domain",
		.heading = N_("Whose mail does the server send?"),
		.calls = &domain_calls},
	[SCREEN_ADDRESS] = {.name = "address",
		.heading = N_("Which email address cannot send?"),
		.calls = &address_calls},
	[SCREEN_PROGRAM] = {.name = "program",
		.heading = N_("Which mail program do you use?"),
		.calls = &program_calls},
	[SCREEN_PROGRAM_PHONE] = {.name = "program-phone",
		.heading = N_("Which mail program on the telephone?"),
		.calls = &program_phone_calls},
	[SCREEN_PROGRAM_OTHER] = {.name = "program-other",
		.heading = N_("Which other mail program?"),
		.calls = &program_other_calls},
	[SCREEN_SETTINGS] = {.name = "settings",
		.heading = N_("What does your mail program use?"),
		.calls = &settings_calls},
	[SCREEN_SERVER] = {.name = "server",
		.heading = N_("Which server for sending?"),
		.calls = &server_calls},
	[SCREEN_PORT] = {.name = "port", .heading = N_("Which port number?"), .calls = &port_calls},
	[SCREEN_SECURITY] = {.name = "security",
		.heading = N_("Which encryption?"),
		.calls = &security_calls},
	[SCREEN_USER] = {.name = "user", .heading = N_("Which user name?"), .calls = &user_calls},
	[SCREEN_SIGN_IN] = {.name = "sign-in",
		.heading = N_("How does your program sign in to send?"),
		.question = &sign_in_question,
		.calls = &sign_in_calls},
	[SCREEN_PASSWORD] = {.name = "password",
		.heading = N_("Your mail password"),
		.calls = &password_calls},
	[SCREEN_ROAD] = {.name = "road", .calls = &road_calls},
	[SCREEN_TIP] = {.name = "tip", .calls = &tip_calls},
	[SCREEN_COMPARE] = {.name = "compare", .heading = N_("Did it help?"), .calls = &compare_calls},
	[SCREEN_RESULT] = {.name = "result", .calls = &result_calls},
	[SCREEN_ASK] = {.name = "ask",
		.heading = N_("A text for the one who can mend it"),
		.calls = &ask_calls},
	[SCREEN_END] = {.name = "end", .calls = &end_calls},
	[SCREEN_DETAILS] = {.name = "details", .heading = N_("How we know"), .calls = &details_calls},
	[SCREEN_AGAIN] = {.name = "again",
		.heading = N_("Test the same password once more?"),
		.calls = &again_calls},
	[SCREEN_REPORT] = {.name = "report", .heading = N_("A page for your helper"), .calls = &report_calls},
	[SCREEN_REPORT_SEEN] = {.name = "report-seen",
		.heading = N_("This is the report. Save it?"),
		.calls = &report_seen_calls},
	[SCREEN_REPORT_PATH] = {.name = "report-path",
		.heading = N_("Where to save the report?"),
		.calls = &report_path_calls},
	[SCREEN_REPORT_DONE] = {.name = "report-done", .calls = &report_done_calls},
	[SCREEN_HELP] = {.name = "help", .heading = N_("Help"), .calls = &help_calls},
	[SCREEN_HELP_PAGE] = {.name = "help-page", .calls = &help_page_calls},
	[SCREEN_QUIT] = {.name = "quit",
		.heading = N_("A test is still running. Leave?"),
		.calls = &quit_calls},
};

#define SCREEN_COUNT(id, name) +1
_Static_assert(sizeof screens / sizeof *screens == 0 SCREENS(SCREEN_COUNT), "every screen has its row");
_Static_assert(SCREEN_N <= 64, "flow->given holds a bit for each screen");
