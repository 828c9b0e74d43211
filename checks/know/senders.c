/*
 * The table of those who send for domains of others: found by the longest suffix of a host's name.
 */
#include "checks/know/senders.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/know/tables.h"

enum column { ID, NAME, MX, HOSTS, SPF, OWN, SELECTORS, TARGETS, STATE };

/*
 * Names that many programs and services use as they come. Those of the services that customers do not choose stand in the table; here are the
 * ones that tell nothing about who signs, the most frequent first.
 */
static const char *const usual[] = {"default", "google", "selector1", "selector2", "dkim", "mail", "s1", "s2",
	"k1", "k2", "k3", "key1", "key2", "20230601", "20221208", "20210112", "dkim1", "dkim2", "mail1",
	"mail2", "smtp", "email", "mx", "m1", "sig1", "fm1", "protonmail", "zoho", "zmail", "mandrill",
	"mailjet", "brevo1", "pm", "resend", "x", "a1", "s1024", "s2048", "rsa", "ed25519", "rsa1", "ed1",
	"2023", "2024", "2025", "2026", "dkim2024", "dkim2025", "202401", "20240101", "mta", "server",
	"postfix", "exim", "stalwart", "mailcow", "mailu", "mailinabox", "main", "signer", "hostingermail1",
	"everlytickey1", "turbo-smtp", "cm"};
_Static_assert(sizeof usual / sizeof usual[0] <= SENDER_USUAL_MAX, "names_r has room for them");

/* Takes the next element of a list by comma; false at its end. */
static bool next_element(const char **list, const char **s_r, size_t *len_r)
{
	size_t len = strcspn(*list, ",");

	if (!len)
		return false;
	*s_r = *list;
	*len_r = len;
	*list += len + ((*list)[len] == ',');
	return true;
}

/* How many bytes of the host's end an element covers, whole labels only; 0: it is of another domain. */
static size_t suffix_length(const char *host, size_t host_len, const char *s, size_t len)
{
	size_t rest = host_len - len;

	if (host_len < len || ascii_ncasecmp(host + rest, s, len) != 0)
		return 0;
	return rest == 0 || host[rest - 1] == '.' ? len : 0;
}

static size_t longest_suffix(const char *list, const char *host, size_t host_len)
{
	const char *s;
	size_t len, longest = 0;

	while (next_element(&list, &s, &len)) {
		size_t covered = suffix_length(host, host_len, s, len);

		longest = covered > longest ? covered : longest;
	}
	return longest;
}

/* Copies the elements of a list into buf: max elements of size bytes each. */
static size_t read_list(const char *list, char *buf, size_t size, size_t max)
{
	const char *s;
	size_t len, n = 0;

	while (n < max && next_element(&list, &s, &len)) {
		if (len >= size)
			continue;
		memcpy(buf + n * size, s, len);
		buf[n++ * size + len] = '\0';
	}
	return n;
}

static void read_row(const char *const row[9], struct sender *sender_r)
{
	*sender_r = (struct sender){
		.id = row[ID],
		.name = row[NAME],
		.sure = strcmp(row[STATE], "told") != 0,
		.spf_own = row[OWN][0] == '1',
		.targets = row[TARGETS],
	};
	sender_r->n_spf = read_list(row[SPF], sender_r->spf[0], sizeof sender_r->spf[0], SENDER_SPF_MAX);
	sender_r->n_selectors = read_list(
		row[SELECTORS], sender_r->selectors[0], sizeof sender_r->selectors[0], SENDER_SELECTORS_MAX);
}

static bool find_by(enum column column, const char *host, struct sender *sender_r)
{
	size_t len = strlen(host), longest = 0;
	const char *const *best = NULL;

	if (len && host[len - 1] == '.')
		len--;
	for (size_t i = 0; i < know_senders_rows; i++) {
		size_t covered = longest_suffix(know_senders[i][column], host, len);

		if (covered > longest) {
			longest = covered;
			best = know_senders[i];
		}
	}
	if (best)
		read_row(best, sender_r);
	return best != NULL;
}

bool sender_by_mx(const char *host, struct sender *sender_r)
{
	return find_by(MX, host, sender_r);
}

bool sender_by_host(const char *host, struct sender *sender_r)
{
	return find_by(HOSTS, host, sender_r);
}

bool sender_by_spf(const char *domain, struct sender *sender_r)
{
	struct sender sender;

	for (size_t i = 0; i < know_senders_rows; i++) {
		read_row(know_senders[i], &sender);
		if (sender_has_spf(&sender, domain)) {
			*sender_r = sender;
			return true;
		}
	}
	return false;
}

bool sender_has_spf(const struct sender *sender, const char *domain)
{
	size_t len = strlen(domain);

	if (len && domain[len - 1] == '.')
		len--;
	for (size_t i = 0; i < sender->n_spf; i++)
		if (strlen(sender->spf[i]) == len && ascii_ncasecmp(sender->spf[i], domain, len) == 0)
			return true;
	return false;
}

/* The nth element of a list by comma, or its only one. */
static bool nth_element(const char *list, size_t nth, const char **s_r, size_t *len_r)
{
	if (!strchr(list, ','))
		nth = 0;
	while (next_element(&list, s_r, len_r))
		if (nth-- == 0)
			return true;
	return false;
}

bool sender_key_target(const struct sender *sender, size_t nth, const char *domain, struct str *out)
{
	const char *s;
	size_t len;

	if (nth >= sender->n_selectors || !nth_element(sender->targets, nth, &s, &len))
		return false;
	for (size_t i = 0; i < len; i++) {
		bool blank = i + 2 < len && s[i] == '{' && s[i + 2] == '}';

		if (blank)
			str_add(out, s[i + 1] == 's' ? sender->selectors[nth] : domain);
		else
			str_add_char(out, s[i]);
		i += blank ? 2 : 0;
	}
	return true;
}

size_t sender_usual_selectors(const char *names_r[SENDER_USUAL_MAX])
{
	size_t n = sizeof usual / sizeof usual[0];

	memcpy(names_r, usual, sizeof usual);
	return n;
}
