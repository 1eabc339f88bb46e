"""Every kind in words, with all that its body may hold and with nothing."""

from pathlib import Path

import pytest
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import get_language

from accord.outbox.contracts import NoticeCard
from accord.telling.kinds import KINDS, event_of
from accord.telling.sentences import said
from accord.telling.tests.conftest import NOW

FULL = {
    "service": "answer",
    "due": "2026-10-05T15:00:00Z",
    "from_at": "2026-10-05T15:00:00Z",
    "done_at": "2026-10-05T14:00:00Z",
    "until_at": "2026-10-19T15:00:00Z",
    "leads": "3",
    "clocks": "4",
    "from": "Sam",
    "to": "Sue",
    "member": "Sam",
    "by": "mara@northwind.example",
    "rule": "pricing",
    "was": "sal",
    "became": "recycled",
    "period": "28 Sep to 4 Oct",
    "figure": "40,000 EUR",
    "day": "2026-05-21",
    "title": "Ada, Acme",
    "why": "100 %(s) sure",
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
class TestKinds:
    def test_is_a_sentence_of_all_it_holds(self, kind):
        (one,) = said([NoticeCard(1, kind, "k", ("thing", 5), FULL, NOW)])
        for field in KINDS[kind].fields:
            assert FULL[field] in one.sentence or field == "due" or field.endswith("_at")
        assert "%" not in one.sentence
        assert one.detail == "100 %(s) sure"

    @pytest.mark.parametrize(
        "body", [{}, {"service": None, "due": 5, "by": [1], "table": 3, "why": ["x"], "path": "evil.example"}]
    )
    def test_is_a_sentence_of_a_body_that_lacks_or_breaks_something(self, kind, body):
        (one,) = said([NoticeCard(1, kind, "k", ("lead", 999_999), body, NOW)])
        assert one.sentence
        assert "%" not in one.sentence
        assert one.path == ""


@pytest.mark.django_db
def test_instants_are_in_the_readers_zone():
    notice = NoticeCard(1, "clock_reminder", "k", ("thing", 5), {**FULL}, NOW)
    with timezone.override("Asia/Tokyo"):
        tokyo = said([notice])[0].sentence
    with timezone.override("America/New_York"):
        assert said([notice])[0].sentence != tokyo
    assert get_language()


def test_a_page_that_a_body_names_is_one_of_ours():
    assert resolve("/leads/5/").url_name == "lead"
    assert resolve("/agreement/proposals/5/").url_name == "proposal"
    assert resolve("/agreement/5/").url_name == "agreement_version"
    assert resolve("/people/5/").url_name == "person"


def test_events_are_kinds_with_a_dot():
    assert [event_of(kind) for kind in ("lead_handed_off", "board_weekly")] == ["lead.handed_off", "board.weekly"]


@pytest.mark.django_db
def test_a_name_from_right_to_left_is_held_apart_and_others_are_left_as_they_are():
    notices = [
        NoticeCard(n, "lead_handed_off", "k", ("thing", n), {"title": title}, NOW) for n, title in enumerate(NAMES)
    ]
    assert [one.sentence for one in said(notices)] == [
        "\u2068هدى, شركة\u2069 is yours to work",
        "Ada, Acme is yours to work",
    ]


NAMES = ("هدى, شركة", "Ada, Acme")


@pytest.mark.django_db
def test_a_request_has_its_page_and_the_name_that_its_body_has():
    (one,) = said([NoticeCard(1, "request_made", "k", ("request", 5), {"title": "A webinar"}, NOW)])
    assert (one.sentence, one.path) == ("A request: A webinar", "/requests/5/")


def test_every_kind_is_in_the_reference():
    page = Path(__file__).parents[4] / "docs" / "reference" / "notices.md"
    said = page.read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f"`{kind}`" not in said or f"`{event_of(kind)}`" not in said] == []
