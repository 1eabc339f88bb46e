"""Short ways to say what happened, for this room's tests."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count
from pathlib import Path

from accord.agreement.contracts import Version
from accord.agreement.load import load
from accord.kernel.actor import PROCESS, Actor, ActorKind
from accord.kernel.touch import TraitChange
from accord.steps.lifecycle.contracts import UNITS_PER_POINT, PersonMoments

ROOT = Path(__file__).parents[5]
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
MARA = Actor(ActorKind.MEMBER, "mara@northwind.example")
SAM = Actor(ActorKind.MEMBER, "sam@northwind.example")
RULE = Actor(ActorKind.RULE, "mql")
ACME_IRIS, GLOBEX_GUS = 11, 12
_touches = count(1)


@lru_cache
def northwind() -> Version:
    text = (ROOT / "examples" / "northwind.yaml").read_text(encoding="utf-8")
    return version_of(text)


def version_of(text: str) -> Version:
    agreement = load(text, "northwind.yaml")
    return Version(7, 1, "", "northwind.yaml", text, agreement.title, agreement, PROCESS, MONDAY, MONDAY)


def day(number: float) -> datetime:
    return MONDAY + timedelta(days=number)


@dataclass(frozen=True)
class Instant:
    at: datetime
    scores: dict[str, int] = field(default_factory=dict)
    touch_id: int | None = field(default_factory=lambda: next(_touches))
    message_id: str = "m"
    events: tuple[str, ...] = ()

    def did(self, did, after=None):
        return [name for name in self.events if name.startswith(did.touch)]


def seen(at: float, fit: int = 0, engagement: int = 0, *events: str, touch_id: int | None = -1) -> Instant:
    units = {"fit": fit * UNITS_PER_POINT, "engagement": engagement * UNITS_PER_POINT}
    return Instant(day(at), units, next(_touches) if touch_id == -1 else touch_id, f"m{at}", events)


def known(at: float = 0, **traits) -> list[TraitChange]:
    return [
        TraitChange(day(at), next(_touches), *_subject(name), value)
        for name, value in ({"email": "iris@acme.example"} | traits).items()
    ]


def _subject(name: str) -> tuple[str, str]:
    return ("account", name.removeprefix("account_")) if name.startswith("account_") else ("person", name)


WHO = {"company": "Acme", "job_title": "Head of IT"}


def iris(*moments: Instant, changes=None, account_id: int | None = 5, **more) -> PersonMoments:
    told = known(**WHO) if changes is None else changes
    return PersonMoments(
        person_id=ACME_IRIS, account_id=account_id, moments=moments, changes=told, **({"source": "website"} | more)
    )
