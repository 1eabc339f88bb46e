"""What allauth may do here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Members are added by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
