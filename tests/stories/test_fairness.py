"""The report on the turns: what two alike have is one apart at the most, and what goes beyond it is owed or unfair."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from typer.testing import CliRunner

from accord.journey import fairness
from accord.kernel.instants import iso
from accord.members import api as members
from accord.project import command
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Dealing
from accord.steps.handoff.models import Handoff
from accord.steps.handoff.rules import LEAD
from accord.steps.handoff.tests.cases import crew, minute, northwind, offer, ready, reject
from accord.steps.handoff.tests.cases import rep as taker

pytestmark = pytest.mark.django_db


def hire(name):
    return members.add(email=f"{name}@northwind.example", role="rep", name=name.title(), now=minute(-9))


@pytest.fixture
def sam():
    return hire("sam")


@pytest.fixture
def sue(sam):
    return hire("sue")


@pytest.fixture
def both(sam, sue):
    return crew(taker(sam.id), taker(sue.id))


def dealt(*numbers, to):
    for number in numbers:
        offer(ready(number), to=to, at=number)


def given_back(card, *, at):
    """All that they have."""
    for row in Handoff.objects.filter(member_id=card.id, closed_at=None):
        reject(row.pk, card.id, at=at)


def the_two():
    (group,) = fairness.report().alike
    return group


def written(number, to, sam, sue, *, team="sales", **more):
    """A row as a biased dealing would write it."""
    share = {str(one.id): LEAD // 2 - LEAD * (one == to) for one in (sam, sue)}
    common = {"person_id": number, "motion": "m", "stage": "mql", "stage_rank": 0, "rank": 0, "agreement_id": 1}
    Handoff.objects.create(
        lead_id=number, member_id=to.id, team=team, routed_by=1, offered_at=minute(number),
        assigned_at=minute(number), share=share, **(common | more),
    )  # fmt: skip


class TestAlike:
    def test_are_one_apart_at_the_most(self, both):
        dealt(1, 2, 3, 4, 5, to=both)
        assert (the_two().spread, the_two().verdict, the_two().owed) == (1, "kept", 0)
        assert fairness.report().is_kept

    def test_differ_by_more_while_one_is_owed_what_they_gave_back(self, both, sue):
        dealt(1, 2, 3, 4, 5, 6, to=both)
        given_back(sue, at=7)
        found = the_two()
        assert (found.spread, found.verdict, found.ahead, found.behind, found.owed) == (3, "owed", "Sam", "Sue", 2)
        assert fairness.report().is_kept
        (team,) = fairness.report().teams
        assert [(one.offered, one.given_back, one.kept) for one in team.reps] == [(3, 0, 3), (3, 3, 0)]

    def test_and_no_more_once_it_is_made_up(self, both, sue):
        dealt(1, 2, 3, 4, 5, 6, to=both)
        given_back(sue, at=7)
        dealt(8, 9, 10, to=both)
        assert (the_two().spread, the_two().verdict) == (0, "kept")

    def test_are_alike_only_where_what_was_given_back_could_have_been_theirs_too(self, both, sam, sue):
        others = crew(taker(sam.id), taker(hire("sid").id))
        dealt(1, 2, to=others)
        given_back(sam, at=3)
        dealt(4, 5, to=both)
        assert fairness.report().alike == ()

    def test_are_one_apart_where_a_lead_goes_on_to_the_other(self, both, sam, sue):
        dealt(1, to=both)
        handoff.offer_anew(
            ready(1), actor=sam.actor, reason="x", version=northwind(), now=minute(2), crew=crew(taker(sue.id))
        )
        (team,) = fairness.report().teams
        assert [(one.given_back, one.beside, one.kept) for one in team.reps] == [(1, 0, 0), (0, 0, 1)]

    def test_are_looked_at_with_as_many_queries_however_many_groups_there_are(
        self, sam, sue, django_assert_num_queries
    ):
        def biased(team, first, one, other):
            for number in range(first, first + 4):
                written(number, one, one, other, team=team)

        biased("sales", 1, sam, sue)
        with CaptureQueriesContext(connection) as few:
            assert [one.spread for one in fairness.report().alike] == [4]
        biased("partners", 11, sue, sam)
        biased("renewals", 21, hire("sid"), hire("sal"))
        with django_assert_num_queries(len(few)):
            found = fairness.report().alike
        assert [(one.team, one.ahead, one.behind, one.spread) for one in found] == [
            ("partners", "Sue", "Sam", 4), ("renewals", "Sid", "Sal", 4), ("sales", "Sam", "Sue", 4)]  # fmt: skip

    def test_are_owed_nothing_for_a_turn_that_stands_again(self, both, sam, sue):
        dealt(1, 2, 3, 4, to=both)
        given_back(sue, at=5)
        before = handoff.dealings(takers=[("sales", sam.id), ("sales", sue.id), ("partners", sue.id)])
        for row in Handoff.objects.exclude(turns_back=[]):
            row.turns_back = [{**row.turns_back[0], "again": iso(minute(6))}]
            row.save(update_fields=["turns_back"])
        after = handoff.dealings(takers=before)
        assert before["sales", sam.id] == after["sales", sam.id]
        assert before["partners", sue.id] == Dealing([], [], [])
        hers = sorted(before["sales", sue.id].gave_back)
        assert [given_back for _, given_back in hers] == [minute(5), minute(5)]
        assert after["sales", sue.id].gave_back == []
        assert sorted(after["sales", sue.id].again) == [(taken, minute(6)) for taken, _ in hers]

    def test_are_owed_only_what_they_gave_back_in_that_team(self, sam, sue):
        for number, team in enumerate(("sales", "sales", "sales", "partners", "partners", "partners"), start=1):
            written(number, sue, sam, sue, team=team)
            given_back(sue, at=number + 10 * (team == "sales"))
        for number, team in enumerate(("sales", "sales", "partners", "partners"), start=8):
            written(number, sam, sam, sue, team=team)
        owed = {one.team: (one.spread, one.verdict, one.owed) for one in fairness.report().alike}
        assert owed == {"partners": (2, "unfair", 0), "sales": (2, "owed", 3)}

    def test_are_looked_at_from_the_beginning_whatever_part_is_asked_for(self, both):
        dealt(1, 2, 3, to=both)
        report = fairness.report(since=minute(3))
        assert [one.kept for one in report.teams[0].reps] == [1, 0]
        assert [(one.spread, one.verdict) for one in report.alike] == [(1, "kept")]


class TestUnfair:
    def test_is_a_biased_dealing_whatever_was_given_back_before(self, sam, sue, monkeypatch):
        for number in range(1, 7):
            written(number, sue, sam, sue)
        given_back(sue, at=7)
        for number in range(10, 16):
            written(number, sam, sam, sue)
        found = the_two()
        assert (found.spread, found.verdict, found.owed) == (6, "unfair", 0)
        report = fairness.report()
        assert not report.is_kept
        assert [one.given_back for one in report.teams[0].reps] == [0, 6]
        monkeypatch.setattr("accord.cli.route.open_database", lambda: None)
        said = CliRunner().invoke(command.app, ["route", "--fairness"]).stdout
        assert "they differ by 6: unfair, Sue is owed 0" in " ".join(said.split())

    def test_is_one_of_which_only_a_part_is_owed(self, sam, sue):
        for number in range(1, 6):
            written(number, sam if number > 2 else sue, sam, sue)
        given_back(sue, at=7)
        found = the_two()
        assert (found.spread, found.verdict, found.owed) == (3, "owed", 2)
        written(8, sam, sam, sue)
        assert (the_two().spread, the_two().verdict, the_two().owed) == (4, "unfair", 0)

    def test_is_a_lead_that_went_past_whoever_was_owed_the_most(self, sam, sue):
        found = [
            {"member": sam.id, "credit": -LEAD // 2, "gain": -LEAD // 2, "passed_over": "", "why": ""},
            {"member": sue.id, "credit": LEAD // 2, "gain": LEAD // 2, "passed_over": "x", "why": "turn"},
        ]
        written(1, sam, sam, sue, candidates=found)
        (team,) = fairness.report().teams
        assert ([one.overlooked for one in team.reps], team.is_kept) == ([0, 1], False)


class TestMissed:
    def test_is_counted_by_reason(self, sam, sue):
        away = ((minute(0), minute(0) + timedelta(days=9)),)
        dealt(1, 2, 3, to=crew(taker(sam.id), taker(sue.id, away=away)))
        (team,) = fairness.report().teams
        assert [(one.name, one.kept, one.missed) for one in team.reps] == [
            ("Sam", 3, {}),
            ("Sue", 0, {"leave": 3}),
        ]


class TestReading:
    def test_takes_the_turns_of_those_asked_for_and_no_others(self, sam, sue):
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO handoff_handoff (lead_id, person_id, motion, member_id, team, stage, stage_rank, grade,
                        units, rank, why, offered_at, assigned_at, agreement_id, routed_by, candidates, share,
                        turns_back, closed_at, closed_as)
                   SELECT n, n, 'm', 1000 + n %% 500, 'sales', 'mql', 0, '', 0, 0, '', now(), now(), 1, 1, '[]',
                       CASE WHEN n %% 2 = 0 THEN '{"1": 1}' ELSE '{}' END::jsonb,
                       CASE WHEN n %% 2 = 0 THEN '[]'::jsonb ELSE jsonb_build_array(jsonb_build_object(
                           'team', 'sales', 'member', 1000 + n %% 500, 'taken', now(), 'at', now())) END,
                       now(), 'rejected'
                   FROM generate_series(1, 30000) n""",
                [],
            )
            cursor.execute("ANALYZE handoff_handoff")
            with CaptureQueriesContext(connection) as queries:
                (one,) = handoff.dealings(takers=[("sales", 1001)]).values()
            cursor.execute("EXPLAIN " + queries.captured_queries[0]["sql"])
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert (len(one.stands), len(one.gave_back), len(queries)) == (0, 60, 1)
        assert "Seq Scan on handoff_handoff" not in plan, plan
        assert {"handoff_turns_back", "handoff_assigned"} <= set(re.findall(r"\w+", plan)), plan
