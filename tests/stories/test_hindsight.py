"""A touch comes late. What was recorded stays; what would have been different is shown."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accord.journey import api as journey
from accord.journey import desk, explaining, rescore
from accord.journey.hindsight import would_have_been
from accord.kernel.actor import Actor, ActorKind
from accord.members import api as members
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle

pytestmark = pytest.mark.django_db
MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
RIVER = Path(__file__).with_name("river.yaml")


def day(number: float) -> datetime:
    return MONDAY + timedelta(days=number)


@pytest.fixture
def web_site():
    rescore.publish(text=RIVER.read_text(), name="river.yaml", by=RHEA, now=day(-30))
    members.add(email="sam@northwind.example", role="rep", now=day(-30))
    return collect.add_source(name="web site", now=day(-30))


def tell(source: Any, happened: float, event: str = "", *, arrived: float | None = None, **said: Any) -> None:
    """Iris does something on a day; it arrives at once, or on a later day."""
    kind = {"type": "track", "event": event} if event else {"type": "identify"}
    name = f"{event or 'identify'}-{happened}"
    one = {**kind, "messageId": name, "userId": "iris", "timestamp": day(happened).isoformat(), **said}
    now = day(happened if arrived is None else arrived)
    journey.accept_touches(source_id=source.id, bodies=[json.dumps({"batch": [one]}).encode()], now=now)


def introduce(source: Any) -> None:
    company = {"name": "Acme", "employees": 200, "industry": "software"}
    tell(source, 0, traits={"email": "iris@acme.example", "jobTitle": "CIO", "company": company})


def iris() -> int:
    found = identity.lookup(text="iris")
    assert found is not None
    return found.id


def stages() -> list[tuple[str, datetime]]:
    lead = lifecycle.leads_of([iris()])[iris()][0]
    return [(one.to_stage, one.effective_at) for one in lifecycle.history([lead.id])[lead.id]]


def otherwise(now: float) -> list[tuple[str, str, datetime | None, datetime | None]]:
    found = would_have_been(person_id=iris(), now=day(now))
    return [(one.kind, one.stage, one.recorded_at, one.would_be_at) for one in found]


class TestALateTouch:
    def test_would_have_promoted_earlier(self, web_site):
        introduce(web_site)
        tell(web_site, 5, "Trial Started")
        assert stages()[-1] == ("mql", day(5))
        tell(web_site, 2, "Trial Started", arrived=8)
        assert stages()[-1] == ("mql", day(5)), "what was recorded stays"
        assert otherwise(9) == [("earlier", "mql", day(5), day(2))]
        assert "engagement" in would_have_been(person_id=iris(), now=day(9))[0].reason

    def test_would_have_taken_another_way(self, web_site):
        introduce(web_site)
        tell(web_site, 5, "Trial Started")
        tell(web_site, 2, "Demo Requested", arrived=8)
        assert stages()[-2:] == [("mql", day(5)), ("sal", day(2))]
        assert otherwise(9) == [("never", "mql", day(5), None)]

    def test_would_have_kept_them_back_and_says_what_was_lacking(self, web_site):
        introduce(web_site)
        tell(web_site, 5, "Trial Started")
        tell(web_site, 4, "Unsubscribed", arrived=8)
        assert otherwise(9) == [("never", "mql", day(5), None)]
        assert "engagement" in would_have_been(person_id=iris(), now=day(9))[0].reason

    def test_would_have_kept_them_back_for_a_while(self, web_site):
        introduce(web_site)
        tell(web_site, 5, "Trial Started")
        tell(web_site, 6, "Webinar Attended")
        tell(web_site, 7, "Content Downloaded")
        tell(web_site, 4, "Unsubscribed", arrived=8)
        assert otherwise(9) == [("later", "mql", day(5), day(7))]

    def test_is_told_by_explain(self, web_site):
        introduce(web_site)
        tell(web_site, 5, "Trial Started")
        tell(web_site, 2, "Trial Started", arrived=8)
        (lead,) = explaining.explain(person_id=iris(), at=day(9)).as_dict()["leads"]
        (one,) = lead["would_have_been"]
        assert (one["stage"], one["kind"], one["recorded_at"], one["would_be_at"]) == ("mql", "earlier", day(5), day(2))


class TestNothing:
    def test_differs_where_everything_came_in_time_through_recycling_and_back(self, web_site):
        introduce(web_site)
        tell(web_site, 5, "Trial Started")
        sam = members.by_email("sam@northwind.example")
        (waiting,) = handoff.queue(member_id=sam.id).rows
        desk.accept(handoff_id=waiting.id, by=sam, now=day(6))
        desk.recycle(lead_id=waiting.lead_id, reason="nurture", by=sam, now=day(7))
        tell(web_site, 9, "Webinar Attended")
        while rescore.tick(now=day(7 + 14) + timedelta(seconds=2)):
            pass
        assert [stage for stage, _ in stages()] == ["lead", "mql", "sal", "recycled", "mql"]
        assert otherwise(30) == []

    def test_differs_when_a_new_version_promoted_them(self, web_site):
        introduce(web_site)
        tell(web_site, 5, "Webinar Attended")
        easier = RIVER.read_text().replace("{score.engagement: {at_least: 40}}", "{score.engagement: {at_least: 10}}")
        rescore.publish(text=easier, name="river.yaml", by=RHEA, now=day(6), unsigned_because="both said so")
        assert stages()[-1] == ("mql", day(6))
        assert otherwise(9) == []

    def test_differs_where_the_past_was_known_before_the_first_agreement(self):
        source = collect.add_source(name="web site", now=day(-30))
        introduce(source)
        tell(source, 2, "Trial Started")
        rescore.publish(text=RIVER.read_text(), name="river.yaml", by=RHEA, now=day(4), unsigned_because="both said so")
        assert stages() == [("lead", day(4)), ("mql", day(4))]
        assert otherwise(9) == []

    def test_differs_where_the_past_was_imported_under_the_first_agreement(self):
        rescore.publish(text=RIVER.read_text(), name="river.yaml", by=RHEA, now=day(4), unsigned_because="both said so")
        source = collect.add_source(name="web site", now=day(4))
        for message, event in ((0, ""), (2, "Trial Started")):
            more = {} if event else {"traits": {"email": "iris@acme.example", "jobTitle": "CIO", "company": "Acme"}}
            tell(source, message, event, arrived=5, **more)
        assert stages()[0] == ("lead", day(0))
        assert otherwise(9) == []
