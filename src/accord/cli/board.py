"""`accord board`"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from accord.cli.door import AsJson, console, now, open_database, print_json, print_table

if TYPE_CHECKING:
    from accord.reporting.contracts import Board, Number, PromiseLine, VolumeLine

LATELY = 6  # of a trend


def board(
    period: Annotated[
        str, typer.Option(help="week, month, quarter or year, or one of them: 2026-W47, 2026-11, 2026-Q4, 2026.")
    ] = "quarter",
    as_json: AsJson = False,
) -> None:
    """The alignment board: both sides' promises side by side, what was kept and broken, and the numbers behind."""
    open_database()
    from accord.members import api as members
    from accord.reporting import api as reporting

    made = reporting.board(period=period, now=now())
    known = members.by_ids({number for line in made.promises for number, _ in line.members if number is not None})
    names = {number: one.email for number, one in known.items()}
    if as_json:
        print_json(_named(made.as_dict(), names))
        return
    _print(made, names)


def _named(said: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    """Members by their e-mail address too."""
    for line in said["promises"]:
        for one in line["members"]:
            one["member"] = names.get(one["member_id"])
    return said


def _print(made: "Board", names: dict[int, str]) -> None:
    from accord.reporting.contracts import board_words as words

    span = made.span
    console.print(f"{span.name} by the clocks of {span.zone}, version {made.version}", highlight=False)
    columns = ["number", "owner", "value", "target", "", "lately"]
    print_table("Numbers", columns, (_number(one) for one in made.numbers))
    for side in ("marketing", "sales"):
        columns = ["promise", "kept", "broken", "excused", "open", "share", "median"]
        rows = [*(_promise(one) for one in made.of(side)), *(_volume(v) for v in made.volumes if v.side == side)]
        print_table(f"{side.title()} promised", columns, rows)
    people = [
        (names.get(number or 0, "nobody"), line.service, t.kept, t.broken, t.excused, t.open, words.share(t.share))
        for line in made.promises
        for number, t in line.members
    ]
    print_table("By person", ["who", "promise", "kept", "broken", "excused", "open", "share"], sorted(people))
    if made.speed:
        bars = []
        for one in made.speed.buckets:
            until = words.length(one.until) if one.until else "…"
            bars.append((f"{words.length(one.since)} to {until}", one.count, "in time" if one.is_within else ""))
        print_table(f"Speed to lead, {made.speed.words}", ["time", "leads", ""], bars)
        console.print(f"{made.speed.untouched} broken and not touched yet", highlight=False)


def _number(one: "Number") -> tuple[object, ...]:
    from accord.reporting.contracts import board_words as words

    lately = " ".join(words.value_of(one, value) for value in one.trend[-LATELY:])
    return (
        words.name_of(one),
        one.owner,
        words.value_of(one, one.value),
        words.value_of(one, one.target),
        one.state,
        lately,
    )


def _promise(one: "PromiseLine") -> tuple[object, ...]:
    from accord.reporting.contracts import board_words as words

    tally = one.tally
    median = "" if tally.median_working is None else words.length(tally.median_working)
    return one.words, tally.kept, tally.broken, tally.excused, tally.open, words.share(tally.share), median


def _volume(one: "VolumeLine") -> tuple[object, ...]:
    from accord.reporting.contracts import board_words as words

    said = f"{one.now.done:,} of {one.target:,}, pace {one.by_now:,}, accepted {words.share(one.now.acceptance)}"
    return f"{one.words}: {said}", "", "", "", "", "", ""
