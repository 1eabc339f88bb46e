"""When both sides look at it together."""

from typing import cast, get_args

from accord.agreement.reading import values
from accord.agreement.reading.nodes import Node
from accord.agreement.reading.page import Page
from accord.agreement.reading.words import weekly
from accord.agreement.spec import Review, Revise


def read_review(page: Page, node: Node | None) -> Review | None:
    """The weekly hour and the period of revision; one of the two at least."""
    fields = values.fields(page, node, "review")
    if fields is None:
        return None
    hour = values.spoken(page, fields.take("weekly"), "weekly", weekly)
    period = values.choice(page, fields.take("revise"), "revise", get_args(Revise))
    fields.done(soon=("monthly", "pack", "invite"))
    if not fields.places:
        page.lose(fields.place, "review says when: weekly, revise or both", "missing-key")
    made = Review(weekly=hour, revise=cast(Revise | None, period))
    page.places.put(made, fields.place, fields.places)
    return made
