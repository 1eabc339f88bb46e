"""What happened, latest first: touches, changes of stage, and what reps did, with whom and what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from accord.kernel.actor import ActorKind
from accord.kernel.instants import from_micros, to_micros
from accord.kernel.touch import Touch, TouchKind
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.steps.activity import api as activity
from accord.steps.activity.contracts import ActivityCard
from accord.steps.collect import api as collect
from accord.steps.collect.contracts import MachineVerdict, StoredTouch
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard, TransitionCard
from accord.web.base.record.deeds import ICONS as ICONS_OF_DEEDS
from accord.web.base.record.deeds import KINDS, RESULTS

PAGE = 40
MOST_DONE = 1000
SHOWN_PROPERTIES = 4
ICONS = {
    TouchKind.PAGE: "world",
    TouchKind.SCREEN: "device-mobile",
    TouchKind.IDENTIFY: "id",
    TouchKind.GROUP: "building",
    TouchKind.ALIAS: "arrow-merge",
    TouchKind.TRACK: "click",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a time line; `touch_id` where it is a touch whose verdict can be changed, `who` where several people
    have the time line together."""

    at: datetime
    icon: str
    title: str
    detail: str = ""
    touch_id: int | None = None
    is_machine: bool = False
    verdict: str = ""
    is_decision: bool = False
    who: str = ""


@dataclass(frozen=True, slots=True)
class Deeds:
    """What was decided about leads and done with them; `by` are the members who did it."""

    decided: Sequence[TransitionCard]
    done: Sequence[ActivityCard]
    by: Mapping[int, MemberCard]


@dataclass(frozen=True, slots=True)
class Whose:
    """What the people are called of whom a time line tells: by identifier and by lead. Empty where it is one."""

    aliases: Mapping[int, str] = field(default_factory=dict)
    leads: Mapping[int, str] = field(default_factory=dict)


OF_ONE = Whose()


@dataclass(frozen=True, slots=True)
class Story:
    """`before` names the place where the next, older part begins; None at the beginning of time."""

    happenings: Sequence[Happening]
    before: str | None


def deeds_of(leads: Iterable[LeadCard]) -> Deeds:
    """What was decided and done with these leads, in three queries."""
    lead_ids = [lead.id for lead in leads]
    decided = [one for part in lifecycle.history(lead_ids).values() for one in part]
    done = activity.of_leads(lead_ids, limit=MOST_DONE)
    return Deeds(decided, done, members.by_ids({one.member_id for one in done}))


def story_of(
    alias_ids: Sequence[int], deeds: Deeds, *, before: str = "", size: int = PAGE, whose: Whose = OF_ONE
) -> Story:
    """A part of the time line, read for itself: `size` touches and what was decided and done between them."""
    cursor = _place(before)
    found = collect.touches_of(alias_ids=alias_ids, limit=size + 1, before=cursor) if alias_ids else []
    verdicts = collect.verdicts_of(touch_ids=[row.touch_id for row in found])
    return told(found, verdicts, deeds, size=size, newest=cursor[0] if cursor else None, whose=whose)


def told(
    found: Sequence[StoredTouch],
    verdicts: Mapping[int, MachineVerdict],
    deeds: Deeds,
    *,
    size: int = PAGE,
    newest: datetime | None = None,
    whose: Whose = OF_ONE,
) -> Story:
    """The last `size` of these touches, which are in order of time, and what was decided and done between them."""
    touches, more = found[-size:], len(found) > size
    oldest = touches[0].touch.occurred_at if more else None
    moved = [_moved(one, whose) for one in deeds.decided if _between(one.effective_at, oldest, newest)]
    acted = [_acted(one, deeds.by.get(one.member_id), whose) for one in deeds.done if _between(one.at, oldest, newest)]
    happenings = [_touched(row, verdicts.get(row.touch_id), whose) for row in touches] + moved + acted
    return Story(sorted(happenings, key=lambda one: one.at)[::-1], _named(touches[0]) if more else None)


def _touched(row: StoredTouch, verdict: MachineVerdict | None, whose: Whose) -> Happening:
    touch = row.touch
    return Happening(
        at=touch.occurred_at,
        icon=_icon(touch),
        title=title_of(touch),
        detail=_detail(touch),
        touch_id=row.touch_id,
        is_machine=bool(verdict and verdict.is_machine),
        verdict=verdict.why if verdict else "",
        who=whose.aliases.get(row.alias_id, ""),
    )


def _moved(one: TransitionCard, whose: Whose) -> Happening:
    names = {"from": one.from_stage.upper() or _("new"), "to": one.to_stage.upper()}
    title = _("%(from)s → %(to)s") % names
    by = _("by rule") if one.actor.kind in (ActorKind.RULE, ActorKind.PROCESS) else one.actor.name
    undone = _("taken back") if one.is_undone else ""
    detail = " · ".join(part for part in (one.reason, by, undone) if part)
    who = whose.leads.get(one.lead_id, "")
    return Happening(at=one.effective_at, icon="route", title=title, detail=detail, is_decision=True, who=who)


def _acted(one: ActivityCard, member: MemberCard | None, whose: Whose) -> Happening:
    outcome = RESULTS.get(one.outcome)
    title = f"{KINDS[one.kind]}: {outcome}" if outcome else str(KINDS[one.kind])
    detail = " · ".join(part for part in (one.note, member.label if member else "") if part)
    icon, who = ICONS_OF_DEEDS[one.kind], whose.leads.get(one.lead_id, "")
    return Happening(at=one.at, icon=icon, title=title, detail=detail, is_decision=True, who=who)


def title_of(touch: Touch) -> str:
    """A touch in a few words."""
    if touch.kind in (TouchKind.PAGE, TouchKind.SCREEN):
        return _("Looked at %(page)s") % {"page": path_of(touch) or touch.name or _("a page")}
    if touch.kind is TouchKind.IDENTIFY:
        return _("Told us who they are")
    if touch.kind is TouchKind.GROUP:
        return _("Joined a company")
    if touch.kind is TouchKind.ALIAS:
        return _("Got another identifier")
    return touch.name


def path_of(touch: Touch) -> str:
    """The path of a page's URL, as the agreement's rules read it."""
    path = touch.properties.get("path")
    if isinstance(path, str) and path:
        return path
    url = touch.properties.get("url")
    try:
        return urlsplit(url).path if isinstance(url, str) else ""
    except ValueError:
        return ""


def _detail(touch: Touch) -> str:
    values = touch.traits if touch.kind in (TouchKind.IDENTIFY, TouchKind.GROUP) else touch.properties
    skipped = ("path", "url", "referrer", "search")
    shown = [(name, value) for name, value in values.items() if name not in skipped and _is_plain(value)]
    return " · ".join(f"{name}: {str(value)[:80]}" for name, value in shown[:SHOWN_PROPERTIES])


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float | bool) and value != ""


def _icon(touch: Touch) -> str:
    name = touch.name.casefold()
    for word, icon in (("mail", "mail"), ("webinar", "calendar"), ("download", "download"), ("form", "forms")):
        if touch.kind is TouchKind.TRACK and word in name:
            return icon
    if touch.kind is TouchKind.TRACK and ("demo" in name or "trial" in name):
        return "star"
    return ICONS[touch.kind]


def _between(at: datetime, oldest: datetime | None, newest: datetime | None) -> bool:
    return (oldest is None or at >= oldest) and (newest is None or at < newest)


def _named(row: StoredTouch) -> str:
    return f"{to_micros(row.touch.occurred_at)}.{row.touch_id}"


def _place(text: str) -> tuple[datetime, int] | None:
    micros, _dot, number = text.partition(".")
    try:
        return (from_micros(int(micros)), int(number)) if text else None
    except (ValueError, OverflowError):
        return None
