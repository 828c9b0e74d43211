"""Certificates of the lab, made by openssl for every run: an authority of its own, and for a server the
good, the expired and the wrongly named one. All share one key, which costs most of the time.
"""

import pathlib
import subprocess

KINDS = ("good", "expired", "wrong-name")

CA_CONFIG = """
[ca]
default_ca = lab
[lab]
new_certs_dir = {dir}
database = {dir}/index
rand_serial = yes
default_md = sha256
policy = anything
unique_subject = no
[anything]
commonName = supplied
organizationName = optional
[req]
distinguished_name = name
prompt = no
[name]
commonName = placeholder
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
"""

LEAF = """
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth
authorityKeyIdentifier = keyid
subjectAltName = {names}
"""


def _openssl(*argv):
    subprocess.run(["openssl", *map(str, argv)], check=True, capture_output=True, timeout=60)


class Authority:
    """Signs for the lab; `file` is what a client has to trust."""

    def __init__(self, folder, subject="/O=mailmend lab/CN=mailmend lab authority"):
        self.dir = pathlib.Path(folder)
        self.dir.mkdir()
        (self.dir / "index").write_text("", encoding="ascii")
        self.config = self.dir / "ca.cnf"
        self.config.write_text(CA_CONFIG.format(dir=self.dir), encoding="ascii")
        self.file, self._key = self.dir / "ca.pem", self.dir / "ca.key"
        self.leaf_key = self.dir / "leaf.key"
        for key in (self._key, self.leaf_key):
            _openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key)
        _openssl("req", "-x509", "-new", "-config", self.config, "-extensions", "authority", "-key", self._key,
                 "-subj", subject, "-days", "30", "-out", self.file)

    def issue(self, label, names, start=None, end=None):
        """A certificate for these names; dates as openssl writes them (20200101000000Z)."""
        request, out, extensions = (self.dir / ("%s.%s" % (label, ending)) for ending in ("csr", "pem", "ext"))
        extensions.write_text(LEAF.format(names=",".join("DNS:" + name for name in names)), encoding="ascii")
        _openssl("req", "-new", "-config", self.config, "-key", self.leaf_key, "-subj", "/CN=" + names[0],
                 "-out", request)
        dates = ["-startdate", start, "-enddate", end] if start else ["-days", "20"]
        _openssl("ca", "-batch", "-notext", "-config", self.config, "-cert", self.file, "-keyfile", self._key,
                 "-extfile", extensions, "-in", request, "-out", out, *dates)
        return out

    def kinds(self, domain):
        """{kind: file} for the servers of a domain, and their key."""
        names = ["%s.%s" % (host, domain) for host in ("smtp", "imap", "pop", "old")]
        return {
            "good": self.issue(domain + "-good", names),
            "expired": self.issue(domain + "-expired", names, "20240101000000Z", "20250101000000Z"),
            "wrong-name": self.issue(domain + "-wrong-name", ["mail.hoster-%s" % domain]),
            "key": self.leaf_key,
        }
