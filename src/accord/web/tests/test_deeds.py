"""What a lead's page takes and tells beside its scores: deeds written down later, and consent."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from accord.planning import suppressing
from accord.steps.activity import api as activity
from accord.steps.identity import api as identity
from accord.web.tests.cases import accepted, client_of
from tests.browser import company


class TestWrittenDownLater:
    def told(self, cast, when, *, done="call:reached", script=False, **more):
        """Sam writes down what he did with a lead of his, accepted a while ago."""
        mine, _ = accepted(cast["sam"], deal=False)
        said = {"done": done, "when": when, "note": "they <b>asked", **more}
        asked = {"headers": {"HX-Request": "true"}} if script else {}
        return mine, client_of(cast["sam"]).post(f"/leads/{mine.lead_id}/activity/", said, **asked)

    def test_stands_at_the_instant_that_is_said_in_the_readers_zone(self, cast):
        get_user_model().objects.filter(pk=cast["sam"].id).update(time_zone="Asia/Tokyo")
        mine, _ = accepted(cast["sam"], deal=False)
        at = (mine.offered_at + timedelta(seconds=1)).replace(microsecond=0)
        _, answer = self.told(cast, f"{at.astimezone(ZoneInfo('Asia/Tokyo')):%Y-%m-%dT%H:%M:%S}")
        assert answer.status_code == 302
        assert [one.at for one in activity.of_leads([mine.lead_id])] == [at]

    def test_is_now_where_nothing_is_said(self, cast):
        before = timezone.now()
        mine, _ = self.told(cast, " ")
        (made,) = activity.of_leads([mine.lead_id])
        assert made.at == made.logged_at >= before

    @pytest.mark.parametrize("script", [True, False])
    @pytest.mark.parametrize("origin", ["lead", ""])
    @pytest.mark.parametrize(
        ("when", "words"),
        [
            ("soon", "“soon” is no date and time"),
            ("2026-02-31T10:00", "is no date and time"),
            ("0001-01-01T00:00", "is no date and time"),
            ("2026-03-01", "is no date and time"),
            ("2020-01-02T10:00", "before that nothing was done with it"),
            ("2900-01-02T10:00", "still to come"),
        ],
    )
    def test_that_cannot_be_says_why_beside_the_field_and_keeps_what_was_typed(self, cast, script, origin, when, words):
        mine, answer = self.told(cast, when, script=script, **{"from": origin})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        assert 'aria-invalid="true"' in page
        assert f'value="{when}"' in page
        assert "they &lt;b&gt;asked</textarea>" in page
        assert ("<html" in page) is not script
        assert activity.of_leads([mine.lead_id]) == []

    def test_a_note_without_words_keeps_the_instant(self, cast):
        mine, answer = self.told(cast, "2020-01-02T10:00", done="note:", note=" ")
        assert answer.status_code == 422
        assert 'value="2020-01-02T10:00"' in answer.content.decode()

    def test_a_lead_of_somebody_else_is_not_there(self, cast):
        mine, _ = accepted(cast["sam"], deal=False)
        said = {"done": "call:reached", "when": "soon"}
        assert client_of(cast["sigrid"]).post(f"/leads/{mine.lead_id}/activity/", said).status_code == 404


class TestConsent:
    def line(self, cast, *, script=True):
        mine, _ = accepted(cast["sam"], deal=False)
        asked = {"headers": {"HX-Request": "true"}} if script else {}
        page = client_of(cast["sam"]).get(f"/leads/{mine.lead_id}/evidence/", **asked).content.decode()
        found = re.search(rf'<hx-partial hx-target="#consent-{mine.lead_id}".*?</hx-partial>', page, re.S)
        assert bool(found) is script
        return re.sub(r"<[^>]+>", "", (found or re.search(r'<p class="consent">.*?</p>', page, re.S))[0])

    @pytest.mark.parametrize("script", [True, False])
    def test_of_whom_nothing_was_said_is_no_consent(self, cast, script):
        assert "They have not said whether they want mail" in self.line(cast, script=script)

    def test_says_what_they_said_and_what_keeps_programs_from_them(self, cast):
        mine, _ = accepted(cast["sam"], deal=False)
        someone, now = identity.person(person_id=mine.person_id), timezone.now()
        said = {"timestamp": now.isoformat(), "userId": someone.email}
        banner = {"consent": {"categoryPreferences": {"Advertising <b>": False, "Analytics": True}}}
        company.tell(
            1,
            [
                {"type": "track", "messageId": "left", "event": "Unsubscribed", "context": banner, **said},
                {"type": "identify", "messageId": "calls", "traits": {"doNotCall": "true"}, **said},
            ],
            now,
        )
        for kind, number in (("person", someone.id), ("account", someone.account_id)):
            suppressing.suppress(kind=kind, subject_id=number, reason=f"A <i>{kind}</i>", by=cast["sam"], now=now)
        line = self.line(cast)
        assert "Programs leave them alone: A &lt;i&gt;person" in line
        assert "Programs leave the company alone: A &lt;i&gt;account" in line
        assert "Mail: no · now · UnsubscribedCalls: no · now · do_not_call" in line
        assert "Data: Advertising &lt;b&gt; no, Analytics yes" in line

    def test_has_its_place_in_the_panel_and_on_the_leads_page(self, cast):
        mine, _ = accepted(cast["sam"], deal=False)
        for path in (f"/queue/{mine.lead_id}/?state=accepted", f"/leads/{mine.lead_id}/"):
            assert f'id="consent-{mine.lead_id}"' in client_of(cast["sam"]).get(path).content.decode()
