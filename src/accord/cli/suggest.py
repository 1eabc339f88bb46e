"""`accord suggest`"""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from accord.cli.door import AsJson, console, instant, now, open_database, print_json, print_table
from accord.kernel.errors import Refused

if TYPE_CHECKING:
    from accord.reporting.contracts import Suggestion


class Outcome(StrEnum):
    WON = "won"
    ACCEPTED = "accepted"


def suggest(
    outcome: Annotated[Outcome, typer.Option(help="What the points are to foretell.")] = Outcome.WON,
    score: Annotated[str | None, typer.Option(help="Change the rules of this score only.")] = None,
    until: Annotated[str | None, typer.Option(help="Learn from what was known at this instant.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the suggested agreement into this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Points and thresholds learnt from outcomes, as an agreement ready for `accord replay` and `accord agreement
    propose`."""
    if out is not None and out.exists():
        raise Refused(f"{out} exists already; name a file that does not", code="exists")
    open_database()
    from accord.reporting import api as reporting

    wanted: Literal["won", "accepted"] = "won" if outcome is Outcome.WON else "accepted"
    found = reporting.suggest(wanted=wanted, score=score, until=instant(until) or now())
    if out is not None:
        out.write_text(found.text, encoding="utf-8")
    if as_json:
        print_json(found.as_dict())
    else:
        _tell(found)
        if out is not None:
            console.print(f"Written to {out}. Next: accord replay {out}", markup=False, highlight=False)


def _tell(found: "Suggestion") -> None:
    rows = ((one.id, one.score, one.was, one.points or "out", one.words) for one in found.rules)
    print_table(f"Suggested points, to foretell {found.outcome}", ["rule", "score", "now", "suggested", "what"], rows)
    for name, least in found.thresholds.items():
        console.print(f"Threshold of {name}: {least} (now {found.thresholds_were[name]})", highlight=False)
    seen = found.evaluation
    console.print(
        f"Learnt from {seen.trained} leads up to {seen.train_until:%Y-%m-%d}, judged by {seen.tested} from "
        f"{seen.test_from:%Y-%m-%d} on: area under the curve {seen.area.value:.3f} "
        f"({seen.area.low:.3f} to {seen.area.high:.3f}), now {seen.area_in_force:.3f}, "
        f"a model bound by nothing {seen.area_ceiling:.3f}; lift of the best tenth {seen.top_decile_lift:.2f}.",
        highlight=False,
    )
    console.print(
        f"Of these, {seen.kept} pass the suggested thresholds and {seen.true_kept} of them are {found.outcome}; "
        f"of all {seen.handed_off}, {seen.true_all} are.",
        highlight=False,
    )
    if not found.is_better:
        console.print("It tells the later leads apart no better than the agreement in force: keep that one.")
    for one in found.excluded:
        console.print(f"Left out: {one.field}, {one.why}", markup=False, highlight=False)
