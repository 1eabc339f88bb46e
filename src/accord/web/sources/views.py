"""Sources: list, add, show the key and the snippets, revoke; warnings; verdicts on machine traffic."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.journey import api as journey
from accord.steps.collect import api as collect
from accord.web.base.pages import cut
from accord.web.base.request import PAGE_SIZE, actor_of, page_number
from accord.web.sources.snippets import snippets


@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    return render(request, "sources/page.html", {"sources": collect.sources(with_counts=True)})


@require_POST
def source_create(request: HttpRequest) -> HttpResponse:
    """Add a source and show its key."""
    name = request.POST.get("name", "").strip()[:100]
    if not name:
        messages.error(request, _("A source needs a name."))
        return redirect("sources")
    card = collect.add_source(name=name, now=timezone.now())
    messages.success(request, _("The source is there; its key works at once."))
    return redirect("source", card.id)


@require_GET
def source(request: HttpRequest, source_id: int) -> HttpResponse:
    card = collect.source(source_id=source_id)
    if card is None:
        raise Http404
    host = f"{request.scheme}://{request.get_host()}"
    warned = collect.warnings(page=1, size=10, source_id=source_id)
    shown = {"source": card, "host": host, "snippets": snippets(host, card.write_key), "warnings": warned}
    return render(request, "sources/source.html", shown)


@require_POST
def source_revoke(request: HttpRequest, source_id: int) -> HttpResponse:
    """Close a source to new touches, or open it again; what it sent stays."""
    if request.POST.get("open") == "yes":
        collect.restore(source_id=source_id)
        messages.success(request, _("The key works again."))
    else:
        collect.revoke(source_id=source_id, now=timezone.now())
        messages.success(request, _("The key is revoked; what came by it stays."))
    return redirect("source", source_id)


@require_GET
def warnings(request: HttpRequest) -> HttpResponse:
    """What was refused or odd, latest first."""
    number, code = page_number(request), request.GET.get("code", "")[:64]
    rows = collect.warnings(page=number, size=PAGE_SIZE, code=code)
    more = len(rows) == PAGE_SIZE and collect.warnings(page=number * PAGE_SIZE + 1, size=1, code=code)
    page = cut([*rows, *more] if more else rows, number, PAGE_SIZE)
    return render(
        request, "sources/warnings.html", {"page": page, "code": code, "query": urlencode({"code": code}) + "&"}
    )


@require_POST
def verdict(request: HttpRequest, touch_id: int) -> HttpResponse:
    """Say whether a machine or a human being did this; scores follow."""
    is_machine = request.POST.get("machine") == "yes"
    person_id = journey.judge_touch(
        touch_id=touch_id, is_machine=is_machine, actor=actor_of(request), now=timezone.now()
    )
    messages.success(request, _("Kept. The scores follow."))
    return redirect("person", person_id)
