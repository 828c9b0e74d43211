/*
 * Stored key, client signature, client key: the proof is right when its hash is the stored key (RFC 5802
 * section 3).
 */
#include "tests/unit/support/peer_scram.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <string.h>

#include "checks/base/encode.h"

#define SALT	   "0123456789abcdef"
#define ITERATIONS 4096

static void mac(const unsigned char *key, const char *text, unsigned char *mac_r)
{
	HMAC(EVP_sha256(), key, SHA256_DIGEST_LENGTH, (const unsigned char *)text, strlen(text), mac_r, NULL);
}

bool peer_scram_first(struct peer_scram *scram, const char *base64, struct str *base64_r)
{
	struct str message = STR_INIT;
	const char *nonce;
	bool fine = base64_decode(&message, base64) && strncmp(str_text(&message), "n,,n=", 5) == 0;

	nonce = fine ? strstr(str_text(&message), ",r=") : NULL;
	if (nonce) {
		str_add(&scram->first_bare, str_text(&message) + 3);
		str_addf(&scram->server_first, "r=%sServersPart,s=", nonce + 3);
		base64_encode(&scram->server_first, SALT, strlen(SALT));
		str_addf(&scram->server_first, ",i=%d", ITERATIONS);
		base64_encode(base64_r, scram->server_first.s, scram->server_first.len);
	}
	str_release(&message);
	return nonce != NULL;
}

bool peer_scram_final(struct peer_scram *scram, const char *base64, struct str *base64_r)
{
	unsigned char salted[32], client[32], stored[32], server[32], signature[32], found[32];
	struct str message = STR_INIT;
	struct str auth = STR_INIT;
	struct str proof = STR_INIT;
	char *p;
	bool fine = base64_decode(&message, base64);

	p = fine ? strstr(str_text(&message), ",p=") : NULL;
	fine = p && base64_decode(&proof, p + 3) && proof.len == 32;
	if (p)
		*p = '\0';
	str_addf(&auth, "%s,%s,%s", str_text(&scram->first_bare), str_text(&scram->server_first),
		str_text(&message));
	PKCS5_PBKDF2_HMAC(scram->password, -1, (const unsigned char *)SALT, (int)strlen(SALT), ITERATIONS,
		EVP_sha256(), 32, salted);
	mac(salted, "Client Key", client);
	SHA256(client, 32, stored);
	mac(stored, str_text(&auth), signature);
	for (int i = 0; fine && i < 32; i++)
		found[i] = (unsigned char)proof.s[i] ^ signature[i];
	if (fine)
		SHA256(found, 32, client);
	fine = fine && memcmp(client, stored, 32) == 0;
	mac(salted, "Server Key", server);
	mac(server, str_text(&auth), signature);
	str_add(&scram->server_final, "v=");
	base64_encode(&scram->server_final, signature, 32);
	base64_encode(base64_r, scram->server_final.s, scram->server_final.len);
	str_release(&message);
	str_release(&auth);
	str_release(&proof);
	return fine;
}

void peer_scram_release(struct peer_scram *scram)
{
	str_release(&scram->first_bare);
	str_release(&scram->server_first);
	str_release(&scram->server_final);
}
