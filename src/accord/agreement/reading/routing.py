"""The routes of an agreement: ordered, the first match wins."""

from typing import Any, get_args

from accord.agreement.reading import values
from accord.agreement.reading.criteria import read_criterion
from accord.agreement.reading.entries import each
from accord.agreement.reading.nodes import Node, Scalar
from accord.agreement.reading.page import Fields, Page
from accord.agreement.reading.words import duration
from accord.agreement.spec import Capacity, Facet, Hours, IfNobody, Owner, Route, Strategy

STRATEGIES: tuple[str, ...] = get_args(Strategy)
MOST_LEADS = 100_000
_MEANT = {
    "owner": "to: {owner: account}",
    "account_owner": "to: {owner: account}",
    "duplicate_owner": "to: {owner: duplicate}",
    "previous_owner": "to: {owner: previous}",
    "territory": "to: {team: sales, matching: [region]}",
    "skill": "to: {team: sales, skills: [SKILL]}",
    "language": "to: {team: sales, matching: [language]}",
}


def read_routing(page: Page, node: Node | None) -> tuple[Route, ...]:
    """Who is offered a lead."""
    found = []
    for fields, name in each(page, node, "routing", "route"):
        said: dict[str, Any] = {
            "means": values.text(page, fields.take("means"), "means"),
            "when": read_criterion(page, fields.take("when"), "when"),
            "by": _strategy(page, fields.take("by")),
            "capacity": _capacity(page, fields.take("capacity")),
            "ramp_up": values.spoken(page, fields.take("ramp_up"), "ramp_up", duration),
            "hours": values.choice(page, fields.take("hours"), "hours", get_args(Hours)),
            "if_nobody": values.choice(page, fields.take("if_nobody"), "if_nobody", get_args(IfNobody)),
        }
        to = values.fields(page, fields.need("to"), "to")
        said |= _destination(page, to) if to else {}
        fields.done(soon=("motion",))
        if name and (said.get("team") or said.get("owner")):
            found.append(Route(id=name, **{key: value for key, value in said.items() if value}))
            page.places.put(found[-1], fields.place, fields.places | (to.places if to else {}))
        else:
            page.holes.add(page.section)
    return tuple(found)


def _destination(page: Page, to: Fields) -> dict[str, Any]:
    said: dict[str, Any] = {"owner": values.choice(page, to.take("owner"), "owner", get_args(Owner))}
    if "owner" in to.places:
        to.done()
        return said
    said["team"] = values.text(page, to.take("team"), "team")
    if "team" not in to.places:
        page.lose(to.place, "to needs “team” or “owner”, for example {team: sales}", "missing-key")
    for name in ("members", "skills", "languages"):
        said[name] = values.texts(page, to.take(name), name)
    facets = values.items(page, to.take("matching"), "matching", one_will_do=True)
    read = (values.choice(page, item, "matching", get_args(Facet)) for item in facets)
    said["matching"] = tuple(facet for facet in read if facet)
    to.done()
    return said


def _strategy(page: Page, node: Node | None) -> str | None:
    if isinstance(node, Scalar) and node.text in _MEANT:
        page.lose(node.place, f"{node.text} is no order among members; write {_MEANT[node.text]}", "unknown-word")
        return None
    return values.choice(page, node, "by", STRATEGIES)


def _capacity(page: Page, node: Node | None) -> Capacity | None:
    fields = values.fields(page, node, "capacity")
    if fields is None:
        return None
    said = {name: values.integer(page, fields.take(name), name, most=MOST_LEADS) for name in ("open", "per_day")}
    fields.done()
    if not fields.places:
        page.lose(fields.place, "capacity says nothing; write {open: 40} or {per_day: 10}", "empty")
        return None
    made = Capacity(**said)
    page.places.put(made, fields.place, fields.places)
    return made
