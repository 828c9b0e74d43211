/*
 * Names and their stand-ins. Stand-ins are taken from what is reserved for examples (RFC 2606, 5737, 3849),
 * and never equal a name that is itself to be masked.
 */
#include "ui/words/mask_names.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"

void names_release(struct mask_names *names)
{
	for (size_t i = 0; i < names->v.n; i++) {
		free(names->v.items[i].original);
		free(names->v.items[i].stand_in);
	}
	VEC_RELEASE(&names->v);
}

static bool is_same(const char *known, const char *s, size_t len)
{
	return strlen(known) == len && ascii_ncasecmp(known, s, len) == 0;
}

const struct mask_name *names_find(
	const struct mask_names *names, enum name_kind kind, const char *s, size_t len)
{
	for (size_t i = 0; i < names->v.n; i++) {
		const struct mask_name *name = &names->v.items[i];
		if (name->kind == kind && is_same(name->original, s, len))
			return name;
	}
	return NULL;
}

bool names_is_stand_in(const struct mask_names *names, enum name_kind kind, const char *s, size_t len)
{
	for (size_t i = 0; i < names->v.n; i++) {
		const struct mask_name *name = &names->v.items[i];
		if (name->kind == kind && is_same(name->stand_in, s, len))
			return true;
	}
	return false;
}

static char *make_stand_in(enum name_kind kind, unsigned n)
{
	static const char *const nets[] = {"192.0.2", "198.51.100", "203.0.113"};

	switch (kind) {
	case NAME_USER:
		return str_print("user%u", n);
	case NAME_DOMAIN:
		return str_print("domain%u.example", n);
	case NAME_HOST:
		return str_print("host%u", n);
	case NAME_IPV4:
		if (n > 3 * 254)
			return str_print("192.0.2.0");
		return str_print("%s.%u", nets[(n - 1) / 254], (n - 1) % 254 + 1);
	default:
		return str_print("2001:db8::%x", n);
	}
}

void names_alias(
	struct mask_names *names, enum name_kind kind, const char *s, size_t len, const char *stand_in)
{
	struct mask_name *name;

	if (names_find(names, kind, s, len))
		return;
	name = VEC_ADD(&names->v);
	name->kind = kind;
	name->original = mem_strndup(s, len);
	ascii_tolower(name->original);
	name->stand_in = mem_strdup(stand_in);
}

const struct mask_name *names_learn(struct mask_names *names, enum name_kind kind, const char *s, size_t len)
{
	const struct mask_name *known = names_find(names, kind, s, len);
	char *stand_in;

	if (known)
		return known;
	stand_in = make_stand_in(kind, ++names->used[kind]);
	while (names->used[kind] < 3 * 254 &&
		(is_same(stand_in, s, len) || names_find(names, kind, stand_in, strlen(stand_in)))) {
		free(stand_in);
		stand_in = make_stand_in(kind, ++names->used[kind]);
	}
	names_alias(names, kind, s, len, stand_in);
	free(stand_in);
	return &names->v.items[names->v.n - 1];
}

void names_learn_readable(struct mask_names *names, const char *domain, size_t len)
{
	char *same = mem_strndup(domain, len);

	ascii_tolower(same);
	names_alias(names, NAME_DOMAIN, same, len, same);
	free(same);
}

const struct mask_name *names_domain_of(
	const struct mask_names *names, const char *s, size_t len, size_t *head_r)
{
	for (size_t at = 0; at < len; at++) {
		const struct mask_name *name;

		if (at > 0 && s[at - 1] != '.')
			continue;
		name = names_find(names, NAME_DOMAIN, s + at, len - at);
		if (!name)
			continue;
		*head_r = at > 0 ? at - 1 : 0;
		return name;
	}
	return NULL;
}

bool names_is_unmistakable(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!ascii_isalpha(s[i]))
			return len >= 4;
	return false;
}

bool names_is_common(const char *s, size_t len)
{
	static const char *const words[] = {"info", "mail", "email", "post", "office", "admin", "test",
		"user", "contact", "kontakt", "postmaster", "webmaster", "hostmaster", "support", "sales",
		"root", "hello", "team", "service", "server", "noreply", "news", "newsletter", "shop", "home",
		"web", "smtp", "imap"};

	if (len < 3)
		return true;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strlen(words[i]) == len && ascii_ncasecmp(words[i], s, len) == 0)
			return true;
	return false;
}
