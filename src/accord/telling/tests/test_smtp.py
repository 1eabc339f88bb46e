"""One mail to a server on loopback that answers slowly, or in a way that no server should."""

import pytest

from accord.outside import smtp
from accord.outside.contracts import MailServer, NotReached
from accord.telling.leasing import SECONDS
from accord.telling.tests.mailbox import mailbox


@pytest.fixture
def server():
    with mailbox() as there:
        yield there


def send(there):
    way = MailServer("127.0.0.1", there.port, encryption="none")
    return smtp.send(
        way, sender="a@a.example", recipient="b@b.example", mail=b"Subject: x\r\n\r\nx", own_name="a.example"
    )


class TestTime:
    def test_to_look_through_the_mail_is_given_beyond_that_of_a_step(self, server, monkeypatch):
        monkeypatch.setattr(smtp, "TIMEOUT", 0.3)
        server.behave(looks=0.8)
        assert "250 taken" in send(server)
        assert len(server.mails) == 1

    def test_of_it_all_is_limited(self, server, monkeypatch):
        monkeypatch.setattr(smtp, "LONGEST", 0.3)
        server.behave(looks=3.0)
        with pytest.raises(NotReached) as caught:
            send(server)
        assert caught.value.may_have_arrived

    def test_is_over_before_the_lease_is(self):
        assert smtp.LONGEST < SECONDS


class TestAnswers:
    @pytest.mark.parametrize("answer", ["okay", "354 go on", "100 wait"])
    @pytest.mark.parametrize("step", ["MAIL_FROM", "RCPT_TO", "end"])
    def test_that_are_no_yes_are_none(self, server, step, answer):
        server.behave(**{step: answer})
        with pytest.raises(NotReached):
            send(server)

    @pytest.mark.parametrize("answer", ["250 fine", "okay", "451 later"])
    def test_to_data_before_the_mail_is_asked_for_say_nothing_of_it(self, server, answer):
        server.behave(DATA=answer)
        with pytest.raises(NotReached) as caught:
            send(server)
        assert not caught.value.may_have_arrived
