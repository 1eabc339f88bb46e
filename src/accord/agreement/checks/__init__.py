"""One rule a file. Each takes the whole agreement with the places of its clauses, and gives faults.

`NEEDS` names the sections a check must have in full: it is left out where a fault has torn a hole into one of them, so
that one mistake is told once.
"""

from collections.abc import Iterator
from typing import Protocol

from accord.agreement.checks import (
    calendars_agree,
    contradictory_criteria,
    contradictory_tests,
    dead_ends,
    descending_grades,
    doubled_rules,
    goals_are_measured,
    hasty_disqualifiers,
    idle_groups,
    idle_lists,
    idle_rules,
    limits_upside_down,
    own_signature,
    pilot_touches_somebody,
    plan_adds_up,
    routes_make_sense,
    routes_read_what_is_known,
    routing_catches_all,
    routing_to_somebody,
    rules_read_traits,
    said_twice,
    services_can_be_kept,
    shadowed_personas,
    stages_of_decisions,
    too_few_times,
    unreachable_stages,
    unreachable_thresholds,
    where_reasons_lead,
    words_of_traits,
)
from accord.agreement.contracts import Fault
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement


class Check(Protocol):
    NEEDS: tuple[str, ...]

    def check(self, agreement: Agreement, page: Page) -> Iterator[Fault]: ...


CHECKS: tuple[Check, ...] = (
    calendars_agree,
    contradictory_criteria,
    contradictory_tests,
    dead_ends,
    descending_grades,
    doubled_rules,
    goals_are_measured,
    hasty_disqualifiers,
    idle_groups,
    idle_lists,
    idle_rules,
    limits_upside_down,
    own_signature,
    pilot_touches_somebody,
    plan_adds_up,
    routes_make_sense,
    routes_read_what_is_known,
    routing_catches_all,
    routing_to_somebody,
    rules_read_traits,
    said_twice,
    services_can_be_kept,
    shadowed_personas,
    stages_of_decisions,
    too_few_times,
    unreachable_stages,
    unreachable_thresholds,
    where_reasons_lead,
    words_of_traits,
)


def find_faults(agreement: Agreement, page: Page) -> list[Fault]:
    """What every check finds."""
    fit = (one for one in CHECKS if not page.has_hole(*one.NEEDS))
    return [fault for one in fit for fault in one.check(agreement, page)]
