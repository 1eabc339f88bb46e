"""A version for some people only, and for a while."""

import re
from datetime import UTC, date, datetime

from accord.agreement.reading import values
from accord.agreement.reading.criteria import read_criterion
from accord.agreement.reading.nodes import Node
from accord.agreement.reading.page import Page
from accord.agreement.reading.words import Unclear
from accord.agreement.spec import Pilot, Until

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(_DAY.pattern + r"[T ][0-9]{2}:[0-9]{2}.*", re.IGNORECASE)
_FIRST, _LAST = 2000, 2200


def read_pilot(page: Page, node: Node | None) -> Pilot | None:
    """What is tried, for whom, and until when."""
    fields = values.fields(page, node, "pilot")
    if fields is None:
        return None
    means = values.text(page, fields.need("means"), "means")
    where_node, team_node = fields.take("where"), fields.take("team")
    where = read_criterion(page, where_node, "where")
    team = values.text(page, team_node, "team")
    end = values.spoken(page, fields.need("until"), "until", until)
    fields.done(soon=("metrics", "owner"))
    if where_node is not None and team_node is not None:
        page.lose(fields.key("team"), "a pilot is for a segment or for a team: where or team, not both", "either-or")
    elif where_node is None and team_node is None:
        page.lose(fields.place, "a pilot says for whom: where or team", "missing-key")
    if not means or end is None or (where is None) == (team is None):
        return None
    made = Pilot(means=means, where=where, team=team, until=end)
    page.places.put(made, fields.place, fields.places)
    return made


def until(text: str) -> Until:
    """The end that a text says. Raises Unclear."""
    plain = " ".join(text.split())
    try:
        made = _said(plain)
    except (ValueError, OverflowError):
        made = None
    if made is None:
        raise Unclear(f"“{plain[:60]}” is no day and no instant; write for example 2026-09-30 or 2026-09-30T18:00")
    when = made.day or made.instant
    if when is None or not _FIRST <= when.year <= _LAST:
        raise Unclear(f"“{plain[:60]}” does not lie in the years {_FIRST} to {_LAST}")
    return made


def _said(plain: str) -> Until | None:
    if _DAY.fullmatch(plain):
        return Until(text=plain, day=date.fromisoformat(plain))
    if not _INSTANT.fullmatch(plain):
        return None
    instant = datetime.fromisoformat(plain)
    return Until(text=plain, instant=instant.astimezone(UTC) if instant.tzinfo else instant)
