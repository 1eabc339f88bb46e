"""Two doors without a log-in: the address at the foot of a mail, and the calendar's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from accord.telling import api


@csrf_exempt  # mailboxes post here by themselves: https://www.rfc-editor.org/rfc/rfc8058
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and stop the mail only when that is posted: whoever opens every link of a mail stops nothing."""
    if request.method == "POST":
        asked, is_done = api.unsubscribe(token), True
    else:
        asked, is_done = api.read_unsubscribing(token), False
    kind = api.KINDS.get(asked.kind)
    return render(request, "notices/unsubscribe.html", {"kind": kind, "is_done": is_done})


@require_GET
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """What of a member's falls due, for calendar programs."""
    text = api.calendar(secret=secret, now=timezone.now())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="accord.ics"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
