"""The same address serves the screens: what is not tracking goes to the web process, streamed, and cannot lie."""

import hashlib
import http.client
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from accord.project.supervisor import free_port

from .conftest import Collector, database_url

SIZE = 30_000_000
pytestmark = [pytest.mark.clients, pytest.mark.xdist_group("clients")]


class _Web(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def _told(self):
        size = int(self.headers.get("content-length") or 0)
        digest = hashlib.sha256()
        while size:
            part = self.rfile.read(min(size, 65536))
            digest.update(part)
            size -= len(part)
        headers = [[k.lower(), v] for k, v in self.headers.items()]
        return {"path": self.path, "method": self.command, "headers": headers, "body": digest.hexdigest()}

    def do_GET(self):
        content = b"x" * SIZE if self.path == "/large" else json.dumps(self._told()).encode()
        self.send_response(200)
        self.send_header("Set-Cookie", "a=1")
        self.send_header("Set-Cookie", "b=2")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_POST = do_HEAD = do_GET  # noqa: N815 - http.server's names


@pytest.fixture
def web():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Web)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def front(web, transactional_db):
    collector = Collector(database_url(), web=f"127.0.0.1:{web.server_port}")
    yield http.client.HTTPConnection("127.0.0.1", collector.port, timeout=30)
    collector.stop()


def ask(front, method, path, body=None, **headers):
    front.request(method, path, body=body, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = front.getresponse()
    return answer, answer.read()


class TestTheWayToTheScreens:
    def test_keeps_path_query_cookies_and_host(self, front):
        answer, body = ask(front, "GET", "/people/%C3%BC%20x/?q=a%26b&q=2", cookie="s=1", host="accord.example:8000")
        told = json.loads(body)
        assert told["path"] == "/people/%C3%BC%20x/?q=a%26b&q=2"
        headers = dict(told["headers"])
        assert (headers["host"], headers["cookie"]) == ("accord.example:8000", "s=1")
        assert answer.headers.get_all("set-cookie") == ["a=1", "b=2"]

    def test_tells_who_asks_and_believes_no_client_about_it(self, front):
        lies = {"x_forwarded_for": "6.6.6.6", "x_forwarded_proto": "https", "forwarded": "for=6.6.6.6"}
        _, body = ask(front, "GET", "/", connection="keep-alive, x-secret", x_secret="1", **lies)
        headers = json.loads(body)["headers"]
        assert [v for k, v in headers if k == "x-forwarded-for"] == ["127.0.0.1"]
        assert [v for k, v in headers if k == "x-forwarded-proto"] == ["http"]
        assert not {"forwarded", "x-secret"} & {k for k, _ in headers}

    def test_streams_large_files_both_ways(self, front):
        upload = os.urandom(SIZE)
        _, body = ask(front, "POST", "/import/", upload)
        assert json.loads(body)["body"] == hashlib.sha256(upload).hexdigest()
        _, body = ask(front, "GET", "/large")
        assert len(body) == SIZE
        assert ask(front, "HEAD", "/large")[0].status == 200

    def test_says_wait_while_the_screens_start(self, transactional_db):
        collector = Collector(database_url(), web=f"127.0.0.1:{free_port()}")
        front = http.client.HTTPConnection("127.0.0.1", collector.port, timeout=30)
        answer, body = ask(front, "GET", "/", accept="text/html")
        assert (answer.status, answer.headers["retry-after"]) == (503, "2")
        assert b"http-equiv=refresh" in body
        answer, body = ask(front, "POST", "/queue/", b"x")
        assert (answer.status, json.loads(body)["code"]) == (503, "web_away")
        collector.stop()
