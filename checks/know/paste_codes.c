/*
 * Reply codes in free text. A code stands at the start of a line, behind what announces a reply, or before an enhanced code;
 * a number in the middle of a sentence, of an address or of a time is none.
 */
#include "checks/know/paste_codes.h"

#include <string.h>

#include "checks/base/ascii.h"

/* What a number that counts something is followed by. */
static const char *const units[] = {"bytes", "byte", "octets", "kb", "kib", "mb", "mib", "gb", "k", "m", "ms",
	"s", "sec", "secs", "seconds", "second", "minutes", "min", "hours", "hour", "days", "day", "times",
	"messages", "message", "mails", "mail", "emails", "email", "recipients", "connections", "characters",
	"lines", "per", "of", "percent", "sekunden", "nachrichten", "secondes", "segundos", "secondi"};

/* The last word before a code, where one stands there. */
static const char *const announcers[] = {"said", "says", "responded", "response", "responding", "replied",
	"reply", "answered", "answer", "returned", "returns", "got", "received", "error", "errors", "err",
	"code", "status", "smtp", "esmtp", "lmtp", "was", "with", "rejected", "failed", "failure", "fail",
	"refused", "bounced", "deferred", "fehler", "fehlercode", "statuscode", "antwort", "lautet",
	"lautete", "erreur", "serveur", "error:", "respuesta", "errore", "risposta", "erro", "resposta",
	"fout", "foutcode", "antwoord", "kod", "kodem", "hata", "virhe", "fejl", "fel", "feil", "chyba",
	"hiba", "permanent", "transient", "temporary", "server", "rcpt", "data", "exception", "reason",
	"diagnostic", "\xd0\xbe\xd1\x88\xd0\xb8\xd0\xb1\xd0\xba\xd0\xb0", /* oshibka */
	"\xd0\xba\xd0\xbe\xd0\xb4",					  /* kod */
	"b\xc5\x82\xc4\x85"
	"d", /* blad with its marks */
	"c\xc3\xb3"
	"digo"};

static bool part_of_word(char c)
{
	return ascii_isalnum(c) || (unsigned char)c >= 0x80;
}

static bool listed(const char *const *words, size_t n, const char *word, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(words[i]) == len && ascii_ncasecmp(words[i], word, len) == 0)
			return true;
	return false;
}

#define LISTED(list, word, len) listed(list, sizeof(list) / sizeof(list)[0], word, len)

size_t paste_enhanced_at(const char *s)
{
	size_t len = 1;

	if ((s[0] != '2' && s[0] != '4' && s[0] != '5') || s[1] != '.')
		return 0;
	for (int part = 0; part < 2; part++) {
		size_t digits = 0;

		if (s[len] != '.')
			return 0;
		len++;
		while (digits < 4 && ascii_isdigit(s[len + digits]))
			digits++;
		if (!digits || digits > 3)
			return 0;
		len += digits;
	}
	return ascii_isdigit(s[len]) || (s[len] == '.' && ascii_isalnum(s[len + 1])) ? 0 : len;
}

int paste_code_at(const char *s)
{
	int code;

	if (!ascii_isdigit(s[0]) || !ascii_isdigit(s[1]) || !ascii_isdigit(s[2]) || ascii_isdigit(s[3]))
		return 0;
	code = (s[0] - '0') * 100 + (s[1] - '0') * 10 + (s[2] - '0');
	if (s[0] == '2')
		return code == 220 || code == 221 || code == 235 || (code >= 250 && code <= 252) ? code : 0;
	return (s[0] == '4' || s[0] == '5') && s[1] <= '7' ? code : 0;
}

/*
 * What separates a reply code from the enhanced one or the words ("550-5.7.1", "550 #5.1.0", "535, b'5.7.8"). A quotation mark
 * behind a comma is the program's and closes the reply; any other is part of the words.
 */
static size_t skip_gap(const char *s, char *quote_r)
{
	bool comma = false;
	size_t n = 0;

	for (; n < 6 && s[n] && strchr(" -:,;#([b'\"", s[n]); n++) {
		bool quote = s[n] == '\'' || s[n] == '"';

		if ((s[n] == 'b' && s[n + 1] != '\'' && s[n + 1] != '"') || (quote && !comma))
			break;
		comma = comma || s[n] == ',';
		if (quote)
			*quote_r = s[n];
	}
	return n;
}

static bool counts_something(const char *s)
{
	size_t start = *s == ' ' ? 1 : 0, len = 0;

	while (part_of_word(s[start + len]))
		len++;
	return len && LISTED(units, s + start, len);
}

static bool right_fits(const char *s, bool enhanced)
{
	if (enhanced)
		return true;
	switch (s[3]) {
	case '.':
	case ',':
		return !ascii_isalnum(s[4]);
	case ':':
		return !ascii_isdigit(s[4]);
	case '-':
		return !ascii_isdigit(s[4]) && s[4] != '-';
	case '%':
	case '/':
	case '@':
	case '_':
	case '=':
	case '+':
		return false;
	default:
		return !ascii_isalnum(s[3]) && !counts_something(s + 3);
	}
}

/* The word that ends at end. */
static size_t word_before(const char *text, const char *end)
{
	size_t len = 0;

	while (end - len > text && part_of_word(end[-(ptrdiff_t)len - 1]))
		len++;
	return len;
}

enum left { LEFT_NEVER, LEFT_WITH_ENHANCED, LEFT_FITS, LEFT_FIRM };

/* Behind a blank: what stands before it decides. */
static enum left left_of_blank(const char *text, const char *s)
{
	size_t len;

	while (s > text && (s[-1] == ' ' || s[-1] == '\t'))
		s--;
	if (s == text || s[-1] == '\n')
		return LEFT_FIRM;
	if (strchr(":;><*", s[-1]))
		return LEFT_FIRM;
	if (strchr("%/@+$", s[-1]))
		return LEFT_NEVER;
	if (!part_of_word(s[-1]))
		return LEFT_FITS;
	len = word_before(text, s);
	return LISTED(announcers, s - len, len) ? LEFT_FIRM : LEFT_WITH_ENHANCED;
}

/* Behind a colon: "said:550" is a reply, "mail.example.net:465", "12:45:30" and "[::1]:587" are none. */
static enum left left_of_colon(const char *text, const char *colon)
{
	const char *start = colon;

	while (start > text && !ascii_isspace(start[-1]) && !strchr("\"'(=,", start[-1]))
		start--;
	if (start == colon)
		return LEFT_FITS;
	if (colon[-1] == ']' || memchr(start, '.', (size_t)(colon - start)) ||
		memchr(start, ':', (size_t)(colon - start)))
		return LEFT_WITH_ENHANCED;
	return ascii_isdigit(colon[-1]) ? LEFT_NEVER : LEFT_FITS;
}

/* Behind "=": the key says whether the value is a code. */
static enum left left_of_equals(const char *text, const char *equals)
{
	static const char *const keys[] = {"code", "status", "reply", "error", "response", "said", "stat"};
	size_t len = word_before(text, equals);
	const char *before = equals - len;

	if (before > text && (before[-1] == '?' || before[-1] == '&'))
		return LEFT_NEVER; /* of a web address */
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		size_t key = strlen(keys[i]);

		if (len >= key && ascii_ncasecmp(equals - key, keys[i], key) == 0)
			return LEFT_FIRM;
	}
	return LEFT_WITH_ENHANCED;
}

static enum left left_of(const char *text, const char *s)
{
	char before = s > text ? s[-1] : '\n';

	if (before == '\n' || before == ';')
		return LEFT_FIRM;
	if (before == ' ' || before == '\t')
		return left_of_blank(text, s);
	if (before == ':')
		return left_of_colon(text, s - 1);
	if (before == '=')
		return left_of_equals(text, s - 1);
	if (before == '[')
		return s - 1 > text && ascii_isalnum(s[-2]) ? LEFT_NEVER : LEFT_FITS;
	if (before == ',' || before == '-')
		return LEFT_WITH_ENHANCED;
	return ascii_isalnum(before) || strchr("./@_+$%", before) ? LEFT_NEVER : LEFT_FITS;
}

static void take_enhanced(struct paste_code *code, const char *s, size_t len)
{
	if (!len || len >= sizeof code->enhanced)
		return;
	memcpy(code->enhanced, s, len);
	code->enhanced[len] = '\0';
}

static size_t skip_to_words(const char *text, size_t at)
{
	while (text[at] && strchr(" \t-:;,)]#", text[at]))
		at++;
	return at;
}

static bool reply_at(const char *text, const char *s, struct paste_code *code_r)
{
	struct paste_code found = {.at = (size_t)(s - text), .code = paste_code_at(s)};
	size_t gap, enhanced;
	enum left left;

	if (!found.code)
		return false;
	if (s > text && (s[-1] == '\'' || s[-1] == '"'))
		found.quote = s[-1];
	gap = skip_gap(s + 3, &found.quote);
	enhanced = gap ? paste_enhanced_at(s + 3 + gap) : 0;
	if (s[0] != s[3 + gap])
		enhanced = 0;
	left = left_of(text, s);
	/* 465 is a port far more often than the code that nobody uses */
	if (!right_fits(s, enhanced) || left == LEFT_NEVER ||
		(!enhanced && (left == LEFT_WITH_ENHANCED || found.code == 465)))
		return false;
	found.firm = enhanced || left == LEFT_FIRM;
	if (s[0] == '2' && !found.firm)
		return false;
	found.goes_on = s[3] == '-';
	take_enhanced(&found, s + 3 + gap, enhanced);
	found.words = skip_to_words(text, found.at + 3 + (enhanced ? gap + enhanced : gap));
	*code_r = found;
	return true;
}

static bool ends_with(const char *text, const char *end, const char *word)
{
	size_t len = strlen(word);

	return (size_t)(end - text) >= len && ascii_ncasecmp(end - len, word, len) == 0;
}

/* An enhanced code without a reply code: not part of an address, and no number of a version. */
static bool lone_enhanced_at(const char *text, const char *s, struct paste_code *code_r)
{
	static const char *const versions[] = {"version", "v", "ver", "release", "esmtp", "postfix", "exim",
		"sendmail", "python", "php", "openssl", "thunderbird", "outlook", "phpmailer", "wordpress",
		"kernel", "linux"};
	size_t len = paste_enhanced_at(s), word;
	const char *before = s;

	if (!len || s[0] == '2' || len >= sizeof code_r->enhanced || part_of_word(s[len]))
		return false;
	if (s > text && (part_of_word(s[-1]) || strchr("./@_-", s[-1])))
		return false;
	while (before > text && before[-1] == ' ')
		before--;
	word = word_before(text, before);
	if (word && LISTED(versions, before - word, word))
		return false;
	*code_r = (struct paste_code){
		.at = (size_t)(s - text), .words = skip_to_words(text, (size_t)(s - text) + len)};
	code_r->field = (s > text && s[-1] == '=') ||
			(before > text && before[-1] == ':' && ends_with(text, before - 1, "status"));
	take_enhanced(code_r, s, len);
	return true;
}

/* Whether a code begins another line of the reply that goes on. */
static bool same_reply(const struct paste_code *reply, const struct paste_code *line)
{
	return reply->goes_on && line->code == reply->code &&
	       (!reply->enhanced[0] || !line->enhanced[0] || strcmp(reply->enhanced, line->enhanced) == 0);
}

size_t paste_codes(const char *text, struct paste_code *codes_r, size_t n)
{
	struct paste_code code;
	size_t found = 0;

	for (const char *s = text; *s && found < n;) {
		if (!ascii_isdigit(*s) || (!reply_at(text, s, &code) && !lone_enhanced_at(text, s, &code))) {
			s++;
			continue;
		}
		s += code.code ? 3 : strlen(code.enhanced);
		if (code.words > (size_t)(s - text))
			s = text + code.words;
		if (found && same_reply(&codes_r[found - 1], &code))
			codes_r[found - 1].goes_on = code.goes_on;
		else
			codes_r[found++] = code;
	}
	return found;
}
