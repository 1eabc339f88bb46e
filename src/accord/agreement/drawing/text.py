"""How wide words are and where they break, estimated on the wide side: no font is at hand here."""

from unicodedata import east_asian_width

_NARROW = frozenset("iljtfrI.,:;'|!()[] ’")
_WIDE = frozenset("mwMW@%—…")


def width_of(text: str, size: float) -> float:
    """The width of a text in a font of that size, in the same unit."""
    return sum(_letter(letter) for letter in text) * size


def _letter(letter: str) -> float:
    if east_asian_width(letter) in "WF":
        return 1.05
    if letter in _WIDE:
        return 1.0
    if letter in _NARROW:
        return 0.4
    return 0.74 if letter.isupper() else 0.62


def wrapped(text: str, size: float, width: float, most: int) -> tuple[str, ...]:
    """The text in at most so many lines; where it is longer, the last ends with “…”."""
    lines: list[str] = []
    for word in text.split():
        for piece in _pieces(word, size, width):
            if lines and width_of(f"{lines[-1]} {piece}", size) <= width:
                lines[-1] += f" {piece}"
            else:
                lines.append(piece)
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], _cut(lines[most - 1], size, width))


def _pieces(word: str, size: float, width: float) -> list[str]:
    """A word that fits into no line is broken."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _cut(line: str, size: float, width: float) -> str:
    while line and width_of(f"{line}…", size) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"
