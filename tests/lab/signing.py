"""Mails with DKIM signatures (RFC 6376, 8463), and the keys for them: written for the lab from the RFC, with openssl for the arithmetic,
so that what the program verifies was not signed by its own hand.
"""

import base64
import hashlib
import re
import subprocess

# Names of keys: RSA of several sizes, one more of the usual size, Ed25519.
KINDS = {"rsa": 2048, "other": 2048, "rsa1024": 1024, "rsa512": 512, "ed25519": None}


def openssl(*argv, data=None):
    return subprocess.run(["openssl", *map(str, argv)], input=data, check=True, capture_output=True, timeout=60).stdout


class Keys:
    """Made when they are first asked for, in a folder."""

    def __init__(self, folder):
        self.folder, self._public = folder, {}
        self.folder.mkdir(exist_ok=True)
        for kind in KINDS:
            self._make(kind)
        self.file("junk").write_text("this is no key\n", encoding="ascii")

    def file(self, kind):
        return self.folder / (kind + ".pem")

    def _make(self, kind):
        bits = KINDS[kind]
        how = ["RSA", "-pkeyopt", "rsa_keygen_bits:%d" % bits] if bits else ["ED25519"]
        openssl("genpkey", "-algorithm", *how, "-out", self.file(kind))
        der = openssl("pkey", "-in", self.file(kind), "-pubout", "-outform", "DER")
        # RFC 8463 publishes the bare 32 bytes, RFC 6376 the whole SubjectPublicKeyInfo.
        self._public[kind] = base64.b64encode(der if bits else der[-32:]).decode("ascii")

    def public(self, kind):
        """What stands behind p= in the record."""
        return self._public[kind]

    @staticmethod
    def fingerprint(file):
        """Of the public key of a file: what a TLSA record 3 1 1 holds."""
        return hashlib.sha256(openssl("pkey", "-in", file, "-pubout", "-outform", "DER")).hexdigest()

    def sign(self, kind, data, digest="sha256"):
        if KINDS[kind]:
            return openssl("dgst", "-" + digest, "-sign", self.file(kind), data=data)
        hashed = self.folder / ("hash-%s" % hashlib.sha256(data).hexdigest()[:16])
        hashed.write_bytes(hashlib.sha256(data).digest())
        return openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.file(kind), "-in", hashed)


def relaxed_header(name, value):
    return "%s:%s\r\n" % (name.lower(), re.sub(r"[ \t]+", " ", value.replace("\r\n", "")).strip())


def relaxed_body(body):
    lines = [re.sub(r"[ \t]+", " ", line).rstrip(" ") for line in body.split("\r\n")]
    text = "\r\n".join(lines).rstrip("\r\n")
    return text + "\r\n" if text else ""


def simple_body(body):
    return body.rstrip("\r\n") + "\r\n"


def signed(keys, headers, body, domain, selector, kind="rsa", canon="relaxed/relaxed", names=("from", "to", "subject", "date"), more="",
           digest="sha256"):
    """A whole mail: headers is a list of (name, value), body has CRLF. The signature goes on top."""
    head, trunk = canon.split("/")
    hashed = getattr(hashlib, digest)((relaxed_body if trunk == "relaxed" else simple_body)(body).encode()).digest()
    algorithm = "%s-%s" % ("rsa" if KINDS[kind] else "ed25519", digest)
    value = " v=1; a=%s; c=%s; d=%s; s=%s;%s\r\n\th=%s; bh=%s;\r\n\tb=" % (
        algorithm, canon, domain, selector, " " + more if more else "", ":".join(names), base64.b64encode(hashed).decode("ascii"))
    wanted = {name.lower(): text for name, text in headers}
    text = ""
    for name in names:
        if name in wanted:
            original = next(full for full, _ in headers if full.lower() == name)
            text += relaxed_header(name, wanted[name]) if head == "relaxed" else "%s: %s\r\n" % (original, wanted[name])
    last = relaxed_header("DKIM-Signature", value) if head == "relaxed" else "DKIM-Signature:%s\r\n" % value
    signature = base64.b64encode(keys.sign(kind, (text + last[:-2]).encode(), digest)).decode("ascii")
    folded = "\r\n\t ".join(signature[i:i + 72] for i in range(0, len(signature), 72))
    return "DKIM-Signature:%s%s\r\n%s\r\n%s" % (value, folded, "".join("%s: %s\r\n" % one for one in headers), body)
