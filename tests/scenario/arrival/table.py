"""What becomes of the test mail at a real provider: Postfix, rspamd, Dovecot with Sieve (tests/lab/filter.py). A row is a domain, whose
mails meet one fate; the program must tell it."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Row:
    name: str
    fate: str                       # the domain, FATES of tests/lab/filter.py
    causes: frozenset = frozenset()  # one of these comes first
    verdict: str = "cannot-send"
    finds: frozenset = frozenset()
    never: frozenset = frozenset()  # causes and findings
    protocol: str = "imap"
    more: tuple = ()
    release_after: float = 0.0      # seconds until the mail that is held goes on
    evidence: tuple = ()            # (finding, key, part of its value)


def one(*names):
    return frozenset(names)


LOST = one("accepted-not-delivered")
ROWS = [
    Row("arrives", "plain", verdict="can-send",
        finds=one("test-mail-accepted", "test-mail-arrived", "arrival-route", "arrival-judged-fine"), never=one("test-mail-in-spam"),
        evidence=(("test-mail-arrived", "folder", "INBOX"), ("arrival-route", "route", "smtp.filtered.test"),
                  ("arrival-judged-fine", "filter", "rspamd"))),
    Row("arrives-pop3", "plain", verdict="can-send", protocol="pop3", finds=one("test-mail-arrived"), never=LOST),
    Row("spam", "spam", causes=one("delivered-to-spam"),
        finds=one("test-mail-in-spam", "arrival-judged-spam", "arrival-spam-reason"), never=LOST,
        evidence=(("test-mail-in-spam", "folder", "Junk"), ("arrival-judged-spam", "score", "8."))),
    Row("spam-by-rule", "rule", causes=one("delivered-to-spam"), finds=one("test-mail-in-spam"), never=one("arrival-judged-spam"),
        evidence=(("test-mail-in-spam", "folder", "Spamverdacht"),)),
    Row("moved-by-rule", "aside", verdict="can-send", finds=one("test-mail-elsewhere"), never=LOST, more=("--wait", "3"),
        evidence=(("test-mail-elsewhere", "folder", "Tests/Own"),)),
    Row("lost", "lost", causes=LOST, finds=one("test-mail-missing"), never=one("delivered-to-spam", "test-mail-in-spam"),
        more=("--wait", "6", "--symptom", "lost")),
    Row("lost-pop3", "lost", causes=LOST, protocol="pop3", finds=one("test-mail-not-in-inbox"), more=("--wait", "6",)),
    Row("refused-at-data", "refused", causes=one("content-looks-spam", "provider-filters-content"), never=one(*LOST, "test-mail-accepted")),
    Row("deferred-at-data", "later", causes=one("greylisted", "temporary-failure"), never=one(*LOST, "test-mail-accepted")),
    Row("returned", "back", causes=one("mailbox-full"), finds=one("test-mail-returned"), never=LOST),
    Row("late", "held", verdict="can-send", finds=one("test-mail-late"), never=LOST, release_after=11.0),
    Row("not-yet", "stuck", verdict="unknown", finds=one("test-mail-not-yet"), never=LOST, more=("--timeout", "9")),
    Row("other-returned", "plain", causes=one("recipient-unknown", "mailbox-full"), finds=one("test-mail-arrived", "test-mail-returned"),
        never=LOST, more=("--send-to", "anna@back.filtered.test")),
]
