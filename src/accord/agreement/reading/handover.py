"""What happens between the sides: disqualifiers, hand-off, and the reasons people give."""

from typing import Any

from accord.agreement.reading import values
from accord.agreement.reading.criteria import read_criterion
from accord.agreement.reading.entries import each
from accord.agreement.reading.nodes import Node
from accord.agreement.reading.page import Page
from accord.agreement.reading.words import duration
from accord.agreement.spec import Disqualifier, Handoff, LostReason, RecycleReason, RejectReason


def read_disqualifiers(page: Page, node: Node | None) -> tuple[Disqualifier, ...]:
    """Named reasons for which somebody is no buyer."""
    found = []
    for fields, name in each(page, node, "disqualify", "disqualifier"):
        means = values.text(page, fields.take("means"), "means")
        when = read_criterion(page, fields.need("when"), "when")
        fields.done()
        if name and when:
            found.append(Disqualifier(id=name, means=means, when=when))
            page.places.put(found[-1], fields.place, fields.places)
    return tuple(found)


def read_handoff(page: Page, node: Node | None) -> Handoff | None:
    """The stages at which a lead is offered to sales."""
    fields = values.fields(page, node, "handoff")
    if fields is None:
        return None
    nodes = values.items(page, fields.need("at"), "at", one_will_do=True)
    stages = [values.reference(page, item, "at", "stage") for item in nodes]
    fields.done(soon=("with", "to", "how", "notify", "follow", "within"))
    made = Handoff(at=tuple(stage for stage in stages if stage))
    at = {f"at {stage}": item.place for stage, item in zip(stages, nodes, strict=True) if stage}
    page.places.put(made, fields.place, fields.places | at)
    return made


def read_reject_reasons(page: Page, node: Node | None) -> tuple[RejectReason, ...]:
    """Why sales may give a lead back, and what becomes of it."""
    found = []
    for fields, name in each(page, node, "reject_reasons", "reject reason"):
        means = values.text(page, fields.need("means"), "means")
        then: Any = values.choice(page, fields.take("then"), "then", ("recycle", "disqualify")) or "recycle"
        becomes = values.reference(page, fields.take("as"), "as", "recycle reason")
        fields.done()
        if name and means:
            found.append(RejectReason(id=name, means=means, then=then, recycle_as=becomes))
            page.places.put(found[-1], fields.place, fields.places)
    return tuple(found)


def read_recycle_reasons(page: Page, node: Node | None) -> tuple[RecycleReason, ...]:
    """Why a lead goes back to marketing, for how long, and how often."""
    found = []
    for fields, name in each(page, node, "recycle_reasons", "recycle reason"):
        means = values.text(page, fields.need("means"), "means")
        cool_down = values.spoken(page, fields.take("cool_down"), "cool_down", duration)
        at_most = values.integer(page, fields.take("at_most"), "at_most", most=values.MOST_POINTS)
        fields.done(soon=("program", "score", "reenter", "owner", "treatment"))
        if name and means:
            found.append(RecycleReason(id=name, means=means, cool_down=cool_down, at_most=at_most))
            page.places.put(found[-1], fields.place, fields.places)
    return tuple(found)


def read_lost_reasons(page: Page, node: Node | None) -> tuple[LostReason, ...]:
    """Why deals are lost."""
    found = []
    for fields, name in each(page, node, "lost_reasons", "lost reason"):
        means = values.text(page, fields.need("means"), "means")
        fields.done()
        if name and means:
            found.append(LostReason(id=name, means=means))
            page.places.put(found[-1], fields.place, fields.places)
    return tuple(found)
