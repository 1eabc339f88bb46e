"""What of whose queue is asked for, as the address says it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest

from accord.steps.handoff.contracts import Filters
from accord.web.base.request import clean, number_in, own_only

State = Literal["waiting", "accepted", "open", "snoozed"]
STATES: tuple[State, ...] = ("waiting", "accepted", "open", "snoozed")
NARROWING = ("stage", "grade", "motion")


@dataclass(frozen=True, slots=True)
class Asked:
    """`member_id` None with `everybody` False: what nobody was eligible for. `is_own`: the reader sees only theirs."""

    state: State
    member_id: int | None
    everybody: bool
    stage: str = ""
    grade: str = ""
    motion: str = ""
    late: bool = False
    after: str = ""
    is_own: bool = False

    @property
    def query(self) -> str:
        """The address that asks for the same from the top."""
        return urlencode({"state": self.state, **self._narrowed()})

    @property
    def narrowed(self) -> str:
        """The filters alone, whatever the state; "" without any."""
        return urlencode(self._narrowed())

    @property
    def whole(self) -> str:
        """The address that asks for the same part."""
        return f"{self.query}&{urlencode({'after': self.after})}" if self.after else self.query

    @property
    def filters(self) -> Filters:
        return Filters(state=self.state, stage=self.stage, grade=self.grade, motion=self.motion, late=self.late)

    def at(self, state: State) -> "Asked":
        """The same filters in another list."""
        return replace(self, state=state, after="")

    def _narrowed(self) -> dict[str, str]:
        said = {name: getattr(self, name) for name in NARROWING}
        said["late"] = "yes" if self.late else ""
        if not self.is_own and not self.everybody:
            said["rep"] = str(self.member_id or "nobody")
        return {name: value for name, value in said.items() if value}


def asked_of(values: Mapping[str, str], member_id: int | None) -> Asked:
    """From the address; `member_id` None: the reader may see everybody's."""
    wanted = values.get("state", "")
    state: State = wanted if wanted in STATES else "waiting"
    rep = values.get("rep", "")
    whose = member_id if member_id is not None else number_in(rep)
    everybody = member_id is None and whose is None and rep != "nobody"
    some = {name: clean(values.get(name, ""), 64) for name in (*NARROWING, "after")}
    return Asked(state, whose, everybody, **some, late=bool(values.get("late")), is_own=member_id is not None)


def asked_in(request: HttpRequest) -> Asked:
    """What the address of the page asks for."""
    return asked_of({name: str(value) for name, value in request.GET.items()}, own_only(request))


def asked_with(request: HttpRequest) -> Asked:
    """The list in which a decision was made: its form brings the query along."""
    return asked_of(dict(parse_qsl(request.POST.get("query", ""))), own_only(request))
