/*
 * The files that the mail carries: programs, also inside of archives, are refused nearly everywhere.
 */
#include <string.h>

#include "checks/base/utf8.h"
#include "checks/know/suspects.h"
#include "checks/mail/message_files.h"
#include "checks/steps/content/mail.h"

static bool is_refused(enum file_kind kind)
{
	return kind >= FILE_DISK;
}

static void add_evidence(struct finding *finding, const struct message_file *file, enum file_kind kind)
{
	run_evidence(finding, "kind", file_kind_name(kind));
	run_evidence(finding, "type", file->type);
	run_evidencef(finding, "bytes", "%zu", file->bytes);
}

/* The first name in the archive that servers refuse; NULL without one. */
static const char *refused_inside(const struct message_file *file, enum file_kind *kind_r)
{
	for (size_t i = 0; i < file->n_inside; i++) {
		*kind_r = file_kind(file->inside[i]);
		if (is_refused(*kind_r))
			return file->inside[i];
	}
	return NULL;
}

static void say_archive(struct mail_look *look, const struct message_file *file, const char *name,
	const char *inside, enum file_kind kind)
{
	char harmless[FILE_NAME_MAX * 2];

	text_harmless_buf(harmless, sizeof harmless, inside, strlen(inside));
	/* TRANSLATORS: {file} and {inside} are names of files. */
	add_evidence(mail_sayf(look, F_MAIL_FILE_REFUSED,
			     N_("The archive {file} holds {inside}. Most mail servers look into archives and "
				"refuse files of "
				"this kind. Put it on a web page or a shared folder, and send the link."),
			     A_TEXT("file", name), A_TEXT("inside", harmless)),
		file, kind);
}

static void say_file(struct mail_look *look, const struct message_file *file, const char *name)
{
	enum file_kind kind = file->program ? FILE_PROGRAM : file_kind(file->name), within = FILE_PLAIN;
	const char *inside = refused_inside(file, &within);

	if (is_refused(kind))
		/* TRANSLATORS: {file} is the name of a file. */
		add_evidence(mail_sayf(look, F_MAIL_FILE_REFUSED,
				     N_("The attachment {file} is of a kind that most mail servers refuse, "
					"because viruses come that "
					"way. Put it on a web page or a shared folder, and send the link."),
				     A_TEXT("file", name)),
			file, kind);
	else if (inside)
		say_archive(look, file, name, inside, within);
	else if (kind == FILE_MACRO)
		/* TRANSLATORS: {file} is the name of a file. */
		add_evidence(mail_sayf(look, F_MAIL_FILE_DOUBTED,
				     N_("The attachment {file} can run programs (macros). Many companies "
					"refuse that: send it as "
					"PDF, or without macros."),
				     A_TEXT("file", name)),
			file, kind);
	else if (file->locked)
		/* TRANSLATORS: {file} is the name of a file. */
		add_evidence(mail_sayf(look, F_MAIL_FILE_DOUBTED,
				     N_("The archive {file} is locked with a password, so no virus scanner "
					"can look into it. Some "
					"servers refuse that."),
				     A_TEXT("file", name)),
			file, kind);
	else if (kind == FILE_PAGE)
		/* TRANSLATORS: {file} is the name of a file. */
		add_evidence(mail_sayf(look, F_MAIL_FILE_DOUBTED,
				     N_("The attachment {file} is a web page as a file, as false sign-in "
					"pages come. Filters distrust "
					"that: send it as PDF, or a link to it."),
				     A_TEXT("file", name)),
			file, kind);
}

static bool visit(const struct message_file *file, void *data)
{
	char name[FILE_NAME_MAX * 2];

	text_harmless_buf(name, sizeof name, file->name, strlen(file->name));
	say_file(data, file, name[0] ? name : file->type);
	return false;
}

void mail_look_files(struct mail_look *look)
{
	message_files(&look->mail->message, visit, look);
}
