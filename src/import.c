/*
 * From the option --import to a case: reading, choosing, and one clear sentence where that does not work.
 */
#include "src/import.h"

#include <string.h>
#include <unistd.h>

#include "checks/base/mem.h"
#include "checks/base/utf8.h"
#include "checks/profiles/dialect.h"
#include "checks/profiles/take.h"
#include "src/options_set.h"
#include "ui/words/words.h"

/* A relative name means the folder that we were started in, and not the home folder. */
static bool absolute(const char *value, char *path_r, size_t size)
{
	char here[2048];

	if (strncmp(value, "./", 2) == 0)
		value += 2;
	if (value[0] == '/' || value[0] == '~' || !getcwd(here, sizeof here))
		return str_copy(path_r, size, value);
	return snprintf(path_r, size, "%s/%s", here, value) < (int)size;
}

static bool fail_program(const char *value, struct usage_error *error)
{
	struct str STR_AUTO names = STR_INIT;

	for (size_t i = 0; i < dialects_n; i++)
		str_addf(&names, "%s%s", i ? ", " : "", program_name(dialects[i]->program));
	/* TRANSLATORS: {option} is --import, {value} a program's name, {allowed} a list of literal words. */
	return fail_value(error,
		_("{option} cannot read the settings of {value}. It takes the name of a file, or one of: "
		  "{allowed}"),
		"--import", value, str_text(&names));
}

SETTER(set_import)
{
	struct mailcase *mailcase = &options->mailcase;
	enum program program;

	/* A program's name is the program, whatever lies in this folder: a file of that name is "./git". */
	if (program_by_name(value, &program)) {
		if (!dialect_of(program))
			return fail_program(value, error);
		return str_copy(mailcase->import, sizeof mailcase->import, value);
	}
	if (value[0] && absolute(value, mailcase->import, sizeof mailcase->import))
		return true;
	/* TRANSLATORS: {option} is --import. */
	return fail_value(
		error, _("{option} takes a mail program or the name of a file."), "--import", value, "");
}

/* "Work (anna@example.org), Home (bert@example.org)" */
static void list_accounts(const struct profiles *profiles, struct str *list)
{
	for (size_t i = 0; i < profiles->found.n; i++) {
		const struct profile *profile = &profiles->found.items[i];
		const char *address = profile->address[0] ? profile->address : profile->out.settings.host;

		if (profile->name[0] && strcmp(profile->name, address) != 0)
			str_addf(list, "%s%s (%s)", i ? ", " : "", profile->name, address);
		else
			str_addf(list, "%s%s", i ? ", " : "", address);
	}
}

static bool fail(struct usage_error *error, const char *id, const char *translated, const char *value,
	const char *list)
{
	fail_value(error, translated, "--import", value, list);
	str_copy(error->id, sizeof error->id, id);
	return false;
}

static bool fail_refused(const struct profile_refusal *refusal, struct usage_error *error)
{
	/* TRANSLATORS: {option} is --import, {value} the name of a file, {allowed} a sentence that says why. */
	return fail(error, "import-refused", _("{option}: {value} was not read. {allowed}"),
		refusal->place.file, _(refusal->why));
}

/* Nothing was found, or nobody can say which account is meant. */
static bool fail_unclear(
	const struct options *options, const struct profiles *profiles, bool known, struct usage_error *error)
{
	const char *value = options->mailcase.import;
	struct str STR_AUTO list = STR_INIT;

	list_accounts(profiles, &list);
	if (profiles->found.n && options->mailcase.address.full[0])
		/* TRANSLATORS: {option} is --import, {value} a program or a file, {allowed} a list of accounts. */
		return fail(error, "import-other",
			_("{option}: {value} holds no account of this address. It holds: {allowed}"), value,
			str_text(&list));
	if (profiles->found.n)
		/* TRANSLATORS: {option} is --import, {value} a program or a file, {allowed} a list of accounts. */
		return fail(error, "import-several",
			_("{option}: {value} holds several accounts. Give the email address too: {allowed}"),
			value, str_text(&list));
	if (profiles->n_refusals)
		return fail_refused(&profiles->refusals[0], error);
	if (!known)
		/* TRANSLATORS: {option} is --import, {value} the name of a file. */
		return fail(error, "import-unknown",
			_("{option}: {value} is not a file of a mail program that mailmend knows."), value,
			"");
	/* TRANSLATORS: {option} is --import, {value} a program or a file. */
	return fail(error, "import-nothing", _("{option}: no account for sending was found in {value}."),
		value, "");
}

bool import_read(struct options *options, struct usage_error *error)
{
	struct mailcase *mailcase = &options->mailcase;
	const struct profile *chosen;
	bool known;

	if (!mailcase->import[0])
		return true;
	options->imported = mem_new(sizeof *options->imported);
	known = profiles_import(mailcase, options->imported);
	chosen = profiles_choose(options->imported, mailcase->address.full);
	if (!chosen)
		return fail_unclear(options, options->imported, known, error);
	profile_take(mailcase, options->imported, chosen);
	return true;
}
