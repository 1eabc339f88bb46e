"""What both sides want to reach together: a metric, a period, a target, and who owns it."""

import re
from decimal import Decimal
from typing import Any, get_args

from accord.agreement.reading import values
from accord.agreement.reading.nodes import Node, Scalar
from accord.agreement.reading.page import SOON, Page
from accord.agreement.reading.stages import SIDES
from accord.agreement.spec import MONEY_METRICS, Goal, Metric, Period
from accord.kernel.money import Money, minor_digits

METRICS: tuple[str, ...] = get_args(Metric)
PERIODS: tuple[str, ...] = get_args(Period)
WITHOUT_DATA = ("recurring_revenue", "market_share", "churn", "lifetime_value", "nps")
_MONEY = re.compile(r"([0-9][0-9_,]{0,23})(?:\.([0-9]{1,4}))?\s+([A-Z]{3})")
MOST_MINOR = 10**15


def read_goals(page: Page, node: Node | None) -> tuple[Goal, ...]:
    """The goals in the order written."""
    found = (_goal(page, item) for item in values.items(page, node, "goals"))
    return tuple(one for one in found if one)


def _goal(page: Page, node: Node) -> Goal | None:
    fields = values.fields(page, node, "a goal")
    if fields is None:
        return None
    name = values.ident(page, fields.need("id"), "the id of a goal")
    if name:
        page.declare("goal", name, fields.places["id"])
    means = values.text(page, fields.take("means"), "means")
    metric = _metric(page, fields.need("metric"))
    period: Any = values.choice(page, fields.need("period"), "period", PERIODS)
    owner: Any = values.choice(page, fields.need("owner"), "owner", SIDES)
    target, currency = _target(page, fields.need("target"), metric)
    fields.done(soon=("stretch", "incentive", "by", "segment", "motion", "from"))
    if not (name and metric and period and owner and target):
        return None
    made = Goal(id=name, means=means, metric=metric, period=period, target=target, currency=currency, owner=owner)
    page.places.put(made, fields.place, fields.places)
    return made


def _metric(page: Page, node: Node | None) -> Any:
    if isinstance(node, Scalar) and node.text in WITHOUT_DATA:
        page.lose(node.place, f"the metric {node.text} has no data to be measured by yet and {SOON}", "not-built-yet")
        return None
    return values.choice(page, node, "metric", METRICS)


def _target(page: Page, node: Node | None, metric: str | None) -> tuple[int | None, str | None]:
    """In minor units with the currency for money, a count otherwise."""
    if node is None or metric is None:
        return None, None
    if metric in MONEY_METRICS:
        return _money(page, node, metric)
    target = values.integer(page, node, f"the target of {metric}", most=values.MOST_SUM)
    if target is not None and target < 1:
        page.lose(node.place, f"the target of {metric} is at least 1", "out-of-range")
        return None, None
    return target, None


def _money(page: Page, node: Node, metric: str) -> tuple[int | None, str | None]:
    found = _MONEY.fullmatch(node.text.strip()) if isinstance(node, Scalar) else None
    if found is None:
        values.wrong(page, node, f"the target of {metric}", "an amount with its currency, such as 2_000_000 EUR,")
        return None, None
    whole, cents, currency = found[1].replace("_", "").replace(",", ""), found[2] or "", found[3]
    if len(cents) > minor_digits(currency):
        page.lose(node.place, f"{currency} has {minor_digits(currency)} decimal places, not {len(cents)}", "bad-words")
        return None, None
    minor = Money.of(Decimal(f"{whole}.{cents or 0}"), currency).minor
    if not 0 < minor <= MOST_MINOR:
        page.lose(
            node.place, f"the target of {metric} must be more than nothing and a sum of this world", "out-of-range"
        )
        return None, None
    return minor, currency
