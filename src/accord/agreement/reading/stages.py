"""Stages with what lets people in and where they may go from there."""

from typing import Any

from accord.agreement.reading import values
from accord.agreement.reading.criteria import read_criterion
from accord.agreement.reading.nodes import Mapping, Node, Place, Sequence
from accord.agreement.reading.page import Page
from accord.agreement.spec import ByPeople, Criterion, Stage

SIDES = ("marketing", "sales")
SOON = ("metric", "service", "services", "within", "promise", "program", "motion", "motions", "tasks")


def read_stages(page: Page, node: Node | None) -> tuple[Stage, ...]:
    """The stages, in the order written."""
    found = []
    for name, place, value in values.named(page, node, "stages"):
        page.declare("stage", name, place)
        page.section = f"stages.{name}"
        if stage := _stage(page, name, place, value):
            found.append(stage)
        page.section = "stages"
    return tuple(found)


def _stage(page: Page, name: str, place: Place, node: Node) -> Stage | None:
    fields = values.fields(page, node, f"the stage {name}", place=place)
    if fields is None:
        return None
    owner: Any = values.choice(page, fields.need("owner"), "owner", SIDES) or "marketing"
    means = values.text(page, fields.need("means"), "means") or name
    today = values.text(page, fields.take("today"), "today")
    then = values.text(page, fields.take("next"), "next")
    enter = _enter(page, fields.need("enter")) or Criterion()
    page.section = f"stages.{name}.goes_to"
    goes_to = _ways(page, fields.take("goes_to"))
    targets = [values.reference(page, item, "goes_to", "stage") for item in goes_to]
    page.section = f"stages.{name}"
    fields.done(soon=SOON)
    made = Stage(
        id=name,
        owner=owner,
        means=means,
        today=today,
        next=then,
        enter=enter,
        goes_to=tuple(target for target in targets if target),
    )
    at = {f"goes_to {item}": target.place for item, target in zip(targets, goes_to, strict=True) if item}
    page.places.put(made, place, fields.places | at)
    return made


def _ways(page: Page, node: Node | None) -> list[Node]:
    if isinstance(node, Sequence) and not node.items:
        return []  # said in so many words: a journey ends here
    return values.items(page, node, "goes_to", one_will_do=True)


def _enter(page: Page, node: Node | None) -> Criterion | ByPeople | None:
    if not isinstance(node, Mapping) or not any(key.text == "by" for key, _ in node.pairs):
        return read_criterion(page, node, "enter")
    fields = values.fields(page, node, "enter")
    assert fields
    by: Any = values.choice(page, fields.take("by"), "by", SIDES)
    requires = values.texts(page, fields.take("requires"), "requires")
    fields.done()
    made = ByPeople(by=by, requires=requires) if by else None
    if made:
        page.places.put(made, fields.place, fields.places)
    return made
