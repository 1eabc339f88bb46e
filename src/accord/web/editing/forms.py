"""Drafts by forms: what was typed becomes changes of the text, which keeps its author's comments, order and quotes."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accord.agreement import api
from accord.agreement.contracts import AgreementFault, Proposal
from accord.agreement.editing import (
    Add,
    Change,
    Number,
    Remove,
    Set,
    Uneditable,
    Value,
    edited,
    list_changes,
    outline,
)
from accord.agreement.load import examine
from accord.web.editing.drafts import conflict, editor, judged, open_draft, save
from accord.web.editing.parts import PARTS, Field, Table, tables_of

_NUMBER = re.compile(r"-?[0-9][0-9_]*(?:\.[0-9]+)?")


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
    shown = {"part": part, "parts": PARTS, "tables": tables, "read": found.hash, "title": PARTS[part]}
    return render(request, "editing/form.html", shown | judged(found, found.text))


def _saved(request: HttpRequest, found: Proposal, part: str) -> HttpResponse:
    read = request.POST.get("read", "")
    began = next((one.text for one in api.revisions(found.id) if one.hash == read), found.text)
    text = edited(began, list(_changes(request, _tables(began, found.name, part))))
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


def _changes(request: HttpRequest, tables: Sequence[Table]) -> Iterator[Change]:
    typed = request.POST
    for table in tables:
        for field in table.fields():
            if field.name in typed:
                yield from _change(field, typed[field.name])
    for table in tables:
        for row in table.rows:
            if row.remove in typed:
                yield Remove(row.path)
        yield from _one_more(table, {field.path[-1]: _typed(field, typed.get(field.name, "")) for field in table.fresh})


def _change(field: Field, words: str) -> Iterator[Change]:
    plain = "\n".join(line.strip() for line in words.replace("\r", "").strip().split("\n") if line.strip())
    if plain == field.value.strip():
        return
    if not plain:
        yield Remove(field.path)
    elif field.kind == "lines":
        yield from list_changes(field.path, field.value.split("\n") if field.value else [], plain.split("\n"))
    else:
        yield Set(field.path, _value(field, plain))


def _value(field: Field, words: str) -> Value:
    return Number(words) if field.kind in ("number", "amount") and _NUMBER.fullmatch(words) else words


def _typed(field: Field, words: str) -> Any:
    plain = words.replace("\r", "").strip()
    if field.kind == "lines":
        return [line.strip() for line in plain.split("\n") if line.strip()]
    return _value(field, plain)


def _one_more(table: Table, row: dict[str | int, Any]) -> Iterator[Change]:
    """A row begins with its id; without one there is none."""
    if not row.get("id"):
        return
    made = {str(key): value for key, value in row.items() if value}
    if isinstance(title := made.get("title"), list):
        made["title"] = {"matches": title}
    if str(made.get("touch", "")).startswith("/"):
        made = {key: value for key, value in made.items() if key != "touch"} | {
            "touch": "page",
            "where": {"path": {"starts_with": made["touch"]}},
        }
    if trait := made.pop("trait", None):
        made["when"] = {trait: {"any_of": made.pop("values", [])}}
    yield Add(table.path, made)
