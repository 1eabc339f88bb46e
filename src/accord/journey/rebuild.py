"""Everything computed again from touches and people's decisions: compared, or put right."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accord.agreement import api as agreements
from accord.agreement.contracts import InForce, Version
from accord.journey import following, piloting, withdrawal
from accord.journey.judging import subjects_of
from accord.journey.models import Due, Rescoring
from accord.journey.switching import hold_river
from accord.kernel.actor import PROCESS
from accord.steps.collect import api as collect
from accord.steps.collect.contracts import StoredTouch
from accord.steps.handoff import api as handoff
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import Resolution
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard, TransitionCard
from accord.steps.scoring import api as scoring
from accord.steps.sla import api as sla

Report = dict[str, Any]
Progress = Callable[[str, int], None]
PEOPLE = 500


def _silent(_what: str, _done: int) -> None:
    """Progress for nobody."""


def check(*, now: datetime, progress: Progress = _silent) -> Report:
    """What was checked and what differs, in one glance at the database while the river runs on."""
    with _one_glance():
        touches, differences = identity.check(pages=collect.all_touches())
        progress("touches", touches)
        by = agreements.all_in_force(now)
        people = scores = leads = 0
        for part in _people():
            people += len(part)
            if by is not None:
                found = list(_wrong_scores(part, by, now))
                scores += len(part) * len(by.main.agreement.scores)
                differences += found
            checked, wrong = _wrong_leads(part)
            leads += checked
            differences += wrong
            progress("people", people)
        differences += _of_nobody()
    checked_all = {"touches": touches, "people": people, "scores": scores, "leads": leads}
    return {"checked": checked_all, "differences": differences}


def rebuild(*, now: datetime, progress: Progress = _silent) -> Report:
    """Write people, signals and scores anew; stages, queues and clocks stay as people and the process decided them."""
    with transaction.atomic():
        hold_river(now=now)
        merged = identity.rebuild(pages=collect.all_touches(), now=now)
        following.follow(Resolution([], {}, merged), now=now)
        withdrawal.forget(identity.nobody(), by=PROCESS, reason="nothing names the person any more", now=now)
        by = agreements.all_in_force(now)
        if by is not None:
            _note_anew(by)
            for part in _people():
                _score_anew(part, by, now)
                progress("people", part[-1])
    return check(now=now, progress=progress)


@contextmanager
def _one_glance() -> Iterator[None]:
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _people() -> Iterator[list[int]]:
    last = 0
    while part := identity.people_after(person_id=last, limit=PEOPLE):
        last = part[-1]
        yield part


def _wrong_scores(person_ids: list[int], by: InForce, now: datetime) -> Iterator[dict[str, Any]]:
    """Cached scores against the touches, at the instant each was cached, by the version that judges them. Who is still
    to be judged is left out."""
    ours = [one.id for one in by.versions]
    if Rescoring.objects.filter(version_id__in=ours, judged_at=None, finished_at=None).exists():
        return
    waiting = set(Due.objects.filter(person_id__in=person_ids).values_list("person_id", flat=True))
    waiting |= piloting.held_back(person_ids, by)
    subjects = subjects_of([i for i in person_ids if i not in waiting])
    touches = _human_touches({alias: s.person_id for s in subjects for alias in s.alias_ids})
    for version, theirs in piloting.parted(subjects, by, now):
        for one in scoring.check(subjects=theirs, touches=touches, version=version):
            yield {
                "what": "score", "person": one.person_id, "score": one.score, "stored": one.cached, "right": one.right,
            }  # fmt: skip
        yield from _wrong_versions([one.person_id for one in theirs], version, by)


def _wrong_versions(person_ids: list[int], version: Version, by: InForce) -> Iterator[dict[str, Any]]:
    """The version that each cached score names, and who is known to be in the pilot, against who is."""
    for person_id, cards in scoring.scores_of(person_ids=person_ids).items():
        for name, card in cards.items():
            if card.version_id != version.id:
                yield {"what": "version", "person": person_id, "score": name, "stored": card.version_id,
                       "right": version.id}  # fmt: skip
    if by.pilot is not None:
        known = piloting.members_of(by.pilot, person_ids)
        for person_id in set(person_ids) - known if version.is_pilot else known:
            yield {"what": "pilot", "person": person_id, "stored": not version.is_pilot, "right": version.is_pilot}


def _human_touches(owners: dict[int, int]) -> dict[int, list[StoredTouch]]:
    found: dict[int, list[StoredTouch]] = {}
    touches = collect.touches_of(alias_ids=list(owners))
    verdicts = collect.verdicts_of(touch_ids=[row.touch_id for row in touches])
    for row in touches:
        if row.touch_id not in verdicts or not verdicts[row.touch_id].is_machine:
            found.setdefault(owners[row.alias_id], []).append(row)
    return found


def _wrong_leads(person_ids: list[int]) -> tuple[int, list[dict[str, Any]]]:
    """Stages against transitions, and open hand-offs against their leads."""
    cards = [card for part in lifecycle.leads_of(person_ids).values() for card in part]
    histories = lifecycle.history([card.id for card in cards])
    handed = handoff.of_leads([card.id for card in cards])
    wrong: list[dict[str, Any]] = []
    for card in cards:
        stage = _stage(histories.get(card.id, []))
        if stage != card.stage:
            wrong.append({"what": "stage", "lead": card.id, "stored": card.stage, "right": stage})
        wrong += _wrong_queue(card, [one for one in handed.get(card.id, []) if one.closed_at is None])
    wrong += _wrong_clocks([card.id for card in cards])
    return len(cards), wrong


def _wrong_clocks(lead_ids: list[int]) -> Iterator[dict[str, Any]]:
    """Clocks against what the ledger says of them: they are decisions, and a rebuild leaves them alone."""
    for lead_id, clock_id, what, stored, right in sla.check(lead_ids):
        yield {"what": f"clock: {what}", "lead": lead_id, "clock": clock_id, "stored": stored, "right": right}


def _of_nobody() -> Iterator[dict[str, Any]]:
    """What is kept of people without any identifier, but may not be."""
    nobody = identity.nobody()
    for person_id, cached in scoring.scores_of(person_ids=nobody).items():
        if cached:
            yield {"what": "scores of nobody", "person": person_id, "stored": len(cached)}
    for person_id, cards in lifecycle.leads_of(nobody).items():
        standing = [card.id for card in cards if card.closed_as not in ("merged", "withdrawn")]
        if standing:
            yield {"what": "leads of nobody", "person": person_id, "stored": standing}


def _stage(transitions: list[TransitionCard]) -> str:
    standing = [t for t in transitions if not t.is_undone and t.undoes is None]
    return standing[-1].to_stage if standing else ""


def _wrong_queue(card: LeadCard, waiting: list[Any]) -> Iterator[dict[str, Any]]:
    if len(waiting) > 1 or (waiting and card.closed_at is not None):
        yield {"what": "queue", "lead": card.id, "stored": len(waiting)}
    for one in waiting:
        if (one.person_id, one.stage) != (card.person_id, card.stage):
            yield {"what": "hand-off", "lead": card.id, "handoff": one.id}


def _score_anew(person_ids: list[int], by: InForce, now: datetime) -> None:
    for version, theirs in piloting.parted(subjects_of(person_ids), by, now):
        scoring.refresh(subjects=theirs, at=now, version=version)
        ids = [one.person_id for one in theirs]
        scoring.forget_other_scores(person_ids=ids, versions=[version])
        if by.pilot is not None:
            piloting.remember(by.pilot, *((ids, []) if version.is_pilot else ([], ids)), now=now)


def _note_anew(by: InForce) -> None:
    for page in collect.all_touches():
        verdicts = collect.verdicts_of(touch_ids=[row.touch_id for row in page])
        machines = {i for i, verdict in verdicts.items() if verdict.is_machine}
        scoring.forget(touch_ids=[row.touch_id for row in page])
        placed = [following.placed(row, 0, is_machine=row.touch_id in machines) for row in page]
        for version in by.versions:
            scoring.note(placed=placed, version=version)
