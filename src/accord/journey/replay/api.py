"""Verbs of replay."""

from accord.journey.replay.contracts import Answer, Progress, ReplayRefused, Report, Stopped

__all__ = ["Answer", "Progress", "ReplayRefused", "Report", "Stopped"]
