"""Which service levels go with a stage: those whose clock starts where a lead enters it, or is offered at it."""

from accord.agreement import describe
from accord.agreement.spec import Agreement, Criterion, Service, Stage
from accord.agreement.walk import tree

_ENTERED = {"accepted": "accepted", "recycled": "recycled", "won": "deal_won", "lost": "deal_lost"}


def promised_at(agreement: Agreement, stage: Stage) -> tuple[Service, ...]:
    """The clocks that start at a stage, in the order written."""
    return tuple(one for one in agreement.clocks if _starts_at(agreement, one, stage))


def in_short(one: Service) -> str:
    """`answer: 8 working hours`."""
    often = f"{describe.times(one.times)} in " if one.times > 1 else ""
    return f"{one.id}: {often}{one.within.text}"


def _starts_at(agreement: Agreement, one: Service, stage: Stage) -> bool:
    if one.starts == "handed_off":
        return stage.id in agreement.handoff.at
    decided = _ENTERED.get(one.starts)
    if decided is None or not isinstance(stage.enter, Criterion):
        return False
    return any(part.decided == decided for part in tree(stage.enter))
