"""A new version over what is known already: every touch is noted for it, then everybody is judged by it as of now.

In steps of their own transactions, with progress kept: what is stopped goes on where it was. What was decided under
the old version stays; the new one judges from the instant it is in force.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from accord.agreement import api as agreements
from accord.agreement.contracts import InForce, Proposal, Version
from accord.journey import deferred, following, piloting
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
        works = list(Rescoring.objects.filter(finished_at=None).order_by("-id"))
        by = agreements.all_in_force(now) if works else None
        return by is not None and any(_go_on(work, by, now) for work in works)


def _go_on(work: Rescoring, by: InForce, now: datetime) -> bool:
    """The next part of applying one version; False where nothing is to be done: it is a pilot that runs, or one that is
    in force since an instant after `now`, which was taken before somebody else put it in force."""
    version = agreements.version(work.version_id)
    if version is None or now < version.in_force_from or (work.judged_at and version.is_in_force(now)):
        return False
    if version.superseded_at is not None and version.superseded_at <= now:
        _release(work, by, now)
    elif work.noted_at is None:
        _note(work, version, now)
    else:
        _judge(work, version, by, now)
    work.save()
    return True


def _release(work: Rescoring, by: InForce, now: datetime) -> None:
    """A version that is over: whom it judged beside the main one is judged by what is in force now, a part at a time;
    with nobody left, its signals are forgotten."""
    work.noted_at = work.noted_at or now
    agreements.close_pilot(version_id=work.version_id, now=now)
    people = piloting.judged_last_by(work.version_id, limit=PEOPLE) if work.is_pilot else []
    meant = set(identity.now_meaning(person_ids=people).values())
    judge(dict.fromkeys(meant, now), by=by, now=now, as_of_now=True)
    piloting.release(people, work.version_id, by=by)
    if not people:
        work.finished_at = now
        scoring.forget_version(version_id=work.version_id)


def _note(work: Rescoring, version: Version, now: datetime) -> None:
    touches = collect.touches_after(number=work.touches_upto, limit=TOUCHES)
    verdicts = collect.verdicts_of(touch_ids=[t.touch_id for t in touches])
    machines = {i for i, verdict in verdicts.items() if verdict.is_machine}
    scoring.note(placed=[following.placed(t, 0, is_machine=t.touch_id in machines) for t in touches], version=version)
    work.touches_upto = touches[-1].touch_id if touches else work.touches_upto
    # Those that came in meanwhile too: a batch under way may have taken its instant before that of the version.
    if len(touches) < TOUCHES:
        work.noted_at = now


def _judge(work: Rescoring, version: Version, by: InForce, now: datetime) -> None:
    people = identity.people_after(person_id=work.people_upto, limit=PEOPLE)
    concerned = piloting.inside(version, people, now) if version.is_pilot else people
    judge(dict.fromkeys(concerned, now), by=by, now=now, as_of_now=True)
    if people:
        work.people_upto = people[-1]
    else:
        work.judged_at = now
        if not version.is_pilot:
            work.finished_at = now
            scoring.forget_other_versions(versions=by.versions)


def _progress(version: Version) -> tuple[int, int]:
    """Touches and people done so far, by number, and how many there are."""
    work = Rescoring.objects.get(version_id=version.id)
    return work.touches_upto + work.people_upto, work.last_touch + work.people_upto


def tick(*, now: datetime, limit: int = 1000) -> int:
    """What time alone changes: people whose score has turned, whose cool-down has ended, or whose touch has come.
    Returns how many were judged."""
    with transaction.atomic():
        hold_river(now=now)
        by = agreements.all_in_force(now)
        if by is None:
            return 0
        due = deferred.take_due(now=now, limit=limit)
        since = dict(due)
        turned = scoring.due(now=now, limit=limit)
        for person_id, cards in scoring.scores_of(person_ids=turned).items():
            at = min(card.as_of for card in cards.values())
            since[person_id] = min(at, since.get(person_id, at))
        cooled = identity.now_meaning(person_ids=lifecycle.due(now=now, limit=limit))
        for person_id in cooled.values():
            since.setdefault(person_id, now)
        if since and deferred.is_noting(by.main):
            deferred.later(due, due, at=now + deferred.WAIT)
            return 0
        if by.pilot is not None:
            since |= dict.fromkeys(piloting.strays(by.pilot, limit=limit) - since.keys(), now)
        judge(since, by=by, now=now, as_of_now=True)
    return len(since)


def freshen(*, now: datetime, limit: int = 200) -> int:
    """Scores fade with time: those of people in queues, and of those who lack a few points, are taken anew before they
    are old, and the lists follow. Returns how many were judged; asked again until none are left."""
    waited_for = [*handoff.people_waited_for(), *lifecycle.people_lacking_points()]
    if not waited_for or not scoring.older(person_ids=waited_for, than=now - FRESH, limit=1):
        return 0
    with transaction.atomic():
        hold_river(now=now)
        by = agreements.all_in_force(now)
        since = scoring.older(person_ids=waited_for, than=now - FRESH, limit=limit)
        if by is None or not since:
            return 0
        judge(since, by=by, now=now, as_of_now=True)
    return len(since)
