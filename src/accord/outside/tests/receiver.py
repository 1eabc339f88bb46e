"""A receiver on loopback that answers what it is told to and keeps what it got."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Received(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        self.server.behave(self, len(self.server.got))
        self.close_connection = True

    def log_message(self, *_):
        pass


def answering(status, body=b"ok", **headers):
    """Always this."""

    def behave(request, _count):
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return behave


class Receiver:
    def __init__(self, server, scheme):
        self.server, self.port = server, server.server_address[1]
        self.address = f"{scheme}://127.0.0.1:{self.port}/in"

    @property
    def got(self):
        return self.server.got

    def behave(self, behave):
        self.server.behave = behave


@contextmanager
def receiver(behave=None, context=None):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Received)
    server.got, server.behave, server.daemon_threads = [], behave or answering(200), True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Receiver(server, "https" if context else "http")
    finally:
        server.shutdown()
        server.server_close()
