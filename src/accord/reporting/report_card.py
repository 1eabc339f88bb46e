"""The report card of every rule: counting over hand-offs, the rules that carried them, and what became of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from accord.agreement.contracts import Version
from accord.agreement.spec import TouchRule, TraitRule
from accord.reporting.feedback import misled
from accord.reporting.handed import HANDED, named_of
from accord.reporting.report_card_contracts import Behind, BehindPage, ReportCard, RuleLine
from accord.reporting.shares import Share, can_tell, difference, ratio

MILLION = 1_000_000
WHICH: Mapping[str, str] = {
    "carried": "true",
    "accepted": "answer = 'accepted'",
    "rejected": "answer = 'rejected'",
    "won": "is_first and outcome = 'won'",
    "lost": "is_first and outcome = 'lost'",
    "open": "is_first and outcome = 'open'",
}
_WHOLE = """
select count(*), count(*) filter (where is_first and outcome = 'open'),
  count(*) filter (where is_first and outcome = 'won'), count(*) filter (where is_first and outcome <> 'open'),
  count(*) filter (where not exists (select 1 from reporting_examined e where e.handoff_id = handed.handoff_id))
from handed
"""
_RULES = """
select c.rule, count(*), count(distinct person_id), count(*) filter (where answer <> 'open'),
  count(*) filter (where answer = 'accepted'), coalesce(sum(c.share) filter (where answer = 'rejected'), 0),
  coalesce(sum(c.share) filter (where answer = 'accepted'), 0),
  count(*) filter (where is_first and outcome = 'won'), count(*) filter (where is_first and outcome <> 'open')
from reporting_carried c join handed using (handoff_id) group by c.rule
"""
_REASONS = """
select c.rule, reason, count(*) from reporting_carried c join handed using (handoff_id)
where answer = 'rejected' group by c.rule, reason order by count(*) desc, reason
"""
_FIRED = """
select s.rule, count(*), count(distinct a.person_id)
from scoring_signal s join identity_alias a on a.id = s.alias_id where s.version_id = %s group by s.rule
"""
_BEHIND = """
select handoff_id, lead_id, person_id, account_id, offered_at, answer, reason, outcome, c.units, c.share,
  count(*) over ()
from reporting_carried c join handed using (handoff_id)
where c.rule = %(rule)s and ({which}) and (%(reason)s = '' or reason = %(reason)s)
order by offered_at desc, handoff_id desc limit %(limit)s offset %(offset)s
"""


@dataclass(frozen=True, slots=True)
class _Counted:
    carried: int = 0
    people: int = 0
    answered: int = 0
    accepted: int = 0
    blame: int = 0
    credit: int = 0
    won: int = 0
    decided: int = 0


def card(version: Version, *, now: datetime) -> ReportCard:
    """Every rule of the version in its order, then those that only earlier ones had. Six queries for any number."""
    named = named_of(version.agreement, now)
    handoffs, is_open, won, decided, waiting = _rows(HANDED + _WHOLE, named)[0]
    counted = {rule: _Counted(*numbers) for rule, *numbers in _rows(HANDED + _RULES, named)}
    reasons: dict[str, dict[str, int]] = defaultdict(dict)
    for rule, reason, count in _rows(HANDED + _REASONS, named):
        reasons[rule][reason] = count
    fired, blamed = _fired(version), misled()
    ours = {rule.id: (score.id, rule) for score in version.agreement.scores for rule in score.rules}
    lines = [
        _line(
            name,
            ours.get(name),
            counted.get(name, _Counted()),
            reasons[name],
            Share(won, decided),
            fired.get(name),
            blamed.get(name, 0),
        )
        for name in [*ours, *sorted(counted.keys() - ours.keys())]
    ]
    return ReportCard(
        at=now, version=version.number, handoffs=handoffs, waiting=waiting, open=is_open, rules=tuple(lines)
    )


def behind(
    version: Version, *, rule: str, which: str, reason: str = "", now: datetime, limit: int, offset: int = 0
) -> BehindPage:
    """The hand-offs behind a number of a rule's line, the latest first. `which` is one of WHICH."""
    named = named_of(version.agreement, now) | {"rule": rule, "reason": reason, "limit": limit, "offset": offset}
    rows = _rows(HANDED + _BEHIND.format(which=WHICH[which]), named)
    return BehindPage(tuple(Behind(*row[:-1]) for row in rows), rows[0][-1] if rows else 0)


def _line(
    name: str,
    found: tuple[str, TouchRule | TraitRule] | None,
    counted: _Counted,
    reasons: Mapping[str, int],
    whole: Share,
    fired: tuple[int, int] | None,
    blamed: int,
) -> RuleLine:
    won = Share(counted.won, counted.decided)
    without = Share(whole.yes - counted.won, whole.all - counted.decided)
    is_enough = can_tell(won, without)
    rule = found[1] if found else None
    is_touch = isinstance(rule, TouchRule)
    return RuleLine(
        rule=name,
        score=found[0] if found else "",
        means=(rule.means if rule and rule.means else name.replace("-", " ")),
        points=rule.points if rule else None,
        touches=(fired or (0, 0))[0] if is_touch else None,
        people=(fired or (0, 0))[1] if is_touch else counted.people,
        carried=counted.carried,
        accepted=Share(counted.accepted, counted.answered),
        reasons=dict(reasons),
        misled=blamed,
        blame=counted.blame / MILLION,
        credit=counted.credit / MILLION,
        won_with=won,
        won_without=without,
        lift=ratio(won, without) if is_enough else None,
        difference=difference(won, without) if is_enough else None,
    )


def _fired(version: Version) -> dict[str, tuple[int, int]]:
    """Rule about touches → how many matched it, and of how many people they are."""
    rules = [rule.id for score in version.agreement.scores for rule in score.rules]
    with connection.cursor() as cursor:
        cursor.execute(_FIRED, [version.id])
        rows: Sequence[tuple[int, int, int]] = cursor.fetchall()
    return {rules[place]: (touches, people) for place, touches, people in rows if place < len(rules)}


def _rows(query_text: str, named: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query_text, named)
        return list(cursor.fetchall())
