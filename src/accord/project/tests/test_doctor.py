"""`accord doctor` says what is wrong and how to mend it."""

from datetime import UTC, datetime

import pytest

from accord.project import doctor, processes


class TestExamine:
    def test_names_a_wrong_setting_and_stops_there(self, monkeypatch):
        monkeypatch.setenv("ACCORD_PORT", "many")
        findings = doctor.examine()
        assert [f.name for f in findings] == ["python", "settings"]
        assert "ACCORD_PORT" in findings[-1].detail
        assert not doctor.is_well(findings)

    def test_says_where_the_database_is_away(self, monkeypatch, tmp_path):
        monkeypatch.setenv("ACCORD_HOME", str(tmp_path))
        monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none?connect_timeout=2")
        last = doctor.examine()[-1]
        assert (last.name, last.ok) == ("database", False)
        assert "DATABASE_URL" in last.mend

    def test_says_that_the_files_of_the_pages_are_missing(self, monkeypatch, tmp_path):
        monkeypatch.setattr(processes, "FRONT_END", tmp_path / "vendor")
        found = doctor._front_end()
        assert (found.ok, found.mend) == (False, "run: make install")

    @pytest.mark.django_db
    def test_looks_into_the_rooms(self):
        checks = {check().name: check() for check in doctor._ROOMS}
        assert set(checks) == {"agreement", "lake", "sources", "worker", "quarantine", "mail", "channels"}
        assert not checks["sources"].ok
        assert checks["worker"].ok
        assert checks["quarantine"].ok
        assert checks["mail"].ok
        assert "no mail leaves" in checks["mail"].detail
        assert checks["channels"].ok
        assert checks["sources"].line().startswith("✗ sources: 0 with an open key → run: accord source add")

    @pytest.mark.django_db
    def test_says_that_the_mail_server_does_not_answer_and_which_channel_fails(self, settings):
        from accord.outside.contracts import MailServer
        from accord.telling.models import Channel

        settings.MAIL_SERVER = MailServer("127.0.0.1", 1, encryption="none")
        at = datetime(2026, 10, 5, 9, tzinfo=UTC)
        Channel.objects.create(kind="slack", name="Desk", made_at=at, failing_since=at, last_error="500")
        mail, channels = doctor._mail(), doctor._channels()
        assert (mail.ok, "ACCORD_MAIL_URL" in mail.mend) == (False, True)
        assert (channels.ok, "Desk since 2026-10-05 09:00" in channels.detail) == (False, True)
