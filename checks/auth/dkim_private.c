/*
 * The private key of a server, as far as its public half. The file's bytes lie in one block that is wiped, OpenSSL wipes its own, and no word
 * of them is said.
 */
#include "checks/auth/dkim.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks/base/mem.h"

#define KEY_FILE_MAX 65536

/* Some files hold certificates or parameters before the key. The caller frees with OPENSSL_clear_free(…, KEY_FILE_MAX). */
static char *read_file(const char *path, size_t *len_r, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;
	char *bytes;
	size_t len = 0;
	ssize_t n = 1;

	if (fd < 0 || fstat(fd, &st) != 0) {
		err_errno(err, errno, "the file");
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	bytes = S_ISREG(st.st_mode) ? OPENSSL_zalloc(KEY_FILE_MAX) : NULL;
	if (!bytes)
		err_set(err, "the file: not a regular file");
	while (bytes && n > 0 && len < KEY_FILE_MAX) {
		n = read(fd, bytes + len, KEY_FILE_MAX - len);
		len += n > 0 ? (size_t)n : 0;
		if (n < 0 && errno == EINTR)
			n = 1;
	}
	if (n < 0) {
		err_errno(err, errno, "the file");
		OPENSSL_clear_free(bytes, KEY_FILE_MAX);
		bytes = NULL;
	}
	close(fd);
	*len_r = len;
	return bytes;
}

/* Called for a key under a password: nobody is asked. */
static int no_password(char *buf, int size, int rwflag, void *asked)
{
	(void)buf;
	(void)size;
	(void)rwflag;
	*(bool *)asked = true;
	return -1;
}

static EVP_PKEY *parse(const char *bytes, size_t len, bool *locked_r)
{
	BIO *bio = BIO_new_mem_buf(bytes, (int)len);
	EVP_PKEY *pkey;

	if (!bio)
		mem_exhausted();
	*locked_r = false;
	pkey = PEM_read_bio_PrivateKey(bio, NULL, no_password, locked_r);
	BIO_free(bio);
	ERR_clear_error();
	return pkey;
}

/* A key that has the public half alone. */
static EVP_PKEY *public_half(EVP_PKEY *private)
{
	unsigned char *der = NULL;
	const unsigned char *at;
	int len = i2d_PUBKEY(private, &der);
	EVP_PKEY *pkey;

	if (len <= 0)
		return NULL;
	at = der;
	pkey = d2i_PUBKEY(NULL, &at, len);
	OPENSSL_free(der);
	return pkey;
}

enum dkim_private dkim_private_read(const char *path, struct dkim_key *key_r, struct err *err)
{
	struct dkim_key key = {.fault = DKIM_KEY_FINE};
	size_t len = 0;
	char *bytes = read_file(path, &len, err);
	EVP_PKEY *private;
	bool locked;
	int type;

	if (!bytes)
		return DKIM_PRIVATE_UNREADABLE;
	private = parse(bytes, len, &locked);
	OPENSSL_clear_free(bytes, KEY_FILE_MAX);
	if (!private)
		return locked ? DKIM_PRIVATE_LOCKED : DKIM_PRIVATE_NO_KEY;
	type = EVP_PKEY_get_base_id(private);
	if (type == EVP_PKEY_RSA || type == EVP_PKEY_ED25519)
		key.pkey = public_half(private);
	EVP_PKEY_free(private);
	if (!key.pkey)
		return DKIM_PRIVATE_TYPE;
	key.ed25519 = type == EVP_PKEY_ED25519;
	key.bits = key.ed25519 ? 0 : EVP_PKEY_get_bits(key.pkey);
	key.long_key = key.bits > DKIM_BITS_MOST;
	key.fault = !key.ed25519 && key.bits < DKIM_BITS_LEAST ? DKIM_KEY_SHORT : DKIM_KEY_FINE;
	*key_r = key;
	return DKIM_PRIVATE_FINE;
}
