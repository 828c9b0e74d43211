/*
 * One mail, found again: the choice between IMAP and POP3, and the names of folders.
 */
#include "checks/mail/access_find.h"

#include <string.h>

#include "checks/base/utf8.h"
#include "checks/mail/access_wire.h"

const struct access_folder access_inbox_folder = {
	.name = "INBOX", .shown = "INBOX", .leaf = "INBOX", .uses = FOLDER_INBOX};

enum access_step access_folders(
	struct access_session *session, const struct io_scope *scope, struct access_folders *folders_r)
{
	folders_r->items[0] = access_inbox_folder;
	folders_r->n = 1;
	folders_r->cut = false;
	if (session->broken)
		return ACCESS_LOST;
	return session->protocol == ACCESS_IMAP ? imap_folders(session, scope, folders_r) : ACCESS_DONE;
}

enum access_step access_find(struct access_session *session, const struct io_scope *scope,
	const struct access_folder *folder, const char *message_id, bool newest, uint32_t *id_r)
{
	*id_r = 0;
	if (session->broken)
		return ACCESS_LOST;
	/* Ours never hold one; a Message-ID of anybody else could end the command. */
	if (message_id[strcspn(message_id, "\"\\\r\n")])
		return ACCESS_REFUSED_BY_US;
	return session->protocol == ACCESS_IMAP ? imap_find(session, scope, folder, message_id, newest, id_r)
						: pop3_find(session, scope, message_id, id_r);
}

enum access_step access_header(
	struct access_session *session, const struct io_scope *scope, uint32_t id, struct str *header_r)
{
	str_clear(header_r);
	if (session->broken)
		return ACCESS_LOST;
	return session->protocol == ACCESS_IMAP ? imap_header(session, scope, id, header_r)
						: pop3_header(session, scope, id, header_r);
}

/* --- modified UTF-7 --- */

/* The value of one letter of its base64, where a comma stands for the slash; -1: it is none. */
static int value_of(char c)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
	const char *at = c ? strchr(letters, c) : NULL;

	return at ? (int)(at - letters) : -1;
}

/* One unit of UTF-16; *high keeps the first half of a pair. */
static void add_unit(struct str *out, unsigned unit, unsigned *high)
{
	if (unit >= 0xd800 && unit < 0xdc00) {
		*high = unit;
		return;
	}
	if (unit >= 0xdc00 && unit < 0xe000) {
		if (*high)
			utf8_encode(out, 0x10000 + ((*high - 0xd800) << 10) + (unit - 0xdc00));
	} else {
		utf8_encode(out, unit);
	}
	*high = 0;
}

/* "AOQ-" behind "&"; gives what is behind it. */
static const char *decode_shifted(const char *s, struct str *out)
{
	unsigned bits = 0, high = 0;
	int n = 0, value;

	if (*s == '-')
		str_add_char(out, '&');
	for (value = value_of(*s); value >= 0; value = value_of(*++s)) {
		bits = bits << 6 | (unsigned)value;
		n += 6;
		if (n >= 16) {
			n -= 16;
			add_unit(out, bits >> n & 0xffff, &high);
			bits &= (1U << n) - 1;
		}
	}
	return s + (*s == '-');
}

void folder_decode(const char *name, char *shown_r, size_t size)
{
	struct str decoded STR_AUTO = STR_INIT;

	while (*name) {
		if (*name == '&')
			name = decode_shifted(name + 1, &decoded);
		else
			str_add_char(&decoded, *name++);
	}
	text_harmless_buf(shown_r, size, str_text(&decoded), decoded.len);
}
