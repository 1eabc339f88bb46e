"""What crosses the wall of the room: a fault with its place, all faults at once, and a published version."""

from dataclasses import dataclass
from datetime import datetime

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

    In force at every instant from `in_force_from` up to, but not at, `superseded_at`.
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
