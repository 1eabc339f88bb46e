"""What stands still, for both sides: each can send a lead back, or ask the other side for help."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.journey import desk
from accord.kernel.errors import Refused
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.members.policy import scope_of
from accord.reporting import api as reporting
from accord.reporting.contracts import ReportRefused, Stalled, StalledPage
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import HandoffCard
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import AccountCard, PersonCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.outcomes import api as outcomes
from accord.web.base.pages import Page
from accord.web.base.request import PAGE_SIZE, clean, member_of, own_only, page_number, text_of

SIDES = ("marketing", "sales")


@dataclass(frozen=True, slots=True)
class Row:
    one: Stalled
    person: PersonCard | None
    account: AccountCard | None
    owner: MemberCard | None
    may_send_back: bool


@require_GET
def stalled(request: HttpRequest) -> HttpResponse:
    """Leads that stand at their stage for longer than the norm; one's own side's first."""
    member, number = member_of(request), page_number(request)
    side = request.GET.get("side", member.team if member.team in SIDES else "")
    side = side if side in SIDES else ""
    sides = [("", _("Both sides")), ("marketing", _("Marketing")), ("sales", _("Sales"))]
    context = {
        "side": side,
        "sides": sides,
        "query": f"side={side}&",
        "tab": "leads",
        "may_ask": scope_of(member.role, "request_create") is not None,
    }
    try:
        norms, found = reporting.standing_still(
            side=side, now=timezone.now(), offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE
        )
    except ReportRefused as refused:
        return render(request, "stalled/leads.html", {**context, "fault": refused.message})
    version = agreements.current()
    reasons = version.agreement.recycle_reasons if version else ()
    page = _page(found, number, member, version)
    return render(request, "stalled/leads.html", {**context, "page": page, "norms": norms, "reasons": reasons})


@require_GET
def stalled_deals(request: HttpRequest) -> HttpResponse:
    """Deals that are open for longer than those that were won took."""
    number, now = page_number(request), timezone.now()
    ages, deals = outcomes.overdue(now=now, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    accounts = identity.accounts(account_ids={deal.account_id for deal in deals if deal.account_id})
    owners = members.by_ids([deal.owner_member_id for deal in deals if deal.owner_member_id])
    days = dict(ages.old)
    rows = [(d, days[d.id], accounts.get(d.account_id or 0), owners.get(d.owner_member_id or 0)) for d in deals]
    page = Page(rows, number, ages.total > number * PAGE_SIZE, ages.total)
    return render(request, "stalled/deals.html", {"page": page, "ages": ages, "tab": "deals"})


@require_GET
def stalled_stages(request: HttpRequest) -> HttpResponse:
    """Conversion and speed of each stage, the latest month that can be told beside the three before."""
    try:
        trends = reporting.trends(now=timezone.now())
    except ReportRefused as refused:
        return render(request, "stalled/stages.html", {"fault": refused.message, "tab": "stages"})
    return render(request, "stalled/stages.html", {"trends": trends, "tab": "stages"})


@require_GET
def stalled_people(request: HttpRequest) -> HttpResponse:
    """Who entered a stage in the latest month that can be told, and did not go on in time."""
    stage, number, member = text_of(request, "stage"), page_number(request), member_of(request)
    context = {"stage": stage, "tab": "stages", "query": f"stage={stage}&"}
    try:
        found = reporting.not_gone_on(stage=stage, now=timezone.now(), offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    except ReportRefused as refused:
        return render(request, "stalled/people.html", {**context, "fault": refused.message}, status=400)
    return render(
        request, "stalled/people.html", {**context, "page": _page(found, number, member, agreements.current())}
    )


@require_POST
def stalled_back(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Send a lead that stands still back, with a reason of the agreement."""
    own, card = own_only(request), lifecycle.lead(lead_id)
    if card is None or (own is not None and card.owner_member_id != own):
        raise Http404
    reason, note = clean(request.POST.get("reason", ""), 64), clean(request.POST.get("note", ""), 1000)
    try:
        desk.recycle(lead_id=lead_id, reason=reason, note=note, by=member_of(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("It was sent back."))
    return redirect("stalled")


def _page(found: StalledPage, number: int, member: MemberCard, version: Version | None) -> Page[Row]:
    rows: Sequence[Stalled] = found.rows
    handed = {lead_id: cards[0] for lead_id, cards in handoff.of_leads([one.lead_id for one in rows]).items()}
    people = identity.people(person_ids={one.person_id for one in rows})
    accounts = identity.accounts(account_ids={one.account_id for one in rows if one.account_id})
    owners = members.by_ids([one.owner_id for one in rows if one.owner_id])
    reach = scope_of(member.role, "stalled_back")
    shown = [
        Row(
            one,
            people.get(one.person_id),
            accounts.get(one.account_id or 0),
            owners.get(one.owner_id or 0),
            (reach == "all" or (reach == "own" and one.owner_id == member.id))
            and _may_send_back(one, handed.get(one.lead_id), member, version),
        )
        for one in rows
    ]
    return Page(shown, number, found.total > number * PAGE_SIZE, found.total)


def _may_send_back(one: Stalled, latest: HandoffCard | None, member: MemberCard, version: Version | None) -> bool:
    open_one = latest if latest is not None and latest.closed_at is None else None
    return version is not None and desk.may_recycle(one.stage, one.owner_id, open_one, member, version.agreement)
