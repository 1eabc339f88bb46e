"""What would have been different had every touch been known in time.

What was recorded is never rewritten, so that a report of last month stays what it was; the difference is shown instead.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.journey import piloting
from accord.journey.scope import Scope, judged_by
from accord.steps.collect import api as collect
from accord.steps.collect.contracts import StoredTouch
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import Otherwise
from accord.steps.scoring import api as scoring
from accord.steps.scoring.contracts import Moment, Subject


def would_have_been(*, person_id: int, now: datetime) -> tuple[Otherwise, ...]:
    """The stages of the person's leads that would have been entered at other instants, all moments up to `now` being
    judged in order of time by the versions in force then; what people decided stays decided. Reads only.
    """
    versions = {one.id: one for one in agreements.versions()[::-1]}
    leads = lifecycle.leads_of([person_id]).get(person_id, [])
    histories = {
        lead_id: [one for one in made if one.effective_at <= now]
        for lead_id, made in lifecycle.history([lead.id for lead in leads]).items()
    }
    if not versions or not leads:
        return ()
    subject = _subject(person_id, now)
    instants = {at for made in histories.values() for at in lifecycle.instants_of(made, versions)}
    moments = _moments(subject, _human_touches(subject, now), instants, now, list(versions.values()))
    return tuple(
        difference
        for lead in leads
        for difference in lifecycle.in_hindsight(
            lead_id=lead.id,
            transitions=histories.get(lead.id, []),
            moments=moments,
            changes=subject.changes,
            versions=versions,
        )
    )


def _subject(person_id: int, now: datetime) -> Subject:
    aliases = identity.aliases_of(person_ids=[person_id])[person_id]
    return Subject(person_id, tuple(aliases), tuple(identity.histories(person_ids=[person_id], until=now)[person_id]))


def _human_touches(subject: Subject, now: datetime) -> list[StoredTouch]:
    touches = collect.touches_of(alias_ids=subject.alias_ids, until=now) if subject.alias_ids else []
    verdicts = collect.verdicts_of(touch_ids=[row.touch_id for row in touches])
    return [row for row in touches if not (v := verdicts.get(row.touch_id)) or not v.is_machine]


def _moments(
    subject: Subject, touches: Sequence[StoredTouch], instants: set[datetime], now: datetime, versions: list[Version]
) -> list[tuple[Version, Moment]]:
    """Each moment by the version that it is to be judged by."""
    scopes = piloting.scopes_of([one for one in versions if one.is_pilot], subject)
    turns = {at for scope in scopes.values() for at in scope.turns if at <= now}
    judge_of = _judging(touches, versions, scopes)
    first = min((row.touch.occurred_at for row in touches), default=now)
    found: list[tuple[Version, Moment]] = []
    for version in versions:
        if version.superseded_at is not None and version.superseded_at <= first:
            continue
        asked = {at for at in instants | turns | {version.in_force_from} if first <= at}
        moments = scoring.recount(
            subject=subject, touches=touches, instants=asked, until=now, agreement=version.agreement
        )
        found += [(version, moment) for moment in moments if judge_of(moment) is version]
    return found


def _judging(
    touches: Sequence[StoredTouch], versions: Sequence[Version], scopes: Mapping[int, Scope]
) -> Callable[[Moment], Version | None]:
    """The version that judges somebody of these scopes of pilots at a moment. What happened before the first version is
    judged by the one that was in force when it came in, as the river does; by none where it came in before the first
    one too."""
    received = {row.touch_id: row.touch.received_at for row in touches}
    before_any = list(_early(touches, versions))

    def judge_of(moment: Moment) -> Version | None:
        own = judged_by(scopes, versions, moment.at)
        if own is not None:
            return own
        if moment.touch_id is not None and moment.touch_id in received:
            return judged_by({}, versions, received[moment.touch_id])
        place = bisect_right(before_any, moment.at, key=lambda one: one[0])
        return before_any[place - 1][1] if place else None

    return judge_of


def _early(touches: Sequence[StoredTouch], versions: Sequence[Version]) -> Iterator[tuple[datetime, Version | None]]:
    """Touches before the first version with the version that judges them, in order of time."""
    start = min(one.in_force_from for one in versions)
    for row in sorted(touches, key=lambda row: row.touch.occurred_at):
        if row.touch.occurred_at < start:
            yield row.touch.occurred_at, judged_by({}, versions, row.touch.received_at)
