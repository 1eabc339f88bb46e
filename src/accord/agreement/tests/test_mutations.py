"""Whatever is done to the text, there is an agreement or there are faults that lie within the text."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.agreement.load import examine
from accord.agreement.spec import Agreement
from accord.agreement.tests.marked import NORTHWIND

LINES = NORTHWIND.splitlines(keepends=True)
line_numbers = st.integers(0, len(LINES) - 1)
pieces = st.sampled_from(
    ["{", "}", "[", "]", ": ", ", ", "- ", "\t", "&a ", "*a", "!x ", "%", "|", ">", "'", '"', "?", "<<: ", "\n", "  "]
    + [
        "null",
        "true",
        "-1",
        "1e999",
        "2_0",
        "\u2028",
        "\x00",
        "\ufeff",
        "𝒳",
        "é",
        "---\n",
        "...\n",
        "\r",
        "#",
        "@",
        "`",
    ]
    + ["any: ", "none: ", "all: ", "did: ", "known: ", "score.fit: ", "once per ", "first 3 per "]
)


@st.composite
def mutated(draw):
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = min(draw(line_numbers), len(lines) - 1)
        match draw(st.sampled_from(["delete", "double", "swap", "insert", "cut", "indent", "piece"])):
            case "delete":
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "swap":
                other = min(draw(line_numbers), len(lines) - 1)
                lines[at], lines[other] = lines[other], lines[at]
            case "insert":
                lines.insert(at, draw(st.text(max_size=20)))
            case "cut":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
            case "indent":
                lines[at] = " " * draw(st.integers(0, 9)) + lines[at].lstrip()
            case "piece":
                column = draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:column] + draw(pieces) + lines[at][column:]
    return "".join(lines)


def assert_agreement_or_faults_in(text: str | bytes) -> None:
    agreement, faults = examine(text, "mutated.yaml")
    assert faults or isinstance(agreement, Agreement)
    plain = text if isinstance(text, str) else text.decode("utf-8", errors="replace")
    lines = plain.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for fault in faults:
        assert 1 <= fault.line <= len(lines), fault
        assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1, fault
        assert fault.message
        assert fault.code


class TestMutations:
    @settings(max_examples=150, suppress_health_check=list(HealthCheck))
    @given(mutated())
    def test_of_lines_and_pieces(self, text):
        assert_agreement_or_faults_in(text)

    @settings(max_examples=150)
    @given(st.binary(max_size=200), line_numbers)
    def test_of_bytes(self, junk, at):
        raw = "".join(LINES[:at]).encode() + junk + "".join(LINES[at:]).encode()
        assert_agreement_or_faults_in(raw)

    @settings(max_examples=300)
    @given(st.one_of(st.text(max_size=200), st.lists(pieces, max_size=30).map("".join)))
    def test_of_everything(self, text):
        assert_agreement_or_faults_in(text)
