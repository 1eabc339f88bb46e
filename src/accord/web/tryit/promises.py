"""What a tryout means for the promises of both sides, as tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.web.tryit.words import count, share

Json = Mapping[str, Any]
Head = str | Promise
Row = tuple[str, list[tuple[Head, str]]]  # of what, and each number under its head

HAND_OFFS: dict[str, Head] = {
    "proposed": gettext_lazy("Proposed"),
    "proposed_busiest": gettext_lazy("its busiest week"),
    "in_force": gettext_lazy("Now"),
    "in_force_busiest": gettext_lazy("its busiest week"),
    "kept": gettext_lazy("In time so far"),
    "kept_most": gettext_lazy("in the best week"),
    "kept_share": gettext_lazy("Share in time"),
    "weeks_over": gettext_lazy("Weeks over"),
}
VOLUMES: dict[str, Head] = {
    "promised": gettext_lazy("Promised"),
    "proposed": gettext_lazy("Proposed"),
    "in_force": gettext_lazy("Now"),
}


def promises_shown(report: Json) -> dict[str, Any]:
    """Tables of a report; none in those that were kept before there were any."""
    hand_offs, volumes = report.get("hand_off_promises", ()), report.get("volume_promises", ())
    return {
        "promises": _rows(hand_offs, HAND_OFFS, "within"),
        "promise_heads": [_("Promise"), *HAND_OFFS.values()],
        "volumes": _rows(volumes, VOLUMES, "stage"),
        "volume_heads": [_("Promise"), *VOLUMES.values()],
    }


def _rows(found: Sequence[Json], heads: Mapping[str, Head], beside: str) -> list[Row]:
    return [
        (f"{one['service']} · {one[beside]}", [(head, _said(key, one[key])) for key, head in heads.items()])
        for one in found
    ]


def _said(key: str, value: float | None) -> str:
    if key == "kept_share":
        return share(value)
    if key == "weeks_over" or value is None:
        return count(None if value is None else int(value))
    return number_format(value, 1)
