"""Drafts by forms: what was typed becomes changes of the text, which keeps its author's comments, order and quotes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accord.agreement import api
from accord.agreement.contracts import AgreementFault, Proposal
from accord.agreement.editing import Uneditable, edited, outline
from accord.agreement.load import examine
from accord.web.editing.asking import words_in
from accord.web.editing.drafts import conflict, editor, judged, open_draft, save
from accord.web.editing.parts import PARTS, Table, tables_of
from accord.web.editing.typed import changes_here, changes_new


@require_http_methods(["GET", "POST"])
def draft_form(request: HttpRequest, proposal_id: int, part: str) -> HttpResponse:
    """One part of a draft as tables. POST saves."""
    if part not in PARTS:
        raise Http404
    found = open_draft(proposal_id)
    try:
        if request.method == "POST":
            return _saved(request, found, part)
        tables = _tables(found.text, found.name, part)
    except Uneditable as refusal:
        messages.error(request, refusal.message)
        return redirect("draft_edit", found.id)
    words = words_in(outline(found.text))
    shown = {"part": part, "parts": PARTS, "tables": tables, "read": found.hash, "title": PARTS[part], "words": words}
    return render(request, "editing/form.html", shown | judged(found, found.text))


def _saved(request: HttpRequest, found: Proposal, part: str) -> HttpResponse:
    read = request.POST.get("read", "")
    began = next((one.text for one in api.revisions(found.id) if one.hash == read), found.text)
    tables = _tables(began, found.name, part)
    text = edited(began, changes_here(tables, request.POST))
    for change in changes_new(tables, request.POST, outline(text)):
        text = edited(text, [change])
    try:
        save(request, found, text)
    except api.ChangedMeanwhile:
        return conflict(request, found.id, text)
    except AgreementFault:
        messages.error(request, _("Not saved: what was put forward must be without faults."))
        return editor(request, found, text, status=422)
    return redirect("draft_form", found.id, part)


def _tables(text: str, name: str, part: str) -> list[Table]:
    return tables_of(part, outline(text), examine(text, name, with_checks=False)[0])
