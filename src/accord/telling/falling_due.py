"""What falls due for a member: leads put off, clocks they owe, requests that wait for them, promises of their side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accord.agreement import api as agreements
from accord.agreement import describe
from accord.agreement.wording import promise_words
from accord.members.contracts import MemberCard
from accord.outbox.contracts import NoticeCard
from accord.planning import api as planning
from accord.planning.contracts import SIDES
from accord.planning.contracts import Filters as Asked
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Filters
from accord.steps.sla import api as sla
from accord.steps.sla.contracts import ClockCard
from accord.steps.sla.contracts import Filters as Owed
from accord.telling.subjects import names_of

MOST = 500  # entries of a sort
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar: at an instant, or for a whole day."""

    uid: str
    at: datetime | date
    words: str
    why: str
    path: str


def entries(member: MemberCard, now: datetime) -> Iterator[Entry]:
    """All that falls due for them; paused clocks do not."""
    yield from _of_leads(member, now)
    yield from _of_reviews(member, now)
    if member.team in SIDES:
        yield from _of_requests(member, now)
        yield from _of_volumes(member, now)


def _of_leads(member: MemberCard, now: datetime) -> Iterator[Entry]:
    """What they put off, and the clocks that they owe; for marketing, whose leads are nobody's, those of the side."""
    mine = handoff.queue(member_id=member.id, filters=Filters(state="open"), limit=MOST).rows
    asked = Owed(owed_by=member.team, member_id=member.id, or_nobodys=member.team == "marketing")
    clocks = [one for one in sla.page(asked, now=now, limit=MOST).rows if one.lead_id]
    leads = {one.lead_id for one in mine} | {one.subject_id for one in clocks}
    names = names_of([NoticeCard(0, "", "", ("lead", lead_id), {}, now) for lead_id in sorted(leads)])
    why = {one.lead_id: one.why for one in mine}
    for one in mine:
        if one.snoozed_until is not None and one.snoozed_until > now:
            name, path = names.get(("lead", one.lead_id), (f"#{one.lead_id}", ""))
            yield Entry(f"snooze-{one.id}", one.snoozed_until, _("Back: %(lead)s") % {"lead": name}, one.why, path)
    for clock in clocks:
        name, path = names.get(("lead", clock.subject_id), (f"#{clock.subject_id}", ""))
        yield from _of_clock(clock, name, why.get(clock.subject_id, ""), path)


def _of_requests(member: MemberCard, now: datetime) -> Iterator[Entry]:
    """What waits for the answer of their side, and what they agreed to do; each by its deadline and its clock."""
    rows, _count = planning.requests(Asked(to_side=member.team), limit=MOST)
    theirs = [one for one in rows if one.state == "open" or one.member_id == member.id]
    clocks = sla.open_clocks([one.id for one in theirs], now=now, kind="request")
    for one in theirs:
        path = f"/requests/{one.id}/"
        if one.deadline is not None:
            words = _("Asked for: %(goal)s") % {"goal": one.goal}
            yield Entry(f"request-{one.id}", one.deadline, words, one.audience, path)
        for clock in clocks.get(one.id, []):
            yield from _of_clock(clock, one.goal, one.audience, path)


def _of_volumes(member: MemberCard, now: datetime) -> Iterator[Entry]:
    """How many leads their side promised, on the last day of the period that is running."""
    version = agreements.in_force(now)
    for one in version.agreement.volumes if version else ():
        if one.owed_by == member.team:
            assert version is not None
            day = _last_day(one.per, now.astimezone(ZoneInfo(version.agreement.time_zone)).date())
            words = _("%(service)s: the period ends") % {"service": promise_words(one)}
            yield Entry(f"promise-{one.id}-{day}", day, words, describe.promise(one), "/board/")


def _of_reviews(member: MemberCard, now: datetime) -> Iterator[Entry]:
    """When both sides sit down together, for those who come."""
    version = agreements.in_force(now)
    if version is None or not agreements.comes_to_reviews(version.agreement, member):
        return
    for one in agreements.review_points(version.agreement):
        if one.at > now - DAY:
            words = _("Review of both sides: %(period)s") % {"period": one.period}
            why = _("Plan, goals and what came")
            yield Entry(f"review-{one.at:%Y%m%dT%H%M}", one.at, words, why, "/goals/#plan")


def _of_clock(clock: ClockCard, name: str, why: str, path: str) -> Iterator[Entry]:
    if clock.due_at is not None:
        words = _("%(service)s: %(about)s") % {"service": clock.name, "about": name}
        yield Entry(f"clock-{clock.id}", clock.due_at, words, why, path)


def _last_day(per: str, today: date) -> date:
    months = {"month": 1, "quarter": 3, "year": 12}[per]
    number = (today.year * 12 + today.month - 1) // months * months + months
    return date(number // 12, number % 12 + 1, 1) - DAY
