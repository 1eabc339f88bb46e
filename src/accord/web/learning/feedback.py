"""The inbox of what sales says of the leads, for those who wrote the rules."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accord.agreement import api as agreements
from accord.agreement.wording import rule_words
from accord.members import api as members
from accord.reporting import api as reporting
from accord.reporting.contracts import IMPRESSION_KIND
from accord.steps.identity import api as identity
from accord.web.base.pages import Page
from accord.web.base.record.opinions import IMPRESSIONS
from accord.web.base.request import PAGE_SIZE, page_number

PERIODS: dict[str, tuple[int, Promise]] = {
    "7": (7, _("7 days")),
    "30": (30, _("30 days")),
    "90": (90, _("90 days")),
    "365": (365, _("a year")),
}
KINDS: dict[str, Promise] = {
    "rejected": _("Rejected"),
    "recycled": _("Recycled"),
    IMPRESSION_KIND: _("Worked, and said of it"),
}


@require_GET
def learning_feedback(request: HttpRequest) -> HttpResponse:
    """By reason, by rule, and every word behind the numbers."""
    now, number = timezone.now(), page_number(request)
    asked = {name: request.GET.get(name, "").replace("\0", "")[:64] for name in ("kind", "reason", "rule")}
    days = request.GET.get("days", "") if request.GET.get("days") in PERIODS else "90"
    found = reporting.feedback(
        since=now - timedelta(days=PERIODS[days][0]),
        until=now + timedelta(seconds=1),
        **asked,
        limit=PAGE_SIZE,
        offset=(number - 1) * PAGE_SIZE,
    )
    said = _words()
    people = identity.people(person_ids={one.person_id for one in found.rows})
    who = members.by_ids(one.member_id for one in found.rows)
    shown = {
        "groups": [(kind, words, _told(kind, found.reasons.get(kind, {}), said)) for kind, words in KINDS.items()],
        "rules": [(rule, said.get(f"rule {rule}", rule), many) for rule, many in found.rules.items()],
        "rows": [
            {
                "word": one,
                "person": people.get(one.person_id),
                "member": who.get(one.member_id),
                "kind": KINDS.get(one.kind, one.kind),
                "reason": _reason(one.kind, one.reason, said),
                "rules": [(rule, said.get(f"rule {rule}", rule)) for rule in one.rules],
            }
            for one in found.rows
        ],
        "page": Page(found.rows, number, number * PAGE_SIZE < found.total, found.total),
        "periods": [(key, words) for key, (_days, words) in PERIODS.items()],
        "days": days,
        "asked": asked,
        "query": urlencode({**{k: v for k, v in asked.items() if v}, "days": days}) + "&",
    }
    return render(request, "learning/feedback.html", shown)


def _words() -> dict[str, str]:
    """What the agreement calls its reasons and rules."""
    version = agreements.current()
    if version is None:
        return {}
    pact = version.agreement
    recycled = {one.id: one.means for one in pact.recycle_reasons}
    reasons = recycled | {one.id: one.means for one in pact.reject_reasons}
    return reasons | {f"rule {rule.id}": rule_words(rule) for score in pact.scores for rule in score.rules}


def _told(kind: str, counted: Mapping[str, int], said: dict[str, str]) -> list[tuple[str, str, int]]:
    return [(reason, _reason(kind, reason, said), many) for reason, many in counted.items()]


def _reason(kind: str, reason: str, said: dict[str, str]) -> str:
    if kind == IMPRESSION_KIND:
        return str(IMPRESSIONS.get(reason, reason))
    return said.get(reason, reason.replace("-", " "))
