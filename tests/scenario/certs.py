"""A small certificate authority for the scenario suites, made anew by openssl in each run.

One trusted root and one intermediate below it, one root that nobody trusts, and any certificate that a server could wrongly
show: expired, of tomorrow, for another name, without its chain, weakly signed. Only `openssl ca` sets both dates with OpenSSL 3.0.
"""
import datetime
import os
import shutil
import ssl
import subprocess
import threading

POLICY = """
[ca]
default_ca = it
[it]
new_certs_dir = {folder}
database = {folder}/index.txt
serial = {folder}/serial
default_md = sha256
policy = any
unique_subject = no
string_mask = utf8only
email_in_dn = no
[any]
commonName = optional
organizationName = optional
"""
KEYS = {
    "ec": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "rsa": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "rsa1024": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
}


def available():
    return shutil.which("openssl") is not None


class Pki:
    """Issues certificates; every answer is a pair (chain file, key file) for a server."""

    def __init__(self, folder):
        self.folder = folder
        self.lock = threading.Lock()
        self.count = 0
        self.made = {}
        self.now = datetime.datetime.now(datetime.timezone.utc)
        self.root = self._authority("root", "Scenario Root", None)
        self.between = self._authority("between", "Scenario Issuing", self.root)
        self.stranger = self._authority("stranger", "Unknown Root", None)
        self.old = self._authority("old", "Scenario Old", self.root, "rsa")     # ECDSA knows no MD5
        self.ca_file = self.root[0]

    def _openssl(self, *words):
        done = subprocess.run(["openssl", *words], capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise RuntimeError("openssl %s ended with %d: %s" % (words[0], done.returncode, done.stderr))

    def _key(self, kind, name=None):
        """The key file and a signing request for it; the request's subject is replaced when it is signed."""
        name = name or "server-" + kind
        key, ask = (os.path.join(self.folder, name + end) for end in (".key", ".csr"))
        if not os.path.exists(ask):
            self._openssl("genpkey", *KEYS[kind], "-out", key)
            self._openssl("req", "-new", "-key", key, "-subj", "/CN=replaced", "-out", ask)
        return key, ask

    def _authority(self, name, title, parent, kind="ec"):
        key, ask = self._key(kind, name)
        text = "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\n"
        cert = self._sign(ask, key, "/O=Scenario/CN=" + title, text, (-400, 4000), parent, "sha256")
        return cert, key

    def _sign(self, ask, key, subject, extensions, days, parent, digest):
        self.count += 1
        folder = os.path.join(self.folder, "issue-%d" % self.count)
        os.mkdir(folder)
        for name, text in (("index.txt", ""), ("serial", "4A%014X\n" % self.count), ("cnf", POLICY.format(folder=folder)), ("ext", extensions)):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
                out.write(text)
        begin, end = ((self.now + datetime.timedelta(days=d)).strftime("%Y%m%d%H%M%SZ") for d in days)
        cert = os.path.join(folder, "cert.pem")
        signer = ["-selfsign", "-keyfile", key] if parent is None else ["-cert", parent[0], "-keyfile", parent[1]]
        self._openssl("ca", "-batch", "-notext", "-utf8", "-config", folder + "/cnf", "-md", digest, "-extfile", folder + "/ext",
                      "-startdate", begin, "-enddate", end, "-subj", subject, "-in", ask, "-out", cert, *signer)
        return cert

    def issue(self, names=(), ips=(), cn=None, days=(-30, 300), by="between", digest="sha256", key="ec", chain=True, copies=1,
              san=True, raw_name=None):
        """A server certificate. `by`: between, root, old, stranger or self; `chain`: the intermediate comes along; `raw_name`: the one
        name of the certificate as bytes that no configuration could spell."""
        ask = (tuple(names), tuple(ips), cn, days, by, digest, key, chain, copies, san, raw_name)
        with self.lock:
            if ask not in self.made:
                self.made[ask] = self._issue(*ask)
            return self.made[ask]

    def _issue(self, names, ips, cn, days, by, digest, kind, chain, copies, san, raw_name):
        key, request = self._key(kind)
        parent = {"between": self.between, "root": self.root, "old": self.old, "stranger": self.stranger, "self": None}[by]
        text = "basicConstraints=CA:false\nextendedKeyUsage=serverAuth\n"
        alternatives = ["DNS:" + n for n in names] + ["IP:" + i for i in ips]
        if raw_name:
            inner = bytes([0x82, len(raw_name)]) + raw_name
            text += "subjectAltName=DER:%s\n" % (bytes([0x30, len(inner)]) + inner).hex(":")
        elif san and alternatives:
            text += "subjectAltName=" + ",".join(alternatives) + "\n"
        subject = "/O=Scenario/CN=" + (cn if cn is not None else (list(names) + list(ips))[0])
        cert = self._sign(request, key, subject, text, days, parent, digest)
        if by in ("between", "old") and chain:
            with open(parent[0], encoding="ascii") as more, open(cert, "a", encoding="ascii") as out:
                out.write(more.read() * copies)
        return cert, key


def context(pair, lowest=ssl.TLSVersion.TLSv1_2, highest=ssl.TLSVersion.MAXIMUM_SUPPORTED, weak=False):
    """The server side of TLS with this certificate; `weak` permits what OpenSSL 3 refuses by itself."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if weak:
        made.set_ciphers("ALL:@SECLEVEL=0")
    made.minimum_version, made.maximum_version = lowest, highest
    made.load_cert_chain(*pair)
    return made
