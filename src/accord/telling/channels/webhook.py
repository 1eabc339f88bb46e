"""Signed webhooks: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"""

import base64
import hashlib
import hmac
import json
from typing import Any

from accord.kernel.instants import iso
from accord.telling.channels.calling import call
from accord.telling.channels.letterbox import Outcome, Parcel
from accord.telling.kinds import event_of

PREFIX = "whsec_"


def send(parcel: Parcel) -> Outcome:
    body = json.dumps(payload(parcel), ensure_ascii=False, separators=(",", ":")).encode()
    return call(parcel.address, body=body, headers=signed(parcel, body), again="the next try has the same id")


def payload(parcel: Parcel) -> dict[str, Any]:
    """`type`, `timestamp` and `data`, as docs/reference/notices.md lists them."""
    notice, body = parcel.notices[0], parcel.bodies[0]
    about = {**dict(body["about"]), "url": parcel.home + notice.path if notice.path else None}  # type: ignore[call-overload]
    data = {
        "notice": notice.id,
        "text": notice.sentence.replace("\u2068", "").replace("\u2069", ""),
        **body,
        "about": about,
    }
    return {"type": event_of(notice.kind), "timestamp": iso(notice.at), "data": data}


def signed(parcel: Parcel, body: bytes) -> dict[str, str]:
    """The three headers. The id is the same in every try, the time is that of the try."""
    seconds = int(parcel.now.timestamp())
    return {
        "webhook-id": parcel.key,
        "webhook-timestamp": str(seconds),
        "webhook-signature": signature(parcel.secret, parcel.key, seconds, body),
    }


def signature(secret: str, key: str, seconds: int, body: bytes) -> str:
    """`v1,` and HMAC-SHA-256 over id, time and body. Raises ValueError where the secret is no base64."""
    text = secret.removeprefix(PREFIX)
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise ValueError("a webhook's secret is whsec_ and base64") from None
    mac = hmac.new(raw, f"{key}.{seconds}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(mac.digest()).decode()
