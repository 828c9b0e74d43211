/*
 * Looking for the test mail: the inbox and the folders for spam again and again, now and then for a report that it could not be delivered,
 * and once at the end everywhere else, since a rule of the person's own may have put it away.
 *
 * By IMAP one session is enough. By POP3 a session sees what was there at its sign-in (RFC 1939 section 8), so each look signs in anew,
 * with pauses that grow: providers count sign-ins.
 */
#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/know/folders.h"
#include "checks/mail/access_inbox.h"
#include "checks/steps/common/mailbox.h"
#include "checks/steps/content/arrival.h"

#define FIRST_PAUSE_MS	    250
#define FIRST_PAUSE_POP3_MS 1500
#define LONGEST_PAUSE_MS    4000
#define LONGEST_POP3_MS	    60000 /* each look signs in anew */
#define LOOK_MS		    12000 /* one look, all folders */
#define ENOUGH_MS	    30000 /* a mail to oneself that has not come by then is worth telling of */
#define ROOM_MS		    3000  /* before the end of the whole run: to look once more and to say it */
#define OTHER_MS	    8000  /* how long a refusal of the mail to somebody else is waited for */
#define REPORT_EVERY	    3	  /* looks */
#define REPORTS_READ	    4
#define AGAIN_MOST	    2 /* sessions that may break */
#define JUNK_MOST	    4
#define ELSEWHERE_MOST	    40

/* What goes on from look to look. */
struct search {
	struct check_run *run;
	const struct sent_mail *sent;
	const struct in_login *in;
	struct access_session *first;	/* of login.receive; borrowed */
	struct access_session *session; /* the one that is used: first, or own */
	struct access_folders *folders; /* owned; NULL: not asked yet */
	struct arrival *arrival;
	int64_t end_us;
	uint32_t seen_report; /* reports up to this one were read */
	int looks, broke;
};

bool arrival_is_junk(const struct access_folder *folder)
{
	return (folder->uses & FOLDER_JUNK) ||
	       (!folder->uses && folder_kind_by_name(folder->leaf) == FOLDER_KIND_JUNK);
}

bool arrival_is_passed_over(const struct access_folder *folder)
{
	return (folder->uses & (FOLDER_OWN | FOLDER_ALL)) ||
	       (!folder->uses && folder_kind_by_name(folder->leaf) == FOLDER_KIND_OWN);
}

/* --- sessions --- */

static void leave(struct search *search)
{
	if (search->session)
		access_leave(search->session, run_scope(search->run));
	if (search->session != search->first)
		access_free(&search->session);
	search->session = NULL;
}

/* Another session, where the last one broke or is too old to see anything. False: there is none. */
static bool sign_in_again(struct search *search, struct in_login *how_r)
{
	leave(search);
	search->session = mailbox_again(search->run, search->in, how_r);
	return search->session != NULL;
}

/* --- one look --- */

static enum access_step look_into(struct search *search, const struct io_scope *scope,
	const struct access_folder *folder, enum arrival_place place, bool newest)
{
	struct arrival *arrival = search->arrival;
	uint32_t id;
	enum access_step step = access_find(search->session, scope, folder, search->sent->id, newest, &id);

	if (!id)
		/* A folder that cannot be opened is none where anything is found; the others still can be. */
		return step == ACCESS_REFUSED && !search->session->broken && !(folder->uses & FOLDER_INBOX)
			       ? ACCESS_DONE
			       : step;
	arrival->place = place;
	arrival->folder = *folder;
	arrival->took_ms = (clock_us() - search->sent->sent_us) / 1000;
	return access_header(search->session, scope, id, &arrival->header);
}

static enum access_step look_into_junk(struct search *search, const struct io_scope *scope, bool newest)
{
	enum access_step step = ACCESS_DONE;
	int n = 0;

	for (size_t i = 0; step == ACCESS_DONE && !search->arrival->place && i < search->folders->n; i++) {
		const struct access_folder *folder = &search->folders->items[i];

		if (!arrival_is_junk(folder) || n == JUNK_MOST)
			continue;
		n++;
		step = look_into(search, scope, folder, ARRIVAL_JUNK, newest);
	}
	search->arrival->no_junk = n == 0;
	return step;
}

static enum access_step look_elsewhere(struct search *search, const struct io_scope *scope)
{
	enum access_step step = ACCESS_DONE;
	int n = 0;

	for (size_t i = 0; step == ACCESS_DONE && !search->arrival->place && i < search->folders->n; i++) {
		const struct access_folder *folder = &search->folders->items[i];

		if ((folder->uses & FOLDER_INBOX) || arrival_is_junk(folder) ||
			arrival_is_passed_over(folder) || n == ELSEWHERE_MOST)
			continue;
		n++;
		step = look_into(search, scope, folder, ARRIVAL_ELSEWHERE, false);
	}
	return step;
}

/* Whether this mail of a mail system is about one of ours, which stands in it with its Message-ID. */
static bool keep_report(struct search *search, const struct str *mail)
{
	struct arrival *arrival = search->arrival;
	const struct sent_mail *sent = search->sent;
	bool own = strstr(str_text(mail), sent->id) != NULL;
	bool other = sent->other_id[0] && strstr(str_text(mail), sent->other_id);

	if ((!own && !other) || (arrival->report.len && !own))
		return false;
	str_clear(&arrival->report);
	str_add_bytes(&arrival->report, str_text(mail), mail->len);
	arrival->report_of_other = !own;
	return true;
}

static enum access_step look_for_reports(struct search *search, const struct io_scope *scope)
{
	struct access_inbox inbox;
	struct str mail STR_AUTO = STR_INIT;
	/* IMAP asks by the server's own day, which may still be yesterday (RFC 9051 section 6.4.4). */
	enum access_step step =
		access_inbox_look(search->session, scope, search->sent->sent_at - 86400, &inbox);

	for (size_t i = 0; step == ACCESS_DONE && i < inbox.n && i < REPORTS_READ; i++) {
		if (inbox.ids[i] <= search->seen_report)
			break;
		step = access_inbox_read(search->session, scope, inbox.ids[i], &mail);
		if (step == ACCESS_DONE && keep_report(search, &mail) && !search->arrival->report_of_other)
			break;
	}
	/* A server that does not let reports be looked for may still show the mail. */
	if (step == ACCESS_REFUSED && !search->session->broken)
		step = ACCESS_DONE;
	if (step == ACCESS_DONE && inbox.n && inbox.ids[0] > search->seen_report)
		search->seen_report = inbox.ids[0];
	str_wipe(&mail);
	return step;
}

/* What is still waited for: the mail, and a refusal of the one to somebody else. */
static bool is_over(const struct search *search)
{
	const struct arrival *arrival = search->arrival;
	bool other_settled = !search->sent->other_id[0] || arrival->report_of_other ||
			     clock_us() - search->sent->sent_us > CLOCK_MS(OTHER_MS);

	return (arrival->report.len && !arrival->report_of_other) || (arrival->place && other_settled);
}

static enum access_step look_once(struct search *search, bool last)
{
	struct io_scope scope = io_scope_within(run_scope(search->run), LOOK_MS);
	bool wants_reports =
		last || search->arrival->place || search->looks % REPORT_EVERY == REPORT_EVERY - 1;
	enum access_step step = ACCESS_DONE;

	if (!search->folders) {
		search->folders = mem_new(sizeof *search->folders);
		step = access_folders(search->session, &scope, search->folders);
		/* A server that tells of no folders still has the inbox. */
		if (step == ACCESS_REFUSED && !search->session->broken)
			step = ACCESS_DONE;
	}
	if (step == ACCESS_DONE && !search->arrival->place)
		step = look_into(search, &scope, &access_inbox_folder, ARRIVAL_INBOX, last);
	if (step == ACCESS_DONE && !search->arrival->place)
		step = look_into_junk(search, &scope, last);
	if (step == ACCESS_DONE && last && !search->arrival->place)
		step = look_elsewhere(search, &scope);
	if (step == ACCESS_DONE && wants_reports && !is_over(search))
		step = look_for_reports(search, &scope);
	search->looks++;
	return step;
}

/* --- again and again --- */

/* Answers to a sign-in that another try may not meet: the last session of POP3 is not over for the server yet. */
static bool may_pass(const struct in_login *how)
{
	static const char *const codes[] = {"IN-USE", "INUSE", "SYS/TEMP", "UNAVAILABLE", "SERVERBUG"};

	if (how->step != ACCESS_REFUSED)
		return how->step != ACCESS_CANCELLED && how->step != ACCESS_REFUSED_BY_US;
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
		if (strcmp(how->code, codes[i]) == 0)
			return true;
	return false;
}

/* One look on a session that can see what is new. False: looking is not possible any more. */
static bool look(struct search *search, bool last)
{
	struct arrival *arrival = search->arrival;
	struct in_login how;

	if ((!search->session || search->session->broken || arrival->inbox_only) &&
		!sign_in_again(search, &how)) {
		arrival->step = how.step;
		return may_pass(&how) && ++search->broke <= AGAIN_MOST;
	}
	arrival->step = look_once(search, last);
	arrival->looked = arrival->looked || arrival->step == ACCESS_DONE;
	if (arrival->step == ACCESS_DONE)
		return true;
	return arrival->step != ACCESS_CANCELLED && ++search->broke <= AGAIN_MOST;
}

static int64_t next_pause(const struct search *search, int64_t pause_ms)
{
	int64_t longest = search->arrival->inbox_only ? LONGEST_POP3_MS : LONGEST_PAUSE_MS;
	int64_t next = search->arrival->inbox_only ? 2 * pause_ms : pause_ms + pause_ms / 2;

	return next < longest ? next : longest;
}

/* Rests, but not past the end. False when the run was stopped. */
static bool rest(const struct search *search, int64_t pause_ms)
{
	struct io_scope scope = io_scope_within(run_scope(search->run), pause_ms);

	scope.deadline_us = scope.deadline_us < search->end_us ? scope.deadline_us : search->end_us;
	return io_wait(&scope, NULL, 0) != IO_CANCELLED;
}

static void keep_looking(struct search *search)
{
	int64_t pause_ms = search->arrival->inbox_only ? FIRST_PAUSE_POP3_MS : FIRST_PAUSE_MS;
	bool last = false, able = true;

	/* The mail is on its way, and the session of POP3 is too old to see it: a first look at once finds nothing. */
	while (able && !last && !is_over(search)) {
		if (!rest(search, pause_ms)) {
			search->arrival->step = ACCESS_CANCELLED;
			return;
		}
		last = clock_us() >= search->end_us;
		able = look(search, last);
		pause_ms = next_pause(search, pause_ms);
	}
	search->arrival->in_time = last && search->arrival->step == ACCESS_DONE;
}

static int64_t wanted_end(const struct search *search)
{
	int64_t wait_ms = run_case(search->run)->wait_ms;

	return search->sent->sent_us + CLOCK_MS(wait_ms ? wait_ms : ARRIVAL_WAIT_MS);
}

/* Until when it is looked for: as long as was said, within the time of the whole run. */
static int64_t end_of(const struct search *search)
{
	int64_t wanted_us = wanted_end(search), run_us = run_scope(search->run)->deadline_us;

	return run_us != CLOCK_NEVER && run_us - CLOCK_MS(ROOM_MS) < wanted_us ? run_us - CLOCK_MS(ROOM_MS)
									       : wanted_us;
}

void arrival_look(struct check_run *run, const struct sent_mail *sent, const struct in_login *in,
	const struct in_session *met, struct arrival *arrival_r)
{
	struct search search = {.run = run,
		.sent = sent,
		.in = in,
		.first = met->access,
		.session = met->access,
		.arrival = arrival_r};

	search.end_us = end_of(&search);
	arrival_r->inbox_only = met->access->protocol == ACCESS_POP3;
	keep_looking(&search);
	if (!arrival_r->place)
		arrival_r->took_ms = (clock_us() - sent->sent_us) / 1000;
	if (search.end_us < wanted_end(&search) && arrival_r->took_ms < ENOUGH_MS)
		arrival_r->in_time = false;
	leave(&search);
	free(search.folders);
}
