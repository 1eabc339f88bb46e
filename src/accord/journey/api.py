"""Verbs of the journey for screens and commands: the desk's, and decisions about people."""

from accord.journey.careful import aside, count_aside
from accord.journey.leaving import switch_off
from accord.journey.river import accept_touches, drain, try_again
from accord.journey.verdicts import NoSuchTouch, judge_touch, merge_people, separate, set_account, unmerge_people

__all__ = [
    "NoSuchTouch",
    "accept_touches",
    "aside",
    "count_aside",
    "drain",
    "judge_touch",
    "merge_people",
    "separate",
    "set_account",
    "switch_off",
    "try_again",
    "unmerge_people",
]
