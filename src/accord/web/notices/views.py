"""The list behind the bell: what a member was told, read and not read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from accord.outbox import api as outbox
from accord.telling import api
from accord.web.base.pages import cut
from accord.web.base.request import PAGE_SIZE, member_of, page_number


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """A page of the member's notices, the latest first."""
    number, unread_only = page_number(request), request.GET.get("show") == "unread"
    rows = api.notices(
        member_id=member_of(request).id,
        now=timezone.now(),
        unread_only=unread_only,
        offset=(number - 1) * PAGE_SIZE,
        limit=PAGE_SIZE + 1,
    )
    query = "show=unread&" if unread_only else ""
    shown = {"page": cut(rows, number, PAGE_SIZE), "unread_only": unread_only, "query": query}
    return render(request, "notices/page.html", shown)


@require_GET
def notice_bell(request: HttpRequest) -> HttpResponse:
    """The bell with its number, asked for now and then by the page."""
    return render(request, "base/bell.html")


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Everything is read."""
    outbox.mark_read(member_id=member_of(request).id, now=timezone.now())
    return redirect("notices")


@require_POST
def notice_read(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice is read, and what it is about is opened; or it is to be seen again as not read."""
    member_id = member_of(request).id
    if request.POST.get("read") == "no":
        outbox.mark_unread(member_id=member_id, notice_id=notice_id)
    else:
        outbox.mark_read(member_id=member_id, notice_ids=[notice_id], now=timezone.now())
    then = request.POST.get("then", "")
    is_ours = then.startswith("/") and url_has_allowed_host_and_scheme(then, None)
    return redirect(then if is_ours else "notices")
