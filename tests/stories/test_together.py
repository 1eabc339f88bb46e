"""Sam decides several leads at once, and takes all of it back."""

import pytest
from django.contrib.auth import get_user_model

from accord.agreement import api as agreements
from accord.journey import desk
from accord.kernel.errors import Refused
from accord.members import api as members
from accord.reporting import api as reporting
from accord.steps.activity import api as activity
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Filters
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from tests.stories.desk_cases import MONDAY, handed, later, ready

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("northwind")]


@pytest.fixture
def three(sam):
    """Three leads that wait for Sam."""
    return [ready(name) for name in ("iris", "ivo", "ida")]


def numbers(leads):
    return [handed(one).id for one in leads]


class TestTogether:
    def test_each_is_a_decision_of_its_own_and_one_undo_takes_all_back(self, three, sam):
        done = desk.together(
            lambda number: desk.accept(handoff_id=number, by=sam, now=later(minutes=5)),
            handoff_ids=numbers(three),
            by=sam,
            now=later(minutes=5),
        )
        assert [handed(one).state for one in three] == ["accepted"] * 3
        assert len({one.undo_token for one in done.done}) == 3
        back = desk.undo_together(token=done.undo_token, by=sam, now=later(minutes=5, seconds=6))
        assert len(back.done) == 3
        assert [handed(one).state for one in three] == ["waiting"] * 3

    def test_one_that_is_refused_stops_none_of_the_others(self, three, sam):
        desk.accept(handoff_id=handed(three[1]).id, by=sam, now=later(minutes=1))
        done = desk.together(
            lambda number: desk.accept(handoff_id=number, by=sam, now=later(minutes=5)),
            handoff_ids=numbers(three),
            by=sam,
            now=later(minutes=5),
        )
        assert len(done.done) == 2
        assert [why for _, why in done.refused] == ["the hand-off was accepted already"]

    def test_an_undo_leaves_what_went_on_since(self, three, sam):
        done = desk.together(
            lambda number: desk.accept(handoff_id=number, by=sam, now=later(minutes=5)),
            handoff_ids=numbers(three),
            by=sam,
            now=later(minutes=5),
        )
        desk.recycle(lead_id=three[0].id, reason="nurture", by=sam, now=later(minutes=5, seconds=2))
        back = desk.undo_together(token=done.undo_token, by=sam, now=later(minutes=5, seconds=6))
        assert (len(back.done), len(back.refused)) == (2, 1)
        assert handed(three[0]).state == "recycled"

    def test_somebody_else_cannot_take_it_back(self, three, sam, sue):
        done = desk.together(
            lambda number: desk.accept(handoff_id=number, by=sam, now=later(minutes=5)),
            handoff_ids=numbers(three)[:1],
            by=sam,
            now=later(minutes=5),
        )
        with pytest.raises(Refused):
            desk.undo_together(token=done.undo_token, by=sue, now=later(minutes=5, seconds=1))

    @pytest.mark.parametrize("count", [0, 101])
    def test_refuses_none_and_too_many(self, sam, count):
        with pytest.raises(Refused):
            desk.together(lambda number: None, handoff_ids=range(1, count + 1), by=sam, now=MONDAY)


class TestPulse:
    def test_is_the_same_until_something_changes_and_costs_one_query(self, three, sam, django_assert_num_queries):
        with django_assert_num_queries(1):
            before = handoff.pulse(member_id=sam.id, now=later(minutes=1))
        assert handoff.pulse(member_id=sam.id, now=later(minutes=2)) == before
        seen = {before.print}
        desk.accept(handoff_id=handed(three[0]).id, by=sam, now=later(minutes=3))
        seen.add(handoff.pulse(member_id=sam.id, now=later(minutes=3)).print)
        desk.snooze(handoff_id=handed(three[1]).id, until=later(hours=2), by=sam, now=later(minutes=4))
        seen.add(handoff.pulse(member_id=sam.id, now=later(minutes=4)).print)
        handoff.set_due({three[2].id: later(hours=9)})
        seen.add(handoff.pulse(member_id=sam.id, now=later(minutes=4)).print)
        assert len(seen) == 4
        assert handoff.pulse(member_id=sam.id, now=later(hours=3)).print not in seen


class TestQueueByClock:
    def test_a_late_lead_comes_before_a_hotter_one_that_has_time(self, three, sam):
        order = [one.id for one in three]
        handoff.set_due({order[2]: later(hours=1), order[0]: later(hours=4), order[1]: None})
        rows = handoff.queue(member_id=sam.id, filters=Filters(state="waiting"), now=later(hours=2)).rows
        assert [row.lead_id for row in rows] == [order[2], order[0], order[1]]


class TestInbox:
    def test_tells_reasons_rules_and_impressions_and_forgets_what_was_taken_back(self, three, sam):
        first, second, third = numbers(three)
        desk.reject(handoff_id=first, reason="not-a-fit", misled=["demo"], by=sam, now=later(minutes=5))
        gone = desk.reject(handoff_id=second, reason="student", misled=["demo"], by=sam, now=later(minutes=6))
        desk.undo(token=gone.undo_token, by=sam, now=later(minutes=6, seconds=3))
        desk.accept(handoff_id=third, by=sam, now=later(minutes=7))
        desk.give_feedback(lead_id=three[2].id, answer="good", by=sam, now=later(minutes=8))
        found = reporting.feedback(since=MONDAY, until=later(days=1))
        assert found.reasons == {"rejected": {"not-a-fit": 1}, "impression": {"good": 1}}
        assert found.rules == {"demo": 1}
        assert [(one.kind, one.rules) for one in found.rows] == [("impression", ()), ("rejected", ("demo",))]
        assert reporting.feedback(since=MONDAY, until=later(days=1), rule="demo").total == 1

    def test_the_report_card_counts_the_rules_that_misled(self, three, sam):
        desk.reject(handoff_id=numbers(three)[0], reason="not-a-fit", misled=["demo"], by=sam, now=later(minutes=5))
        lines = {line.rule: line.misled for line in reporting.rules(now=later(hours=1)).rules}
        assert (lines["demo"], lines["pricing"]) == (1, 0)


class TestBriefing:
    def test_names_the_committee_the_past_and_what_is_still_to_be_asked(self, sam):
        iris, ida = ready("iris"), ready("ida")
        desk.reject(handoff_id=handed(iris).id, reason="no-answer", note="Twice", by=sam, now=later(minutes=5))
        person = identity.person(person_id=iris.person_id)
        account = identity.account(account_id=person.account_id) if person.account_id else None
        version = agreements.current()
        company = desk.company(person=person, account=account, version=version)
        assert [(one.ending.reason, one.ending.note) for one in company.before] == [("no-answer", "Twice")]
        if account is not None:
            assert ida.person_id in [one.person.id for one in company.committee]

    def test_keeps_the_answers_of_qualification_for_the_rep(self, three, sam):
        lead = three[0]
        desk.accept(handoff_id=handed(lead).id, by=sam, now=later(minutes=5))
        desk.qualify(
            lead_id=lead.id,
            answers={"budget": "40 000", "need": "audit", "timing": "June"},
            by=sam,
            now=later(minutes=9),
        )
        history = lifecycle.history([lead.id])[lead.id]
        person = identity.person(person_id=lead.person_id)
        found = desk.questions(
            person=person, account=None, version=agreements.current(), history=history, next_stage=None
        )
        asked_so = [("budget", "40 000"), ("need", "audit"), ("timing", "June")]
        assert list(found.answers.items()) == asked_so


class TestPages:
    def test_log_and_feedback_in_one_press_each(self, client, three, sam):
        client.force_login(get_user_model().objects.get(pk=sam.id))
        lead = three[0]
        client.post(f"/handoffs/{handed(lead).id}/acceptance/")
        client.post(f"/leads/{lead.id}/activity/", {"done": "call:no-answer", "note": "At lunch", "from": "lead"})
        client.post(f"/leads/{lead.id}/feedback/", {"answer": "wrong-time", "from": "lead"})
        (made,) = activity.of_leads([lead.id])
        assert (made.kind, made.outcome, made.note) == ("call", "no-answer", "At lunch")
        assert activity.impressions_of([lead.id])[lead.id].answer == "wrong-time"
        page = client.get(f"/leads/{lead.id}/").content.decode()
        assert 'aria-pressed="true"' in page
        evidence = client.get(f"/leads/{lead.id}/evidence/").content.decode()
        assert "At lunch" in evidence

    def test_several_at_once_work_without_script(self, client, three, sam):
        client.force_login(get_user_model().objects.get(pk=sam.id))
        chosen = numbers(three)
        asked = client.post("/queue/together/", {"handoff": chosen, "verb": "reject"})
        assert asked.status_code == 422
        assert "not-a-fit" in asked.content.decode()
        said = {"handoff": chosen, "verb": "reject", "asked": "yes", "reason": "not-a-fit"}
        answer = client.post("/queue/together/", said, follow=True)
        assert "3 leads done." in answer.content.decode()
        assert {handed(one).state for one in three} == {"rejected"}

    def test_only_operations_assign(self, client, three, sam, sue, rhea):
        client.force_login(get_user_model().objects.get(pk=sam.id))
        said = {"handoff": numbers(three), "verb": "assign", "asked": "yes", "member": sue.id}
        assert client.post("/queue/together/", said).status_code == 403
        client.force_login(get_user_model().objects.get(pk=rhea.id))
        client.post("/queue/together/", said)
        assert {handed(one).member_id for one in three} == {sue.id}

    def test_news_are_none_until_something_changes(self, client, three, sam):
        client.force_login(get_user_model().objects.get(pk=sam.id))
        page = client.get("/queue/").content.decode()
        address = page.split('id="news" hidden hx-get="')[1].split('"')[0].replace("&amp;", "&")
        assert client.get(address).status_code == 204
        desk.reject(handoff_id=numbers(three)[0], reason="not-a-fit", by=sam, now=handed(three[0]).offered_at)
        answer = client.get(address)
        assert answer.status_code == 200
        assert f"row-{three[0].id}" not in answer.content.decode()

    def test_a_view_is_kept_by_name_and_shared(self, client, sam, sue):
        client.force_login(get_user_model().objects.get(pk=sam.id))
        client.post("/queue/views/", {"name": "Late and hot", "query": "state=waiting&grade=A&late=yes", "shared": "y"})
        client.force_login(get_user_model().objects.get(pk=sue.id))
        page = client.get("/queue/").content.decode()
        assert "Late and hot" in page
        assert "state=waiting&amp;grade=A&amp;late=yes" in page
        kept = page.split("/queue/views/")
        assert not any(part[0].isdigit() for part in kept[1:]), "somebody else's cannot be deleted"

    def test_an_sdr_hands_what_they_qualified_to_a_rep_with_the_answers(self, client, sue):
        dora = members.add(email="dora@northwind.example", role="sdr", name="Dora", now=MONDAY)
        lead = ready("ines")
        number = handed(lead).id
        desk.assign(handoff_id=number, member_id=dora.id, by=dora, now=later(minutes=1))
        desk.accept(handoff_id=number, by=dora, now=later(minutes=2))
        answers = {"budget": "40 000", "need": "audit", "timing": "June"}
        desk.qualify(lead_id=lead.id, answers=answers, by=dora, now=later(minutes=9))
        client.force_login(get_user_model().objects.get(pk=dora.id))
        client.post(f"/handoffs/{number}/assignment/", {"member": sue.id})
        assert (handed(lead).member_id, handed(lead).state) == (sue.id, "waiting")
        client.force_login(get_user_model().objects.get(pk=sue.id))
        page = client.get(f"/queue/{lead.id}/").content.decode()
        assert "40 000" in page
        assert client.get(f"/handoffs/{number}/assignment/").status_code == 403, "a rep hands nothing on"
