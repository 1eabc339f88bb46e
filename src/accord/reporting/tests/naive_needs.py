"""What a goal still takes, by counting up until it is enough, and leads walked one by one."""

from datetime import timedelta
from fractions import Fraction
from itertools import count
from statistics import median_low

YEAR = timedelta(days=365)


def deals(missing, won, brought):
    """The fewest deals that, each bringing what they brought on average, bring what is missing."""
    return next(n for n in count() if n * Fraction(brought, won) >= missing)


def entries(wanted, decided, won):
    """The fewest leads at a stage of which as many are won as are wanted, if as many are as were."""
    return next(n for n in count() if n * Fraction(won, decided) >= wanted)


def passed(journeys, ladder, now):
    """By stage: decided, on the way, the median of days to won; and the leads won in the last year."""
    found = {stage: [0, 0, []] for stage in ladder[1:-1]}
    leads_won = 0
    for steps in journeys:
        stands, since = steps[-1]
        is_won, is_recent = stands == ladder[-1], since > now - YEAR
        leads_won += is_won and is_recent
        for stage, tally in found.items():
            entered = [at for name, at in steps if name == stage]
            if not entered:
                continue
            if is_won or stands not in ladder:
                tally[0] += is_recent
            else:
                tally[1] += ladder.index(stands) >= ladder.index(stage)
            if is_won and is_recent:
                tally[2].append((since - entered[0]).total_seconds() / 86_400)
    return {stage: (a, b, median_low(days) if days else None) for stage, (a, b, days) in found.items()}, leads_won
