"""The drawing of the stages and the ways between them."""

from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.agreement.diff import differences
from accord.agreement.drawing import Drawing, as_svg, drawing
from accord.agreement.load import load
from accord.agreement.spec import Criterion, Handoff, Party, RecycleReason, Stage
from accord.agreement.tests.marked import NORTHWIND
from accord.agreement.wording import stage_words

PACT = load(NORTHWIND, "northwind.yaml")
words = st.text("abc MWwm.,—-漢字ابجд", min_size=1, max_size=90).filter(str.strip)


@st.composite
def graphs(draw):
    """Agreements with any stages and ways, also ones that no check would let through."""
    names = draw(
        st.lists(st.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True), min_size=1, max_size=12, unique=True)
    )
    ways = st.lists(st.sampled_from([*names, "nowhere"]), max_size=6, unique=True)
    decided = st.sampled_from(["recycled", "disqualified", "accepted", None])
    stages = tuple(
        Stage(
            id=name,
            owner=draw(st.sampled_from(["marketing", "sales"])),
            means=draw(words),
            enter=Criterion(decided=draw(decided)),
            goes_to=tuple(draw(ways)),
        )
        for name in names
    )
    parties = {side: Party(team=draw(words), signs="a@b.example") for side in ("marketing", "sales")}
    reasons = draw(st.sampled_from([(), PACT.recycle_reasons]))
    return PACT.model_copy(
        update={"stages": stages, "parties": parties, "recycle_reasons": reasons, "handoff": Handoff(at=(names[0],))}
    )


def assert_tidy(made: Drawing) -> None:
    for one, other in combinations(made.boxes, 2):
        apart = (
            one.x + one.width <= other.x
            or other.x + other.width <= one.x
            or one.y + one.height <= other.y
            or other.y + other.height <= one.y
        )
        assert apart, (one.stage, other.stage)
    for frame in (*made.boxes, *made.lanes):
        assert frame.x >= 0
        assert frame.x + frame.width <= made.width
        assert frame.y >= 0
        assert frame.y + frame.height <= made.height
        for label in frame.labels:
            assert frame.x <= label.x - label.width / 2
            assert label.x + label.width / 2 <= frame.x + frame.width
            assert frame.y <= label.y - label.size
            assert label.y <= frame.y + frame.height
    for lane in made.lanes:
        for label in lane.labels:
            for box in made.boxes:
                assert label.x + label.width / 2 <= box.x or box.x + box.width <= label.x - label.width / 2


def assert_no_way_runs_through_a_box(made: Drawing) -> None:
    for way in made.ways:
        for (x1, y1), (x2, y2) in pairwise(way.points):
            assert x1 == x2 or y1 == y2
            for box in made.boxes:
                is_across = min(x1, x2) < box.x + box.width and max(x1, x2) > box.x
                is_down = min(y1, y2) < box.y + box.height and max(y1, y2) > box.y
                assert not (is_across and is_down), (way.start, way.end, box.stage)


def assert_ways_end_at_their_stages(made: Drawing) -> None:
    boxes = {box.stage: box for box in made.boxes}
    for way in made.ways:
        (x, y), box = way.points[0], boxes[way.start]
        assert x in (box.x, box.x + box.width)
        assert box.y <= y <= box.y + box.height
        (x, y), box = way.points[-1], boxes[way.end]
        assert box.x <= x <= box.x + box.width
        assert box.y <= y <= box.y + box.height


class TestLayout:
    @settings(max_examples=250)
    @given(graphs(), st.booleans())
    def test_nothing_overlaps_whatever_the_graph(self, pact, is_mirrored):
        made = drawing(pact, right_to_left=is_mirrored)
        assert_tidy(made)
        assert_no_way_runs_through_a_box(made)
        assert_ways_end_at_their_stages(made)
        assert {(way.start, way.end) for way in made.ways} == {
            (one.id, to) for one in pact.stages for to in one.goes_to if to != "nowhere"
        }
        assert made == drawing(pact, right_to_left=is_mirrored)
        assert made.mirrored().mirrored() == made

    def test_marketing_stands_above_sales_and_the_way_goes_onward(self):
        boxes = {box.stage: box for box in drawing(PACT).boxes}
        assert boxes["mql"].y < boxes["sal"].y
        assert boxes["lead"].x < boxes["mql"].x < boxes["sal"].x < boxes["opportunity"].x < boxes["won"].x
        turned = {box.stage: box for box in drawing(PACT, right_to_left=True).boxes}
        assert turned["lead"].x > turned["mql"].x > turned["won"].x

    def test_a_recycled_lead_says_how_long_it_rests(self):
        (box,) = [box for box in drawing(PACT).boxes if box.stage == "recycled"]
        assert "rests 14 – 90 days" in [label.text for label in box.labels]
        one = PACT.model_copy(update={"recycle_reasons": (RecycleReason(id="later", means="Later."),)})
        assert "rests" not in as_svg(drawing(one))


class TestMarks:
    def test_are_on_what_changed_only(self):
        made = drawing(PACT, changed=frozenset({"stages.mql.enter", "stages.recycled.goes_to.sal", "scores.fit.limit"}))
        assert [box.stage for box in made.boxes if box.is_changed] == ["mql"]
        assert [(way.start, way.end) for way in made.ways if way.is_changed] == [("recycled", "sal")]

    def test_are_on_ways_that_are_gone_and_crossed_out(self):
        before = drawing(PACT)
        made = drawing(PACT, changed=frozenset({"stages.won.goes_to.lead", "stages.won.goes_to.nowhere"}))
        assert [(way.start, way.end) for way in made.ways if way.is_gone] == [("won", "lead")]
        assert len(made.ways) == len(before.ways) + 1
        assert as_svg(made).count("drawing-cross") == 1
        assert "won → lead" not in ElementTree.fromstring(as_svg(made)).find("{http://www.w3.org/2000/svg}desc").text
        assert_tidy(made)
        assert_no_way_runs_through_a_box(made)

    def test_are_on_the_stage_where_leads_are_newly_offered(self):
        handed = PACT.model_copy(update={"handoff": Handoff(at=("sal",))})
        changed = frozenset(one.path for one in differences(PACT, handed))
        assert [box.stage for box in drawing(handed, changed=changed).boxes if box.is_changed] == ["mql"]


class TestSvg:
    @settings(max_examples=60)
    @given(graphs())
    def test_is_well_formed_and_needs_no_style(self, pact):
        text = as_svg(drawing(pact, changed=frozenset({f"stages.{pact.stages[0].id}"})))
        root = ElementTree.fromstring(text)
        assert root.find("{http://www.w3.org/2000/svg}title").text == pact.title
        assert "style" not in {name for element in root.iter() for name in element.attrib}
        assert not [element for element in root.iter() if element.tag.endswith(("style", "script", "a", "image"))]

    def test_keeps_hostile_words_as_words(self):
        mean = "<script>alert(1)</script>\"' onload=x"
        stages = tuple(one.model_copy(update={"means": mean}) for one in PACT.stages)
        text = as_svg(drawing(PACT.model_copy(update={"stages": stages, "title": mean})))
        assert "<script" not in text
        assert ElementTree.fromstring(text) is not None

    def test_tells_the_ways_in_words(self):
        root = ElementTree.fromstring(as_svg(drawing(PACT)))
        assert "sql → opportunity, recycled, disqualified." in root.find("{http://www.w3.org/2000/svg}desc").text


@pytest.mark.parametrize(("stage", "said"), [("mql", "MQL"), ("sal", "SAL"), ("won", "won"), ("recycled", "recycled")])
def test_abbreviations_are_capitals(stage, said):
    assert stage_words(stage) == said
