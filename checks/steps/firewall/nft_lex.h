/*
 * The words of nftables: a file cut into tokens, with what it includes and its variables put in. Pure.
 */
#ifndef MAILMEND_STEPS_NFT_LEX_H
#define MAILMEND_STEPS_NFT_LEX_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/steps/firewall/ruleset.h"

enum nft_kind {
	NFT_WORD,
	NFT_STRING, /* in quotes, which are left out */
	NFT_MARK,   /* { } , = ( ) and the comparisons; also . : / where they stand alone */
	NFT_END,    /* of a line or statement */
};

struct nft_token {
	enum nft_kind kind;
	const char *s; /* kept by the ruleset */
	size_t len;
	const char *at; /* where it stands in its file: that of its variable, where it came from one */
	size_t at_len;
	int line;
	const char *file;
};

struct nft_tokens {
	VEC(struct nft_token) v;
	bool partly; /* something was not there or too much */
};

/* A file by its path. The list ends with path NULL. */
struct nft_file {
	const char *path, *text;
};

/*
 * Cuts files[0] into tokens; its includes (also "/etc/nftables.d/" patterns) are those of the list that fit. What is not there makes the
 * result partly. The last token is an NFT_END.
 */
void nft_lex(struct ruleset *ruleset, const struct nft_file *files, struct nft_tokens *tokens_r);

/* The next path or pattern of an include line from *at on, in path_r; false at the end. Quotes and comments are minded. */
bool nft_next_include(const char **at, char *path_r, size_t size);

bool nft_is(const struct nft_token *token, const char *word);

#endif
