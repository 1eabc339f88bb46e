"""Verbs of the journey for screens and commands: the desk's, and decisions about people."""

from accord.journey.river import accept_touches, drain
from accord.journey.verdicts import NoSuchTouch, judge_touch, merge_people, separate, set_account, unmerge_people

__all__ = [
    "NoSuchTouch",
    "accept_touches",
    "drain",
    "judge_touch",
    "merge_people",
    "separate",
    "set_account",
    "unmerge_people",
]
