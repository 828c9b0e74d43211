/*
 * SCRAM-SHA-1 and SCRAM-SHA-256 by OpenSSL's PBKDF2 and HMAC (RFC 5802 section 3).
 */
#include "checks/mail/sasl_scram.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/encode.h"
#include "checks/base/mem.h"
#include "checks/base/random.h"

#define NONCE_BYTES 18
#define SALT_MAX    1024

struct scram {
	const EVP_MD *md;
	const struct secret *secret;
	size_t hash_len;
	struct str first_bare;
	char nonce[64];
	unsigned char server_signature[EVP_MAX_MD_SIZE];
	bool expects_proof; /* the server's signature is known */
};

/* "=" and "," have a meaning of their own in a saslname. */
static void add_saslname(struct str *out, const char *user)
{
	for (; *user; user++) {
		if (*user == '=')
			str_add(out, "=3D");
		else if (*user == ',')
			str_add(out, "=2C");
		else
			str_add_char(out, *user);
	}
}

struct scram *scram_new(
	enum scram_hash hash, const char *user, const struct secret *secret, const char *nonce)
{
	struct scram *scram = mem_new(sizeof *scram);
	unsigned char bytes[NONCE_BYTES];
	struct str random = STR_INIT;

	scram->md = hash == SCRAM_SHA_1 ? EVP_sha1() : EVP_sha256();
	scram->hash_len = hash == SCRAM_SHA_1 ? 20 : 32;
	scram->secret = secret;
	random_bytes(bytes, sizeof bytes);
	base64_encode(&random, bytes, sizeof bytes);
	str_copy(scram->nonce, sizeof scram->nonce, nonce ? nonce : str_text(&random));
	str_release(&random);
	str_add(&scram->first_bare, "n=");
	add_saslname(&scram->first_bare, user);
	str_add(&scram->first_bare, ",r=");
	str_add(&scram->first_bare, scram->nonce);
	return scram;
}

void scram_free(struct scram **scram)
{
	if (!*scram)
		return;
	str_release(&(*scram)->first_bare);
	mem_wipe(*scram, sizeof **scram);
	free(*scram);
	*scram = NULL;
}

void scram_first(struct scram *scram, struct str *message_r)
{
	str_add(message_r, "n,,");
	str_add(message_r, str_text(&scram->first_bare));
}

/* What the server's first message holds. */
struct challenge {
	struct str nonce, salt;
	int iterations;
};

/* Takes "x=value" off the front of *at, up to the next comma or the end. */
static bool take(const char **at, char name, struct str *value_r)
{
	size_t len;

	if ((*at)[0] != name || (*at)[1] != '=')
		return false;
	len = strcspn(*at + 2, ",");
	str_add_bytes(value_r, *at + 2, len);
	*at += 2 + len;
	if (**at == ',')
		++*at;
	return true;
}

/* RFC 5802 section 7: nonce, salt and count in this order, extensions behind them are ignored. */
static bool read_challenge(const struct scram *scram, const char *message, struct challenge *challenge_r)
{
	struct str salt = STR_INIT;
	struct str count = STR_INIT;
	size_t ours = strlen(scram->nonce);
	int64_t iterations = 0;
	bool fine = take(&message, 'r', &challenge_r->nonce) && take(&message, 's', &salt) &&
		    take(&message, 'i', &count);

	/* The server must add something of its own, or it could replay an old exchange. */
	fine = fine && challenge_r->nonce.len > ours && memcmp(challenge_r->nonce.s, scram->nonce, ours) == 0;
	fine = fine && base64_decode(&challenge_r->salt, str_text(&salt)) && challenge_r->salt.len &&
	       challenge_r->salt.len <= SALT_MAX;
	fine = fine && ascii_number(str_text(&count), 1, SCRAM_ITERATIONS_MAX, &iterations);
	challenge_r->iterations = (int)iterations;
	str_release(&salt);
	str_release(&count);
	return fine;
}

static bool hmac(const struct scram *scram, const unsigned char *key, const void *bytes, size_t len,
	unsigned char *mac_r)
{
	unsigned mac_len = 0;

	return HMAC(scram->md, key, (int)scram->hash_len, bytes, len, mac_r, &mac_len) != NULL;
}

/* The keys of one login, in one block so that it can be wiped as a whole. */
struct keys {
	unsigned char salted[EVP_MAX_MD_SIZE];
	unsigned char client[EVP_MAX_MD_SIZE];
	unsigned char stored[EVP_MAX_MD_SIZE];
	unsigned char server[EVP_MAX_MD_SIZE];
	unsigned char proof[EVP_MAX_MD_SIZE];
};

static bool derive(struct scram *scram, const struct challenge *challenge, const struct str *auth_message,
	struct keys *keys)
{
	STR_SECRET struct str password = STR_INIT;

	secret_reveal(scram->secret, &password);
	if (PKCS5_PBKDF2_HMAC(str_text(&password), (int)password.len,
		    (const unsigned char *)str_text(&challenge->salt), (int)challenge->salt.len,
		    challenge->iterations, scram->md, (int)scram->hash_len, keys->salted) != 1)
		return false;
	if (!hmac(scram, keys->salted, "Client Key", 10, keys->client) ||
		EVP_Digest(keys->client, scram->hash_len, keys->stored, NULL, scram->md, NULL) != 1 ||
		!hmac(scram, keys->stored, auth_message->s, auth_message->len, keys->proof) ||
		!hmac(scram, keys->salted, "Server Key", 10, keys->server) ||
		!hmac(scram, keys->server, auth_message->s, auth_message->len, scram->server_signature))
		return false;
	for (size_t i = 0; i < scram->hash_len; i++)
		keys->proof[i] ^= keys->client[i];
	return true;
}

/* message_r holds "c=biws,r=…" and gets the proof. */
static bool prove(struct scram *scram, const struct challenge *challenge, const char *server_first,
	struct str *message_r)
{
	struct str auth_message = STR_INIT;
	struct keys keys;
	bool fine;

	str_addf(&auth_message, "%s,%s,%s", str_text(&scram->first_bare), server_first, str_text(message_r));
	fine = derive(scram, challenge, &auth_message, &keys);
	if (fine) {
		str_add(message_r, ",p=");
		base64_encode(message_r, keys.proof, scram->hash_len);
	}
	mem_wipe(&keys, sizeof keys);
	str_release(&auth_message);
	ERR_clear_error();
	return fine;
}

bool scram_final(struct scram *scram, const char *server_first, struct str *message_r)
{
	struct challenge challenge = {.nonce = STR_INIT, .salt = STR_INIT};
	bool fine = read_challenge(scram, server_first, &challenge);

	if (fine) {
		/* "biws" is the base64 of "n,,": no channel binding, no other authorisation name. */
		str_addf(message_r, "c=biws,r=%s", str_text(&challenge.nonce));
		fine = prove(scram, &challenge, server_first, message_r);
	}
	scram->expects_proof = fine;
	str_release(&challenge.nonce);
	str_release(&challenge.salt);
	return fine;
}

bool scram_verify(const struct scram *scram, const char *server_final)
{
	struct str value = STR_INIT;
	struct str signature = STR_INIT;
	bool fine = scram->expects_proof && take(&server_final, 'v', &value) &&
		    base64_decode(&signature, str_text(&value)) && signature.len == scram->hash_len &&
		    CRYPTO_memcmp(signature.s, scram->server_signature, scram->hash_len) == 0;

	str_release(&value);
	str_release(&signature);
	return fine;
}
