"""Who asks, and on whose records they may act."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accord.kernel.actor import Actor
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.members.policy import Scope

PAGE_SIZE = 50


def member_of(request: HttpRequest) -> MemberCard:
    """The member who asks; the policy has let them in already."""
    assert request.user.is_authenticated
    return members.card(request.user)


def actor_of(request: HttpRequest) -> Actor:
    return member_of(request).actor


def own_only(request: HttpRequest) -> int | None:
    """The member's number where they see only their own records, None where they see all."""
    return member_of(request).id if scope(request) == "own" else None


def scope(request: HttpRequest) -> Scope:
    return cast(Scope, getattr(request, "policy_scope", "own"))


def is_partial(request: HttpRequest) -> bool:
    """A part of a page was asked for by script, not a whole page."""
    return "HX-Request" in request.headers and request.headers.get("HX-History-Restore-Request") != "true"


def clean(text: str, most: int | None = None) -> str:
    """What came from outside as a database takes it: without NUL; of at most so many characters, where told."""
    return text.replace("\0", "")[:most]


def number_in(text: str) -> int | None:
    """A whole number from 0 that a database takes, in decimal digits; None for anything odd."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def text_of(request: HttpRequest, name: str = "q") -> str:
    """What is searched for, in one line that a database takes."""
    return " ".join(request.GET.get(name, "").replace("\0", "").split())[:200]


def page_number(request: HttpRequest) -> int:
    """`?page=` as a number from 1; anything odd is 1."""
    return max(1, min(number_in(request.GET.get("page", "1")) or 1, 100_000))


def go(request: HttpRequest, to: str, *arguments: object) -> HttpResponse:
    """Leave for another page, with script and without."""
    response = redirect(to, *arguments)
    if is_partial(request):
        answer = HttpResponse(status=200)
        answer["HX-Redirect"] = response["Location"]
        return answer
    return response
