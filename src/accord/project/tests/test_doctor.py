"""`accord doctor` says what is wrong and how to mend it."""

import pytest

from accord.project import doctor


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

    @pytest.mark.django_db
    def test_looks_into_the_rooms(self):
        checks = {check().name: check() for check in doctor._ROOMS}
        assert set(checks) == {"agreement", "lake", "sources", "worker", "quarantine"}
        assert not checks["sources"].ok
        assert checks["worker"].ok
        assert checks["quarantine"].ok
        assert checks["sources"].line().startswith("✗ sources: 0 with an open key → run: accord source add")
