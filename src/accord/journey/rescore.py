"""A new version over what is known already: every touch is noted for it, then everybody is judged by it as of now.

In steps of their own transactions, with progress kept: what is stopped goes on where it was. What was decided under
the old version stays; the new one judges from the instant it is in force.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from accord.agreement import api as agreements
from accord.agreement.contracts import Proposal, Version
from accord.journey import deferred, following
from accord.journey.judging import judge
from accord.journey.models import Rescoring
from accord.journey.switching import begin, hold_river
from accord.kernel.actor import Actor
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.scoring import api as scoring

TOUCHES, PEOPLE = 5000, 500
FRESH = timedelta(hours=6)  # the score of somebody who waits in a queue is no older
Progress = Callable[[int, int], None]


def publish(
    *,
    text: str | bytes,
    name: str,
    by: Actor,
    now: datetime,
    unsigned_because: str = "",
    progress: Progress | None = None,
) -> Version:
    """Put an agreement in force and judge everybody by it. Raises what `agreement.publish` raises.

    Where a worker runs too, both work at it; where this one is stopped, the next worker goes on.
    """
    with transaction.atomic():
        hold_river(now=now)
        version = agreements.publish(text=text, name=name, by=by, now=now, unsigned_because=unsigned_because)
        begin(version, now=now)
    apply(version, now=now, progress=progress)
    return version


def countersign(*, proposal_id: int, by: Actor, now: datetime, hash: str | None = None) -> Proposal:  # noqa: A002
    """The second signature. Where the version is in force with it, a worker applies it to everybody, or `apply` does.
    Raises what `agreement.countersign` raises."""
    with transaction.atomic():
        hold_river(now=now)
        proposal = agreements.countersign(proposal_id=proposal_id, by=by, now=now, hash=hash)
        if proposal.version_id and (version := agreements.version(proposal.version_id)):
            begin(version, now=now)
    return proposal


def apply(version: Version, *, now: datetime, progress: Progress | None = None) -> None:
    """Judge everybody by a version that is in force, to the end."""
    while step(now=now):
        if progress is not None:
            progress(*_progress(version))


def step(*, now: datetime) -> bool:
    """Do the next part, if there is one."""
    with transaction.atomic():
        hold_river(now=now)
        work = Rescoring.objects.filter(finished_at=None).order_by("-id").first()
        version = agreements.version(work.version_id) if work else None
        if work is None or version is None:
            return False
        if work.noted_at is None:
            _note(work, version, now)
        else:
            _judge(work, version, now)
        work.save()
    return True


def _note(work: Rescoring, version: Version, now: datetime) -> None:
    touches = [
        t for t in collect.touches_after(number=work.touches_upto, limit=TOUCHES) if t.touch_id <= work.last_touch
    ]
    verdicts = collect.verdicts_of(touch_ids=[t.touch_id for t in touches])
    machines = {i for i, verdict in verdicts.items() if verdict.is_machine}
    scoring.note(placed=[following.placed(t, 0, is_machine=t.touch_id in machines) for t in touches], version=version)
    if touches:
        work.touches_upto = touches[-1].touch_id
    else:
        work.noted_at = now


def _judge(work: Rescoring, version: Version, now: datetime) -> None:
    people = identity.people_after(person_id=work.people_upto, limit=PEOPLE)
    judge(dict.fromkeys(people, now), version=version, now=now, as_of_now=True)
    if people:
        work.people_upto = people[-1]
    else:
        work.finished_at = now
        scoring.forget_other_versions(version=version)


def _progress(version: Version) -> tuple[int, int]:
    """Touches and people done so far, by number, and how many there are."""
    work = Rescoring.objects.get(version_id=version.id)
    return work.touches_upto + work.people_upto, work.last_touch + work.people_upto


def tick(*, now: datetime, limit: int = 1000) -> int:
    """What time alone changes: people whose score has turned, whose cool-down has ended, or whose touch has come.
    Returns how many were judged."""
    with transaction.atomic():
        hold_river(now=now)
        version = agreements.in_force(now)
        if version is None:
            return 0
        since = deferred.take_due(now=now, limit=limit)
        turned = scoring.due(now=now, limit=limit)
        for person_id, cards in scoring.scores_of(person_ids=turned).items():
            at = min(card.as_of for card in cards.values())
            since[person_id] = min(at, since.get(person_id, at))
        cooled = identity.now_meaning(person_ids=lifecycle.due(now=now, limit=limit))
        for person_id in cooled.values():
            since.setdefault(person_id, now)
        judge(since, version=version, now=now, as_of_now=True)
    return len(since)


def freshen(*, now: datetime, limit: int = 200) -> int:
    """Scores fade with time: those of people in queues are taken anew before they are old, and the queues follow.
    Returns how many were judged; asked again until none are left."""
    waited_for = handoff.people_waited_for()
    if not waited_for or not scoring.older(person_ids=waited_for, than=now - FRESH, limit=1):
        return 0
    with transaction.atomic():
        hold_river(now=now)
        version = agreements.in_force(now)
        since = scoring.older(person_ids=waited_for, than=now - FRESH, limit=limit)
        if version is None or not since:
            return 0
        judge(since, version=version, now=now, as_of_now=True)
    return len(since)
