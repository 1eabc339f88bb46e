"""A door in front of the collector that fails on purpose, and remembers which messages went through it."""

import gzip
import http.client
import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FAULTS = ("503", "429", "lost", "pass", "restart")
"""For the first posts of a run: refused, refused with Retry-After, stored but the answer lost, let through, and
refused while the collector is killed and started again."""


class FaultDoor(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, collector):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.collector = collector
        self.faults = list(FAULTS)
        self.sent = Counter()
        self.answered = []
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"

    def next_fault(self):
        with self.lock:
            return self.faults.pop(0) if self.faults else "pass"

    def remember(self, body, headers):
        raw = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
        parsed = json.loads(raw)
        for message in parsed.get("batch", [parsed]):
            self.sent[message["messageId"]] += 1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self._pass_on(b"")

    def do_OPTIONS(self):
        self._pass_on(b"")

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.remember(body, self.headers)
        fault = self.server.next_fault()
        if fault == "503":
            self._refuse(503, {})
        elif fault == "429":
            self._refuse(429, {"Retry-After": "1"})
        elif fault == "lost":
            self._forward(body)
            self._refuse(503, {})
        elif fault == "restart":
            self.server.collector.restart()
            self._refuse(502, {})
        else:
            self._pass_on(body)

    def _forward(self, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.collector.port, timeout=20)
        dropped = ("connection", "content-length", "accept-encoding")
        headers = {k: v for k, v in self.headers.items() if k.lower() not in dropped}
        connection.request(self.command, self.path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()

    def _pass_on(self, body):
        try:
            status, headers, content = self._forward(body)
        except OSError:
            self._refuse(502, {})
            return
        self._answer(status, [h for h in headers if h[0].lower() not in ("content-length", "connection")], content)

    def _refuse(self, status, headers):
        content = json.dumps({"code": "fault", "message": "on purpose"}).encode()
        cors = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "retry-after"}
        self._answer(status, [*cors.items(), *headers.items(), ("Content-Type", "application/json")], content)

    def _answer(self, status, headers, content):
        if self.command == "POST":
            self.server.answered.append(status)
        try:
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if status != 204:
                self.wfile.write(content)
        except OSError:  # the client did not wait
            self.close_connection = True
