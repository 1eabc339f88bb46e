"""Several leads decided at once: each is a decision of its own, and one undo takes all of them back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accord.journey.desk.done import UNDO_SHOWN, Decision, DeskRefused, Done
from accord.journey.desk.taking_back import undo
from accord.kernel.errors import Refused
from accord.ledger import api as ledger
from accord.members.contracts import MemberCard

MOST = 100
KIND = "DecidedTogether"


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What became of each: `done` in the order given, `refused` with the reason by hand-off. `undo_token` is 0 where
    nothing was done."""

    done: Sequence[Done]
    refused: Sequence[tuple[int, str]]
    undo_token: int
    undo_until: datetime


def together(act: Callable[[int], Done], *, handoff_ids: Sequence[int], by: MemberCard, now: datetime) -> Together:
    """Decide each hand-off by `act`; one that is refused stops none of the others. Raises DeskRefused for none, or for
    more than a hundred."""
    wanted = list(dict.fromkeys(handoff_ids))
    if not wanted or len(wanted) > MOST:
        raise DeskRefused(f"choose one lead or more, and at most {MOST}", code="how-many")
    done, refused = [], []
    for number in wanted:
        try:
            with transaction.atomic():
                done.append(act(number))
        except Refused as refusal:
            refused.append((number, refusal.message))
    token = _recorded([one.undo_token for one in done], by, now) if done else 0
    return Together(done=tuple(done), refused=tuple(refused), undo_token=token, undo_until=now + UNDO_SHOWN)


def undo_together(*, token: int, by: MemberCard, now: datetime) -> Together:
    """Take back what was decided together, the latest first; what went on since stays. Raises DeskRefused where it is
    somebody else's, or no such thing."""
    decision = Decision.begun(by, now)
    fact = ledger.fact(token)
    if fact is None or fact.kind != KIND:
        raise DeskRefused("there is nothing to undo", code="unknown")
    if fact.actor != decision.actor:
        raise DeskRefused("somebody else did it", code="not-theirs")
    done, refused = [], []
    for one in reversed(fact.body["decisions"]):
        try:
            with transaction.atomic():
                done.append(undo(token=one, by=by, now=now))
        except Refused as refusal:
            refused.append((one, refusal.message))
    return Together(done=tuple(done), refused=tuple(refused), undo_token=0, undo_until=now)


def is_together(token: int) -> bool:
    """Whether this number of the ledger stands for several decisions."""
    fact = ledger.fact(token)
    return fact is not None and fact.kind == KIND


def _recorded(tokens: Sequence[int], by: MemberCard, now: datetime) -> int:
    decision = Decision.begun(by, now)
    return ledger.record(
        kind=KIND,
        subject_kind="member",
        subject_id=by.id,
        at=now,
        now=now,
        actor=decision.actor,
        agreement_id=decision.version.id,
        body={"decisions": list(tokens)},
    )
