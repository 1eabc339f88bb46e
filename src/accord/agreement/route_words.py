"""Routes as plain English that somebody can read aloud."""

from accord.agreement import describe
from accord.agreement.spec import Capacity, Route
from accord.agreement.wording import list_of

OWNERS = {
    "account": "whoever has the account",
    "duplicate": "whoever has the likely duplicate",
    "previous": "whoever had the lead before it was recycled",
}
ORDERS = {
    "round_robin": "in turn",
    "weighted_round_robin": "in turn by their weights",
    "least_loaded": "to whoever has the fewest open leads for their weight",
}
_FACETS = {"region": "serve its region", "language": "speak its language"}


def route(one: Route) -> str:
    """`where the company's country is DE: in turn to the team sales with the skill german, otherwise it waits`."""
    said = [_to(one), *_besides(one), "otherwise the next route" if one.goes_on else "otherwise it waits"]
    return (f"where {describe.criterion(one.when)}: " if one.when else "") + ", ".join(said)


def capacity(one: Capacity | None) -> str:
    """`at most 40 open and 10 a day`."""
    if one is None:
        return "any number of leads"
    said = [f"{one.open:,} open" if one.open is not None else "", f"{one.per_day:,} a day" if one.per_day else ""]
    return f"at most {list_of([part for part in said if part])}"


def _to(one: Route) -> str:
    if one.owner:
        return f"to {OWNERS[one.owner]}"
    order = ORDERS[one.by]
    if one.by == "least_loaded":
        return f"{order} {f'among {list_of(one.members)} of' if one.members else 'in'} the team {one.team}"
    return f"{order} to {f'{list_of(one.members)} of ' if one.members else ''}the team {one.team}"


def _besides(one: Route) -> list[str]:
    needs = [
        f"the skill{'s' if len(one.skills) > 1 else ''} {list_of(one.skills)}" if one.skills else "",
        f"the language{'s' if len(one.languages) > 1 else ''} {list_of(one.languages)}" if one.languages else "",
    ]
    found = [part for part in needs if part]
    said = [f"who have {list_of(found)}" if found else ""]
    said += [f"who {list_of([_FACETS[facet] for facet in one.matching])}" if one.matching else ""]
    said += [capacity(one.capacity) if one.capacity else ""]
    said += [f"new members come up to their full share within {describe.length_of(one.ramp_up)}" if one.ramp_up else ""]
    said += [{"working": "in working hours", "any": "at any hour"}[one.hours] if one.hours else ""]
    return [part for part in said if part]
