/*
 * The program itself: set to work offline, mails that wait in its outbox, a password for sending that is older than the one for receiving.
 */
#include "checks/profiles/judge.h"

#include <stdio.h>

/* Both are stored when an account is set up; within a day of each other they are of one making. */
#define PASSWORDS_APART_S (24 * 60 * 60)

static const struct profile_place *or_place(const struct profile *profile, const struct profile_place *place)
{
	return place->file[0] ? place : &profile->out.place;
}

void judge_state(const struct judging *judging)
{
	struct profile *profile = judging->profile;
	const struct profile_state *state = &profile->state;
	char count[16];

	if (state->offline && !judge_has(judging, MISTAKE_OFFLINE))
		profile_mistake(profile, MISTAKE_OFFLINE, or_place(profile, &state->place), NULL, NULL, NULL);
	if (state->outbox > 0 && !judge_has(judging, MISTAKE_OUTBOX)) {
		snprintf(count, sizeof count, "%d", state->outbox);
		profile_mistake(profile, MISTAKE_OUTBOX, or_place(profile, &state->outbox_place),
			state->outbox_first, NULL, count);
	}
	if (state->sending_password && state->receiving_password &&
		state->receiving_password - state->sending_password >= PASSWORDS_APART_S &&
		!judge_has(judging, MISTAKE_PASSWORD_OLD))
		profile_mistake(profile, MISTAKE_PASSWORD_OLD, or_place(profile, &state->password_place),
			NULL, NULL, NULL);
}
