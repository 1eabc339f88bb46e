"""A member's wishes, and the secret address of their calendar."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accord.telling import api
from accord.telling.contracts import Wish
from accord.web.base.request import member_of
from accord.web.notices.forms import MAIL_WORDS, HabitsForm, wishes_of


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    name: str | Promise
    wish: Wish


@require_http_methods(["GET", "HEAD", "POST"])
def notice_wishes(request: HttpRequest) -> HttpResponse:
    """See and keep what the member wants to hear of."""
    member = member_of(request)
    if request.method != "POST":
        return _page(request, HabitsForm.of(api.habits_of([member.id])[member.id]))
    form = HabitsForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    wishes = wishes_of(request.POST, list(api.KINDS))
    api.set_wishes(member_id=member.id, wishes=wishes, habits=form.habits)
    messages.success(request, _("Kept."))
    return redirect("notice_wishes")


@require_POST
def calendar_make(request: HttpRequest) -> HttpResponse:
    """A new secret address; it is shown this once, and the one before it answers no more."""
    secret = api.make_feed(member_id=member_of(request).id, now=timezone.now())
    address = settings.ADDRESS + reverse("calendar_feed", args=[secret])
    return _page(request, HabitsForm.of(api.habits_of([member_of(request).id])[member_of(request).id]), address=address)


@require_POST
def calendar_revoke(request: HttpRequest) -> HttpResponse:
    """The address answers no more."""
    api.revoke_feed(member_id=member_of(request).id, now=timezone.now())
    messages.success(request, _("The address answers no more."))
    return redirect("notice_wishes")


def _page(request: HttpRequest, form: HabitsForm, *, address: str = "", status: int = 200) -> HttpResponse:
    member = member_of(request)
    wishes = api.wishes_of(member.id)
    if form.is_bound:
        wishes = wishes_of(form.data, list(api.KINDS))
    shown = {
        "form": form,
        "rows": [Row(kind, row.name, wishes[kind]) for kind, row in api.KINDS.items()],
        "ways": MAIL_WORDS,
        "has_mail": api.mail_is_connected(),
        "zone": member.time_zone or settings.TIME_ZONE,
        "feed": api.feed_of(member.id),
        "address": address,
    }
    return render(request, "notices/wishes.html", shown, status=status)
