"""What a rep did with a lead, and what they say of it, in one press each."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from accord.agreement import api as agreements
from accord.agreement.wording import rule_words
from accord.journey import clocking
from accord.journey.desk.done import Decision, DeskRefused, Done
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.steps.activity import api as activity
from accord.steps.activity.contracts import ATTEMPTS, ActivityCard, ActivityRefused, MarkCard
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import HandoffCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard

_MINUTE = timedelta(minutes=1)


@transaction.atomic
def log(
    *,
    lead_id: int,
    kind: str,
    by: MemberCard,
    now: datetime,
    outcome: str = "",
    note: str = "",
    at: datetime | None = None,
) -> Done:
    """A call, mail, meeting or note with its outcome, done at `at` (now, where it is not said). Raises ActivityRefused
    for what no activity is, what is to come and what was before the lead came, DeskRefused where it is somebody else's.
    """
    decision, card, handed = _begun(lead_id, by, now)
    came = came_at(card, handed)
    made = activity.log(
        lead_id=lead_id,
        person_id=card.person_id,
        member_id=by.id,
        kind=kind,
        outcome=outcome,
        note=note,
        at=_exactly(at, [came, handed.accepted_at if handed else None]) if at else now,
        since=min(came, now),
        now=now,
    )
    decision.was["noted"] = {"activities": [made.id]}
    for event in _events(made):
        decision.tell_clocks(event, at=made.at)
    return decision.finish("ActivityLogged", activity=made.id, what=kind, outcome=made.outcome)


def came_at(card: LeadCard, handed: HandoffCard | None) -> datetime:
    """Since when there is something to write down of a lead: its last hand-off, or where it had none, its beginning."""
    return handed.offered_at if handed is not None else card.opened_at


@transaction.atomic
def give_feedback(*, lead_id: int, answer: str, by: MemberCard, now: datetime, note: str = "") -> Done:
    """Was it a good lead? Once it was accepted. Raises ActivityRefused for an unknown answer, DeskRefused where the
    lead was never accepted or is somebody else's."""
    decision, _, handed = _begun(lead_id, by, now)
    if handed is None or handed.accepted_at is None:
        raise DeskRefused("only of a lead that was accepted one can say how good it was", code="not-accepted")
    made = activity.judge(lead_id=lead_id, handoff_id=handed.id, member_id=by.id, answer=answer, note=note, now=now)
    decision.was["noted"] = {"impressions": [made.id]}
    decision.tell_clocks("feedback")
    return decision.finish("FeedbackGiven", answer=answer, note=note)


def mark_misled(
    decision: Decision, handed: HandoffCard | None, rules: Collection[str], reason: str, means: str
) -> list[str]:
    """The rules that misled, noted with the decision that gives the lead back; returns them sorted. `means` is what the
    agreement calls the reason. Raises ActivityRefused for a rule that neither this version nor that of the hand-off
    has."""
    wanted = sorted(set(rules))
    if not wanted or handed is None:
        return []
    then = agreements.version(handed.agreement_id)
    versions = [then, decision.version] if then is not None else [decision.version]
    known = {rule.id: rule_words(rule) for one in versions for score in one.agreement.scores for rule in score.rules}
    if strange := [rule for rule in wanted if rule not in known]:
        raise ActivityRefused(f"the agreement has no rule {strange[0]}", code="rule")
    made = activity.mark(
        rules=wanted,
        lead_id=handed.lead_id,
        handoff_id=handed.id,
        member_id=decision.by.id,
        reason=reason,
        version_id=handed.agreement_id,
        now=decision.now,
    )
    decision.was["noted"] = {"marks": [one.id for one in made]}
    for one in made:
        _tell(one, {"rule": known[one.rule], "why": means}, decision)
    return wanted


def _tell(mark: MarkCard, words: Mapping[str, str], decision: Decision) -> None:
    """Who signs for marketing, whose rule it is, hears of it."""
    author = members.by_email(decision.version.agreement.parties["marketing"].signs)
    to = [author.id] if author is not None and author.id != decision.by.id else []
    body = {"rule": mark.rule, "by": decision.by.id, "why": mark.reason, "words": words}
    decision.tell("feedback_on_rule", to=to, body=body, key=f"misled:{mark.id}")


def _exactly(at: datetime, begun: Collection[datetime | None]) -> datetime:
    """People say a minute, and in it the lead came first, or was accepted, and then the deed was done."""
    if at.second or at.microsecond:
        return at
    return max((one for one in begun if one is not None and at <= one < at + _MINUTE), default=at)


def _events(made: ActivityCard) -> list[clocking.Event]:
    """What a deed means to the clocks: a note is no attempt, a meeting counts once it was held."""
    if made.kind not in ATTEMPTS:
        return []
    return ["activity", "meeting"] if made.outcome == "held" else ["activity"]


def _begun(lead_id: int, by: MemberCard, now: datetime) -> tuple[Decision, LeadCard, HandoffCard | None]:
    """The lead is held but stays as it is: an undo touches nothing but what was written down."""
    decision = Decision.begun(by, now)
    if lifecycle.lead(lead_id) is None:
        raise DeskRefused(f"there is no lead {lead_id}", code="unknown")
    card = lifecycle.hold(lead_id)
    decision.lead_id = lead_id
    decision.note_clocks()
    decision.judge_by(card.person_id)
    handed = next(iter(handoff.of_leads([lead_id]).get(lead_id, [])), None)
    owner = handed.member_id if handed is not None else card.owner_member_id
    if owner not in (None, by.id) and not decision.is_on_behalf:
        raise DeskRefused("the lead is somebody else's", code="not-theirs")
    if handed is not None:
        decision.handoff_id = handed.id
    return decision, card, handed
