"""What must come out for those who look after a server, each as root and without rights. A row prepares the server, runs the
program on its host and says which cause comes first; None: no cause at all.
"""

import contextlib
import dataclasses

from lab.outgoing import PASSWORD
from ownlab import DEAD, DOORS

ANNA = {"postfix": "anna@exim.test", "exim": "anna@postfix.test"}
SMARTHOST = "smarthost:\n  driver = manualroute\n  domains = ! +local_domains\n  transport = remote_smtp\n  route_list = * %s byname\n"


@dataclasses.dataclass(frozen=True)
class Row:
    """prepare(server) sets it up and starts it; way(lab): what lies on the way, as a context manager."""

    name: str
    server: str
    first: object                       # the first cause, seen by root
    prepare: object
    worker: object = "same"             # the first cause without rights; "same" as root
    way: object = None
    options: tuple = ()                 # in place of --domain and --to
    root_finds: frozenset = frozenset() # findings that root must see
    worker_finds: frozenset = frozenset()
    never: frozenset = frozenset()      # causes that must not be in the list at all
    verdict: str = ""                   # of root; left out: can-send without a cause, cannot-send with one
    worker_verdict: str = ""
    says: str = ""                      # words that a step or a finding must hold
    trusts: bool = True                 # the lab's authority is known to the program
    seconds: float = 18.0

    @property
    def causes(self):
        return ids(self.first) if self.first else ids()

    @property
    def finds(self):
        """All that it takes to be found, by whomever."""
        return self.root_finds | self.worker_finds


def ids(*names):
    return frozenset(names)


def started(**options):
    """A server that is set up with these options and runs."""
    def prepare(server):
        server.set_up(**options)
        server.begin(options.get("listeners", (25,)))
    return prepare


def stopped(**options):
    return lambda server: server.set_up(**options)


def with_queue(count, recipient, **options):
    """The same, and mails that were tried and wait."""
    def prepare(server):
        started(**options)(server)
        server.hand_in(count, recipient)
        server.wait_deferred(count)
    return prepare


@contextlib.contextmanager
def small_disk(lab, server, folder, size):
    """The queue lies on a file system of its own, which is too small."""
    server.stop()
    server.space.run("mount", "-t", "tmpfs", "-o", "size=" + size, "lab", folder)
    try:
        server.prepare_spool()
        server.begin(())
        yield
    finally:
        server.stop()
        server.space.run("umount", folder)


def full(folder, size):
    return lambda lab, server: small_disk(lab, server, folder, size)


def port25(lab, server):
    return lab.rules.forward("tcp dport 25 drop")


def one_server(lab, server):
    """Only the recipient's server is silent at port 25."""
    other = lab.servers["exim" if server.name == "postfix" else "postfix"]
    four, six = other.site.addresses
    return lab.rules.forward("ip daddr %s tcp dport 25 drop" % four, "ip6 daddr %s tcp dport 25 drop" % six)


@contextlib.contextmanager
def without_ipv6(lab, server):
    server.space.ip("route del default", family="-6")
    try:
        yield
    finally:
        server.space.ip("route add default via " + server.site.gateways[1], family="-6")


def misused(user, **options):
    """A web page on the server that was broken into: the system's user sends to strangers who do not exist."""
    def prepare(server):
        started(**options)(server)
        server.hand_in(60, "victim%%@%s" % DEAD, user=user)
        server.wait_deferred(60)
    return prepare


def stolen(server):
    """A password that somebody else has."""
    started()(server)
    server.sign_in_and_send(60, "victim%%@%s" % DEAD)
    server.wait_deferred(60)


def relay_with_login(password):
    def prepare(server):
        files = [("/etc/postfix/sasl_passwd", "[smtp.exim.test]:587 anna@exim.test:%s\n" % password, 0o600)]
        server.set_up(files=files, main=(
            "relayhost = [smtp.exim.test]:587", "smtp_sasl_auth_enable = yes", "smtp_sasl_security_options = noanonymous",
            "smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd"))
        server.space.run("postmap", "hash:/etc/postfix/sasl_passwd")
        server.begin()
    return prepare


def debian(kind, **more):
    """Exim as Debian's questions set it up."""
    answers = {"dc_eximconfig_configtype": kind, "dc_other_hostnames": "exim.test", "dc_local_interfaces": "", "dc_readhost": "",
               "dc_relay_domains": "", "dc_minimaldns": "false", "dc_relay_nets": "", "dc_smarthost": "", "CFILEMODE": "644",
               "dc_use_split_config": "false", "dc_hide_mailname": "false", "dc_mailname_in_oh": "true",
               "dc_localdelivery": "mail_spool"}
    return {**answers, **more}


POSTFIX = [
    Row("postfix/healthy", "postfix", None, started(), root_finds=ids("own-runs", "own-settings-fine", "own-queue-fine", "walk-reached")),
    Row("postfix/nobody-named", "postfix", None, started(), options=("--domain", "postfix.test"), root_finds=ids("walk-reached")),
    Row("postfix/stopped", "postfix", "mail-server-stopped", stopped(), root_finds=ids("own-stopped"), says="service postfix start"),
    Row("postfix/stopped-by-its-settings", "postfix", "mail-server-misconfigured", stopped(main=("inet_interfaces",)),
        root_finds=ids("own-settings-broken", "own-stopped")),
    Row("postfix/not-listening", "postfix", "mail-server-misconfigured", started(listeners=()), root_finds=ids("own-not-listening")),
    Row("postfix/disk-full", "postfix", "disk-full", stopped(), way=full("/var/spool/postfix", "8m"),
        root_finds=ids("own-disk-full"), never=ids("connection-unstable", "server-down"), says="df -h"),
    Row("postfix/queue-for-a-dead-server", "postfix", "queue-stuck", with_queue(30, "x%%@%s" % DEAD),
        root_finds=ids("own-queue-stuck", "walk-reached"), says="postqueue -f"),
    Row("postfix/a-few-wait", "postfix", None, with_queue(3, "x%%@%s" % DEAD), root_finds=ids("own-queue-fine")),
    Row("postfix/relayhost-missing", "postfix", "mail-server-misconfigured",
        started(main=("relayhost = [smtp.nowhere.test]:587",)), root_finds=ids("own-relay", "name-unknown")),
    Row("postfix/relayhost-wants-login", "postfix", "mail-server-misconfigured",
        started(main=("relayhost = [smtp.exim.test]:587",)), root_finds=ids("own-relay-no-login"),
        options=("--domain", "postfix.test", "--to", "anna@postfix.test")),
    Row("postfix/relayhost-with-login", "postfix", None, relay_with_login(PASSWORD), root_finds=ids("own-relay", "login-accepted"),
        worker_verdict="unknown"),
    Row("postfix/relayhost-with-old-password", "postfix", "wrong-password", relay_with_login("not-this-one"), worker=None,
        worker_verdict="unknown"),
    Row("postfix/relayhost-without-line", "postfix", "mail-server-misconfigured",
        started(main=("relayhost = [smtp.exim.test]:587", "smtp_sasl_auth_enable = yes", "smtp_sasl_security_options = noanonymous",
                      "smtp_sasl_password_maps = texthash:/etc/postfix/none"),
                files=[("/etc/postfix/none", "[smtp.other.test]:587 a:b\n", 0o600)]),
        worker=None, worker_verdict="unknown", root_finds=ids("own-setting")),
    Row("postfix/port-465-without-wrapper", "postfix", "mail-server-misconfigured",
        started(main=("relayhost = [smtp.exim.test]:465",)), root_finds=ids("own-setting"), says="smtp_tls_wrappermode"),
    Row("postfix/keeps-a-moved-domain", "postfix", "mail-server-misconfigured",
        started(without=("mydestination",), main=("mydestination = postfix.test, exim.test, localhost",)),
        options=("--domain", "exim.test", "--to", "anna@exim.test"), root_finds=ids("own-keeps-domain"),
        says="mydestination = postfix.test, localhost"),
    Row("postfix/name-localhost", "postfix", "mail-server-misconfigured",
        started(without=("myhostname",), main=("myhostname = localhost",)), root_finds=ids("own-name"), says="postconf -e 'myhostname"),
    Row("postfix/ipv6-only-without-ipv6", "postfix", "mail-server-misconfigured",
        started(without=("inet_protocols",), main=("inet_protocols = ipv6",), listeners=()), way=without_ipv6,
        root_finds=ids("own-setting"), says="inet_protocols = all"),
    Row("postfix/checks-certificates-without-signers", "postfix", "mail-server-misconfigured",
        with_queue(2, "anna@exim.test", without=("smtp_tls_security_level",), main=("smtp_tls_security_level = verify",)),
        root_finds=ids("own-setting")),
    Row("postfix/puts-everything-off", "postfix", "mail-server-misconfigured",
        with_queue(3, "anna@exim.test", main=("defer_transports = smtp",)), root_finds=ids("own-setting", "own-queue-stuck"),
        never=ids("queue-stuck")),
    Row("postfix/table-missing", "postfix", "mail-server-misconfigured",
        started(main=("transport_maps = hash:/etc/postfix/transport",)), root_finds=ids("own-setting"), says="sudo postmap"),
    Row("postfix/filter-does-not-listen", "postfix", "mail-server-misconfigured",
        started(main=("content_filter = smtp:[127.0.0.1]:10024",)), root_finds=ids("own-setting", "own-filter")),
    Row("postfix/abused-by-a-login", "postfix", "server-abused", stolen, worker="queue-stuck", root_finds=ids("own-abused"),
        says="anna@postfix.test"),
    Row("postfix/abused-by-a-user", "postfix", "server-abused", misused(33), worker="queue-stuck", root_finds=ids("own-abused"),
        says="www-data"),
    Row("postfix/port-25-closed", "postfix", "port25-blocked", started(), way=port25, root_finds=ids("port25-closed"),
        never=ids("recipient-unreachable")),
    Row("postfix/recipients-server-silent", "postfix", "recipient-unreachable", started(), way=one_server,
        root_finds=ids("port25-open", "walk-unanswered"), never=ids("port25-blocked")),
    Row("postfix/no-such-domain", "postfix", "recipient-domain-unknown", started(),
        options=("--domain", "postfix.test", "--to", "anna@nowhere.test"), root_finds=ids("walk-no-domain")),
    Row("postfix/domain-without-mail", "postfix", "recipient-domain-no-mail", started(),
        options=("--domain", "postfix.test", "--to", "anna@nomail.test"), root_finds=ids("walk-no-mail")),
    Row("postfix/recipients-server-breaks-off", "postfix", "recipient-server-error", started(),
        options=("--domain", "postfix.test", "--to", "anna@broken.test"), root_finds=ids("walk-stopped")),
    Row("postfix/relayhost-nobody-knows", "postfix", None, relay_with_login(PASSWORD), trusts=False, verdict="unknown",
        worker_verdict="unknown", root_finds=ids("cert-not-checked")),
]

EXIM = [
    Row("exim/healthy", "exim", None, started(), root_finds=ids("own-runs", "own-settings-fine", "own-queue-fine", "walk-reached"),
        worker_finds=ids("own-not-read")),
    Row("exim/stopped", "exim", "mail-server-stopped", stopped(), says="exim4"),
    Row("exim/broken-settings", "exim", "mail-server-misconfigured", stopped(options="no_such_option = 1"),
        root_finds=ids("own-settings-broken", "own-stopped"), says="exim4 -bV"),
    Row("exim/disk-full", "exim", "disk-full", stopped(), way=full("/var/spool/exim4", "6m"), says="df -h"),
    Row("exim/queue-for-a-dead-server", "exim", "queue-stuck", with_queue(30, "x%%@%s" % DEAD), worker=None,
        root_finds=ids("own-queue-stuck"), worker_finds=ids("own-not-read"), says="exim4 -qff"),
    Row("exim/no-way-out", "exim", "mail-server-misconfigured", started(routers=""), root_finds=ids("own-setting")),
    Row("exim/holds-everything", "exim", "mail-server-misconfigured", started(options="hold_domains = *"), root_finds=ids("own-setting")),
    Row("exim/name-localhost", "exim", "mail-server-misconfigured", started(name="localhost"), root_finds=ids("own-name")),
    Row("exim/keeps-a-moved-domain", "exim", "mail-server-misconfigured", started(local="exim.test : postfix.test"),
        options=("--domain", "postfix.test", "--to", "anna@postfix.test"), root_finds=ids("own-keeps-domain")),
    Row("exim/one-colon", "exim", "mail-server-misconfigured", started(routers=SMARTHOST % "smtp.postfix.test:587"),
        root_finds=ids("own-setting")),
    Row("exim/smarthost-missing", "exim", "mail-server-misconfigured", started(routers=SMARTHOST % "smtp.nowhere.test::587"),
        root_finds=ids("own-relay", "name-unknown")),
    Row("exim/abused-by-a-user", "exim", "server-abused", misused(33), worker=None, worker_finds=ids("own-not-read"),
        root_finds=ids("own-abused"), says="www-data"),
    Row("exim/port-25-closed", "exim", "port25-blocked", started(), way=port25, root_finds=ids("port25-closed")),
    Row("exim/door-closed", "exim", "mail-server-misconfigured", started(debian=debian("internet")), root_finds=ids("own-door", "own-setting-odd")),
    Row("exim/debian-internet", "exim", None, started(debian=debian("internet"), files=[("/etc/exim4/exim4.conf.localmacros", DOORS, 0o644)]), root_finds=ids("own-settings-fine", "walk-reached")),
    Row("exim/debian-local", "exim", "mail-server-misconfigured", started(debian=debian("local")), root_finds=ids("own-setting"),
        says="dpkg-reconfigure exim4-config"),
    Row("exim/debian-one-colon", "exim", "mail-server-misconfigured",
        started(debian=debian("satellite", dc_smarthost="smtp.postfix.test:587", dc_readhost="exim.test")),
        root_finds=ids("own-setting")),
    Row("exim/debian-smarthost-with-login", "exim", None,
        started(debian=debian("smarthost", dc_smarthost="smtp.postfix.test::587"),
                files=[("/etc/exim4/passwd.client", "smtp.postfix.test:anna@postfix.test:%s\n" % PASSWORD, 0o640)]),
        root_finds=ids("own-relay", "login-accepted"), worker_verdict="unknown"),
]

ROWS = [*POSTFIX, *EXIM]
