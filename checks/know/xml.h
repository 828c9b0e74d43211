/*
 * A small walk through XML that strangers publish (by expat), with bounds: no document type (so no entities of its own, and nothing
 * external), at most XML_DEPTH_MAX deep and XML_NODES_MAX elements. Names and texts are harmless and bounded.
 */
#ifndef MAILMEND_KNOW_XML_H
#define MAILMEND_KNOW_XML_H

#include <stdbool.h>
#include <stddef.h>

#define XML_DEPTH_MAX 16
#define XML_NODES_MAX 4000
#define XML_NAME_MAX  48
#define XML_TEXT_MAX  1024

/* Where the walk is: the elements around it, the outermost first, without the prefix of a name space. */
struct xml_path {
	char names[XML_DEPTH_MAX][XML_NAME_MAX];
	size_t depth;
};

struct xml_visitor {
	/* An element begins; type is its attribute of that name, "" without one. */
	void (*enter)(void *data, const struct xml_path *path, const char *type);
	/* It ends; text is what stands in it, blanks around it cut off, "" where elements do. */
	void (*leave)(void *data, const struct xml_path *path, const char *text);
};

/* False where it is no well-formed XML within the bounds; what was visited until then counts for nothing. */
bool xml_walk(const char *bytes, size_t len, const struct xml_visitor *visitor, void *data);

/* Whether the innermost element and those around it bear these names, the innermost last: "clientConfig/emailProvider/domain". */
bool xml_is_at(const struct xml_path *path, const char *names);

#endif
