"""What both sides want to reach together: a metric, a period, a target, and who owns it."""

from typing import Any, get_args

from accord.agreement import quantities
from accord.agreement.reading import values
from accord.agreement.reading.nodes import Node, Scalar
from accord.agreement.reading.page import SOON, Page
from accord.agreement.reading.stages import SIDES
from accord.agreement.reading.words import Unclear
from accord.agreement.spec import LESS_IS_BETTER, MONEY_METRICS, SHARE_METRICS, Goal, Metric, Period

METRICS: tuple[str, ...] = get_args(Metric)
PERIODS: tuple[str, ...] = get_args(Period)
WITHOUT_DATA = ("nps",)


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
    incentive = values.text(page, fields.take("incentive"), "incentive")
    fields.done(soon=("stretch", "by", "segment", "motion", "from"))
    if not (name and metric and period and owner and target):
        return None
    made = Goal(
        id=name, means=means, metric=metric, period=period, target=target, currency=currency, owner=owner,
        incentive=incentive,
    )  # fmt: skip
    page.places.put(made, fields.place, fields.places)
    return made


def _metric(page: Page, node: Node | None) -> Any:
    if isinstance(node, Scalar) and node.text in WITHOUT_DATA:
        page.lose(node.place, f"the metric {node.text} has no data to be measured by yet and {SOON}", "not-built-yet")
        return None
    return values.choice(page, node, "metric", METRICS)


def _target(page: Page, node: Node | None, metric: str | None) -> tuple[int | None, str | None]:
    """In minor units with the currency for money, hundredths of a percent for a share, a count otherwise."""
    if node is None or metric is None:
        return None, None
    what = f"the target of {metric}"
    currency: str | None = None
    if metric in MONEY_METRICS:
        money = values.spoken(page, node, what, quantities.amount)
        target, currency = (money.minor, money.currency) if money else (None, None)
    elif metric in SHARE_METRICS:
        target = values.spoken(page, node, what, lambda text: _share(text, metric))
    else:
        target = values.integer(page, node, what, most=values.MOST_SUM)
    if target is not None and target < 1:
        page.lose(node.place, f"{what} is more than nothing", "out-of-range")
        return None, None
    return target, currency


def _share(text: str, metric: str) -> int:
    """`at most 3%` where less is better, `12%` or `at least 12%` where it is not."""
    text = text.strip()
    bound = next((bound for bound in ("at most", "at least") if text.lower().startswith(f"{bound} ")), "")
    if metric in LESS_IS_BETTER and bound != "at most":
        raise Unclear("fewer is better; write for example at most 3%")
    if metric not in LESS_IS_BETTER and bound == "at most":
        raise Unclear("more is better; write for example 12%")
    return quantities.share(text[len(bound) :])
