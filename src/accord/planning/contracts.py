"""What crosses the wall of planning."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from accord.kernel.errors import Refused

Side = Literal["marketing", "sales"]
State = Literal["open", "agreed", "declined", "done", "withdrawn"]
SIDES: tuple[Side, ...] = ("marketing", "sales")
OTHER: dict[str, Side] = {"marketing": "sales", "sales": "marketing"}
WAITING: tuple[State, ...] = ("open", "agreed")
ABOUT = ("lead", "person", "account")


class RequestRefused(Refused):
    """It is not theirs, it was answered already, or something is not said."""

    code = "request"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCard:
    """`goal` is what is wanted, `audience` for whom, `vision` what it looks like when it is good. `about` is a lead, a
    person or an account, or ("", 0). `open` waits for an answer, `agreed` to be done."""

    id: int
    goal: str
    audience: str
    vision: str
    deadline: date | None
    to_side: Side
    about: tuple[str, int]
    made_by: int
    made_at: datetime
    state: State
    member_id: int | None
    answered_at: datetime | None
    closed_at: datetime | None

    @property
    def from_side(self) -> Side:
        return OTHER[self.to_side]

    @property
    def is_open(self) -> bool:
        return self.state in WAITING


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a discussion; `state` is what the request became by it, "" where somebody only said something."""

    member_id: int
    at: datetime
    text: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """`to_side` "" is either side's; `is_open` None is open and closed ones."""

    to_side: str = ""
    is_open: bool | None = True
    member_id: int | None = None
    about: tuple[str, int] | None = None
