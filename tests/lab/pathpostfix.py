"""The Postfix of the second lab: beside the switches of outgoing.Setup its own restrictions, as real servers use them to
say no: access tables, block lists, anvil's limits, logins for some ports only.
"""

import dataclasses
import re

from .outgoing import Setup
from .postfix import Postfix
from .spaces import wait_for


@dataclasses.dataclass(frozen=True)
class Strict(Setup):
    """A server that refuses for reasons of its own."""

    main: tuple = ()                        # further lines of main.cf
    restrict: str = ""                      # smtpd_recipient_restrictions of the submission ports, before the login counts
    tables: tuple = ()                      # (file, text): looked up by a cidr: or regexp: table, or read as it is
    no_login_on: tuple = ()                 # ports that offer no login


class PathPostfix(Postfix):
    def configure(self, setup):
        super().configure(setup)
        if not isinstance(setup, Strict):
            return
        space = self.space
        for file, text in setup.tables:
            space.write(file, text)
        if setup.main:
            space.append("/etc/postfix/main.cf", "".join(line + "\n" for line in setup.main))
        services = space.path("/etc/postfix/master.cf").read_text(encoding="ascii")
        if setup.restrict:
            services = services.replace("smtpd_recipient_restrictions=permit_sasl_authenticated,reject",
                                        "{smtpd_recipient_restrictions=%s, permit_sasl_authenticated, reject}" % setup.restrict)
            services = services.replace("-o {smtpd", "-o { smtpd").replace(", reject}", ", reject }")
        for port, name in ((465, "smtps"), (587, "submission")):
            if port in setup.no_login_on:
                services = "\n".join(self._without_login(services.split("\n"), name))
        space.write("/etc/postfix/master.cf", services)

    @staticmethod
    def _without_login(lines, name):
        """The options of this service without the one that switches the login on."""
        mine = False
        for line in lines:
            mine = line.startswith(name + " ") or (mine and line.startswith(" "))
            yield line.replace("-o smtpd_sasl_auth_enable=yes ", "") if mine else line

    def sessions(self):
        """What is logged from now on about the conversations of clients."""
        return Sessions(self.space)


class Sessions:
    """Postfix tells how each conversation ended: `disconnect from unknown[192.0.2.1] ehlo=1 quit=1 commands=2`."""

    LOG = "/var/log/mail.log"

    def __init__(self, space):
        self._space, self._from = space, self._size(space)

    def _size(self, space):
        file = space.path(self.LOG)
        return file.stat().st_size if file.exists() else 0

    def _lines(self):
        with open(self._space.path(self.LOG), encoding="utf-8", errors="replace") as log:
            log.seek(self._from)
            return [line for line in log if "smtpd[" in line]

    def _over(self):
        lines = self._lines()
        return sum(": connect from" in line for line in lines) <= sum(": disconnect from" in line for line in lines)

    def without_quit(self):
        """Those that began since, said EHLO and went away without QUIT."""
        try:
            wait_for(self._over, "the end of all sessions", 3)
        except TimeoutError:
            pass        # somebody else's may still be open
        bad, begun = [], set()
        for line in self._lines():
            process = line.split("smtpd[", 1)[1].split("]")[0]
            if ": connect from" in line:
                begun.add(process)
            elif process in begun and re.search(r": disconnect from .* (ehlo|helo)=", line) and " quit=1" not in line:
                bad.append("a conversation without QUIT: " + line.split(": ", 1)[1].strip())
        return bad
