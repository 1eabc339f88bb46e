"""What a rep makes of a lead: decided from the truth and a die, long before it happens. Pure."""

from dataclasses import dataclass
from random import Random

from accord.connectors.sample.world import Human

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Plan:
    """`first` is accept, reject or wait; then, days later, what follows an acceptance. `amount` is in whole euros."""

    first: str
    after: float
    reason: str = ""
    talk_after: float = 0.0
    ends: str = ""
    """qualify or recycle."""
    deal_after: float = 0.0
    close_after: float = 0.0
    is_won: bool = False
    lost_reason: str = ""
    amount: int = 0
    answers: tuple[tuple[str, str], ...] = ()


def plan(human: Human, offer: int, seed: int) -> Plan:
    """How this offer of this person goes; the same for the same offer."""
    dice = Random(f"{seed}:offer:{human.number}:{offer}")
    after = DAY * min(9.0, dice.lognormvariate(-0.9, 0.9))
    refused = _refusal(human, dice)
    if refused:
        return Plan("reject", after, refused)
    if dice.random() < 0.04:
        return Plan("wait", after)
    talk = DAY * (1 + dice.expovariate(0.4))
    reason = _not_now(human, dice)
    if reason:
        return Plan("accept", after, reason, talk, "recycle")
    return _deal(human, dice, after, talk)


def _refusal(human: Human, dice: Random) -> str:
    if human.kind == "student":
        return "student"
    if human.kind in ("competitor", "job-seeker") or human.company.industry == "gambling":
        return "not-a-fit"
    if human.company.employees < 15 and dice.random() < 0.6:
        return "not-a-fit"
    if human.authority < 0.3 and dice.random() < 0.45:
        return "wrong-person"
    if human.kind == "bystander" and dice.random() < 0.45:
        return "no-answer" if dice.random() < 0.7 else "wrong-person"
    return "no-answer" if dice.random() < 0.06 else ""


def _not_now(human: Human, dice: Random) -> str:
    if human.kind != "buyer":
        return dice.choice(("nurture", "no-budget", "bad-timing", "nurture"))
    if human.chance > 0.25 or human.buys:
        return ""
    return "no-budget" if human.company.budget < human.timing else "bad-timing"


def _deal(human: Human, dice: Random, after: float, talk: float) -> Plan:
    amount = round(2_400 * human.company.employees**0.45 * dice.uniform(0.7, 1.4) / 100) * 100
    lost = dice.choices(("price", "competitor", "no-decision"), (3, 4, 5))[0]
    answers = (("budget", "approved" if human.company.budget > 0.6 else "to be asked for"),
               ("need", dice.choice(("one list for both", "audit by the end of the year", "replace our own tool"))),
               ("timing", dice.choice(("this quarter", "within six months"))))  # fmt: skip
    return Plan(
        "accept", after, "", talk, "qualify", deal_after=DAY * dice.uniform(1, 12),
        close_after=DAY * min(150, dice.lognormvariate(3.6, 0.5)), is_won=human.buys, lost_reason=lost,
        amount=amount, answers=answers,
    )  # fmt: skip
