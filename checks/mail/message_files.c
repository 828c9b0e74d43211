/*
 * Attachments by Content-Disposition (RFC 2183) and the older name of Content-Type, both also in the form of RFC 2231. A ZIP archive is read
 * along its local headers; one that does not tell the sizes there (a stream) is searched for the next.
 */
#include "checks/mail/message_files.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/mail/message_part.h"
#include "checks/mail/message_text.h"

#define FILE_BYTES_MAX ((size_t)3 * 1024 * 1024) /* decoded, of one file */

#define ZIP_LOCAL  30
#define ZIP_LOCKED 1 /* general purpose bit 0 */

static unsigned le16(const char *s)
{
	const unsigned char *at = (const unsigned char *)s;

	return at[0] | (unsigned)at[1] << 8;
}

static size_t le32(const char *s)
{
	return le16(s) | (size_t)le16(s + 2) << 16;
}

static void keep_name(struct message_file *file, const char *s, size_t len)
{
	char *dst;

	if (file->n_inside == ZIP_NAMES_MAX || !len || s[len - 1] == '/')
		return;
	dst = file->inside[file->n_inside++];
	/* the end of a long name is what tells its kind */
	if (len >= FILE_NAME_MAX) {
		s += len - FILE_NAME_MAX + 1;
		len = FILE_NAME_MAX - 1;
	}
	memcpy(dst, s, len);
	for (size_t i = 0; i < len; i++)
		dst[i] = dst[i] ? dst[i] : ' ';
}

void zip_read(const char *bytes, size_t len, struct message_file *file)
{
	const char *s = bytes, *end = bytes + len;

	while (file->n_inside < ZIP_NAMES_MAX && end - s >= ZIP_LOCAL) {
		size_t name, extra, size, left;

		s = memmem(s, (size_t)(end - s), "PK\3\4", 4);
		if (!s || end - s < ZIP_LOCAL)
			return;
		file->zip = true;
		name = le16(s + 26);
		extra = le16(s + 28);
		size = le32(s + 18);
		left = (size_t)(end - s) - ZIP_LOCAL;
		if (name > left)
			return;
		file->locked = file->locked || (le16(s + 6) & ZIP_LOCKED);
		keep_name(file, s + ZIP_LOCAL, name);
		s += ZIP_LOCAL + name;
		left -= name;
		s += extra + size <= left ? extra + size : 0;
	}
}

static bool begins_with(const struct str *bytes, const char *magic, size_t len)
{
	return bytes->len >= len && memcmp(bytes->s, magic, len) == 0;
}

/* "C:\Users\x\invoice.exe" is called invoice.exe. */
static void take_base_name(char *dst, const char *name)
{
	const char *base = name + strlen(name);

	while (base > name && base[-1] != '/' && base[-1] != '\\')
		base--;
	size_t len = strlen(base);
	str_copy(dst, FILE_NAME_MAX, len < FILE_NAME_MAX ? base : base + len - FILE_NAME_MAX + 1);
}

static bool is_file(const struct part *part)
{
	return part->name[0] || part->attached ||
	       (!ascii_starts(part->type, "text/") && !ascii_starts(part->type, "image/") &&
		       !ascii_starts(part->type, "message/") && !ascii_starts(part->type, "multipart/"));
}

struct files {
	message_file_visit *visit;
	void *data;
	size_t n;
};

static bool visit_part(const struct part *part, void *data)
{
	struct files *files = data;
	struct str STR_AUTO words = STR_INIT_MAX(1024);

	if (part->inside || !is_file(part))
		return false;
	struct str STR_AUTO bytes = STR_INIT_MAX(FILE_BYTES_MAX);
	struct message_file *file = mem_new(sizeof *file);
	part_decode(part, &bytes);
	message_words(part->name, &words);
	take_base_name(file->name, str_text(&words));
	str_copy(file->type, sizeof file->type, part->type);
	file->bytes = bytes.len;
	file->program = begins_with(&bytes, "MZ", 2) || begins_with(&bytes, "\177ELF", 4);
	if (begins_with(&bytes, "PK\3\4", 4))
		zip_read(bytes.s, bytes.len, file);
	bool ended = files->visit(file, files->data);
	free(file);
	return ended || ++files->n == MESSAGE_FILES_MAX;
}

void message_files(const struct message *message, message_file_visit *visit, void *data)
{
	struct files files = {visit, data, 0};

	if (message->has_body)
		part_walk(message->bytes, message->len, visit_part, &files);
}
