/*
 * DMARC records read (RFC 9989 sections 4.7 and 4.8): what cannot be understood falls back to its default, and is remembered.
 */
#include "checks/auth/dmarc.h"

#include <string.h>

#include "checks/auth/taglist.h"
#include "checks/base/ascii.h"
#include "checks/base/utf8.h"

#define VALUE_MAX 1024

const char *dmarc_policy_name(enum dmarc_policy policy)
{
	static const char *const names[] = {
		[DMARC_POLICY_ABSENT] = "",
		[DMARC_POLICY_NONE] = "none",
		[DMARC_POLICY_QUARANTINE] = "quarantine",
		[DMARC_POLICY_REJECT] = "reject",
	};

	return names[policy];
}

bool dmarc_is_record(const char *text, size_t len)
{
	struct taglist list = taglist_of(text, len);
	struct tag tag;

	/* No blank may stand before it. */
	if (!len || ascii_lower(text[0]) != 'v' || !taglist_next(&list, &tag))
		return false;
	return tag_is(&tag, "v") && tag_says(&tag, "DMARC1");
}

static size_t index_of(unsigned fault)
{
	size_t i = 0;

	while (i + 1 < DMARC_FAULTS_N && !(fault & (1U << i)))
		i++;
	return i;
}

const char *dmarc_piece(const struct dmarc_record *record, unsigned fault)
{
	return record->pieces[index_of(fault)];
}

static void blame(struct dmarc_record *record, const struct tag *tag, unsigned fault)
{
	const char *end = tag->value ? tag->value + tag->value_len : tag->name + tag->name_len;
	char *piece = record->pieces[index_of(fault)];

	record->faults |= fault;
	if (!piece[0])
		text_harmless_buf(piece, sizeof record->pieces[0], tag->name, (size_t)(end - tag->name));
}

/* none, quarantine or reject, in any case. */
static enum dmarc_policy policy_of(const struct tag *tag)
{
	for (int i = DMARC_POLICY_NONE; i <= DMARC_POLICY_REJECT; i++) {
		if (tag_says_any_case(tag, dmarc_policy_name((enum dmarc_policy)i)))
			return (enum dmarc_policy)i;
	}
	return DMARC_POLICY_ABSENT;
}

static void take_policy(struct dmarc_record *record, const struct tag *tag)
{
	enum dmarc_policy policy = policy_of(tag);
	bool own = tag_is(tag, "p");

	if (policy == DMARC_POLICY_ABSENT)
		blame(record, tag, own ? DMARC_P_WRONG : DMARC_SUB_WRONG);
	if (own)
		record->p = policy;
	else if (tag_is(tag, "sp"))
		record->sp = policy;
	else
		record->np = policy;
}

static void take_alignment(struct dmarc_record *record, const struct tag *tag)
{
	bool strict = tag_says_any_case(tag, "s");

	if (!strict && !tag_says_any_case(tag, "r"))
		blame(record, tag, DMARC_ALIGN_WRONG);
	if (tag_is(tag, "adkim"))
		record->strict_dkim = strict;
	else
		record->strict_spf = strict;
}

static void take_flag(struct dmarc_record *record, const struct tag *tag)
{
	bool yes = tag_says_any_case(tag, "y"), no = tag_says_any_case(tag, "n");
	bool psd = tag_is(tag, "psd");

	if (!yes && !no && (!psd || !tag_says_any_case(tag, "u")))
		blame(record, tag, DMARC_FLAG_WRONG);
	if (psd)
		record->psd = yes ? 'y' : no ? 'n' : 'u';
	else
		record->test = yes;
}

/* Letters of "01ds" with colons between, none of them twice. */
bool dmarc_is_fo(const char *value, size_t len)
{
	if (len % 2 == 0)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = ascii_lower(value[i]);

		if (i % 2 == 1 ? c != ':' : !c || !strchr("01ds", c) || memchr(value, value[i], i))
			return false;
	}
	return true;
}

static void take_options(struct dmarc_record *record, const struct tag *tag)
{
	if (!dmarc_is_fo(tag->value, tag->value_len))
		blame(record, tag, DMARC_FLAG_WRONG);
}

/* "!10m" at the end (RFC 7489 section 6.2): ignored today. */
static void drop_size(char *uri)
{
	char *mark = strrchr(uri, '!'), *c;

	if (!mark)
		return;
	for (c = mark + 1; ascii_isdigit(*c); c++)
		continue;
	if (c == mark + 1 || (*c && (!strchr("kmgt", ascii_lower(*c)) || c[1])))
		return;
	*mark = '\0';
}

static bool read_mailto(const char *rest, struct dmarc_uri *uri)
{
	struct mail_address address;
	char text[DMARC_URI_MAX];

	str_copy(text, sizeof text, rest);
	text[strcspn(text, "?")] = '\0';
	/* address_parse understands what people type; a URI holds the bare address. */
	if (strpbrk(text, " <>!:") || address_parse(text, &address) != ADDRESS_FINE)
		return false;
	str_copy(uri->host, sizeof uri->host, address.domain);
	return true;
}

static bool is_uri(struct dmarc_uri *uri)
{
	const char *colon = strchr(uri->text, ':');

	if (!colon || colon == uri->text || !colon[1] || !ascii_isalpha(uri->text[0]))
		return false;
	for (const char *c = uri->text; c < colon; c++) {
		if (!ascii_isalnum(*c) && !strchr("+-.", *c))
			return false;
	}
	if (ascii_starts(uri->text, "mailto:"))
		return read_mailto(colon + 1, uri);
	return !strpbrk(colon, " <>!\"");
}

void dmarc_uri_read(const char *text, size_t len, struct dmarc_uri *uri_r)
{
	*uri_r = (struct dmarc_uri){.text = ""};
	if (len >= sizeof uri_r->text) {
		text_harmless_buf(uri_r->text, sizeof uri_r->text, text, len);
		return;
	}
	memcpy(uri_r->text, text, len);
	drop_size(uri_r->text);
	uri_r->valid = is_uri(uri_r);
}

static void add_uri(struct dmarc_record *record, const struct tag *tag, const char *at, size_t len)
{
	bool rua = tag_is(tag, "rua");
	struct dmarc_uri *uris = rua ? record->rua : record->ruf;
	size_t *n = rua ? &record->n_rua : &record->n_ruf;

	while (len && at[0] == ' ') {
		at++;
		len--;
	}
	while (len && at[len - 1] == ' ')
		len--;
	if (!len)
		return;
	if (*n == DMARC_URIS_MAX) {
		record->faults |= DMARC_MANY_URIS;
		return;
	}
	dmarc_uri_read(at, len, &uris[*n]);
	if (!uris[(*n)++].valid)
		blame(record, tag, DMARC_URI_WRONG);
}

static void take_uris(struct dmarc_record *record, const struct tag *tag)
{
	char value[VALUE_MAX];
	const char *at = value;

	if (!tag_copy(tag, value, sizeof value)) {
		blame(record, tag, DMARC_URI_WRONG);
		return;
	}
	while (*at) {
		size_t len = strcspn(at, ",");

		add_uri(record, tag, at, len);
		at += len + (at[len] == ',');
	}
}

static void take_old(struct dmarc_record *record, const struct tag *tag)
{
	char value[16];
	int64_t percent;

	blame(record, tag, DMARC_OLD);
	if (!tag_is(tag, "pct"))
		return;
	if (!tag_copy(tag, value, sizeof value) || !ascii_number(value, 0, 100, &percent)) {
		blame(record, tag, DMARC_FLAG_WRONG);
		return;
	}
	record->percent = (int)percent;
	if (percent < 100)
		blame(record, tag, DMARC_PERCENT);
}

static const struct {
	const char *name;
	void (*take)(struct dmarc_record *record, const struct tag *tag);
} tags[] = {
	{"p", take_policy},
	{"sp", take_policy},
	{"np", take_policy},
	{"adkim", take_alignment},
	{"aspf", take_alignment},
	{"t", take_flag},
	{"psd", take_flag},
	{"fo", take_options},
	{"rua", take_uris},
	{"ruf", take_uris},
	{"pct", take_old},
	{"rf", take_old},
	{"ri", take_old},
};
#define TAGS (sizeof tags / sizeof tags[0])

static void take(struct dmarc_record *record, const struct tag *tag, bool seen[TAGS])
{
	for (size_t i = 0; tag->value && i < TAGS; i++) {
		if (!tag_is(tag, tags[i].name))
			continue;
		if (seen[i])
			blame(record, tag, DMARC_TWICE);
		else
			tags[i].take(record, tag);
		seen[i] = true;
		return;
	}
	blame(record, tag, tag->value && tag->name_len ? DMARC_UNKNOWN : DMARC_NO_TAG);
}

void dmarc_parse(const char *text, size_t len, struct dmarc_record *record_r)
{
	struct taglist list = taglist_of(text, len);
	bool seen[TAGS] = {false};
	struct tag tag;

	memset(record_r, 0, sizeof *record_r);
	record_r->psd = 'u';
	record_r->percent = 100;
	(void)taglist_next(&list, &tag); /* the version */
	while (taglist_next(&list, &tag))
		take(record_r, &tag, seen);
	if (!seen[0])
		record_r->faults |= DMARC_P_MISSING;
}

static bool has_address(const struct dmarc_record *record)
{
	for (size_t i = 0; i < record->n_rua; i++) {
		if (record->rua[i].valid)
			return true;
	}
	return false;
}

bool dmarc_counts(const struct dmarc_record *record)
{
	return !(record->faults & (DMARC_P_MISSING | DMARC_P_WRONG | DMARC_SUB_WRONG)) || has_address(record);
}

/* ---- which one counts ---- */

static void show(struct dmarc_at *at, const char *text, size_t len)
{
	struct str STR_AUTO shown = STR_INIT_MAX(sizeof at->text - 1);

	text_harmless(&shown, text, len, TEXT_ONE_LINE, sizeof at->text - 1);
	str_copy(at->text, sizeof at->text, str_text(&shown));
	at->cut = len > strlen(at->text);
}

static const struct dns_record *nth_text(const struct dns_answer *answer, size_t *at)
{
	for (; answer->outcome == DNS_FOUND && *at < answer->n; (*at)++) {
		if (answer->records[*at].type == DNS_TXT)
			return &answer->records[(*at)++];
	}
	return NULL;
}

static void take_nearest(const struct dns_answer *answer, bool at_home, struct dmarc_at *at)
{
	const struct dns_record *record;
	size_t i = 0;

	for (record = nth_text(answer, &i); record && !at->near; record = nth_text(answer, &i)) {
		at->near = dmarc_near(record->u.txt.bytes, record->u.txt.len, at_home);
		if (!at->near)
			continue;
		show(at, record->u.txt.bytes, record->u.txt.len);
		dmarc_mend(record->u.txt.bytes, record->u.txt.len, &at->mended);
	}
}

/* The mildest of several refuses nothing that the others would let pass. */
static void take_records(const struct dns_answer *answer, struct dmarc_at *at)
{
	const struct dns_record *record, *mildest = NULL;
	struct dmarc_record read;
	size_t i = 0;

	for (record = nth_text(answer, &i); record; record = nth_text(answer, &i)) {
		if (!dmarc_is_record(record->u.txt.bytes, record->u.txt.len))
			continue;
		dmarc_parse(record->u.txt.bytes, record->u.txt.len, &read);
		if (!at->n++)
			show(at, record->u.txt.bytes, record->u.txt.len);
		if (!mildest || read.p < at->record.p) {
			mildest = record;
			at->record = read;
		}
	}
	if (mildest && (at->n > 1 || (at->record.faults & ~(DMARC_OLD | DMARC_UNKNOWN))))
		dmarc_mend(mildest->u.txt.bytes, mildest->u.txt.len, &at->mended);
}

void dmarc_select(const struct dns_answer *answer, bool at_home, struct dmarc_at *at_r)
{
	memset(at_r, 0, sizeof *at_r);
	at_r->outcome = answer->outcome;
	at_r->mended.max = DMARC_TEXT_MAX;
	take_records(answer, at_r);
	if (!at_r->n)
		take_nearest(answer, at_home, at_r);
}

void dmarc_at_release(struct dmarc_at *at)
{
	str_release(&at->mended);
}
