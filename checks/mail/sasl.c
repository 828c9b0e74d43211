/*
 * The turns of each SASL mechanism. What one sends is decided here, how it travels in the protocols.
 */
#include "checks/mail/sasl.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/encode.h"
#include "checks/base/mem.h"
#include "checks/base/utf8.h"
#include "checks/mail/sasl_scram.h"

#define USER_MAX      1000
#define CHALLENGE_MAX 12288 /* RFC 4954 section 4 */
#define DETAIL_MAX    512

struct mech {
	const char *name;
	bool initial; /* the client speaks first */
	bool password;
	enum sasl_secret token; /* where it takes no password */
};

static const struct mech mechs[] = {
	[SASL_NONE] = {.name = "NONE"},
	[SASL_PLAIN] = {.name = "PLAIN", .initial = true, .password = true},
	[SASL_LOGIN] = {.name = "LOGIN", .password = true},
	[SASL_CRAM_MD5] = {.name = "CRAM-MD5", .password = true},
	[SASL_SCRAM_SHA_1] = {.name = "SCRAM-SHA-1", .initial = true, .password = true},
	[SASL_SCRAM_SHA_256] = {.name = "SCRAM-SHA-256", .initial = true, .password = true},
	[SASL_XOAUTH2] = {.name = "XOAUTH2", .initial = true, .token = SASL_TOKEN_XOAUTH2},
	[SASL_OAUTHBEARER] = {.name = "OAUTHBEARER", .initial = true, .token = SASL_TOKEN_OAUTHBEARER},
};

#define N_MECHS (sizeof mechs / sizeof mechs[0])

struct sasl {
	enum sasl_mech mech;
	struct sasl_login login;
	int turns; /* challenges answered */
	struct scram *scram;
	bool proved;
	char detail[DETAIL_MAX];
};

const char *sasl_name(enum sasl_mech mech)
{
	return mechs[mech].name;
}

static bool fits(enum sasl_mech mech, enum sasl_secret kind)
{
	if (mech == SASL_NONE)
		return false;
	return mechs[mech].password ? kind == SASL_PASSWORD : kind == mechs[mech].token;
}

static bool offered(const char (*names)[24], size_t n, enum sasl_mech mech)
{
	for (size_t i = 0; i < n; i++)
		if (ascii_caseeq(names[i], mechs[mech].name))
			return true;
	return false;
}

enum sasl_mech sasl_choose(const char (*names)[24], size_t n, enum sasl_secret kind)
{
	static const enum sasl_mech order[] = {SASL_PLAIN, SASL_LOGIN, SASL_SCRAM_SHA_256, SASL_SCRAM_SHA_1,
		SASL_CRAM_MD5, SASL_XOAUTH2, SASL_OAUTHBEARER};

	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
		if (fits(order[i], kind) && offered(names, n, order[i]))
			return order[i];
	return SASL_NONE;
}

static bool user_is_fine(const char *user)
{
	size_t len = user ? strnlen(user, USER_MAX + 1) : 0;

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)user[i] < 0x20 || user[i] == 0x7f)
			return false;
	return len && len <= USER_MAX;
}

struct sasl *sasl_new(enum sasl_mech mech, const struct sasl_login *login)
{
	struct sasl *sasl;

	if (!login->secret || !user_is_fine(login->user) || !fits(mech, login->kind))
		return NULL;
	sasl = mem_new(sizeof *sasl);
	sasl->mech = mech;
	sasl->login = *login;
	if (mech == SASL_SCRAM_SHA_1)
		sasl->scram = scram_new(SCRAM_SHA_1, login->user, login->secret, NULL);
	else if (mech == SASL_SCRAM_SHA_256)
		sasl->scram = scram_new(SCRAM_SHA_256, login->user, login->secret, NULL);
	return sasl;
}

void sasl_free(struct sasl **sasl)
{
	if (!*sasl)
		return;
	scram_free(&(*sasl)->scram);
	free(*sasl);
	*sasl = NULL;
}

static void add_secret(struct str *message, const struct sasl *sasl)
{
	secret_reveal(sasl->login.secret, message);
}

/* RFC 4616: no authorisation name of its own, then the user name and the password. */
static void plain_message(const struct sasl *sasl, struct str *message)
{
	str_add_char(message, '\0');
	str_add(message, sasl->login.user);
	str_add_char(message, '\0');
	add_secret(message, sasl);
}

static void xoauth2_message(const struct sasl *sasl, struct str *message)
{
	str_addf(message, "user=%s\001auth=Bearer ", sasl->login.user);
	add_secret(message, sasl);
	str_add(message, "\001\001");
}

/* RFC 7628 section 3.1; the name is a saslname (RFC 5801 section 4). */
static void oauthbearer_message(const struct sasl *sasl, struct str *message)
{
	str_add(message, "n,a=");
	for (const char *p = sasl->login.user; *p; p++) {
		if (*p == '=' || *p == ',')
			str_add(message, *p == '=' ? "=3D" : "=2C");
		else
			str_add_char(message, *p);
	}
	str_add(message, ",\001");
	if (sasl->login.host && sasl->login.port)
		str_addf(message, "host=%s\001port=%d\001", sasl->login.host, sasl->login.port);
	str_add(message, "auth=Bearer ");
	add_secret(message, sasl);
	str_add(message, "\001\001");
}

static void send_message(struct str *message, struct str *base64_r)
{
	base64_encode(base64_r, str_text(message), message->len);
	str_wipe(message);
	str_release(message);
}

bool sasl_initial(struct sasl *sasl, struct str *base64_r)
{
	struct str message = STR_INIT;

	if (!mechs[sasl->mech].initial)
		return false;
	switch (sasl->mech) {
	case SASL_XOAUTH2:
		xoauth2_message(sasl, &message);
		break;
	case SASL_OAUTHBEARER:
		oauthbearer_message(sasl, &message);
		break;
	case SASL_SCRAM_SHA_1:
	case SASL_SCRAM_SHA_256:
		scram_first(sasl->scram, &message);
		break;
	default:
		plain_message(sasl, &message);
		break;
	}
	send_message(&message, base64_r);
	return true;
}

/* It asks for the name, then for the password, whatever it calls them. */
static enum sasl_status answer_login(struct sasl *sasl, struct str *base64_r)
{
	struct str message = STR_INIT;

	if (sasl->turns > 2)
		return SASL_BAD;
	if (sasl->turns == 1)
		str_add(&message, sasl->login.user);
	else
		add_secret(&message, sasl);
	send_message(&message, base64_r);
	return SASL_GO_ON;
}

/* RFC 2195: the user name and the keyed digest of the challenge. */
static enum sasl_status answer_cram(struct sasl *sasl, const struct str *challenge, struct str *base64_r)
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned mac_len = 0;
	struct str message = STR_INIT;
	STR_SECRET struct str key = STR_INIT;

	if (sasl->turns > 1 || !challenge->len)
		return SASL_BAD;
	secret_reveal(sasl->login.secret, &key);
	if (!HMAC(EVP_md5(), str_text(&key), (int)key.len, (const unsigned char *)challenge->s,
		    challenge->len, mac, &mac_len)) {
		ERR_clear_error(); /* a system that forbids MD5 */
		return SASL_BAD;
	}
	str_addf(&message, "%s ", sasl->login.user);
	hex_encode(&message, mac, mac_len);
	mem_wipe(mac, sizeof mac);
	send_message(&message, base64_r);
	return SASL_GO_ON;
}

static void keep_detail(struct sasl *sasl, const struct str *challenge)
{
	text_harmless_buf(sasl->detail, sizeof sasl->detail, str_text(challenge), challenge->len);
}

static enum sasl_status answer_scram(struct sasl *sasl, const struct str *challenge, struct str *base64_r)
{
	struct str message = STR_INIT;

	if (memchr(str_text(challenge), '\0', challenge->len) || sasl->turns > 2)
		return SASL_BAD;
	if (ascii_starts(str_text(challenge), "e=")) {
		keep_detail(sasl, challenge);
		return SASL_BAD;
	}
	if (sasl->turns == 1) {
		if (!scram_final(sasl->scram, str_text(challenge), &message)) {
			str_release(&message);
			return SASL_BAD;
		}
		send_message(&message, base64_r);
		return SASL_GO_ON;
	}
	sasl->proved = scram_verify(sasl->scram, str_text(challenge));
	return sasl->proved ? SASL_GO_ON : SASL_IMPOSTOR;
}

/* The one challenge of a token method tells why the token was refused; the refusal itself follows our empty
 * answer. */
static enum sasl_status answer_oauth(struct sasl *sasl, const struct str *challenge, struct str *base64_r)
{
	if (sasl->turns > 1)
		return SASL_BAD;
	keep_detail(sasl, challenge);
	if (sasl->mech == SASL_OAUTHBEARER)
		base64_encode(base64_r, "\001", 1);
	return SASL_GO_ON;
}

static enum sasl_status answer_decoded(struct sasl *sasl, const struct str *challenge, struct str *base64_r)
{
	sasl->turns++;
	switch (sasl->mech) {
	case SASL_LOGIN:
		return answer_login(sasl, base64_r);
	case SASL_CRAM_MD5:
		return answer_cram(sasl, challenge, base64_r);
	case SASL_SCRAM_SHA_1:
	case SASL_SCRAM_SHA_256:
		return answer_scram(sasl, challenge, base64_r);
	case SASL_XOAUTH2:
	case SASL_OAUTHBEARER:
		return answer_oauth(sasl, challenge, base64_r);
	case SASL_PLAIN:
	case SASL_NONE:
		break;
	}
	return SASL_BAD;
}

enum sasl_status sasl_answer(struct sasl *sasl, const char *challenge, struct str *base64_r)
{
	struct str decoded = STR_INIT;
	enum sasl_status status = SASL_BAD;

	if (strnlen(challenge, CHALLENGE_MAX + 1) <= CHALLENGE_MAX && base64_decode(&decoded, challenge))
		status = answer_decoded(sasl, &decoded, base64_r);
	str_release(&decoded);
	return status;
}

bool sasl_server_proved(struct sasl *sasl, const char *final_base64_or_null)
{
	struct str decoded = STR_INIT;

	if (!sasl->scram)
		return true;
	if (!sasl->proved && final_base64_or_null && base64_decode(&decoded, final_base64_or_null) &&
		!memchr(str_text(&decoded), '\0', decoded.len))
		sasl->proved = scram_verify(sasl->scram, str_text(&decoded));
	str_release(&decoded);
	return sasl->proved;
}

const char *sasl_error_detail(const struct sasl *sasl)
{
	return sasl->detail;
}
