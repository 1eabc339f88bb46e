"""Who gets a lead by the routes, and what is said of everybody else."""

from collections import Counter
from datetime import timedelta

import pytest

from accord.steps.handoff import api
from accord.steps.handoff.contracts import HandoffRefused
from accord.steps.handoff.tests.cases import (
    MONDAY,
    OFFICE,
    SAM,
    SID,
    SUE,
    crew,
    minute,
    offer,
    pick_up,
    ready,
    reject,
    rep,
    with_routes,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EVERYBODY = "{id: everybody, to: {team: sales}}"


def whys(card):
    return {one["member"]: one["why"] for one in card.candidates}


def got(cards):
    return Counter(card.member_id for card in cards)


class TestEligible:
    def test_is_who_is_active_here_at_work_and_has_room(self):
        by = with_routes("{id: everybody, to: {team: sales}, hours: working, capacity: {open: 3}}")
        six = crew(
            rep(1, is_active=False),
            rep(2, away=((MONDAY - DAY, MONDAY + DAY),)),
            rep(3, started_at=MONDAY + DAY, is_start_stated=True),
            rep(4, hours=OFFICE),
            rep(5, capacity_open=0),
            rep(6),
        )
        (card,) = offer(ready(1), to=six, by=by, at=-600)
        assert (card.member_id, whys(card)) == (
            6,
            {1: "inactive", 2: "leave", 3: "begins", 4: "closed", 5: "open", 6: ""},
        )
        assert card.candidates[3]["passed_over"] == "is not at work until 2026-03-02T09:00:00Z"

    def test_the_lower_of_the_routes_and_their_own_capacity_counts(self):
        by = with_routes("{id: everybody, to: {team: sales}, capacity: {open: 3}}")
        cards = offer(
            *(ready(n) for n in range(6)), to=crew(rep(SAM, capacity_open=1), rep(SUE, capacity_open=9)), by=by
        )
        assert got(cards) == {SAM: 1, SUE: 3, None: 2}

    def test_what_was_rejected_today_makes_room_again(self):
        by, one = with_routes("{id: everybody, to: {team: sales}, capacity: {per_day: 1}}"), crew(rep(SAM))
        (first,) = offer(ready(1), to=one, by=by)
        assert whys(offer(ready(2), to=one, by=by)[0]) == {SAM: "day"}
        reject(first.id, SAM)
        assert offer(ready(3), to=one, by=by)[0].member_id == SAM

    def test_a_day_begins_at_the_members_own_midnight(self):
        by, one = with_routes("{id: everybody, to: {team: sales}, capacity: {per_day: 1}}"), crew(rep(SAM))
        offer(ready(1), to=one, by=by)
        assert offer(ready(2), to=one, by=by, at=14 * 60)[0].member_id is None
        assert offer(ready(3), to=one, by=by, at=15 * 60)[0].member_id == SAM


class TestRoutes:
    def test_the_first_whose_condition_holds_is_taken_and_the_others_are_told(self):
        by = with_routes(
            "{id: big, when: {account.employees: {at_least: 1000}}, "
            "to: {team: sales, members: [rep1@northwind.example]}}",
            "{id: dach, to: {team: sales, languages: [german], skills: [Cloud]}, if_nobody: next}",
            EVERYBODY,
        )
        reps = crew(rep(SAM), rep(SUE, languages=("german",)), rep(SID))
        unmet = {"big": "number of employees must be at least 1000"}
        (card,) = offer(ready(1, unmet=unmet), to=reps, by=by)
        assert card.route == "everybody"
        assert [(one["route"], one["why"]) for one in card.passed] == [
            ("big", unmet["big"]),
            ("dach", "nobody is eligible"),
        ]
        assert {c["member"]: c["passed_over"] for c in card.passed[1]["candidates"]}[SUE] == "lacks the skill Cloud"
        (card,) = offer(ready(2), to=reps, by=by)
        assert (card.route, card.member_id, whys(card)) == ("big", SAM, {SAM: "", SUE: "unnamed", SID: "unnamed"})

    def test_an_owner_gets_it_out_of_turn(self):
        by = with_routes("{id: known, to: {owner: account}}", EVERYBODY)
        reps = crew(rep(SAM), rep(SUE), owners=(rep(SID),))
        cards = offer(ready(1, owners={"account": SID}), ready(2, owners={"account": SID}), ready(3), to=reps, by=by)
        assert [(card.member_id, card.route) for card in cards] == [(SID, "known"), (SID, "known"), (SAM, "everybody")]

    def test_with_its_owner_away_the_lead_goes_on_or_waits_as_the_route_says(self):
        away = rep(SID, away=((MONDAY, MONDAY + DAY),))
        reps = crew(rep(SAM), owners=(away,))
        for line, expected in (("to: {owner: account}", SAM), ("to: {owner: account}, if_nobody: wait", None)):
            by = with_routes("{id: known, " + line + "}", EVERYBODY)
            assert offer(ready(len(line), owners={"account": SID}), to=reps, by=by)[0].member_id == expected

    def test_a_territory_and_a_language_are_matched_with_the_lead(self):
        by = with_routes("{id: near, to: {team: sales, matching: [region, language]}, if_nobody: next}", EVERYBODY)
        reps = crew(
            rep(SAM, regions=("de", "at"), languages=("german",)), rep(SUE, regions=("fr",), languages=("french",))
        )
        asked = {"regions": frozenset({"fr"}), "languages": frozenset({"fr", "french"})}
        (card,) = offer(ready(1, **asked), to=reps, by=by)
        assert (card.member_id, card.route, whys(card)[SAM]) == (SUE, "near", "region")
        (card,) = offer(ready(2), to=reps, by=by)
        assert card.route == "everybody"
        assert "not known" in card.passed[0]["candidates"][0]["passed_over"]

    def test_who_has_the_fewest_for_their_weight_is_least_loaded(self):
        by = with_routes("{id: everybody, to: {team: sales}, by: least_loaded}")
        cards = offer(*(ready(n) for n in range(9)), to=crew(rep(SAM, weight=200), rep(SUE)), by=by)
        assert got(cards) == {SAM: 6, SUE: 3}

    def test_of_those_loaded_alike_not_always_the_same_is_taken(self):
        by = with_routes("{id: everybody, to: {team: sales}, by: least_loaded}")
        found = []
        for n in range(4):
            (card,) = offer(ready(n), to=crew(rep(SAM), rep(SUE)), by=by)
            api.recycle(handoff_id=card.id, member_id=card.member_id, reason="nurture", now=minute(1))
            found.append(card.member_id)
        assert found == [SAM, SUE, SAM, SUE]

    def test_weights_and_the_ramp_up_of_new_members_share_out(self):
        by = with_routes("{id: everybody, to: {team: sales}, by: weighted_round_robin, ramp_up: 30 days}")
        reps = crew(rep(SAM, weight=100), rep(SUE, weight=50), rep(SID, started_at=MONDAY - 14 * DAY))
        cards = offer(*(ready(n) for n in range(200)), to=reps, by=by)
        # 100 : 50 : 100 · 15/31
        assert got(cards) == {SAM: 101, SUE: 50, SID: 49}


class TestWaiting:
    def test_is_picked_up_by_priority_and_keeps_the_reasons_of_the_last_try(self):
        full = crew(rep(SAM, capacity_open=0))
        offer(ready(1), ready(2, stage="sal"), to=full)
        assert api.is_waiting()
        assert pick_up(ready(1), ready(2), to=crew(rep(SAM, is_active=False)), at=1) == []
        assert [whys(card) for card in api.waiting(limit=9)] == [{SAM: "inactive"}] * 2
        one_place = crew(rep(SAM, capacity_open=1))
        assert [card.lead_id for card in pick_up(ready(1), ready(2), to=one_place, at=2)] == [2]
        assert [card.lead_id for card in api.waiting(limit=9)] == [1]

    def test_what_was_put_back_on_purpose_is_not_handed_out_again(self, sam_actor):
        (card,) = offer(ready(1), to=crew(rep(SAM)))
        back = api.assign(handoff_id=card.id, member_id=None, actor=sam_actor, now=minute(1))
        assert back.is_pooled
        assert not api.is_waiting()

    def test_nobody_is_looked_for_while_nobody_is_at_work(self):
        by = with_routes("{id: everybody, to: {team: sales}, hours: working}")
        reps = crew(rep(SAM, hours=OFFICE))
        assert not api.anybody(reps, version=by, now=minute(-60))
        assert api.anybody(reps, version=by, now=minute(60))


class TestReroute:
    def test_somebody_else_gets_it_and_the_first_gets_the_turn_back(self):
        reps = crew(rep(SAM), rep(SUE))
        (card,) = offer(ready(1), to=reps)
        moved = api.reroute(ready(1), version=with_routes(EVERYBODY), now=minute(9), crew=reps)
        assert (card.member_id, moved.member_id) == (SAM, SUE)
        assert whys(moved) == {SAM: "barred", SUE: ""}
        assert offer(ready(2), to=reps)[0].member_id == SAM

    def test_stays_where_nobody_else_is_eligible(self):
        reps = crew(rep(SAM))
        offer(ready(1), to=reps)
        assert api.reroute(ready(1), version=with_routes(EVERYBODY), now=minute(9), crew=reps) is None
        assert [row.lead_id for row in api.queue(member_id=SAM).rows] == [1]
        with pytest.raises(HandoffRefused):
            api.reroute(ready(2), version=with_routes(EVERYBODY), now=minute(9), crew=reps)
