"""Values as they are written into the text of an agreement."""

import json
import re
from collections.abc import Mapping, Sequence

Value = str | int | float | bool | Sequence["Value"] | Mapping[str, "Value"]
_PLAIN = re.compile(r"(?![-?:])[^\W\d_][\w/@%+.'’&()-]*(?: [\w/@%+.'’&()-]+)*|/[\w/.-]*|\d[\w ]*[^\W\d_][\w ]*(?<! )")
_BREAKS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")  # YAML and JSON do not agree on these
_MEANT = re.compile(r"(?:true|false|null|yes|no|on|off|y|n|~)|[-+.]?\d[\d_]*(?:[.eE:]?[\d_+-]*)*", re.IGNORECASE)


class Number(str):
    """Words that are to stand without quotation marks though they look like a number."""

    __slots__ = ()


def written(value: Value, quote: str | None = None) -> str:
    """The value on one line; words in the quotation marks that stood there before, in none where none are needed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Number)):
        return str(value)
    if isinstance(value, float):
        return repr(int(value)) if value == int(value) else repr(value)
    if isinstance(value, str):
        return _words(value, quote)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_words(key, None)}: {written(one)}" for key, one in value.items()) + "}"
    return "[" + ", ".join(written(one) for one in value) + "]"


def _words(words: str, quote: str | None) -> str:
    if quote == "'" and words.isprintable():
        return "'" + words.replace("'", "''") + "'"
    if quote == '"' or not _PLAIN.fullmatch(words) or _MEANT.fullmatch(words):
        return _BREAKS.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(words, ensure_ascii=False))
    return words
