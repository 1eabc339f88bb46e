"""What either side owes: clocks that something starts and stops, and volumes per period."""

import re
from typing import Any, get_args

from accord.agreement.reading import values
from accord.agreement.reading.goals import PERIODS
from accord.agreement.reading.nodes import Node
from accord.agreement.reading.page import Fields, Page, did_you_mean
from accord.agreement.reading.stages import SIDES
from accord.agreement.reading.words import Unclear, duration
from accord.agreement.spec.services import OWNER, Allowance, Deed, Happening, Promise, Rung, Service, Volume

HAPPENINGS: tuple[str, ...] = get_args(Happening)
DEEDS: tuple[str, ...] = get_args(Deed)
REASSIGNED = ("restarts", "continues")
SNOOZED = ("runs on", "pauses")
MOST_PERCENT = 1000
MOST_TIMES = 100
LONGEST_DAYS = 3_660
_ALLOWANCE = re.compile(r"([0-9]{1,6})\s+(?:(working|business)[\s-]+)?([a-z]+?)s?", re.IGNORECASE)
_RUNG = re.compile(r"(.+?)\s+at\s+([0-9]{1,5})\s*%", re.IGNORECASE)
_PERCENT = re.compile(r"([0-9]{1,3})\s*%")
_VOLUME = re.compile(r"([0-9][0-9_]{0,9})\s+([a-z0-9][a-z0-9_-]{0,63})")
_ALLOWED = {"minute": 1440, "hour": 24, "day": 1, "week": 1 / 7}


def read_services(page: Page, node: Node | None) -> tuple[Promise, ...]:
    """The promises in the order written."""
    found = (_promise(page, item) for item in values.items(page, node, "services"))
    return tuple(one for one in found if one)


def _promise(page: Page, node: Node) -> Promise | None:
    fields = values.fields(page, node, "a service")
    if fields is None:
        return None
    name = values.ident(page, fields.need("id"), "the id of a service")
    if name:
        page.declare("service", name, fields.places["id"])
    means = values.text(page, fields.take("means"), "means")
    owed_by: Any = values.choice(page, fields.need("owed_by"), "owed_by", SIDES)
    said = {"id": name, "means": means, "owed_by": owed_by}
    made = (_volume if fields.take("at_least") is not None else _service)(page, fields, said)
    if made:
        page.places.put(made, fields.place, fields.places)
    return made


def _volume(page: Page, fields: Fields, said: dict[str, Any]) -> Volume | None:
    """`at_least: 300 mql, per: quarter, and: {acceptance_rate: {at_least: 60%}}`."""
    found = values.spoken(page, fields.need("at_least"), "at_least", volume)
    per: Any = values.choice(page, fields.need("per"), "per", PERIODS)
    acceptance = _acceptance(page, fields.take("and"))
    fields.done()
    if found:
        page.refer("stage", found[1], fields.places["at_least"])
    if not (said["id"] and said["owed_by"] and found and per):
        return None
    return Volume(**said, at_least=found[0], of=found[1], per=per, acceptance=acceptance)


def _acceptance(page: Page, node: Node | None) -> int | None:
    and_fields = values.fields(page, node, "and")
    if and_fields is None:
        return None
    rate = values.fields(page, and_fields.need("acceptance_rate"), "acceptance_rate")
    and_fields.done()
    found = values.spoken(page, rate.need("at_least"), "acceptance_rate", percent) if rate else None
    if rate:
        rate.done()
    return found


def _service(page: Page, fields: Fields, said: dict[str, Any]) -> Service | None:
    starts: Any = values.choice(page, fields.need("starts"), "starts", HAPPENINGS)
    stops = _stops(page, fields.need("stops"))
    times = values.integer(page, fields.take("times"), "times", most=MOST_TIMES)
    if times is not None and times < 1:
        page.lose(fields.places["times"], "times is at least 1", "out-of-range")
    within = values.spoken(page, fields.need("within"), "within", allowance)
    calendar = _calendar(page, fields.take("calendar"))
    reassigned: Any = values.choice(page, fields.take("reassigned"), "reassigned", REASSIGNED) or "restarts"
    snoozed: Any = values.choice(page, fields.take("snoozed"), "snoozed", SNOOZED) or "runs on"
    pause = values.spoken(page, fields.take("pause"), "pause", duration)
    rungs = [values.spoken(page, item, "then", rung) for item in values.items(page, fields.take("then"), "then")]
    fields.done()
    if not (said["id"] and said["owed_by"] and starts and stops and within):
        return None
    return Service(
        **said,
        starts=starts,
        stops=stops,
        times=max(1, times or 1),
        within=within,
        calendar=calendar,
        reassigned=reassigned,
        snoozed=snoozed,
        pause=pause,
        then=tuple(sorted((one for one in rungs if one), key=lambda one: one.percent)),
    )


def _stops(page: Page, node: Node | None) -> tuple[Any, ...]:
    """One happening, `accepted_or_rejected`, or a list."""
    found: list[str] = []
    for item in values.items(page, node, "stops", one_will_do=True):
        written = values.text(page, item, "stops")
        for word in written.split("_or_") if written else ():
            if word not in HAPPENINGS:
                hint = did_you_mean(word, HAPPENINGS)
                page.lose(item.place, f"stops cannot be “{word[:60]}”{hint}", "unknown-word")
            elif word not in found:
                found.append(word)
    return tuple(found)


def _calendar(page: Page, node: Node | None) -> str | None:
    name = values.ident(page, node, "calendar")
    if node is not None and name is not None and name != OWNER:
        page.refer("calendar", name, node.place)
    return name


def allowance(text: str) -> Allowance:
    """So long, in working time or on the clock on the wall. Raises Unclear."""
    found = _ALLOWANCE.fullmatch(" ".join(text.split()))
    unit: Any = found[3].lower() if found else ""
    if found is None or unit not in _ALLOWED:
        raise Unclear(f"“{text[:60]}” is no time to keep; write for example 4 working hours, 2 working days or 30 days")
    if not 0 < int(found[1]) <= LONGEST_DAYS * _ALLOWED[unit]:
        raise Unclear(f"“{text[:60]}” must be more than nothing and at most {LONGEST_DAYS:,} days")
    return Allowance(text=" ".join(text.split()), number=int(found[1]), unit=unit, is_working=found[2] is not None)


def rung(text: str) -> Rung:
    """What is done, and when. Raises Unclear."""
    found = _RUNG.fullmatch(" ".join(text.split()))
    do: Any = found[1].lower().replace("re-route", "reroute").replace("_", " ") if found else ""
    if found is None or do not in DEEDS:
        raise Unclear(f"“{text[:60]}” is no step; write for example remind at 50%; steps are {', '.join(DEEDS)}")
    if not 1 <= int(found[2]) <= MOST_PERCENT:
        raise Unclear(f"“{text[:60]}” must lie between 1% and {MOST_PERCENT:,}%")
    return Rung(do=do, percent=int(found[2]))


def percent(text: str) -> int:
    """A share of a whole. Raises Unclear."""
    found = _PERCENT.fullmatch(text.strip())
    if found is None or not 1 <= int(found[1]) <= 100:
        raise Unclear(f"“{text[:60]}” is no share; write for example 60%")
    return int(found[1])


def volume(text: str) -> tuple[int, str]:
    """How many, and the stage they reach. Raises Unclear."""
    found = _VOLUME.fullmatch(" ".join(text.split()))
    if found is None or not 1 <= int(found[1].replace("_", "")) <= values.MOST_SUM:
        raise Unclear(f"“{text[:60]}” is no volume; write a number and a stage, for example 300 mql")
    return int(found[1].replace("_", "")), found[2]
