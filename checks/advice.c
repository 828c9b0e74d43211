/*
 * What to do first, second and third: literal steps by cause and by mail program (advice_find chooses). The
 * rows stand in advice/: generic ones that fit every program, then one file for each family of programs with
 * its menus.
 */
#include "checks/engine/cause.h"

#include "checks/engine/words.h"

const struct advice advice_table[] = {
/* clang-format off */
#include "checks/advice/generic_self.def"
#include "checks/advice/generic_way.def"
#include "checks/advice/generic_domain.def"
#include "checks/advice/generic_mail.def"
#include "checks/advice/programs_common.def"
#include "checks/advice/programs_desktop.def"
#include "checks/advice/programs_mobile.def"
#include "checks/advice/programs_linux.def"
#include "checks/advice/programs_server.def"
#include "checks/advice/programs_text.def"
	/* clang-format on */
};

const size_t advice_table_n = sizeof advice_table / sizeof advice_table[0];
