"""The Postfix of the second lab: beside the switches of outgoing.Setup its own restrictions, as real servers use them to
say no: access tables, block lists, anvil's limits, logins for some ports only.
"""

import dataclasses

from .outgoing import Setup
from .postfix import WITH_LOGIN, Postfix


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


__all__ = ["PathPostfix", "Strict", "WITH_LOGIN"]
