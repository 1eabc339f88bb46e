"""What a file is by its first bytes, where its name says something else or nobody can read it. Pure."""

import codecs
import unicodedata

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NAMED_WORKBOOK = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_NAMED_JSON = (".jsonl", ".ndjson")
_MOST_STRANGE = 0.01


def trouble(name: str, head: bytes, encoding: str, *, is_packed: bool) -> str:
    """Why the file cannot be what it should be, and what to do; "" where it can."""
    low = name.lower()
    if low.endswith(".gz") and not is_packed:
        return "it is named .gz but is not compressed; take .gz off its name"
    plain = low.removesuffix(".gz")
    if head.startswith(WORKBOOKS):
        return ""
    if plain.endswith(_NAMED_WORKBOOK):
        return "it is named like a workbook but is none; save it again as XLSX or CSV"
    if head and plain.endswith(_NAMED_JSON) and not is_json(head):
        return "it is named like JSON lines but does not begin with a JSON object"
    if head.startswith(b"%PDF") or _is_binary(head, encoding):
        return "it is no text that we know; save it as CSV in UTF-8, or as XLSX"
    return ""


def is_json(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def is_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return True


def _is_binary(head: bytes, encoding: str) -> bool:
    """Texts have no control characters but line ends and tabs; a stray zero byte is forgiven."""
    text = head.decode(encoding, errors="replace").replace("\x00", "")
    strange = sum(unicodedata.category(c) == "Cc" and c not in "\t\r\n\f\v\x1a" and ord(c) < 0x80 for c in text)
    return strange > _MOST_STRANGE * len(text) or (bool(head) and not text)
