"""What is different in the process: stages, disqualifiers, hand-off, routing, reasons."""

from collections.abc import Iterator, Sequence

from accord.agreement import describe, route_words
from accord.agreement.diff.contracts import Said
from accord.agreement.diff.criteria import criterion
from accord.agreement.diff.fields import FieldWords, fields, plain_field, rows, text_field
from accord.agreement.diff.words import entries, instead, told_apart, value_of
from accord.agreement.spec import (
    ByPeople,
    Criterion,
    Disqualifier,
    Duration,
    Handoff,
    LostReason,
    RecycleReason,
    RejectReason,
    Route,
    Stage,
)
from accord.agreement.wording import list_of, sentence, stage_words

Enter = Criterion | ByPeople
_HOURS = {
    "working": "in working hours",
    "any": "at any hour",
    None: "at the usual hours (working hours where there are calendars)",
}
_IF_NOBODY = {"wait": "waits", "next": "goes on to the next route", None: "is handled as usual for such a route"}
_FOLLOWS = {"recycle": "recycled", "disqualify": "disqualified"}


def stages(old: Sequence[Stage], new: Sequence[Stage]) -> Iterator[Said]:
    """Where a lead may be, and its ways."""
    yield from rows(
        "stages",
        old,
        new,
        noun="stage",
        came=_new_stage,
        went=lambda one: f"there is no stage {stage_words(one.id)} any more",
        changed=_stage,
    )


def _new_stage(one: Stage) -> str:
    ways = f"; from there it may go to {_stages(one.goes_to, 'or')}" if one.goes_to else ""
    asides = "".join(sentence(f" {word}: {said}") for word, said in (("today", one.today), ("next", one.next)) if said)
    means = one.means.rstrip(".")
    who = f"there is a new stage, {stage_words(one.id)}, owned by {one.owner}"
    return f"{who}: {means}. A lead enters: {describe.enter(one)}{ways}.{asides}"


def _stage(path: str, old: Stage, new: Stage) -> Iterator[Said]:
    who = stage_words(new.id)
    words: FieldWords = {
        "owner": plain_field(lambda a, b: f"{who} is now owned by {instead(b, a)}"),
        "means": text_field(who),
        "today": text_field(who, "today"),
        "next": text_field(who, "next"),
        "enter": lambda at, a, b: _enter(at, who, a, b),
        "goes_to": lambda at, a, b: _ways(at, new.id, a, b),
    }
    yield from fields(path, who, old, new, words)


def _enter(path: str, who: str, old: Enter, new: Enter) -> Iterator[Said]:
    if isinstance(old, Criterion) and isinstance(new, Criterion):
        yield from criterion(path, who, old, new)
    elif isinstance(old, ByPeople) and isinstance(new, ByPeople):
        words: FieldWords = {
            "by": plain_field(lambda a, b: f"{b} now decides on {who} instead of {a}"),
            "requires": lambda at, a, b: _answers(at, who, a, b),
        }
        yield from fields(path, who, old, new, words)
    else:
        yield Said(path, "changed", f"a lead now enters {who}: {_entry(new)}; before: {_entry(old)}")


def _entry(enter: Enter) -> str:
    if isinstance(enter, Criterion):
        return f"when {describe.criterion(enter)}"
    answers = f", once they know {list_of(enter.requires)}" if enter.requires else ""
    return f"{enter.by} decides{answers}"


def _answers(path: str, who: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Said]:
    came, went, is_reordered = entries(old, new)
    if came:
        yield Said(path, "added", f"{who} now also asks what is known of {list_of(came)}")
    if went:
        yield Said(path, "removed", f"{who} no longer asks what is known of {list_of(went, 'or')}")
    if is_reordered:
        yield Said(path, "changed", f"the questions of {who} stand in another order: {list_of(new)}")


def _ways(path: str, stage: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Said]:
    came, went, is_reordered = entries(old, new)
    at = f"a lead at {stage_words(stage)}"
    yield from (Said(f"{path}.{to}", "added", f"{at} may now also go to {stage_words(to)}") for to in came)
    yield from (Said(f"{path}.{to}", "removed", f"{at} may no longer go to {stage_words(to)}") for to in went)
    if is_reordered:
        yield Said(path, "changed", f"the ways from {stage_words(stage)} stand in another order: {_stages(new)}")


def _stages(ids: Sequence[str], last: str = "and") -> str:
    return list_of([stage_words(one) for one in ids], last)


def disqualifiers(old: Sequence[Disqualifier], new: Sequence[Disqualifier]) -> Iterator[Said]:
    """What makes somebody no buyer."""

    def changed(path: str, a: Disqualifier, b: Disqualifier) -> Iterator[Said]:
        who = f"the disqualifier {b.id}"
        words: FieldWords = {"means": text_field(who), "when": lambda at, x, y: criterion(at, who, x, y)}
        yield from fields(path, who, a, b, words)

    yield from rows(
        "disqualify",
        old,
        new,
        noun="disqualifier",
        came=lambda one: f"there is a new disqualifier, {one.id}. {describe.disqualifier(one)}",
        went=lambda one: f"there is no disqualifier {one.id} any more",
        changed=changed,
    )


def handoff(old: Handoff, new: Handoff) -> Iterator[Said]:
    """When a lead is offered."""

    def at(path: str, a: Sequence[str], b: Sequence[str]) -> Iterator[Said]:
        came, went, is_reordered = entries(a, b)
        yield from (
            Said(f"{path}.{one}", "added", f"a lead is now also offered to sales at {stage_words(one)}") for one in came
        )
        yield from (
            Said(f"{path}.{one}", "removed", f"a lead is no longer offered to sales at {stage_words(one)}")
            for one in went
        )
        if is_reordered:
            yield Said(path, "changed", f"the stages of the hand-off stand in another order: {_stages(b)}")

    yield from fields("handoff", "the hand-off", old, new, {"at": at})


def routing(old: Sequence[Route], new: Sequence[Route]) -> Iterator[Said]:
    """To whom."""
    yield from rows(
        "routing",
        old,
        new,
        noun="route",
        came=lambda one: f"there is a new route, {one.id}: {route_words.route(one)}",
        went=lambda one: f"there is no route {one.id} any more",
        changed=_route,
    )


def _route(path: str, a: Route, b: Route) -> Iterator[Said]:
    who = f"the route {b.id}"
    if (a.owner is None) != (b.owner is None):
        yield Said(path, "changed", f"{who} is now: {instead(route_words.route(b), route_words.route(a))}")
        return
    words: FieldWords = {
        "means": text_field(who),
        "when": lambda at, x, y: _condition(at, who, x, y),
        "team": plain_field(lambda x, y: f"{who} now goes to the team {instead(f'“{y}”', f'“{x}”')}"),
        "owner": plain_field(lambda x, y: f"{who} now goes to {instead(route_words.OWNERS[y], route_words.OWNERS[x])}"),
        "by": plain_field(lambda x, y: f"{who} now goes {instead(route_words.ORDERS[y], route_words.ORDERS[x])}"),
        "capacity": plain_field(
            lambda x, y: f"{who} now gives a member {instead(route_words.capacity(y), route_words.capacity(x))}"
        ),
        "ramp_up": plain_field(
            lambda x, y: f"new members now come up to their full share of {who} {instead(_ramp(y), _ramp(x))}"
        ),
        "hours": plain_field(lambda x, y: f"{who} now gives leads {instead(_HOURS[y], _HOURS[x])}"),
        "if_nobody": plain_field(lambda x, y: f"a lead for which {who} finds nobody now {_IF_NOBODY[y]}"),
    }
    yield from fields(path, who, a, b, words)


def _condition(path: str, who: str, old: Criterion | None, new: Criterion | None) -> Iterator[Said]:
    if old is None and new is not None:
        yield Said(path, "added", f"{who} is now only for leads where {describe.criterion(new)}")
    elif new is None and old is not None:
        yield Said(path, "removed", f"{who} is no longer only for leads where {describe.criterion(old)}")
    elif old is not None and new is not None:
        yield from criterion(path, who, old, new)


def _ramp(length: Duration | None) -> str:
    return f"within {describe.length_of(length)}" if length else "at once"


def reject_reasons(old: Sequence[RejectReason], new: Sequence[RejectReason]) -> Iterator[Said]:
    """Why sales may give a lead back."""

    def changed(path: str, a: RejectReason, b: RejectReason) -> Iterator[Said]:
        who = f"the reason to reject {b.id}"
        words: FieldWords = {
            "means": text_field(who),
            "then": plain_field(lambda x, y: f"a lead rejected as {b.id} is now {instead(_FOLLOWS[y], _FOLLOWS[x])}"),
            "recycle_as": plain_field(
                lambda x, y: f"a lead rejected as {b.id} is now recycled as {instead(y or 'nothing', x or 'nothing')}"
            ),
        }
        yield from fields(path, who, a, b, words)

    yield from rows(
        "reject_reasons",
        old,
        new,
        noun="reason to reject",
        came=lambda one: f"there is a new reason to reject, {one.id}: {describe.reject_reason(one)}",
        went=lambda one: f"there is no reason to reject {one.id} any more",
        changed=changed,
    )


def recycle_reasons(old: Sequence[RecycleReason], new: Sequence[RecycleReason]) -> Iterator[Said]:
    """Why a lead goes back, and for how long."""

    def changed(path: str, a: RecycleReason, b: RecycleReason) -> Iterator[Said]:
        who = f"a lead recycled as {b.id}"
        words: FieldWords = {
            "means": text_field(f"the reason to recycle {b.id}"),
            "cool_down": plain_field(lambda x, y: f"{who} now rests {instead(*told_apart(_rest(y), _rest(x), y, x))}"),
            "at_most": plain_field(lambda x, y: f"{who} may now come back {instead(_often(y), _often(x))}"),
        }
        yield from fields(path, who, a, b, words)

    yield from rows(
        "recycle_reasons",
        old,
        new,
        noun="reason to recycle",
        came=lambda one: f"there is a new reason to recycle, {one.id}: {describe.recycle_reason(one)}",
        went=lambda one: f"there is no reason to recycle {one.id} any more",
        changed=changed,
    )


def _rest(length: object) -> str:
    return value_of(length) if length else "not at all"


def _often(number: int | None) -> str:
    return f"at most {describe.times(number)}" if number is not None else "any number of times"


def lost_reasons(old: Sequence[LostReason], new: Sequence[LostReason]) -> Iterator[Said]:
    """Why deals are lost."""
    yield from rows(
        "lost_reasons",
        old,
        new,
        noun="reason to lose",
        came=lambda one: f"there is a new reason to lose a deal, {one.id}: {one.means}",
        went=lambda one: f"there is no reason to lose a deal {one.id} any more",
        changed=lambda at, a, b: fields(
            at, f"the reason {b.id}", a, b, {"means": text_field(f"the reason to lose a deal {b.id}")}
        ),
    )
