"""Mails as mail systems write them, made up for these tests: reports of failure in several dialects, and what is no failure."""

SENDER, OWN, THEIRS = "anna@firma.example", "mail.firma.example", "mx.anderswo.example"
FRIEND, SECOND, THIRD = "freund@anderswo.example", "zwei@anderswo.example", "drei@weg.example"
DATE = "Fri, 20 Nov 2026 09:14:05 +0100"
COPY = f"From: Anna <{SENDER}>\nTo: {FRIEND}\nSubject: Angebot\nDate: Fri, 20 Nov 2026 09:14:01 +0100\nMessage-ID: <7@firma.example>\n"


def head(subject, sender=f"MAILER-DAEMON@{OWN}", more=""):
    return f"Return-Path: <>\nFrom: {sender}\nTo: {SENDER}\nSubject: {subject}\nDate: {DATE}\n{more}"


def report(groups, words="This is the mail system.", reporter=OWN):
    """RFC 3464: groups are the blocks of fields for each recipient."""
    fields = "\n\n".join(groups)
    return head("Undelivered Mail Returned to Sender", more="MIME-Version: 1.0\n"
                'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"\n') + f"""
--=_b
Content-Type: text/plain; charset=us-ascii

{words}

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; {reporter}

{fields}

--=_b
Content-Type: text/rfc822-headers

{COPY}
--=_b--
"""


def group(address, status, reply, action="failed", more=""):
    return (f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\nRemote-MTA: dns; {THEIRS}\n"
            f"Diagnostic-Code: smtp; {reply}{more}")


def exim(reply, address=FRIEND):
    return head("Mail delivery failed: returning message to sender", f"Mail Delivery System <Mailer-Daemon@{OWN}>",
                f"X-Failed-Recipients: {address}\nAuto-Submitted: auto-replied\n") + f"""
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {address}
    host {THEIRS} [203.0.113.25]
    SMTP error from remote mail server after RCPT TO:<{address}>:
    {reply}

------ This is a copy of the message, including all the headers. ------

{COPY}
das Angebot folgt.
"""


def qmail(reply):
    return head("failure notice") + f"""
Hi. This is the qmail-send program at {OWN}.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{FRIEND}>:
{reply}

--- Below this line is a copy of the message.

{COPY}
das Angebot folgt.
"""


def sendmail(reply, status):
    return head("Returned mail: see transcript for details", f"Mail Delivery Subsystem <MAILER-DAEMON@{OWN}>") + f"""
The original message was received at Fri, 20 Nov 2026 09:14:01 +0100
from localhost [127.0.0.1]

   ----- The following addresses had permanent fatal errors -----
<{FRIEND}>
    (reason: {reply})

   ----- Transcript of session follows -----
... while talking to {THEIRS}.:
>>> RCPT To:<{FRIEND}>
<<< {reply}
{status}
"""


def postfix_prose(reply):
    return head("Undelivered Mail Returned to Sender", f"MAILER-DAEMON@{OWN} (Mail Delivery System)") + f"""
This is the mail system at host {OWN}.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<{FRIEND}>: host {THEIRS}[203.0.113.25] said: {reply} (in reply to RCPT TO command)
"""


AUTO_REPLY = head("Automatic reply: Angebot", FRIEND, "Auto-Submitted: auto-replied\nIn-Reply-To: <7@firma.example>\n") + """
I am out of the office until 30 November. In urgent cases call my colleague.
"""

DELIVERED = report([group(FRIEND, "2.0.0", "250 2.0.0 OK", action="delivered")], words="Your message was successfully delivered.")

COMPLAINT = f"""From: complaints@anderswo.example
To: postmaster@firma.example
Subject: FW: Angebot
Date: {DATE}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="arf"

--arf
Content-Type: text/plain

This is an email abuse report.

--arf
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Complaints/1.0
Version: 1

--arf
Content-Type: message/rfc822

{COPY}
das Angebot folgt.

--arf--
"""

ORDINARY = f"Return-Path: <{FRIEND}>\nReceived: from {THEIRS} by {OWN}; {DATE}\nFrom: {FRIEND}\nTo: {SENDER}\nSubject: Mittagessen\nDate: {DATE}\n\n" \
           "Treffen wir uns um 550 5.1.1 Uhr?\n"
