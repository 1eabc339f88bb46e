"""What crosses the wall of the room: a fault with its place, all faults at once, a published version, a proposal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from accord.agreement.spec import Agreement
from accord.kernel.actor import Actor
from accord.kernel.errors import AccordError


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with an agreement; line and column count from 1, in characters."""

    file: str
    line: int
    column: int
    message: str
    code: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class AgreementFault(AccordError):
    """The agreement says something that cannot be carried out; `faults` holds all of it, in order of place."""

    code = "agreement-fault"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Version:
    """An agreement that was put in force. `hash` is the SHA-256 of its content, `number` counts from 1.

    In force at every instant from `in_force_from` up to, but not at, `superseded_at`: for everybody, or, where
    `is_pilot`, beside another version for those of its scope. `superseded_at` of a pilot is its end, past or to come.
    """

    id: int
    number: int
    hash: str
    name: str
    text: str
    title: str
    agreement: Agreement
    published_by: Actor
    published_at: datetime
    in_force_from: datetime
    superseded_at: datetime | None = None
    is_pilot: bool = False

    def is_in_force(self, at: datetime) -> bool:
        """Whether it is in force at an instant."""
        return self.in_force_from <= at and (self.superseded_at is None or at < self.superseded_at)


@dataclass(frozen=True, slots=True)
class InForce:
    """What is in force at an instant: the main version and, where one runs, the pilot beside it."""

    main: Version
    pilot: Version | None = None

    @property
    def versions(self) -> tuple[Version, ...]:
        return (self.main,) if self.pilot is None else (self.main, self.pilot)


Side = Literal["marketing", "sales"]
State = Literal[
    "draft", "proposed", "signed", "countersigned", "in force", "superseded", "over", "withdrawn", "declined"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signature:
    """The name of one side under the content of that hash."""

    side: Side
    email: str
    at: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A version on its way into force, or off that way; `hash` is the SHA-256 of its present content.

    `signatures` are those under the present content, in the order they were given. `base_id` is the version in force
    that it was put forward against, `version_id` the one it became. `in_force_from` is the instant asked for; None:
    as soon as it is countersigned. `ended_by`, `ended_at` and `reason` tell who declined or withdrew it, and why.
    `pilot_until` is the end of a pilot it became.
    """

    id: int
    state: State
    hash: str
    name: str
    text: str
    title: str
    note: str
    drafted_by: Actor
    drafted_at: datetime
    base_id: int | None = None
    in_force_from: datetime | None = None
    proposed_by: Actor | None = None
    proposed_at: datetime | None = None
    ended_by: Actor | None = None
    ended_at: datetime | None = None
    reason: str = ""
    version_id: int | None = None
    pilot_until: datetime | None = None
    signatures: tuple[Signature, ...] = ()

    def standing(self, now: datetime) -> State:
        """Its state at this instant: a pilot is over at its end, whoever has noticed that yet."""
        is_over = self.state == "in force" and self.pilot_until is not None and self.pilot_until <= now
        return "over" if is_over else self.state

    @property
    def is_open(self) -> bool:
        """It can still be changed, signed, declined and withdrawn."""
        return self.state in ("draft", "proposed", "signed")

    def is_outdated(self, main: Version | None) -> bool:
        """It cannot be signed before it is put forward anew: what is in force by now is another version than it was
        put forward against."""
        return self.state in ("proposed", "signed") and main is not None and self.base_id != main.id

    def signature(self, side: str) -> Signature | None:
        """The signature of that side, under the present content."""
        return next((one for one in self.signatures if one.side == side), None)


@dataclass(frozen=True, slots=True)
class Revision:
    """What a proposal said from `at` until its next revision."""

    hash: str
    name: str
    text: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said about a proposal."""

    id: int
    by: Actor
    at: datetime
    text: str
