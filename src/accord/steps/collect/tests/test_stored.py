"""Bodies wait in the inbox, touches are stored once, sources open the door."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from accord.kernel.actor import Actor, ActorKind
from accord.kernel.touch import Placed
from accord.steps.collect import api
from accord.steps.collect.contracts import Oddity

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
MARA = Actor(ActorKind.MEMBER, "mara@northwind.example")
pytestmark = pytest.mark.django_db


def body(*messages):
    return json.dumps({"batch": [{"type": "track", "userId": "ada", **m} for m in messages]}).encode()


def arrive(*messages, source_id=1, alias_id=5):
    """Through the inbox into the table, as the river does it."""
    api.put(source_id=source_id, bodies=[body(*messages)], now=NOW)
    rows = api.take(limit=1000)
    touches = api.only_new(touches=api.split(rows).touches)
    ids = api.reserve_ids(count=len(touches))
    placed = [Placed(t, i, alias_id, 1) for t, i in zip(touches, ids, strict=True)]
    api.store(placed=placed)
    api.done(rows=rows)
    return placed


class TestTheInbox:
    def test_gives_bodies_in_order_and_about_as_many_events_as_asked(self):
        bodies = [body(*({"event": "x", "messageId": f"{b}-{i}"} for i in range(10))) for b in range(5)]
        api.put(source_id=1, bodies=bodies, now=NOW)
        assert [bytes(r.body) for r in api.take(limit=25)] == bodies[:3]
        assert api.waiting() == (5, NOW)
        api.done(rows=api.take(limit=25))
        assert api.waiting() == (2, NOW)


class TestFirstLate:
    def test_is_when_the_earliest_touch_happened_that_came_in_late(self):
        def one(message_id, hours):
            return {"event": "x", "messageId": message_id, "timestamp": (NOW - timedelta(hours=hours)).isoformat()}

        arrive(one("a", 0.5), one("b", 30), one("c", 2), one("d", 1), alias_id=5)
        arrive(one("e", 1), one("f", 0), alias_id=6)
        arrive(one("g", 3), alias_id=7)
        late = api.first_late(alias_ids=[5, 6, 8], lapse=timedelta(hours=1))
        assert late == {5: NOW - timedelta(hours=30)}
        assert api.first_late(alias_ids=[], lapse=timedelta(hours=1)) == {}


class TestStore:
    def test_gives_back_what_was_stored(self):
        placed = arrive(
            {"event": "Demo Requested", "messageId": "m1", "properties": {"plan": "pro", "n": [1, 2.5, None, "ü😀\\"]},
             "context": {"traits": {"email": "ada@acme.example"}}, "timestamp": "0001-01-01T00:00:00Z"}
        )  # fmt: skip
        assert [s.touch for s in api.touches_of(alias_ids=[5])] == [placed[0].touch]
        assert api.touches(touch_ids=[placed[0].touch_id])[0].touch == placed[0].touch

    def test_stores_a_message_once_for_ever(self):
        assert len(arrive({"event": "x", "messageId": "m1"}, {"event": "x", "messageId": "m1"})) == 1
        assert len(arrive({"event": "x", "messageId": "m1"}, {"event": "x", "messageId": "m2"})) == 1
        assert len(arrive({"event": "x", "messageId": "m1"}, source_id=2)) == 1

    def test_pages_backwards(self):
        arrive(*({"event": "x", "messageId": f"m{i}", "timestamp": f"2026-04-{i + 1:02}"} for i in range(10)))
        last = api.touches_of(alias_ids=[5], limit=3)
        assert [s.touch.message_id for s in last] == ["m7", "m8", "m9"]
        earlier = api.touches_of(alias_ids=[5], limit=3, before=(last[0].touch.occurred_at, last[0].touch_id))
        assert [s.touch.message_id for s in earlier] == ["m4", "m5", "m6"]
        until = api.touches_of(alias_ids=[5], until=datetime(2026, 4, 2, tzinfo=UTC))
        assert [s.touch.message_id for s in until] == ["m0", "m1"]
        assert [len(p) for p in api.all_touches(page=4)] == [4, 4, 2]


class TestJudge:
    def test_finds_crawlers_that_say_so(self):
        agent = "Mozilla/5.0 (compatible; Googlebot/2.1)"
        placed = arrive({"event": "x", "messageId": "m1", "context": {"userAgent": agent}})
        assert [p.is_machine for p in api.judge(placed=placed, now=NOW).placed] == [True]
        assert "Googlebot" in api.verdicts_of(touch_ids=[placed[0].touch_id])[placed[0].touch_id].why

    @pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
    def test_finds_a_link_scanner_in_any_order_of_arrival(self, order):
        clicks = [
            {"event": "Email Link Clicked", "messageId": f"c{i}", "timestamp": f"2026-04-01T00:00:0{i}Z",
             "properties": {"email_id": "mail", "link_url": f"https://a.example/{i}"}}
            for i in range(3)
        ]  # fmt: skip
        turned = []
        for i in order:
            placed = arrive(clicks[i])
            judged = api.judge(placed=placed, now=NOW)
            turned.append((len(judged.turned), judged.placed[0].is_machine))
        assert turned == [(0, False), (0, False), (2, True)]

    def test_lets_a_reader_click_slowly(self):
        clicks = [
            {"event": "Email Link Clicked", "messageId": f"c{i}", "timestamp": f"2026-04-01T00:0{i}:00Z",
             "properties": {"email_id": "mail", "link_url": f"https://a.example/{i}"}}
            for i in range(5)
        ]  # fmt: skip
        assert not any(p.is_machine for p in api.judge(placed=arrive(*clicks), now=NOW).placed)

    def test_does_not_overrule_a_person(self):
        placed = arrive({"event": "x", "messageId": "m1", "context": {"userAgent": "bingbot/2.0"}})
        ids = [placed[0].touch_id]
        api.set_verdict(touch_ids=ids, is_machine=False, actor=MARA, reason="our own monitor", now=NOW)
        assert not api.judge(placed=placed, now=NOW).placed[0].is_machine
        assert api.verdicts_of(touch_ids=ids)[ids[0]].by == str(MARA)


class TestASource:
    def test_has_a_key_of_its_own(self):
        web = api.add_source(name="Website", now=NOW)
        with pytest.raises(api.SourceRefused):
            api.add_source(name="Website", now=NOW)
        with pytest.raises(api.SourceRefused):
            api.add_source(name="Shop", key=web.write_key, now=NOW)
        with pytest.raises(api.SourceRefused):
            api.add_source(name="Shop", key="with space", now=NOW)
        api.revoke(source_id=web.id, now=NOW)
        assert [s.revoked_at for s in api.sources(with_counts=True)] == [NOW]


class TestWarnings:
    def test_are_listed_newest_first_and_a_flood_is_counted(self):
        web = api.add_source(name="Website", now=NOW)
        api.warn(oddities=[Oddity(web.id, NOW + timedelta(seconds=i), "no_identity", "nobody") for i in range(80)])
        listed = api.warnings(page=1, size=100)
        assert len(listed) == 50
        assert listed[0].message.endswith("and 30 more like it")
        assert listed[0].source_name == "Website"
