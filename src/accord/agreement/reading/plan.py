"""What is planned for which period: a budget, and when both sides sit down together."""

import re
from datetime import date, datetime, time

from accord.agreement import quantities
from accord.agreement.reading import values
from accord.agreement.reading.nodes import Mapping, Node
from accord.agreement.reading.page import Fields, Page
from accord.agreement.reading.stages import SIDES
from accord.agreement.reading.words import Unclear
from accord.agreement.spec import Budget, Planned
from accord.agreement.spec.plan import days_of
from accord.kernel.money import Money

MORNING = time(9)  # of a review that has a day only
_REVIEW = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]+([0-9]{2}:[0-9]{2}))?")


def read_plan(page: Page, node: Node | None) -> tuple[Planned, ...]:
    """The periods in order of time, a longer one before those within it."""
    found = [one for item in values.items(page, node, "plan") if (one := _planned(page, item))]
    return tuple(sorted(found, key=lambda one: (days_of(one.id)[0], -days_of(one.id)[1].toordinal())))


def _planned(page: Page, node: Node) -> Planned | None:
    fields = values.fields(page, node, "a period of the plan")
    if fields is None:
        return None
    name = values.spoken(page, fields.need("period"), "period", period)
    if name:
        page.declare("period", name, fields.places["period"])
    means = values.text(page, fields.take("means"), "means")
    budget_node, reviews_node = fields.take("budget"), fields.take("reviews")
    budget = _budget(page, budget_node)
    reviews = _reviews(page, reviews_node, name)
    fields.done(soon=("spent", "campaigns", "channels"))
    if budget_node is None and reviews_node is None:
        page.lose(fields.place, "a period of the plan has a budget, reviews or both", "missing-key")
    if not name:
        return None
    made = Planned(id=name, means=means, budget=budget, reviews=reviews)
    page.places.put(made, fields.place, fields.places)
    return made


def _budget(page: Page, node: Node | None) -> Budget | None:
    """One amount, or one for each side."""
    if not isinstance(node, Mapping):
        one = values.spoken(page, node, "budget", some)
        return Budget(minor=one.minor, currency=one.currency) if one else None
    fields = Fields(page, node, "budget")
    said = {side: values.spoken(page, fields.take(side), f"the budget of {side}", some) for side in SIDES}
    fields.done()
    sides = {side: one for side, one in said.items() if one}
    currencies = {one.currency for one in sides.values()}
    if not node.pairs:
        page.lose(node.place, "budget is an amount, or one for marketing, sales or both", "empty")
    if len(currencies) > 1:
        page.lose(node.place, "both sides' budgets of a period are in one currency", "either-or")
    if len(currencies) != 1:
        return None
    parts = {side: one.minor for side, one in sides.items()}
    return Budget.model_validate({"minor": sum(parts.values()), "currency": currencies.pop(), "sides": parts})


def _reviews(page: Page, node: Node | None, name: str | None) -> tuple[datetime, ...]:
    found: set[datetime] = set()
    for item in values.items(page, node, "reviews", one_will_do=True):
        at = values.spoken(page, item, "a review", review)
        if at is None:
            continue
        if name and not days_of(name)[0] <= at.date() < days_of(name)[1]:
            page.lose(item.place, f"the review on {at:%Y-%m-%d} is not in {name}", "outside")
        if at in found:
            page.lose(item.place, f"the review on {at:%Y-%m-%d %H:%M} stands twice", "said-twice")
        found.add(at)
    return tuple(sorted(found))


def period(text: str) -> str:
    """The name of a year, a quarter or a month. Raises Unclear."""
    plain = text.strip().upper()
    try:
        days_of(plain)
    except ValueError:
        said = f"“{plain[:60]}” is no year, quarter or month; write for example 2026, 2026-Q4 or 2026-11"
        raise Unclear(said) from None
    return plain


def some(text: str) -> Money:
    """An amount that is more than nothing. Raises Unclear."""
    made = quantities.amount(text)
    if made.minor < 1:
        raise Unclear("it is more than nothing")
    return made


def review(text: str) -> datetime:
    """When both sides sit down together, by the agreement's clocks: at the hour said, or at nine. Raises Unclear."""
    plain = " ".join(text.split())
    found = _REVIEW.fullmatch(plain)
    try:
        day = date.fromisoformat(found[1]) if found else None
        hour = time.fromisoformat(found[2]) if found and found[2] else MORNING
    except ValueError:
        day = None
    if day is None:
        said = "write for example 2026-11-16, which is that day at 09:00, or 2026-11-16 10:00"
        raise Unclear(f"“{plain[:60]}” is no day and no hour of one; {said}")
    return datetime.combine(day, hour)
