/*
 * The trusted signers of this computer, loaded once, and the two kinds of context that share them.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "checks/base/mem.h"
#include "checks/net/tls_link.h"

#define CERT_LIST_MAX (100L * 1024) /* bytes of a certificate message */

struct tls_store {
	X509_STORE *signers;
	SSL_CTX *secure, *look;
	size_t n;
};

/* A name in a directory of signers made by c_rehash: eight hex digits, a dot, a number. */
static bool is_hashed(const char *name)
{
	return strlen(name) > 9 && strspn(name, "0123456789abcdef") == 8 && name[8] == '.' &&
	       strspn(name + 9, "0123456789") == strlen(name + 9);
}

/* A directory is read by OpenSSL only when a signer is needed; its files are counted here. */
static size_t count_directory(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	size_t n = 0;

	if (!dir)
		return 0;
	for (entry = readdir(dir); entry; entry = readdir(dir))
		n += is_hashed(entry->d_name);
	closedir(dir);
	return n;
}

static size_t count_loaded(X509_STORE *signers)
{
	STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(signers);
	size_t n = 0;

	for (int i = 0; i < sk_X509_OBJECT_num(objects); i++)
		n += X509_OBJECT_get_type(sk_X509_OBJECT_value(objects, i)) == X509_LU_X509;
	return n;
}

/* How many certificates a file in PEM form holds, without the 25 ms that it takes to read them. */
static size_t count_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char line[128];
	size_t n = 0;

	if (!file)
		return 0;
	while (fgets(line, sizeof line, file))
		n += strncmp(line, "-----BEGIN ", 11) == 0 && strstr(line, "CERTIFICATE-----");
	fclose(file);
	return n;
}

/*
 * As OpenSSL itself looks for them: a file and a list of directories, each from the environment or built in.
 * The two built in are made from one list as a rule: a file that holds no more than the directories is then
 * left alone, for OpenSSL takes out of a directory only what a server's certificate asks for.
 */
static size_t load_system(X509_STORE *signers)
{
	const char *told = getenv(X509_get_default_cert_file_env());
	const char *file = told ? told : X509_get_default_cert_file();
	const char *dirs = getenv(X509_get_default_cert_dir_env());
	size_t in_dirs = 0, in_file = 0;
	char *copy, *rest, *dir;

	copy = rest = mem_strdup(dirs ? dirs : X509_get_default_cert_dir());
	for (dir = strsep(&rest, ":"); dir; dir = strsep(&rest, ":")) {
		size_t n = count_directory(dir);

		if (n)
			X509_STORE_load_path(signers, dir);
		in_dirs += n;
	}
	free(copy);
	if (told || dirs || count_file(file) > in_dirs) {
		X509_STORE_load_file(signers, file);
		in_file = count_loaded(signers);
	}
	ERR_clear_error();
	/* What both hold is not counted twice. */
	return in_file > in_dirs ? in_file : in_dirs;
}

static bool load_given(struct tls_store *store, const char *path, struct err *err)
{
	X509_LOOKUP *lookup = X509_STORE_add_lookup(store->signers, X509_LOOKUP_file());
	int n;

	if (!lookup)
		mem_exhausted();
	if (access(path, R_OK) != 0) {
		err_errno(err, errno, path);
		return false;
	}
	n = X509_load_cert_file(lookup, path, X509_FILETYPE_PEM);
	ERR_clear_error();
	if (n <= 0) {
		err_set(err, "%s: holds no certificate in PEM form", path);
		return false;
	}
	store->n += (size_t)n;
	return true;
}

/* Not left to the system's openssl.cnf: the same server is judged alike on every computer. */
static void equip(SSL_CTX *context, X509_STORE *signers, enum tls_kind kind)
{
	SSL_CTX_set1_cert_store(context, signers);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
					  SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_max_cert_list(context, CERT_LIST_MAX);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	X509_VERIFY_PARAM_set_hostflags(SSL_CTX_get0_param(context), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	if (kind == TLS_SECURE) {
		SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
		SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=2");
	} else {
		SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
		SSL_CTX_set_cipher_list(context, "ALL:+aNULL:@SECLEVEL=0");
		SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT);
	}
	SSL_CTX_set_max_proto_version(context, 0);
}

static SSL_CTX *context_new(X509_STORE *signers, enum tls_kind kind)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	if (!context)
		mem_exhausted();
	equip(context, signers, kind);
	return context;
}

void tls_store_equip(const struct tls_store *store, SSL_CTX *context)
{
	equip(context, store->signers, TLS_SECURE);
}

static struct tls_store *store_empty(void)
{
	struct tls_store *store = mem_new(sizeof *store);

	store->signers = X509_STORE_new();
	if (!store->signers)
		mem_exhausted();
	return store;
}

/* What OpenSSL keeps of a certificate's extensions is worked out now, not by several threads. */
static void work_out_extensions(X509_STORE *signers)
{
	STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(signers);

	for (int i = 0; i < sk_X509_OBJECT_num(objects); i++) {
		X509 *cert = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));

		if (cert)
			(void)X509_check_purpose(cert, -1, 0);
	}
	ERR_clear_error();
}

static void add_contexts(struct tls_store *store)
{
	work_out_extensions(store->signers);
	store->secure = context_new(store->signers, TLS_SECURE);
	store->look = context_new(store->signers, TLS_LOOK);
}

struct tls_store *tls_store_new(const char *ca_file, struct err *err)
{
	struct tls_store *store = store_empty();

	store->n = load_system(store->signers);
	if (ca_file && !load_given(store, ca_file, err)) {
		tls_store_free(&store);
		return NULL;
	}
	add_contexts(store);
	return store;
}

struct tls_store *tls_store_new_only(const char *pem)
{
	struct tls_store *store = store_empty();
	BIO *memory = BIO_new_mem_buf(pem, -1);
	X509 *cert;

	if (!memory)
		mem_exhausted();
	for (cert = PEM_read_bio_X509(memory, NULL, NULL, NULL); cert;
		cert = PEM_read_bio_X509(memory, NULL, NULL, NULL)) {
		store->n += X509_STORE_add_cert(store->signers, cert) == 1;
		X509_free(cert);
	}
	BIO_free(memory);
	ERR_clear_error();
	add_contexts(store);
	return store;
}

void tls_store_free(struct tls_store **store)
{
	if (!*store)
		return;
	SSL_CTX_free((*store)->secure);
	SSL_CTX_free((*store)->look);
	X509_STORE_free((*store)->signers);
	free(*store);
	*store = NULL;
}

size_t tls_store_signers(const struct tls_store *store)
{
	return store->n;
}

SSL *tls_store_session(const struct tls_store *store, enum tls_kind kind)
{
	return SSL_new(kind == TLS_SECURE ? store->secure : store->look);
}
