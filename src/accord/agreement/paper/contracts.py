"""What a language's page looks like."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """`language` and `region` as typesetting knows them, the fonts in the order in which they are tried, and
    the days of the week from Monday."""

    language: str
    region: str | None
    is_right_to_left: bool
    fonts: tuple[str, ...]
    labels: Mapping[str, str]
    days: tuple[str, ...]
