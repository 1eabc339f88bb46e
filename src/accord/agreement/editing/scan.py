"""A text as far as it is written, read without minding what is broken: where each word stands, and where the end is."""

import re
from dataclasses import dataclass, field

LIST = "[]"
Path = tuple[str, ...]
_KEY = re.compile(r"""("[^"\n]*"|'[^'\n]*'|[^\s#:,{}\[\]"'-][^:#{}\[\],\n]*?)[ ]*:(?=\s|$)""")
_DASH = re.compile(r"-(?:[ ]+|$)")
_MARGIN = re.compile(r"[A-Za-z_][\w]*:(?=\s|$)")
_COMMENT = re.compile(r"(?:^|\s)#.*$")


@dataclass(slots=True)
class Frame:
    """A mapping or list still open; `column` is −1 within braces."""

    is_list: bool
    column: int
    key: str | None = None


@dataclass
class Scan:
    """`words` are all single values with their paths; `frames` is what is open where the text ends, `word` what is
    begun there, and `is_value` whether it stands behind a key or a dash."""

    frames: list[Frame] = field(default_factory=list)
    words: list[tuple[Path, str]] = field(default_factory=list)
    keys: list[tuple[Path, str]] = field(default_factory=list)
    word: str = ""
    is_value: bool = False

    @property
    def path(self) -> Path:
        """Keys and `[]` for lists; in braces, and on a line without a key, the open mapping's key is left out."""
        return tuple(LIST if one.is_list else one.key or "" for one in self.frames if one.is_list or one.key)

    def value(self, words: str) -> None:
        plain = words.strip().strip("\"'")
        if plain:
            self.words.append((self.path, plain))

    def named(self, frame: Frame, words: str) -> None:
        frame.key = None
        key = words.strip().strip("\"'")
        self.keys.append((self.path, key))
        frame.key = key


def scan(text: str) -> Scan:
    """Read a text from its beginning to where it ends, which may be anywhere."""
    found, at = Scan(), 0
    while at <= len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        at = _line(found, text, at, end) + 1
    return found


def _line(found: Scan, text: str, start: int, end: int) -> int:
    """Read a line; where braces stay open at its end, more of them. Gives where it ended."""
    column, is_last = _indent(text, start, end), end == len(text)
    rest = text[start + column : end]
    found.word, found.is_value = "", False
    if not rest.strip() or rest.startswith("#"):
        if is_last and not rest.startswith("#"):
            _close(found, column)
        return end
    while dash := _DASH.match(rest):
        _open_list(found, column)
        found.is_value = True
        column += dash.end()
        rest = rest[dash.end() :]
    if key := _KEY.match(rest):
        _open_key(found, column, key[1])
        found.is_value = True
        column += key.end()
        rest = rest[key.end() :]
    elif not found.is_value:
        _close(found, column)
    gap = len(rest) - len(rest.lstrip())
    if rest[gap : gap + 1] in ("{", "["):
        return _braces(found, text, start + column + gap)
    words = _COMMENT.sub("", rest)
    if is_last:
        found.word = words.lstrip()
    elif found.is_value:
        found.value(words)
    return end


def _indent(text: str, start: int, end: int) -> int:
    return end - start - len(text[start:end].lstrip(" "))


def _close(found: Scan, column: int) -> None:
    """A line that begins there ends what stands further in; a mapping of that column waits for its next key."""
    while found.frames and (
        found.frames[-1].column > column or (found.frames[-1].is_list and found.frames[-1].column == column)
    ):
        found.frames.pop()
    if found.frames and found.frames[-1].column == column:
        found.frames[-1].key = None


def _open_list(found: Scan, column: int) -> None:
    while found.frames and found.frames[-1].column > column:
        found.frames.pop()
    if not (found.frames and found.frames[-1].is_list and found.frames[-1].column == column):
        found.frames.append(Frame(True, column))


def _open_key(found: Scan, column: int, key: str) -> None:
    _close(found, column)
    if not (found.frames and found.frames[-1].column == column):
        found.frames.append(Frame(False, column))
    found.named(found.frames[-1], key)


def _braces(found: Scan, text: str, at: int) -> int:
    """Read from an opening brace to its partner, or to the end of the text."""
    outside = len(found.frames)
    word = ""
    while at < len(text):
        letter = text[at]
        if letter in "{[":
            found.frames.append(Frame(letter == "[", -1))
            word = ""
        elif letter in "}],":
            found.value(word)
            word = ""
            if letter == ",":
                found.frames[-1].key = None
            else:
                found.frames.pop()
            if len(found.frames) == outside:
                return _line_end(text, at)
        elif letter == ":" and not found.frames[-1].is_list and text[at + 1 : at + 2].strip() == "":
            found.named(found.frames[-1], word)
            word = ""
        elif letter in "\"'" and not word.strip():
            end = text.find(letter, at + 1)
            word = text[at : end + 1] if end > 0 else text[at:]
            at = end if end > 0 else len(text)
        elif letter == "\n" and _MARGIN.match(text, at + 1):  # nobody has closed it: the next section begins
            del found.frames[outside:]
            return at
        elif letter == "#" and text[at - 1].isspace():
            at = _line_end(text, at) - 1
        else:
            word += letter
        at += 1
    found.word = word.lstrip()
    found.is_value = found.frames[-1].is_list or found.frames[-1].key is not None
    return at


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
