"""What if: points and thresholds turned by hand, the answer at once, and the values taken into the draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.agreement import api as agreements
from accord.agreement.contracts import AgreementFault, Proposal
from accord.agreement.editing import edited, outline
from accord.journey.trying import api
from accord.kernel.errors import Refused
from accord.members.policy import scope_of
from accord.web.base.request import actor_of, go, is_partial, member_of
from accord.web.tryit import charts
from accord.web.tryit.drafting import changes_for
from accord.web.tryit.kept import finished
from accord.web.tryit.people import rows_of
from accord.web.tryit.words import count, points_of_share, share, signed

PREFIX = "knob."
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Knob:
    """One slider. `field` is its name in the form, `value` what it stands at, `written` what the agreement says."""

    field: str
    kind: str
    group: str
    label: str
    written: str
    value: str
    low: str
    high: str


@require_GET
def tryout_what_if(request: HttpRequest, tryout_id: int) -> HttpResponse:
    """The numbers with the knobs as they stand: a part for script, else the whole page of the tryout."""
    one = finished(tryout_id)
    if not is_partial(request):
        return redirect(f"{reverse('tryout', args=[one.id])}?{request.GET.urlencode()}#what-if")
    return render(request, "tryit/answer.html", panel(request, one, is_asked=True))


@require_POST
def tryout_draft(request: HttpRequest, tryout_id: int) -> HttpResponse:
    """Take the values into the draft of the proposal that was tried, or into a new one; comments stay."""
    one = finished(tryout_id)
    points, thresholds = turned(request.POST, one.report)
    if not points and not thresholds:
        raise Refused(_("Nothing has been changed."), code="nothing-changed")
    target = agreements.proposal(one.proposal_id) if one.proposal_id else None
    text = target.text if target and target.is_open else one.text
    made = edited(text, changes_for(outline(text), points, thresholds))
    try:
        number = _written(request, one, target, made)
    except AgreementFault as fault:
        raise Refused(str(fault.faults[0]), code="agreement-fault") from fault
    return go(request, "draft_edit", number)


def _written(request: HttpRequest, one: api.TryoutCard, target: Proposal | None, text: str) -> int:
    by, now = actor_of(request), timezone.now()
    if target is None or not target.is_open:
        messages.success(request, _("A new draft has these values."))
        return agreements.draft(text=text, name=one.name, by=by, now=now).id
    kept = agreements.change(proposal_id=target.id, text=text, by=by, now=now, read=target.hash)
    if target.signatures and not kept.signatures:
        messages.warning(request, _("It has to be signed anew: it was changed after it was signed."))
    messages.success(request, _("The draft has these values now. Try it again, so that its numbers are kept."))
    return kept.id


def panel(request: HttpRequest, one: api.TryoutCard, *, is_asked: bool = False) -> dict[str, Any]:
    """The knobs, and the answer where it is asked for or values are in the address."""
    knobs = _knobs(request.GET, one.report)
    shown: dict[str, Any] = {"tryout": one, "knobs": knobs, "knob_groups": _grouped(knobs)}
    shown["may_draft"] = scope_of(member_of(request).role, "tryout_draft") is not None
    try:
        points, thresholds = turned(request.GET, one.report)
        shown["is_turned"] = bool(points or thresholds)
        if is_asked or shown["is_turned"]:
            found = api.what_if(one.id, points=points, thresholds=thresholds)
            shown |= {"answer": found, "is_getting_ready": found is None} | (_answered(found) if found else {})
    except Refused as refusal:
        shown["trouble"] = refusal.message
    return shown


def turned(typed: QueryDict, report: Mapping[str, Any]) -> tuple[dict[str, float], dict[str, float]]:
    """Points and thresholds that are not as written. Raises Refused for what is no number."""
    points: dict[str, float] = {}
    thresholds: dict[str, float] = {}
    for knob in report["knobs"]:
        words = typed.get(PREFIX + knob["key"], "").strip()
        if words and (value := _number(words, knob["label"])) != knob["value"]:
            (points if knob["kind"] == "points" else thresholds)[knob["key"]] = value
    return points, thresholds


def _number(words: str, label: str) -> float:
    try:
        value = float(words) if len(words) < 12 else float("nan")
    except ValueError:
        value = float("nan")
    if not abs(value) <= 100_000:
        raise Refused(
            _("“%(text)s” is no number for %(label)s.") % {"text": words[:40], "label": label}, code="no-number"
        )
    return value


def _knobs(typed: QueryDict, report: Mapping[str, Any]) -> list[Knob]:
    return [
        Knob(
            field=PREFIX + knob["key"],
            kind=knob["kind"],
            group=knob["key"].split(".")[0],
            label=knob["label"],
            written=charts.number(knob["value"]),
            value=typed.get(PREFIX + knob["key"], "")[:12] or charts.number(knob["value"]),
            low=charts.number(min(knob["low"], knob["value"])),
            high=charts.number(max(knob["high"], knob["value"])),
        )
        for knob in report["knobs"]
    ]


def _grouped(knobs: Sequence[Knob]) -> list[tuple[str, str, list[Knob]]]:
    """Thresholds by stage first, then points by score."""
    groups: dict[tuple[str, str], list[Knob]] = {}
    for knob in sorted(knobs, key=lambda knob: knob.kind == "points"):
        groups.setdefault((knob.kind, knob.group), []).append(knob)
    titles = {"threshold": _("thresholds"), "points": _("points")}
    return [(group, titles[kind], some) for (kind, group), some in groups.items()]


def _answered(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The changed proposal beside the one as written and the version beside it."""
    shown = {"in_force": answer["beside"], "proposed": answer["as_written"], "changed": answer["proposed"]}
    sides = {key: side for key, side in shown.items() if side}
    counted = {"handed_off": _("Hand-offs"), "won": _("Won"), "lost": _("Lost"), "rejected": _("Rejected")}
    rates = {"precision": _("Precision"), "recall": _("Recall")}
    lines = [(words, *_compared(sides, key, count, lambda more: signed(count(abs(int(more))), more)))
             for key, words in counted.items()]  # fmt: skip
    lines += [(words, *_compared(sides, key, share, points_of_share)) for key, words in rates.items()]
    changes = answer["changes_side"]
    return {
        "answer_lines": lines,
        "has_now": "in_force" in sides,
        "answer_chart": charts.weekly(None, sides, id="answer"),
        "answer_changes": changes,
        "answer_rows": rows_of(changes["people"][:MOST_LISTED]),
        "answer_is_cut": changes["gained"] + changes["lost"] > min(MOST_LISTED, len(changes["people"])),
    }


def _compared(sides: Mapping[str, Any], key: str, say: Any, more: Any) -> tuple[list[str], str]:
    """The value of each side, and how the changed one differs from the proposal."""
    old, new = sides["proposed"][key], sides["changed"][key]
    return [say(side[key]) for side in sides.values()], more(new - old) if None not in (old, new) else "–"
