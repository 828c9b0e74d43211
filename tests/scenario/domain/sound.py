"""Domains of different make that are sound: none may raise a cause in any role. And whole runs, where records are only a part."""

from mails import bounced, letter
from situation import ADMIN, Row, Run, USER, Zone, good, ids, roles

# As told where the mail leaves from, and as found out from the server's name alone.
EVERY_WAY = (ADMIN, USER, Run("admin", ("--role", "admin", "--domain", "<d>", "--server", "mail.<d>")))
IN = {"runs": EVERY_WAY}
MAILER = Zone("bigmailer.test", '_spf TXT "v=spf1 include:_a.bigmailer.test include:_b.bigmailer.test ~all"\n_a TXT "v=spf1 ip4:198.51.100.0/28 ~all"\n'
              '_b TXT "v=spf1 ip4:203.0.113.0/24 ip6:2001:db8:a::/64 ~all"\n@ MX 10 mx1\n@ MX 20 mx2\nmx1 A <ip>\nmx2 A <ip>\n'
              'k1._domainkey TXT "v=DKIM1; k=rsa; p=<key:rsa>"\n@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=reject"\n')
CARRIER = Zone("carrier.test", "203-0-113-10.dyn A <ip>\nhost-2 A <client>\n")
BY_25 = Run("admin", ("--role", "admin", "--domain", "<d>", "--server", "mail.<d>", "--port", "25"))


def policy(host, server):
    """The page of MTA-STS (RFC 8461 section 3.2)."""
    return host + "/.well-known/mta-sts.txt", "version: STSv1\r\nmode: enforce\r\nmx: %s\r\nmax_age: 604800\r\n" % server


LOGIN = ("<address>", "--server", "mail.<d>", "--port", "587", "--security", "starttls", "--incoming", "mail.<d>", "--incoming-port", "993",
         "--incoming-security", "tls", "--user", "<address>", "--password-file", "<password>")
WHOLE = Run("user", LOGIN, only=False)
BARE = good(spf=None, dkim=None, dmarc=None)
# As Gmail and Microsoft say it.
REFUSED = ("550-5.7.26 Your email has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either "
           "SPF or DKIM. Authentication results: DKIM = did not pass, SPF [whole.test] with ip: [203.0.113.9] = did not pass. To mitigate this "
           "issue, please visit Email sender guidelines. - gsmtp\r\n")
REJECTED = "550 5.7.509 Access denied, sending domain [WHOLE.TEST] does not pass DMARC verification and has a DMARC policy of reject.\r\n"
TOLD = Run("user", LOGIN + ("--symptom", "bounce", "--message", "<message>", "--pause", "1"), only=False)
TO_OTHERS = ("--role", "admin", "--domain", "<d>", "--server", "mail.<d>", "--port", "25", "--to", "anna@<d>", "--ip", "<ip>", "--helo", "mail.<d>",
             "--skip", "reputation")

SOUND = [
    Row("sound/own-server", finds=ids(
        "domain-found", "domain-keeper", "mx-fine", "host-records", "public-address", "ptr-fine", "spf-passes", "dkim-key-found", "dmarc-fine",
        "delegation-fine", "propagated"), **IN),
    Row("sound/no-mx", text=good(mx=None, spf='@ TXT "v=spf1 a -all"'), finds=ids("mx-implicit"), **IN),
    Row("sound/several-mx", text=good(mx="@ MX 10 mail\n@ MX 20 mx2\n@ MX 30 mx3\nmx2 A 192.0.2.98\nmx3 A 192.0.2.97\nmx3 AAAA 2001:db8:c::3"), **IN),
    Row("sound/spf-include", text=good(spf='@ TXT "v=spf1 include:_spf.bigmailer.test -all"'), around=(MAILER,), **IN),
    Row("sound/spf-redirect", text=good(spf='@ TXT "v=spf1 redirect=_spf.<d>"\n_spf TXT "v=spf1 ip4:<ip> ip6:<ip6> -all"'), **IN),
    Row("sound/spf-macro", text=good(spf='@ TXT "v=spf1 exists:%{i}._spf.%{d2} -all"\n<ip>._spf A 127.0.0.2'), **IN),
    Row("sound/spf-a-and-mx", text=good(spf='@ TXT "V=SPF1 A:mail.%{d} MX:<d>/28 -ALL"'), **IN),
    Row("sound/spf-of-servers-unknown", text=good(mx="@ MX 10 mx1.bigmailer.test.", spf='@ TXT "v=spf1 ip4:192.0.2.99 -all"'), around=(MAILER,),
        runs=(Run("admin", ("--role", "admin", "--domain", "<d>")),), finds=ids("spf-found", "public-address-unknown"), verdicts=("can-send", "unknown")),
    Row("sound/spf-sends-from-elsewhere", text=good(spf='@ TXT "v=spf1 ip4:192.0.2.99 -all"'), finds=ids("spf-found"),
        runs=(Run("admin", ("--role", "admin", "--domain", "<d>")),), why="a server that takes mail need not be the one that sends it"),
    Row("sound/spf-networks-of-a-provider", text=good(mx="@ MX 1 aspmx.l.google.com.", spf='@ TXT "v=spf1 ip4:203.0.113.0/24 -all"'),
        runs=(Run("user", ("<address>", "--server", "smtp.gmail.com", "--port", "587", "--security", "starttls", "--no-login")),),
        why="its networks stand there in the place of its name"),
    Row("sound/spf-neutral", text=good(spf='@ TXT "v=spf1 ?all"', dmarc='_dmarc TXT "v=DMARC1; p=none"'), finds=ids("spf-no-opinion"), **IN),
    Row("sound/spf-ten-look-ups", text=good(spf='@ TXT "v=spf1 %s ip4:<ip> -all"\n%s' % (
        " ".join("include:i%d.<d>" % i for i in range(10)), "".join('i%d TXT "v=spf1 ip4:192.0.2.%d -all"\n' % (i, i + 1) for i in range(10)))), **IN),
    Row("sound/other-texts-and-type-99", text=good(spf='@ TXT "v=spf1 mx -all"\n@ TXT "google-site-verification=abc"\n@ TXT "v=spf10 x"\n'
                                                   '@ TYPE99 \\# 7 06763d73706631'), **IN),
    Row("sound/dkim-two-kinds", text=good(dkim='s1._domainkey TXT "v=DKIM1; k=rsa; p=<key:rsa>"\n'
                                            's2._domainkey TXT "v=DKIM1; k=ed25519; p=<key:ed25519>"'),
        mail=letter(key="ed25519", selector="s2"), finds=ids("dkim-signature-good")),
    Row("sound/dkim-signed", mail=letter(), finds=ids("dkim-signature-good", "dmarc-fine")),
    Row("sound/dkim-simple", mail=letter(canon="simple/simple"), finds=ids("dkim-signature-good")),
    Row("sound/dkim-blanks-changed", mail=letter(after=(("offer is  att", "offer is att"), ("Subject: Offer  42", "Subject: Offer 42"))),
        finds=ids("dkim-signature-good"), why="relaxed does not mind"),
    Row("sound/dkim-1024", text=good(dkim='s1._domainkey TXT "k=rsa; p=<key:rsa1024>"'), mail=letter(key="rsa1024"),
        finds=ids("dkim-signature-good")),
    Row("sound/dkim-inside-of-a-bounce", mail=bounced(letter()), finds=ids("dkim-signature-good")),
    Row("sound/dkim-private-key-fits", more=("--selector", "s1", "--dkim-key", "<file:rsa>"), finds=ids("dkim-key-found"),
        without=ids("dkim-key-file", "dkim-key-differs"), runs=(ADMIN,)),
    Row("sound/dkim-by-alias", text=good(dkim="s1._domainkey CNAME k1._domainkey.bigmailer.test."), around=(MAILER,), mail=letter(),
        finds=ids("dkim-signature-good")),
    Row("sound/dkim-unknown-selector", text=good(dkim='x2026q4._domainkey TXT "v=DKIM1; p=<key:rsa>"'), finds=ids("dkim-selector-unknown"), **IN),
    Row("sound/dmarc-none", text=good(dmarc='_dmarc TXT "v=DMARC1; p=none"'), **IN),
    Row("sound/dmarc-old-tags", text=good(dmarc='_dmarc TXT "v=DMARC1;p=quarantine;pct=50;rf=afrf;ri=86400;adkim=r;aspf=r;fo=1;"'), **IN),
    Row("sound/dmarc-at-the-organisation", text=good(dmarc='_dmarc TXT "v=DMARC1; p=reject; sp=quarantine"',
                                                     more='shop MX 10 mail\nshop TXT "v=spf1 a:mail.<d> -all"\ns1._domainkey.shop TXT "v=DKIM1; p=<key:rsa>"'),
        address="anna@shop.<d>", runs=roles(d="shop.<d>")),
    Row("sound/dmarc-by-alias", text=good(dmarc="_dmarc CNAME _dmarc.bigmailer.test."), around=(MAILER,), **IN),
    Row("sound/dmarc-reports-elsewhere", text=good(dmarc='_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@reports.test"'),
        around=(Zone("reports.test", '*._report._dmarc TXT "v=DMARC1"\n@ A <ip>\n@ TXT "v=spf1 -all"\n'),), without=ids("dmarc-reports-lost"), **IN),
    Row("sound/envelope-of-a-mailer", text=good(), mail=letter(envelope="bounce@bigmailer.test"), around=(MAILER,), finds=ids("dkim-signature-good"),
        why="the signature is aligned, SPF need not be"),
    Row("sound/ipv6-only", text=good(a="@ AAAA <ip6>", mail="mail AAAA <ip6>"), runs=(*roles(ip="<ip6>"), USER), ptr="mail.<d>"),
    Row("sound/both-families", text=good(mail="mail A <ip>\nmail AAAA <ip6>"), **IN),
    Row("sound/dnssec", zone={"signed": "good"}, finds=ids("delegation-fine"), without=ids("dnssec-broken"), **IN),
    Row("sound/idn", domain="xn--mller-kva.test", address="anna@müller.test", **IN),
    Row("sound/long-texts", text=good(spf='@ TXT "v=spf1 %s mx -all"' % " ".join("ip4:192.0.2.%d" % i for i in range(60)),
                                      more="\n".join('@ TXT "%s"' % (("verify-%d-" % i) + "x" * 200) for i in range(12))), **IN),
    Row("sound/wildcards", text=good(more='* A <ip>\n* MX 10 mail\n* TXT "v=spf1 -all"'), **IN),
    Row("sound/serials-differ", zone={"serials": (2026112102, 2026112101)}, finds=ids("serials-differ"), **IN),
    Row("sound/one-more-at-the-zone", zone={"parent": ("ns1",)}, finds=ids("delegation-odd"), **IN),
    Row("sound/name-servers-of-its-own", text=good(more="ns1 A 192.0.2.55\nns2 A 192.0.2.56"),
        zone={"servers": ("ns1.<d>.", "ns2.<d>."), "glue": ("ns1.<d>. A 192.0.2.55", "ns2.<d>. A 192.0.2.56")}, finds=ids("delegation-fine"), **IN),
    Row("sound/mx-at-a-filter", text=good(mx="@ MX 10 mx1.bigmailer.test.\n@ MX 20 mx2.bigmailer.test.", spf='@ TXT "v=spf1 a:mail.<d> -all"'),
        around=(MAILER,), without=ids("mx-outdated"), **IN),
    Row("sound/mail-by-a-provider", text=good(mx="@ MX 1 aspmx.l.google.com.", spf='@ TXT "v=spf1 include:_spf.google.com ~all"',
                                              dkim='google._domainkey TXT "v=DKIM1; k=rsa; p=<key:rsa>"'),
        runs=(Run("user", ("<address>", "--server", "smtp.gmail.com", "--port", "587", "--security", "starttls", "--no-login")),
              Run("admin", ("--role", "admin", "--domain", "<d>", "--server", "smtp.gmail.com")))),
    # What a provider has in its own domain is nobody's business here.
    Row("sound/at-a-provider", domain="gmail.com", host="smtp.gmail.com", text=(
        "@ MX 5 gmail-smtp-in.l.google.com.\nsmtp A <ip>\n@ TXT \"v=spf1 redirect=_spf.google.com\"\n"
        '_dmarc TXT "v=DMARC1; p=none; sp=quarantine; rua=mailto:mailauth-reports@google.com"\n20230601._domainkey TXT "v=DKIM1; k=rsa; p=<key:rsa>"\n'),
        around=(Zone("google.com", "aspmx.l A <ip>\ngmail-smtp-in.l A <ip>\n@ A <ip>\n@ MX 10 aspmx.l\n@ TXT \"v=spf1 include:_spf.google.com ~all\"\n"
                     '_spf TXT "v=spf1 ip4:203.0.113.0/24 ip6:2001:db8:a::/64 ~all"\n_dmarc TXT "v=DMARC1; p=reject"\n'
                     'gmail.com._report._dmarc TXT "v=DMARC1"\n'),),
        runs=(Run("user", ("anna@gmail.com", "--server", "smtp.gmail.com", "--port", "587", "--security", "starttls", "--no-login")),
              Run("user", ("anna@gmail.com", "--server", "smtp.gmail.com", "--port", "587", "--security", "starttls", "--no-login", "--symptom",
                           "bounce"))),
        finds=ids("domain-at-provider")),
    Row("sound/at-a-strict-provider", domain="yahoo.com", host="smtp.mail.yahoo.com", text=(
        "@ MX 1 mta5.am0.yahoodns.net.\nsmtp.mail A <ip>\n@ TXT \"v=spf1 redirect=_spf.mail.yahoo.com\"\n_spf.mail TXT \"v=spf1 ip4:203.0.113.0/24 ?all\"\n"
        '_dmarc TXT "v=DMARC1; p=reject; pct=100; rua=mailto:d@rua.agari.test"\ns2048._domainkey TXT "v=DKIM1; k=rsa; p=<key:rsa>"\n'),
        around=(Zone("yahoodns.net", "mta5.am0 A <ip>\n@ A <ip>\n"),), finds=ids("domain-at-provider"),
        runs=(Run("user", ("anna@yahoo.com", "--server", "smtp.mail.yahoo.com", "--port", "587", "--security", "starttls", "--no-login")),)),
    # Not as it should be, and yet no reason why mail would be refused.
    Row("odd/mx-by-alias", text=good(mx="@ MX 10 mx1\nmx1 CNAME mail", spf='@ TXT "v=spf1 a:mail.<d> -all"'), finds=ids("mx-odd"), **IN),
    Row("odd/one-mx-is-gone", text=good(mx="@ MX 10 mail\n@ MX 20 mx2"), finds=ids("mx-odd"), **IN),
    Row("odd/reverse-name-of-a-dial-up", ptr="203-0-113-10.dyn.carrier.test", around=(CARRIER,), finds=ids("ptr-generic"), domain="odd-dial-up.test"),
    Row("odd/greets-with-another-name", text=good(more="other A 192.0.2.98"), runs=roles(helo="other.<d>"), finds=ids("helo-mismatch")),
    Row("odd/greets-as-localhost", banner="localhost ESMTP", runs=(USER,), why="a program's server need not be the one that delivers"),
    Row("odd/service-leads-nowhere", text=good(more="_submission._tcp SRV 0 1 587 gone"), finds=ids("srv-odd"), runs=EVERY_WAY[1:]),
    Row("odd/services", text=good(more="_submission._tcp SRV 0 1 587 mail\n_submissions._tcp SRV 0 1 465 mail\n_imaps._tcp SRV 0 1 993 mail"),
        finds=ids("srv-fine"), **IN),
    Row("odd/spf-lets-all-pass", text=good(spf='@ TXT "v=spf1 mx +all"'), finds=ids("spf-weak"), **IN),
    Row("odd/spf-half-the-world", text=good(spf='@ TXT "v=spf1 ip4:203.0.0.0/8 -all"'), finds=ids("spf-weak"), **IN),
    Row("odd/dkim-test", text=good(dkim='s1._domainkey TXT "v=DKIM1; t=y; p=<key:rsa1024>"'), finds=ids("dkim-key-weak"), more=("--selector", "s1")),
    Row("odd/dmarc-percent", text=good(dmarc='_dmarc TXT "v=DMARC1; p=reject; pct=abc; adkim=strict"'), finds=ids("dmarc-odd"), **IN),
    Row("odd/dmarc-reports-lost", text=good(dmarc='_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@bigmailer.test"'), around=(MAILER,),
        finds=ids("dmarc-reports-lost"), **IN),
    Row("odd/transport-half", text=good(more='_mta-sts TXT "v=STSv1; id=1;"\n_mta-sts TXT "v=STSv1; id=2;"\n_smtp._tls TXT "v=TLSRPTv1"'),
        finds=ids("mta-sts-odd", "tls-rpt-odd"), **IN),
    Row("odd/transport-policy-of-another-server", text=good(more='_mta-sts TXT "v=STSv1; id=20261121;"\nmta-sts A <ip>'),
        pages=(policy("mta-sts.<d>", "mx.elsewhere.test"),), finds=ids("mta-sts-odd"), **IN),
    Row("odd/transport-of-another-certificate", text=good(more="_25._tcp.mail TLSA 3 1 1 %s" % ("cd" * 32)), zone={"signed": "good"},
        runs=(BY_25,), finds=ids("tlsa-odd"), without=ids("tlsa-fine")),
    Row("sound/transport", text=good(more='_mta-sts TXT "v=STSv1; id=20261121;"\nmta-sts A <ip>\n_smtp._tls TXT "v=TLSRPTv1; rua=mailto:t@<d>"\n'
                                     '_25._tcp.mail TLSA 3 1 1 <tlsa>'), zone={"signed": "good"}, pages=(policy("mta-sts.<d>", "mail.<d>"),),
        runs=(*EVERY_WAY, BY_25), finds=ids("mta-sts-fine", "tlsa-fine"), without=ids("mta-sts-odd", "tls-rpt-odd", "tlsa-odd")),
    Row("sound/recipient-wants-encryption", around=(Zone("strict.test", '@ MX 10 mx\nmx A <ip>\n_mta-sts TXT "v=STSv1; id=1;"\nmta-sts A <ip>\n'),),
        pages=(policy("mta-sts.strict.test", "mx.strict.test"),), finds=ids("recipient-wants-tls"), runs=(ADMIN,),
        more=("--to", "bob@strict.test")),
    Row("sound/sends-through-a-web-host", text=good(more="smtp A <old>", spf='@ TXT "v=spf1 mx a:smtp.<d> -all"'), at_old=("smtp.<d>",),
        runs=(Run("user", ("<address>", "--server", "smtp.<d>", "--port", "587", "--security", "starttls", "--no-login")),),
        finds=ids("address-elsewhere")),
    Row("odd/key-file-is-none", more=("--selector", "s1", "--dkim-key", "<file:junk>"), finds=ids("dkim-key-file"), runs=(ADMIN,)),
    Row("odd/mail-from-the-folder-of-sent-ones", mail=letter(key=None, way=False), finds=ids("dkim-mail-unsent"), without=ids("dkim-not-signed")),
    Row("odd/mail-of-somebody-else", mail=letter(key=None, sender="Bob <bob@bigmailer.test>"), around=(MAILER,), finds=ids("dkim-other-mail"),
        without=ids("dkim-not-signed")),
    # Whole runs
    Row("whole/healthy", runs=(WHOLE,)),
    Row("whole/nothing-published", text=BARE, runs=(WHOLE,), finds=ids("spf-missing", "dmarc-missing"), softly=ids("spf-missing", "dmarc-missing"),
        why="the mail is taken: that no record stands behind it is something to know, not why it cannot be sent"),
    Row("whole/nothing-published-and-refused", ids("spf-missing"), BARE, finds=ids("spf-missing"), message=REFUSED, runs=(TOLD,),
        also=ids("dkim-missing"), softly=ids("dmarc-missing"), never=ids("program-password-old")),
    Row("whole/spf-excludes-and-refused", ids("spf-excludes-server"), good(spf='@ TXT "v=spf1 ip4:192.0.2.99 -all"'), finds=ids("spf-excludes"),
        message=REFUSED, runs=(TOLD,), never=ids("program-password-old")),
    Row("whole/rejected-by-policy", ids("dmarc-rejects", "spf-excludes-server"), good(spf='@ TXT "v=spf1 ip4:192.0.2.99 -all"', dkim=None),
        finds=ids("spf-excludes"), message=REJECTED, runs=(TOLD,), also=ids("spf-excludes-server"),
        why="the policy refuses what the record leaves out"),
    Row("whole/admin", runs=(Run("admin", TO_OTHERS, only=False),)),
    Row("whole/admin-spf-missing", text=good(spf=None), finds=ids("spf-missing"), softly=ids("spf-missing"),
        runs=(Run("admin", TO_OTHERS, only=False),),
        why="another server takes the mail all the same, and nobody told of mails that are refused"),
    Row("whole/admin-spf-missing-and-lost", ids("spf-missing"), good(spf=None), finds=ids("spf-missing"),
        runs=(Run("admin", TO_OTHERS + ("--symptom", "lost", "--pause", "1"), only=False),)),
]
