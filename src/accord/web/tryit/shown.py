"""A report as the page shows it: sentences, lines of numbers, charts with their tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.journey.trying.contracts import TryoutCard
from accord.kernel.instants import parse_instant
from accord.web.tryit import charts
from accord.web.tryit.kept import behind
from accord.web.tryit.promises import promises_shown
from accord.web.tryit.words import PARTS, SIDES, WHYS, count, points_of_share, share, signed, times

Json = Mapping[str, Any]
Say = Callable[[Any], str]
More = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One number of both sides, with what it means."""

    words: str | Promise
    now: str
    proposed: str
    change: str
    meaning: str | Promise
    links: Mapping[str, str]


def report_shown(one: TryoutCard, beside: Version | None) -> dict[str, Any]:
    """Everything that the templates need of a finished tryout."""
    report, sides = one.report, _sides(one.report)
    return {
        "report": report,
        "sides": [(key, SIDES[key]) for key in sides],
        "changes_in_words": _differences(one, beside),
        "sentences": _sentences(report, sides, beside),
        "lines": _lines(one.id, sides),
        "weekly": charts.weekly(one.id, sides),
        "load": charts.load(one.id, sides),
        "gain": charts.gain(one.id, sides),
        "sweeps": charts.sweeps(one.id, report),
        "timing": charts.timing(one.id, report["timing"]),
        "parts": [(PARTS[name], _parts(one.id, name, sides)) for name in PARTS],
        "censored": _censored(report),
        "data_until": parse_instant(report["data"]["until"]),
        **promises_shown(report),
        "left_out": [(words, count(number)) for words, number in report["data"]["left_out"].items()],
        "whys": [(WHYS.get(key, key), count(n)) for key, n in ((report["reality"] or {}).get("by_why") or {}).items()],
    }


def _sides(report: Json) -> dict[str, Json]:
    return {key: report[key] for key in ("in_force", "proposed") if report[key]}


def _differences(one: TryoutCard, beside: Version | None) -> list[str]:
    if beside is None:
        return []
    made = agreements.load(one.text, one.name)
    return [found.sentence for found in agreements.differences(beside.agreement, made)]


def _sentences(report: Json, sides: Mapping[str, Json], beside: Version | None) -> list[str]:
    """What matters most, said."""
    new, now = sides["proposed"], sides.get("in_force")
    said = _segment(report)
    if now is None or beside is None:
        return [*said, _("It would have handed over %(n)s leads.") % {"n": count(new["handed_off"])}]
    more = new["handed_off"] - now["handed_off"]
    told = {"n": count(new["handed_off"]), "was": count(now["handed_off"]), "number": beside.number,
            "change": signed(count(abs(more)), more)}  # fmt: skip
    changes = report["changes_side"]
    found = [*said, _("It hands over %(n)s leads where version %(number)s hands over %(was)s (%(change)s).") % told]
    found.append(
        _("%(gained)s people would reach sales who do not now, %(won)s of them were won; %(lost)s would no longer, "
          "%(lost_won)s of them were won.")
        % {"gained": count(changes["gained"]), "won": count(changes["gained_won"]), "lost": count(changes["lost"]),
           "lost_won": count(changes["lost_won"])}
    )  # fmt: skip
    if new["precision"] is not None and now["precision"] is not None:
        found.append(
            _("Of its leads that are decided %(new)s were won, now %(now)s; it catches %(recall)s of all who were won, "
              "now %(was)s.")
            % {"new": share(new["precision"]), "now": share(now["precision"]), "recall": share(new["recall"]),
               "was": share(now["recall"])}
        )  # fmt: skip
    return found


def _segment(report: Json) -> list[str]:
    """Whom a pilot is for."""
    segment = report["data"].get("segment")
    if not segment:
        return []
    words = _(
        "It is a pilot: everything but the comparison with what happened is about the %(n)s people of its segment."
    )
    return [words % {"n": count(segment["people"])}]


def _lines(tryout_id: int, sides: Mapping[str, Json]) -> list[Line]:
    outcomes = {
        "handed_off": (_("Handed off"), _("Leads given to sales; somebody may come twice.")),
        "won": (_("Won"), _("A deal was won after this hand-off.")),
        "lost": (_("Lost"), _("A deal was lost, or the lead was closed as lost.")),
        "rejected": (_("Rejected"), _("A rep gave the lead back as not good enough.")),
        "open": (_("Open"), _("Nothing is decided yet, so it counts neither for nor against.")),
    }
    good = _("Of the leads that are decided, the share that was won: how good they are.")
    caught = _("Of all people who were won, the share handed off before: how many good ones are caught.")
    better = _("How much more often people handed off are won than all people whose outcome is known.")
    rates: dict[str, tuple[str, Say, More, str]] = {
        "precision": (_("Precision"), share, points_of_share, good),
        "recall": (_("Recall"), share, points_of_share, caught),
        "lift": (_("Lift"), times, _times_more, better),
    }
    made = []
    for key, (words, meaning) in outcomes.items():
        asked = {} if key == "handed_off" else {"outcome": key}
        links = {side: behind(tryout_id, side, asked) for side in sides}
        made.append(_line(sides, key, words, meaning, count, _more, links))
    firsts = {side: behind(tryout_id, side, {"first": "1"}) for side in sides}
    made.append(_line(sides, "people", _("People"), _("Who was handed off at least once."), count, _more, firsts))
    return made + [_line(sides, key, words, why, say, more, {}) for key, (words, say, more, why) in rates.items()]


def _more(value: float) -> str:
    return signed(count(abs(int(value))), value)


def _times_more(value: float) -> str:
    return signed(number_format(abs(round(value, 2)), 2), value)


def _line(
    sides: Mapping[str, Json], key: str, words: str, meaning: str, say: Say, more: More, links: Mapping[str, str]
) -> Line:
    new, now = sides["proposed"][key], sides["in_force"][key] if "in_force" in sides else None
    change = more(new - now) if new is not None and now is not None else "–"
    return Line(words, say(now), say(new), change, meaning, links)


def _parts(tryout_id: int, name: str, sides: Mapping[str, Json]) -> list[tuple[str, list[dict[str, str]]]]:
    """Each value of a source, persona or trait: both sides' hand-offs and precision."""
    by = {side: {part["name"]: part for part in _part_of(said, name)} for side, said in sides.items()}
    values = dict.fromkeys(value for side in reversed(by) for value in by[side])
    return [(value, [_cell(tryout_id, side, name, value, by[side].get(value)) for side in by]) for value in values]


def _part_of(said: Json, name: str) -> Sequence[Json]:
    found: Sequence[Json] = said[f"by_{name}"] if name in ("source", "persona") else said["segments"].get(name, ())
    return found


def _cell(tryout_id: int, side: str, name: str, value: str, part: Json | None) -> dict[str, str]:
    if part is None:
        return {"words": SIDES[side], "handed_off": count(0), "precision": "–", "link": ""}  # type: ignore[dict-item]
    return {
        "words": SIDES[side],  # type: ignore[dict-item]
        "handed_off": count(part["handed_off"]),
        "precision": share(part["precision"]),
        "link": behind(tryout_id, side, {name: value}),
    }


def _censored(report: Json) -> str:
    """The young ones, said."""
    number, usual = report["proposed"]["open"], report["data"]["usual_days"]
    if not number:
        return ""
    said = ngettext("%(n)s outcome is still open.", "%(n)s outcomes are still open.", number) % {"n": count(number)}
    if usual is None:
        return said + " " + _("Too few are decided to say how long it usually takes; read precision with care.")
    return (
        said
        + " "
        + _(
            "%(n)s of them are younger than %(days)s days, the time in which four of five are decided: their number "
            "will change, and none of them counts in precision."
        )
        % {"n": count(report["censored"]), "days": number_format(round(usual, 1), 1)}
    )
