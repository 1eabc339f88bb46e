"""The dry run that comes first: what a member was shown is signed into the form, and nothing else is imported."""

import hashlib
import hmac
import json
from datetime import timedelta

from django.core import signing

from accord.connectors.files.contracts import Mapping
from accord.web.imports.uploads import Upload

SALT = "accord.imports.dry-run"
LASTS = timedelta(days=1)


def token_of(upload: Upload, mapping: Mapping, source: str) -> str:
    """What the form carries after a dry run of this file, so mapped, under this source's name."""
    return signing.dumps(_digest(upload, mapping, source), salt=SALT)


def was_seen(token: str, upload: Upload, mapping: Mapping, source: str) -> bool:
    """Whether the token is of a dry run of the very same within a day."""
    try:
        told = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return False
    return isinstance(told, str) and hmac.compare_digest(told, _digest(upload, mapping, source))


def _digest(upload: Upload, mapping: Mapping, source: str) -> str:
    whole = json.dumps([str(upload.token), upload.kind, mapping.as_dict(), source], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()
