"""One side asks the other, and the answer has a clock."""

from datetime import date, timedelta

import pytest

from accord.members import api as members
from accord.outbox import api as outbox
from accord.planning import api as planning
from accord.planning.contracts import Filters, RequestRefused
from accord.planning.tests.cases import MONDAY
from accord.steps.sla import api as sla

pytestmark = pytest.mark.django_db


def asked(by, to="marketing", **brief):
    told = {"goal": "A webinar on audits", "audience": "IT directors in DACH", "vision": "Forty people", **brief}
    return planning.ask(**told, to_side=to, by=by, now=MONDAY)


def test_sales_asks_marketing_and_its_answer_has_a_clock(sam, mara):
    made = asked(sam, deadline=date(2026, 4, 1), about=("account", 7))
    (clock,) = sla.open_clocks([made.id], now=MONDAY, kind="request")[made.id]
    assert (clock.service, clock.owed_by, clock.state) == ("answer-request", "marketing", "running")
    (told,) = outbox.received(member_id=mara.id, now=MONDAY)
    assert (told.notice.kind, told.notice.about) == ("request_made", ("request", made.id))
    later = MONDAY + timedelta(hours=3)
    agreed = planning.answer(request_id=made.id, is_agreed=True, note="In May", by=mara, now=later)
    assert (agreed.state, agreed.member_id, agreed.is_open) == ("agreed", mara.id, True)
    assert sla.clocks_of(made.id, now=later, kind="request")[0].state == "kept"
    assert [one.notice.kind for one in outbox.received(member_id=sam.id, now=MONDAY)] == ["request_answered"]
    done = planning.finish(request_id=made.id, by=mara, now=later)
    assert (done.state, done.is_open) == ("done", False)


def told(member):
    """What the member heard, the first first."""
    return [one.notice.kind for one in reversed(outbox.received(member_id=member.id, now=MONDAY))]


def test_all_that_becomes_of_a_request_is_told_to_who_asked_and_who_answers_and_not_to_who_did_it(sam, mara):
    mats = members.add(email="mats@northwind.example", role="marketer", name="Mats", now=MONDAY)
    made = asked(sam)
    planning.say(request_id=made.id, text="For which product?", by=mara, now=MONDAY)
    planning.say(request_id=made.id, text="Both", by=sam, now=MONDAY)
    planning.answer(request_id=made.id, is_agreed=True, note="In May", by=mara, now=MONDAY)
    planning.say(request_id=made.id, text="The room is small", by=sam, now=MONDAY)
    planning.finish(request_id=made.id, note="Forty came", by=mara, now=MONDAY)
    assert told(sam) == ["request_said", "request_answered", "request_done"]
    assert told(mara) == ["request_made", "request_said", "request_said"]
    assert told(mats) == ["request_made", "request_said"]  # until Mara answered it was his side's
    last = outbox.received(member_id=sam.id, now=MONDAY)[0].notice
    assert (last.about, last.body["by"], last.body["why"]) == (("request", made.id), mara.id, "Forty came")


def test_a_request_withdrawn_is_told_to_the_side_that_was_asked_and_to_who_asked(sam, mara):
    sue = members.add(email="sue@northwind.example", role="rep", name="Sue", now=MONDAY)
    made = asked(sam)
    planning.withdraw(request_id=made.id, note="They bought", by=sue, now=MONDAY)
    assert (told(mara), told(sam), told(sue)) == (["request_made", "request_withdrawn"], ["request_withdrawn"], [])


def test_who_stands_for_neither_side_is_heard_by_both_and_does_not_tell_themselves(sam, mara, elena):
    made = asked(sam)
    planning.say(request_id=made.id, text="Which quarter?", by=elena, now=MONDAY)
    assert (told(sam), told(mara), told(elena)) == (["request_said"], ["request_made", "request_said"], [])
    rhea = members.add(email="rhea@northwind.example", role="operations", name="Rhea", now=MONDAY)
    own = asked(rhea)
    planning.answer(request_id=own.id, is_agreed=True, by=rhea, now=MONDAY)
    assert (told(rhea), told(mara)[-1]) == ([], "request_answered")


def test_what_marketing_asks_of_sales_starts_no_clock_that_marketing_owes(mara, sam):
    made = asked(mara, to="sales")
    assert sla.open_clocks([made.id], now=MONDAY, kind="request") == {}


def test_a_late_answer_breaks_the_promise(sam, mara):
    made = asked(sam)
    late = MONDAY + timedelta(days=5)
    planning.answer(request_id=made.id, is_agreed=False, note="No budget", by=mara, now=late)
    assert sla.clocks_of(made.id, now=late, kind="request")[0].state == "broken"


def test_a_request_withdrawn_is_neither_kept_nor_broken(sam):
    made = asked(sam)
    planning.withdraw(request_id=made.id, by=sam, now=MONDAY + timedelta(hours=1))
    assert sla.clocks_of(made.id, now=MONDAY + timedelta(hours=1), kind="request")[0].state == "ended"


def test_everybody_discusses_and_it_is_no_answer(sam, mara, elena):
    made = asked(sam)
    planning.say(request_id=made.id, text="Which product?", by=mara, now=MONDAY)
    planning.say(request_id=made.id, text="Both, please", by=elena, now=MONDAY)
    assert [(one.member_id, one.text, one.state) for one in planning.discussion(made.id)] == [
        (mara.id, "Which product?", ""),
        (elena.id, "Both, please", ""),
    ]
    assert planning.request(made.id).state == "open"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"goal": " "}, "brief"),
        ({"audience": ""}, "brief"),
        ({"goal": "x" * 301}, "brief"),
        ({"to": "sales"}, "side"),
        ({"deadline": date(2026, 1, 1)}, "deadline"),
    ],
)
def test_a_brief_that_is_none_is_refused(sam, change, code):
    with pytest.raises(RequestRefused) as refused:
        asked(sam, **change)
    assert refused.value.code == code


def test_only_the_side_that_was_asked_answers_and_only_once(sam, mara, elena):
    made = asked(sam)
    for stranger in (sam, elena):
        with pytest.raises(RequestRefused, match="only the side"):
            planning.answer(request_id=made.id, is_agreed=True, by=stranger, now=MONDAY)
    with pytest.raises(RequestRefused, match="why not"):
        planning.answer(request_id=made.id, is_agreed=False, by=mara, now=MONDAY)
    planning.answer(request_id=made.id, is_agreed=True, by=mara, now=MONDAY)
    with pytest.raises(RequestRefused, match="agreed"):
        planning.answer(request_id=made.id, is_agreed=True, by=mara, now=MONDAY)
    with pytest.raises(RequestRefused, match="only the side that asked"):
        planning.withdraw(request_id=made.id, by=mara, now=MONDAY)
    assert planning.ways(planning.request(made.id), sam) == ("withdrawn",)
    assert planning.ways(planning.request(made.id), mara) == ("done",)


def test_lists_are_by_side_and_state_and_subject(sam, mara):
    first, second = asked(sam, about=("lead", 3)), asked(mara, to="sales")
    planning.withdraw(request_id=second.id, by=mara, now=MONDAY)
    assert [one.id for one in planning.requests(Filters(to_side="marketing"))[0]] == [first.id]
    assert planning.requests(Filters(to_side="sales")) == ([], 0)
    assert [one.id for one in planning.requests(Filters(is_open=False))[0]] == [second.id]
    assert [one.id for one in planning.requests(Filters(about=("lead", 3)))[0]] == [first.id]
    assert planning.requests(Filters(is_open=None), limit=1)[1] == 2
