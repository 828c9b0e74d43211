/*
 * The handshake, and the verdict on how it ended. The verification callback remembers the first error and
 * lets the handshake go on, so that a bad certificate can be looked at; that it was bad decides `verified`
 * alone.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "checks/base/clock.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"
#include "checks/net/addr.h"
#include "checks/net/tls_link.h"

/* RFC 8446 section 6; the header of OpenSSL calls them SSL3_AD_… and TLS1_AD_… */
enum { ALERT_HANDSHAKE_FAILURE = 40, ALERT_PROTOCOL_VERSION = 70, ALERT_INSUFFICIENT_SECURITY = 71 };

static int on_verify(int ok, X509_STORE_CTX *context)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct tls_report *report = SSL_get_app_data(ssl);

	if (!ok && report && report->verify_error == X509_V_OK) {
		report->verify_error = X509_STORE_CTX_get_error(context);
		report->verify_depth = X509_STORE_CTX_get_error_depth(context);
	}
	return 1;
}

static void on_info(const SSL *ssl, int where, int value)
{
	struct tls_report *report = SSL_get_app_data(ssl);
	bool fatal = value >> 8 == SSL3_AL_FATAL;

	if (report && (where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT && fatal)
		report->alert = value & 0xff;
}

/* Whom we expect. The final dot of a name is DNS's, no certificate has it. */
static bool set_peer(SSL *ssl, const char *host)
{
	struct net_addr addr;
	char name[256];
	size_t len;

	if (net_addr_parse(host, 0, &addr)) {
		char text[NET_ADDR_TEXT];

		net_addr_text(&addr, text, sizeof text);
		text[strcspn(text, "%")] = '\0';
		return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), text) == 1;
	}
	if (!str_copy(name, sizeof name, host))
		return false;
	len = strlen(name);
	if (len && name[len - 1] == '.')
		name[--len] = '\0';
	return !len || (SSL_set_tlsext_host_name(ssl, name) == 1 && SSL_set1_host(ssl, name) == 1);
}

/* A TLS record begins with its type and the major version 3. */
static bool is_plain(const struct tls_link *link)
{
	const unsigned char *first = link->first;

	if (!link->n_first)
		return false;
	return first[0] < 20 || first[0] > 24 || (link->n_first > 1 && first[1] != 3);
}

static void keep_plain(struct tls_link *link, struct tls_report *report)
{
	size_t room = sizeof link->first - link->n_first, len;
	ssize_t more = recv(link->fd, link->first + link->n_first, room, MSG_DONTWAIT);

	/* OpenSSL stops behind the first five bytes; the rest is evidence, and nobody reads this socket
	 * again. */
	if (more > 0)
		link->n_first += (size_t)more;
	for (len = 0; len < link->n_first && link->first[len] != '\r' && link->first[len] != '\n';)
		len++;
	text_harmless_buf(report->plain, sizeof report->plain, link->first, len);
}

/* What OpenSSL itself disliked, by its reason. */
static enum tls_outcome outcome_of_reason(int reason)
{
	switch (reason) {
	case SSL_R_UNSUPPORTED_PROTOCOL:
	case SSL_R_NO_PROTOCOLS_AVAILABLE:
	case SSL_R_VERSION_TOO_LOW:
	case SSL_R_BAD_PROTOCOL_VERSION_NUMBER:
	case SSL_R_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED:
	case SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED:
		return TLS_TOO_OLD;
	case SSL_R_NO_SHARED_CIPHER:
	case SSL_R_NO_CIPHERS_AVAILABLE:
	case SSL_R_WRONG_CIPHER_RETURNED:
	case SSL_R_UNKNOWN_CIPHER_RETURNED:
	case SSL_R_DH_KEY_TOO_SMALL:
	case SSL_R_EE_KEY_TOO_SMALL:
	case SSL_R_CA_KEY_TOO_SMALL:
	case SSL_R_CA_MD_TOO_WEAK:
	case SSL_R_WRONG_CURVE:
	case SSL_R_WRONG_SIGNATURE_TYPE:
	case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM:
	case SSL_R_NO_SUITABLE_KEY_SHARE:
		return TLS_NO_CIPHER;
	case SSL_R_EXCESSIVE_MESSAGE_SIZE:
		return TLS_OVERSIZED;
	default:
		return TLS_FAILED;
	}
}

static enum tls_outcome outcome_of_alert(int alert)
{
	if (alert == ALERT_PROTOCOL_VERSION)
		return TLS_TOO_OLD;
	if (alert == ALERT_HANDSHAKE_FAILURE || alert == ALERT_INSUFFICIENT_SECURITY)
		return TLS_NO_CIPHER;
	return TLS_ALERT;
}

static enum tls_outcome outcome_of(const struct tls_report *report, enum io_status status, int reason)
{
	switch (status) {
	case IO_OK:
		return TLS_DONE;
	case IO_CANCELLED:
		return TLS_CANCELLED;
	case IO_TIMED_OUT:
		return TLS_TIMED_OUT;
	default:
		break;
	}
	if (report->alert)
		return outcome_of_alert(report->alert);
	if (status == IO_CLOSED)
		return TLS_CLOSED;
	return status == IO_RESET ? TLS_RESET : outcome_of_reason(reason);
}

static enum io_status shake(struct tls_link *link, SSL *ssl, const struct io_scope *scope)
{
	for (;;) {
		enum io_status status;
		int result;

		ERR_clear_error();
		result = SSL_connect(ssl);
		if (result == 1)
			return IO_OK;
		status = tls_link_wait(link, ssl, scope, result);
		if (status != IO_OK)
			return status;
	}
}

static void tell_error(struct tls_report *report, enum io_status status, unsigned long error, int number)
{
	const char *reason = ERR_reason_error_string(error);

	if (reason)
		err_set(&report->err, "TLS handshake: %s", reason);
	else if (status == IO_FAILED)
		err_errno(&report->err, number, "TLS handshake");
	else
		err_set(&report->err, "TLS handshake: %s", io_status_name(status));
}

/* Only a certificate that was shown and passed every check counts (SSL_get_verify_result is "ok" without
 * one). */
static bool is_verified(const struct tls_report *report, SSL *ssl, const char *host)
{
	return report->outcome == TLS_DONE && host[0] != '\0' && SSL_get0_peer_certificate(ssl) &&
	       report->verify_error == X509_V_OK;
}

static void judge(
	struct tls_link *link, SSL *ssl, const char *host, enum io_status status, struct tls_report *report)
{
	int number = errno;
	unsigned long error = ERR_peek_error();

	report->outcome = outcome_of(report, status, ERR_GET_REASON(error));
	if (report->outcome != TLS_DONE)
		tell_error(report, status, error, number);
	if (report->outcome != TLS_DONE && report->outcome != TLS_CANCELLED && is_plain(link)) {
		report->outcome = TLS_NOT_TLS;
		keep_plain(link, report);
	}
	tls_report_session(report, ssl);
	if (report->outcome == TLS_DONE && report->verify_error == X509_V_OK)
		report->verify_error = (int)SSL_get_verify_result(ssl);
	report->verified = is_verified(report, ssl, host);
}

void tls_handshake(struct tls_link *link, SSL *ssl, const struct io_scope *scope, const char *host,
	struct tls_report *report_r)
{
	int64_t start = clock_us();
	enum io_status status = IO_FAILED;

	SSL_set_app_data(ssl, report_r);
	SSL_set_verify(ssl, SSL_VERIFY_PEER, on_verify);
	SSL_set_info_callback(ssl, on_info);
	if (set_peer(ssl, host)) {
		status = shake(link, ssl, scope);
	} else {
		ERR_clear_error();
		errno = EINVAL;
	}
	judge(link, ssl, host, status, report_r);
	ERR_clear_error();
	/* The report is the caller's; later messages of the peer must not reach for it. */
	SSL_set_app_data(ssl, NULL);
	SSL_set_info_callback(ssl, NULL);
	report_r->took_us = clock_us() - start;
}
