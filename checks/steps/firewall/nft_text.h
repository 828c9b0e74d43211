/*
 * A ruleset of nftables as text: /etc/nftables.conf and what it includes, or what "nft list ruleset" prints. Pure.
 */
#ifndef MAILMEND_STEPS_NFT_TEXT_H
#define MAILMEND_STEPS_NFT_TEXT_H

#include "checks/steps/firewall/nft_lex.h"

/* Adds what files[0] holds; files as for nft_lex. */
void nft_text_read(struct ruleset *ruleset, const struct nft_file *files);

/* A base chain's hook and priority from their words; HOOK_ELSEWHERE for hooks that our packets do not pass. */
enum rule_hook nft_hook(const char *word);
bool nft_priority(const char *text, int *priority_r); /* "filter", "-150", "mangle + 5" */
enum table_family nft_family(const char *word);

#endif
