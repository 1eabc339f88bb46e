"""A payload becomes touches: what clients send, and what they ought not to."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.kernel.touch import TouchKind
from accord.steps.collect.contracts import IMPORT_PATH, InboxRow
from accord.steps.collect.split import split

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def row(body, path="/v1/batch", **more):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return InboxRow(7, 1, NOW, path, raw, **more)


def one(body, path="/v1/batch", **more):
    result = split([row(body, path, **more)])
    assert len(result.touches) == 1, result
    return result.touches[0]


def refusal(body, path="/v1/batch"):
    result = split([row(body, path)])
    assert not result.touches
    return result.oddities[0]


class TestAMessage:
    def test_is_named_by_its_path_or_its_type_long_or_short(self):
        mara = {"userId": "mara", "event": "Demo Requested"}
        for path in ("/v1/track", "/v1/t", "/v1/track/"):
            assert one(mara, path).kind is TouchKind.TRACK
        assert one({"batch": [{**mara, "type": "track"}]}).name == "Demo Requested"
        assert one({"user_id": "mara", "action": "track", "event": "Email Opened"}).user_id == "mara"

    def test_takes_what_its_batch_says_once(self):
        body = {
            "batch": [{"type": "page", "userId": "mara", "context": {"ip": "10.0.0.2"}}],
            "context": {"library": {"name": "x"}, "ip": "10.0.0.1"},
            "integrations": {"All": False},
            "timestamp": "2026-04-30T12:00:00Z",
            "sentAt": "2026-04-30T12:00:05Z",
        }
        touch = one(body)
        assert touch.context == {"library": {"name": "x"}, "ip": "10.0.0.2", "integrations": {"All": False}}
        assert touch.occurred_at == NOW - timedelta(seconds=5)

    def test_without_message_id_gets_the_same_one_whenever_its_row_is_split(self):
        body = {"batch": [{"type": "page", "userId": "mara"}, {"type": "page", "userId": "mara"}]}
        first, again = split([row(body)]), split([row(body)])
        assert [t.message_id for t in first.touches] == [t.message_id for t in again.touches]
        assert len({t.message_id for t in first.touches}) == 2

    def test_may_say_that_it_has_no_anonymous_id(self):
        touch = one({"type": "page", "userId": 42, "anonymousId": None, "messageId": "m"})
        assert (touch.user_id, touch.anonymous_id) == ("42", None)

    def test_links_to_the_account_of_its_context(self):
        assert one({"type": "track", "event": "x", "userId": "u", "context": {"groupId": "acme"}}).group_id == "acme"

    def test_of_a_browser_knows_address_and_agent_and_of_a_server_does_not(self):
        body = {"type": "page", "userId": "u"}
        assert one(body, client_ip="10.1.1.1", user_agent="Mozilla/5.0").context["ip"] == "10.1.1.1"
        assert one(body, client_ip="10.1.1.1", user_agent="analytics-python/2").context == {}

    def test_of_a_page_knows_its_path(self):
        body = {"type": "page", "userId": "u", "properties": {"url": "https://acme.example/pricing?x=1#y"}}
        assert one(body).properties["path"] == "/pricing"
        seen = {"type": "page", "userId": "u", "context": {"page": {"path": "/docs", "url": "https://a.example/docs"}}}
        assert one(seen).properties == {"path": "/docs", "url": "https://a.example/docs"}


class TestTraits:
    def test_have_one_name_each(self):
        body = {"type": "identify", "userId": "u", "traits": {"firstName": "Ada", "title": "CIO"}}
        assert one(body).traits == {"first_name": "Ada", "job_title": "CIO"}

    def test_of_the_context_count_on_any_call(self):
        body = {"type": "track", "event": "x", "userId": "u", "context": {"traits": {"email": "ada@acme.example"}}}
        assert one(body).traits == {"email": "ada@acme.example"}

    def test_of_a_nested_company_stay_under_company(self):
        body = {"type": "identify", "userId": "u", "traits": {"company": {"name": "Acme", "employee_count": 90}}}
        assert one(body).traits == {"company": {"name": "Acme", "employees": 90}}

    def test_of_a_group_call_are_the_account_s(self):
        body = {"type": "group", "userId": "u", "groupId": "acme", "traits": {"numberOfEmployees": 9}}
        assert one({**body, "context": {"traits": {"title": "CIO"}}}).traits == {"employees": 9}

    def test_of_a_nested_address_are_unfolded(self):
        body = {"type": "identify", "userId": "u", "traits": {"address": {"country": "DE", "city": "Berlin"}}}
        assert one(body).traits["country"] == "DE"


class TestRefusal:
    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"batch": [{"type": "page"}]}, "no_identity"),
            ({"batch": [{"type": "page", "userId": "", "anonymousId": None}]}, "no_identity"),
            ({"batch": [{"type": "page", "userId": {"a": 1}}]}, "no_identity"),
            ({"batch": [{"type": "nonsense", "userId": "u"}]}, "unknown_type"),
            ({"batch": [{"type": 7, "userId": "u"}]}, "unknown_type"),
            ({"batch": [{"type": "track", "userId": "u"}]}, "no_event"),
            ({"batch": [{"type": "page", "userId": "u", "messageId": "m" * 101}]}, "message_id_too_long"),
            ({"batch": [{"type": "page", "userId": "u" * 501}]}, "identifier_too_long"),
            ({"batch": ["text"]}, "not_an_object"),
            ([1, 2], "not_an_object"),
            ({"batch": 5}, "unknown_type"),
            (b"not json", "not_json"),
            (b'{"batch": [{"a": NaN}]}', "not_json"),
            (b"[" * 10_000 + b"]" * 10_000, "not_json"),
            (b'{"type":"page","userId":"u","properties":' + b'{"a":' * 200 + b"1" + b"}" * 201, "too_deep"),
        ],
    )
    def test_says_why(self, body, code):
        assert refusal(body).code == code

    def test_of_one_message_leaves_the_rest(self):
        result = split([row({"batch": [{"type": "page"}, {"type": "page", "userId": "mara"}]})])
        assert (len(result.touches), len(result.oddities)) == (1, 1)

    def test_of_an_import_only_where_nothing_names_anybody(self):
        body = {"type": "identify", "traits": {"email": "ada@acme.example"}}
        assert one(body, IMPORT_PATH).traits["email"] == "ada@acme.example"
        assert one({"type": "group", "groupId": "acme"}, IMPORT_PATH).group_id == "acme"
        assert refusal({"type": "identify", "traits": {}}, IMPORT_PATH).code == "no_identity"


class TestStorable:
    def test_texts_lose_what_no_database_keeps(self):
        touch = one(b'{"type":"track","event":"a\\u0000b","userId":"u","properties":{"k\\ud800":"x\\ud83d\\ude00"}}')
        assert touch.name == "a\ufffdb"
        assert touch.properties == {"k\ufffd": "x😀"}
        assert "cleaned" in touch.flags

    def test_numbers_fit(self):
        raw = b'{"type":"track","event":"x","userId":"u","properties":{"a":1e999,"b":' + b"9" * 60 + b"}}"
        assert one(raw).properties["a"] is None
        assert isinstance(one(raw).properties["b"], str)


JSONISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)
FIELDS = [
    "type",
    "userId",
    "anonymousId",
    "messageId",
    "event",
    "name",
    "properties",
    "traits",
    "context",
    "integrations",
    "timestamp",
    "sentAt",
    "originalTimestamp",
    "receivedAt",
    "groupId",
    "previousId",
    "batch",
    "writeKey",
    "category",
    "action",
]
MESSAGES = st.dictionaries(st.sampled_from(FIELDS), JSONISH, max_size=10)


class TestAnything:
    @settings(max_examples=300)
    @given(st.binary(max_size=200) | JSONISH.map(lambda v: json.dumps(v).encode()))
    def test_splits_without_an_error(self, raw):
        split([row(raw)])

    @settings(max_examples=400)
    @given(MESSAGES, st.lists(MESSAGES, max_size=3), st.sampled_from(["/v1/track", "/v1/batch", IMPORT_PATH]))
    def test_of_wrong_types_is_stored_or_refused(self, message, batch, path):
        result = split([row({"type": "track", "userId": "u", "event": "x", **message}, path)])
        assert result.touches or result.oddities or message.get("batch") == []
        split([row({"context": message, "batch": batch}, path)])


class TestTheSpecification:
    def test_passes_with_every_one_of_its_payloads(self, shared_data):
        payloads = json.loads((shared_data("segment_spec") / "spec_json_examples.json").read_text())
        assert len(payloads) == 55
        for entry in payloads:
            body = entry["payload"]
            path = f"/v1/{entry['heading'].lower()}" if "http-api" in entry["file"] else "/v1/batch"
            path = "/v1/identify" if entry["heading"] == "Selecting Destinations" else path
            path = "/v1/track" if "pixel" in entry["file"] or "common.md" in entry["file"] else path
            result = split([row(body, path)])
            expected = len(body.get("batch", [1]))
            assert len(result.touches) + sum(o.code in ("no_identity", "no_event") for o in result.oddities) == expected
            named = [m for m in body.get("batch", [body]) if m.get("userId") or m.get("anonymousId")]
            assert len(result.touches) >= (len(named) if "common.md" not in entry["file"] else 0)

    def test_shows_a_malformed_date_and_it_is_no_refusal(self):
        touch = one({"type": "identify", "userId": "971mj8mk7p", "timestamp": "2015-2-02T00:30:08.276Z"})
        assert touch.occurred_at == NOW
        assert touch.flags == ("bad-time",)


class TestRealClients:
    def test_lose_nothing_of_what_they_sent(self, shared_data):
        captures = sorted(shared_data("sdk_wire").glob("*.json"))
        assert len(captures) == 7
        for capture in captures:
            sent = [r for r in json.loads(capture.read_text()) if r["method"] == "POST" and r["json"]]
            for request in sent:
                result = split([row(request["json"], request["path"].split("?")[0])])
                items = request["json"].get("batch", [request["json"]])
                assert [t.message_id for t in result.touches] == [i["messageId"] for i in items]
                assert not result.oddities
