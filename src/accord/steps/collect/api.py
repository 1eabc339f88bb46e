"""The verbs of this room. All that change something run in the caller's transaction."""

from accord.steps.collect.dropping import drop, dropped_in, undrop
from accord.steps.collect.elsewhere import ContentsAway
from accord.steps.collect.exporting import export, first_within, machine_numbers, marks, withdrawn_numbers
from accord.steps.collect.fingerprints import fingerprint
from accord.steps.collect.inbox import ahead_of, done, is_waiting, put, put_one, take, take_one, waiting
from accord.steps.collect.oddities import forget_warnings, warn, warnings
from accord.steps.collect.sources import SourceRefused, add_source, restore, revoke, source, source_named, sources
from accord.steps.collect.split import split, why_refused
from accord.steps.collect.stored import (
    all_touches,
    first_late,
    first_touches,
    last_number,
    only_new,
    received,
    reserve_ids,
    store,
    touches,
    touches_after,
    touches_of,
)
from accord.steps.collect.verdicts import judge, set_verdict, verdicts_of
from accord.steps.collect.withdrawn import withdraw

__all__ = [
    "ContentsAway",
    "SourceRefused",
    "add_source",
    "ahead_of",
    "all_touches",
    "done",
    "drop",
    "dropped_in",
    "export",
    "fingerprint",
    "first_late",
    "first_touches",
    "first_within",
    "forget_warnings",
    "is_waiting",
    "judge",
    "last_number",
    "machine_numbers",
    "marks",
    "only_new",
    "put",
    "put_one",
    "received",
    "reserve_ids",
    "restore",
    "revoke",
    "set_verdict",
    "source",
    "source_named",
    "sources",
    "split",
    "store",
    "take",
    "take_one",
    "touches",
    "touches_after",
    "touches_of",
    "undrop",
    "verdicts_of",
    "waiting",
    "warn",
    "warnings",
    "why_refused",
    "withdraw",
    "withdrawn_numbers",
]
