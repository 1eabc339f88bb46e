"""The board, and the leads behind its numbers."""

from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accord.agreement import api as agreements
from accord.agreement.wording import id_words, promise_words
from accord.kernel.instants import parse_instant
from accord.members import api as members
from accord.reporting import api as reporting
from accord.reporting.contracts import NoSuchPeriod, ReportRefused, Which
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.sla import api as sla
from accord.web.base.pages import Page
from accord.web.base.request import PAGE_SIZE, page_number
from accord.web.board import shown, words

SIDES = ("marketing", "sales")
ASKED = ("service", "which", "since", "until", "member", "over", "upto")


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Both sides' promises in a period."""
    now = timezone.now()
    asked = request.GET.get("period", "quarter")[:20]
    try:
        made = reporting.board(period=asked, now=now)
        _span, earlier, later = reporting.board_period(asked, now=now)
    except ReportRefused:
        return render(request, "board/page.html", {"is_empty": True, "periods": words.PERIODS})
    except NoSuchPeriod as refused:
        wrong = {"fault": refused.message, "periods": words.PERIODS, "asked": "quarter"}
        return render(request, "board/page.html", wrong, status=400)
    known = members.by_ids({number for line in made.promises for number, _ in line.members if number is not None})
    context: dict[str, Any] = {
        "board": made,
        "periods": words.PERIODS,
        "asked": asked,
        "period": words.period(made.span),
        "earlier": earlier,
        "later": later,
        "tiles": shown.tiles(made),
        "sides": [(side, shown.rows(made, side), shown.volume_rows(made, side)) for side in SIDES],
        "weeks": shown.weeks(made),
        "kept_by_week": shown.kept_by_week(made),
        "people": shown.people(made, {number: one.label for number, one in known.items()}),
    }
    if made.speed:
        context["histogram"] = shown.histogram(made.speed, made.span)
        context["bars"] = shown.bars(made.speed, made.span)
        context["median"] = words.length(made.speed.median)
        context["median_raw"] = words.length(made.speed.median_raw)
        context["promised"] = words.length(made.speed.promised)
        context["in_time"] = words.share(made.speed.share)
        context["untouched"] = shown.behind(made.speed.service, "untouched", made.span.start, made.span.end)
    return render(request, "board/page.html", context)


@require_GET
def board_people(request: HttpRequest) -> HttpResponse:
    """The leads behind a number, a page at a time."""
    number = page_number(request)
    asked = {name: request.GET.get(name, "").replace("\0", "")[:80] for name in ASKED}
    since, until = parse_instant(asked["since"]), parse_instant(asked["until"])
    if since is None or until is None:
        return _refused(request, _("This address names no span of time."))
    try:
        found = reporting.board_behind_number(
            service=asked["service"],
            which=cast(Which, asked["which"]),
            since=since,
            until=until,
            member_id=_number(asked["member"]),
            over=_number(asked["over"]),
            upto=_number(asked["upto"]),
            offset=(number - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
            now=timezone.now(),
        )
    except ReportRefused as refused:
        return _refused(request, refused.message)
    leads = lifecycle.leads([row.subject_id for row in found.rows if row.subject_kind == "lead"])
    people = identity.people(person_ids={row.person_id for row in found.rows if row.person_id})
    accounts = identity.accounts(account_ids={lead.account_id for lead in leads.values() if lead.account_id})
    owners = members.by_ids({row.member_id for row in found.rows if row.member_id})
    rows = []
    for row in found.rows:
        lead = leads.get(row.subject_id) if row.subject_kind == "lead" else None
        account = accounts.get(lead.account_id or 0) if lead else None
        taken = words.length(row.seconds) if row.seconds is not None else ""
        rows.append((row, lead, people.get(row.person_id or 0), account, owners.get(row.member_id or 0), taken))
    context = {
        "page": Page(rows, number, number * PAGE_SIZE < found.total, found.total),
        "title": words.behind(asked["which"]),
        "service": _name_of(asked["service"], timezone.now()),
        "span": words.days(since, until, reporting.board_period(now=timezone.now())[0].zone),
        "is_open": asked["which"] == "open",
        "query": urlencode({name: said for name, said in asked.items() if said}) + "&",
    }
    return render(request, "board/people.html", context)


def _name_of(service: str, now: datetime) -> str:
    version = agreements.in_force(now)
    ours = {one.id: promise_words(one) for one in (version.agreement.services if version else ())}
    return ours.get(service) or sla.services().get(service) or id_words(service)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _refused(request: HttpRequest, fault: str) -> HttpResponse:
    return render(request, "board/people.html", {"fault": fault, "title": _("Behind the number")}, status=400)
