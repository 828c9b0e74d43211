/*
 * A mail log, line by line: who handed in which mail (client and login, or a user of this computer), and what became of it.
 */
#include "checks/steps/own/maillog.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"

#define LINE_MAX_KEPT 2048

/* More than a person writes in an hour. */
#define MUCH	       50
#define SHARE_PERCENT  60 /* of all mail that is handed in here for others */
#define FAILED_PERCENT 25
#define MANY_CLIENTS   5
#define MANY_SENDERS   8

static unsigned long long hash_of(const char *text, size_t len)
{
	unsigned long long hash = 14695981039346656037ULL;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)ascii_lower(text[i])) * 1099511628211ULL;
	return hash;
}

static void see(unsigned long long *seen, size_t *n, const char *text, size_t len)
{
	unsigned long long hash = hash_of(text, len);

	for (size_t i = 0; i < *n; i++) {
		if (seen[i] == hash)
			return;
	}
	if (*n < 16)
		seen[(*n)++] = hash;
}

/* What stands behind key, up to one of the ends; 0 without. */
static size_t value_of(const char *line, const char *key, const char *ends, const char **value_r)
{
	const char *at = ascii_find(line, key);

	if (!at)
		return 0;
	*value_r = at + strlen(key);
	return strcspn(*value_r, ends);
}

/* "Nov 21 16:34:57", "2026-11-21 16:34:57", "2026-11-21T16:34:57": seconds on a clock of months of 31 days. */
static bool read_time(const char *line, int64_t *seconds_r)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int month = 0, day = 0, hour, minute, second, n = 0;
	char name[4];
	const char *found;

	if (sscanf(line, "%*4d-%2d-%2d%*1[ T]%2d:%2d:%2d", &month, &day, &hour, &minute, &second) == 5) {
		*seconds_r = (int64_t)((month * 31 + day) * 24 + hour) * 3600 + minute * 60 + second;
		return true;
	}
	if (sscanf(line, "%3[A-Za-z] %2d %2d:%2d:%2d%n", name, &day, &hour, &minute, &second, &n) != 5 ||
		n < 14)
		return false;
	found = strstr(months, name);
	if (!found || strlen(name) != 3 || (found - months) % 3)
		return false;
	month = (int)(found - months) / 3 + 1;
	*seconds_r = (int64_t)((month * 31 + day) * 24 + hour) * 3600 + minute * 60 + second;
	return true;
}

static struct maillog_user *user_for(
	struct maillog *reading, enum maillog_by by, const char *name, size_t len)
{
	char kept[ADDRESS_MAX + 1];
	struct maillog_user *user;

	text_harmless_buf(kept, sizeof kept, name, len < ADDRESS_MAX ? len : ADDRESS_MAX);
	for (size_t i = 0; i < reading->n_users; i++) {
		if (reading->users[i].by == by && strcmp(reading->users[i].name, kept) == 0)
			return &reading->users[i];
	}
	if (reading->n_users == MAILLOG_USERS_MAX)
		return NULL;
	user = &reading->users[reading->n_users++];
	user->by = by;
	str_copy(user->name, sizeof user->name, kept);
	return user;
}

static void remember(struct maillog *reading, const char *id, size_t len, const struct maillog_user *user)
{
	struct maillog_id *slot = &reading->ids[reading->n_ids % MAILLOG_IDS_MAX];

	if (!len || len >= sizeof slot->id)
		return;
	memcpy(slot->id, id, len);
	slot->id[len] = '\0';
	slot->user = (unsigned char)(user - reading->users);
	reading->n_ids++;
}

/* Looked for from the newest on: most lines speak of recent mails. */
static struct maillog_user *owner(struct maillog *reading, const char *id, size_t len)
{
	size_t n = reading->n_ids < MAILLOG_IDS_MAX ? reading->n_ids : MAILLOG_IDS_MAX;

	for (size_t i = 0; i < n; i++) {
		const struct maillog_id *slot = &reading->ids[(reading->n_ids - 1 - i) % MAILLOG_IDS_MAX];

		if (strncmp(slot->id, id, len) == 0 && !slot->id[len])
			return &reading->users[slot->user];
	}
	return NULL;
}

static void count_mail(struct maillog *reading, struct maillog_user *user, const char *id, size_t id_len)
{
	reading->mails++;
	if (!user)
		return;
	user->mails++;
	if (user->hour != reading->now_s / 3600)
		user->in_hour = 0;
	user->hour = reading->now_s / 3600;
	if (++user->in_hour > user->most)
		user->most = user->in_hour;
	remember(reading, id, id_len, user);
}

static void count_outcome(struct maillog_user *user, bool outward, bool failed)
{
	user->recipients++;
	user->outward += outward;
	user->failed += failed;
}

/* "relay=mx.example.org[192.0.2.1]:25", and "none" where no server was reached. */
static bool leads_out_postfix(const char *rest)
{
	const char *value;
	size_t len = value_of(rest, " relay=", ",", &value);

	return (len == 4 && strncmp(value, "none", 4) == 0) ||
	       (len && ascii_find(value, "]:") && ascii_find(value, "]:") < value + len);
}

/* "ID: client=host[192.0.2.1], sasl_method=PLAIN, sasl_username=anna", "ID: uid=33 from=<www-data>" */
static void read_postfix(struct maillog *reading, const char *tag)
{
	const char *rest = strstr(tag, "]: "), *value, *client;
	struct maillog_user *user;
	size_t id, len, client_len;

	if (!rest)
		return;
	rest += 3;
	id = strcspn(rest, ":");
	if (rest[id] != ':' || id < 6 || id > 30)
		return;
	if (ascii_starts(tag, "/pickup") && (len = value_of(rest, " uid=", " ", &value)) > 0) {
		user = user_for(reading, MAILLOG_BY_UID, value, len);
		count_mail(reading, user, rest, id);
	} else if ((client_len = value_of(rest, " client=", ",", &client)) > 0) {
		len = value_of(rest, " sasl_username=", ", ", &value);
		user = len ? user_for(reading, MAILLOG_BY_LOGIN, value, len)
			   : user_for(reading, MAILLOG_BY_CLIENT, client, client_len);
		count_mail(reading, user, rest, id);
		if (user)
			see(user->client_seen, &user->clients, client, client_len);
	} else {
		user = owner(reading, rest, id);
		if (user && (len = value_of(rest, " from=<", ">", &value)) > 0)
			see(user->sender_seen, &user->senders, value, len);
		if (user && ascii_find(rest, " status="))
			count_outcome(user, leads_out_postfix(rest),
				ascii_find(rest, "status=deferred") || ascii_find(rest, "status=bounced"));
	}
}

/* "ID <= sender H=(x) [192.0.2.1] P=esmtpsa A=plain:anna", "ID <= www-data@… U=www-data P=local", "ID == addr …", "ID ** addr" */
static void read_exim(struct maillog *reading, const char *id, size_t id_len, const char *rest)
{
	struct maillog_user *user;
	const char *value, *client = "";
	size_t len, client_len;

	if (strncmp(rest, "<= ", 3) != 0) {
		user = owner(reading, id, id_len);
		if (!user || (rest[0] != '=' && rest[0] != '*' && rest[0] != '-'))
			return;
		count_outcome(user,
			ascii_find(rest, " T=remote") || ascii_find(rest, " R=dnslookup") ||
				ascii_find(rest, " R=smarthost"),
			strncmp(rest, "== ", 3) == 0 || strncmp(rest, "** ", 3) == 0);
		return;
	}
	if (strncmp(rest, "<= <>", 5) == 0)
		return;
	client_len = value_of(rest, " [", "]", &client);
	if ((len = value_of(rest, " A=", " ", &value)) > 0) {
		const char *colon = memchr(value, ':', len);

		if (colon) {
			len -= (size_t)(colon + 1 - value);
			value = colon + 1;
		}
		user = user_for(reading, MAILLOG_BY_LOGIN, value, len);
	} else if (ascii_find(rest, " P=local") && (len = value_of(rest, " U=", " ", &value)) > 0) {
		user = user_for(reading, MAILLOG_BY_UID, value, len);
	} else {
		user = client_len ? user_for(reading, MAILLOG_BY_CLIENT, client, client_len) : NULL;
	}
	count_mail(reading, user, id, id_len);
	if (!user)
		return;
	see(user->sender_seen, &user->senders, rest + 3, strcspn(rest + 3, " "));
	if (client_len)
		see(user->client_seen, &user->clients, client, client_len);
}

static void read_line(struct maillog *reading, const char *line)
{
	const char *tag = strstr(line, "postfix"), *id;

	if (!read_time(line, &reading->now_s))
		return;
	if (tag && (tag = strchr(tag, '/'))) {
		read_postfix(reading, tag);
		return;
	}
	/* Exim's own log: date, time, id; in syslog the id stands behind "exim[123]: ". */
	id = strstr(line, "]: ");
	id = id && ascii_find(line, "exim") ? id + 3 : line + 20;
	if (strlen(line) < 40 || strcspn(id, " ") < 16 || strcspn(id, " ") > 30 || id[6] != '-')
		return;
	read_exim(reading, id, strcspn(id, " "), id + strcspn(id, " ") + 1);
}

void maillog_read(const char *text, struct maillog *reading)
{
	char line[LINE_MAX_KEPT];

	while (*text) {
		size_t len = strcspn(text, "\n"), kept = len < sizeof line ? len : sizeof line - 1;

		memcpy(line, text, kept);
		line[kept] = '\0';
		read_line(reading, line);
		text += len + (text[len] == '\n');
	}
}

/* Whether what this one hands in is for others: a login's and a local user's always, a client's where it leaves again. */
static bool sends(const struct maillog_user *user)
{
	return user->by != MAILLOG_BY_CLIENT || user->outward * 2 > user->recipients;
}

/* Much of all mail, and a sign that no person writes it: it mostly fails, comes from many places, or from many senders. */
static bool looks_abused(const struct maillog_user *user, size_t all)
{
	if (!sends(user) || user->most < MUCH || user->mails * 100 < all * SHARE_PERCENT)
		return false;
	return (user->recipients && user->failed * 100 >= user->recipients * FAILED_PERCENT) ||
	       user->clients >= MANY_CLIENTS || user->senders >= MANY_SENDERS;
}

const struct maillog_user *maillog_abuser(const struct maillog *reading)
{
	const struct maillog_user *worst = NULL;
	size_t all = 0;

	for (size_t i = 0; i < reading->n_users; i++)
		all += sends(&reading->users[i]) ? reading->users[i].mails : 0;
	for (size_t i = 0; i < reading->n_users; i++) {
		const struct maillog_user *user = &reading->users[i];

		if (looks_abused(user, all) && (!worst || user->mails > worst->mails))
			worst = user;
	}
	return worst;
}
