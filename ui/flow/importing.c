/*
 * Settings read from the mail programs on this computer: the person is asked first, chooses an account from what was found, and sees what was
 * read. Before every further test it is read again, so that a change in the program counts.
 */
#include "checks/base/mem.h"
#include "checks/profiles/take.h"
#include "ui/flow/rooms.h"

#define PER_PAGE    (VIEW_CHOICES_PAGE - 1)
#define PROGRAMS_IN PROGRAM_N /* every one that is read is named */

enum { FOUND_NONE = -1, FOUND_MORE = -2 };

static bool is_taken(const struct flow *flow)
{
	return flow->mailcase->profile && flow->mailcase->import[0];
}

static void drop(struct flow *flow)
{
	struct mailcase *mailcase = flow->mailcase;
	const struct server_settings none = {.source = SOURCE_NONE};

	if (!is_taken(flow))
		return;
	if (strcmp(mailcase->address.full, mailcase->profile->address) == 0)
		memset(&mailcase->address, 0, sizeof mailcase->address);
	if (mailcase->program == mailcase->profile->program)
		mailcase->program = PROGRAM_UNKNOWN;
	mailcase->program_login = PROGRAM_LOGIN_UNKNOWN;
	mailcase->in_use = mailcase->incoming = none;
	mailcase->profile = NULL;
	mailcase->profiles = NULL;
	mailcase->import[0] = '\0';
	flow->dirty = true;
}

static void release(struct flow *flow)
{
	if (flow->found)
		profiles_release(flow->found);
	free(flow->found);
	flow->found = NULL;
}

/* --- the question --- */

static size_t programs_here(const struct flow *flow, enum program *programs_r)
{
	const struct mailcase *mailcase = flow->mailcase;

	if (flow->practising || mailcase->role != ROLE_USER || mailcase->where != WHERE_HERE || flow->helping)
		return 0;
	return profiles_present(mailcase, programs_r, PROGRAMS_IN);
}

static bool import_applies(const struct flow *flow)
{
	enum program programs[PROGRAMS_IN];

	return programs_here(flow, programs) > 0;
}

static void import_show(struct flow *flow, struct view *view)
{
	enum program programs[PROGRAMS_IN];
	size_t n = programs_here(flow, programs);
	struct str STR_AUTO names = STR_INIT;

	for (size_t i = 0; i < n; i++)
		str_addf(&names, "%s%s", i ? ", " : "", program_shown(programs[i]));
	/* TRANSLATORS: {programs} is a list of mail programs. */
	view_say(view, ROLE_TEXT, _("On this computer there is: {programs}"),
		A_NAME("programs", str_text(&names)));
	view_add(view, ROLE_TEXT,
		_("mailmend can look up the settings for sending there. They are only read, nothing is "
		  "changed. "
		  "Passwords stay unread."));
	view->careful = true;
	view_choice(view, true, _("Yes, read the settings"));
	view_choice(view, false, _("No, I answer the questions myself"));
	view_choose(view, is_taken(flow));
}

static enum screen_id import_choose(struct flow *flow, int value)
{
	drop(flow);
	if (!value)
		return SCREEN_NEXT;
	release(flow);
	flow->found = mem_new(sizeof *flow->found);
	profiles_find(flow->mailcase, flow->found);
	flow->found_first = 0;
	if (flow->found->found.n)
		return SCREEN_FOUND;
	flow_note(flow, _("No account for sending was found there. The questions follow instead."));
	return SCREEN_NEXT;
}

const struct screen_calls import_calls = {
	.applies = import_applies,
	.show = import_show,
	.choose = import_choose,
};

/* --- the list --- */

static void account_label(const struct profile *profile, struct str *label)
{
	const char *address = profile->address[0] ? profile->address : profile->out.settings.host;
	const struct arg args[] = {A_NAME("program", program_shown(profile->program)),
		A_NAME("account", profile->name), A_NAME("address", address)};

	if (profile->name[0] && strcmp(profile->name, address) != 0)
		/* TRANSLATORS: {program} is a mail program, {account} the name of an account in it, {address} an email
		   address or a server. */
		words_fill(label, _("{program}: {account} ({address})"), args, 3, &(struct words_style){0});
	else
		/* TRANSLATORS: {program} is a mail program, {address} an email address or a server. */
		words_fill(label, _("{program}: {address}"), args, 3, &(struct words_style){0});
}

static void found_show(struct flow *flow, struct view *view)
{
	const struct profiles *found = flow->found;
	size_t i = flow->found_first;

	view_add(view, ROLE_TEXT, _("These accounts were found on this computer."));
	for (; i < found->found.n && i < flow->found_first + PER_PAGE; i++) {
		struct str STR_AUTO label = STR_INIT;

		account_label(&found->found.items[i], &label);
		view_choice(view, (int)i, str_text(&label));
	}
	if (i < found->found.n)
		view_choice(view, FOUND_MORE, _("More of them"));
	view_choice(view, FOUND_NONE, _("None of these: I answer the questions myself"));
}

static enum screen_id found_choose(struct flow *flow, int value)
{
	if (value == FOUND_MORE) {
		flow->found_first += PER_PAGE;
		return SCREEN_STAY;
	}
	drop(flow);
	if (value == FOUND_NONE)
		return flow_next(flow, SCREEN_IMPORT);
	const struct profile *profile = &flow->found->found.items[value];

	flow->tell = false;
	profile_take(flow->mailcase, flow->found, profile);
	str_copy(flow->mailcase->import, sizeof flow->mailcase->import, program_name(profile->program));
	flow->dirty = true;
	return SCREEN_FOUND_SEEN;
}

static bool found_back(struct flow *flow)
{
	if (flow->found_first == 0)
		return false;
	flow->found_first -= PER_PAGE;
	return true;
}

const struct screen_calls found_calls = {.show = found_show, .choose = found_choose, .back = found_back};

/* --- what was read --- */

static void show_server(struct view *view, const char *translated, const struct server_settings *server)
{
	const char *security = words_security(server->security);

	view_say(view, ROLE_TEXT, translated, A_NAME("host", server->host), A_PORT(server->port),
		A_NAME("security", security[0] ? security : _("encryption as the server wants it")));
}

static const char *login_words(const struct profile *profile)
{
	switch (profile->out.login) {
	case LOGIN_OFF:
		return _("It does not sign in to send.");
	case LOGIN_OAUTH:
		return _("It signs in through the web browser (OAuth2).");
	case LOGIN_UNTOLD:
		return NULL;
	default:
		return _("It signs in with a user name and a password.");
	}
}

static void found_seen_show(struct flow *flow, struct view *view)
{
	const struct profile *profile = flow->mailcase->profile;
	struct str STR_AUTO label = STR_INIT;

	account_label(profile, &label);
	view_add(view, ROLE_LEAD, str_text(&label));
	if (profile->out.settings.host[0])
		/* TRANSLATORS: {host} is a server, {port} a number, {security} SSL/TLS or STARTTLS. */
		show_server(view, _("Sending: {host}, port {port}, {security}"), &profile->out.settings);
	else
		view_add(view, ROLE_TEXT, _("No server for sending stands in its settings."));
	if (profile->out.settings.user[0])
		/* TRANSLATORS: {user} is a name to sign in with. */
		view_say(view, ROLE_TEXT, _("User name: {user}"), A_NAME("user", profile->out.settings.user));
	if (login_words(profile))
		view_add(view, ROLE_TEXT, login_words(profile));
	if (profile->in.settings.host[0])
		/* TRANSLATORS: {host} is a server, {port} a number, {security} SSL/TLS or STARTTLS. */
		show_server(view, _("Receiving: {host}, port {port}, {security}"), &profile->in.settings);
	view_choice(view, true, _("Test with these settings"));
	view_choice(view, false, _("Choose another account"));
}

static enum screen_id found_seen_choose(struct flow *flow, int value)
{
	return value ? flow_next(flow, SCREEN_IMPORT) : SCREEN_FOUND;
}

const struct screen_calls found_seen_calls = {.show = found_seen_show, .choose = found_seen_choose};

/* --- for the rest of the flow --- */

bool importing_answers(const struct flow *flow, enum screen_id screen)
{
	if (!is_taken(flow))
		return false;
	switch (screen) {
	case SCREEN_ADDRESS:
		return flow->mailcase->address.full[0] != '\0';
	case SCREEN_PROGRAM:
	case SCREEN_SETTINGS:
	case SCREEN_SERVER:
	case SCREEN_PORT:
	case SCREEN_SECURITY:
	case SCREEN_USER:
	case SCREEN_SIGN_IN:
		return true;
	default:
		return false;
	}
}

/* Where the account is gone, or its file cannot be read now, what was read before stays. */
void importing_again(struct flow *flow)
{
	struct mailcase *mailcase = flow->mailcase;
	struct profiles *again;
	const struct profile *profile;

	if (!mailcase->import[0] || flow->practising)
		return;
	again = mem_new(sizeof *again);
	profiles_import(mailcase, again);
	profile = mailcase->profile ? profiles_again(again, mailcase->profile)
				    : profiles_choose(again, mailcase->address.full);
	if (profile) {
		if (!mailcase->profile && mailcase->in_use.source == SOURCE_GIVEN)
			mailcase->in_use.source = mailcase->incoming.source = SOURCE_PROGRAM;
		profile_take(mailcase, again, profile);
		release(flow);
		flow->found = again;
		return;
	}
	profiles_release(again);
	free(again);
}

void importing_end(struct flow *flow)
{
	if (flow->mailcase->profiles && flow->mailcase->profiles == flow->found) {
		flow->mailcase->profile = NULL; /* they were the flow's */
		flow->mailcase->profiles = NULL;
	}
	release(flow);
}
