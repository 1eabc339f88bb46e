"""What either side owes: read, faulted, described and compared."""

import pytest

from accord.agreement import describe
from accord.agreement.diff import differences
from accord.agreement.drawing import drawing
from accord.agreement.load import examine, load
from accord.agreement.spec import Rung
from accord.agreement.tests.marked import NORTHWIND

WITHOUT = NORTHWIND.partition("\nservices:")[0] + "\n"
ANSWER = (
    "{id: answer, owed_by: sales, starts: handed_off, stops: accepted_or_rejected, within: 4 working hours, "
    "calendar: owner, then: [tell manager at 100%, remind at 50%]}"
)
VOLUME = "{id: volume, owed_by: marketing, at_least: 300 mql, per: quarter, and: {acceptance_rate: {at_least: 60%}}}"


def text(*services: str) -> str:
    return WITHOUT + "services:\n" + "".join(f"  - {one}\n" for one in services)


def faults(*services: str) -> list[str]:
    return [one.message for one in examine(text(*services), "a.yaml")[1]]


class TestReading:
    def test_reads_a_clock_with_its_steps_in_order_of_time(self):
        answer = load(text(ANSWER), "a").clocks[0]
        assert (answer.stops, answer.within.is_working, answer.within.number) == (("accepted", "rejected"), True, 4)
        assert answer.then == (Rung(do="remind", percent=50), Rung(do="tell manager", percent=100))
        assert (answer.times, answer.reassigned, answer.snoozed) == (1, "restarts", "runs on")

    def test_reads_a_volume_with_its_quality(self):
        volume = load(text(VOLUME), "a").volumes[0]
        assert (volume.at_least, volume.of, volume.per, volume.acceptance) == (300, "mql", "quarter", 60)

    def test_counts_days_of_24_hours_unless_they_are_working_days(self):
        raw, working = (load(text(ANSWER.replace("4 working hours", said)), "a").clocks[0].within
                        for said in ("30 days", "2 working weeks"))  # fmt: skip
        assert (raw.is_working, raw.seconds()) == (False, 30 * 86_400)
        assert (working.is_working, working.is_in_days) == (True, True)


class TestFaults:
    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("accepted_or_rejected", "acepted", "stops cannot be “acepted”; did you mean “accepted”?"),
            ("4 working hours", "4 months", "within: “4 months” is no time to keep; write for example 4 working hours, "
             "2 working days or 30 days"),
            ("remind at 50%", "shout at 50%", "then: “shout at 50%” is no step; write for example remind at 50%; steps "
             "are remind, at risk, tell manager, reroute, pool"),
            ("calendar: owner", "calendar: mars", "there is no calendar “mars”"),
            ("remind at 50%", "at risk at 120%", "answer is not at risk but late at 120%"),
            ("stops: accepted_or_rejected", "stops: handed_off", "answer is stopped by what starts it, handed_off; no "
             "time would ever pass"),
            ("owed_by: sales, starts: handed_off", "owed_by: marketing, starts: recycled", None),
        ],
    )  # fmt: skip
    def test_are_told(self, old, new, message):
        found = faults(ANSWER.replace(old, new))
        assert found == [] if message is None else any(one.startswith(message) for one in found)

    def test_only_sales_can_lose_a_lead_in_hand(self):
        lost = "{id: x, owed_by: marketing, starts: recycled, stops: re_engaged, within: 30 days, then: [pool at 200%]}"
        assert faults(lost) == ["x cannot pool: nobody of sales has a lead in hand from recycled on"]

    @pytest.mark.parametrize("side", ["marketing", "sales"])
    @pytest.mark.parametrize("step", ["reroute", "pool"])
    def test_a_request_is_nobodys_lead_and_cannot_be_given_away(self, side, step):
        asked = (
            f"{{id: x, owed_by: {side}, starts: requested, stops: answered, within: 2 days, then: [{step} at 200%]}}"
        )
        (found,) = examine(text(asked), "a.yaml")[1]
        assert found.message == f"x cannot {step}: nobody of sales has a lead in hand from requested on"
        assert text(asked).splitlines()[found.line - 1][found.column - 1 :].startswith(f"[{step}")

    def test_a_volume_needs_its_stage(self):
        assert faults(VOLUME.replace("mql", "mqls")) == ["there is no stage “mqls”; did you mean “mql”?"]

    def test_no_two_volumes_count_the_same(self):
        assert "counts the same as volume" in faults(VOLUME, VOLUME.replace("id: volume", "id: other"))[0]

    def test_have_their_place(self):
        found = examine(text(ANSWER.replace("remind at", "shout at")), "a.yaml")[1][0]
        line = text(ANSWER).splitlines()[found.line - 1]
        assert line[found.column - 1 :].startswith("remind at")


class TestWords:
    def test_can_be_read_aloud(self):
        agreement = load(text(ANSWER, VOLUME), "a")
        assert describe.service(agreement.services[0]) == (
            "sales: accepted or rejected within 4 working hours of the hand-off; in the owner's hours; "
            "a reminder at 50%; the manager is told at 100%"
        )
        assert describe.service(agreement.services[1]) == (
            "marketing: at least 300 leads reach MQL every quarter, at least 60% of them accepted"
        )

    @pytest.mark.parametrize(
        ("old", "new", "sentence"),
        [
            ("4 working hours", "8 working hours",
             "The service answer now has eight working hours instead of four working hours."),
            ("remind at 50%", "remind at 40%", "The service answer now has the step remind at 40%."),
            ("calendar: owner, ", "",
             "The service answer now counts the hours of the first calendar instead of whoever owes it."),
            ("300 mql", "400 mql", "The service volume now asks for 400 instead of 300 leads."),
            ("at_least: 60%", "at_least: 70%",
             "The service volume now asks sales to accept at least 70% instead of at least 60%."),
        ],
    )  # fmt: skip
    def test_of_what_is_different(self, old, new, sentence):
        before = load(text(ANSWER, VOLUME), "a")
        after = load(text(ANSWER.replace(old, new), VOLUME.replace(old, new)), "a")
        assert sentence in [one.sentence for one in differences(before, after)]


class TestDrawing:
    def test_shows_at_each_stage_what_is_owed_from_there_on(self):
        made = drawing(load(text(ANSWER), "a"))
        said = {box.stage: " ".join(label.text for label in box.labels) for box in made.boxes}
        assert "answer: 4 working hours" in said["mql"]
        assert "answer" not in said["sql"]

    def test_marks_the_stage_whose_promise_changed(self):
        before, after = load(text(ANSWER), "a"), load(text(ANSWER.replace("4 working", "8 working")), "a")
        made = drawing(after, changed=frozenset(one.path for one in differences(before, after)))
        assert {box.stage for box in made.boxes if box.is_changed} == {"mql", "sal"}
