"""The tracking door against everything that is not what it should be: never a 5xx, never a word that is no JSON."""

import base64
import gzip
import http.client
import json
import re
import time
from pathlib import Path

import msgspec
import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.steps.collect import api

from .conftest import KEY, database_url

pytestmark = [pytest.mark.clients, pytest.mark.xdist_group("clients")]
BASIC = "Basic " + base64.b64encode(f"{KEY}:".encode()).decode()
EVENT = {"type": "track", "event": "Demo Requested", "userId": "ada", "messageId": "m1"}
MANY = {"max_examples": 150, "deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


class Client:
    def __init__(self, port):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, method, path, body=None, **headers):
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, path, body=body, headers=names)
        answer = self._connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()

    def post(self, body, path="/v1/batch", authorization=BASIC, **headers):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        if authorization:
            headers["authorization"] = authorization
        status, _, content = self.ask("POST", path, raw, **headers)
        told = json.loads(content)
        assert status == 200 or {"code", "message"} <= set(told)
        return status, told


@pytest.fixture
def client(collector):
    return Client(collector.port)


def waiting():
    return api.waiting()[0]


def pad(size):
    """A batch of exactly so many bytes, no event of which is too large."""
    event = {"type": "track", "event": "x", "userId": "ada", "properties": {"p": ""}}
    bare = len(json.dumps(event).encode())
    batch = [{**event, "properties": {"p": "x" * (30_000 - bare)}} for _ in range(size // 30_002)]
    body = json.dumps({"batch": batch, "pad": ""}).encode()
    return body[:-2] + b"x" * (size - len(body)) + body[-2:]


class TestSuccess:
    def test_is_exactly_200_and_committed_when_it_is_said(self, client):
        with psycopg.connect(database_url()) as other:
            for count in range(1, 21):
                assert client.post({"batch": [EVENT]}) == (200, {"success": True})
                assert other.execute("SELECT count(*) FROM collect_inbox").fetchone() == (count,)
                other.rollback()

    @pytest.mark.parametrize("path", ["/v1/track", "/v1/t", "/v1/batch", "/v1/b", "/v1/track/"])
    def test_comes_by_long_and_short_paths_and_any_content_type(self, client, path):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "image/png", ""):
            assert client.post(EVENT, path, content_type=kind)[0] == 200

    def test_takes_the_key_from_basic_or_body_or_both(self, client):
        assert client.post({"batch": [EVENT], "writeKey": KEY}, authorization=None)[0] == 200
        assert client.post({**EVENT, "writeKey": KEY}, "/v1/track", authorization=None)[0] == 200
        assert client.post({"batch": [EVENT], "writeKey": "another"})[0] == 200

    def test_unpacks_gzip(self, client):
        packed = gzip.compress(json.dumps({"batch": [EVENT]}).encode())
        assert client.post(packed, content_encoding="gzip")[0] == 200
        assert [r.body for r in api.take(limit=10)] == [gzip.decompress(packed)]


class TestLimits:
    def test_on_size_are_as_stated(self, client):
        assert client.post(pad(500 * 1024))[0] == 200
        assert client.post(pad(500 * 1024 + 1))[1]["code"] == "too_large"
        assert client.post(pad(501 * 1024))[0] == 400
        assert client.post(b"x" * 9_000_000)[1]["code"] == "too_large"
        big = {**EVENT, "properties": {"p": "x" * 33_000}}
        assert client.post(big, "/v1/track")[1]["code"] == "too_large"
        assert client.post({"batch": [EVENT, big]})[1]["code"] == "too_large"
        assert client.post({"batch": [{"a": 1}] * 2500})[0] == 200
        assert client.post({"batch": [{"a": 1}] * 2501})[1]["code"] == "too_many_events"

    def test_on_unpacking_hold_against_bombs(self, client, collector):
        bomb = gzip.compress(b'{"batch":[' + b" " * 300_000_000)
        assert client.post(bomb, content_encoding="gzip")[1]["code"] == "too_large"
        doubled = gzip.compress(b" " * 400_000) + gzip.compress(b" " * 400_000)
        assert client.post(doubled, content_encoding="gzip")[1]["code"] == "too_large"
        peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{collector.process.pid}/status").read_text())
        assert int(peak.group(1)) < 400_000

    def test_on_depth_hold(self, client):
        for raw in (b"[" * 10_000 + b"]" * 10_000, b'{"batch":' * 10_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000):
            assert client.post(raw)[0] == 400
            assert client.post(b'{"batch":[' + raw + b"]}")[0] == 400

    def test_on_rate_say_when_to_come_again(self, start_collector):
        client = Client(start_collector(ACCORD_RATE_LIMIT="100").port)
        assert client.post({"batch": [EVENT] * 250})[0] == 200
        status, headers, body = client.ask("POST", "/v1/batch", b"{}", authorization=BASIC)
        assert (status, headers["retry-after"], json.loads(body)["code"]) == (429, "2", "too_fast")
        time.sleep(2.1)
        assert client.post({"batch": [EVENT]})[0] == 200


class TestASlowClient:
    def test_does_not_fill_the_memory_with_others_of_its_kind(self, collector):
        held = []
        for _ in range(400):  # each says half a megabyte and sends nothing
            waiting_for = http.client.HTTPConnection("127.0.0.1", collector.port, timeout=30)
            waiting_for.putrequest("POST", "/v1/batch")
            waiting_for.putheader("Authorization", BASIC)
            waiting_for.putheader("Content-Length", "512000")
            waiting_for.endheaders(b"{")
            held.append(waiting_for)
        told = [json.loads(c.getresponse().read())["code"] for c in held[300:]]
        assert set(told) == {"busy"}
        for slow in held:
            slow.close()
        time.sleep(0.5)
        assert Client(collector.port).post({"batch": [EVENT]})[0] == 200


class TestAKey:
    def test_that_is_unknown_or_missing_is_told_so(self, client):
        unknown = "Basic " + base64.b64encode(b"nobody:").decode()
        assert client.post({"batch": [EVENT]}, authorization=unknown)[1]["code"] == "unknown_key"
        assert client.post({"batch": [EVENT], "writeKey": "nobody"}, authorization=None)[0] == 401
        for header in (None, "Basic ???", "Bearer x", "Basic", "Basic " + base64.b64encode(b"\xff:").decode()):
            assert client.post({"batch": [EVENT]}, authorization=header)[1]["code"] == "no_key"
        assert waiting() == 0

    def test_opens_at_once_and_closes_about_a_second_after_it_is_revoked(self, client):
        shop = api.add_source(name="Shop", key="wk_shop", now=timezone.now())
        basic = "Basic " + base64.b64encode(b"wk_shop:").decode()
        assert client.post({"batch": [EVENT]}, authorization=basic)[0] == 200
        api.revoke(source_id=shop.id, now=timezone.now())
        time.sleep(1.6)
        assert client.post({"batch": [EVENT]}, authorization=basic)[0] == 401


class TestBrowsers:
    def test_may_send_the_headers_they_ask_for(self, client):
        asked = {"access-control-request-headers": "anonymousid,authorization,content-type,sentat,x-own"}
        status, headers, _ = client.ask("OPTIONS", "/v1/page", **asked)
        assert status == 204
        allowed = set(headers["access-control-allow-headers"].split(", "))
        assert {"anonymousid", "authorization", "content-type", "sentat", "x-own"} <= allowed
        assert headers["access-control-allow-origin"] == "*"

    def test_are_told_their_own_key(self, client):
        status, _, body = client.ask("GET", f"/v1/projects/{KEY}/settings")
        told = json.loads(body)
        assert status == 200
        assert list(told["integrations"]) == ["Segment.io"]
        assert told["integrations"]["Segment.io"]["apiKey"] == KEY
        assert client.ask("GET", "/v1/projects/nobody/settings")[0] == 401
        status, _, body = client.ask("GET", f"/sourceConfig/?writeKey={KEY}")
        assert (status, json.loads(body)["source"]["destinations"]) == (200, [])


BROKEN = [
    b"", b"not json", b"{", b'{"batch": [NaN]}', b'{"a": Infinity}', b'{"a": 01}', b"\xff\xfe", b'{"a":"\xed\xa0\x80"}',
    b'\xef\xbb\xbf{"batch":[]}', b'{"batch":[]} trailing', b'{"a":"\x00"}', b"[1,]", b'{"a":1e}', b'"' + b"x" * 100,
    b"{'a':1}", b'{"a":"\\q"}', b"9" * 5000,
]  # fmt: skip
ODD = [
    b"[]", b"1", b"null", b'"text"', b'{"batch": 5}', b'{"batch": null}', b'{"batch": {}}', b'{"batch": []}',
    b'{"batch": [1, "a", null, [], {}]}', b'{"batch":[{"a":"\\ud800"}]}', b'{"batch":[{"a":"\\u0000"}]}',
    b'{"batch":[{"a":1e999}]}', b'{"writeKey": 5}', b'{"writeKey": null, "batch": []}', b'{"batch":[{"type":[]}]}',
    b'{"batch":[],"batch":[{"type":"track"}]}', b'{"a":' + b"9" * 400 + b"}",
]  # fmt: skip
JSONISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=10,
)
FIELD = st.sampled_from(["batch", "writeKey", "type", "userId", "timestamp", "context", "messageId", "traits"])


class TestMalformed:
    @pytest.mark.parametrize("body", BROKEN)
    def test_json_is_refused(self, client, body):
        status, told = client.post(body)
        assert (status, told["code"]) == (400, "not_json")

    @pytest.mark.parametrize("body", ODD)
    def test_shapes_are_taken_and_told_on_the_warnings_page(self, client, body):
        assert client.post(body)[0] == 200
        result = api.split(api.take(limit=10))
        assert all(o.code for o in result.oddities)

    @settings(**MANY)
    @given(raw=st.binary(max_size=300), encoding=st.sampled_from(["", "gzip", "identity", "br", "Gzip "]))
    def test_bytes_never_break_it(self, client, raw, encoding):
        assert client.post(raw, content_encoding=encoding)[0] in (200, 400)

    @settings(**MANY)
    @given(body=st.dictionaries(FIELD, JSONISH, max_size=6) | JSONISH, path=st.sampled_from(["/v1/t", "/v1/batch"]))
    def test_types_never_break_it(self, client, body, path):
        assert client.post(json.dumps(body).encode(), path)[0] in (200, 400)

    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", "/v1/track", 405),
            ("PUT", "/v1/batch", 405),
            ("POST", "/v1/nothing", 404),
            ("GET", "/v1/", 404),
            ("DELETE", "/v1", 404),
            ("POST", "/sourceConfig/", 404),
            ("GET", "/v1/projects/%00%ff/settings", 401),
            ("GET", "/", 404),
        ],
    )
    def test_requests_get_json_too(self, client, method, path, status):
        answered, _, body = client.ask(method, path, authorization=BASIC)
        assert (answered, {"code", "message"} <= set(json.loads(body))) == (status, True)


class TestWithoutTheDatabase:
    def test_nothing_is_acknowledged_and_it_comes_back_by_itself(self, client):
        assert client.post({"batch": [EVENT]})[0] == 200
        name = connection.settings_dict["NAME"]
        with psycopg.connect(database_url().replace(f"/{name}?", "/postgres?"), autocommit=True) as other:
            other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND application_name = ''"
                " AND pid <> %s",
                [name, connection.connection.info.backend_pid],
            )
            try:
                status, headers, body = client.ask("POST", "/v1/batch", b'{"batch":[]}', authorization=BASIC)
                assert (status, json.loads(body)["code"]) == (503, "database_away")
                assert int(headers["retry-after"]) >= 1
            finally:
                other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        until = time.monotonic() + 10
        while client.post({"batch": [EVENT]})[0] != 200:
            assert time.monotonic() < until
            time.sleep(0.2)
        assert waiting() == 2


class TestTheAnswer:
    def test_decodes_as_it_is_written(self, client):
        assert msgspec.json.decode(client.ask("POST", "/v1/t", b"{", authorization=BASIC)[2])["code"] == "not_json"


class TestWarnings:
    def warned(self, *, count):
        until = time.monotonic() + 10
        while len(found := api.warnings()) < count and time.monotonic() < until:
            time.sleep(0.05)
        return sorted((one.source_name, one.code, one.excerpt) for one in found)

    def test_tell_whoever_keeps_the_source_of_bodies_refused_once_a_minute(self, client):
        for _ in range(5):
            assert client.post(b'{"batch": [oops')[0] == 400
        assert client.post({"writeKey": KEY, "batch": [{"a": 1}] * 2501}, authorization=None)[0] == 400
        assert client.post(b"x" * 600_000)[0] == 400
        told = self.warned(count=3)
        assert [(source, code) for source, code, _ in told] == [
            ("Clients", "not_json"), ("Clients", "too_large"), ("Clients", "too_many_events")]  # fmt: skip
        assert told[0][2] == '{"batch": [oops'

    def test_are_not_made_by_those_without_a_good_key(self, client):
        assert client.post(b"{oops", authorization=None)[0] == 400
        assert client.post({"writeKey": "guessed", "batch": [{"a": 1}] * 2501}, authorization=None)[0] == 400
        assert client.post(b"{oops", authorization="Basic " + base64.b64encode(b"guessed:").decode())[0] == 401
        assert client.post({"batch": [EVENT]})[0] == 200
        time.sleep(0.5)
        assert api.warnings() == []
