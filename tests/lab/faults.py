"""The faults that a scenario puts up for a while, as context managers over a lab. Those of a server are
a Setup (outgoing.py), those of the path are nftables rules on the router between client and servers.
"""

import contextlib

SENDING = (25, 465, 587, 2525)

# How a filter on the way answers.
DROP, RESET, FORBIDDEN = "drop", "reject with tcp reset", "reject with icmpx admin-prohibited"


def _ports(numbers):
    return "tcp dport { %s }" % ", ".join(map(str, numbers))


@contextlib.contextmanager
def stopped(lab, name):
    """The daemon for sending does not run; its host does, and receiving works."""
    lab.servers[name].stop()
    yield


def filtered(lab, numbers, how=DROP):
    """These ports, to whatever host, are filtered on the way."""
    return lab.rules.forward("%s %s" % (_ports(numbers), how))


def host_silent(lab, name):
    """A server's computer is off or cut from the net: nothing comes back from any of its ports."""
    four, six = lab.servers[name].site.addresses
    return lab.rules.forward("ip daddr %s drop" % four, "ip6 daddr %s drop" % six)


def ipv6_dropped(lab):
    """The network gives IPv6 addresses and carries nothing of it."""
    return lab.rules.forward("meta nfproto ipv6 drop")


@contextlib.contextmanager
def named_here(lab, name):
    """The person's computer has the server's name in its own hosts file, and asks nobody for it."""
    four, _ = lab.servers[name].site.addresses
    lab.client.use_hosts("%s smtp.%s.test\n" % (four, name))
    try:
        yield
    finally:
        lab.client.use_hosts()


def dns_silent(lab):
    """No question for a name is answered, whomever it is asked."""
    return lab.rules.forward("udp dport 53 drop", "tcp dport 53 drop")
