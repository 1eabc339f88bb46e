"""One name, however it is written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.kernel.names import LONGEST, fold, is_same, spell_out

ALPHABETS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x24F) | st.characters(min_codepoint=0x410,
                    max_codepoint=0x45F) | st.characters(min_codepoint=0x1E00, max_codepoint=0x1EFF))  # fmt: skip


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


def test_a_few_signs_that_are_many_letters_still_fit_an_index():
    assert len(fold("ﷺ" * LONGEST)) <= LONGEST
