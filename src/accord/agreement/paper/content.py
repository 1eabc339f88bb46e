"""What stands on the page, as plain values: a version clause by clause, and who signed it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from accord.agreement import describe, opening, route_words
from accord.agreement.contracts import Proposal, Version
from accord.agreement.drawing import as_svg, drawing
from accord.agreement.paper.contracts import Layout
from accord.agreement.spec import Agreement

SIDES = ("marketing", "sales")


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
        "sections": [{"title": layout.labels[name], "lines": lines} for name, lines in _sections(agreement, layout)],
        "scores": _scores(agreement),
        "stages": [
            [stage.id.upper(), layout.labels[stage.owner], stage.means, describe.enter(stage)]
            for stage in agreement.stages
        ],
        "drawing": as_svg(drawing(agreement, right_to_left=layout.is_right_to_left)),
        "signatures": [_signature(side, version, signed, layout, zone) for side in SIDES],
        "unsigned_by": version.published_by.name if signed is None else None,
    }


def _sections(agreement: Agreement, layout: Layout) -> Iterator[tuple[str, Sequence[str]]]:
    """The parts that read as lists of sentences, those that are there."""
    labels = layout.labels
    if agreement.goals:
        yield "goals", [describe.goal(one) for one in agreement.goals]
    if agreement.plan:
        yield "plan", [describe.planned(one) for one in agreement.plan]
    if agreement.profile:
        yield "profile", [describe.profile(agreement)]
    if agreement.personas:
        yield "personas", [f"{one.name}{f' — “{one.says}”' if one.says else ''}" for one in agreement.personas]
    if agreement.disqualify:
        yield "disqualify", [describe.disqualifier(one) for one in agreement.disqualify]
    handed = ", ".join(stage.upper() for stage in agreement.handoff.at)
    yield "handoff", [handed, *(f"{route.id}: {route_words.route(route)}" for route in agreement.routing)]
    if agreement.services:
        yield "services", [f"{one.id}: {describe.service(one)}" for one in agreement.services]
    for name, reasons in (
        ("reject", [describe.reject_reason(one) for one in agreement.reject_reasons]),
        ("recycle", [describe.recycle_reason(one) for one in agreement.recycle_reasons]),
        ("lost", [one.means for one in agreement.lost_reasons]),
    ):
        if reasons:
            yield name, reasons
    if agreement.calendars:
        yield "calendars", [opening.calendar(one) for one in agreement.calendars]
    if agreement.review:
        weekly, revise = agreement.review.weekly, agreement.review.revise
        hour = f"{weekly.minute // 60:02}:{weekly.minute % 60:02}" if weekly else ""
        said = [f"{labels['weekly']}: {layout.days[weekly.day]}, {hour}"] if weekly else []
        yield "review", [*said, f"{labels['revise']} {labels[revise]}"] if revise else said


def _scores(agreement: Agreement) -> list[dict[str, Any]]:
    return [
        {
            "id": score.id,
            "means": score.means,
            "rules": [[rule.id, describe.rule(rule)] for rule in score.rules],
        }
        for score in agreement.scores
    ]


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
