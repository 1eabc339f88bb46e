"""Views of the queue that a member keeps by name, and those that others share."""

from urllib.parse import parse_qsl

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.kernel.errors import Refused
from accord.web.base.request import member_of, own_only
from accord.web.models import SavedView
from accord.web.queue.asking import asked_of

MOST = 30


def views_for(member_id: int) -> QuerySet[SavedView]:
    """The member's own, and what others share, by name."""
    return SavedView.objects.filter(Q(member_id=member_id) | Q(is_shared=True)).order_by("name", "id")


@require_POST
def view_create(request: HttpRequest) -> HttpResponse:
    """Keep what the page shows under a name; the same name again keeps the newer filters."""
    member = member_of(request)
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())[:60]
    query = asked_of(dict(parse_qsl(request.POST.get("query", "")[:2000])), own_only(request)).query
    if not name:
        raise Refused(_("A view needs a name."))
    if SavedView.objects.filter(member_id=member.id).exclude(name=name).count() >= MOST:
        raise Refused(_("At most %(n)d views; delete one first.") % {"n": MOST})
    SavedView.objects.update_or_create(
        member_id=member.id,
        name=name,
        defaults={"query": query, "is_shared": bool(request.POST.get("shared")), "created_at": timezone.now()},
    )
    messages.success(request, _("The view is kept."))
    return redirect(f"/queue/?{query}")


@require_POST
def view_delete(request: HttpRequest, view_id: int) -> HttpResponse:
    """Only one's own."""
    found = SavedView.objects.filter(pk=view_id, member_id=member_of(request).id).first()
    if found is None:
        raise Http404
    found.delete()
    messages.success(request, _("The view is deleted."))
    return redirect("queue")
