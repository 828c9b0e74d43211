/*
 * "The same by hand": the literal command that shows what a check saw. It is made to be pasted into a shell,
 * so a name that holds anything but what host names and addresses are made of gives no command at all.
 */
#include "ui/words/words.h"

#include "checks/base/ascii.h"
#include "ui/words/args.h"
#include "ui/words/mask.h"

enum recipe {
	RECIPE_NONE,
	RECIPE_DIG,	  /* look a name up */
	RECIPE_CONNECT,	  /* only connect */
	RECIPE_CONNECT_6, /* over IPv6 only */
	RECIPE_TLS,	  /* encryption and certificate */
	RECIPE_TALK,	  /* greet and see what is offered */
	RECIPE_LOGIN,	  /* greet and sign in */
	RECIPE_ENVELOPE,  /* sign in and ask */
	RECIPE_INCOMING,
	RECIPE_ROUTE,
	RECIPE_CLOCK,
	RECIPE_STORE,
};

/* Findings that stand together in findings.def share a recipe. */
static const struct {
	enum finding_id first, last;
	enum recipe recipe;
} recipes[] = {
	{F_NAME_FOUND, F_NAME_ONLY_HERE, RECIPE_DIG},
	{F_SERVER_READY, F_SERVER_LOST, RECIPE_TALK},
	{F_PORT_CLOSED, F_PORT_OTHERS_CLOSED, RECIPE_CONNECT},
	{F_WANTS_TLS_AT_ONCE, F_CERT_UNUSABLE, RECIPE_TLS},
	{F_CERT_STORE_MISSING, F_CERT_STORE_MISSING, RECIPE_STORE},
	{F_CLOCK_WRONG, F_CLOCK_WRONG, RECIPE_CLOCK},
	{F_HELO_ONLY, F_BARE_LF, RECIPE_TALK},
	{F_LOGIN_ACCEPTED, F_POP_BEFORE_SMTP, RECIPE_LOGIN},
	{F_RECEIVE_WORKS, F_RECEIVE_UNSAFE, RECIPE_INCOMING},
	{F_OFFLINE, F_OFFLINE, RECIPE_ROUTE},
	{F_DNS_SILENT, F_NAME_LOOKUP_FAILED, RECIPE_DIG},
	{F_SERVER_REACHED, F_SERVER_REACHED, RECIPE_CONNECT},
	{F_PORT_SILENT, F_SENDING_PORTS_SILENT, RECIPE_CONNECT},
	{F_SAME_HOST_ALIVE, F_SAME_HOST_ALIVE, RECIPE_CONNECT},
	{F_IPV6_DEAD, F_IPV6_DEAD, RECIPE_CONNECT_6},
	{F_IPV4_DEAD, F_SLOW, RECIPE_CONNECT},
	{F_ENVELOPE_ACCEPTED, F_ENVELOPE_GARBLED, RECIPE_ENVELOPE},
};

static enum recipe recipe_of(const struct finding *finding)
{
	for (size_t i = 0; i < sizeof recipes / sizeof recipes[0]; i++)
		if (finding->id >= recipes[i].first && finding->id <= recipes[i].last)
			return recipes[i].recipe;
	/* A reply is met again by saying the same again. */
	return finding->id >= F_SAYS_PROGRAM_PASSWORD_OLD ? RECIPE_ENVELOPE : RECIPE_NONE;
}

static bool is_plain_host(const char *host)
{
	if (!*host || *host == '-')
		return false;
	for (; *host; host++)
		if (!ascii_isalnum(*host) && *host != '.' && *host != '-' && *host != ':' && *host != '_')
			return false;
	return true;
}

struct place {
	struct str host; /* masked where that is wanted; a literal of IPv6 is not yet in brackets */
	bool ipv6;
	int port;
	enum security security;
	bool pop3;
};

static bool place_of(const struct record *record, const struct finding *finding, bool incoming,
	const struct words_style *style, struct place *place_r)
{
	const struct server_settings *server = incoming ? &record->learnt.incoming : &record->learnt.outgoing;
	const struct arg *host = finding_arg(finding, "host"), *port = finding_arg(finding, "port");
	const char *name = host && host->text && *host->text ? host->text : server->host;

	if (!is_plain_host(name))
		return false;
	if (style && style->mask)
		mask_value(style->mask, ARG_HOST, name, &place_r->host);
	else
		str_add(&place_r->host, name);
	place_r->ipv6 = strchr(str_text(&place_r->host), ':') != NULL;
	place_r->port = port && port->type == ARG_PORT ? (int)port->number : server->port;
	place_r->security = place_r->port == server->port ? server->security : SECURITY_AUTO;
	if (place_r->security == SECURITY_AUTO)
		place_r->security = place_r->port == 465 || place_r->port == 993 || place_r->port == 995
					    ? SECURITY_TLS
					    : SECURITY_STARTTLS;
	place_r->pop3 = server->pop3;
	return true;
}

/* host:port as openssl wants it */
static void add_openssl(struct str *out, const struct place *place, const char *protocol)
{
	const char *host = str_text(&place->host);

	str_add(out, "openssl s_client -crlf -connect ");
	str_addf(out, place->ipv6 ? "[%s]:%d" : "%s:%d", host, place->port);
	if (!place->ipv6)
		str_addf(out, " -servername %s", host);
	if (place->security == SECURITY_STARTTLS)
		str_addf(out, " -starttls %s", protocol);
}

static void add_talk(struct str *out, const struct place *place, const char *protocol)
{
	if (place->security == SECURITY_NONE)
		str_addf(out, "nc -C %s %d", str_text(&place->host), place->port);
	else
		add_openssl(out, place, protocol);
}

static void add_recipe(struct str *out, enum recipe recipe, const struct place *place)
{
	const char *host = str_text(&place->host);

	switch (recipe) {
	case RECIPE_DIG:
		str_addf(out, "dig %s A\ndig %s AAAA\ngetent ahosts %s", host, host, host);
		break;
	case RECIPE_CONNECT:
		str_addf(out, "nc -vz -w 10 %s %d", host, place->port);
		break;
	case RECIPE_CONNECT_6:
		str_addf(out, "nc -6 -vz -w 10 %s %d\nnc -4 -vz -w 10 %s %d", host, place->port, host,
			place->port);
		break;
	case RECIPE_TLS:
		add_openssl(out, place, "smtp");
		break;
	case RECIPE_TALK:
		add_talk(out, place, "smtp");
		str_add(out, "\nEHLO localhost\nQUIT");
		break;
	case RECIPE_LOGIN:
		add_talk(out, place, "smtp");
		str_add(out, "\nEHLO localhost\nAUTH LOGIN\nQUIT");
		break;
	case RECIPE_ENVELOPE:
		add_talk(out, place, "smtp");
		str_add(out,
			"\nEHLO localhost\nAUTH LOGIN\nMAIL FROM:<SENDER>\nRCPT TO:<RECIPIENT>\nRSET\nQUIT");
		break;
	case RECIPE_INCOMING:
		add_talk(out, place, place->pop3 ? "pop3" : "imap");
		break;
	default:
		break;
	}
}

/* Recipes that need no server. */
static const char *fixed_recipe(enum recipe recipe)
{
	switch (recipe) {
	case RECIPE_ROUTE:
		return "ip route\nip -6 route";
	case RECIPE_CLOCK:
		return "date -u\ntimedatectl";
	case RECIPE_STORE:
		return "ls -l /etc/ssl/certs/ca-certificates.crt\nenv | grep SSL_CERT";
	default:
		return NULL;
	}
}

/* One word of a question: a type, a name, or "@" and a server. False when a shell could take it for more than that. */
static bool add_question_word(struct str *out, const char *word, size_t len, const struct words_style *style)
{
	char text[HOST_MAX + 2];
	const char *name = text + (word[0] == '@');

	if (len == 0 || len >= sizeof text)
		return false;
	memcpy(text, word, len);
	text[len] = '\0';
	if (!is_plain_host(name))
		return false;
	str_add(out, word[0] == '@' ? " @" : " ");
	if (style && style->mask && strpbrk(name, ".:"))
		mask_text(style->mask, name, out);
	else
		str_add(out, name);
	return true;
}

/*
 * What was asked of DNS, as the finding's evidence "query" has it: "TXT _dmarc.example.org", several with "; " between, each with
 * an optional " @SERVER".
 */
static void add_questions(struct str *out, const char *query, const struct words_style *style)
{
	while (*query) {
		struct str line STR_AUTO = STR_INIT;
		size_t len = strcspn(query, ";");
		bool fine = true;

		str_add(&line, "dig +noall +answer +comments");
		for (size_t i = strspn(query, " "); fine && i < len; i += strspn(query + i, " ")) {
			size_t word = strcspn(query + i, " ;");

			fine = add_question_word(&line, query + i, word, style);
			i += word;
		}
		if (fine)
			str_addf(out, "%s%s", out->len ? "\n" : "", str_text(&line));
		query += len + (query[len] == ';');
	}
}

void words_by_hand(struct str *out, const struct record *record, const struct finding *finding,
	const struct words_style *style)
{
	const char *query = finding_evidence(finding, "query");
	enum recipe recipe = recipe_of(finding);
	struct place place = {.host = STR_INIT};

	if (query) {
		add_questions(out, query, style);
		return;
	}
	if (recipe == RECIPE_NONE)
		return;
	if (fixed_recipe(recipe))
		str_add(out, fixed_recipe(recipe));
	else if (place_of(record, finding, recipe == RECIPE_INCOMING, style, &place) &&
		 (place.port > 0 || recipe == RECIPE_DIG))
		add_recipe(out, recipe, &place);
	str_release(&place.host);
}
