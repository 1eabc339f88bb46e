"""The funnel's bars and the people behind a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accord.agreement import api as agreements
from accord.reporting import api as reporting
from accord.reporting.contracts import DIMENSIONS, StageLine
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.web.base.dates import beginning_of, day_of
from accord.web.base.pages import Page
from accord.web.base.request import PAGE_SIZE, page_number

SHOWN_PARTS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One stage's line with the width of its bar in hundredths."""

    line: StageLine
    owner: str
    width: float

    @property
    def rest(self) -> float:
        return 100 - self.width


@require_GET
def funnel(request: HttpRequest) -> HttpResponse:
    """How many entered each stage, all together and by one dimension."""
    asked, fault = _asked(request)
    if fault:
        return _refused(request, asked, fault)
    since, until = beginning_of(asked["since"]), beginning_of(asked["until"])
    report = reporting.funnel(by=asked["by"] or None, since=since, until=until)
    owners = _owners()
    parts = sorted((report.by or {}).items(), key=lambda part: -max((line.entered for line in part[1]), default=0))
    shown = {
        **asked,
        "dimensions": DIMENSIONS,
        "bars": _bars(report.stages, owners),
        "parts": [(value, _bars(lines, owners)) for value, lines in parts[:SHOWN_PARTS]],
        "more_parts": max(0, len(parts) - SHOWN_PARTS),
        "negative": report.negative_durations,
        "is_empty": not any(line.entered for line in report.stages),
    }
    return render(request, "funnel/page.html", shown)


@require_GET
def funnel_people(request: HttpRequest) -> HttpResponse:
    """The leads that entered a stage, a page at a time."""
    asked, fault = _asked(request)
    if fault:
        return _refused(request, asked, fault)
    number = page_number(request)
    stage, value = request.GET.get("stage", "")[:64], request.GET.get("value", "")[:300]
    found = reporting.funnel_people(
        stage=stage,
        by=asked["by"] or None,
        value=value if asked["by"] else None,
        since=beginning_of(asked["since"]),
        until=beginning_of(asked["until"]),
        offset=(number - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
    )
    leads = lifecycle.leads([row.lead_id for row in found.rows])
    people = identity.people(person_ids={row.person_id for row in found.rows})
    accounts = identity.accounts(account_ids={row.account_id for row in found.rows if row.account_id})
    rows = [
        (row, leads.get(row.lead_id), people.get(row.person_id), accounts.get(row.account_id or 0))
        for row in found.rows
    ]
    query = urlencode({**asked, "stage": stage, "value": value}) + "&"
    page = Page(rows, number, number * PAGE_SIZE < found.total, found.total)
    return render(request, "funnel/people.html", {"page": page, "stage": stage, "value": value, "query": query})


def _asked(request: HttpRequest) -> tuple[dict[str, str], str]:
    """The dimension and the dates of the address, and what is wrong with them."""
    asked = {name: request.GET.get(name, "").strip()[:40] for name in ("by", "since", "until")}
    if asked["by"] and asked["by"] not in DIMENSIONS:
        return asked, _("“%(text)s” is nothing to break the funnel down by.") % {"text": asked["by"]}
    for name in ("since", "until"):
        if asked[name] and day_of(asked[name]) is None:
            return asked, _("“%(text)s” is no date; write it like 2026-05-04.") % {"text": asked[name]}
    since, until = day_of(asked["since"]), day_of(asked["until"])
    if since and until and since >= until:
        return asked, _("The first day must be before the last one.")
    return asked, ""


def _refused(request: HttpRequest, asked: dict[str, str], fault: str) -> HttpResponse:
    """The form again, and what is wrong; no number that answers another question."""
    return render(request, "funnel/page.html", {**asked, "dimensions": DIMENSIONS, "fault": fault}, status=400)


def _owners() -> Mapping[str, str]:
    version = agreements.current()
    return {stage.id: stage.owner for stage in version.agreement.stages} if version else {}


def _bars(lines: tuple[StageLine, ...], owners: Mapping[str, str]) -> list[Bar]:
    most = max((line.entered for line in lines), default=0) or 1
    return [Bar(line, owners.get(line.stage, "marketing"), round(100 * line.entered / most, 2)) for line in lines]
