"""A server for sending that answers at once, on one port with STARTTLS: what a login takes here beyond the round trips is the
client's own. (Real servers wait; Postfix, for one, holds its answer back until its session tickets are acknowledged.)

usage: quick.py ADDRESS PORT CERTIFICATE KEY      prints "ready"
"""

import socket
import ssl
import sys
import threading

ANSWERS = {b"EHLO": b"250-quick\r\n250-PIPELINING\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n", b"STAR": b"220 go on\r\n",
           b"AUTH": b"235 2.7.0 accepted\r\n", b"MAIL": b"250 2.1.0 fine\r\n", b"RCPT": b"250 2.1.5 fine\r\n",
           b"RSET": b"250 2.0.0 fine\r\n", b"QUIT": b"221 2.0.0 bye\r\n"}


def serve(sock, context):
    with sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.sendall(b"220 quick ESMTP\r\n")
        pending = b""
        while True:
            data = sock.recv(65536)
            if not data:
                return
            *lines, pending = (pending + data).split(b"\n")
            sock.sendall(b"".join(ANSWERS.get(line[:4].upper(), b"502 what?\r\n") for line in lines))
            if lines and lines[-1][:4].upper() == b"STAR":
                sock, pending = context.wrap_socket(sock, server_side=True), b""


def attend(sock, context):
    try:
        serve(sock, context)
    except OSError:
        sock.close()


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
    context.num_tickets = 0
    listener = socket.create_server((sys.argv[1], int(sys.argv[2])), backlog=16)
    print("ready", flush=True)
    while True:
        threading.Thread(target=attend, args=(listener.accept()[0], context), daemon=True).start()


if __name__ == "__main__":
    main()
