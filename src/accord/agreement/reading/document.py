"""The whole document: its sections in turn, those not built yet, and the agreement they make."""

from dataclasses import dataclass
from typing import Any, TypeVar

from accord.agreement.reading import calendars, goals, handover, people, pilot, plan, review, routing, services, values
from accord.agreement.reading.compose import Stop, compose, text_of
from accord.agreement.reading.nodes import Mapping, Node
from accord.agreement.reading.page import Fields, Page
from accord.agreement.reading.scores import read_scores
from accord.agreement.reading.stages import read_stages
from accord.agreement.spec import Agreement, Handoff

T = TypeVar("T")

PLANNED = (
    "kpis", "metrics", "sla", "holidays", "reviews", "incentives",
    "budget", "data_rules", "data", "programs", "nurture", "content", "forms", "attribution", "territories",
    "plays", "target_accounts", "meetings", "responsibilities", "requests", "recycle", "grid", "tags", "signatures",
    "segments", "alerts", "account_scores", "models", "competitors", "campaigns", "channels", "intent",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: the agreement as far as it could be made, and the page with faults and places."""

    agreement: Agreement | None
    page: Page


def read(raw: str | bytes, name: str) -> Reading:
    """Read the text of an agreement. Faults are on the page, nothing is raised."""
    page = Page(name)
    try:
        root = compose(text_of(raw, page.blame), page.blame)
    except Stop:
        return Reading(None, page)
    if root is None:
        page.blame((1, 1), "the document is empty; begin with “agreement: TITLE”", "empty")
    elif not isinstance(root, Mapping):
        page.blame(root.place, "an agreement is a mapping; begin with “agreement: TITLE”", "wrong-type")
    else:
        agreement = _agreement(page, Fields(page, root, "the agreement", place=(1, 1)))
        page.settle()
        return Reading(agreement, page)
    return Reading(None, page)


def _agreement(page: Page, fields: Fields) -> Agreement:
    def section(name: str, *, needed: bool = False) -> Node | None:
        page.section = name
        return fields.need(name) if needed else fields.take(name)

    said: dict[str, Any] = {
        "title": values.text(page, section("agreement", needed=True), "agreement") or "untitled",
        "time_zone": values.zone(page, section("time_zone", needed=True)) or "UTC",
        "currency": _currency(page, section("currency")),
        "parties": people.read_parties(page, section("parties", needed=True)),
        "motions": people.read_motions(page, section("motions", needed=True)),
        "calendars": calendars.read_calendars(page, section("calendars")),
        "goals": goals.read_goals(page, section("goals")),
        "plan": plan.read_plan(page, section("plan")),
        "lists": people.read_lists(page, section("lists")),
        "profile": people.read_profile(page, section("profile")),
        "personas": people.read_personas(page, section("personas")),
        "scores": read_scores(page, section("scores", needed=True)),
        "stages": read_stages(page, section("stages", needed=True)),
        "disqualify": handover.read_disqualifiers(page, section("disqualify")),
        "handoff": handover.read_handoff(page, section("handoff", needed=True)) or Handoff(at=()),
        "routing": routing.read_routing(page, section("routing")),
        "services": services.read_services(page, section("services")),
        "reject_reasons": handover.read_reject_reasons(page, section("reject_reasons")),
        "recycle_reasons": handover.read_recycle_reasons(page, section("recycle_reasons")),
        "lost_reasons": handover.read_lost_reasons(page, section("lost_reasons")),
        "pilot": pilot.read_pilot(page, section("pilot")),
        "review": review.read_review(page, section("review")),
    }
    page.section = ""
    fields.done(soon=PLANNED)
    made = Agreement(**said)
    page.places.put(made, fields.place, fields.places)
    return made


def _currency(page: Page, node: Node | None) -> str:
    written = values.text(page, node, "currency")
    if node is not None and written and not (len(written) == 3 and written.isascii() and written.isupper()):
        page.lose(node.place, "currency is a code of three capitals, such as EUR", "bad-words")
    return written or "EUR"
