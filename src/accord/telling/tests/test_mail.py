"""Mail from a telling to what arrives, against a real server on loopback."""

from datetime import timedelta

import pytest

from accord.members import api as members
from accord.outbox import api as outbox
from accord.telling import api, spreading, wishes
from accord.telling.contracts import Habits, Wish
from accord.telling.kinds import KINDS
from accord.telling.models import Delivery, Letter
from accord.telling.tests.cases import deliver, tell
from accord.telling.tests.conftest import NOW

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


class TestMail:
    def test_arrives_plain_and_as_html_with_what_a_mailbox_needs(self, sam, server):
        tell(sam, why="pricing three times")
        assert deliver() == 1
        (mail,) = server.mails
        assert mail["Subject"] == "Ada, Acme is yours to work"
        assert mail["To"] == "Sam Sells <sam@northwind.example>"
        assert mail["Message-ID"].endswith("@northwind.example>")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail["List-Unsubscribe"].startswith("<https://accord.northwind.example/unsubscribe/")
        plain, html = (mail.get_body(kind).get_content() for kind in (["plain"], ["html"]))
        assert "pricing three times" in plain
        assert "pricing three times" in html
        assert 'style="' in html
        assert "<style" not in html
        assert "<img" not in html

    def test_arrives_at_an_international_domain(self, server):
        tell(members.add(email="sam@bücher.example", role="rep", name="Sam", now=NOW))
        assert deliver() == 1
        assert [line.lower() for line in server.said if line.upper().startswith("RCPT")] == [
            "rcpt to:<sam@xn--bcher-kva.example>"
        ]
        assert server.mails[0]["To"] == "Sam <sam@xn--bcher-kva.example>"

    def test_cannot_be_made_into_another_one_by_a_name(self, sam, server):
        tell(sam, title="Eve\r\nBcc: all@example.com\u2028<script>alert(1)</script> & “co”")
        deliver()
        (mail,) = server.mails
        assert mail["Bcc"] is None
        assert mail["Subject"].startswith("Eve Bcc: all@example.com <script>alert(1)</script> &")
        assert "<script>" not in mail.get_body(["html"]).get_content()

    def test_of_one_moment_is_one_mail(self, sam, mara, server):
        for number in range(3):
            tell(sam, mara, key=f"handoff:{number}")
        assert deliver() == 2
        assert {mail["Subject"] for mail in server.mails} == {"Ada, Acme is yours to work, and 2 more"}

    def test_waits_for_the_digest_and_for_the_end_of_quiet_hours(self, sam, mara, server):
        api.set_wishes(member_id=sam.id, wishes={"lead_handed_off": Wish(app=True, mail="digest")}, habits=Habits(16))
        api.set_wishes(member_id=mara.id, wishes={}, habits=Habits(8, 8 * 60, 12 * 60))
        tell(sam, mara)
        tell(sam, mara, key="handoff:2", now=NOW + 2 * SECOND)
        assert deliver() == 0
        assert deliver(NOW.replace(hour=12)) == 1
        assert deliver(NOW.replace(hour=16)) == 1
        assert [mail["To"].partition("@")[0] for mail in server.mails] == ["Mara Markets <mara", "Sam Sells <sam"]
        assert {mail["Subject"] for mail in server.mails} == {"Ada, Acme is yours to work, and 1 more"}

    def test_leaves_out_what_was_read_in_the_app_meanwhile(self, sam, server):
        api.set_wishes(member_id=sam.id, wishes={}, habits=Habits(8, 0, 720))
        tell(sam)
        deliver()
        outbox.mark_read(member_id=sam.id, now=NOW)
        assert deliver(NOW + DAY) == 0
        assert not Letter.objects.exists()

    def test_that_waited_for_its_hour_does_not_leave_once_nobody_wants_it(self, sam, server):
        api.set_wishes(member_id=sam.id, wishes={}, habits=Habits(8, 0, 720))
        tell(sam)
        tell(sam, key="board:1", kind="board_weekly")
        assert deliver() == 0
        wishes.stop_mail(member_id=sam.id, kind="lead_handed_off")
        assert deliver(NOW + DAY) == 1
        assert [row.kinds for row in Delivery.objects.all()] == [["board_weekly"]]

    def test_none_at_all_holds_for_kinds_that_come_later(self, sam, server, monkeypatch):
        wishes.stop_mail(member_id=sam.id, kind="all")
        monkeypatch.setitem(KINDS, "goal_reached", KINDS["board_weekly"])
        assert api.wishes_of(sam.id)["goal_reached"] == Wish(app=True, mail="off")
        tell(sam, kind="goal_reached")
        assert deliver() == 0
        assert not Letter.objects.exists()

    def test_of_one_digest_is_not_cut_in_two(self, sam, mara, server, django_assert_max_num_queries):
        for number in range(6):
            tell(sam, mara, key=f"handoff:{number}")
        spreading.spread(now=NOW)
        with django_assert_max_num_queries(14):  # however many notices
            assert spreading.bundle(now=NOW, limit=3) == 1
        assert spreading.bundle(now=NOW, limit=3) == 1
        assert sorted(len(row.notice_ids) for row in Delivery.objects.all()) == [6, 6]

    def test_goes_to_nobody_who_does_not_want_it_or_left(self, sam, mara, server):
        api.set_wishes(member_id=sam.id, wishes={"lead_handed_off": Wish(app=True, mail="off")})
        tell(sam, mara)
        spreading.spread(now=NOW)
        spreading.bundle(now=NOW)
        members.set_active(member_id=mara.id, is_active=False)
        assert deliver() == 0
        assert [row.state for row in Delivery.objects.all()] == ["dropped"]

    def test_does_not_leave_and_does_not_pile_up_without_a_server(self, sam):
        tell(sam)
        assert deliver() == 0
        assert not Letter.objects.exists()
        assert api.count_unread(member_id=sam.id, now=NOW) == 1

    def test_is_in_the_readers_language_and_zone(self, sam, server):
        from accord.members.models import Member

        Member.objects.filter(pk=sam.id).update(time_zone="Asia/Kolkata", language="ar")
        tell(sam, kind="clock_reminder", service="answer", due="2026-10-05T10:00:00Z")
        deliver()
        html = server.mails[0].get_body(["html"]).get_content()
        assert 'dir="rtl"' in html
        assert "3:30" in server.mails[0]["Subject"] or "15:30" in server.mails[0]["Subject"]


class TestFaultsOfAMailServer:
    def test_421_is_tried_again_later_and_is_shown(self, sam, server):
        server.behave(greeting="421 too busy")
        tell(sam)
        assert deliver() == 0
        (channel,) = api.channels()
        assert (channel.failing_since, channel.waiting, channel.parked) == (NOW, 1, 0)
        assert "421" in channel.last_error
        assert deliver(NOW + SECOND) == 0
        server.behave()
        assert deliver(NOW + 30 * SECOND) == 1
        (channel,) = api.channels()
        assert (channel.failing_since, channel.waiting, channel.last_error) == (None, 0, "")

    @pytest.mark.parametrize("step", ["RCPT_TO", "end"])
    def test_550_is_parked_at_once_and_holds_up_nobody_else(self, sam, mara, server, step):
        server.behave(**{step: "550 no such user"})
        tell(sam)
        assert deliver() == 0
        server.behave()
        tell(mara, key="handoff:2")
        assert deliver() == 1
        (channel,) = api.channels()
        assert (channel.failing_since, channel.parked) == (None, 1)
        (parked,) = api.deliveries(channel_id=channel.id, state="parked")
        assert (parked.to, "550 no such user" in parked.last_error) == (sam.email, True)

    def test_450_of_one_mailbox_does_not_rest_the_channel(self, sam, mara, server):
        server.behave(RCPT_TO="450 greylisted")
        tell(sam)
        deliver()
        assert api.channels()[0].failing_since is None
        server.behave()
        tell(mara, key="handoff:2")
        assert deliver() == 1
        assert deliver(NOW + 30 * SECOND) == 1

    def test_dropped_after_data_is_sent_again_under_the_same_id(self, sam, server):
        server.behave(end="drop after taking")
        tell(sam)
        assert deliver() == 0
        server.behave()
        assert deliver(NOW + 30 * SECOND) == 1
        assert (len(server.mails), len(server.kept)) == (2, 1)
        (done,) = api.deliveries(channel_id=api.channels()[0].id)
        assert [one.outcome for one in done.attempts] == ["not reached", "sent"]
        assert "may have it" in done.attempts[0].excerpt
