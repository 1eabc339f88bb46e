"""Drafts as text: begun from a version, checked while somebody types, saved without losing anybody's words."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accord.agreement import api
from accord.agreement.contracts import AgreementFault, Fault, Proposal
from accord.agreement.editing import completions
from accord.kernel.errors import Refused
from accord.web.base.pages import cut
from accord.web.base.request import PAGE_SIZE, actor_of, page_number
from accord.web.editing.beside import side_by_side
from accord.web.editing.parts import PARTS

both = require_http_methods(["GET", "POST"])
MOST_CHARACTERS = 262_144


@both
def drafts(request: HttpRequest) -> HttpResponse:
    """What is being written; a new draft begins as the version in force."""
    if request.method == "POST":
        version = api.current()
        if version is None:
            raise Http404
        made = api.draft(text=version.text, name=version.name, by=actor_of(request), now=timezone.now())
        return redirect("draft_edit", made.id)
    number = page_number(request)
    rows = api.proposals(offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE + 1, open_only=True)
    return render(request, "editing/drafts.html", {"page": cut(rows, number, PAGE_SIZE), "version": api.current()})


@both
def draft_edit(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The text with its faults. POST saves; with `check` it only looks."""
    found = open_draft(proposal_id)
    if request.method == "GET":
        return editor(request, found, found.text)
    text = text_in(request)
    if "check" in request.POST:
        return editor(request, found, text)
    try:
        save(request, found, text)
    except api.ChangedMeanwhile:
        return conflict(request, proposal_id, text)
    except AgreementFault:
        messages.error(request, _("Not saved: what was put forward must be without faults."))
        return editor(request, found, text, status=422)
    return redirect("draft_edit", found.id)


@require_POST
def draft_check(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The faults of a text as it is being typed, or what it changes."""
    return render(request, "editing/faults.html", judged(open_draft(proposal_id), text_in(request)))


@require_POST
def draft_complete(request: HttpRequest, proposal_id: int) -> JsonResponse:
    """What may stand where the cursor is: `{"start": n, "words": [{"word", "means"}]}`."""
    open_draft(proposal_id)
    at = request.POST.get("at", "")
    text = text_in(request)
    start, words = completions(text, int(at) if at.isascii() and at.isdigit() and len(at) < 8 else len(text))
    return JsonResponse({"start": start, "words": [{"word": one.word, "means": one.means} for one in words]})


def open_draft(proposal_id: int) -> Proposal:
    """The proposal, still open. Raises Http404 and Refused."""
    found = api.proposal(proposal_id)
    if found is None:
        raise Http404
    if not found.is_open:
        raise Refused(_("It cannot be changed any more; begin another draft."), code="not-now")
    return found


def text_in(request: HttpRequest) -> str:
    """The text of the form with the line ends of an agreement. Raises Refused where it is too long."""
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if len(text) > MOST_CHARACTERS:
        raise Refused(_("The text is too long for an agreement."), code="too-large")
    return text


def save(request: HttpRequest, found: Proposal, text: str) -> None:
    """Keep a text as the draft's. Raises ChangedMeanwhile and AgreementFault."""
    read = request.POST.get("read", "")
    made = api.change(proposal_id=found.id, text=text, by=actor_of(request), now=timezone.now(), read=read)
    messages.success(request, _("Nothing has changed.") if made.hash == found.hash else _("Saved."))
    if found.signatures and not made.signatures:
        messages.warning(request, _("It has to be signed anew: it was changed after it was signed."))


def editor(
    request: HttpRequest, found: Proposal, text: str, *, read: str | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """The page. `read`: the hash of the content that the text began from."""
    shown = {"proposal": found, "text": text, "read": read or request.POST.get("read") or found.hash, "parts": PARTS}
    return render(request, "editing/editor.html", shown | judged(found, text) | more, status=status)


def conflict(request: HttpRequest, proposal_id: int, text: str) -> HttpResponse:
    """Nothing is lost: theirs and mine, side by side, and mine to go on with."""
    theirs = open_draft(proposal_id)
    rows = side_by_side(theirs.text, text)
    return editor(request, theirs, text, read=theirs.hash, status=409, rows=rows, is_conflict=True)


def judged(found: Proposal, text: str) -> dict[str, Any]:
    """The faults with the lines they are in; where there are none, what it changes."""
    faults = api.check(text, found.name)
    lines = text.splitlines()
    current = api.version(found.base_id) if found.base_id else api.current()
    return {
        "proposal": found,
        "faults": [(fault, _line(lines, fault)) for fault in faults],
        "base": current,
        "changes": () if faults or not current else api.differences(current.agreement, api.load(text, found.name)),
    }


def _line(lines: list[str], fault: Fault) -> str:
    return lines[fault.line - 1].strip() if fault.line <= len(lines) else ""
