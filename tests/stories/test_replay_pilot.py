"""A version in force, replayed against what happened while a pilot ran beside it, and leads of another motion."""

import pytest

from accord.journey import desk
from accord.journey.replay import api as replay
from accord.members import api as members
from accord.steps.collect import api as collect
from tests.stories.test_pilot import EASIER, MAIN, OVER, SEGMENT, TEAM, apply, company, day, named, publish, say, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def web_site():
    publish(MAIN, -30)
    members.add(email="sam@northwind.example", role="rep", now=day(-30))
    return collect.add_source(name="web site", now=day(-30))


def replayed(text, at, **more):
    return replay.run(text=text, name="river.yaml", now=day(at), **more)


def lives(source, *, days=1.0):
    """Acme is in the segment, globex is not, initech comes into it and leaves it, hooli in one batch."""
    for name, industry in (("acme", "logistics"), ("globex", "software")):
        send(source, named(name, 2), company(name, 2, industry), say(name, 3, "Webinar Attended"), at=3)
    send(source, named("initech", 2), say("initech", 3, "Webinar Attended"), at=3)
    send(source, company("initech", 4, "logistics"), at=4)
    send(source, company("initech", 5, "software"), at=5)
    send(source, say("initech", 6, "Demo Requested"), at=6)
    send(
        source,
        named("hooli", 6.1),
        say("hooli", 6.2, "Webinar Attended"),
        company("hooli", 6.3, "logistics"),
        company("hooli", 6.4, "software"),
        at=6.4 + days / 1000,
    )


class TestReality:
    def test_knows_whom_the_pilot_judged(self, web_site):
        publish(EASIER + SEGMENT, 1)
        lives(web_site)
        reality = replayed(MAIN, 7)["reality"]
        assert reality["differences"] == []
        assert reality["equal"] == reality["compared"] == 8

    def test_says_where_somebody_was_judged_late_when_it_was_over(self, web_site):
        publish(EASIER + SEGMENT, 1)
        lives(web_site)
        apply(OVER)
        apply(OVER + 1)
        reality = replayed(MAIN, OVER + 2)["reality"]
        assert reality["equal"] > 0
        assert (reality["unexplained"], reality["by_why"]) == (0, {})

    def test_knows_a_teams_pilot(self, web_site):
        publish(EASIER.replace("points: 60,", "points: 70,") + TEAM, 1)
        send(web_site, named("acme", 2), say("acme", 3, "Demo Requested"), at=3)
        send(web_site, named("globex", 2), at=3)
        apply(3.1)
        reality = replayed(MAIN, 4)["reality"]
        assert (reality["unexplained"], reality["by_why"]) == (0, {})

    def test_still_names_an_older_version(self, web_site):
        lives(web_site)
        stricter = MAIN.replace("{score.engagement: {at_least: 40}}", "{score.engagement: {at_least: 90}}")
        publish(stricter.replace("did: Demo Requested", "did: Trial Started"), 7)
        assert set(replayed(MAIN, 8)["reality"]["by_why"]) == {"older-version"}

    def test_names_leads_of_another_motion(self, web_site):
        publish(MAIN.replace("\nlists:", "  - {id: renewal, means: Renewal.}\n\nlists:", 1), -20)
        lives(web_site)
        sam = members.by_email("sam@northwind.example")
        desk.add_lead(traits={"email": "iris@acme.example"}, by=sam, now=day(5), motion="renewal")
        report = replayed(MAIN, 7)
        assert (report["reality"]["unexplained"], report["data"]["left_out"]) == (0, {"other motions": 1})
        assert report["reality"]["by_why"] == {"other-motion": 2}, "opened, and taken"


class TestAProposalThatIsAPilot:
    def test_is_replayed_for_its_segment_only(self, web_site):
        lives(web_site)
        whole, part = replayed(EASIER, 7), replayed(EASIER + SEGMENT, 7)
        assert whole["proposed"]["handed_off"] == 4
        assert part["proposed"]["handed_off"] == 1, "acme; initech and hooli were something else at their hand-off"
        assert part["in_force"]["handed_off"] == 0
        assert part["changes_side"]["gained"] == 1
        assert part["data"]["segment"] == {"means": "Logistics qualifies earlier.", "people": 3}
        assert whole["data"]["segment"] is None
        assert {one["handed_off"] for one in part["sweep"] if one["is_proposed"]} == {1}
        assert sum(part["proposed"]["stages"].values()) < sum(whole["proposed"]["stages"].values())

    def test_holds_its_promise_of_volume_against_its_segment_only(self, web_site):
        lives(web_site)
        promise = "\nservices:\n  - {id: volume, owed_by: marketing, at_least: 50 mql, per: quarter}\n"
        [whole] = replayed(EASIER + promise, 7)["volume_promises"]
        [part] = replayed(EASIER + promise + SEGMENT, 7)["volume_promises"]
        assert (whole["proposed"], part["proposed"]) == (4.0, 1.0), "acme alone"

    def test_for_a_team_counts_those_whose_lead_it_had(self, web_site):
        lives(web_site)
        report = replayed(EASIER + TEAM, 7)
        assert report["data"]["segment"]["people"] == 1
        assert report["proposed"]["handed_off"] == 1
