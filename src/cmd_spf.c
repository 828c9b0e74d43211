/*
 * mailmend spf: would a receiver believe this sender? The answer, and the way it was worked out.
 */
#include "src/commands.h"

#include "checks/auth/spf.h"
#include "checks/base/clock.h"
#include "src/output.h"
#include "src/process.h"
#include "ui/report/json.h"
#include "ui/words/spf_words.h"

#define COLUMNS 78

static void add_sentence(
	struct str *out, const char *translated, const struct arg *args, size_t n, int indent)
{
	struct str STR_AUTO text = STR_INIT;

	words_fill(&text, translated, args, n, &(struct words_style){0});
	words_wrap_str(out, str_text(&text), COLUMNS, indent);
}

static void add_line(struct str *out, const struct spf_line *line, const char *ip, int indent)
{
	struct str STR_AUTO text = STR_INIT;

	words_spf_line(&text, line, ip, &(struct words_style){0});
	words_wrap_str(out, str_text(&text), COLUMNS, indent);
}

/* The result first, then how it came about. */
static void as_text(const struct spf_result *result, const char *ip)
{
	const struct arg counts[] = {A_COUNT("lookups", result->lookups), A_COUNT("voids", result->voids)};
	struct str STR_AUTO out = STR_INIT;

	add_line(&out, &result->trace.items[result->trace.n - 1], ip, 0);
	if (result->explanation) {
		const struct arg arg = A_TEXT("text", result->explanation);

		/* TRANSLATORS: {text} is what the domain wants refused senders to be told. */
		add_sentence(&out, _("The domain's explanation: {text}"), &arg, 1, 0);
	}
	str_addf(&out, "\n%s\n", _("How it was worked out:"));
	for (size_t i = 0; i + 1 < result->trace.n; i++)
		add_line(&out, &result->trace.items[i], ip, 2);
	str_add_char(&out, '\n');
	/* TRANSLATORS: {lookups} and {voids} are numbers. */
	add_sentence(
		&out, _("Look-ups: {lookups} of 10. Of them without an answer: {voids} of 2."), counts, 2, 0);
	output_text(str_text(&out));
}

static void as_json(const struct spf_result *result, const struct lookups *lookups, const char *ip)
{
	json_t *document = json_object(), *trace = json_array();
	struct str STR_AUTO out = STR_INIT;

	for (size_t i = 0; i < result->trace.n; i++) {
		struct str STR_AUTO text = STR_INIT;

		words_spf_line(&text, &result->trace.items[i], ip, &(struct words_style){0});
		json_add(trace, json_text(str_text(&text)));
	}
	json_put(document, "schema", json_integer(1));
	json_put_text(document, "command", "spf");
	json_put_text(document, "result", spf_code_name(result->code));
	json_put_text(document, "explanation", result->explanation);
	json_put(document, "lookups", json_integer(result->lookups));
	json_put(document, "void_lookups", json_integer(result->voids));
	json_put(document, "questions", json_integer((json_int_t)lookups_asked(lookups)));
	json_put(document, "rounds", json_integer((json_int_t)lookups_rounds(lookups)));
	json_put_text(document, "domain", result->domain);
	json_put_text(document, "record", result->record);
	json_put(document, "trace", trace);
	json_finish(&document, &out);
	output_json(str_text(&out));
}

static struct dns_config resolver_of(const struct options *options)
{
	struct dns_config config;

	if (!options->mailcase.resolver[0] || !dns_config_given(options->mailcase.resolver, &config))
		dns_config_system(&config);
	return config;
}

static bool was_cancelled(const struct io_scope *scope)
{
	const struct io_scope now = io_scope_within(scope, 0);

	return io_wait(&now, NULL, 0) == IO_CANCELLED;
}

int cmd_spf(struct options *options)
{
	const struct io_scope scope = {.cancel_fd = process_cancel_fd(),
		.deadline_us = clock_us() + CLOCK_MS(options->mailcase.timeout_ms)};
	const struct dns_config config = resolver_of(options);
	struct spf_query query = {
		.sender = options->sender ? options->sender : "", .helo = options->helo ? options->helo : ""};
	struct lookups *lookups = lookups_new(&scope, &config);
	struct spf_result result;
	const char *ip = options->mailcase.sending_ip;
	int code;

	net_addr_parse(ip, 0, &query.ip);
	spf_check(lookups, &query, &result);
	code = was_cancelled(&scope) ? EXIT_INTERRUPTED : result.unreachable ? EXIT_UNKNOWN : EXIT_FINE;
	if (options->json)
		as_json(&result, lookups, ip);
	else
		as_text(&result, ip);
	spf_result_release(&result);
	lookups_free(&lookups);
	return code;
}
