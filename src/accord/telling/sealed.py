"""Addresses and secrets of channels are kept sealed with the installation's key, which is not in the database."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from accord.telling.contracts import TellingRefused


def _fernet() -> Fernet:
    key = hmac.new(settings.SECRET_KEY.encode(), b"accord.telling.channels", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(text: str) -> str:
    """The text, sealed; nothing stays nothing."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def unseal(token: str) -> str:
    """What was sealed. Raises TellingRefused where the key is another one."""
    try:
        return _fernet().decrypt(token.encode()).decode() if token else ""
    except InvalidToken:
        message = (
            "the secret.key of this installation is not the one this channel was made with: "
            "disconnect it and connect it anew"
        )
        raise TellingRefused(message, code="other_key") from None
