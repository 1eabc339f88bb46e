"""Which encoding and delimiter a text file has, judged by its first bytes."""

import codecs
import csv
import io
import re

SAMPLE = 1 << 18
DELIMITERS = (",", ";", "\t", "|")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


def encoding_of(sample: bytes) -> str:
    """The encoding of the sample: byte-order mark, UTF-8, UTF-16, then the usual one of each script."""
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    if _decodes(sample, "utf-8") and b"\x00" not in sample[:2000]:
        return "utf-8"
    return _utf_16(sample) or _chinese(sample) or _single_byte(sample)


def delimiter_of(text: str) -> str:
    """The delimiter that cuts the first rows into the most, and the most equal, fields."""
    return max(DELIMITERS, key=lambda d: _evenness(text, d))


def _decodes(sample: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        decoder.decode(sample, final=len(sample) < SAMPLE)
    except UnicodeDecodeError:
        return False
    return True


def _utf_16(sample: bytes) -> str | None:
    """Without a mark: plain Latin text has a zero in every second byte."""
    half = max(1, len(sample) // 2)
    if sample[1::2].count(0) > 0.3 * half:
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) > 0.3 * half else None


def _chinese(sample: bytes) -> str | None:
    """GB 18030 or Big5: most characters of a real text stand in the table of the common ones."""
    high = _HIGH_RUN.findall(sample)
    if not high or sum(map(len, high)) < 2 * len(high):
        return None
    gb = _common_share(sample, "gb18030", 0xB0, 0xD7)
    big5 = _common_share(sample, "big5hkscs", 0xA4, 0xC6)
    if _decodes(sample, "gb2312") and gb >= 0.7:
        return "gb18030"
    if big5 >= 0.8 and big5 > gb:
        return "big5hkscs"
    return "gb18030" if gb >= 0.7 else None


def _common_share(sample: bytes, encoding: str, first: int, last: int) -> float:
    """The share of double-byte characters whose lead byte lies in the block of the common ones; 0 if undecodable."""
    if not _decodes(sample, encoding):
        return 0.0
    text = codecs.getincrementaldecoder(encoding)("strict").decode(sample)
    leads = [c.encode(encoding)[0] for c in text if ord(c) > 0x7F]
    return sum(first <= lead <= last for lead in leads) / len(leads) if leads else 0.0


def _single_byte(sample: bytes) -> str:
    """Arabic by alif and lam, Cyrillic by whole words of high bytes (KOI8 has capitals above), else Western."""
    high = [b for b in sample if b >= 0xC0]
    if not high:
        return "cp1252"
    if sum(b in (0xC7, 0xE1) for b in high) > 0.18 * len(high):
        return "cp1256"
    runs = [r for r in _HIGH_RUN.findall(sample) if len(r) >= 3]
    if sum(map(len, runs)) < 0.5 * len(high):
        return "cp1252"
    lower = sum(b >= 0xE0 for b in high)
    return "cp1251" if 2 * lower >= len(high) else "koi8-r"


def _evenness(text: str, delimiter: str) -> float:
    rows: list[int] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if row:
                rows.append(len(row))
            if len(rows) == 50:
                break
    except csv.Error:
        return 0.0
    if not rows or rows[0] == 1:
        return 0.0
    return rows[0] * sum(n == rows[0] for n in rows) / len(rows)
