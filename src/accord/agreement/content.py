"""What makes two texts the same agreement: their content, not their line ends."""

from hashlib import sha256


def normalised(text: str) -> str:
    """The text without byte order mark, with \\n at the end of lines and exactly one at the end."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return plain.rstrip() + "\n"


def content_hash(text: str) -> str:
    """SHA-256 of the normalised text in UTF-8."""
    return sha256(normalised(text).encode("utf-8")).hexdigest()
