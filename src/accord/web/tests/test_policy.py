"""Who may open what: every URL, every method, every role."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accord.members import api as members
from accord.members.policy import CAPABILITIES, PUBLIC, ROLES, actions, scope_of
from accord.web.base.middleware import CONTENT_SECURITY_POLICY

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
SAMPLES = {"uuid": "6f1f0d3e-9d0e-4d6e-8d6c-2f5f0c8d9a11", "str": "x", "int": "999999"}


def walk(patterns, before="/"):
    """(name, path with sample arguments) of every URL."""
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from walk(one.url_patterns, here)
        elif isinstance(one, URLPattern):
            yield one.name, re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], here)


URLS = sorted(walk(get_resolver().url_patterns))


@pytest.fixture
def clients(db):
    """A client logged in for each role."""
    made = {}
    for role in ROLES:
        card = members.add(email=f"{role}@northwind.example", role=role, password="nine lives of a lead", now=NOW)
        made[role] = Client(raise_request_exception=False)
        made[role].force_login(get_user_model().objects.get(pk=card.id))
    return made


class TestPolicy:
    def test_names_every_url(self):
        assert {name for name, _path in URLS} - PUBLIC == set(actions())

    def test_is_said_in_words_for_every_action_once(self):
        rows = [row for room in CAPABILITIES.values() for row in room.values()]
        assert sorted(action for row in rows for action in row) == sorted(actions())
        for row in rows:
            for role in ROLES:
                assert len({scope_of(role, action) for action in row}) == 1, (role, row)

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_opens_each_url_to_the_roles_of_the_table_only(self, clients, method):
        wrong = {}
        for name, path in URLS:
            for role, client in clients.items():
                if name in PUBLIC:
                    continue
                status = getattr(client, method)(path).status_code
                if (status == 403) is (scope_of(role, name) is not None) or status >= 500:
                    wrong[f"{method} {path} {role}"] = status
        assert wrong == {}

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_sends_strangers_to_the_log_in(self, db, method):
        for name, path in URLS:
            if name not in PUBLIC:
                answer = getattr(Client(), method)(path)
                assert (answer.status_code, answer.headers["Location"][:7]) == (302, "/login/"), path

    def test_refuses_every_change_without_a_csrf_token(self, clients):
        admin = Client(enforce_csrf_checks=True)
        admin.cookies = clients["admin"].cookies
        open_ones = {"csp_report", "unsubscribe"}  # browsers and mailboxes post to these
        for name, path in URLS:
            if name not in open_ones:
                assert admin.post(path).status_code in (403, 405), path

    @pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
    def test_refuses_every_other_method_to_every_role(self, clients, method):
        strangers = {**clients, "stranger": Client()}
        answers = {
            f"{method} {path} {who}": getattr(client, method)(path).status_code
            for _name, path in URLS
            for who, client in strangers.items()
        }
        assert {asked: status for asked, status in answers.items() if status != 405} == {}

    def test_leaves_a_switched_off_member_outside(self, clients):
        sam = members.by_email("rep@northwind.example")
        members.set_active(member_id=sam.id, is_active=False)
        assert clients["rep"].get("/queue/").status_code == 302


class TestClosedHeaders:
    def test_say_that_nothing_runs_but_ourselves(self):
        rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))
        assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
        assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"

    def test_come_with_every_page_and_every_refusal(self, clients):
        bare, statuses = {}, set()
        for who, client in {**clients, "stranger": Client(raise_request_exception=False)}.items():
            for method in ("get", "post", "put"):
                for _name, path in [*URLS, ("", "/nothing/"), ("", "/static/nothing.js")]:
                    answer = getattr(client, method)(path)
                    statuses.add(answer.status_code)
                    if answer.headers.get("Content-Security-Policy") != CONTENT_SECURITY_POLICY:
                        bare[f"{method} {path} {who}"] = answer.status_code
        assert bare == {}
        assert {200, 302, 403, 404, 405} <= statuses

    def test_come_with_a_forged_request_and_a_conflict(self, clients):
        admin = Client(enforce_csrf_checks=True)
        admin.cookies = clients["admin"].cookies
        forged = admin.post("/look/")
        one = members.by_email("admin@northwind.example")
        conflict = clients["admin"].post(f"/members/{one.id}/active/", {"active": "no"})
        assert (forged.status_code, conflict.status_code) == (403, 409)
        for answer in (forged, conflict):
            assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY

    def test_logs_one_line_of_whom_it_sends_away(self, clients, caplog):
        assert clients["executive"].get("/queue/").status_code == 403
        said = [one for one in caplog.records if one.name == "django.request"]
        assert [(one.levelname, one.exc_info) for one in said] == [("WARNING", None)]
