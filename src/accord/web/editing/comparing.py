"""Any two versions or proposals: what is different in sentences, in the drawing, and in the text."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accord.agreement import api, describe
from accord.agreement.diff import Difference
from accord.agreement.spec import Agreement
from accord.web.editing.beside import side_by_side

MOST = 50


@dataclass(frozen=True, slots=True)
class Side:
    """A version (`v3`) or a proposal (`p7`)."""

    key: str
    words: str
    text: str
    name: str

    @property
    def agreement(self) -> Agreement | None:
        """What the text says; None where it has faults yet."""
        return None if api.check(self.text, self.name) else api.load(self.text, self.name)


@require_GET
def agreement_compare(request: HttpRequest) -> HttpResponse:
    """`?old=v1&new=p2`; where nothing is said, the latest proposal against the version in force. 404 for what is not
    there."""
    sides = {side.key: side for side in (*_proposals(), *_versions())}
    asked = [request.GET.get(name, "") for name in ("old", "new")]
    if unknown := [key for key in asked if key and key not in sides]:
        raise Http404(_("There is no %(what)s to compare.") % {"what": " ".join(unknown)})
    current = api.current()
    old = sides.get(asked[0]) or (sides.get(f"v{current.number}") if current else None)
    new = sides.get(asked[1]) or next(iter(sides.values()), None)
    shown = {"sides": list(sides.values()), "old": old, "new": new} | (_compared(old, new) if old and new else {})
    return render(request, "editing/compare.html", shown)


def _compared(old: Side, new: Side) -> dict[str, object]:
    before, after = old.agreement, new.agreement
    found = api.differences(before, after) if before and after else ()
    return {
        "rows": side_by_side(old.text, new.text),
        "has_faults": before is None or after is None,
        "sections": _by_section(found),
        "pact": after,
        "changed": frozenset(one.path for one in found),
        "changed_stages": {one.path.split(".")[1] for one in found if one.path.startswith("stages.")},
        "stages": [(stage, describe.enter(stage)) for stage in after.stages] if after else (),
    }


def _by_section(found: tuple[Difference, ...]) -> dict[str, list[Difference]]:
    sections: dict[str, list[Difference]] = {}
    for one in found:
        sections.setdefault(one.section.replace("_", " "), []).append(one)
    return sections


def _versions() -> list[Side]:
    return [
        Side(f"v{one.number}", _("Version %(number)s") % {"number": one.number}, one.text, one.name)
        for one in api.versions()[:MOST]
    ]


def _proposals() -> list[Side]:
    return [
        Side(f"p{one.id}", _("Proposal %(number)s") % {"number": one.id}, one.text, one.name)
        for one in api.proposals(limit=MOST)
        if one.version_id is None
    ]
