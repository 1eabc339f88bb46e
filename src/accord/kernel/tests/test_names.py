"""One name, however it is written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.kernel.names import LONGEST, fold, is_same, signs, spell_out

ALPHABETS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x24F) | st.characters(min_codepoint=0x410,
                    max_codepoint=0x45F) | st.characters(min_codepoint=0x1E00, max_codepoint=0x1EFF))  # fmt: skip
WORDS = st.lists(st.text("abcxyzäéøß019", min_size=1, max_size=4), min_size=1, max_size=4)
TELLING = st.text("+#&@*%=<$€!?~", max_size=3)
SPELLING = st.text(" -–'’.,()/“”", max_size=3)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Núñez", "Nunez"), ("Zürcher", "Zurcher"), ("Straße", "STRASSE"), ("Łukasz", "Lukasz"), ("Søren", "soren"),
        ("Société Générale", "societe generale"), ("Nguyễn Thị Đào", "nguyen thi dao"), ("Þórður", "thordur"),
        ("Cœur", "coeur"), ("Işık", "ISIK"), ("IŞIK", "ışık"), ("İpek", "ipek"), ("Æsa", "aesa"), ("Əliyev", "aliyev"),
        ("O’Brien", "o'brien"), ("Kaʻahumanu", "Ka'ahumanu"), ("Anne-Marie", "anne marie"), ("AT&T", "at & t"),
        ("Σωκράτης", "ΣΩΚΡΑΤΗΣ"), ("Пётр", "петр"), ("أحمد", "احمد"), ("مُحَمَّد", "محمد"), ("علی", "علي"),
        ("\u200fכהן\u200e", "כהן"), ("ＡＢＣ株式会社", "abc株式会社"), ("ﷺ", "صلى الله عليه وسلم"), ("!!!", "!!!"),
    ],
)  # fmt: skip
def test_a_name_is_the_same_without_its_accents(written, typed):
    assert fold(written) == fold(typed) != ""
    assert is_same(written, typed)


@pytest.mark.parametrize(
    ("written", "typed"),
    [("Zürcher", "Zuercher"), ("JÖRG MÄHLER", "Joerg Maehler"), ("Søren", "Soeren"), ("Åse", "Aase"),
     ("Đoković", "Djokovic"), ("Zu\u0308rcher", "zuercher")],
)  # fmt: skip
def test_two_letters_for_one_are_the_same_name_either_way(written, typed):
    assert spell_out(written) == fold(typed) != fold(written)
    assert is_same(written, typed)
    assert is_same(typed, written)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Sue", "Su"), ("Manuel", "Manul"), ("加藤", "佐藤"), ("がとう", "かとう"), ("राजू", "राज"), ("", "!"), ("", ""),
     ("\u0301", "\u0302"), ("김", "기")],
)  # fmt: skip
def test_another_name_stays_another(one, other):
    assert not is_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("C++", "C#"), ("C++", "C"), ("A+", "A-"), ("Plus +", "Plus"), ("A&B", "A+B"), ("A & B", "A B"), ("+A", "A+"),
     ("a++b", "a+b"), ("Müller+", "Mueller"), ("Ｃ＋", "C#")],
)  # fmt: skip
def test_signs_that_are_no_mere_spelling_make_it_another(one, other):
    assert fold(one) in (fold(other), spell_out(other)) or spell_out(one) == fold(other)
    assert not is_same(one, other)
    assert not is_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Acme, S.A.", "acme s a"), ("A/S Bank", "a s bank"), ("Anne (Marie)", "Anne Marie"), ("„Acme“", "Acme"),
     ("C ++", "c++"), ("Ｃ＋＋", "C++"), ("Müller+Co.", "mueller + co"), ("Acme®", "acme"),
     ("Tokyo・Bay", "tokyo bay")],
)  # fmt: skip
def test_what_is_mere_spelling_does_not(one, other):
    assert is_same(one, other)
    assert is_same(other, one)


@given(WORDS, st.lists(TELLING, min_size=5, max_size=5), st.data())
def test_the_same_words_are_one_name_just_where_the_signs_between_them_are_the_same(words, between, data):
    def written(told):
        gaps = [f"{data.draw(SPELLING)}{one}{data.draw(SPELLING)} " for one in told]
        return gaps[0] + "".join(word + gap for word, gap in zip(words, gaps[1:], strict=False))

    gaps = between[: len(words) + 1]
    others = data.draw(st.permutations(gaps))
    assert is_same(written(gaps), written(gaps))
    assert is_same(written(gaps), written(others)) == (gaps == others)


@given(st.text(max_size=80), st.sampled_from(("NFC", "NFD")))
def test_the_signs_are_the_same_however_the_name_was_composed(text, form):
    assert signs(text) == signs(unicodedata.normalize(form, text))


@given(st.text(max_size=80), st.text(max_size=80))
def test_it_is_the_same_from_either_side(one, other):
    assert is_same(one, other) == is_same(other, one)
    assert is_same(one, one) == (fold(one) != "")


@given(st.text())
def test_what_is_folded_stays_as_it_is_however_it_was_composed(text):
    forms = {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")} | {fold(text), fold(fold(text))}
    assert len(forms) == 1
    assert len(fold(text)) <= LONGEST
    assert fold(text) == " ".join(fold(text).split())


@given(st.text(max_size=80), st.sampled_from(("NFC", "NFD")))
def test_what_is_spelt_out_is_folded_too(text, form):
    spelt = spell_out(text)
    assert spelt == fold(spelt) == spell_out(unicodedata.normalize(form, text))
    assert len(spelt.split()) in (0, len(fold(text).split()))


@given(ALPHABETS)
def test_case_makes_no_difference(text):
    assert fold(text) == fold(text.upper()) == fold(text.lower())
    assert spell_out(text) == spell_out(text.upper()) == spell_out(text.lower())
    assert signs(text) == signs(text.upper()) == signs(text.lower())


def test_a_few_signs_that_are_many_letters_still_fit_an_index():
    assert len(fold("ﷺ" * LONGEST)) <= LONGEST
