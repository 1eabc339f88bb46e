import gzip
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from accord.connectors.files import values
from accord.connectors.files.contracts import Fault, Mapping
from accord.connectors.files.encoding import delimiter_of, encoding_of
from accord.connectors.files.readers import Row, Unreadable, open_table

PEOPLE = {
    "utf-8": "name,company\nJürgen Groß,Köln AG\n",
    "utf-8-sig": "name;company\nÉlodie Lefèvre;Belvédère\n",
    "utf-16": "name\tcompany\nИван Петров\tРомашка\n",
    "cp1252": "name;company\nJürgen Groß;Köln AG\n",
    "cp1251": "имя;компания\nИван Петров;ООО Ромашка и сыновья\n",
    "koi8-r": "имя;компания\nИван Петров;ООО Ромашка и сыновья\n",
    "cp1256": "الاسم,الشركة\nمحمد علي,شركة الاتصالات السعودية\n",
    "gb18030": "姓名,公司\n张伟,北京科技有限公司\n",
    "big5": "姓名,公司\n陳大文,台灣積體電路有限公司\n",
}


def rows_of(path: Path, mapping: Mapping | None = None) -> list[Row | Fault]:
    with open_table(path, mapping) as table:
        return list(table.rows)


class TestEncoding:
    @pytest.mark.parametrize("encoding", PEOPLE)
    def test_is_seen_from_the_bytes(self, encoding, tmp_path):
        path = tmp_path / "people.csv"
        path.write_bytes(PEOPLE[encoding].encode(encoding))
        cells = [row.cells for row in rows_of(path) if isinstance(row, Row)]
        assert cells == [tuple(cell for cell in _cut(PEOPLE[encoding].splitlines()[1]))]

    def test_the_delimiter_is_the_one_that_cuts_evenly(self):
        assert delimiter_of('a;b;c\n"x, y";1,5;2\n"p, q, r";2,5;3\n') == ";"

    def test_plain_ascii_is_utf_8(self):
        assert encoding_of(b"a,b\n1,2\n") == "utf-8"


def _cut(line: str) -> list[str]:
    return next(line.split(d) for d in ";\t," if d in line)


class TestRows:
    def test_quoted_line_breaks_stay_in_their_cell_and_lines_are_those_of_the_file(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text('a,b\n"one\ntwo",1\nx,y,z\n\nlast,2\n', encoding="utf-8")
        first, second, third = rows_of(path)
        assert first == Row(2, ("one\ntwo", "1"))
        assert second == Fault(4, "", "", "3 fields where the header has 2")
        assert third == Row(6, ("last", "2"))

    def test_gzip_around_a_table_is_opened(self, tmp_path):
        path = tmp_path / "a.csv.gz"
        path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
        assert rows_of(path) == [Row(2, ("1", "2"))]

    def test_a_quote_that_never_ends_costs_a_megabyte_and_not_the_import(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text('a,b\n1,2\n"open,3\n' + "x,y\n" * 400_000, encoding="utf-8")
        found = rows_of(path)
        assert found[0] == Row(2, ("1", "2"))
        assert any(isinstance(item, Fault) for item in found)

    def test_json_lines_that_are_none_are_refused_one_by_one(self, tmp_path):
        path = tmp_path / "a.jsonl"
        path.write_text('{"type": "track"}\n[1]\n{nonsense\n{"type": "page"}\n', encoding="utf-8")
        found = rows_of(path)
        assert [item.line for item in found if isinstance(item, Fault)] == [2, 3]
        assert [item.message for item in found if isinstance(item, Row)] == [{"type": "track"}, {"type": "page"}]

    @pytest.mark.parametrize("content", [b"", b"\n\n", b"PK\x03\x04broken", b"\x1f\x8bbroken"])
    def test_what_is_no_table_is_refused_as_a_whole(self, content, tmp_path):
        path = tmp_path / "a.csv"
        path.write_bytes(content)
        with pytest.raises(Unreadable):
            rows_of(path)


class TestInstant:
    @pytest.mark.parametrize(
        "text", ["2026-03-01", "2026-03-01 0:00:00", "2026/3/1", "1.3.2026", "1772323200", "1772323200000"]
    )
    def test_is_read_however_it_is_written(self, text):
        assert values.instant(text, None) == datetime(2026, 3, 1, tzinfo=UTC)

    def test_is_refused_where_day_and_month_could_be_swapped(self):
        with pytest.raises(values.Unclear, match="date_format"):
            values.instant("3/4/2026", None)
        assert values.instant("3/4/2026", "%d/%m/%Y") == datetime(2026, 4, 3, tzinfo=UTC)


class TestAmount:
    @pytest.mark.parametrize(
        ("text", "value", "currency"),
        [("1,234.56", "1234.56", None), ("1.234,56", "1234.56", None), ("€ 1 200", "1200", "EUR"),
         ("$1,200", "1200", "USD"),
         ("(5.00)", "-5.00", None), ("٣٤٥", "345", None), ("1.234.567", "1234567", None), ("0.1", "0.1", None)],
    )  # fmt: skip
    def test_is_exact(self, text, value, currency):
        assert values.amount(text) == (Decimal(value), currency)

    @pytest.mark.parametrize("text", ["", "twelve", "12 apples", "-"])
    def test_is_refused_where_it_is_none(self, text):
        with pytest.raises(values.Unclear):
            values.amount(text)


class TestStageWords:
    @pytest.mark.parametrize("word", ["Won", "closedwon", "Closed Won", "CLOSED-WON"])
    def test_of_one_meaning_are_one(self, word):
        assert values.stage_result(word, None, None) == "won"

    def test_the_vendors_own_flags_count_before_the_word(self):
        assert values.stage_result("x7f", False, True) == "lost"
        assert values.stage_result("x7f", None, None) is None
