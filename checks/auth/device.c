/*
 * The conversation of RFC 8628, in Microsoft's form (identity platform v2.0).
 */
#include "checks/auth/device.h"

#include <string.h>

#include "checks/auth/flat_json.h"
#include "checks/base/ascii.h"
#include "checks/base/utf8.h"

#define ANSWER_MAX    32768
#define EXPIRES_MAX   900
#define INTERVAL_MAX  60
#define INTERVAL_STEP 5	    /* section 3.5, slow_down */
#define ASK_LIMIT_MS  20000 /* one answer */
#define ID_MAX	      100
#define MISSES_MAX    3 /* the server may be out of reach for a moment */

/* What a test needs and no more: no offline_access, so that no key comes that renews itself. */
#define SCOPE "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All"
#define GRANT "urn:ietf:params:oauth:grant-type:device_code"

void device_code_release(struct device_code *code)
{
	secret_free(&code->ticket);
}

bool device_is_id(const char *text)
{
	size_t len = strlen(text);

	for (const char *c = text; *c; c++)
		if (!ascii_isalnum(*c) && !strchr("-._", *c))
			return false;
	return len > 0 && len <= ID_MAX;
}

/* --- answers --- */

/* A member, bounded; "" without one. Not for secrets. */
static void text_of(const char *body, size_t len, const char *key, char *buf, size_t size)
{
	struct str STR_AUTO text = STR_INIT_MAX(ANSWER_MAX);

	flat_json_get(body, len, key, &text);
	text_harmless_buf(buf, size, str_text(&text), strcspn(str_text(&text), "\r\n"));
}

static int number_of(const char *body, size_t len, const char *key, int least, int most, int otherwise)
{
	char text[24];
	int64_t number;

	text_of(body, len, key, text, sizeof text);
	if (!ascii_number(text, 0, INT32_MAX, &number))
		number = otherwise;
	return number < least ? least : number > most ? most : (int)number;
}

static struct secret *secret_of(const char *body, size_t len, const char *key)
{
	struct str STR_SECRET text = STR_INIT_MAX(ANSWER_MAX);

	flat_json_get(body, len, key, &text);
	return secret_new(str_text(&text), text.len);
}

/* The first line: behind it Microsoft writes traces and times. */
static void keep_said(const char *body, size_t len, char *said_r, size_t size)
{
	text_of(body, len, "error_description", said_r, size);
	if (!said_r[0])
		text_of(body, len, "error", said_r, size);
}

static const struct {
	const char *error;
	enum device_outcome outcome;
} errors[] = {
	{"authorization_declined", DEVICE_DECLINED},
	{"access_denied", DEVICE_DECLINED},
	{"expired_token", DEVICE_EXPIRED},
	{"code_expired", DEVICE_EXPIRED},
	{"bad_verification_code", DEVICE_GARBLED},
	{"invalid_client", DEVICE_CLIENT},
	{"unauthorized_client", DEVICE_CLIENT},
	{"invalid_scope", DEVICE_CLIENT},
	{"unsupported_grant_type", DEVICE_CLIENT},
	{"invalid_request", DEVICE_CLIENT},
	{"invalid_grant", DEVICE_REFUSED},
	{"interaction_required", DEVICE_REFUSED},
	{"consent_required", DEVICE_REFUSED},
};

/* Sections 3.5 of RFC 8628 and 5.2 of RFC 6749; what nobody knows is a refusal. */
static enum device_outcome meaning_of(const char *error)
{
	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
		if (strcmp(error, errors[i].error) == 0)
			return errors[i].outcome;
	return *error ? DEVICE_REFUSED : DEVICE_GARBLED;
}

/* What is shown to the person: a page of https, and a code that is one word. */
static bool is_showable(const struct device_code *code)
{
	return ascii_starts(code->page, "https://") && !strpbrk(code->page, " \"<>") && code->shown[0] &&
	       code->shown[strspn(code->shown,
		       "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

enum device_outcome device_read_code(const char *body, size_t len, struct device_code *code_r)
{
	char error[64];

	if (!flat_json_is_object(body, len))
		return DEVICE_GARBLED;
	text_of(body, len, "error", error, sizeof error);
	if (error[0]) {
		keep_said(body, len, code_r->said, sizeof code_r->said);
		return meaning_of(error);
	}
	text_of(body, len, "user_code", code_r->shown, sizeof code_r->shown);
	text_of(body, len, "verification_uri", code_r->page, sizeof code_r->page);
	code_r->expires_s = number_of(body, len, "expires_in", 1, EXPIRES_MAX, EXPIRES_MAX);
	code_r->interval_s = number_of(body, len, "interval", 1, INTERVAL_MAX, INTERVAL_STEP);
	if (!is_showable(code_r))
		return DEVICE_GARBLED;
	code_r->ticket = secret_of(body, len, "device_code");
	return code_r->ticket ? DEVICE_DONE : DEVICE_GARBLED;
}

enum device_poll device_read_token(const char *body, size_t len, enum device_outcome *outcome_r,
	struct secret **token_r, char *said_r, size_t said_size)
{
	char error[64];

	*outcome_r = DEVICE_GARBLED;
	if (!flat_json_is_object(body, len))
		return DEVICE_POLL_OVER;
	text_of(body, len, "error", error, sizeof error);
	if (strcmp(error, "authorization_pending") == 0)
		return DEVICE_POLL_PENDING;
	if (strcmp(error, "slow_down") == 0)
		return DEVICE_POLL_SLOWER;
	if (error[0]) {
		keep_said(body, len, said_r, said_size);
		*outcome_r = meaning_of(error);
		return DEVICE_POLL_OVER;
	}
	*token_r = secret_of(body, len, "access_token");
	if (*token_r)
		*outcome_r = DEVICE_DONE;
	return DEVICE_POLL_OVER;
}

/* --- the conversation --- */

/* application/x-www-form-urlencoded: all but letters, digits and "-._~" as %XX. */
static void add_field(struct str *form, const char *key, const char *value)
{
	str_addf(form, "%s%s=", form->len ? "&" : "", key);
	for (const char *c = value; *c; c++) {
		if (ascii_isalnum(*c) || strchr("-._~", *c))
			str_add_char(form, *c);
		else
			str_addf(form, "%%%02X", (unsigned char)*c);
	}
}

/* One question. The answer's body may hold a secret: fetch_release wipes it. */
static void ask(const struct io_scope *scope, const struct device_web *web, const char *place,
	const char *form, struct fetch *fetch_r)
{
	struct io_scope within = io_scope_within(scope, ASK_LIMIT_MS);
	struct str STR_AUTO url = STR_INIT;

	str_addf(&url, "https://%s/%s/oauth2/v2.0/%s", DEVICE_HOST, web->tenant ? web->tenant : DEVICE_TENANT,
		place);
	*fetch_r = (struct fetch){.url = str_text(&url), .post = form, .max = ANSWER_MAX};
	fetch_all(&within, web->dns, web->store, web->map, fetch_r, 1);
	fetch_r->url = NULL;
	fetch_r->post = NULL;
}

static bool is_over(const struct io_scope *scope)
{
	struct io_scope now = io_scope_within(scope, 0);

	return io_scope_left_ms(scope) == 0 || io_wait(&now, NULL, 0) == IO_CANCELLED;
}

static enum device_outcome not_reached(enum fetch_outcome fetch, const struct io_scope *scope)
{
	return fetch == FETCH_CANCELLED && is_over(scope) ? DEVICE_CANCELLED : DEVICE_UNREACHED;
}

enum device_outcome device_ask(
	const struct io_scope *scope, const struct device_web *web, struct device_code *code_r)
{
	struct str STR_AUTO form = STR_INIT;
	enum device_outcome outcome;
	struct fetch fetch;

	*code_r = (struct device_code){.fetch = FETCH_DONE};
	add_field(&form, "client_id", web->client);
	add_field(&form, "scope", SCOPE);
	ask(scope, web, "devicecode", str_text(&form), &fetch);
	code_r->fetch = fetch.outcome;
	outcome = fetch.outcome == FETCH_DONE
			  ? device_read_code(str_text(&fetch.body), fetch.body.len, code_r)
			  : not_reached(fetch.outcome, scope);
	fetch_release(&fetch, 1);
	return outcome;
}

static void token_form(const struct device_web *web, const struct device_code *code, struct str *form)
{
	struct str STR_SECRET ticket = STR_INIT;

	secret_reveal(code->ticket, &ticket);
	add_field(form, "grant_type", GRANT);
	add_field(form, "client_id", web->client);
	add_field(form, "device_code", str_text(&ticket));
}

/* One question for the key. */
static enum device_poll poll_once(const struct io_scope *scope, const struct device_web *web,
	struct device_code *code, int *misses, enum device_outcome *outcome_r, struct secret **token_r)
{
	struct str STR_SECRET form = STR_INIT;
	enum device_poll poll;
	struct fetch fetch;

	token_form(web, code, &form);
	ask(scope, web, "token", str_text(&form), &fetch);
	code->fetch = fetch.outcome;
	if (fetch.outcome == FETCH_DONE) {
		*misses = 0;
		poll = device_read_token(str_text(&fetch.body), fetch.body.len, outcome_r, token_r,
			code->said, sizeof code->said);
	} else {
		*outcome_r = not_reached(fetch.outcome, scope);
		poll = *outcome_r == DEVICE_CANCELLED || ++*misses == MISSES_MAX ? DEVICE_POLL_OVER
										 : DEVICE_POLL_PENDING;
	}
	fetch_release(&fetch, 1);
	return poll;
}

enum device_outcome device_wait(const struct io_scope *scope, const struct device_web *web,
	struct device_code *code, struct secret **token_r)
{
	struct io_scope whole = io_scope_within(scope, (int64_t)code->expires_s * 1000);
	enum device_poll poll = DEVICE_POLL_PENDING;
	enum device_outcome outcome = DEVICE_GARBLED;
	int misses = 0, interval_s = code->interval_s;

	*token_r = NULL;
	while (poll != DEVICE_POLL_OVER) {
		struct io_scope pause = io_scope_within(&whole, (int64_t)interval_s * 1000);

		/* Nothing is waited for but the time. */
		io_wait(&pause, NULL, 0);
		if (is_over(&whole))
			return is_over(scope) ? DEVICE_CANCELLED : DEVICE_EXPIRED;
		poll = poll_once(&whole, web, code, &misses, &outcome, token_r);
		if (poll == DEVICE_POLL_SLOWER && interval_s + INTERVAL_STEP <= INTERVAL_MAX)
			interval_s += INTERVAL_STEP;
	}
	if (outcome == DEVICE_CANCELLED && !is_over(scope))
		return DEVICE_EXPIRED;
	return outcome;
}
