"""What came in a period as somebody with a pencil would count it, from rows alone; written apart from the plan."""

from collections import defaultdict
from decimal import ROUND_HALF_EVEN, Decimal


def first_of(pairs):
    firsts = {}
    for lead, at in pairs:
        firsts[lead] = min(at, firsts.get(lead, at))
    return firsts


def last_answers(handoffs):
    said = {}
    for one in sorted(handoffs, key=lambda one: (one.offered_at, one.pk)):
        if one.closed_as == "rejected":
            said[one.lead_id] = "rejected"
        elif one.accepted_at is not None:
            said[one.lead_id] = "accepted"
    return said


def naive_came(handoffs, sql_entries, deals, since, until):
    handed = first_of((one.lead_id, one.offered_at) for one in handoffs)
    inside = [lead for lead, at in handed.items() if since <= at < until]
    said = last_answers(handoffs)
    won = [one for one in deals if one.result == "won" and one.cancelled_at is None and since <= one.closed_at < until]
    sums = defaultdict(int)
    for one in won:
        if one.amount_minor is not None:
            sums[one.currency] += one.amount_minor
    return {
        "handed_off": len(inside),
        "accepted": sum(said.get(lead) == "accepted" for lead in inside),
        "sql": sum(since <= at < until for at in first_of(sql_entries).values()),
        "won": len(won),
        "amounts": dict(sums),
    }


def naive_each(minor, gone, whole, count):
    """Minor units for each of `count`, of the part `gone` of `whole`; rounded once for the part, once for each."""
    part = (Decimal(minor) * gone / whole).to_integral_value(ROUND_HALF_EVEN)
    return int((part / count).to_integral_value(ROUND_HALF_EVEN)) if count else None
