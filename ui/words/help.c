/*
 * The help pages: what a person may want to know apart from any test. Whole paragraphs, read in both faces of
 * the wizard.
 */
#include "ui/words/help.h"

#include "checks/engine/words.h"

const struct help_page help_pages[] = {
/* clang-format off */
#include "ui/words/help_topics.def"
#include "ui/words/help_questions.def"
	/* clang-format on */
};

const size_t help_pages_n = sizeof help_pages / sizeof help_pages[0];
