"""Members: list, add, role, on and off."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accord.journey import api as journey
from accord.kernel.errors import Refused
from accord.members import api
from accord.members.policy import CAPABILITIES, ROLES, scope_of
from accord.steps.handoff import api as handoff
from accord.web.base.pages import Page
from accord.web.base.request import PAGE_SIZE, actor_of, member_of, page_number, text_of
from accord.web.members.forms import MemberForm


@require_GET
def members(request: HttpRequest) -> HttpResponse:
    """A page of members, and the policy table in words."""
    return _page(request, MemberForm())


@require_POST
def member_create(request: HttpRequest) -> HttpResponse:
    """Add a member, or change the one with that address."""
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    try:
        card = api.add(
            email=given["email"],
            role=given["role"],
            name=given["name"],
            password=given["password"] or None,
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _page(request, form, status=422)
    messages.success(request, _("%(member)s can log in now.") % {"member": card.label})
    return redirect("members")


@require_POST
def member_role(request: HttpRequest, member_id: int) -> HttpResponse:
    _known(member_id)
    api.set_role(member_id=member_id, role=request.POST.get("role", ""))
    messages.success(request, _("The role is changed."))
    return redirect("members")


@require_POST
def member_active(request: HttpRequest, member_id: int) -> HttpResponse:
    """Switch a log-in on or off; nobody is ever deleted, because decisions name them. What waits for somebody who is
    switched off is offered to others."""
    _known(member_id)
    if request.POST.get("active") == "yes":
        api.set_active(member_id=member_id, is_active=True)
        messages.success(request, _("The log-in is switched on."))
        return redirect("members")
    offered = journey.switch_off(member_id=member_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("The log-in is switched off."))
    if offered:
        said = ngettext("%(count)d lead that waited for them is offered anew.",
                        "%(count)d leads that waited for them are offered anew.", offered)  # fmt: skip
        messages.success(request, said % {"count": offered})
    if handoff.counts(member_id=member_id).accepted:
        return redirect("member_work", member_id)
    return redirect("members")


def _known(member_id: int) -> None:
    if not api.by_ids([member_id]):
        raise Http404


def _page(request: HttpRequest, form: MemberForm, status: int = 200) -> HttpResponse:
    number, text = page_number(request), text_of(request)
    rows, total = api.everyone(text=text, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    shown = {
        "page": Page(rows, number, number * PAGE_SIZE < total, total),
        "form": form,
        "roles": ROLES,
        "may_change": scope_of(member_of(request).role, "member_create"),
        "policy": [
            (room, [(words, [scope_of(role, actions[0]) for role in ROLES]) for words, actions in rows.items()])
            for room, rows in CAPABILITIES.items()
        ],
    }
    return render(request, "members/page.html", shown, status=status)
