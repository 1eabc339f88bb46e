"""Slack, by an incoming webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/

A name may hold anything. In blocks it stands in `plain_text`, which Slack does not interpret; in the fall-back text the
three characters that open mentions and links are written as https://docs.slack.dev/messaging/formatting-message-text/
says.
"""

import json
from typing import Any

from django.utils.translation import gettext as _

from accord.telling.channels.calling import call
from accord.telling.channels.letterbox import Outcome, Parcel

LONGEST = 2900  # a section takes 3,000 characters


def send(parcel: Parcel) -> Outcome:
    return call(parcel.address, body=json.dumps(payload(parcel), ensure_ascii=False).encode(), headers={})


def payload(parcel: Parcel) -> dict[str, Any]:
    notice = parcel.notices[0]
    words = notice.sentence + (f"\n{notice.detail}" if notice.detail else "")
    blocks: list[dict[str, Any]] = [{"type": "section", "text": _plain(words[:LONGEST])}]
    if notice.table:
        blocks.append({"type": "section", "text": _plain("\n".join(" · ".join(r) for r in notice.table)[:LONGEST])})
    if notice.path:
        button = {"type": "button", "text": _plain(_("Open in Accord")), "url": parcel.home + notice.path}
        blocks.append({"type": "actions", "elements": [button]})
    return {"text": escaped(notice.sentence), "blocks": blocks, "unfurl_links": False, "unfurl_media": False}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def escaped(text: str) -> str:
    """No mention and no link can be made of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
