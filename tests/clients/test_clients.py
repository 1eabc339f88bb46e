"""Six official clients, each against a door that answers 503, then 429, then loses an answer, then a restart."""

import http.server
import json
import subprocess
import sys
import threading
import time
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from accord.journey import river
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity

from .conftest import HERE, KEY

EXPECTED = {"identify", "track", "page", "group", "alias"}
EMAIL = "ada@acme.example"
PATIENCE = 90
pytestmark = [pytest.mark.clients, pytest.mark.xdist_group("clients")]


def drain():
    """Everything that waits goes through the river."""
    while river.drain(now=timezone.now()):
        pass


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT message_id, kind FROM collect_touch")
        return cursor.fetchall()


def wait_for_all(door):
    """Until everything that was sent is stored and the door has run out of faults."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        drain()
        if not door.faults and {kind for _, kind in stored()} == EXPECTED and len(stored()) == len(door.sent):
            return
        time.sleep(0.2)
    pytest.fail(f"not stored in {PATIENCE} s: sent {dict(door.sent)}, stored {stored()}, answers {door.answered}")


def assert_each_once(door):
    wait_for_all(door)
    time.sleep(1)  # nothing comes late and twice
    drain()
    assert sorted(m for m, _ in stored()) == sorted(door.sent)
    assert collect.warnings() == []
    assert identity.lookup(text=EMAIL).is_known
    assert {503, 429, 502} <= set(door.answered)
    assert max(door.sent.values()) > 1, "the client sent nothing twice, so nothing was shown"


def run(*command):
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return done


class TestAServersClient:
    def test_by_segment_in_python_is_stored_once(self, door):
        run(sys.executable, HERE / "send_segment.py", door.address, KEY)
        assert_each_once(door)

    def test_by_rudderstack_in_python_is_stored_once(self, door):
        run(sys.executable, HERE / "send_rudder.py", door.address, KEY)
        assert_each_once(door)

    def test_by_segment_in_node_is_stored_once(self, door, node):
        run(node, HERE / "send_segment.mjs", door.address, KEY)
        assert_each_once(door)

    def test_by_rudderstack_in_node_is_stored_once(self, door, node):
        run(node, HERE / "send_rudder.mjs", door.address, KEY)
        assert_each_once(door)


SEGMENT_PAGE = """<!doctype html><title>Pricing</title>
<script src="/node_modules/@segment/analytics-next/dist/umd/index.js"></script>
<script>
  const analytics = AnalyticsNext.AnalyticsBrowser.load({writeKey: KEY, cdnURL: HOST},
    {integrations: {'Segment.io': {apiHost: HOST.replace('http://', '') + '/v1', protocol: 'http'}}})
  analytics.identify('ada', {email: 'ada@acme.example'})
  analytics.track('Demo Requested', {plan: 'pro'})
  analytics.page('Docs', 'Pricing')
  analytics.group('acme', {name: 'Acme'})
  analytics.alias('ada')
</script>"""

RUDDER_PAGE = """<!doctype html><title>Pricing</title>
<script type="module">
  import {RudderAnalytics} from '/node_modules/@rudderstack/analytics-js/dist/npm/modern/bundled/esm/index.mjs'
  const analytics = new RudderAnalytics()
  analytics.load(KEY, HOST, {configUrl: HOST, logLevel: 'ERROR'})
  analytics.identify('ada', {email: 'ada@acme.example'})
  analytics.track('Demo Requested', {plan: 'pro'})
  analytics.page('Docs', 'Pricing')
  analytics.group('acme', {name: 'Acme'})
  analytics.alias('ada')
</script>"""


class _Site(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.path != "/":
            super().do_GET()
            return
        content = self.server.html.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def site():
    """A website of its own origin, as the browser sees it."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Site, directory=str(HERE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


class TestABrowsersClient:
    @pytest.mark.parametrize("html", [SEGMENT_PAGE, RUDDER_PAGE], ids=["segment", "rudderstack"])
    def test_is_stored_once(self, door, page, site, html):
        site.html = html.replace("KEY", json.dumps(KEY)).replace("HOST", json.dumps(door.address))
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"http://127.0.0.1:{site.server_port}/")
        for _ in range(PATIENCE * 2):
            page.wait_for_timeout(500)  # lets the page work on
            drain()
            if not door.faults and {k for _, k in stored()} == EXPECTED and len(stored()) == len(door.sent):
                break
        assert {k for _, k in stored()} == EXPECTED, (said, door.sent, door.answered)
        assert_each_once(door)
