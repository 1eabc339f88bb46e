"""What somebody has said of being written to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from accord.journey.desk import consent
from accord.journey.desk.consent import Word, consent_of
from accord.kernel.touch import Touch, TouchKind

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
PAGE = Path(__file__).parents[4] / "docs" / "how-to" / "work-the-queue.md"


def at(day: int) -> datetime:
    return MONDAY + timedelta(days=day)


def touch(day=0, *, event="", kind=None, traits=None, context=None) -> Touch:
    kind = kind or (TouchKind.TRACK if event else TouchKind.IDENTIFY)
    return Touch(1, f"m{day}", kind, event, at(day), at(day), traits=traits or {}, context=context or {})


def prefers(day=0, **categories) -> Touch:
    return touch(day, event="Seen", context={"consent": {"categoryPreferences": categories}})


class TestMail:
    def test_nobody_who_said_nothing_has_agreed_or_refused(self):
        said = consent_of([touch(traits={"name": "Iris", "newsletter": "weekly"}), touch(event="Demo Requested")])
        assert (said.mail, said.calls, said.data) == (None, None, {})

    @pytest.mark.parametrize(
        "event", ["Unsubscribed", "Email Unsubscribed", "email marked as spam", "EmailUnsubscribed"]
    )
    def test_an_event_of_the_mail_tool_refuses(self, event):
        assert consent_of([touch(2, event=event)]).mail == Word("no", at(2), event)

    @pytest.mark.parametrize("value", [True, "true", "Yes", 1, "1"])
    def test_a_trait_refuses_or_agrees_however_true_is_spelt(self, value):
        assert consent_of([touch(traits={"has_opted_out_of_email": value})]).mail.answer == "no"
        assert consent_of([touch(traits={"marketing_consent": value})]).mail.answer == "yes"

    @pytest.mark.parametrize("value", [None, "", "perhaps", 7, [True], {"mail": True}, float("nan")])
    def test_what_is_neither_yes_nor_no_says_nothing(self, value):
        assert consent_of([touch(traits={"unsubscribed": value, "email_opt_in": value})]).mail is None

    def test_not_to_have_refused_is_no_consent_and_takes_none_away(self):
        assert consent_of([touch(traits={"hs_email_optout": "false"})]).mail.answer == "not-no"
        agreed = touch(traits={"email_opt_in": True, "unsubscribed": False})
        assert consent_of([agreed, touch(1, traits={"hs_email_optout": False})]).mail.answer == "yes"

    @pytest.mark.parametrize(
        ("refused", "default"),
        [
            ({"event": "Email Unsubscribed"}, {"hs_email_optout": False}),
            ({"traits": {"marketing_consent": False}}, {"do_not_email": "0"}),
            ({"traits": {"email_opt_out": True}}, {"has_opted_out_of_email": False}),
        ],
    )
    def test_what_another_tool_does_not_know_of_takes_no_refusal_back(self, refused, default):
        assert consent_of([touch(1, **refused), touch(2, traits=default)]).mail.answer == "no"

    def test_consent_that_is_not_given_is_a_no(self):
        assert consent_of([touch(traits={"marketing_consent": False})]).mail.answer == "no"

    def test_the_last_word_counts(self):
        left = touch(1, event="Unsubscribed")
        assert consent_of([left, touch(2, event="Email Subscribed")]).mail == Word("yes", at(2), "Email Subscribed")
        back = [touch(1, traits={"unsubscribed": True}), touch(2, traits={"unsubscribed": False})]
        assert consent_of(back).mail == Word("not-no", at(2), "unsubscribed")

    def test_a_trait_said_once_more_is_no_new_word(self):
        agreed = [touch(day, traits={"marketing_consent": True}) for day in (0, 3)]
        assert consent_of(agreed).mail.at == at(0)
        said = consent_of([agreed[0], touch(1, event="Unsubscribed"), agreed[1]]).mail
        assert (said.answer, said.at) == ("no", at(1))

    def test_of_two_words_at_once_the_refusal_counts(self):
        assert consent_of([touch(traits={"unsubscribed": True, "marketing_consent": True})]).mail.answer == "no"
        assert consent_of([touch(traits={"marketing_consent": True, "unsubscribed": True})]).mail.answer == "no"

    def test_traits_of_a_company_say_nothing_of_the_person(self):
        assert consent_of([touch(kind=TouchKind.GROUP, traits={"unsubscribed": True})]).mail is None


def test_calls_are_refused_apart_from_mail():
    said = consent_of([touch(traits={"do_not_call": True})])
    assert (said.calls.answer, said.mail) == ("no", None)


class TestData:
    def test_the_latest_preferences_count_from_when_they_were_first_said(self):
        said = consent_of([prefers(0, Advertising=True), *(prefers(day, Advertising=False) for day in (2, 5))])
        assert (said.data, said.data_at) == ({"Advertising": False}, at(2))

    def test_an_event_without_them_leaves_them_as_they_are(self):
        said = consent_of([prefers(0, Analytics=True), prefers(1), touch(2, event="Seen")])
        assert (said.data, said.data_at) == ({"Analytics": True}, at(0))

    def test_are_read_as_rudderstack_sends_them_too(self):
        managed = {"provider": "custom", "allowedConsentIds": ["C1"], "deniedConsentIds": ["C2", 7]}
        assert consent_of([touch(event="Seen", context={"consentManagement": managed})]).data == {
            "C1": True,
            "C2": False,
        }

    @pytest.mark.parametrize(
        "context",
        [
            {"consent": None},
            {"consent": {"categoryPreferences": ["Advertising"]}},
            {"consent": {"categoryPreferences": {"Advertising": "yes", "": True}}},
            {"consentManagement": {"allowedConsentIds": "C1", "deniedConsentIds": {"a": 1}}},
            {"consentManagement": []},
        ],
    )
    def test_of_another_shape_say_nothing(self, context):
        assert consent_of([touch(event="Seen", context=context)]).data == {}


def test_whatever_counts_stands_in_the_documentation():
    page = PAGE.read_text(encoding="utf-8")
    names = [*consent.TRAITS, *consent.EVENTS]
    assert [name for name in names if f"`{name}`" not in page] == []
