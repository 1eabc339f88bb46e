"""Propose, replay, discuss: the replay of a proposal, and of the version in force against what happened."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from accord.agreement import api as agreements
from accord.connectors.sample import api as sample
from accord.journey import api as journey
from accord.journey.replay import api as replay
from accord.journey.replay import reality
from accord.journey.replay.altering import altered
from accord.steps.collect import api as collect

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEXT = sample.AGREEMENT.read_text(encoding="utf-8")
STRICT = TEXT.replace("{score.engagement: {at_least: 40}}", "{score.engagement: {at_least: 55}}")


@pytest.fixture
def company():
    sample.load(people=120, months=3, now=NOW)


def run(text=TEXT, **more):
    return replay.run(text=text, name="northwind.yaml", now=NOW, **more)


class TestTheVersionInForce:
    def test_replayed_gives_what_happened_or_says_why_not(self, company):
        report = run()
        reality = report["reality"]
        assert reality["unexplained"] == 0
        assert reality["equal"] > 0.9 * reality["compared"] > 100
        assert report["in_force"]["handed_off"] == report["proposed"]["handed_off"] > 10
        assert report["changes_side"]["people"] == []
        assert report["timing"]["same"] == report["timing"]["both"] > 10

    def test_says_the_same_in_whatever_parts_touches_are_asked_about(self, company, monkeypatch):
        whole = run()["reality"]
        monkeypatch.setattr(reality, "PART", 3)
        assert run()["reality"] == whole
        assert whole["by_why"]["late"] > 3


class TestAProposal:
    def test_tells_who_changes_side_and_why(self, company):
        report = run(STRICT)
        changes = report["changes_side"]
        assert changes["lost"] == len(changes["people"]) > 0
        assert {one["direction"] for one in changes["people"]} == {"lost"}
        assert all("engagement is at least 55; it was " in one["reason"] for one in changes["people"])

    def test_names_only_rules_that_made_up_for_what_was_lacking(self, company):
        easier = TEXT.replace("{score.engagement: {at_least: 40}}", "{score.engagement: {at_least: 30}}")
        fewer = easier.replace("at_most: 5000}}, points: 20}", "at_most: 5000}}, points: 15}")
        assert fewer != easier
        gained = [one["reason"] for one in run(fewer)["changes_side"]["people"] if one["direction"] == "gained"]
        assert gained
        assert not [reason for reason in gained if "right-size" in reason], "it gives less, of another score"
        more = easier.replace("touch: Webinar Attended, points: 15", "touch: Webinar Attended, points: 30")
        gained = [one["reason"] for one in run(more)["changes_side"]["people"] if one["direction"] == "gained"]
        assert [reason for reason in gained if "webinar gives" in reason]
        assert {reason.count(" gives ") for reason in gained} <= {0, 1}

    def test_counts_each_hand_off_once(self, company):
        report = run(STRICT)
        for side in (report["proposed"], report["in_force"]):
            assert side["handed_off"] == sum(side[kind] for kind in ("won", "lost", "rejected", "open"))
            assert side["handed_off"] == sum(week["handed_off"] for week in side["weekly"])
            assert side["handed_off"] == sum(part["handed_off"] for part in side["by_source"])
            assert side["handed_off"] == sum(rep["handed_off"] for rep in side["load"])
        assert [week["week"] for week in report["proposed"]["weekly"]] == [
            week["week"] for week in report["in_force"]["weekly"]
        ]

    def test_gives_the_same_report_twice_and_another_once_a_touch_is_added(self, company):
        first, second = run(STRICT), run(STRICT)
        assert json.dumps(first) == json.dumps(second)
        source = collect.add_source(name="late", now=NOW)
        one = {"type": "page", "messageId": "x", "userId": "somebody new", "timestamp": NOW.isoformat()}
        journey.accept_touches(source_id=source.id, bodies=[json.dumps({"batch": [one]}).encode()], now=NOW)
        assert run(STRICT)["data"]["hash"] != first["data"]["hash"]

    def test_swept_at_the_threshold_in_force_hands_over_what_that_does(self, company):
        report = run(STRICT)
        at_40 = next(one for one in report["sweep"] if (one["key"], one["threshold"]) == ("mql.engagement", 40))
        assert at_40["handed_off"] == report["in_force"]["handed_off"]
        assert at_40["recall"] == report["in_force"]["recall"]

    def test_counts_only_the_hand_offs_of_the_period(self, company):
        whole, since = run(), NOW - timedelta(days=30)
        part = run(since=since)
        assert 0 < part["proposed"]["handed_off"] < whole["proposed"]["handed_off"]
        before = run(until=since)
        assert before["data"]["until"] == since.isoformat().replace("+00:00", "Z")
        assert before["proposed"]["handed_off"] < whole["proposed"]["handed_off"]


class TestPromises:
    def test_are_held_against_what_reps_did_in_time_and_what_marketing_owes(self, company):
        report = run(STRICT)
        [answer] = report["hand_off_promises"]
        assert (answer["service"], answer["within"]) == ("answer", "8 working hours")
        weeks = [week["handed_off"] for week in report["proposed"]["weekly"]]
        assert answer["proposed"] == round(sum(weeks) / len(weeks) / answer["reps"], 2)
        assert answer["proposed_busiest"] == round(max(weeks) / answer["reps"], 2)
        assert answer["in_force_busiest"] >= answer["proposed_busiest"]
        [volume] = report["volume_promises"]
        assert (volume["service"], volume["stage"], volume["promised"]) == ("volume", "mql", 3.83)
        assert 0 < volume["proposed"] < volume["in_force"]


class TestWhatIf:
    def test_answers_what_a_replay_of_the_changed_text_says(self, company):
        report = run()
        answer = replay.what_if(report["handle"], points={"engagement.pricing": 4}, thresholds={"mql.engagement": 55})
        text = STRICT.replace("starts_with: /pricing}}, points: 10", "starts_with: /pricing}}, points: 4")
        asked = run(text)["proposed"]
        assert answer["proposed"] == asked | {"hash": ""}

    def test_refuses_what_it_does_not_know(self, company):
        handle = run()["handle"]
        with pytest.raises(replay.ReplayRefused):
            replay.what_if(handle, points={"engagement.nothing": 1}, thresholds={})
        with pytest.raises(replay.ReplayRefused):
            replay.what_if(handle, points={"engagement.pricing": 1.5}, thresholds={})
        with pytest.raises(replay.ReplayRefused):
            replay.what_if("unknown", points={}, thresholds={})

    def test_leaves_the_agreement_as_it_is_where_nothing_is_moved(self):
        agreement = agreements.load(TEXT, "northwind.yaml")
        assert altered(agreement, {}, {}) == agreement


class TestStopped:
    def test_goes_on_with_what_was_decoded(self, company):
        with pytest.raises(replay.Stopped):
            run(progress=lambda done, step: not step.startswith("replay"))
        steps = []
        run(progress=lambda done, step: steps.append(step) or True)
        assert "touches" not in steps
