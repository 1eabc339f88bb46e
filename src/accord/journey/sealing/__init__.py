"""From the database to the lake: closed months are sealed, exactly once, and every touch is read from where it lies.

Takes touches as collect stored them and people as identity knows them now; gives Arrow batches and files. Never
changes what was recorded.
"""

from accord.journey.sealing.reading import BASIC, everything

__all__ = ["BASIC", "everything"]
