"""A web server that plays many: pages by host name, or one answer for whoever asks (the sign-in page of a network).

    port     where it listens
    pages    {"host/path": [status, {header: value}, body]}
    answer   the same for everything that has no page
    certs    {server name: PEM file}: it speaks TLS
"""

import http.server
import socketserver

import common

OPTIONS = common.options()


class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_GET(self):
        where = self.headers.get("Host", "").split(":")[0] + self.path
        status, headers, body = OPTIONS.get("pages", {}).get(where) or OPTIONS["answer"]
        body = body.encode("utf-8")
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if status != 204 and self.command == "GET":
            self.wfile.write(body)
        self.close_connection = True

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    tls = common.inward(OPTIONS["certs"]) if OPTIONS.get("certs") else None

    def finish_request(self, request, client_address):
        """In the thread of the connection: a client that says nothing holds up nobody else."""
        request.settimeout(10)
        if self.tls:
            request = self.tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, *_):
        pass


def main():
    server = Server(("", OPTIONS["port"]), Page, bind_and_activate=False)
    server.socket.close()
    server.socket = common.listen(OPTIONS["port"])
    common.ready()
    server.serve_forever()


main()
