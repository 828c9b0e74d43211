"""The mails that rows give to the program: as a receiver got them, with the lines of the way on top, signed as a row says."""

from lab.signing import signed

BODY = "Hello Bob,\r\n\r\nthe offer is  attached.\r\n\r\nAnna\r\n\r\n"
WAY = ("Return-Path: <{envelope}>\r\nReceived: from {helo} ({helo} [{ip}])\r\n\tby mx.receiver.example (Postfix) with ESMTPS id 4T1\r\n"
       "\tfor <bob@receiver.example>; Sat, 21 Nov 2026 08:00:02 +0000 (UTC)\r\n")


def letter(key="rsa", selector="s1", envelope=None, sender="Anna <anna@<d>>", domain="<d>", canon="relaxed/relaxed", after=None, more="",
           digest="sha256", names=("from", "to", "subject", "date", "message-id"), body=BODY,
           way=True):
    """A function for Row.mail. key None: it is not signed; after: changes of the mail on its way, (from, to) pairs; way False: it is a copy
    from before it was sent."""
    def make(words, keys):
        fill = words.fill
        headers = [("From", fill(sender)), ("To", "bob@receiver.example"), ("Subject", "Offer  42"),
                   ("Date", "Sat, 21 Nov 2026 08:00:00 +0000"), ("Message-ID", fill("<1@<d>>"))]
        if key is None:
            text = "".join("%s: %s\r\n" % one for one in headers) + "\r\n" + body
        else:
            text = signed(keys, headers, body, fill(domain), selector, key, canon, names, more, digest)
        for old, new in after or ():
            assert old in text
            text = text.replace(old, new, 1)
        if not way:
            return text
        return WAY.format(envelope=fill(envelope or "anna@<d>"), helo=fill("mail.<d>"), ip=fill("<ip>")) + text
    return make


def bounced(inner):
    """The same mail inside of a report that it could not be delivered (RFC 3464)."""
    def make(words, keys):
        domain = words.fill("<d>")
        return ("Return-Path: <>\r\nReceived: from mx.receiver.example (mx.receiver.example [192.0.2.97])\r\n\tby mail.%s with ESMTPS id 7\r\n"
                "From: MAILER-DAEMON@receiver.example\r\nTo: anna@%s\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n"
                'Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary="b0"\r\n\r\n'
                "--b0\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n\r\n"
                "--b0\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.receiver.example\r\n\r\n"
                "Final-Recipient: rfc822; bob@receiver.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
                "--b0\r\nContent-Type: message/rfc822\r\n\r\n%s\r\n--b0--\r\n") % (domain, domain, inner(words, keys))
    return make
