/*
 * The sentences about keys and signatures that are wrong, one for each way.
 */
#include "checks/steps/dns/dkim.h"

struct words {
	const char *name, *text;
};

/* TRANSLATORS (all of this table): {selector} is the name of a key, {domain} the part behind the @, {bits} a number. The first sentence is for
   everybody, what stands in brackets for those who know. p=, k=, v=, s=, h= and the like are literal. */
static const struct words keys[DKIM_KEY_FAULT_N] = {
	[DKIM_KEY_FINE] = {"fine", ""},
	[DKIM_KEY_NO_RECORD] = {"no-record", ""},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @ */
	[DKIM_KEY_SEVERAL] = {"several",
		N_("{domain} publishes several keys under the one name {selector}. Receivers then take any "
		   "of them, "
		   "or none, and refuse what it does not fit (DKIM). Only one may stay.")},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @ */
	[DKIM_KEY_SPLIT] = {"split", N_("{domain} publishes the key {selector} in two pieces, each in an "
					"entry of its own. Receivers see broken "
					"keys (DKIM). Both belong into one entry.")},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @ */
	[DKIM_KEY_SYNTAX] = {"syntax", N_("Receivers cannot read the key {selector} that {domain} publishes: "
					  "the entry is not built as it must be "
					  "(DKIM: tags with = and semicolons between, none of them twice).")},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @; v=DKIM1 is literal */
	[DKIM_KEY_VERSION] = {"version", N_("Receivers skip the key {selector} that {domain} publishes: its "
					    "entry must begin with v=DKIM1 "
					    "(DKIM).")},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @; p= is literal */
	[DKIM_KEY_EMPTY] = {"no-key", N_("The entry {selector} that {domain} publishes for signatures has no "
					 "key in it (DKIM: p= is missing).")},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @; p= is literal */
	[DKIM_KEY_REVOKED] = {"revoked", N_("{domain} has taken back the key {selector}: its entry is there, "
					    "but empty. Mail that is signed with it "
					    "counts as not signed (DKIM: p= is empty).")},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @; k= is literal */
	[DKIM_KEY_TYPE] = {"type", N_("Receivers do not know the kind of key that {domain} publishes as "
				      "{selector} (DKIM: k= must be rsa or "
				      "ed25519).")},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @; s= is literal */
	[DKIM_KEY_SERVICE] = {"service", N_("The key {selector} of {domain} is not meant for email, its "
					    "entry says (DKIM: s=). Receivers skip "
					    "it.")},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @; h= and sha256 are literal */
	[DKIM_KEY_HASH] = {"hash", N_("The key {selector} of {domain} permits only an outdated way of "
				      "signing (DKIM: h= leaves sha256 out). "
				      "Receivers do not accept that one any more.")},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @ */
	[DKIM_KEY_MANGLED] = {"mangled",
		N_("The key {selector} of {domain} was entered with characters that do not belong there, or "
		   "without some "
		   "that do: quotation marks, backslashes, semicolons. Receivers cannot read it (DKIM).")},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @ */
	[DKIM_KEY_CUT] = {"cut", N_("The key {selector} of {domain} is incomplete: its end is missing, as "
				    "when a form takes 255 characters only. "
				    "Receivers cannot check any signature with it (DKIM).")},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @; p= is literal */
	[DKIM_KEY_BROKEN] = {"broken", N_("What {domain} publishes as the key {selector} is no key. "
					  "Receivers cannot check any signature with it "
					  "(DKIM: p=).")},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @; k= and p= are literal */
	[DKIM_KEY_OTHER_TYPE] = {"other-type", N_("The key {selector} of {domain} is of another kind than "
						  "its entry says. Receivers cannot check "
						  "any signature with it (DKIM: k= and p= do not fit).")},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @, {bits} a number */
	[DKIM_KEY_SHORT] = {"short", N_("The key {selector} of {domain} is too short to be safe, {bits} "
					"bits. Receivers take no signature with it "
					"(DKIM: at least 1024, better 2048 bits).")},
};

static const struct words signatures[DKIM_VERDICT_N] = {
	[DKIM_VERDICT_NONE] = {"not-judged", ""},
	[DKIM_PASS] = {"pass", ""},
	[DKIM_PASS_HEADER] = {"pass-header", ""},
	/* TRANSLATORS: {domain} is the part behind the @ */
	[DKIM_SIGNATURE_SYNTAX] = {"syntax", N_("The signature of {domain} in the mail is incomplete or "
						"garbled: receivers cannot read it (DKIM).")},
	/* TRANSLATORS: {domain} is the part behind the @; v=1 is literal */
	[DKIM_SIGNATURE_VERSION] = {"version", N_("The signature of {domain} in the mail is of a version "
						  "that nobody knows (DKIM: it must be v=1).")},
	/* TRANSLATORS: {domain} is the part behind the @; rsa-sha256 is literal */
	[DKIM_SIGNATURE_ALGORITHM] = {"algorithm", N_("The signature of {domain} in the mail is made in a "
						      "way that receivers do not know (DKIM: a=, "
						      "such as rsa-sha256).")},
	/* TRANSLATORS: {domain} is the part behind the @; rsa-sha1 and rsa-sha256 are literal */
	[DKIM_SIGNATURE_SHA1] = {"sha1", N_("The signature of {domain} in the mail is made in an outdated "
					    "way that receivers do not accept any more "
					    "(DKIM: rsa-sha1; it must be rsa-sha256).")},
	/* TRANSLATORS: {domain} is the part behind the @; i= and d= are literal */
	[DKIM_SIGNATURE_IDENTITY] = {"identity", N_("The signature of {domain} in the mail speaks for an "
						    "address outside of that domain, which it may "
						    "not (DKIM: i= and d=).")},
	/* TRANSLATORS: {domain} is the part behind the @; h= is literal */
	[DKIM_SIGNATURE_NO_FROM] = {"no-from", N_("The signature of {domain} in the mail leaves out who the "
						  "mail is from: receivers do not accept "
						  "that (DKIM: h= must name From).")},
	/* TRANSLATORS: {domain} is the part behind the @; t= and x= are literal */
	[DKIM_SIGNATURE_EXPIRED] = {"expired",
		N_("The signature of {domain} in the mail had run out before the mail arrived: the mail was "
		   "held up for "
		   "long, or the clock of the server that signs is wrong (DKIM: t= and x=).")},
	[DKIM_KEY_UNANSWERED] = {"key-unanswered", ""},
	[DKIM_KEY_ABSENT] = {"key-absent", ""},
	[DKIM_KEY_UNUSABLE] = {"key-unusable", ""},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @ */
	[DKIM_KEY_UNFIT] = {"key-unfit",
		N_("The signature in the mail and the key {selector} of {domain} are not made for each "
		   "other: another kind "
		   "of key, or one that does not hold for this address (DKIM: a= and k=, or t=s).")},
	/* TRANSLATORS: {domain} is the part behind the @ */
	[DKIM_BODY_CHANGED] = {"body-changed",
		N_("The text of the mail was changed after {domain} signed it, for instance by a footer, a "
		   "virus "
		   "scanner or a mailing list. Receivers take it for forged (DKIM).")},
	/* TRANSLATORS: {domain} is the part behind the @ */
	[DKIM_HEADER_CHANGED] = {"header-changed", N_("Sender, subject, date or another line above the text "
						      "was changed after {domain} signed the "
						      "mail. Receivers take it for forged (DKIM).")},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @ */
	[DKIM_KEY_DIFFERS] = {"key-differs", N_("The mail was signed with another key than the one that "
						"{domain} publishes as {selector}. Receivers "
						"take it for forged (DKIM).")},
	/* TRANSLATORS: {selector} is the name of a key, {domain} the part behind the @ */
	[DKIM_MISMATCH] = {"mismatch",
		N_("The signature in the mail does not fit: a line above the text was changed after signing, "
		   "or {domain} "
		   "publishes another key as {selector} than the one it signs with (DKIM).")},
};

const char *dkim_words_of_key(enum dkim_key_fault fault)
{
	return keys[fault].text;
}

const char *dkim_words_of_signature(enum dkim_verdict verdict)
{
	return signatures[verdict].text;
}

const char *dkim_fault_name(enum dkim_key_fault fault)
{
	return keys[fault].name;
}

const char *dkim_verdict_name(enum dkim_verdict verdict)
{
	return signatures[verdict].name;
}
