"""Drafts as text and by forms, and comparisons, without script."""

import html
import json
import re
from html.parser import HTMLParser

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from accord.agreement import api as agreements
from accord.agreement.tests.marked import NORTHWIND
from accord.kernel.actor import Actor, ActorKind
from accord.members import api as members
from accord.web.editing.beside import side_by_side
from accord.web.editing.fields import box
from accord.web.editing.parts import PARTS
from accord.web.tests.test_queries import MOST, asked

RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
POINTS = json.dumps(["scores", "engagement", "rules", "pricing", "points"])


@pytest.fixture
def draft(db):
    now = timezone.now()
    agreements.publish(text=NORTHWIND, name="northwind.yaml", by=RHEA, now=now)
    return agreements.draft(text=NORTHWIND, name="northwind.yaml", by=RHEA, now=now)


@pytest.fixture
def rhea(db):
    card = members.add(email=RHEA.name, role="operations", now=timezone.now())
    client = Client()
    client.force_login(get_user_model().objects.get(pk=card.id))
    return client


def page(answer) -> str:
    return html.unescape(answer.content.decode())


class Sent(HTMLParser):
    """What a browser sends of the forms of a page as they stand."""

    def __init__(self):
        super().__init__()
        self.typed: dict[str, list[str]] = {}
        self.select = self.area = None

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag == "input" and (said.get("type") != "checkbox" or "checked" in said):
            self.typed.setdefault(said["name"], []).append(said.get("value", ""))
        elif tag == "select":
            self.select = said["name"]
            self.typed[self.select] = [""]
        elif tag == "option" and "selected" in said:
            self.typed[self.select] = [said["value"]]
        elif tag == "textarea":
            self.area = said["name"]
            self.typed[self.area] = [""]

    def handle_data(self, data):
        if self.area:
            self.typed[self.area][0] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.typed[self.area] = [self.typed[self.area][0].removeprefix("\n")]
            self.area = None


def as_sent(shown: str) -> dict[str, list[str]]:
    found = Sent()
    found.feed(shown)
    return found.typed


def typing(*path: object, **words: str) -> dict[str, str]:
    """Fields of a row or a condition that is being added."""
    return {json.dumps([*path, key]): value for key, value in words.items()}


class TestText:
    def test_begins_as_the_version_in_force(self, draft, rhea):
        answer = rhea.post("/agreement/edit/", follow=True)
        assert "looked at prices" in page(answer).lower()
        assert agreements.proposals()[0].text == agreements.current().text

    def test_faults_are_told_with_their_lines_as_somebody_types(self, draft, rhea):
        text = NORTHWIND.replace("goes_to: [recycled]", "goes_to: [recicled]")
        answer = rhea.post(f"/agreement/edit/{draft.id}/check/", {"text": text})
        line = text[: text.index("recicled")].count("\n") + 1
        assert f'data-line="{line}"' in page(answer)
        assert "did you mean “recycled”" in page(answer)
        fit = rhea.post(f"/agreement/edit/{draft.id}/check/", {"text": NORTHWIND.replace("job_title]}", "phone]}")})
        assert "MQL no longer asks for job title." in page(fit)

    def test_is_checked_by_a_button_and_not_saved(self, draft, rhea):
        answer = rhea.post(f"/agreement/edit/{draft.id}/", {"text": "agreement: X", "read": draft.hash, "check": "1"})
        assert "needs “stages”" in page(answer)
        assert agreements.proposal(draft.id).hash == draft.hash

    def test_is_saved_with_its_faults(self, draft, rhea):
        answer = rhea.post(
            f"/agreement/edit/{draft.id}/", {"text": "agreement: X\r\n", "read": draft.hash}, follow=True
        )
        assert "Saved." in page(answer)
        assert agreements.proposal(draft.id).text == "agreement: X\n"

    def test_of_two_people_loses_neither(self, draft, rhea):
        theirs = NORTHWIND.replace("points: 60", "points: 61")
        mine = NORTHWIND.replace("points: 45", "points: 46")
        rhea.post(f"/agreement/edit/{draft.id}/", {"text": theirs, "read": draft.hash})
        answer = rhea.post(f"/agreement/edit/{draft.id}/", {"text": mine, "read": draft.hash})
        assert answer.status_code == 409
        assert "somebody else has saved this draft" in page(answer)
        assert "points: 61" in page(answer)
        assert "points: 46" in page(answer)
        kept = agreements.proposal(draft.id)
        assert "points: 61" in kept.text
        read = re.search(r'name="read" value="(\w+)"', page(answer))[1]
        assert read == kept.hash
        assert rhea.post(f"/agreement/edit/{draft.id}/", {"text": mine, "read": read}).status_code == 302

    def test_completion_offers_what_may_stand_there(self, draft, rhea):
        text = NORTHWIND + "lost"
        answer = rhea.post(f"/agreement/edit/{draft.id}/words/", {"text": "ag: x\nlost", "at": "10"})
        assert answer.json()["words"][0]["word"] == "lost_reasons: "
        assert rhea.post(f"/agreement/edit/{draft.id}/words/", {"text": text, "at": "x"}).status_code == 200

    def test_of_what_cannot_be_changed_any_more_is_refused(self, draft, rhea):
        agreements.withdraw(proposal_id=draft.id, by=RHEA, reason="no", now=timezone.now())
        assert rhea.get(f"/agreement/edit/{draft.id}/").status_code == 409
        assert rhea.get("/agreement/edit/999999/").status_code == 404


class TestForms:
    @pytest.mark.parametrize("part", sorted(PARTS))
    def test_show_every_part_and_change_nothing_when_nothing_was_typed(self, draft, rhea, part):
        shown = rhea.get(f"/agreement/edit/{draft.id}/{part}/").content.decode()
        rhea.post(f"/agreement/edit/{draft.id}/{part}/", as_sent(shown))
        assert agreements.proposal(draft.id).text == agreements.current().text

    def test_change_one_value_of_the_text(self, draft, rhea):
        rhea.post(f"/agreement/edit/{draft.id}/rules/", {"read": draft.hash, POINTS: "15"})
        told = agreements.proposal(draft.id).text
        rows = [row for row in side_by_side(agreements.current().text, told) if row.kind not in ("same", "gap")]
        assert [[words for words, is_marked in row.new if is_marked] for row in rows] == [["15"]]

    def test_add_and_take_out_rows(self, draft, rhea):
        path = ["scores", "engagement", "rules"]
        fresh = {"id": "roi", "means": "Used the calculator", "touch": "/roi", "points": "8", "count": "first 2"}
        typed = {json.dumps([*path, "", key]): value for key, value in fresh.items()}
        typed |= {"remove " + json.dumps([*path, "careers"]): "on", "read": draft.hash}
        rhea.post(f"/agreement/edit/{draft.id}/rules/", typed)
        told = agreements.load(agreements.proposal(draft.id).text, "a")
        said = [one.sentence for one in agreements.differences(agreements.current().agreement, told)]
        assert said[0].startswith("Engagement no longer has the rule careers")
        assert said[1].startswith("Engagement has a new rule, roi: visits a page whose path starts with /roi: +8")

    def test_add_a_rule_of_a_trait(self, draft, rhea):
        typed = typing("scores", "fit", "rules", "", id="nordic", points="-5")
        typed |= typing("scores", "fit", "rules", "", "when", "+", what="account.country", value="SE, NO")
        rhea.post(f"/agreement/edit/{draft.id}/rules/", typed | {"read": draft.hash})
        line = '- {id: nordic, points: -5, when: {account.country: {any_of: [SE, "NO"]}}}'
        assert line in agreements.proposal(draft.id).text

    def test_add_goals_and_reasons_without_a_fault(self, draft, rhea):
        goal = {"id": "more", "metric": "won_amount", "period": "year", "target": "9_000_000 EUR", "owner": "sales"}
        calls = {"id": "talks", "metric": "won_count", "period": "month", "target": "80", "owner": "sales"}
        left = {"id": "left", "metric": "churn", "period": "year", "target": "at most 2.5%", "owner": "sales"}
        for row in (goal, calls, left | {"incentive": "the bonus of both teams"}):
            typed = {json.dumps(["goals", "", key]): value for key, value in row.items()}
            read = agreements.proposal(draft.id).hash
            rhea.post(f"/agreement/edit/{draft.id}/goals/", typed | {"read": read})
        found = agreements.proposal(draft.id)
        assert agreements.check(found.text, "a") == ()
        goals = agreements.load(found.text, "a").goals
        assert [one.id for one in goals][-3:] == ["more", "talks", "left"]
        assert (goals[-1].target, goals[-1].incentive) == (250, "the bonus of both teams")

    def told(self, draft, rhea, part, typed, *, text=None):
        """What the draft says otherwise than the version in force, once the form was saved."""
        if text is not None:
            agreements.change(proposal_id=draft.id, text=text, by=RHEA, now=timezone.now())
        read = agreements.proposal(draft.id).hash
        answer = rhea.post(f"/agreement/edit/{draft.id}/{part}/", typed | {"read": read}, follow=True)
        assert answer.status_code == 200
        found = agreements.proposal(draft.id).text
        assert set(re.findall(r"#.*", NORTHWIND)) <= set(re.findall(r"#.*", found)), "every comment is kept"
        said = agreements.differences(agreements.current().agreement, agreements.load(found, "a"))
        return [one.sentence for one in said]

    def test_ask_for_one_condition_more(self, draft, rhea):
        enter = ("stages", "mql", "enter", "+")
        typed = typing(*enter, what="account.country", value="DE, AT", how="and")
        typed |= typing("stages", "sal", "enter", "+", what="did", value="/pricing", often="3", within="7 days",
                        how="or")  # fmt: skip
        said = self.told(draft, rhea, "thresholds", typed)
        assert said[0] == "MQL now asks also that the company's country is DE or AT."
        assert said[1] == (
            "For SAL it is now also enough that they visited a page whose path starts with /pricing at least "
            "three times within seven days."
        )

    def test_take_conditions_out_wherever_they_stand(self, draft, rhea):
        everything = ("stages", "mql", "enter", "all")
        typed = {box((*everything, 0, "score.fit")): "on", box((*everything, 2, "known")): "on"}
        said = self.told(draft, rhea, "thresholds", typed)
        assert said == [
            "MQL no longer asks that fit is at least 20.",
            *(f"MQL no longer asks for {name}." for name in ("e-mail address", "company", "job title")),
        ]

    def test_say_who_else_is_no_buyer(self, draft, rhea):
        typed = typing("disqualify", "", id="tiny", means="Too small.")
        typed |= typing("disqualify", "", "when", "+", what="account.employees", **{"is": "less_than"}, value="5")
        typed |= {box(("disqualify", "throw-away")): "on"}
        assert len(self.told(draft, rhea, "thresholds", typed)) == 2
        assert (
            "{id: tiny, means: Too small., when: {account.employees: {less_than: 5}}}"
            in agreements.proposal(draft.id).text
        )

    def test_open_and_close_ways_between_stages(self, draft, rhea):
        typed = {json.dumps(["stages", "mql", "goes_to"]): ["", "sal", "lost", "disqualified"]}
        typed |= {json.dumps(["stages", "won", "goes_to"]): ["", "recycled"]}
        typed |= {json.dumps(["stages", "sal", "next"]): "First talk the same day."}
        self.told(draft, rhea, "ways", typed)
        told = agreements.load(agreements.proposal(draft.id).text, "a")
        assert told.stage("mql").goes_to == ("sal", "disqualified", "lost")
        assert told.stage("won").goes_to == ("recycled",)
        assert told.stage("sal").next == "First talk the same day."

    def test_add_change_move_and_take_out_routes(self, draft, rhea):
        def routes():
            return agreements.load(agreements.proposal(draft.id).text, "a").routing

        before = [one.id for one in routes()]
        typed = typing("routing", "", id="nordic", team="sales", by="least_loaded", before="everybody")
        typed |= typing("routing", "", "when", "+", what="account.country", value="SE,FI")
        self.told(draft, rhea, "routing", typed)
        typed = typing("routing", "", id="back", owner="previous", before="nordic")
        typed |= {json.dumps(["routing", "nordic", "capacity", "open"]): "40"}
        self.told(draft, rhea, "routing", typed)
        assert [one.id for one in routes()] == [*before[:-1], "back", "nordic", "everybody"]
        back, nordic = routes()[-3:-1]
        assert (back.owner, nordic.by, nordic.capacity.open) == ("previous", "least_loaded", 40)
        self.told(draft, rhea, "routing", typing("routing", "nordic", before=before[0]))
        self.told(draft, rhea, "routing", {box(("routing", "back")): "on"})
        assert [one.id for one in routes()] == ["nordic", *before]

    def test_change_the_profile_trait_by_trait(self, draft, rhea):
        typed = typing("profile", "+", what="country", **{"is": "none_of"}, value="US, CA")
        typed |= {json.dumps(["profile", "employees", "at_most"]): "900", box(("profile", "industry")): "on"}
        self.told(draft, rhea, "buyers", typed)
        told = agreements.load(agreements.proposal(draft.id).text, "a").profile
        assert sorted(told) == ["country", "employees"]
        assert (told["country"].none_of, told["employees"].at_most) == (("US", "CA"), 900)

    def test_change_what_a_rule_is_about(self, draft, rhea):
        rules = ("scores", "engagement", "rules")
        typed = {json.dumps([*rules, "pricing", "where", "path", "starts_with"]): "/prices"}
        typed |= typing(*rules, "webinar", "where", "+", what="topic", value="Security")
        typed |= {json.dumps([*rules, "webinar", "since"]): "200 days"}
        typed |= typing("scores", "fit", "rules", "dach", "when", "+", what="account.employees", value="10", how="and")
        said = self.told(draft, rhea, "rules", typed)
        assert len(said) >= 3
        told = agreements.load(agreements.proposal(draft.id).text, "a")
        by_id = {rule.id: rule for score in told.scores for rule in score.rules}
        assert by_id["pricing"].where["path"].starts_with == "/prices"
        assert by_id["webinar"].where["topic"].equals == "Security"
        assert by_id["webinar"].since.text == "200 days"
        assert len(by_id["dach"].when.all_of) == 2

    def test_add_a_promise(self, draft, rhea):
        typed = typing("services", "", id="quick", owed_by="sales", starts="accepted", stops="activity",
                       within="1 working hours")  # fmt: skip
        self.told(draft, rhea, "promises", typed)
        assert agreements.load(agreements.proposal(draft.id).text, "a").services[-1].id == "quick"

    def test_begun_from_an_older_text_shows_both(self, draft, rhea):
        theirs = NORTHWIND.replace("points: 60", "points: 61")
        agreements.change(proposal_id=draft.id, text=theirs, by=RHEA, now=timezone.now())
        answer = rhea.post(f"/agreement/edit/{draft.id}/rules/", {"read": draft.hash, POINTS: "15"})
        assert answer.status_code == 409
        assert "points: 15" in page(answer)
        assert "points: 61" in agreements.proposal(draft.id).text

    def test_send_back_to_a_text_that_is_no_yaml(self, draft, rhea):
        agreements.change(proposal_id=draft.id, text="a: [", by=RHEA, now=timezone.now())
        answer = rhea.get(f"/agreement/edit/{draft.id}/rules/", follow=True)
        assert "mend it in the text first" in page(answer)
        assert rhea.get(f"/agreement/edit/{draft.id}/unheard-of/").status_code == 404


class TestComparison:
    def test_says_what_is_different_and_marks_it(self, draft, rhea):
        text = NORTHWIND.replace("[email, company, job_title]", "[email, company]")
        agreements.change(proposal_id=draft.id, text=text, by=RHEA, now=timezone.now())
        answer = page(rhea.get("/agreement/compare/", {"old": "v1", "new": f"p{draft.id}"}))
        assert "MQL no longer asks for job title." in answer
        assert "<del>, job_title</del>" in answer
        assert "drawing-changed" in answer
        assert re.search(r"<b>MQL</b> <span class=\"chip chip-warn\">changed", answer)

    def test_of_a_text_with_faults_is_of_the_texts(self, draft, rhea):
        agreements.change(proposal_id=draft.id, text="agreement: X", by=RHEA, now=timezone.now())
        answer = page(rhea.get("/agreement/compare/", {"old": "v1", "new": f"p{draft.id}"}))
        assert "only the texts can be compared" in answer

    def test_of_nothing_says_so(self, db, rhea):
        assert "nothing to compare yet" in page(rhea.get("/agreement/compare/"))


class TestQueries:
    def test_are_few_however_many_drafts_there_are(self, draft, rhea):
        paths = ("/agreement/edit/", f"/agreement/edit/{draft.id}/", f"/agreement/edit/{draft.id}/rules/",
                 f"/agreement/compare/?old=v1&new=p{draft.id}")  # fmt: skip
        few = [asked(rhea, path) for path in paths]
        for _ in range(20):
            agreements.draft(text=NORTHWIND, name="northwind.yaml", by=RHEA, now=timezone.now())
        assert [asked(rhea, path) for path in paths] == few
        assert max(few) <= MOST


class TestSideBySide:
    def test_marks_words_and_leaves_out_what_is_far_away(self):
        old = "\n".join(map(str, range(20)))
        rows = side_by_side(old, old.replace("10", "ten"))
        assert [row.kind for row in rows] == ["gap", "same", "same", "same", "changed", "same", "same", "same", "gap"]
        assert rows[4].old == [("10", True)]
        assert (rows[4].old_number, rows[4].new_number) == (11, 11)
        assert side_by_side(old, old) == []
