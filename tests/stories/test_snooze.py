"""Sam puts a lead off; it comes back when he said, or when Iris does something."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from typer.testing import CliRunner

from accord.journey import desk, queueing, rescore, river
from accord.kernel.actor import PROCESS
from accord.kernel.errors import Refused
from accord.ledger import api as ledger
from accord.members import api as members
from accord.project import command
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.web.queue.snoozing import choices_at

pytestmark = pytest.mark.django_db
RIVER = Path(__file__).with_name("river.yaml").read_text(encoding="utf-8")
NOW = timezone.now().replace(microsecond=0)


def later(**much) -> datetime:
    return NOW + timedelta(**much)


def happens(who: str, event: str, at: datetime) -> None:
    company = {"name": "Acme", "employees": 200, "industry": "software"}
    traits = {"email": f"{who}@acme.example", "jobTitle": "CIO", "company": company}
    said = [
        {"type": "identify", "userId": who, "traits": traits},
        {"type": "track", "event": event, "userId": who},
    ]
    stamped = [{**one, "timestamp": at.isoformat(), "messageId": f"{who}{event}{at}{one['type']}"} for one in said]
    source = collect.source_named(name="website", now=at)
    river.accept_touches(source_id=source.id, bodies=[json.dumps({"batch": stamped}).encode()], now=at)


@pytest.fixture
def sam():
    rescore.publish(text=RIVER, name="river.yaml", by=PROCESS, now=later(days=-400))
    sam = members.add(email="sam@northwind.example", role="rep", now=later(days=-2))
    happens("iris", "Trial Started", later(hours=-3))
    happens("jane", "Trial Started", later(hours=-2))
    return sam


@pytest.fixture
def iris(sam):
    """The hand-off on top of Sam's queue."""
    return queue(sam, NOW)[0]


def queue(member, at):
    return [row.handoff for row in queueing.rows(member_id=member.id, everybody=False, limit=10, now=at)]


def numbers(member, at):
    return [one.id for one in queue(member, at)]


class TestSnooze:
    def test_lets_the_next_lead_come_first_until_its_instant(self, sam, iris):
        before = numbers(sam, NOW)
        done = desk.snooze(handoff_id=iris.id, until=later(hours=2), by=sam, now=NOW, note="calls back")
        assert done.handoff.snoozed_until == later(hours=2)
        assert numbers(sam, later(minutes=119)) == before[1:]
        assert numbers(sam, later(hours=2)) == before
        facts = [one for one in ledger.about("lead", iris.lead_id) if one.kind == "HandoffSnoozed"]
        assert [one.body["note"] for one in facts] == ["calls back"]

    def test_is_taken_back_within_eight_seconds_once(self, sam, iris):
        before = numbers(sam, NOW)
        done = desk.snooze(handoff_id=iris.id, until=later(hours=2), by=sam, now=NOW)
        desk.undo(token=done.undo_token, by=sam, now=later(seconds=8))
        assert numbers(sam, later(seconds=9)) == before
        with pytest.raises(Refused):
            desk.undo(token=done.undo_token, by=sam, now=later(seconds=9))

    def test_again_takes_the_later_word(self, sam, iris):
        first = desk.snooze(handoff_id=iris.id, until=later(hours=2), by=sam, now=NOW)
        desk.snooze(handoff_id=iris.id, until=later(hours=4), by=sam, now=later(seconds=1))
        with pytest.raises(Refused, match="went on"):
            desk.undo(token=first.undo_token, by=sam, now=later(seconds=2))
        assert iris.id not in numbers(sam, later(hours=3))

    def test_ends_as_soon_as_the_person_does_something_that_counts(self, sam, iris):
        desk.snooze(handoff_id=iris.id, until=later(days=3), by=sam, now=NOW)
        who = "iris" if iris.person_id == min(one.person_id for one in queue(sam, later(days=4))) else "jane"
        happens(who, "Nothing That Counts", later(minutes=1))
        assert iris.id not in numbers(sam, later(minutes=1))
        happens(who, "Webinar Attended", later(minutes=2))
        assert numbers(sam, later(minutes=2))[0] == iris.id

    def test_does_not_end_because_scores_are_taken_anew(self, sam, iris):
        desk.snooze(handoff_id=iris.id, until=later(days=3), by=sam, now=NOW)
        assert rescore.freshen(now=later(days=2)) == 2
        assert iris.id not in numbers(sam, later(days=2))

    def test_ends_before_its_time_when_the_member_says_so_and_goes_on_when_that_is_taken_back(self, sam, iris):
        before = numbers(sam, NOW)
        desk.snooze(handoff_id=iris.id, until=later(days=3), by=sam, now=NOW)
        woken = desk.wake(handoff_id=iris.id, by=sam, now=later(hours=1))
        assert numbers(sam, later(hours=1)) == before
        assert "waking" in [one.kind for one in handoff.decisions([iris.id])]
        desk.undo(token=woken.undo_token, by=sam, now=later(hours=1, seconds=5))
        assert handoff.handoff(iris.id).snoozed_until == later(days=3)
        assert iris.id not in numbers(sam, later(hours=2))

    def test_is_woken_by_its_member_or_operations_only_and_only_while_it_lasts(self, sam, iris):
        sue = members.add(email="sue@northwind.example", role="rep", now=NOW)
        rhea = members.add(email="rhea@northwind.example", role="operations", now=NOW)
        with pytest.raises(Refused, match="not snoozed"):
            desk.wake(handoff_id=iris.id, by=sam, now=NOW)
        desk.snooze(handoff_id=iris.id, until=later(hours=2), by=sam, now=NOW)
        with pytest.raises(Refused, match="somebody else"):
            desk.wake(handoff_id=iris.id, by=sue, now=later(hours=1))
        with pytest.raises(Refused, match="not snoozed"):
            desk.wake(handoff_id=iris.id, by=sam, now=later(hours=2))
        desk.wake(handoff_id=iris.id, by=rhea, now=later(hours=1))
        assert iris.id in numbers(sam, later(hours=1))

    def test_tells_programs_until_when(self, sam, iris):
        desk.snooze(handoff_id=iris.id, until=later(days=3), by=sam, now=NOW)
        shown = json.loads(CliRunner().invoke(command.app, ["queue", "--json"]).stdout)
        assert iris.id not in [row["handoff"] for row in shown]
        every = json.loads(CliRunner().invoke(command.app, ["queue", "--json", "--snoozed"]).stdout)
        row = next(row for row in every if row["handoff"] == iris.id)
        assert row["snoozed_until"] == later(days=3).isoformat().replace("+00:00", "Z")


class TestChoices:
    def test_are_of_the_clock_on_the_wall(self):
        from zoneinfo import ZoneInfo

        zone = ZoneInfo("Europe/Berlin")
        # The night before summer time begins.
        here = datetime(2026, 3, 28, 23, 30, tzinfo=zone)
        at = {name: instant.astimezone(UTC) for name, instant in choices_at(here).items()}
        assert at["hours"] == datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
        assert at["tomorrow"] == datetime(2026, 3, 29, 7, tzinfo=UTC)
        assert at["days"] == datetime(2026, 3, 31, 21, 30, tzinfo=UTC)
        assert at["monday"] == datetime(2026, 3, 30, 7, tzinfo=UTC)

    def test_on_a_sunday_say_tomorrow_once(self):
        assert list(choices_at(datetime(2026, 3, 1, 8, tzinfo=UTC))) == ["hours", "tomorrow", "days"]

    def test_on_a_monday_mean_the_next_one(self):
        assert choices_at(datetime(2026, 3, 2, 8, tzinfo=UTC))["monday"] == datetime(2026, 3, 9, 9, tzinfo=UTC)


class TestScreen:
    @pytest.fixture
    def client(self, sam):
        client = Client()
        client.force_login(get_user_model().objects.get(pk=sam.id))
        return client

    def test_works_without_script(self, client, sam, iris):
        here = f"/handoffs/{iris.id}/snooze/"
        assert "tomorrow morning" in client.get(here).content.decode()
        assert client.post(here, {"note": "x"}).status_code == 422
        assert client.post(here, {"choice": "hours"}).status_code == 302
        assert handoff.handoff(iris.id).snoozed_until > timezone.now() + timedelta(minutes=119)
        assert f"/queue/{iris.lead_id}/" not in client.get("/queue/").content.decode()
        assert f"/queue/{iris.lead_id}/" in client.get("/queue/?state=snoozed").content.decode()

    def test_takes_the_morning_of_a_day(self, client, iris):
        day = timezone.now().date() + timedelta(days=5)
        client.post(f"/handoffs/{iris.id}/snooze/", {"day": day.isoformat()})
        until = timezone.localtime(handoff.handoff(iris.id).snoozed_until)
        assert (until.date(), until.hour) == (day, 9)

    def test_refuses_a_day_gone_by(self, client, iris):
        assert client.post(f"/handoffs/{iris.id}/snooze/", {"day": "2020-01-01"}).status_code == 409

    def test_opens_the_next_lead_at_once_with_an_undo(self, client, sam, iris):
        following = queue(sam, timezone.now())[1]
        said = {"choice": "days", "next": str(following.lead_id), "state": "waiting"}
        answer = client.post(f"/handoffs/{iris.id}/snooze/", said, headers={"HX-Request": "true"}).content.decode()
        assert f'data-lead="{following.lead_id}"' in answer
        assert f"data-row='{iris.lead_id}'" in answer
        assert "/undo/" in answer

    def test_shows_until_when_and_wakes_without_script(self, client, sam, iris):
        client.post(f"/handoffs/{iris.id}/snooze/", {"choice": "days"})
        for page in (f"/queue/{iris.lead_id}/?state=snoozed", f"/leads/{iris.lead_id}/"):
            shown = client.get(page).content.decode()
            assert "Snoozed until" in shown
            assert f"/handoffs/{iris.id}/waking/" in shown
        assert client.get(f"/handoffs/{iris.id}/waking/").status_code == 405
        told = client.post(f"/handoffs/{iris.id}/waking/", {"from": "lead"}, follow=True).content.decode()
        assert "It is in the queue again" in told
        assert "/undo/" in told
        assert "Snoozed until" not in told
        assert iris.id in numbers(sam, timezone.now())

    def test_somebody_elses_is_not_there(self, client, sam, iris):
        sue = members.add(email="sue@northwind.example", role="rep", now=NOW)
        client.post(f"/handoffs/{iris.id}/snooze/", {"choice": "days"})
        client.force_login(get_user_model().objects.get(pk=sue.id))
        assert client.post(f"/handoffs/{iris.id}/waking/").status_code == 404
