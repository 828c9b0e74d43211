"""The lab for measuring: the person's computer on one side of a long wire, a mail server (Postfix, Dovecot) and the
resolver (Unbound, NSD) on the other, and a second computer with the tools that people use, behind a wire of its own that is
just as long.

    client ==wire0== router ---- postfix
    tools  ==wire1==   |  '----- dns
"""

import pathlib
import sys

if str(pathlib.Path(__file__).resolve().parents[1]) not in sys.path:
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from lab import dns  # noqa: E402
from lab.packages import unpacked  # noqa: E402
from lab.postfix import Postfix  # noqa: E402
from lab.relay import Wire  # noqa: E402
from lab.topology import Lab  # noqa: E402

RTT_MS = 40.0
DOMAIN = "postfix.test"
SMTP, IMAP = "smtp." + DOMAIN, "imap." + DOMAIN
USER = "anna@" + DOMAIN
TOOLS = (("203.0.113.242", "2001:db8:f0::2"), ("203.0.113.241", "2001:db8:f0::1"))


class LongLab(Lab):
    """`with LongLab() as lab:` gives lab.client, lab.tools, lab.router, lab.server, lab.authority."""

    def __init__(self, loss=0.0, seed=1, tools=True):
        super().__init__(servers=(Postfix,))
        self._loss, self._seed, self._with_tools = loss, seed, tools

    @property
    def server(self):
        return self.servers["postfix"]

    def _build(self):
        super()._build()
        # Each check announces a mail and takes it back. After some dozens Postfix would think that mail comes in faster than
        # it goes out, and wait a second before each answer to MAIL (in_flow_delay of postconf(5)).
        self.server.space.run("/usr/sbin/postconf", "-e", "in_flow_delay=0s")
        self.server.space.run("/usr/sbin/postfix", "reload")
        if self._with_tools:
            self.tools = self.run.space("tools", [str(path) for path in unpacked("tools")])
            self._long_wire(self.tools, *TOOLS, 28, "wire1")
            self.tools.write("/etc/resolv.conf", "nameserver %s\n" % dns.RESOLVER[0])
            self.tools.write("/ca.pem", self.authority.file.read_text(encoding="ascii"))

    def _wire(self, space, addresses, gateways, length):
        if space is self.client.space:
            self._long_wire(space, addresses, gateways, length, "wire0")
        else:
            super()._wire(space, addresses, gateways, length)

    def _long_wire(self, space, addresses, gateways, length, name):
        Wire(self.run, space, ["%s/%d" % (addresses[0], length), addresses[1] + "/64"],
             self.router, ["%s/%d" % (gateways[0], length), gateways[1] + "/64"], RTT_MS, self._loss,
             seed=self._seed, name=name)
        self._default(space, gateways)

    def _old_host(self):
        """No part of what is measured."""

    def _world(self):
        """Likewise: whoever is not in this lab cannot be reached, and says so."""
