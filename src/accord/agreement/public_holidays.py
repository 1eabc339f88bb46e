"""Public holidays by country and region: the only place that knows where they come from."""

import warnings
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from typing import NamedTuple

import holidays

FIRST_YEAR, LAST_YEAR = 2000, 2050  # the years for which holidays are looked up; beyond them there are none


class PublicDays(NamedTuple):
    """`off`: days that are holidays; `worked`: days of the weekend that are worked in exchange."""

    off: frozenset[date]
    worked: frozenset[date]


@lru_cache(maxsize=1)
def holiday_data() -> str:
    """Where the holidays come from, with its version: it is kept beside what was computed with them."""
    return f"holidays {version('holidays')}"


@lru_cache(maxsize=1)
def countries() -> dict[str, tuple[str, ...]]:
    """The countries that are known, by their two-letter codes, each with the codes of its regions."""
    known = holidays.list_supported_countries(include_aliases=False)
    return {code: tuple(map(str, regions)) for code, regions in known.items() if len(code) == 2}


@lru_cache(maxsize=512)
def public_days(country: str, region: str | None) -> PublicDays:
    """The holidays of all years looked up. Raises NotImplementedError for a country or region that is not known."""
    with warnings.catch_warnings():  # some countries publish theirs for fewer years
        warnings.simplefilter("ignore")
        found = holidays.country_holidays(country, subdiv=region, years=range(FIRST_YEAR, LAST_YEAR + 1))
    return PublicDays(frozenset(found), frozenset(found.weekend_workdays) - frozenset(found))
