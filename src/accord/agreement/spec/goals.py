"""What both sides want to reach: goals, and what they are measured by."""

from typing import Literal

from accord.agreement.spec.base import Clause, Id, Text

Metric = Literal[
    "won_amount",
    "won_count",
    "sourced_pipeline",
    "mql_count",
    "new_customers",
    "recurring_revenue",
    "market_share",
    "churn",
    "lifetime_value",
]
Unit = Literal["money", "share", "count"]
Period = Literal["month", "quarter", "year"]
MONEY_METRICS = ("won_amount", "sourced_pipeline", "recurring_revenue", "lifetime_value")
SHARE_METRICS = ("market_share", "churn")
REPORTED_METRICS = ("recurring_revenue", "market_share", "churn", "lifetime_value")
LESS_IS_BETTER = ("churn",)


class Goal(Clause):
    """What both sides want to reach in every period. `target` is in minor units of `currency` where the metric is
    money, in hundredths of a percent where it is a share, a count otherwise; `owner` is the side that answers for it,
    `incentive` what hangs on it."""

    id: Id
    means: Text | None = None
    metric: Metric
    period: Period
    target: int
    currency: str | None = None
    owner: Literal["marketing", "sales"]
    incentive: Text | None = None

    @property
    def unit(self) -> Unit:
        return "money" if self.currency else "share" if self.metric in SHARE_METRICS else "count"

    @property
    def is_reported(self) -> bool:
        """No touch, lead or deal tells it: people report figures."""
        return self.metric in REPORTED_METRICS

    @property
    def is_less_better(self) -> bool:
        return self.metric in LESS_IS_BETTER

    def is_met_by(self, value: int) -> bool:
        return value <= self.target if self.is_less_better else value >= self.target
