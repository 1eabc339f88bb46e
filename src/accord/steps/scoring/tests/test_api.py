from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from accord.agreement.contracts import Version
from accord.agreement.load import load
from accord.agreement.spec import Did
from accord.kernel.actor import PROCESS
from accord.kernel.touch import Placed, Touch, TouchKind, TraitChange
from accord.steps.scoring import api
from accord.steps.scoring.contracts import Subject
from accord.steps.scoring.models import Score

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ACME = 7


@pytest.fixture(scope="module")
def northwind() -> Version:
    path = Path(__file__).parents[5] / "examples" / "northwind.yaml"
    agreement = load(path.read_text(), "northwind.yaml")
    return Version(1, 1, "h1", "northwind", "", "Northwind", agreement, PROCESS, START, START)


def touched(number: int, name: str, days: float = 0, *, kind=TouchKind.TRACK, is_machine=False, **properties) -> Placed:
    at = START + timedelta(days=days)
    touch = Touch(1, f"m{number}", kind, name, at, at, properties=properties)
    return Placed(touch, number, alias_id=70, person_id=ACME, is_machine=is_machine)


def learnt(number: int, subject: str, name: str, value: object, days: float = 0) -> TraitChange:
    return TraitChange(START + timedelta(days=days), number, subject, name, value, f"m{number}")


def subject(*changes: TraitChange) -> Subject:
    return Subject(ACME, (70,), changes)


def moments(who: Subject, version: Version, days: float = 300):
    return api.moments(subjects=[who], since={}, until=START + timedelta(days=days), version=version)[ACME]


class TestMoments:
    def test_tell_the_scores_right_after_each_touch(self, northwind):
        api.note(placed=[touched(1, "Webinar Attended"), touched(2, "Trial Started", 1)], version=northwind)
        found = moments(subject(), northwind, days=2)
        assert [(m.message_id, m.scores["engagement"] / 1024) for m in found] == [("m1", 15), ("m2", 60)]

    def test_tell_when_time_alone_turns_a_decision(self, northwind):
        api.note(placed=[touched(1, "Trial Started")], version=northwind)
        by_time = [m for m in moments(subject(), northwind) if m.touch_id is None]
        assert [(m.at - START).days for m in by_time] == [11]  # 45 points halving in 60 days are below 40 then
        assert by_time[0].scores["engagement"] < 40 * 1024

    def test_tell_what_was_done_by_then(self, northwind):
        pages = [touched(n, "", n, kind=TouchKind.PAGE, url="https://nw.example/careers/?x") for n in range(1, 4)]
        api.note(placed=pages, version=northwind)
        did = next(d.when.did for d in northwind.agreement.disqualify if d.id == "job-seeker")
        found = moments(subject(), northwind)
        assert [tuple(m.did(did)) for m in found if m.touch_id] == [("m1",), ("m1", "m2"), ("m1", "m2", "m3")]
        assert len(found[-1].did(did)) == 2, "the window has moved on"
        assert list(found[0].did(Did(touch="Demo Requested"))) == []

    def test_count_a_trait_from_its_own_instant_on(self, northwind):
        found = moments(
            subject(learnt(1, "account", "employees", 200), learnt(2, "account", "country", "de", 3)), northwind
        )
        assert [m.scores["fit"] / 1024 for m in found] == [20, 30]

    def test_begin_where_they_are_asked_to_and_remember_what_was_before(self, northwind):
        api.note(placed=[touched(1, "Webinar Attended"), touched(2, "Webinar Attended", 5)], version=northwind)
        found = api.moments(
            subjects=[subject()],
            since={ACME: START + timedelta(days=5)},
            until=START + timedelta(days=6),
            version=northwind,
        )
        assert [m.scores["engagement"] / 1024 for m in found[ACME]] == [30]


class TestOrderOfArrival:
    def test_duplicates_and_batches_never_matter(self, northwind):
        names = ["Webinar Attended", "Content Downloaded", "Email Link Clicked", "Trial Started", "Unsubscribed"]
        rows = [touched(n, names[n % 5], n * 0.7) for n in range(60)]
        rows += [touched(100 + n, "", n // 3, kind=TouchKind.PAGE, path=f"/docs/{n % 7}") for n in range(60)]
        found = []
        for seed in range(5):
            api.forget(touch_ids=[row.touch_id for row in rows])
            chance = Random(seed)
            arriving = chance.sample(rows, len(rows)) + chance.sample(rows, 20)
            for start in range(0, len(arriving), 1 + seed * 13):
                api.note(placed=arriving[start : start + 1 + seed * 13], version=northwind)
            found.append([(m.at, m.message_id, m.scores) for m in moments(subject(), northwind)])
        assert len(found[0]) >= 120
        assert all(one == found[0] for one in found)


class TestNote:
    def test_is_harmless_when_done_twice(self, northwind):
        for _ in range(2):
            api.note(placed=[touched(1, "Webinar Attended")], version=northwind)
        assert [m.scores["engagement"] / 1024 for m in moments(subject(), northwind, 1)] == [15]

    def test_leaves_machines_out(self, northwind):
        api.note(placed=[touched(1, "Webinar Attended", is_machine=True)], version=northwind)
        assert moments(subject(), northwind) == []

    def test_forgets_a_touch_that_turned_out_to_be_a_machine(self, northwind):
        api.note(placed=[touched(1, "Webinar Attended"), touched(2, "Webinar Attended", 1)], version=northwind)
        api.forget(touch_ids=[1])
        assert [m.message_id for m in moments(subject(), northwind, 2)] == ["m2"]


class TestRefresh:
    def test_keeps_the_score_the_best_rules_and_when_it_will_fall(self, northwind):
        api.note(placed=[touched(1, "Trial Started"), touched(2, "Webinar Attended")], version=northwind)
        api.refresh(subjects=[subject()], at=START + timedelta(days=2), version=northwind)
        card = api.scores_of(person_ids=[ACME])[ACME]["engagement"]
        assert card.units == round(45 * 1024 * 2 ** (-2 / 60)) + 15 * 1024
        assert [line[:2] for line in card.top] == [("trial", 1), ("webinar", 1)]
        assert card.falls_below[0].units == 40 * 1024
        assert card.next_change_at == card.falls_below[0].at > START + timedelta(days=40)

    def test_names_who_is_due_and_no_longer_after_the_next_refresh(self, northwind):
        api.note(placed=[touched(1, "Trial Started")], version=northwind)
        api.refresh(subjects=[subject()], at=START, version=northwind)
        turn = api.next_due()
        assert api.due(now=turn - timedelta(microseconds=1), limit=9) == []
        assert api.due(now=turn, limit=9) == [ACME]
        api.refresh(subjects=[subject()], at=turn, version=northwind)
        assert api.due(now=turn, limit=9) == []

    def test_a_changed_cache_is_found_by_the_check(self, northwind):
        rows = [touched(1, "Trial Started")]
        api.note(placed=rows, version=northwind)
        api.refresh(subjects=[subject()], at=START, version=northwind)
        assert api.check(subjects=[subject()], touches={ACME: rows}, version=northwind) == []
        Score.objects.filter(person_id=ACME, score_id="engagement").update(units=1)
        assert [d.right for d in api.check(subjects=[subject()], touches={ACME: rows}, version=northwind)] == [
            45 * 1024
        ]


class TestExplain:
    def test_sums_to_the_score_and_names_every_cut(self, northwind):
        rows = [touched(n, "Email Link Clicked", n / 10) for n in range(6)]
        rows += [touched(10 + n, "", n / 10, kind=TouchKind.PAGE, path="/pricing") for n in range(5)]
        rows += [touched(20 + n, "Trial Started", n) for n in range(2)]
        at = START + timedelta(days=1)
        seen = api.explain(subject=subject(), touches=rows, at=at, agreement=northwind.agreement)
        story = seen.as_json()["engagement"]
        assert story["value"] == 100
        assert sum(c["value"] for c in story["contributions"]) + sum(c["cut"] for c in story["limits"]) == 100
        assert [(c["of"], c["id"]) for c in story["limits"]] == [("rule", "mail-click"), ("score", "engagement")]
        assert list(story["falls_below"]) == ["40"]

    def test_names_the_touch_that_told_the_trait(self, northwind):
        who = subject(learnt(1, "account", "employees", 10), learnt(2, "account", "employees", 90, 4))
        seen = api.explain(subject=who, touches=[], at=START + timedelta(days=4), agreement=northwind.agreement)
        line = seen.as_json()["fit"]["contributions"][0]
        assert (line["rule"], line["touch"], line["points"], line["value"]) == ("right-size", "m2", 20, 20)
