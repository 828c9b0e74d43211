"""What a hostile case is: how it bends a world, what may come out of it, and the pieces that the tables share."""
import dataclasses

NOT_SENT = frozenset({"cannot-send", "unknown"})
ANY = NOT_SENT | {"can-send"}
SENT = frozenset({"can-send"})
TIMEOUT = 5

# What a peer could do to a screen: title, clear, colour, clipboard, cursor reports, C1, DEL, in UTF-8 and as single bytes.
ESCAPES = "\x1b]0;owned\x07\x1b[2J\x1b[31m\x1b]52;c;ZXZpbA==\x07\x1b[6n\x9b31m\x90q\x9c\x7f\x08\x08\x0e"
BIDI = "abc\u202edesrever\u202c \u2066left\u2067right\u2068first\u2069\u2069\u2069 \u200f\u200e\u061c\u2028\u200b\ufeff"
BAD_UTF8 = b"\xff\xfe \xc0\xaf \xed\xa0\x80 \xf4\x90\x80\x80 \xc3 \x80\x9b31m".decode("utf-8", "surrogateescape")


@dataclasses.dataclass
class Hostile:
    name: str
    bend: object = lambda world: None       # function(world), before it starts
    verdicts: frozenset = NOT_SENT
    causes: frozenset = None                # the first cause is one of these, where it matters
    secret: str = "tls"                     # "tls": the password may arrive inside good TLS; "never": nowhere
    meets: str = None                       # the stage where the fault waits, proven to be reached
    at: str = "smtp"                        # whose stage: smtp, in, dns
    timeout: int = TIMEOUT
    text: bool = False                      # also run without --json, since foreign text is shown
    reached: bool = True                    # the server was reached: nothing may be said about the way to it
    run: object = None                      # function(case, context) -> complaints, in place of the usual run
    judge: object = None                    # function(world, result) -> complaints, besides the usual ones
    argv: tuple = ()
    files: int = 0                          # limit of open files


def script(stage, action, **more):
    def bend(world):
        world.smtp.script[stage] = action
        for key, value in more.items():
            setattr(world.smtp, key, value)
    return bend


def bends(*parts):
    def bend(world):
        for part in parts:
            part(world)
    return bend


def setting(**values):
    def bend(world):
        for key, value in values.items():
            setattr(world, key, value)
    return bend


def plan(**values):
    def bend(world):
        for key, value in values.items():
            setattr(world.smtp, key, value)
    return bend
