"""What a typed or pasted text says of somebody."""

import pytest

from accord.journey.clues import clues_of

SIGNATURE = """
Iris Lang
Head of IT | Acme Systems GmbH
T: +49 (30) 1234-5678
iris.lang@acme.example
www.acme.example
"""


def test_a_signature_gives_name_phone_address_and_domain():
    found = clues_of(SIGNATURE)
    assert found.addresses == ("iris.lang@acme.example",)
    assert found.domains == ("acme.example",)
    assert found.phones == ("493012345678",)
    assert found.names[0] == "Iris Lang"


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Iris Lang <iris@acme.example>", "names", ("Iris Lang",)),
        ("“Lang, Iris” <iris@acme.example>", "addresses", ("iris@acme.example",)),
        ("From: Gus Gold <gus@globex.example>", "names", ("Gus Gold",)),
        ("https://www.globex.example/about", "domains", ("globex.example",)),
        ("030 1234567", "phones", ("0301234567",)),
        ("Müller", "names", ("Müller",)),
        ("Запад", "names", ("Запад",)),
        ("2026", "phones", ()),
        ("", "names", ()),
    ],
)
def test_one_line_of_each_kind(text, kind, found):
    assert getattr(clues_of(text), kind) == found


def test_a_thread_pasted_by_mistake_asks_no_more_than_a_few():
    thread = "\n".join(f"Person {chr(97 + i % 26)} <p{i}@acme{i}.example>" for i in range(500))
    found = clues_of(thread)
    assert max(len(found.addresses), len(found.domains), len(found.names)) == 5


def test_odd_text_is_read_in_time():
    clues_of("a." * 20_000 + "@" * 20_000)
    clues_of("(" * 4000 + "1 " * 4000)
