"""Random lives of clocks, held against one that counts minutes: start, pause, resume, another owner, leave, stop; at
times nobody sweeps before."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.agreement import api as agreements
from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.steps.sla import api
from accord.steps.sla.contracts import SlaRefused
from accord.steps.sla.tests.cases import happen, lead, published, reckon_again, rep, sweep
from tests.oracle.clocks import EPOCH, Clock, Owner, instant

pytestmark = pytest.mark.django_db

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
NEEDED = 9 * 60
EXCUSED = 3 * 8 * 60  # of leave, in all: as many working days as pauses may last
ACTIONS = ("pause", "resume", "hand on", "leave", "stop", "begin", "look")
steps = st.lists(
    st.tuples(st.integers(1, 2500), st.sampled_from(ACTIONS), st.integers(0, 3), st.integers(30, 4000), st.booleans()),
    min_size=1,
    max_size=9,
)


class Life:
    """The same steps done to both."""

    def __init__(self, how: str, owner: int, begin: int) -> None:
        self.how = how
        said = f"stops: accepted, within: {NEEDED} working minutes, calendar: owner, reassigned: {how}, pause: 3 days"
        self.version = published(
            f"{{id: answer, owed_by: sales, starts: handed_off, {said}}}", at=EPOCH, calendars=("{id: office, hours: "
            "{mon-fri: 09:00-17:00}}",)
        )  # fmt: skip
        self.cards = [rep(f"rep{number}") for number in range(len(ZONES))]
        for card, zone in zip(self.cards, ZONES, strict=True):
            members.set_work(member_id=card.id, by=PROCESS, now=EPOCH, time_zone=zone)
        self.owners = [Owner(zone) for zone in ZONES]
        self.clocks: list[Clock] = []
        self.now, self.owner = begin, owner
        self.begin(0, 0)

    @property
    def running(self) -> Clock | None:
        return self.clocks[-1] if self.clocks and self.clocks[-1].is_open else None

    def step(self, ahead: int, action: str, which: int, long: int, is_down: bool) -> None:
        self.now += ahead
        if not is_down or action == "leave":
            self.look(0, 0)
        getattr(self, action.replace(" ", "_"))(which, long)
        self.compare()

    def look(self, _which: int, _long: int) -> None:
        sweep(instant(self.now))
        if self.running:
            self.running.sweep(self.now)

    def begin(self, _which: int, _long: int) -> None:
        self._happen("handed_off")
        if self.running is None:
            self.clocks.append(Clock(NEEDED, EXCUSED, [[self.now, None, self.owners[self.owner]]]))

    def stop(self, _which: int, _long: int) -> None:
        self._happen("accepted")
        if self.running:
            self.running.stop(self.now)

    def pause(self, _which: int, long: int) -> None:
        card = self._card()
        if card is None:
            return
        until = self.now + long
        try:
            api.pause(clock_id=card.id, until=instant(until), reason="x", actor=PROCESS, now=instant(self.now))
        except SlaRefused:
            return
        self.clocks[-1].pause(self.now, until)

    def resume(self, _which: int, _long: int) -> None:
        card = self._card()
        if card is not None and card.state == "paused":
            api.resume(clock_id=card.id, actor=PROCESS, now=instant(self.now))
            self.clocks[-1].resume(self.now)

    def hand_on(self, which: int, _long: int) -> None:
        is_other, self.owner = which != self.owner, which
        self._happen("reassigned")
        running = self.running
        if running is None or not is_other:
            return
        if self.how == "continues":
            running.hand_on(self.now, self.owners[which])
        else:
            running.end(self.now)
            self.clocks.append(Clock(NEEDED, EXCUSED, [[self.now, None, self.owners[which]]]))

    def leave(self, which: int, long: int) -> None:
        is_broken = self.running is not None and self.running.broken  # then leave moves no deadline any more
        first = self.now if is_broken else self.now - 300
        last = first + long * 3
        span = {"since": instant(first), "until": instant(last)}
        members.add_leave(member_id=self.cards[which].id, by=PROCESS, now=instant(self.now), **span)
        self.owners[which].away.append((first, last))
        reckon_again(agreements.all_in_force(instant(self.now)), instant(self.now))

    def compare(self) -> None:
        cards = sorted(api.clocks_of(7, now=instant(self.now)), key=lambda one: one.id)
        assert len(cards) == len(self.clocks)
        for card, clock in zip(cards, self.clocks, strict=True):
            if not clock.is_open:
                assert (card.state, card.working_seconds) == (clock.verdict, clock.counted * 60)
                continue
            seen = clock.as_read(self.now)
            due = seen.due() if seen.paused_until is None else None
            assert card.due_at == (None if due is None else instant(due))
            assert card.seconds_left == max(0, NEEDED - seen.spent(self.now)) * 60
            assert (card.broken_at is not None) == clock.broken

    def _card(self):
        return next(iter(api.open_clocks([7], now=instant(self.now)).get(7, [])), None)

    def _happen(self, event: str) -> None:
        happen(event, lead(member=self.cards[self.owner]), version=self.version, at=instant(self.now))


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(("restarts", "continues")), st.integers(0, 3), st.integers(60 * 24 * 60, 90 * 24 * 60), steps)
def test_is_where_a_clock_that_counts_minutes_is(how, owner, begin, todo):
    with transaction.atomic():
        life = Life(how, owner, begin)
        for ahead, action, which, long, is_down in todo:
            life.step(ahead, action, which, long, is_down)
        transaction.set_rollback(True)
