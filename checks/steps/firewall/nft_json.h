/*
 * A ruleset of nftables as JSON, what "nft -j list ruleset" prints (libnftables-json(5)). Its expressions are written in the words of
 * nftables, which is what a person sees, and read as those. Pure.
 */
#ifndef MAILMEND_STEPS_NFT_JSON_H
#define MAILMEND_STEPS_NFT_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "checks/base/str.h"
#include "checks/steps/firewall/ruleset.h"

/* Adds what it holds; false when it is no such JSON. */
bool nft_json_read(struct ruleset *ruleset, const char *json, size_t len);

/* A rule's statements in words: "tcp dport { 25, 587 } counter drop". False when some were not known: "…" stands there. */
bool nft_json_words(const json_t *statements, struct str *out);

/* One value: "192.0.2.0/24", "25-30", "{ 25, 587 }", "@name". */
void nft_json_value(const json_t *value, struct str *out);

#endif
