"""What stands on the page, as plain values: a version clause by clause, and who signed it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from accord.agreement import clauses, describe
from accord.agreement.clauses import Told
from accord.agreement.contracts import Proposal, Version
from accord.agreement.drawing import as_svg, drawing
from accord.agreement.paper.contracts import Layout
from accord.agreement.spec import Agreement, Stage
from accord.agreement.wording import sentence, stage_words

SIDES = ("marketing", "sales")
# The title of a part of the page, and the section of the document that stands there.
_TITLES = {
    "goals": "goals",
    "plan": "plan",
    "motions": "motions",
    "profile": "profile",
    "personas": "personas",
    "disqualify": "disqualify",
    "lists": "lists",
    "handoff": "routing",
    "services": "services",
    "reject": "reject_reasons",
    "recycle": "recycle_reasons",
    "lost": "lost_reasons",
    "calendars": "calendars",
}


def page(version: Version, signed: Proposal | None, layout: Layout) -> dict[str, Any]:
    """Everything the page shows, ready to be typeset. Instants are in the agreement's time zone, which is named."""
    agreement = version.agreement
    zone = ZoneInfo(agreement.time_zone)
    return {
        "language": layout.language,
        "region": layout.region,
        "rtl": layout.is_right_to_left,
        "fonts": layout.fonts,
        "labels": dict(layout.labels),
        "title": version.title,
        "number": version.number,
        "in_force": _instant(version.in_force_from, zone),
        "until": _instant(version.superseded_at, zone) if version.superseded_at else None,
        "hash": version.hash,
        "parties": [
            [layout.labels[side], party.team, party.signs] for side, party in sorted(agreement.parties.items())
        ],
        "time_zone": agreement.time_zone,
        "currency": agreement.currency,
        "pilot": _pilot(agreement),
        "sections": [
            {"title": layout.labels[name], "rows": [_row(one) for one in rows]}
            for name, rows in _sections(agreement, layout)
        ],
        "scores": _scores(agreement),
        "stages": [_stage(stage, layout) for stage in agreement.stages],
        "drawing": as_svg(drawing(agreement, right_to_left=layout.is_right_to_left)),
        "signatures": [_signature(side, version, signed, layout, zone) for side in SIDES],
        "unsigned_by": version.published_by.name if signed is None else None,
    }


def _sections(agreement: Agreement, layout: Layout) -> Iterator[tuple[str, Sequence[Told]]]:
    """The parts that read as lists, those that are there, in the order in which they are printed."""
    rows = clauses.told(agreement)
    for title, section in _TITLES.items():
        if section == "routing":
            handed = ", ".join(stage_words(stage) for stage in agreement.handoff.at)
            yield title, (Told("", handed), *rows[section])
        elif rows[section]:
            yield title, rows[section]
    if said := _review(agreement, layout):
        yield "review", said


def _review(agreement: Agreement, layout: Layout) -> list[Told]:
    if agreement.review is None:
        return []
    labels, weekly, revise = layout.labels, agreement.review.weekly, agreement.review.revise
    hour = f"{weekly.minute // 60:02}:{weekly.minute % 60:02}" if weekly else ""
    said = [f"{labels['weekly']}: {layout.days[weekly.day]}, {hour}"] if weekly else []
    return [Told("", line) for line in (*said, *([f"{labels['revise']} {labels[revise]}"] if revise else []))]


def _row(one: Told) -> dict[str, Any]:
    return {"id": one.id, "lines": [line for line in (one.means, *one.words) if line]}


def _pilot(agreement: Agreement) -> dict[str, str] | None:
    """Whom a pilot judges, until when, and what for: nobody may take it for the agreement of the whole company."""
    one = agreement.pilot
    return {"means": one.means, "scope": describe.scope(one), "until": one.until.text} if one else None


def _scores(agreement: Agreement) -> list[dict[str, Any]]:
    return [
        {
            "id": score.id,
            "means": score.means,
            "bounds": sentence(describe.score(score)),
            "rules": [_row(clauses.rule(rule)) for rule in score.rules],
        }
        for score in agreement.scores
    ]


def _stage(stage: Stage, layout: Layout) -> dict[str, Any]:
    return {
        **_row(clauses.stage(stage)),
        "id": stage_words(stage.id),
        "owner": layout.labels[stage.owner],
        "enters": describe.enter(stage),
    }


def _signature(side: str, version: Version, signed: Proposal | None, layout: Layout, zone: ZoneInfo) -> dict[str, Any]:
    found = signed.signature(side) if signed else None
    first = bool(signed and found and signed.signatures[0].side == side)
    return {
        "side": layout.labels[side],
        "done": layout.labels["signed" if first else "countersigned"] if found else None,
        "email": found.email if found else None,
        "at": _instant(found.at, zone) if found else None,
        "hash": found.hash if found else None,
    }


def _instant(at: datetime, zone: ZoneInfo) -> str:
    """The same in every language: 2026-03-02 10:00 (Europe/Berlin)."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"
