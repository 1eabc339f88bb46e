"""Verbs of reporting."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.kernel.errors import Unsupported
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.reporting import board as boards
from accord.reporting import (
    board_behind,
    board_week,
    carrying,
    counting,
    entries,
    goal_figures,
    goal_passing,
    keeping,
    report_card,
    suggesting,
)
from accord.reporting import stalled as still
from accord.reporting.board_behind import BehindBoardPage, Which
from accord.reporting.board_contracts import Board, Span
from accord.reporting.board_spans import after, before, span_of
from accord.reporting.buyers import buyers
from accord.reporting.contracts import DIMENSIONS, Entered, EnteredPage, FunnelReport, ReportRefused
from accord.reporting.entries import Asked
from accord.reporting.feedback import inbox as feedback
from accord.reporting.filled import filled
from accord.reporting.filled import without as without_field
from accord.reporting.funnel import Part, parts
from accord.reporting.goal_figures import Figure
from accord.reporting.goal_needs import Needs
from accord.reporting.goals import GoalLine
from accord.reporting.goals import goals as goals_of
from accord.reporting.keeping import TASK, KeptReport
from accord.reporting.plan import PlanLine
from accord.reporting.plan_numbers import plan as plan_of
from accord.reporting.plan_reviews import tell_reviews as tell_reviews_of
from accord.reporting.reality import Reality, reality
from accord.reporting.report_card_contracts import BehindPage, ReportCard
from accord.reporting.stalled_contracts import Norm, StageTrend, StalledPage
from accord.reporting.suggest_contracts import CannotLearn, Suggestion
from accord.reporting.suggest_examples import Wanted
from accord.steps.lifecycle import api as lifecycle

KINDS = ("rules", "profile", "suggestion")
__all__ = [
    "KINDS",
    "TASK",
    "ask_for",
    "board",
    "board_behind_number",
    "board_period",
    "examine",
    "feedback",
    "filled",
    "funnel",
    "funnel_people",
    "goal_needs",
    "goals",
    "kept",
    "make",
    "make_all",
    "may_report",
    "not_gone_on",
    "plan",
    "profile",
    "report_figure",
    "rule_people",
    "rules",
    "standing_still",
    "suggest",
    "tell_reviews",
    "tell_week",
    "trends",
    "without_field",
]


def funnel(*, by: str | None = None, since: datetime | None = None, until: datetime | None = None) -> FunnelReport:
    """The leads opened in the period, through the stages of the agreement published last.

    `by` is one of DIMENSIONS; a value that is not known is "". As many queries for any number of leads. Raises
    ReportRefused for another dimension.
    """
    version = agreements.current()
    asked = _asked(version, by, since, until)
    ever = [stage for stage in lifecycle.stages_ever() if stage not in asked.ladder]
    whole, each = parts(counting.lines(asked, [*asked.ladder, *ever]), asked.ladder)
    stages = _stages(version, whole)
    named = _names(by, list(each))
    told = {named[value]: each[value].lines(stages, asked.ladder) for value in sorted(each, key=named.__getitem__)}
    return FunnelReport(whole.lines(stages, asked.ladder), whole.negative, told if by else None)


def funnel_people(
    *,
    stage: str,
    by: str | None = None,
    value: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    stayed: bool = False,
    offset: int = 0,
    limit: int = 50,
) -> EnteredPage:
    """The leads behind `entered` of a stage, the latest first; with `stayed`, those of them that came no further.

    `value` is as the report shows it. Raises ReportRefused for another dimension.
    """
    asked = _asked(agreements.current(), by, since, until)
    found = entries.people(
        asked,
        stage=stage,
        value=_raw(by, value) if by and value is not None else None,
        stayed=stayed,
        limit=limit,
        offset=offset,
    )
    return EnteredPage(tuple(Entered(*row[:4]) for row in found), found[0][4] if found else 0)


def standing_still(
    *, side: str = "", now: datetime, offset: int = 0, limit: int = 50
) -> tuple[list[Norm], StalledPage]:
    """The norm of every stage on the way to won, and a page of the leads beyond it: of stages of one side, or of both.
    Raises ReportRefused without an agreement."""
    agreement = _version().agreement
    ladder = lifecycle.ladder(agreement)
    stages = [stage.id for stage in agreement.stages if stage.id in ladder and side in ("", stage.owner)]
    known = still.norms(ladder, now=now)
    return list(known.values()), still.stalled(ladder, stages, known, now=now, offset=offset, limit=limit)


def trends(*, now: datetime) -> tuple[StageTrend, ...]:
    """Where conversion falls or leads slow down, stage by stage. Raises ReportRefused without an agreement."""
    ladder = lifecycle.ladder(_version().agreement)
    return still.trends(ladder, still.norms(ladder, now=now), now=now)


def not_gone_on(*, stage: str, now: datetime, offset: int = 0, limit: int = 50) -> StalledPage:
    """Who is behind a conversion of `trends` that falls. Raises ReportRefused for a stage that is not on the way."""
    ladder = lifecycle.ladder(_version().agreement)
    if stage not in ladder[:-1]:
        raise ReportRefused(f"the stages on the way are {', '.join(ladder[:-1])}; not {stage}", code="stage")
    within = still.within_days(still.norms(ladder, now=now), stage)
    return still.behind(ladder, stage, within, now=now, offset=offset, limit=limit)


def examine(*, now: datetime, limit: int | None = None, progress: carrying.Progress | None = None) -> int:
    """Note which rules carried the hand-offs that were not looked at yet, at most `limit`; returns how many."""
    return carrying.examine(now=now, limit=limit, progress=progress)


def rules(*, now: datetime) -> ReportCard:
    """The report card of every rule of the agreement published last. Hand-offs not examined yet are counted in
    `waiting`. Raises ReportRefused without an agreement."""
    return report_card.card(_version(), now=now)


def rule_people(
    *, rule: str, which: str = "carried", reason: str = "", now: datetime, offset: int = 0, limit: int = 50
) -> BehindPage:
    """The hand-offs behind a number of a rule: `which` is carried, accepted, rejected, won, lost or open. Raises
    ReportRefused for another one."""
    if which not in report_card.WHICH:
        raise ReportRefused(f"a rule's hand-offs are {', '.join(report_card.WHICH)}; not {which}", code="which")
    return report_card.behind(_version(), rule=rule, which=which, reason=reason, now=now, limit=limit, offset=offset)


def goals(*, now: datetime) -> tuple[GoalLine, ...]:
    """Every goal of the agreement published last, in its running period. Raises ReportRefused without an agreement."""
    return goals_of(_version(), now=now)


def goal_needs(lines: Sequence[GoalLine], *, now: datetime) -> dict[str, Needs]:
    """What those of the goals that count deals still take, by id: deals to win and leads at every stage; none for those
    that are reached. Raises ReportRefused without an agreement."""
    return goal_passing.goal_needs(_version(), lines, now=now)


def report_figure(
    *, goal: str, text: str, day: date | None = None, source: str = "", by: MemberCard, now: datetime
) -> Figure:
    """Keep the figure that somebody reports of a goal for a day (None: today), and where it comes from. A later one for
    the same day corrects it. Raises FigureRefused; ReportRefused without an agreement."""
    return goal_figures.report(_version(), goal_id=goal, text=text, day=day, source=source, by=by, now=now)


def may_report(by: MemberCard) -> frozenset[str]:
    """The ids of the goals of which the member may report figures. Raises ReportRefused without an agreement."""
    agreement = _version().agreement
    return frozenset(goal.id for goal in agreement.goals if goal_figures.may_report(goal, by, agreement))


def plan(*, now: datetime) -> tuple[PlanLine, ...]:
    """Every period of the plan in force, in order of time, with what came in it so far. Raises ReportRefused without an
    agreement."""
    return plan_of(_version_at(now), now=now)


def board_period(name: str = "quarter", *, now: datetime) -> tuple[Span, str, str | None]:
    """The period of a board by its name, and the names of those before and after it (None: not begun). Raises
    NoSuchPeriod; ReportRefused without an agreement."""
    span = span_of(name, zone=_version().agreement.time_zone, now=now)
    return span, before(span), after(span, now=now)


def board(*, period: str = "quarter", now: datetime) -> Board:
    """Both sides' promises and numbers in a period: `week`, `month`, `quarter`, `year` or one of them by its name, such
    as 2026-W47, 2026-11, 2026-Q4, by the agreement in force at its end. Raises like `board_period`."""
    span = board_period(period, now=now)[0]
    return boards.board(_version_at(span.at), span)


def board_behind_number(
    *,
    service: str,
    which: Which,
    since: datetime,
    until: datetime,
    member_id: int | None = None,
    over: int | None = None,
    upto: int | None = None,
    offset: int = 0,
    limit: int = 50,
    now: datetime,
) -> BehindBoardPage:
    """The leads behind a number of the board, the latest first: of a promise with a clock those kept, broken, excused,
    open, touched (with more than `over` and at most `upto` seconds) or untouched in a span, perhaps of one member
    (0: of nobody); of a volume those delivered, accepted or rejected. Raises ReportRefused for another number or
    promise."""
    asked = board_behind.Asked(
        service=service, which=which, since=since, until=until, member_id=member_id, over=over, upto=upto
    )
    if which in board_behind.OF_CLOCKS:
        return board_behind.behind_clocks(asked, offset=offset, limit=limit)
    stages = {one.id: one.of for one in _version_at(min(now, until)).agreement.volumes}
    if which not in board_behind.OF_VOLUMES or service not in stages:
        raise ReportRefused(f"there is no number “{which}” of “{service}”", code="which")
    return board_behind.behind_volume(asked, stage=stages[service], offset=offset, limit=limit)


def tell_week(*, now: datetime) -> bool:
    """On Monday, tell the board of the week before to those who answer for it; whether it was the time for it."""
    version = agreements.in_force(now)
    return version is not None and board_week.tell_week(version, now=now)


def tell_reviews(*, now: datetime) -> int:
    """On the working day before a review of the plan, tell it to those who come; returns how many are near."""
    version = agreements.in_force(now)
    return tell_reviews_of(version, now=now) if version else 0


def suggest(*, wanted: Wanted, score: str | None = None, until: datetime) -> Suggestion:
    """Points and thresholds learnt from outcomes known at an instant. Raises ReportRefused without an agreement,
    CannotLearn with the reason where the data cannot carry it, and NotInstalled without scikit-learn."""
    return suggesting.suggest(wanted=wanted, score=score, version=_version(), until=until)


def profile(*, now: datetime) -> Reality:
    """Profile and personas against who bought, made now and kept for the page. Raises ReportRefused without an
    agreement."""
    version = _version()
    found = reality(version.agreement, buyers(version.agreement, now=now), version=version.number, at=now)
    keeping.keep("profile", found.as_dict(with_contacts=True), now=now)
    return found


def make(*, kind: str, named: Mapping[str, Any], now: datetime) -> None:
    """Make a report of KINDS and keep it; where learning is refused, the reason is kept."""
    if kind == "rules":
        examine(now=now)
    elif kind == "profile":
        profile(now=now)
    elif kind == "suggestion":
        wanted: Wanted = "accepted" if named.get("wanted") == "accepted" else "won"
        try:
            keeping.keep("suggestion", suggest(wanted=wanted, until=now).as_dict(), now=now)
        except (CannotLearn, Unsupported) as refused:
            keeping.keep("refusal", {"outcome": wanted, "why": refused.message}, now=now)


def make_all(*, now: datetime) -> None:
    """What the worker makes every hour; nothing without an agreement."""
    if agreements.current() is not None:
        examine(now=now)
        profile(now=now)


def kept(*kinds: str) -> tuple[str, KeptReport] | None:
    """The newest report of any of these kinds ("profile", "suggestion", "refusal"), with its kind."""
    return keeping.newest(*kinds)


def ask_for(kind: str, **named: Any) -> None:
    """Let the worker make a report of KINDS."""
    if kind not in KINDS:
        raise ReportRefused(f"the worker makes {', '.join(KINDS)}; not {kind}", code="kind")
    keeping.ask_for(kind, **named)


def _version() -> Version:
    version = agreements.current()
    if version is None:
        raise ReportRefused("no agreement is in force yet: publish one with `accord agreement publish`", code="none")
    return version


def _version_at(at: datetime) -> Version:
    return agreements.in_force(at) or _version()


def _asked(version: Version | None, by: str | None, since: datetime | None, until: datetime | None) -> Asked:
    if by is not None and by not in DIMENSIONS:
        raise ReportRefused(f"a funnel is broken down by {', '.join(DIMENSIONS)}; not by {by}", code="dimension")
    ladder = lifecycle.ladder(version.agreement) if version else ()
    zone = version.agreement.time_zone if version else "UTC"
    return Asked(by=by, since=since, until=until, ladder=ladder, zone=zone)


def _stages(version: Version | None, whole: Part) -> list[str]:
    """Those of the agreement in its order, then those that only earlier versions knew."""
    ours = [stage.id for stage in version.agreement.stages] if version else []
    return [*ours, *sorted(set(whole.entered) - set(ours))]


def _names(by: str | None, values: list[str]) -> dict[str, str]:
    """What a report calls each value: a rep by e-mail address, everything else as it is."""
    if by != "rep":
        return {value: value for value in values}
    known = members.by_ids(int(value) for value in values if value)
    return {value: known[int(value)].email if value and int(value) in known else value for value in values}


def _raw(by: str | None, value: str) -> str:
    if by != "rep" or "@" not in value:
        return value
    member = members.by_email(value)
    return str(member.id) if member else value
