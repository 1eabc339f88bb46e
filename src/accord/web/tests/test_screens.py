"""What people change on screens, without script."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accord.connectors.files import api as files
from accord.journey import desk
from accord.members import api as members
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Filters
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.outcomes import api as outcomes
from accord.web.tests.cases import accepted, client_of
from tests.browser import company


class TestQueue:
    def test_shows_somebody_of_whom_no_company_is_known(self, cast):
        said = {"email": "kim@gmail.com", "name": "Kim Alone"}
        done = desk.add_lead(traits=said, by=cast["sam"], now=timezone.now())
        for path in ("/queue/?state=accepted", f"/queue/{done.lead.id}/?state=accepted", f"/leads/{done.lead.id}/"):
            answer = client_of(cast["sam"]).get(path)
            assert answer.status_code == 200
            assert "Kim Alone" in answer.content.decode()

    def test_a_rep_neither_sees_nor_decides_the_leads_of_another(self, cast):
        theirs = handoff.queue(member_id=cast["sigrid"].id, filters=Filters(state="waiting")).rows[0]
        sam = client_of(cast["sam"])
        assert sam.get(f"/queue/{theirs.lead_id}/").status_code == 404
        assert sam.get(f"/handoffs/{theirs.id}/rejection/").status_code == 404
        assert sam.post(f"/handoffs/{theirs.id}/acceptance/").status_code == 409
        assert handoff.handoff(theirs.id).state == "waiting"

    def test_rejection_without_a_reason_says_what_is_missing(self, cast):
        mine = handoff.queue(member_id=cast["sam"].id, filters=Filters(state="waiting")).rows[0]
        sam = client_of(cast["sam"])
        answer = sam.post(f"/handoffs/{mine.id}/rejection/", {"reason": "invented"})
        assert answer.status_code == 422
        assert "invented" in answer.content.decode()
        sam.post(f"/handoffs/{mine.id}/rejection/", {"reason": "not-a-fit", "note": "too small"})
        assert handoff.handoff(mine.id).state == "rejected"

    def test_a_refusal_is_a_toast_where_script_asked(self, cast):
        mine = handoff.queue(member_id=cast["sam"].id, filters=Filters(state="waiting")).rows[0]
        sam = client_of(cast["sam"])
        sam.post(f"/handoffs/{mine.id}/acceptance/")
        answer = sam.post(f"/handoffs/{mine.id}/acceptance/", headers={"HX-Request": "true"})
        assert answer.status_code == 409
        assert 'hx-target="#toasts"' in answer.content.decode()


class TestLeadPage:
    def test_lets_whoever_has_the_lead_choose_its_stage(self, cast):
        mine = handoff.queue(member_id=cast["sam"].id, filters=Filters(state="waiting")).rows[0]
        sam, there = client_of(cast["sam"]), f"/leads/{mine.lead_id}/stage/"
        assert there in sam.get(f"/leads/{mine.lead_id}/").content.decode()
        for other in ("sigrid", "mara"):
            assert there not in client_of(cast[other]).get(f"/leads/{mine.lead_id}/").content.decode()
            assert client_of(cast[other]).get(there).status_code == 404
        assert sam.post(there, {"from": "lead", "stage": "disqualified"}).status_code == 422
        said = {"from": "lead", "stage": "disqualified", "why": "a student, on the phone"}
        answer = sam.post(there, said, follow=True)
        assert answer.redirect_chain[-1][0] == f"/leads/{mine.lead_id}/"
        assert "a student, on the phone" in answer.content.decode()
        assert handoff.handoff(mine.id).closed_at is not None
        assert lifecycle.lead(mine.lead_id).stage == "disqualified"

    def test_stays_open_after_a_decision_made_there(self, cast):
        sam = client_of(cast["sam"])
        mine = handoff.queue(member_id=cast["sam"].id, filters=Filters(state="waiting")).rows[0]
        there = f"/leads/{mine.lead_id}/"
        answer = sam.post(f"/handoffs/{mine.id}/acceptance/", {"from": "lead"}, follow=True)
        assert answer.redirect_chain[-1][0] == there
        page = answer.content.decode()
        assert "Accepted" in page
        undo = re.search(r'action="(/decisions/\d+/undo/)"', page)[1]
        assert sam.post(undo, {"from": "lead"}).headers["Location"] == there
        assert handoff.handoff(mine.id).state == "waiting"

    def test_is_left_for_the_next_lead_only_from_the_queue(self, cast):
        mine = handoff.queue(member_id=cast["sam"].id, filters=Filters(state="waiting")).rows[0]
        answer = client_of(cast["sam"]).post(f"/handoffs/{mine.id}/acceptance/")
        assert answer.headers["Location"].startswith("/queue/")


class TestDeal:
    def test_won_on_the_lead_page_is_taken_back_there(self, cast):
        sam = client_of(cast["sam"])
        _row, deal = accepted(cast["sam"], deal=True)
        form = sam.get(f"/deals/{deal.id}/won/?from=lead").content.decode()
        assert "autofocus" in form
        assert 'name="from" value="lead"' in form
        answer = sam.post(f"/deals/{deal.id}/won/", {"amount": "100", "from": "lead"}, follow=True)
        assert answer.redirect_chain[-1][0] == f"/leads/{deal.lead_id}/"
        assert outcomes.deal(deal.id).result == "won"
        undo = re.search(r'action="(/decisions/\d+/undo/)"', answer.content.decode())[1]
        sam.post(undo, {"from": "lead"})
        assert outcomes.deal(deal.id).result == "open"

    def test_needs_an_amount_above_nothing(self, cast):
        sam = client_of(cast["sam"])
        _row, deal = accepted(cast["sam"], deal=True)
        answer = sam.post(f"/deals/{deal.id}/won/", {"amount": "0"})
        assert answer.status_code == 422
        assert "greater than 0" in answer.content.decode()

    def test_that_is_decided_says_so_instead_of_asking(self, cast):
        sam = client_of(cast["sam"])
        deal = next(one for one in outcomes.deals() if one.result == "won")
        for way in ("won", "lost"):
            answer = sam.get(f"/deals/{deal.id}/{way}/")
            assert answer.status_code == 409
            assert "decided" in answer.content.decode()
            assert 'name="amount"' not in answer.content.decode()

    def test_of_another_rep_is_not_there(self, cast):
        _row, deal = accepted(cast["sam"], deal=True)
        assert client_of(cast["sigrid"]).get(f"/deals/{deal.id}/won/").status_code == 404


class TestSearch:
    def test_for_nothing_but_odd_signs_finds_nothing(self, cast):
        mara = client_of(cast["mara"])
        for path in ("/people/?q=%00", "/accounts/?q=%00", "/search/?q=%00%00"):
            page = mara.get(path).content.decode()
            assert "person0@" not in page
            assert "Acme GmbH" not in page
        assert "Nobody found" in mara.get("/people/?q=%00").content.decode()


class TestFunnel:
    @pytest.mark.parametrize("query", ["since=foo", "until=2026-13-01", "since=2026-05-02&until=2026-05-01", "by=moon"])
    def test_says_what_is_wrong_with_what_is_asked(self, cast, query):
        for path in ("/funnel/", "/funnel/people/"):
            answer = client_of(cast["mara"]).get(f"{path}?{query}")
            assert answer.status_code == 400
            assert 'role="alert"' in answer.content.decode()


class TestLead:
    def test_a_lead_of_ones_own_begins_with_a_look_up(self, cast):
        sam = client_of(cast["sam"])
        assert "acme.example" in sam.get("/leads/new/?q=acme").content.decode()
        answer = sam.post("/leads/new/", {"email": "new@fresh.example", "name": "Nadia New", "company": "Fresh"})
        assert "/leads/" in answer.headers["Location"]
        assert "Nadia New" in sam.get(answer.headers["Location"]).content.decode()


class TestTimeLine:
    def test_of_a_person_and_of_their_company_tells_in_order_what_reps_did(self, cast):
        mine, _ = accepted(cast["sam"], deal=False)
        now, someone = timezone.now(), identity.person(person_id=mine.person_id)
        for place, kind, outcome, note in ((1, "call", "no-answer", "try <b>again"), (2, "meeting", "booked", "")):
            at = mine.offered_at + timedelta(milliseconds=place)
            desk.log(lead_id=mine.lead_id, kind=kind, outcome=outcome, note=note, by=cast["sam"], at=at, now=now)
        last = {"type": "page", "messageId": "last", "timestamp": now.isoformat(), "userId": someone.email}
        company.tell(1, [last | {"properties": {"path": "/last"}}], now)
        for path in (f"/people/{someone.id}/", f"/accounts/{someone.account_id}/"):
            page = client_of(cast["mara"]).get(path).content.decode()
            story = page.partition('<ol class="story">')[2].partition("</ol>")[0]
            wanted = ("Looked at /last", "Meeting: booked", "Call: no answer", "try &lt;b&gt;again · Sam", "MQL → SAL")
            found = [story.find(words) for words in wanted[:4]]
            assert sorted(found) == found
            assert -1 not in [*found, story.find(wanted[4])]
            assert (f"<bdi>{someone.label}</bdi> ·" in story) is path.startswith("/accounts/")

    def test_of_a_company_is_paged(self, cast):
        someone = identity.lookup(text="person0@acme.example")
        at = timezone.now()
        seen = [
            {"type": "page", "messageId": f"p{n}", "timestamp": (at - timedelta(seconds=n)).isoformat(),
             "userId": someone.email, "properties": {"path": f"/p{n}"}}
            for n in range(60)
        ]  # fmt: skip
        company.tell(1, seen, at)
        mara = client_of(cast["mara"])
        page = mara.get(f"/accounts/{someone.account_id}/").content.decode()
        assert "/p39<" in page
        assert "/p40<" not in page
        before = re.search(r"\?(before=[\d.]+)", page)[1]
        page = mara.get(f"/accounts/{someone.account_id}/?{before}").content.decode()
        assert "/p39<" not in page
        assert "/p40<" in page


class TestPerson:
    def test_explains_a_past_day_and_pages_the_time_line(self, cast):
        mara, someone = client_of(cast["mara"]), identity.lookup(text="person0@acme.example")
        assert mara.get(f"/people/{someone.id}/?at=2020-01-01").status_code == 200
        odd = mara.get(f"/people/{someone.id}/?at=never&before=odd").content.decode()
        assert "“never” is no date" in odd
        at = timezone.localtime(timezone.now() - timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M")
        then = mara.get(f"/people/{someone.id}/?at={at}").content.decode()
        assert f'value="{at}"' in then

    def test_a_company_is_chosen_by_hand_and_taken_away(self, cast):
        mara, one = client_of(cast["mara"]), identity.lookup(text="person0@acme.example")
        other = next(a for a in identity.find_accounts(text=company.PEOPLE[1][2][:4]))
        mara.post(f"/people/{one.id}/account/", {"account": "nobody knows this one"})
        assert identity.person(person_id=one.id).account_id != other.id
        mara.post(f"/people/{one.id}/account/", {"account": other.domain})
        assert identity.person(person_id=one.id).account_id == other.id
        mara.post(f"/people/{one.id}/account/", {"account": ""})
        assert identity.person(person_id=one.id).account_id is None

    def test_a_merge_is_made_and_taken_back(self, cast):
        mara = client_of(cast["mara"])
        one, other = (identity.lookup(text=f"person{n}@{company.PEOPLE[n][2]}") for n in (0, 1))
        mara.post(f"/people/{one.id}/merge/", {"other": other.email})
        assert identity.person(person_id=one.id).id == identity.person(person_id=other.id).id
        merge = identity.merges(person_id=one.id)[0]
        mara.post(f"/merges/{merge.merge_id}/unmerge/")
        assert identity.person(person_id=one.id).id != identity.person(person_id=other.id).id

    def test_a_verdict_on_a_touch_is_kept(self, cast):
        mara, someone = client_of(cast["mara"]), identity.lookup(text="person0@acme.example")
        aliases = identity.aliases_of(person_ids=[someone.id])[someone.id]
        touch = collect.touches_of(alias_ids=aliases)[-1]
        mara.post(f"/touches/{touch.touch_id}/verdict/", {"machine": "yes"})
        assert collect.verdicts_of(touch_ids=[touch.touch_id])[touch.touch_id].is_machine
        mara.post(f"/touches/{touch.touch_id}/verdict/", {"machine": "no"})
        assert not collect.verdicts_of(touch_ids=[touch.touch_id])[touch.touch_id].is_machine


class TestUndoOfDeals:
    def undo(self, client, page: str):
        here = re.search(r'action="(/decisions/\d+/undo/)"', page)
        assert here, "no undo is offered"
        return client.post(here[1], {"from": "lead"}, follow=True).content.decode()

    def test_a_lost_deal_is_taken_back_on_the_page_of_its_lead(self, cast):
        sam, deal = client_of(cast["sam"]), outcomes.deals(result="open")[0]
        page = sam.post(f"/deals/{deal.id}/lost/", {"reason": "price", "from": "lead"}, follow=True).content.decode()
        assert outcomes.deal(deal.id).result == "lost"
        back = self.undo(sam, page)
        assert (outcomes.deal(deal.id).result, outcomes.deal(deal.id).lost_reason) == ("open", "")
        assert "Taken back" in back
        assert f"/deals/{deal.id}/won/" in back

    def test_an_opened_deal_is_taken_back_on_the_page_of_its_lead(self, cast):
        sam = client_of(cast["sam"])
        lead = self.qualified(cast)
        said = {"name": "Platform", "amount": "1200", "from": "lead"}
        page = sam.post(f"/leads/{lead}/deal/", said, follow=True).content.decode()
        assert [deal.name for deal in outcomes.deals_of(lead_ids=[lead])] == ["Platform"]
        back = self.undo(sam, page)
        assert outcomes.deals_of(lead_ids=[lead]) == []
        assert f"/leads/{lead}/deal/" in back

    def qualified(self, cast) -> int:
        """A lead of Sam's that is qualified and has no deal."""
        rows = handoff.queue(member_id=cast["sam"].id, filters=Filters(state="accepted"), limit=50).rows
        taken = {deal.lead_id for deal in outcomes.deals()}
        return next(row.lead_id for row in rows if row.stage == "sql" and row.lead_id not in taken)


def seen_in(page: str) -> str:
    """What the form carries after a dry run."""
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


class TestImport:
    def test_shows_what_would_happen_then_imports_and_undoes(self, cast):
        mara = client_of(cast["mara"])
        file = SimpleUploadedFile("people.csv", b"Email,Title\nx@acme.example,CTO\nnobody,CEO\n")
        here = mara.post("/imports/new/", {"kind": "people", "file": file}).headers["Location"]
        assert "data-after-dry" not in mara.get(here).content.decode()
        shown = mara.post(here, {"dry": "1"}).content.decode()
        assert "would happen" in shown
        assert "data-after-dry" in shown
        batch = mara.post(here, {"seen": seen_in(shown)}).headers["Location"]
        files.go_on(now=timezone.now())
        assert "nobody" in b"".join(mara.get(f"{batch}errors.csv")).decode()
        mara.post(f"{batch}undo/")
        assert "undone" in mara.get(batch).content.decode()

    def test_imports_nothing_that_no_dry_run_has_shown(self, cast):
        mara = client_of(cast["mara"])
        file = SimpleUploadedFile("people.csv", b"Email,Title\nx@acme.example,CTO\n")
        here = mara.post("/imports/new/", {"kind": "people", "file": file}).headers["Location"]
        seen = seen_in(mara.post(here, {"dry": "1", "source": "fair"}).content.decode())
        other = {"column-1": "", "source": "fair", "seen": seen}
        for said in ({}, {"seen": "forged"}, {"seen": seen}, other):
            answer = mara.post(here, said)
            assert answer.status_code == 409
            assert "Nothing is imported yet" in answer.content.decode()
        assert files.batches()[1] == 0
        fresh = seen_in(mara.post(here, other).content.decode())
        assert mara.post(here, {**other, "seen": fresh}).status_code == 302
        assert files.batches()[1] == 1

    def test_a_file_is_nobody_elses(self, cast):
        file = SimpleUploadedFile("people.csv", b"Email\nx@acme.example\n")
        here = client_of(cast["mara"]).post("/imports/new/", {"kind": "people", "file": file}).headers["Location"]
        assert client_of(cast["rhea"]).get(here).status_code == 404


class TestSources:
    def test_a_source_is_added_shown_with_its_key_and_revoked(self, cast):
        mara = client_of(cast["mara"])
        here = mara.post("/sources/new/", {"name": "Product"}).headers["Location"]
        card = next(one for one in collect.sources() if one.name == "Product")
        assert card.write_key in mara.get(here).content.decode()
        mara.post(f"/sources/{card.id}/revocation/")
        assert collect.source(source_id=card.id).revoked_at is not None


class TestMembers:
    def test_an_administrator_adds_and_switches_off(self, cast):
        ada = client_of(cast["ada"])
        ada.post("/members/new/", {"email": "ivo@northwind.example", "role": "executive", "password": ""})
        ivo = members.by_email("ivo@northwind.example")
        ada.post(f"/members/{ivo.id}/active/", {"active": "no"})
        assert not members.by_email("ivo@northwind.example").is_active

    def test_switching_a_rep_off_offers_what_waits_and_leads_to_what_they_have_in_work(self, cast):
        sam, ada = cast["sam"], client_of(cast["ada"])
        told = {"email": "kim@gmail.com", "name": "Kim Alone"}
        kept = desk.add_lead(traits=told, by=sam, now=timezone.now()).handoff
        assert handoff.counts(member_id=sam.id).waiting > 0
        page = ada.post(f"/members/{sam.id}/active/", {"active": "no"}, follow=True)
        text = page.content.decode()
        assert page.redirect_chain[-1][0] == f"/members/{sam.id}/profile/"
        assert handoff.counts(member_id=sam.id).waiting == 0
        assert re.search(r"\d+ leads? that waited for them (is|are) offered anew", text)
        assert f"/queue/?rep={sam.id}&amp;state=accepted" in text
        assert f"/queue/{kept.lead_id}/" in ada.get(f"/queue/?rep={sam.id}&state=accepted").content.decode()

    def test_the_last_administrator_stays(self, cast):
        answer = client_of(cast["ada"]).post(f"/members/{cast['ada'].id}/role/", {"role": "rep"})
        assert answer.status_code == 409


class TestLook:
    def test_theme_and_direction_are_kept_and_only_own_pages_are_gone_to(self, cast):
        sam = client_of(cast["sam"])
        answer = sam.post("/look/", {"theme": "dark", "direction": "rtl", "page": "//evil.example/"})
        assert answer.headers["Location"] == "/"
        page = sam.get("/queue/").content.decode()
        assert 'dir="rtl"' in page
        assert 'data-bs-theme="dark"' in page
