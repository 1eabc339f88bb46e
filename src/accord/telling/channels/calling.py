"""What chat and webhooks have in common: one request, and what its answer means."""

from collections.abc import Mapping

from django.conf import settings

from accord.outside import api as outside
from accord.outside.contracts import AddressRefused, Answer, NotReached
from accord.telling.channels.letterbox import Outcome

GONE = 410  # https://www.standardwebhooks.com: the receiver wants no more


def call(address: str, *, body: bytes, headers: Mapping[str, str], again: str = "it may come twice") -> Outcome:
    """Post JSON to the address, as the administrator allows it. `again` says what the next try means where this one may
    have arrived."""
    sent = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Accord", **headers}
    try:
        answer = outside.post(address, body=body, headers=sent, allowed=settings.OUTSIDE)
    except AddressRefused as error:
        return Outcome(is_sent=False, words=error.message)
    except NotReached as error:
        maybe = f" It may have arrived; {again}." if error.may_have_arrived else ""
        return Outcome(is_sent=False, words=error.message + maybe)
    return meant(answer)


def meant(answer: Answer) -> Outcome:
    """2xx is taken; a redirection is not followed and is a failure like every other answer."""
    if answer.is_good:
        return Outcome(is_sent=True, words=answer.excerpt, status=answer.status)
    redirected = " A redirection is not followed: enter the address it leads to." if 300 <= answer.status < 400 else ""
    return Outcome(
        is_sent=False,
        words=f"{answer.excerpt}{redirected}",
        status=answer.status,
        gone=answer.status == GONE,
        asked=answer.retry_after,
    )
