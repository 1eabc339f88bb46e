"""Charts: what the script draws, and the same numbers as a table for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accord.web.tryit.kept import behind
from accord.web.tryit.words import SIDES, count, share

Json = Mapping[str, Any]
Cell = tuple[str, str]  # words, and the address behind them
BECAME = ("won", "lost", "rejected", "open")


@dataclass(frozen=True, slots=True)
class Chart:
    """`drawn` is what the script reads; `heads` and `rows` are the table."""

    id: str
    title: str | Promise
    drawn: Mapping[str, Any]
    heads: Sequence[str | Promise]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    note: str = ""


def weekly(tryout_id: int | None, sides: Mapping[str, Json], *, id: str = "weekly") -> Chart:  # noqa: A002
    """Hand-offs by week of each side; what became of the proposal's is in the table. Without a number of the tryout
    nobody can be looked up behind it."""
    weeks = sorted({one["week"] for said in sides.values() for one in said["weekly"]})
    by = {side: {one["week"]: one for one in said["weekly"]} for side, said in sides.items()}

    def link(side: str, week: str, outcome: str = "") -> str:
        asked = {"week": week} | ({"outcome": outcome} if outcome else {})
        return behind(tryout_id, side, asked) if tryout_id is not None else ""

    def many(side: str, week: str) -> int:
        return int(by[side].get(week, {}).get("handed_off", 0))

    rows = []
    for week in weeks:
        new = by["proposed"].get(week, {})
        cells = [(count(many(side, week)), link(side, week)) for side in sides]
        rows.append((_day(week), cells + [(count(new.get(name, 0)), link("proposed", week, name)) for name in BECAME]))
    series = [
        {"name": str(SIDES.get(side, _("Changed"))), "type": "bar", "data": [many(side, week) for week in weeks],
         "links": [link(side, week) for week in weeks]}
        for side in sides
    ]  # fmt: skip
    heads = [_("Week from"), *(SIDES.get(side, _("Changed")) for side in sides), _("of the proposed: won"), _("lost"),
             _("rejected"), _("open")]  # fmt: skip
    drawn = {"x": [_day(week) for week in weeks], "series": series, "y": [_("hand-offs")]}
    return Chart(id, _("Hand-offs by week"), drawn, heads, rows)


def load(tryout_id: int, sides: Mapping[str, Json]) -> Chart | None:
    """Hand-offs for each rep, and the busiest week."""
    reps = {one["member"]: one["name"] for said in sides.values() for one in said["load"]}
    if not reps:
        return None
    by = {side: {one["member"]: one for one in said["load"]} for side, said in sides.items()}

    def of(side: str, rep: int) -> Json:
        return by[side].get(rep) or {"handed_off": 0, "weekly": []}

    def link(side: str, rep: int) -> str:
        return behind(tryout_id, side, {"member": str(rep)})

    def busiest(side: str, rep: int) -> Cell:
        weeks = of(side, rep)["weekly"]
        if not any(weeks):
            return count(0), ""
        most = max(weeks)
        week = sides[side]["weekly"][weeks.index(most)]["week"]
        return count(most), behind(tryout_id, side, {"member": str(rep), "week": week})

    rows: list[tuple[str, Sequence[Cell]]] = []
    for rep, name in reps.items():
        cells = [(count(of(side, rep)["handed_off"]), link(side, rep)) for side in sides]
        rows.append((name, cells + [busiest(side, rep) for side in sides]))
    series = [
        {"name": str(SIDES[side]), "type": "bar", "data": [of(side, rep)["handed_off"] for rep in reps],
         "links": [link(side, rep) for rep in reps]}
        for side in sides
    ]  # fmt: skip
    drawn = {"x": list(reps.values()), "series": series, "y": [_("hand-offs")], "flat": True}
    most = [_("busiest week: %(side)s") % {"side": SIDES[side]} for side in sides]
    note = _("Dealt out in turn among the reps of today, whoever had the lead in fact.")
    return Chart("load", _("Load of each rep"), drawn, [_("Rep"), *(SIDES[side] for side in sides), *most], rows, note)


def gain(tryout_id: int, sides: Mapping[str, Json]) -> Chart | None:
    """The share of the won among the best tenths by score."""
    shares = [one["share"] for one in sides["proposed"]["gain"]]
    if not shares:
        return None
    by = {side: {one["share"]: one["won"] for one in said["gain"]} for side, said in sides.items()}

    def link(side: str, at: float) -> str:
        return behind(tryout_id, side, {"best": str(round(at * 10))})

    rows = [
        (share(at), [(share(by[side].get(at)), link(side, at)) for side in sides] + [(share(at), "")]) for at in shares
    ]
    series: list[dict[str, Any]] = [
        {"name": str(SIDES[side]), "type": "line", "data": [by[side].get(at) for at in shares],
         "links": [link(side, at) for at in shares]}
        for side in sides
    ]  # fmt: skip
    series.append({"name": _("By chance"), "type": "line", "data": shares, "thin": True})
    drawn = {"x": [share(at) for at in shares], "series": series, "y": [_("of all won")], "shares": [0]}
    heads = [_("Best by score"), *(SIDES[side] for side in sides), _("By chance")]
    note = _("Of the people whose outcome is known, the best by score, and the share of all won people among them.")
    return Chart("gain", _("Gain curve"), drawn, heads, rows, note)


def sweeps(tryout_id: int, report: Json) -> list[Chart]:
    """One chart for each threshold at which leads are handed over."""
    labels = {knob["key"]: knob["label"] for knob in report["knobs"]}
    keys = dict.fromkeys(one["key"] for one in report["sweep"])
    return [_sweep(tryout_id, place, key, labels.get(key, key), report) for place, key in enumerate(keys, start=1)]


def _sweep(tryout_id: int, place: int, key: str, label: str, report: Json) -> Chart:
    tried = [one for one in report["sweep"] if one["key"] == key]
    here = reverse("tryout", args=[tryout_id])
    links = [f"{here}?{urlencode({f'knob.{key}': number(one['threshold'])})}#what-if" for one in tried]
    rows = []
    for one, link in zip(tried, links, strict=True):
        said = number(one["threshold"]) + (" " + _("(as proposed)") if one["is_proposed"] else "")
        cells = [(count(one["handed_off"]), link), (count(one["won"]), ""), (share(one["precision"]), "")]
        rows.append((said, [*cells, (share(one["recall"]), "")]))
    series = [
        {
            "name": _("Hand-offs"),
            "type": "bar",
            "data": [one["handed_off"] for one in tried],
            "links": links,
            "colour": "--chart-1",
        },
        {
            "name": _("Precision"),
            "type": "line",
            "axis": 1,
            "data": [one["precision"] for one in tried],
            "colour": "--chart-2",
        },
        {"name": _("Recall"), "type": "line", "axis": 1, "data": [one["recall"] for one in tried]},
    ]
    marked = next((index for index, one in enumerate(tried) if one["is_proposed"]), None)
    drawn = {"x": [number(one["threshold"]) for one in tried], "series": series,
             "y": [_("hand-offs"), _("precision, recall")], "shares": [1], "marked": marked}  # fmt: skip
    heads = [_("Threshold"), _("Hand-offs"), _("won"), _("Precision"), _("Recall")]
    return Chart(f"sweep-{place}", label, drawn, heads, rows)


def timing(tryout_id: int, said: Json) -> Chart | None:
    """Of those whom both hand over: how many days earlier or later."""
    buckets = [one for one in said["buckets"] if one["leads"]]
    if not buckets:
        return None

    def link(one: Json) -> str:
        low, high = (("" if one[name] is None else str(one[name])) for name in ("from_days", "to_days"))
        return behind(tryout_id, "proposed", {"later": f"{low}:{high}"})

    rows = [(_span(one), [(count(one["leads"]), link(one))]) for one in buckets]
    series = [{"name": _("People"), "type": "bar", "data": [one["leads"] for one in buckets],
               "links": [link(one) for one in buckets]}]  # fmt: skip
    drawn = {"x": [_span(one) for one in buckets], "series": series, "y": [_("people")]}
    return Chart("timing", _("Earlier or later"), drawn, [_("Days"), _("People")], rows)


def _span(one: Json) -> str:
    low, high = one["from_days"], one["to_days"]
    if low is None:
        return _("more than %(n)s days earlier") % {"n": -high}
    if high is None:
        return _("%(n)s days later or more") % {"n": low}
    if high <= 0:
        return _("%(a)s to %(b)s days earlier") % {"a": -high, "b": -low}
    return _("%(a)s to %(b)s days later") % {"a": low, "b": high}


def number(value: float) -> str:
    """A threshold as it stands in a form, whatever the language."""
    return str(int(value)) if value == int(value) else repr(value)


def _day(week: str) -> str:
    return date_format(date.fromisoformat(week), "SHORT_DATE_FORMAT")
