/*
 * expat's events as a walk with bounds.
 */
#include "checks/know/xml.h"

#include <expat.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"

struct walk {
	XML_Parser parser;
	const struct xml_visitor *visitor;
	void *data;
	struct xml_path path;
	struct str text;
	size_t nodes;
	bool broken;
};

static void stop(struct walk *walk)
{
	walk->broken = true;
	XML_StopParser(walk->parser, XML_FALSE);
}

static const char *without_prefix(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

static void enter(void *data, const XML_Char *name, const XML_Char **attributes)
{
	struct walk *walk = data;
	const char *type = "", *own = without_prefix(name);
	char harmless[XML_NAME_MAX];

	if (walk->path.depth == XML_DEPTH_MAX || ++walk->nodes > XML_NODES_MAX) {
		stop(walk);
		return;
	}
	text_harmless_buf(walk->path.names[walk->path.depth++], XML_NAME_MAX, own, strlen(own));
	for (size_t i = 0; attributes[i]; i += 2) {
		if (strcmp(attributes[i], "type") == 0)
			type = attributes[i + 1];
	}
	text_harmless_buf(harmless, sizeof harmless, type, strlen(type));
	str_clear(&walk->text);
	walk->visitor->enter(walk->data, &walk->path, harmless);
}

/* Without the blanks around it; too long a text is none. */
static void cut_out(const struct str *text, char out_r[XML_TEXT_MAX])
{
	const char *at = str_text(text);
	size_t len = text->cut ? 0 : text->len;

	while (len && ascii_isspace(*at)) {
		at++;
		len--;
	}
	while (len && ascii_isspace(at[len - 1]))
		len--;
	text_harmless_buf(out_r, XML_TEXT_MAX, at, len);
}

static void leave(void *data, const XML_Char *name)
{
	struct walk *walk = data;
	char text[XML_TEXT_MAX];

	(void)name;
	cut_out(&walk->text, text);
	walk->visitor->leave(walk->data, &walk->path, text);
	str_clear(&walk->text);
	walk->path.depth--;
}

static void take_text(void *data, const XML_Char *bytes, int len)
{
	struct walk *walk = data;

	str_add_bytes(&walk->text, bytes, (size_t)len);
}

/* Entities of its own need one, and nothing that programs read has one. */
static void refuse_type(
	void *data, const XML_Char *name, const XML_Char *system_id, const XML_Char *public_id, int internal)
{
	(void)name;
	(void)system_id;
	(void)public_id;
	(void)internal;
	stop(data);
}

static void *resize(void *block, size_t size)
{
	return mem_resize(block, size ? size : 1, 1);
}

bool xml_walk(const char *bytes, size_t len, const struct xml_visitor *visitor, void *data)
{
	static const XML_Memory_Handling_Suite memory = {mem_new, resize, free};
	struct walk walk = {.visitor = visitor, .data = data, .text = STR_INIT_MAX(XML_TEXT_MAX - 1)};
	bool whole;

	if (len > INT32_MAX)
		return false;
	walk.parser = XML_ParserCreate_MM(NULL, &memory, NULL);
	if (!walk.parser)
		mem_exhausted();
	XML_SetUserData(walk.parser, &walk);
	XML_SetElementHandler(walk.parser, enter, leave);
	XML_SetCharacterDataHandler(walk.parser, take_text);
	XML_SetStartDoctypeDeclHandler(walk.parser, refuse_type);
	whole = XML_Parse(walk.parser, bytes, (int)len, XML_TRUE) == XML_STATUS_OK && !walk.broken;
	XML_ParserFree(walk.parser);
	str_release(&walk.text);
	return whole;
}

bool xml_is_at(const struct xml_path *path, const char *names)
{
	for (size_t i = 0; i < path->depth; i++) {
		size_t len = strcspn(names, "/");

		if (strlen(path->names[i]) != len || ascii_ncasecmp(path->names[i], names, len) != 0)
			return false;
		names += len;
		if (!*names)
			return i + 1 == path->depth;
		names++;
	}
	return false;
}
