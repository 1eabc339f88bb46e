"""Names as they are looked for: whoever types one has another keyboard than whoever wrote it down."""

import re
import unicodedata

LONGEST = 300  # an index takes no longer ones; compatible forms of a few signs are many letters

# Accents of alphabets that are read without them. In other scripts marks are letters of their own, and stay.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\ufe20-\ufe2f\u0483-\u0487"  # Latin, Greek, Cyrillic
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]"  # Arabic
)
# Letters that are no letter with an accent to Unicode, but are typed as these where a keyboard lacks them; two of
# Persian have another number than the same letter of Arabic; apostrophes and their like part words.
_PLAIN = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ŋ": "n",
        "ı": "i", "ə": "a", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y",
        "\u06cc": "\u064a", "\u0649": "\u064a", "\u06a9": "\u0643", "\u0640": "",
        **dict.fromkeys("ʹʺʻʼʽʾʿˈˊˋ", " "),
    }
)  # fmt: skip
# Punctuation that is part of what is named, as letters are; all other only parts words or closes them.
_TELLING = frozenset("!#%&*?@\\§¶†‡¡¿")
_NO_MORE_THAN_RIGHTS = frozenset("©®℗")
_WORD = re.compile("w+")
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "đ": "dj"})


def fold(text: str) -> str:
    """The words of a name without case and accents, apart by one space: "Núñez-O’Neill" is "nunez o neill". What has
    no words is its signs; empty where there are none."""
    bare = _bare(text)
    words = "".join(map(_part, bare)).split()
    return " ".join(words or bare.split())[:LONGEST].rstrip()


def spell_out(text: str) -> str:
    """The same with two letters for those that some write as two: "Zürcher" is "zuercher". Empty where no letter is
    such a one, so that there is only one way to write the name."""
    whole = unicodedata.normalize("NFC", text).casefold()
    spelt = whole.translate(_SPELT)
    return fold(spelt) if spelt != whole else ""


def signs(text: str) -> str:
    """The signs of a name that are no mere spelling, with a "w" for each word before, between and behind them: "AT & T"
    is "w&w". Names of the same words with other signs are two, as "C++" and "C#"; spaces, hyphens, apostrophes, full
    stops, commas, quotation marks and brackets make no difference."""
    return "".join(_WORD.sub("w", "".join(map(_shape, _bare(text)))).split())


def is_same(one: str, other: str) -> bool:
    """Whether two names are one, whichever way each was written."""
    plain, spelt = fold(one), spell_out(one)
    if signs(one) != signs(other):
        return False
    return plain != "" and (plain in (fold(other), spell_out(other)) or spelt == fold(other) != "")


def _bare(text: str) -> str:
    """Without case and accents."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold().translate(_PLAIN)
    return unicodedata.normalize("NFKC", bare)


def _part(sign: str) -> str:
    """A letter or digit, and a mark on one; else what parts words. Signs that only direct the text are none."""
    kind = unicodedata.category(sign)
    if kind == "Cf":
        return ""
    return sign if sign.isalnum() or kind[0] == "M" else " "


def _shape(sign: str) -> str:
    """The "w" of a word, a sign that tells names apart as it is, and what is mere spelling as what parts words."""
    part = _part(sign)
    if part != " ":
        return part and "w"
    is_symbol = unicodedata.category(sign) in ("Sm", "Sc", "So") and sign not in _NO_MORE_THAN_RIGHTS
    return sign if is_symbol or sign in _TELLING else " "
