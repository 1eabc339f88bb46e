"""A tryout is carried out in the background, can be stopped and gone on with, and knows who is behind its numbers."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from accord.agreement import api as agreements
from accord.agreement.tests.marked import NORTHWIND, changed
from accord.journey.models import Tryout
from accord.journey.replay import api as replay
from accord.journey.replay import reading
from accord.journey.trying import api, carrying
from accord.kernel.actor import Actor, ActorKind
from tests.browser import company

RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
OTHER = changed(("points: 60,", "points: 5,"))
STRICT = changed(("{score.engagement: {at_least: 40}}", "{score.engagement: {at_least: 99}}"))
pytestmark = pytest.mark.django_db


@pytest.fixture
def peopled():
    company.build(timezone.now(), people=12)


def asked(text=OTHER, **more):
    return api.ask(text=text, name="other.yaml", by=RHEA, now=timezone.now(), **more)


def finished(text=OTHER):
    number = asked(text)
    assert api.go_on(now=timezone.now()) == number
    return api.tryout(number)


class TestAskedFor:
    def test_waits_is_carried_out_and_keeps_its_report(self, peopled):
        number = asked()
        assert api.progress_of(number).state == "waiting"
        assert api.go_on(now=timezone.now()) == number
        one = api.tryout(number)
        assert (one.state, one.done, one.by) == ("done", 1.0, RHEA)
        assert one.report["proposed"]["hash"] == one.hash == agreements.content_hash(OTHER)
        assert one.report["in_force"]["version"] == 1
        assert api.go_on(now=timezone.now()) is None

    def test_is_refused_with_the_faults_of_its_text(self, peopled):
        with pytest.raises(agreements.AgreementFault):
            asked(text="agreement: nothing else\n")

    def test_without_history_fails_in_words(self):
        agreements.publish(text=NORTHWIND, name="northwind.yaml", by=RHEA, now=timezone.now())
        one = finished()
        assert one.state == "failed"
        assert "no history" in one.trouble

    def test_is_told_apart_from_newer_data(self, peopled):
        one = finished()
        assert api.touches_since(one) == 0
        now = timezone.now()
        company.tell(1_000_000, company.history(40, now), now)
        assert api.touches_since(one) > 0

    def test_is_told_apart_from_what_another_version_of_accord_made(self, peopled, monkeypatch):
        agreement = agreements.load(OTHER, "other.yaml")
        before = replay.data_now(agreement)
        assert replay.data_now(agreement) == before
        monkeypatch.setattr(reading, "MADE_BY", "0.0.1")
        assert replay.data_now(agreement) != before


class TestStopped:
    def test_while_it_waits_is_never_begun_until_it_goes_on(self, peopled):
        number = asked()
        assert api.stop(tryout_id=number).state == "stopped"
        assert api.go_on(now=timezone.now()) is None
        assert api.resume(tryout_id=number).state == "waiting"
        api.go_on(now=timezone.now())
        assert api.progress_of(number).state == "done"

    def test_while_it_runs_stops_between_two_steps(self, peopled, monkeypatch):
        number = asked()
        looked = []

        def look(self, done, step):
            looked.append(step)
            if len(looked) == 3:
                api.stop(tryout_id=number)
            return bool(Tryout.objects.filter(pk=number, state="running").update(done=done, step=step))

        monkeypatch.setattr(carrying._Progress, "__call__", look)
        assert api.go_on(now=timezone.now()) == number
        assert (api.progress_of(number).state, len(looked)) == ("stopped", 3)

    def test_when_its_process_died_is_carried_out_by_another(self, peopled):
        number = asked()
        Tryout.objects.filter(pk=number).update(state="running")
        assert api.go_on(now=timezone.now()) == number
        assert api.progress_of(number).state == "done"

    def test_once_done_cannot_be_stopped(self, peopled):
        with pytest.raises(api.NotAsItIs):
            api.stop(tryout_id=finished().id)


class TestBehind:
    def test_each_number_are_as_many_people_as_it_says(self, peopled):
        one = finished()
        for side in ("proposed", "in_force"):
            said = one.report[side]
            assert said["handed_off"] > 0
            assert api.behind(one.id, side=side, asked={}).total == said["handed_off"]
            wanted = {("outcome", name): said[name] for name in ("won", "lost", "rejected", "open")}
            wanted |= {("week", week["week"]): week["handed_off"] for week in said["weekly"]}
            wanted |= {("source", part["name"]): part["handed_off"] for part in said["by_source"]}
            wanted |= {("persona", part["name"]): part["handed_off"] for part in said["by_persona"]}
            wanted |= {("member", str(load["member"])): load["handed_off"] for load in said["load"]}
            for name, parts in said["segments"].items():
                wanted |= {(name, part["name"]): part["handed_off"] for part in parts}
            found = {asked: api.behind(one.id, side=side, asked=dict([asked])).total for asked in wanted}
            assert found == wanted

    def test_comes_in_pages_in_order_of_time(self, peopled):
        one = finished()
        whole = api.behind(one.id, side="in_force", asked={}).rows
        pages = [api.behind(one.id, side="in_force", asked={}, offset=at, limit=2).rows for at in range(0, 100, 2)]
        assert tuple(row for page in pages for row in page) == whole
        assert [row.at for row in whole] == sorted(row.at for row in whole)

    @pytest.mark.parametrize(
        "odd",
        [
            {"week": "soon"},
            {"week": "9999-12-31"},
            {"week": "0001-01-01"},
            {"member": "x"},
            {"later": "a:b"},
            {"nothing": "1"},
        ],
    )
    def test_nonsense_is_nobody(self, peopled, odd):
        assert api.behind(finished().id, side="proposed", asked=odd).total == 0


class TestKnobs:
    def test_turned_in_the_process_that_replayed_answer_at_once(self, peopled):
        one = finished()
        knob = next(knob for knob in one.report["knobs"] if knob["kind"] == "threshold")
        answer = api.what_if(one.id, points={}, thresholds={knob["key"]: knob["high"]})
        assert answer["proposed"]["handed_off"] <= one.report["proposed"]["handed_off"]
        assert api.get_ready(one.id)

    def test_of_an_unknown_name_are_refused(self, peopled):
        with pytest.raises(replay.ReplayRefused):
            api.what_if(finished().id, points={"no.such": 1}, thresholds={})

    def test_before_it_is_done_there_are_none(self, peopled):
        with pytest.raises(api.NotAsItIs):
            api.what_if(asked(), points={}, thresholds={})

    @pytest.mark.django_db(transaction=True)
    def test_in_another_process_are_got_ready_first(self):
        company.build(timezone.now() - timedelta(minutes=1), people=6)
        one = finished()
        replay._held.clear()
        assert api.what_if(one.id, points={}, thresholds={}) is None
        for _ in range(600):
            if api.get_ready(one.id):
                break
            carrying.time.sleep(0.05)
        answer = api.what_if(one.id, points={}, thresholds={})
        assert answer["changes_side"]["gained"] == answer["changes_side"]["lost"] == 0
        assert (answer["is_newer"], answer["as_written"]) == (False, one.report["proposed"])
        now = timezone.now()
        company.tell(1_000_000, list(company.history(40, now - timedelta(days=1))), now)
        replay._held.clear()
        carrying._ready(one)
        assert api.what_if(one.id, points={}, thresholds={})["is_newer"]

    @pytest.mark.django_db(transaction=True)
    def test_are_got_ready_one_tryout_at_a_time_however_many_are_asked_for(self):
        company.build(timezone.now() - timedelta(minutes=1), people=6)
        some = [finished(text).id for text in (OTHER, STRICT)]
        replay._held.clear()
        waiting, most = set(some), 0
        for _ in range(600):
            waiting -= {one for one in some if api.get_ready(one)}
            most = max(most, sum(one.name.startswith("tryout-") for one in threading.enumerate()))
            if not waiting:
                break
            carrying.time.sleep(0.05)
        assert (waiting, most) == (set(), 1)


class TestThePeople:
    def test_who_change_side_are_paged_to_the_last(self, peopled):
        one = finished(STRICT)
        whole = one.report["changes_side"]
        found = api.changes(one.id, limit=500)
        assert found.total == len(whole["people"]) == whole["gained"] + whole["lost"] > 1
        assert [(row.person, row.direction, row.outcome, row.reason) for row in found.rows] == [
            (row["person"], row["direction"], row["outcome"], row["reason"]) for row in whole["people"]
        ]
        second = api.changes(one.id, offset=1, limit=1)
        assert (second.rows, second.total) == (found.rows[1:2], found.total)
        lost = api.changes(one.id, way="lost", limit=500)
        assert lost.total == whole["lost"]

    def test_who_are_beyond_those_kept_are_told_why_where_the_history_is_at_hand(self, peopled):
        one = finished(STRICT)
        reasons = [row.reason for row in api.changes(one.id, limit=500).rows]
        cut = {**one.report, "changes_side": {**one.report["changes_side"], "people": []}}
        Tryout.objects.filter(pk=one.id).update(report=cut)
        assert [row.reason for row in api.changes(one.id, limit=500).rows] == reasons
        Tryout.objects.filter(pk=one.id).update(report={**cut, "handle": "gone"})
        assert {row.reason for row in api.changes(one.id, limit=500).rows} == {""}

    def test_are_behind_the_points_of_the_gain_curve(self, peopled):
        one = finished()
        side = one.report["in_force"]
        assert side["gain"], "somebody was won"
        for point in side["gain"]:
            tenths = str(round(point["share"] * 10))
            behind = api.behind(one.id, side="in_force", asked={"best": tenths}, limit=500)
            won = sum(row.outcome == "won" for row in behind.rows)
            assert behind.total == len(behind.rows)
            assert round(won / side["won_people"], 6) == point["won"]
        assert api.behind(one.id, side="in_force", asked={"best": "11"}).total == 0

    def test_are_each_there_once_among_the_first_hand_offs(self, peopled):
        one = finished()
        behind = api.behind(one.id, side="in_force", asked={"first": "1"}, limit=500)
        assert behind.total == one.report["in_force"]["people"]
