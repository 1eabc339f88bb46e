"""Amounts and shares as people write them: `40_000 EUR`, `12.5%`. Exact, and pure."""

import re
from decimal import Decimal

from accord.agreement.reading.words import Unclear
from accord.agreement.spec import Goal
from accord.kernel.money import Money, minor_digits

__all__ = ["Unclear", "amount", "figure", "share"]

_AMOUNT = re.compile(
    r"([0-9]{1,3}(?:,[0-9]{2,3}){0,6},[0-9]{3}|[0-9][0-9_]{0,23})(?:\.([0-9]{1,4}))?(?:\s+([A-Z]{3}))?"
)
_SHARE = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?\s*(%?)")
MOST_MINOR = 10**15
WHOLE = 10_000  # hundredths of a percent


def amount(text: str, currency: str | None = None) -> Money:
    """The sum that a text says; with `currency` it need not name one, and no other. Raises Unclear."""
    found = _AMOUNT.fullmatch(text.strip())
    named = (found[3] or currency) if found else None
    if not found or not named:
        raise Unclear(f"“{text[:60]}” is no amount with its currency; write for example 2_000_000 EUR")
    if currency and named != currency:
        raise Unclear(f"{named} is not the currency of the goal; it is in {currency}")
    whole, cents = found[1].replace("_", "").replace(",", ""), found[2] or ""
    if len(cents) > minor_digits(named):
        raise Unclear(f"{named} has {minor_digits(named)} decimal places, not {len(cents)}")
    money = Money.of(Decimal(f"{whole}.{cents or 0}"), named)
    if money.minor > MOST_MINOR:
        raise Unclear("that is no sum of this world")
    return money


def share(text: str, *, is_sign_needed: bool = True) -> int:
    """The hundredths of a percent that a text says. Raises Unclear."""
    found = _SHARE.fullmatch(text.strip())
    if not found or (is_sign_needed and not found[3]):
        raise Unclear(f"“{text[:60]}” is no share; write for example 12% or 2.5%, with at most two decimal places")
    hundredths = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if hundredths > WHOLE:
        raise Unclear("a share is at most 100%")
    return hundredths


def figure(text: str, goal: Goal) -> int:
    """What somebody reports of a goal, in its unit; its currency and the % may be left out. Raises Unclear."""
    return amount(text, goal.currency).minor if goal.currency else share(text, is_sign_needed=False)
