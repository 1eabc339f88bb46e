"""What every template knows: the look, the member's rooms."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _

from accord.members.policy import scope_of
from accord.telling import api as telling

THEMES = ("auto", "light", "dark")
DIRECTIONS = ("ltr", "rtl")


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the bar: the name of its URL, its words, its icon, and the key after `g`."""

    name: str
    words: str | Promise
    icon: str
    key: str


ROOMS: tuple[tuple[str | Promise, tuple[Place, ...]], ...] = (
    (
        _("Desk"),
        (
            Place("queue", _("My queue"), "list-check", "q"),
            Place("lookup", _("Do we know them?"), "user-search", "k"),
            Place("missing", _("Almost ready"), "progress-check", "r"),
            Place("stalled", _("Standing still"), "player-pause", "t"),
            Place("requests", _("Requests"), "message", "e"),
        ),
    ),
    (
        _("Known"),
        (Place("people", _("People"), "users", "p"), Place("accounts", _("Accounts"), "building", "a")),
    ),
    (
        _("Both sides"),
        (
            Place("board", _("Alignment"), "scale", "b"),
            Place("clocks", _("Clocks"), "clock", "c"),
            Place("routing", _("Routing"), "route", "u"),
            Place("funnel", _("Funnel"), "filter", "f"),
            Place("goals", _("Goals"), "target", "o"),
            Place("learning_rules", _("Learning"), "chart-bar", "l"),
            Place("agreement", _("Agreement"), "writing-sign", "g"),
        ),
    ),
    (
        _("Set-up"),
        (
            Place("imports", _("Import"), "file-import", "i"),
            Place("sources", _("Sources"), "plug", "s"),
            Place("channels", _("Channels"), "send", "h"),
            Place("members", _("Members"), "shield", "m"),
        ),
    ),
)
PLACES = tuple(place for _name, places in ROOMS for place in places)


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Theme, direction, and the places this member may open."""
    own = "rtl" if get_language_bidi() else "ltr"
    places = _places(request)
    return {
        "theme": _choice(request, "theme", THEMES, "auto"),
        "text_direction": own,
        "may_add_lead": _may(request, "lead_create"),
        "direction": _choice(request, "direction", DIRECTIONS, own),
        "places": places,
        "rooms": [(words, here) for words, room in ROOMS if (here := [one for one in room if one in places])],
        "unread": lambda: _unread(request),
        "here": next((place.name for place in places if request.path.startswith(reverse(place.name))), ""),
    }


def _choice(request: HttpRequest, name: str, allowed: tuple[str, ...], otherwise: str) -> str:
    value = request.COOKIES.get(name, otherwise)
    return value if value in allowed else otherwise


def _may(request: HttpRequest, action: str) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated and scope_of(user.role, action) is not None


def _unread(request: HttpRequest) -> int:
    """How many notices the member has not read; asked only where a page shows the bell."""
    user = request.user
    return telling.count_unread(member_id=user.pk, now=timezone.now()) if user.is_authenticated else 0


def _places(request: HttpRequest) -> list[Place]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return [place for place in PLACES if scope_of(user.role, place.name)]
