/*
 * base64 and hex for SASL and for finding the forms of a secret.
 */
#include "checks/base/encode.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(struct str *out, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i += 3) {
		unsigned long v = (unsigned long)p[i] << 16;
		char quad[4];

		if (i + 1 < len)
			v |= (unsigned long)p[i + 1] << 8;
		if (i + 2 < len)
			v |= p[i + 2];
		quad[0] = alphabet[v >> 18];
		quad[1] = alphabet[v >> 12 & 63];
		quad[2] = i + 1 < len ? alphabet[v >> 6 & 63] : '=';
		quad[3] = i + 2 < len ? alphabet[v & 63] : '=';
		str_add_bytes(out, quad, sizeof quad);
	}
}

/* The value of one quad in bytes; how many of its three bytes count depends on the padding at its end. */
static bool decode_quad(struct str *out, const char *quad, bool last)
{
	unsigned long v = 0;
	int pad = 0;
	char bytes[3];

	for (int i = 0; i < 4; i++) {
		const char *at = quad[i] ? strchr(alphabet, quad[i]) : NULL;

		if (at && !pad) {
			v = v << 6 | (unsigned long)(at - alphabet);
		} else if (quad[i] == '=' && last && i >= 2) {
			v <<= 6;
			pad++;
		} else {
			return false;
		}
	}
	if ((pad == 1 && (v & 0xff)) || (pad == 2 && (v & 0xffff)))
		return false;
	bytes[0] = (char)(v >> 16 & 0xff);
	bytes[1] = (char)(v >> 8 & 0xff);
	bytes[2] = (char)(v & 0xff);
	str_add_bytes(out, bytes, (size_t)(3 - pad));
	return true;
}

bool base64_decode(struct str *out, const char *text)
{
	size_t len = strlen(text);

	if (len % 4)
		return false;
	for (size_t i = 0; i < len; i += 4)
		if (!decode_quad(out, text + i, i + 4 == len))
			return false;
	return true;
}

void hex_encode(struct str *out, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		str_addf(out, "%02x", p[i]);
}
