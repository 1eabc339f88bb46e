"""Thresholds by which as many leads would be handed over as now, by the scores of a sample of all leads.

Each lead is taken at its first hand-off and at a few of its touches; it reaches what it reaches at any of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import floor

from django.db import connection

from accord.agreement.repointing import Change, all_thresholds, scores_read
from accord.agreement.spec import Agreement, TouchRule
from accord.reporting.known import stories
from accord.reporting.suggest_columns import totals
from accord.reporting.suggest_examples import Example

SAMPLE, PART, INSTANTS = 600, 300, 5
Lead = list[dict[str, float]]  # the scores of one lead at its instants
_LEADS = """
with firsts as (select lead_id, min(offered_at) as at from handoff_handoff group by lead_id)
select l.person_id, f.at from lifecycle_lead l left join firsts f on f.lead_id = l.id
where l.opened_at <= %s and l.closed_as not in ('merged', 'withdrawn')
order by md5(l.id::text) limit %s
"""


@dataclass(frozen=True, slots=True)
class Volume:
    """What the stage asks of each score: `were` and `asked`; `change` is all that moves in the document."""

    were: Mapping[str, int]
    asked: Mapping[str, int]
    change: Change


def thresholds(old: Agreement, new: Agreement, leads: Sequence[Example]) -> Volume:
    """What every stage and grade asks of each score, moved so that as many leads reach it as now; and for the first
    stage of hand-off that asks scores for something, so that as many pass all of it."""
    before, after = _by_lead(old, leads), _by_lead(new, leads)
    moved = {
        (name, least): _within(new, name, same_share(_of(before, name), _of(after, name), least))
        for name, least in sorted(all_thresholds(old))
        if name in new_scores(old, new)
    }
    stage = next((name for name in old.handoff.at if scores_read(old, name)), None)
    were = scores_read(old, stage) if stage else {}
    asked = {name: moved.get((name, least), least) for name, least in were.items()}
    last = next((name for name in reversed(list(were)) if name in new_scores(old, new)), None)
    if last is not None:
        asked[last] = _within(new, last, same_volume(before, after, were, asked, last))
        moved[last, were[last]] = asked[last]
    return Volume(were, asked, Change(thresholds=moved, grades=_grades(old, new, before, after)))


def new_scores(old: Agreement, new: Agreement) -> set[str]:
    """The scores whose rules differ."""
    return {score.id for score in old.scores if score.rules != new.score(score.id).rules}


def same_share(before: Sequence[float], after: Sequence[float], least: int) -> int:
    """Whole points that as many reach afterwards as reached `least` before; where none did, the best. Pure."""
    reaching = max(1, sum(value >= least for value in before))
    ordered = sorted(after, reverse=True)
    return floor(ordered[min(reaching, len(ordered)) - 1]) if ordered else least


def same_volume(
    before: Sequence[Lead],
    after: Sequence[Lead],
    were: Mapping[str, int],
    asked: Mapping[str, int],
    last: str,
) -> int:
    """What to ask of the last score, so that as many pass everything asked as passed all before. Pure."""
    passed = sum(any(_passes(one, were) for one in lead) for lead in before)
    others = {name: least for name, least in asked.items() if name != last}
    best = (max((one[last] for one in lead if _passes(one, others)), default=None) for lead in after)
    values = sorted((value for value in best if value is not None), reverse=True)
    return floor(values[min(passed, len(values)) - 1]) if values and passed else asked[last]


def _grades(
    old: Agreement, new: Agreement, before: Sequence[Lead], after: Sequence[Lead]
) -> dict[tuple[str, str], int]:
    """Each grade for as many as now, and each higher than the next."""
    found: dict[tuple[str, str], int] = {}
    for score in old.scores:
        if score.id not in new_scores(old, new):
            continue
        higher: int | None = None
        for name, least in score.grades:
            wanted = _within(new, score.id, same_share(_of(before, score.id), _of(after, score.id), least))
            higher = wanted if higher is None else min(wanted, higher - 1)
            found[score.id, name] = higher
    return found


def _passes(one: Mapping[str, float], asked: Mapping[str, int]) -> bool:
    return all(one[name] >= least for name, least in asked.items())


def _of(leads: Sequence[Lead], name: str) -> list[float]:
    """The highest that each lead came to."""
    return [max(one[name] for one in lead) for lead in leads]


def _by_lead(agreement: Agreement, leads: Sequence[Example]) -> list[Lead]:
    found: dict[int, Lead] = {}
    for one, scores in zip(leads, totals(agreement, leads), strict=True):
        found.setdefault(one.person_id, []).append(scores)
    return list(found.values())


def sample(*, until: datetime) -> list[Example]:
    """At most SAMPLE leads, each at a few instants as it was known then; `is_true` is not said of them."""
    with connection.cursor() as cursor:
        cursor.execute(_LEADS, [until, SAMPLE])
        rows: list[tuple[int, datetime | None]] = cursor.fetchall()
    found = []
    for start in range(0, len(rows), PART):
        part = rows[start : start + PART]
        known = stories(person_ids={person for person, _ in part}, until=until)
        for person, at in part:
            times = [row.touch.occurred_at for row in known[person].touches] or [until]
            some = {times[(len(times) - 1) * part // (INSTANTS - 1)] for part in range(INSTANTS)}
            found += [Example(person, one, False, known[person]) for one in sorted(some | ({at} if at else set()))]
    return found


def _within(agreement: Agreement, score_id: str, least: int) -> int:
    """Above the lowest and not beyond the highest that the score comes to."""
    score = agreement.score(score_id)
    ups = [rule.points for rule in score.rules if rule.points > 0]
    is_open = any(isinstance(rule, TouchRule) and rule.count.at_most is None for rule in score.rules)
    high = score.limit.at_most if score.limit and score.limit.at_most is not None else None
    if not is_open:
        high = min(high, sum(ups)) if high is not None else sum(ups)
    low = score.limit.at_least + 1 if score.limit and score.limit.at_least is not None else least
    return max(low, least if high is None else min(high, least))
