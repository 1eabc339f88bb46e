"""Try it: who may, what the page says, the people behind its numbers, the sliders, values taken into a draft."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accord.agreement import api as agreements
from accord.agreement.tests.marked import changed
from accord.journey.trying import api
from accord.kernel.actor import Actor, ActorKind
from tests.browser import company

MARA = Actor(ActorKind.MEMBER, "mara@northwind.example")
OTHER = changed(("- {score.engagement: {at_least: 40}}", "- {score.engagement: {at_least: 99}}  # fewer, better"))
MOST = 25
KNOB = {"knob.mql.engagement": "40"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def desks():
    cast = company.build(timezone.now(), people=12)
    made = {}
    for name, member in cast.items():
        made[name] = Client()
        made[name].force_login(get_user_model().objects.get(pk=member.id))
    return made


@pytest.fixture
def proposal(desks):
    now = timezone.now()
    made = agreements.draft(text=OTHER, name="other.yaml", by=MARA, now=now)
    return agreements.propose(proposal_id=made.id, by=MARA, now=now)


@pytest.fixture
def tried(desks, proposal):
    """The address of a finished tryout of the proposal."""
    address = desks["mara"].post("/agreement/tryouts/new/", {"tried": f"p{proposal.id}"})["Location"]
    assert api.go_on(now=timezone.now()) is not None
    return address


def read(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:400]
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def part(client, path):
    return client.get(path, headers={"HX-Request": "true"})


class TestAsked:
    def test_from_the_proposal_it_waits_shows_how_far_it_is_and_is_stopped_and_gone_on_with(self, desks, proposal):
        assert "Nobody has tried it" in read(desks["mara"], f"/agreement/proposals/{proposal.id}/")
        here = desks["mara"].post("/agreement/tryouts/new/", {"tried": f"p{proposal.id}"})["Location"]
        assert "waiting" in read(desks["ed"], here)
        desks["sam"].post(f"{here}stop/")
        assert "stopped" in read(desks["sam"], here)
        desks["sam"].post(f"{here}resume/")
        assert "It waits for the worker." in read(desks["sam"], f"{here}progress/")
        api.go_on(now=timezone.now())
        assert part(desks["sam"], f"{here}progress/")["HX-Redirect"] == here
        assert "In short" in read(desks["sam"], here)

    def test_a_version_is_tried_as_well_and_differs_from_itself_in_nothing(self, desks):
        here = desks["rhea"].post("/agreement/tryouts/new/", {"tried": "v1", "against": "v1"})["Location"]
        api.go_on(now=timezone.now())
        page = read(desks["rhea"], here)
        assert "Both say the same." in page
        assert "Nobody changes side." in page

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({}, "no such proposal or version"),
            ({"tried": "v1", "since": "soon"}, "is no date"),
            ({"tried": "v1", "since": "2026-05-04", "until": "2026-05-01"}, "must be before"),
            ({"tried": "v1", "against": "v77"}, "no such proposal or version"),
        ],
    )
    def test_what_cannot_be_tried_is_refused_in_words(self, desks, typed, words):
        answer = desks["rhea"].post("/agreement/tryouts/new/", typed)
        assert answer.status_code == 422
        assert words in answer.content.decode()

    def test_a_draft_with_faults_is_refused_with_them(self, desks):
        made = agreements.draft(text=OTHER + "\nnonsense: 1\n", name="x.yaml", by=MARA, now=timezone.now())
        answer = desks["mara"].post("/agreement/tryouts/new/", {"tried": f"p{made.id}"})
        assert answer.status_code == 422
        assert "nonsense" in answer.content.decode()

    def test_an_sdr_reads_but_asks_for_none(self, desks, tried):
        assert "In short" in read(desks["sigrid"], tried)
        for path in ("/agreement/tryouts/new/", f"{tried}stop/", f"{tried}resume/", f"{tried}draft/"):
            assert desks["sigrid"].post(path, {"tried": "v1"}).status_code == 403
        assert "Take these values" not in read(desks["sigrid"], f"{tried}?knob.mql.engagement=40")


class TestPage:
    def test_says_what_came_of_it_with_every_number_in_a_table(self, desks, tried):
        page = read(desks["mara"], tried)
        report = api.tryouts()[0]
        whole = api.tryout(report.id).report
        for words in ("Precision", "Recall", "Lift", "still open", "Hand-offs by week", "Load of each rep",
                      "Earlier or later", "By source, persona and segment", "what really happened"):  # fmt: skip
            assert words in page
        for digest in (whole["proposed"]["hash"], whole["in_force"]["hash"], whole["data"]["hash"]):
            assert digest in page

    def test_tells_what_is_older_than_the_proposal_and_the_data(self, desks, tried, proposal):
        there = f"/agreement/proposals/{proposal.id}/"
        assert "older content" not in read(desks["mara"], tried) + read(desks["mara"], there)
        agreements.change(proposal_id=proposal.id, text=OTHER.replace("99", "98"), by=MARA, now=timezone.now())
        now = timezone.now()
        company.tell(1_000_000, list(company.history(40, now)), now)
        assert "older content" in read(desks["mara"], tried)
        assert "come in since" in read(desks["mara"], tried)
        assert "older content" in read(desks["mara"], there)
        assert "come in since" in read(desks["mara"], there)

    def test_lists_who_changes_side_by_way_with_reason_and_person(self, desks, tried):
        page = read(desks["mara"], f"{tried}changes/?way=lost")
        assert "the proposal: " in page
        assert "no longer" in page
        assert "Nobody changes side." in read(desks["mara"], f"{tried}changes/?way=gained")
        assert "Nobody changes side." in read(desks["mara"], f"{tried}changes/?page=900")

    def test_opens_the_people_behind_each_number_that_is_a_link(self, desks, tried):
        page = desks["mara"].get(tried).content.decode()
        links = {link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*/people/\?[^"]*)"', page)}
        assert len(links) > 20
        empty = [link for link in sorted(links) if "Nobody here" in read(desks["mara"], link) and "outcome" not in link]
        assert [link for link in empty if "week" not in link and "member" not in link] == []

    def test_asks_as_many_queries_for_many_people_as_for_few(self, desks, tried, proposal):
        paths = (tried, f"{tried}changes/", f"{tried}people/?side=in_force", "/agreement/tryouts/",
                 f"{tried}?knob.mql.engagement=40", "/agreement/tryouts/new/",
                 f"/agreement/proposals/{proposal.id}/")  # fmt: skip
        few = [asked(desks["mara"], path) for path in paths]
        now = timezone.now()
        company.tell(1_000_000, [one for number in range(12, 30) for one in company.history(number, now)], now)
        again = desks["mara"].post("/agreement/tryouts/new/", {"tried": f"p{proposal.id}"})["Location"]
        api.go_on(now=timezone.now() + timedelta(seconds=1))
        many = [asked(desks["mara"], path.replace(tried, again)) for path in paths]
        assert [count for count in many if count > MOST] == []
        assert [(path, old, new) for path, old, new in zip(paths, few, many, strict=True) if new > old] == []


class TestWhatIf:
    def test_answers_at_once_without_script_and_with_it(self, desks, tried):
        turned = "knob.mql.engagement=40"
        assert "more reach sales than as proposed" in read(desks["mara"], f"{tried}?{turned}")
        answer = part(desks["mara"], f"{tried}what-if/?{turned}")
        assert b"Take these values into the draft" in answer.content
        assert b"<html" not in answer.content
        assert desks["mara"].get(f"{tried}what-if/?{turned}")["Location"] == f"{tried}?{turned}#what-if"

    @pytest.mark.parametrize("odd", ["a", "nan", "1e9", "inf", "1.5.5"])
    def test_no_number_is_refused_in_words(self, desks, tried, odd):
        assert "is no number for" in read(desks["mara"], f"{tried}?knob.mql.engagement={odd}")

    def test_values_go_into_the_draft_and_its_comments_stay(self, desks, tried, proposal):
        answer = desks["mara"].post(f"{tried}draft/", {**KNOB, "knob.fit.student": "-45"})
        assert answer["Location"] == f"/agreement/edit/{proposal.id}/"
        text = agreements.proposal(proposal.id).text
        assert "- {score.engagement: {at_least: 40}}  # fewer, better" in text
        assert "points: -45" in text
        wanted = OTHER.replace("at_least: 99", "at_least: 40").replace(
            "intern]}}, points: -30", "intern]}}, points: -45"
        )
        assert text == wanted

    def test_of_a_version_begin_a_new_draft(self, desks):
        here = desks["rhea"].post("/agreement/tryouts/new/", {"tried": "v1"})["Location"]
        api.go_on(now=timezone.now())
        answer = desks["rhea"].post(f"{here}draft/", {"knob.mql.fit": "25"})
        assert "at_least: 25" in agreements.proposal(int(answer["Location"].split("/")[3])).text

    def test_as_they_are_written_there_is_nothing_to_take(self, desks, tried, proposal):
        desks["mara"].post(f"{tried}draft/", {"knob.mql.engagement": "99"})
        assert agreements.proposal(proposal.id).hash == proposal.hash


def asked(client, path):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200, path
    return len(caught)
