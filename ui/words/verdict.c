/*
 * The verdict in one sentence, and the way of the mail in one line. Each line is a whole text of its own, so
 * that a translation may order and decline as its language wants; it is read aloud from left to right.
 */
#include "ui/words/words.h"

#include "ui/words/args.h"

static const char *cannot_send(const struct diagnosed_cause *cause)
{
	if (cause->id == CAUSE_DELIVERED_TO_SPAM)
		return _("Your mail is sent and arrives, but in the spam folder.");
	if (cause->id == CAUSE_ACCEPTED_NOT_DELIVERED)
		return _("Your mail is taken by the server, but it did not arrive while we looked.");
	if (cause->temporary)
		return _("Your mail cannot be sent at the moment. This usually goes away by itself.");
	if (cause->confidence >= 80)
		return _("Your mail cannot be sent. We found what stops it.");
	if (cause->confidence >= 50)
		return _("Your mail cannot be sent. We found what probably stops it.");
	return _("Your mail cannot be sent. We have a guess what stops it.");
}

static const char *not_known(const struct record *record)
{
	if (record->cancelled)
		return _("The test was stopped before its end, so nothing is certain yet.");
	if (record->timed_out)
		return _("The time ran out before everything was tested.");
	if (record->diagnosis.n_not_tested > 0)
		return _("No problem was found, but not everything could be tested.");
	return _("It could not be found out whether your mail can be sent.");
}

void words_verdict(struct str *out, const struct record *record, const struct words_style *style)
{
	const struct diagnosis *diagnosis = &record->diagnosis;
	const char *text;

	if (diagnosis->verdict == VERDICT_CANNOT_SEND && diagnosis->n > 0)
		text = cannot_send(&diagnosis->causes[0]);
	else if (diagnosis->verdict != VERDICT_CAN_SEND)
		text = not_known(record);
	else if (record->mailcase.in_use.host[0] || record->mailcase.role == ROLE_ADMIN)
		text = _("Everything that was tested works: nothing stands in the way of sending.");
	else
		text = _("The recommended settings work. Does your mail program use them?");
	words_fill(out, text, NULL, 0, style);
}

static const char *way_text(const struct record *record)
{
	enum way stops_at = record->diagnosis.stops_at;

	if (stops_at == WAY_THROUGH && record_finding(record, F_TEST_MAIL_ARRIVED))
		/* TRANSLATORS: the way of a mail from left to right, {host}: the server for sending */
		return _("you > your network > internet company > {host} > recipient: a test mail arrived");
	switch (stops_at) {
	case WAY_YOU:
		/* TRANSLATORS: the way of a mail from left to right, {host}: the server for sending */
		return _("you: it stops here > your network > internet company > {host} > recipient");
	case WAY_NETWORK:
		/* TRANSLATORS: the way of a mail from left to right, {host}: the server for sending */
		return _("you > your network: it stops here > internet company > {host} > recipient");
	case WAY_INTERNET:
		/* TRANSLATORS: the way of a mail from left to right, {host}: the server for sending */
		return _("you > your network > internet company: it stops here > {host} > recipient");
	case WAY_SERVER:
		/* TRANSLATORS: the way of a mail from left to right, {host}: the server for sending */
		return _("you > your network > internet company > {host}: it stops here > recipient");
	case WAY_RECIPIENT:
		/* TRANSLATORS: the way of a mail from left to right, {host}: the server for sending */
		return _("you > your network > internet company > {host} > recipient: it stops here");
	case WAY_THROUGH:
		/* TRANSLATORS: the way of a mail from left to right, {host}: the server for sending */
		return _("you > your network > internet company > {host}: works up to here > recipient");
	case WAY_UNKNOWN:
		break;
	}
	/* TRANSLATORS: the way of a mail from left to right, {host}: the server for sending */
	return _("you > your network > internet company > {host} > recipient: where it stops is not known");
}

void words_way(struct str *out, const struct record *record, const struct words_style *style)
{
	const struct learnt *learnt = &record->learnt;
	const char *host = learnt->outgoing.host[0] ? learnt->outgoing.host : learnt->recommended.host;
	const struct arg args[] = {A_HOST("host", host)};

	words_fill(out, way_text(record), args, 1, style);
}
