/*
 * One rule of nftables: its conditions and what it does, from its words. Also single values and verdicts, for sets and maps.
 */
#ifndef MAILMEND_STEPS_NFT_RULE_H
#define MAILMEND_STEPS_NFT_RULE_H

#include "checks/steps/firewall/nft_lex.h"

/* Where a reader is; tokens from at to end. */
struct nft_cursor {
	struct ruleset *ruleset;
	struct rule_table *table;
	const struct nft_token *at, *end;
};

const struct nft_token *nft_peek(
	const struct nft_cursor *cursor, size_t ahead);	    /* an NFT_END behind the last */
bool nft_take(struct nft_cursor *cursor, const char *word); /* true, and past it, if it is next */
void nft_skip_ends(struct nft_cursor *cursor);
const char *nft_word(struct nft_cursor *cursor); /* the next token's text, kept by the ruleset, and past it */

/* Up to the end of the statement, which is left. */
void nft_rule_read(struct nft_cursor *cursor, struct rule *rule);

/* "accept", "jump x"; false and nothing taken when no verdict is next. */
bool nft_verdict_read(struct nft_cursor *cursor, struct rule_action *action_r);

/* nft_match.c: "tcp dport { 25, 587 }" and the like; false, and perhaps some taken, when it is nothing that we know. */
bool nft_match_read(struct nft_cursor *cursor, struct rule *rule);

/* "ip daddr", "meta skuid", "tcp dport . ip daddr" without what follows, into keys; 0: not known. */
size_t nft_keys_read(struct nft_cursor *cursor, struct rule *rule, enum rule_key keys[RULE_KEYS_MAX]);

/* The keys of a declared type, "ipv4_addr . inet_service". Addresses are meant as destinations; the match knows better. */
size_t nft_type_keys(struct nft_cursor *cursor, enum rule_key keys[RULE_KEYS_MAX]);

/* nft_values.c: a row of as many values as there are keys, joined by dots; false where none is next. */
bool nft_row_read(
	struct nft_cursor *cursor, const enum rule_key *keys, size_t n_keys, struct rule_values *values);

/* "0xff", "fin,syn", "(fin|syn)" behind a "&" or "/": the bits that are compared; 0: not understood. */
uint64_t nft_mask_read(struct nft_cursor *cursor, enum rule_key key);

/* "{ a, b : drop }" into rows, and actions where they have some. Behind the "{" already. */
void nft_elements_read(
	struct nft_cursor *cursor, const enum rule_key *keys, size_t n_keys, struct rule_set *set);

#endif
