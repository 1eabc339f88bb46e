"""Settings of what leaves the house."""

from ipaddress import ip_network

import pytest

from accord.outside.contracts import Allowed, MailServer
from accord.project.config import SettingsFault, mail_from, mail_server, outside, settings_from


def settings(**given):
    return settings_from({f"ACCORD_{name.upper()}": value for name, value in given.items()})


class TestMail:
    @pytest.mark.parametrize(
        ("url", "server"),
        [
            ("smtp+starttls://sam:p%40ss@mail.example", MailServer("mail.example", 587, "sam", "p@ss", "starttls")),
            ("smtps://mail.example", MailServer("mail.example", 465, encryption="tls")),
            ("smtp://127.0.0.1:1025", MailServer("127.0.0.1", 1025, encryption="none")),
        ],
    )
    def test_is_one_address(self, url, server):
        assert mail_server(settings(mail_url=url)) == server

    def test_does_not_leave_unless_a_server_is_named(self):
        assert mail_server(settings()) is None

    @pytest.mark.parametrize("url", ["mail.example:25", "http://mail.example", "smtp://", "smtp://x:0", "smtp://x:y"])
    def test_names_the_setting_that_is_wrong(self, url):
        with pytest.raises(SettingsFault, match="ACCORD_MAIL_URL"):
            settings(mail_url=url)

    def test_has_a_sender(self):
        assert mail_from(settings(public_url="https://accord.example")) == "Accord <accord@accord.example>"
        assert mail_from(settings(mail_from="Desk <desk@x.example>")) == "Desk <desk@x.example>"
        for wrong in ("desk", "a@b\r\nBcc: c@d"):
            with pytest.raises(SettingsFault, match="ACCORD_MAIL_FROM"):
                settings(mail_from=wrong)


class TestOutside:
    def test_is_closed_unless_said_otherwise(self):
        assert outside(settings()) == Allowed()
        given = settings(outside_networks="10.1.0.0/16, fd00::/8", outside_http="true")
        assert outside(given) == Allowed((ip_network("10.1.0.0/16"), ip_network("fd00::/8")), True)

    def test_names_the_network_that_is_none(self):
        with pytest.raises(SettingsFault, match="ACCORD_OUTSIDE_NETWORKS"):
            settings(outside_networks="10.1.0.0/99")
