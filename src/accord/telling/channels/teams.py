"""Microsoft Teams, by the webhook of a workflow:
https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using

A name may hold anything. Text blocks of a card are read as Markdown, runs of a rich text block are not.
"""

import json
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from accord.telling.channels.calling import call
from accord.telling.channels.letterbox import Outcome, Parcel

CARD = "application/vnd.microsoft.card.adaptive"
NOT_TAKEN = "webhook message delivery failed"  # said with status 200


def send(parcel: Parcel) -> Outcome:
    outcome = call(parcel.address, body=json.dumps(payload(parcel), ensure_ascii=False).encode(), headers={})
    return replace(outcome, is_sent=False) if outcome.words.lower().startswith(NOT_TAKEN) else outcome


def payload(parcel: Parcel) -> dict[str, Any]:
    notice = parcel.notices[0]
    lines = [notice.sentence, *([notice.detail] if notice.detail else []), *(" · ".join(row) for row in notice.table)]
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [_plain(line, is_strong=n == 0) for n, line in enumerate(lines)],
    }
    if notice.path:
        card["actions"] = [{"type": "Action.OpenUrl", "title": _("Open in Accord"), "url": parcel.home + notice.path}]
    return {"type": "message", "attachments": [{"contentType": CARD, "contentUrl": None, "content": card}]}


def _plain(text: str, *, is_strong: bool) -> dict[str, Any]:
    run = {"type": "TextRun", "text": text, "weight": "bolder" if is_strong else "default"}
    return {"type": "RichTextBlock", "inlines": [run]}
