"""Goals and learning on screens: read by everybody, made anew by some, within few queries."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accord.reporting import api as reporting
from accord.reporting.suggesting import suggestion
from accord.web.tests.cases import client_of
from tests.stories.cases import cases, version

PAGES = ("/goals/", "/learning/", "/learning/people/?rule=pricing", "/learning/profile/", "/learning/suggestion/")


def told(client: Client, path: str) -> str:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, path
    assert len(queries) <= 25, path
    return answer.content.decode()


class TestPages:
    def test_stand_before_anything_was_made(self, cast):
        sam = client_of(cast["sam"])
        assert all("<h1>" in told(sam, path) for path in PAGES)
        assert "not in these numbers yet" in told(sam, "/learning/")

    def test_show_what_the_worker_made(self, cast):
        reporting.make_all(now=timezone.now())
        sam = client_of(cast["sam"])
        assert "Looked at prices" in told(sam, "/learning/?sort=lift")
        assert "Personas" in told(sam, "/learning/profile/?persona=it-director")
        assert "Leads ready for sales" in told(sam, "/goals/")

    def test_show_the_last_suggestion_and_hand_out_its_text(self, cast):
        found = cases(500)
        made = suggestion(version(), found, found.cases[:100], wanted="won")
        from accord.reporting import keeping

        keeping.keep("suggestion", made.as_dict(), now=timezone.now())
        sam = client_of(cast["sam"])
        assert "Judged by leads that it did not learn from" in told(sam, "/learning/suggestion/")
        assert sam.get("/learning/suggestion/agreement.yaml").content.decode() == made.text
        begun = client_of(cast["rhea"]).post("/learning/suggestion/draft/")
        assert begun.status_code == 302
        assert made.text.splitlines()[0] in told(client_of(cast["rhea"]), begun["Location"])

    def test_say_why_there_is_none(self, cast):
        reporting.make(kind="suggestion", named={}, now=timezone.now())
        assert "too little to learn from" in told(client_of(cast["sam"]), "/learning/suggestion/")

    def test_refuse_what_no_rule_has(self, cast):
        assert client_of(cast["sam"]).get("/learning/people/?rule=pricing&which=everything").status_code == 404
        assert client_of(cast["sam"]).get("/learning/suggestion/agreement.yaml").status_code == 404


class TestMaking:
    def test_is_for_marketing_and_operations(self, cast):
        assert client_of(cast["sam"]).post("/learning/reports/", {"kind": "profile"}).status_code == 403
        answer = client_of(cast["mara"]).post("/learning/reports/", {"kind": "profile"})
        assert answer["Location"] == "/learning/profile/"
        assert client_of(cast["mara"]).post("/learning/reports/", {"kind": "everything"}).status_code == 404
        assert client_of(cast["mara"]).get("/learning/reports/").status_code == 405
