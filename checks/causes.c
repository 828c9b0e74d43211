/*
 * The words of all causes: what a person reads first. One table, in the order of the enum; the texts stand in
 * causes/, in the order of the contract. They are msgids only: ui/words translates them and fills the
 * placeholders.
 *
 * A title is one sentence without technical words; a meaning says what happened, why it matters and why
 * receiving can work meanwhile. No text claims more than the cause proves.
 */
#include "checks/engine/cause.h"

#include <assert.h>

#include "checks/engine/words.h"

/* TRANSLATORS: {provider}: name of a company, or "your mail provider" */
#define UNTIL_WEB     N_("Until then you can write from the web page of {provider}.")
#define UNTIL_NETWORK N_("Until then you can try another network, for example the hotspot of a mobile phone.")
/* TRANSLATORS: {provider}: name of a company, or "your mail provider" */
#define UNTIL_WEB_OR_NETWORK                                                                                 \
	N_("Until then you can write from the web page of {provider}, or try another network, such as a "    \
	   "phone's "                                                                                        \
	   "hotspot.")
#define UNTIL_OTHER_ACCOUNT N_("Until then you can write from another email account, or call.")
#define UNTIL_PHONE	    N_("Until then you can reach the recipient another way, for example by phone.")

/* In the order of the enum without CAUSE_NONE: cause_words[id - 1]. */
const struct cause_words cause_words[] = {
/* clang-format off */
#include "checks/causes/self.def"
#include "checks/causes/way.def"
#include "checks/causes/domain.def"
#include "checks/causes/mail.def"
	/* clang-format on */
};

static_assert(sizeof cause_words / sizeof cause_words[0] == CAUSE_N - 1, "every cause has its words");
