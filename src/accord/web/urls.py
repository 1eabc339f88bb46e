"""Every screen's addresses; each URL's name is an action of the policy table."""

from django.urls import URLPattern, URLResolver, include, path

SCREENS = (
    "base",
    "login",
    "search",
    "queue",
    "lead",
    "missing",
    "stalled",
    "suppressed",
    "requests",
    "known",
    "person",
    "account",
    "sources",
    "editing",
    "tryit",
    "agreement",
    "board",
    "clocks",
    "routing",
    "funnel",
    "goals",
    "learning",
    "imports",
    "members",
    "notices",
    "channels",
)
urlpatterns: list[URLPattern | URLResolver] = [path("", include(f"accord.web.{screen}.urls")) for screen in SCREENS]
