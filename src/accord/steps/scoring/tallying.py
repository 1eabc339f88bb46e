"""What each rule gave at an instant, of many people by one agreement: for report cards and for learning. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from accord.agreement.spec import Did
from accord.kernel.instants import to_micros
from accord.kernel.touch import Touch, TraitChange
from accord.steps.scoring.compile import Program
from accord.steps.scoring.contracts import Given, Tally
from accord.steps.scoring.explain import order
from accord.steps.scoring.sheet import Hit, Sheet, clamp
from accord.steps.scoring.signals import Matcher
from accord.steps.scoring.traits import switches


class Tallying:
    """Call it with what was known of somebody at an instant. Judgements of conditions are kept between calls."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._matcher = Matcher(program)

    def __call__(self, touches: Iterable[Touch], changes: Sequence[TraitChange], at: datetime) -> Tally:
        """What each rule gives at `at`; what happened later is left out, what was learnt later is the caller's."""
        program, micros = self._program, to_micros(at)
        hits: list[list[Hit]] = [[] for _ in program.rules]
        for touch in sorted((t for t in touches if t.occurred_at <= at), key=order):
            for match in self._matcher.of(touch):
                hits[match.rule].append(Hit(to_micros(touch.occurred_at), match.value, touch.message_id))
        sheet = Sheet(program.plan, hits, switches(program, [change for change in changes if change.at <= at]))
        given: dict[str, Given] = {}
        sums: list[int] = []
        for place, (line, rule) in enumerate(zip(program.plan.rules, program.rules, strict=True)):
            if not line.is_trait and not hits[place]:
                sums.append(clamp(0, line.low, line.high))
                continue
            worths = sheet.contributions(place, micros)
            units = sum(one.units for one in worths)
            sums.append(clamp(units, line.low, line.high))
            if worths and not isinstance(rule, Did):
                given[rule.id] = Given(len(worths), units, sums[-1])
        scores = {name: sheet.score_units(place, sums) for place, name in enumerate(program.score_ids)}
        return Tally(given, scores)
