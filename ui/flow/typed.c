/*
 * The questions that are answered by typing. Each may be left out, and says plainly what is wrong with an answer.
 */
#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/utf8.h"
#include "checks/mail/address.h"
#include "ui/flow/action.h"
#include "ui/flow/rooms.h"

enum typed_choice { TYPED_LEAVE_OUT };

static void leave_out(struct view *view, const char *label)
{
	view_choice(view, TYPED_LEAVE_OUT, label);
}

char *flow_path_typed(const char *text)
{
	size_t start = strspn(text, " "), len = strlen(text);
	const char *home = getenv("HOME");

	while (len > start && ascii_isspace(text[len - 1]))
		len--;
	if (text[start] == '~' && text[start + 1] == '/' && home)
		return str_print("%s%.*s", home, (int)(len - start - 1), text + start + 1);
	return mem_strndup(text + start, len - start);
}

/* The sentence for what is wrong with an address, naming what was typed. */
void typed_note_address(struct flow *flow, enum address_fault fault)
{
	switch (fault) {
	case ADDRESS_NO_AT:
		flow_note(flow, _("An email address has an @ in it, for example anna@example.org."));
		break;
	case ADDRESS_NO_LOCAL:
		flow_note(flow, _("Something is missing before the @. An example: anna@example.org."));
		break;
	case ADDRESS_NO_DOMAIN:
		flow_note(flow, _("Something is missing behind the @. An example: anna@example.org."));
		break;
	case ADDRESS_BAD_DOMAIN:
		flow_note(flow, _("What stands behind the @ is not a name on the internet. Look for blanks "
				  "and doubled dots."));
		break;
	case ADDRESS_TOO_LONG:
		flow_note(flow, _("This is too long for an email address."));
		break;
	case ADDRESS_SEVERAL:
		flow_note(flow, _("These are several email addresses. Type one."));
		break;
	default:
		flow_note(flow, _("This is not an email address. An example: anna@example.org."));
	}
}

/* --- the recipient --- */

static bool whom_applies(const struct flow *flow)
{
	/* a mail server walks to that very recipient's server */
	return flow->mailcase->scope == SCOPE_ONE || flow->mailcase->role == ROLE_ADMIN;
}

static void whom_show(struct flow *flow, struct view *view)
{
	view_add(view, ROLE_TEXT,
		_("Nothing is sent there. The servers are only asked whether they would take a mail."));
	view_ask(view, INPUT_LINE, _("Their email address:"), flow->mailcase->to, ADDRESS_MAX);
	leave_out(view, _("I do not know, or keep it to myself"));
}

static enum screen_id whom_choose(struct flow *flow, int value)
{
	(void)value;
	flow->mailcase->to[0] = '\0';
	flow->dirty = true;
	return SCREEN_NEXT;
}

static enum screen_id whom_enter(struct flow *flow, const char *text)
{
	struct mail_address address;

	if (!text[strspn(text, " ")])
		return whom_choose(flow, TYPED_LEAVE_OUT);
	enum address_fault fault = address_parse(text, &address);
	if (fault != ADDRESS_FINE) {
		typed_note_address(flow, fault);
		return SCREEN_STAY;
	}
	str_copy(flow->mailcase->to, sizeof flow->mailcase->to, address.full);
	flow->dirty = true;
	return SCREEN_NEXT;
}

const struct screen_calls whom_calls = {
	.applies = whom_applies,
	.show = whom_show,
	.choose = whom_choose,
	.enter = whom_enter,
};

/* --- the address --- */

static void address_show(struct flow *flow, struct view *view)
{
	view_add(view, ROLE_TEXT,
		_("It tells which mail provider to test. Nobody but that provider gets to see it."));
	view_ask(view, INPUT_LINE, _("Email address:"), flow->mailcase->address.shown, ADDRESS_MAX);
	leave_out(view, _("I do not know"));
}

static enum screen_id address_choose(struct flow *flow, int value)
{
	(void)value;
	memset(&flow->mailcase->address, 0, sizeof flow->mailcase->address);
	flow->dirty = true;
	return SCREEN_NEXT;
}

static enum screen_id address_enter(struct flow *flow, const char *text)
{
	struct mail_address address = {0};

	if (!text[strspn(text, " ")])
		return address_choose(flow, TYPED_LEAVE_OUT);
	enum address_fault fault = address_parse(text, &address);
	if (fault != ADDRESS_FINE) {
		typed_note_address(flow, fault);
		return SCREEN_STAY;
	}
	flow->mailcase->address = address;
	flow->dirty = true;
	return SCREEN_NEXT;
}

const struct screen_calls address_calls = {
	.show = address_show,
	.choose = address_choose,
	.enter = address_enter,
};

/* --- role admin: the domain --- */

static void domain_show(struct flow *flow, struct view *view)
{
	view_add(view, ROLE_TEXT,
		_("The part behind the @ of the email addresses whose mail does not go out."));
	view_ask(view, INPUT_LINE, _("Domain:"), flow->mailcase->domain, HOST_MAX - 1);
	leave_out(view, _("I do not know"));
}

static enum screen_id domain_choose(struct flow *flow, int value)
{
	(void)value;
	flow->mailcase->domain[0] = '\0';
	flow->dirty = true;
	return SCREEN_NEXT;
}

static enum screen_id domain_enter(struct flow *flow, const char *text)
{
	char domain[HOST_MAX];
	const char *at = strchr(text, '@');
	int port = 0;

	if (!text[strspn(text, " ")])
		return domain_choose(flow, TYPED_LEAVE_OUT);
	if (!host_parse(at ? at + 1 : text, domain, &port)) {
		flow_note(flow, _("This is not a domain. An example: example.org."));
		return SCREEN_STAY;
	}
	str_copy(flow->mailcase->domain, sizeof flow->mailcase->domain, domain);
	flow->dirty = true;
	return SCREEN_NEXT;
}

const struct screen_calls domain_calls = {
	.show = domain_show,
	.choose = domain_choose,
	.enter = domain_enter,
};

/* --- the settings in use --- */

static bool tell_applies(const struct flow *flow)
{
	return flow->tell;
}

/* Of a server that was named; a mail server without a relay has none to ask about. */
bool details_apply(const struct flow *flow)
{
	return flow->tell && (flow->mailcase->role == ROLE_USER || flow->told.host[0]);
}

static bool sign_in_applies(const struct flow *flow)
{
	return flow->tell && flow->mailcase->role == ROLE_USER;
}

const struct screen_calls sign_in_calls = {.applies = sign_in_applies};

/* What is told is what is in use. */
static void settings_told(struct flow *flow)
{
	flow->told.source = flow->told.host[0] ? SOURCE_GIVEN : SOURCE_NONE;
	flow->mailcase->in_use = flow->told;
	flow->dirty = true;
}

static void server_show(struct flow *flow, struct view *view)
{
	if (flow->mailcase->role == ROLE_ADMIN) {
		view_heading(view, _("Does your server hand its mail to a relay?"));
		view_add(view, ROLE_TEXT,
			_("A relay is another server that delivers for yours, often one of the internet or "
			  "hosting company. Its name stands in the settings of your mail server "
			  "(relayhost, smarthost)."));
	} else {
		view_add(view, ROLE_TEXT,
			_("In your program it stands at \"outgoing server\" or \"SMTP\". Type it exactly as "
			  "it stands there."));
	}
	view_ask(view, INPUT_LINE, _("Server:"), flow->told.host, HOST_MAX - 1);
	leave_out(view, flow->mailcase->role == ROLE_ADMIN ? _("No, or I do not know") : _("I do not know"));
}

static enum screen_id server_choose(struct flow *flow, int value)
{
	(void)value;
	flow->told.host[0] = '\0';
	settings_told(flow);
	return SCREEN_NEXT;
}

static enum screen_id server_enter(struct flow *flow, const char *text)
{
	char host[HOST_MAX];

	if (!text[strspn(text, " ")])
		return server_choose(flow, TYPED_LEAVE_OUT);
	if (!host_parse(text, host, &flow->told.port)) {
		flow_note(flow, _("This is not the name of a server. An example: smtp.example.org."));
		return SCREEN_STAY;
	}
	str_copy(flow->told.host, sizeof flow->told.host, host);
	settings_told(flow);
	return SCREEN_NEXT;
}

const struct screen_calls server_calls = {
	.applies = tell_applies,
	.show = server_show,
	.choose = server_choose,
	.enter = server_enter,
};

static void port_show(struct flow *flow, struct view *view)
{
	char number[8] = "";

	if (flow->told.port)
		snprintf(number, sizeof number, "%d", flow->told.port);
	view_add(
		view, ROLE_TEXT, _("The number at \"port\", near the server. It is usually 587, 465 or 25."));
	view_ask(view, INPUT_LINE, _("Port:"), number, 32);
	leave_out(view, _("I do not know"));
}

static enum screen_id port_choose(struct flow *flow, int value)
{
	(void)value;
	flow->told.port = 0;
	settings_told(flow);
	return SCREEN_NEXT;
}

static enum screen_id port_enter(struct flow *flow, const char *text)
{
	struct str digits STR_AUTO = STR_INIT;
	int64_t port;

	digits_ascii(&digits, text + strspn(text, " "));
	while (digits.len && digits.s[digits.len - 1] == ' ')
		digits.s[--digits.len] = '\0';
	if (digits.len == 0)
		return port_choose(flow, TYPED_LEAVE_OUT);
	if (!ascii_number(digits.s, 1, 65535, &port)) {
		flow_note(flow, _("A port is a number from 1 to 65535."));
		return SCREEN_STAY;
	}
	flow->told.port = (int)port;
	settings_told(flow);
	return SCREEN_NEXT;
}

const struct screen_calls port_calls = {
	.applies = details_apply,
	.show = port_show,
	.choose = port_choose,
	.enter = port_enter,
};

static void user_show(struct flow *flow, struct view *view)
{
	view_add(view, ROLE_TEXT,
		_("The name at \"user name\", near the server. With most mail providers it is the whole "
		  "email address."));
	view_ask(view, INPUT_LINE, _("User name:"), flow->mailcase->user, ADDRESS_MAX);
	leave_out(view, _("I do not know: try the email address"));
}

static enum screen_id user_choose(struct flow *flow, int value)
{
	(void)value;
	flow->mailcase->user[0] = '\0';
	flow->dirty = true;
	return SCREEN_NEXT;
}

static enum screen_id user_enter(struct flow *flow, const char *text)
{
	struct str name STR_AUTO = STR_INIT;
	size_t len = strlen(text), start = strspn(text, " ");

	while (len > start && text[len - 1] == ' ')
		len--;
	if (len == start)
		return user_choose(flow, TYPED_LEAVE_OUT);
	text_harmless(&name, text + start, len - start, TEXT_ONE_LINE, 0);
	if (!str_copy(flow->mailcase->user, sizeof flow->mailcase->user, str_text(&name))) {
		flow->mailcase->user[0] = '\0';
		flow_note(flow, _("This is too long for a user name."));
		return SCREEN_STAY;
	}
	flow->dirty = true;
	return SCREEN_NEXT;
}

const struct screen_calls user_calls = {
	.applies = details_apply,
	.show = user_show,
	.choose = user_choose,
	.enter = user_enter,
};

/* --- the password --- */

/* Where the program signs in by browser there is no password to test. */
bool password_applies(const struct flow *flow)
{
	const struct mailcase *mailcase = flow->mailcase;

	if (flow->practising || flow->given & (uint64_t)1 << SCREEN_PASSWORD)
		return false;
	return mailcase->program_login != PROGRAM_LOGIN_OAUTH &&
	       (mailcase->address.full[0] || mailcase->user[0] || mailcase->in_use.host[0]);
}

enum password_choice { PASSWORD_KEEP = 1, PASSWORD_SKIP };

static void password_show(struct flow *flow, struct view *view)
{
	view->careful = true;
	view_add(view, ROLE_TEXT,
		_("With it mailmend signs in once, as your program does. It goes only to your mail provider, "
		  "only encrypted, and is never stored."));
	view_add(view, ROLE_TEXT, _("Nothing is shown or spoken while you type."));
	view_ask(view, INPUT_SECRET, _("Password:"), "", SECRET_MAX);
	if (flow->typed_secret)
		view_choice(view, PASSWORD_KEEP, _("Keep the password that I typed before"));
	view_choice(view, PASSWORD_SKIP, _("Test without the password"));
	if (flow->mailcase->no_login)
		view_choose(view, PASSWORD_SKIP);
}

static enum screen_id password_choose(struct flow *flow, int value)
{
	flow->mailcase->no_login = value != PASSWORD_KEEP;
	flow->mailcase->secret = value == PASSWORD_KEEP ? flow->typed_secret : NULL;
	flow->dirty = true;
	return SCREEN_NEXT;
}

static enum screen_id password_enter(struct flow *flow, const char *text)
{
	(void)text; /* only the empty answer comes this way: Enter alone keeps what is there */
	return password_choose(
		flow, flow->typed_secret && !flow->mailcase->no_login ? PASSWORD_KEEP : PASSWORD_SKIP);
}

const struct screen_calls password_calls = {
	.applies = password_applies,
	.show = password_show,
	.choose = password_choose,
	.enter = password_enter,
};
