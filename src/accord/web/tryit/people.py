"""The people of a tryout: who changes side and why, and who is behind a number."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accord.journey.trying import api
from accord.kernel.instants import parse_instant
from accord.members import api as members
from accord.steps.identity import api as identity
from accord.web.base.pages import Page
from accord.web.base.request import PAGE_SIZE, page_number
from accord.web.tryit.kept import finished
from accord.web.tryit.words import OUTCOMES, PARTS, SIDES

WAYS = ("gained", "lost")
ASKED = ("week", "member", "later", "outcome", "first", "best", *PARTS)


@require_GET
def tryout_changes(request: HttpRequest, tryout_id: int) -> HttpResponse:
    """Who changes side, a page at a time; `?way=gained` or `lost`."""
    one = finished(tryout_id)
    return render(request, "tryit/changes.html", {"tryout": one} | changes_of(request, one, size=PAGE_SIZE))


@require_GET
def tryout_people(request: HttpRequest, tryout_id: int) -> HttpResponse:
    """The hand-offs behind a number of one side, a page at a time."""
    number = page_number(request)
    side = "in_force" if request.GET.get("side") == "in_force" else "proposed"
    asked = {name: request.GET[name][:200].replace("\0", "") for name in ASKED if name in request.GET}
    one = finished(tryout_id)
    found = api.behind(one.id, side=side, asked=asked, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    cards = identity.people(person_ids={row.person for row in found.rows})
    reps = members.by_ids({row.member for row in found.rows if row.member})
    rows = [(row, cards.get(row.person), OUTCOMES.get(row.outcome, row.outcome), reps.get(row.member or 0))
            for row in found.rows]  # fmt: skip
    shown = {
        "tryout": one,
        "side": SIDES[side],
        "said": _said(asked),
        "page": Page(rows, number, number * PAGE_SIZE < found.total, found.total),
        "query": urlencode({"side": side, **asked}) + "&",
    }
    return render(request, "tryit/people.html", shown)


def changes_of(request: HttpRequest, one: api.TryoutCard, *, size: int) -> dict[str, Any]:
    """A page of those who change side."""
    way = request.GET.get("way", "")
    way, number = way if way in WAYS else "", page_number(request)
    found = api.changes(one.id, way=way, offset=(number - 1) * size, limit=size)
    cards = identity.people(person_ids={row.person for row in found.rows})
    rows = [(row, cards.get(row.person), row.at, OUTCOMES.get(row.outcome, row.outcome)) for row in found.rows]
    return {
        "changed": rows,
        "page": Page(rows, number, number * size < found.total, found.total),
        "query": f"way={way}&" if way else "",
        "way": way,
        "changes": one.report["changes_side"],
        "is_untold": any(not row.reason for row in found.rows),
    }


def rows_of(changed: Iterable[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Any, Any, Any]]:
    """Each with the card of the person, the instant, and the outcome in words."""
    rows = list(changed)
    cards = identity.people(person_ids={row["person"] for row in rows})
    return [
        (row, cards.get(row["person"]), parse_instant(row["at"]), OUTCOMES.get(row["outcome"], row["outcome"]))
        for row in rows
    ]


def _said(asked: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the people have in common, in words."""
    words: dict[str, Any] = {"week": _("Week from"), "member": _("Rep"), "later": _("Days later"),
                             "outcome": _("Outcome"), "first": _("Of each person"),
                             "best": _("Best by score, of ten parts"), **PARTS}  # fmt: skip
    said = dict(asked)
    if "first" in said:
        said["first"] = _("the first hand-off")
    if "outcome" in said:
        said["outcome"] = str(OUTCOMES.get(said["outcome"], said["outcome"]))
    if said.get("member", "").isdigit() and len(said["member"]) < 18:
        rep = members.by_ids([int(said["member"])]).get(int(said["member"]))
        said["member"] = rep.label if rep else said["member"]
    return [(str(words[name]), value or _("(not known)")) for name, value in said.items()]
