"""Who is offered a lead that is ready."""

from typing import Literal

from accord.agreement.spec.base import Clause, Criterion, Duration, Id, Text

Owner = Literal["account", "duplicate", "previous"]
Strategy = Literal["round_robin", "weighted_round_robin", "least_loaded"]
Facet = Literal["region", "language"]
Hours = Literal["working", "any"]
IfNobody = Literal["wait", "next"]


class Capacity(Clause):
    """The most leads one member has open, and is handed in a day of their own clocks."""

    open: int | None = None
    per_day: int | None = None


class Route(Clause):
    """One way from a ready lead to a member; of the routes whose `when` holds, the first is taken.

    Either `owner` is set (who has the account, the likely duplicate, or had this lead before it was recycled) or
    `team`, of which `members`, `skills`, `languages` and `matching` leave some. `hours` None: working hours where the
    agreement has calendars, any otherwise. `if_nobody` None: an owner's route gives the lead to the next route, a
    team's lets it wait.
    """

    id: Id
    means: Text | None = None
    when: Criterion | None = None
    owner: Owner | None = None
    team: str | None = None
    members: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    matching: tuple[Facet, ...] = ()
    by: Strategy = "round_robin"
    capacity: Capacity | None = None
    ramp_up: Duration | None = None
    hours: Hours | None = None
    if_nobody: IfNobody | None = None

    @property
    def goes_on(self) -> bool:
        """Whether the next route is asked where this one finds nobody."""
        return (self.if_nobody or ("next" if self.owner else "wait")) == "next"

    @property
    def takes_all(self) -> bool:
        """Whether no lead gets past it: it has no condition and lets a lead wait rather than go on."""
        return self.when is None and self.owner is None and not self.goes_on
