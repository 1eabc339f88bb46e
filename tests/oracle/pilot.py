"""Which version judges somebody at an instant, as docs/how-to/pilot.md says it, with nothing but lists. Knows none of
our code."""

from dataclasses import dataclass


@dataclass
class NaivePilot:
    """For people whose company is in `industry`, from `start` on, before `end`."""

    number: int
    start: int
    end: int
    industry: str


def industry_at(said, at):
    """Of (when, industry), in any order, what was known at an instant; of one instant, the last said."""
    known = None
    for when, industry in sorted(said, key=lambda one: one[0]):
        if when <= at:
            known = industry
    return known


def judged_by(at, *, mains, pilots, said):
    """`mains` are (number, start). None before the first."""
    begun = [number for number, start in mains if start <= at]
    if not begun:
        return None
    for pilot in pilots:
        if pilot.start <= at < pilot.end and industry_at(said, at) == pilot.industry:
            return pilot.number
    return max(begun)
