"""A tryout by its address, and the addresses of its parts."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from accord.journey.trying import api


def found(tryout_id: int) -> api.TryoutCard:
    """The tryout with its report. Raises Http404."""
    try:
        return api.tryout(tryout_id)
    except api.NoSuchTryout:
        raise Http404 from None


def finished(tryout_id: int) -> api.TryoutCard:
    """The same; Http404 while it has no report."""
    one = found(tryout_id)
    if one.state != "done":
        raise Http404
    return one


def behind(tryout_id: int, side: str, asked: Mapping[str, str]) -> str:
    """The address of the people behind a number."""
    return f"{reverse('tryout_people', args=[tryout_id])}?{urlencode({'side': side, **asked})}"
