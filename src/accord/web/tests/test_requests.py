"""Requests between the sides, on their pages."""

from accord.planning import api as planning
from accord.web.tests.cases import client_of

BRIEF = {"goal": "A case study", "audience": "CIOs", "vision": "Two pages", "deadline": "2099-01-01"}


def test_a_rep_asks_and_a_marketer_answers(cast):
    sam, mara = client_of(cast["sam"]), client_of(cast["mara"])
    answer = sam.post("/requests/new/", {**BRIEF, "to_side": "marketing"})
    (made,), _ = planning.requests()
    assert answer.headers["Location"] == f"/requests/{made.id}/"
    assert "A case study" in mara.get("/requests/").content.decode()
    page = f"/requests/{made.id}/"
    mara.post(f"{page}say/", {"text": "For which product?"})
    mara.post(f"{page}answer/", {"to": "agreed", "note": "In May"})
    text = sam.get(page).content.decode()
    assert "For which product?" in text
    assert "In May" in text
    assert planning.request(made.id).state == "agreed"


def test_what_is_refused_is_said_and_changes_nothing(cast):
    sam = client_of(cast["sam"])
    assert sam.post("/requests/new/", {**BRIEF, "goal": "", "to_side": "marketing"}).status_code == 422
    assert sam.post("/requests/new/", {**BRIEF, "deadline": "2001-01-01", "to_side": "marketing"}).status_code == 422
    sam.post("/requests/new/", {**BRIEF, "to_side": "marketing"})
    (made,), _ = planning.requests()
    for to in ("agreed", "", "nonsense"):
        sam.post(f"/requests/{made.id}/answer/", {"to": to})
    assert planning.request(made.id).state == "open"
    assert sam.get("/requests/999999/").status_code == 404


def test_a_request_is_about_a_lead_and_links_to_it(cast):
    sam = client_of(cast["sam"])
    text = sam.get("/requests/new/?about=account:1").content.decode()
    assert sam.get("/requests/new/?about=lead:x").status_code == 200
    assert 'name="about"' in text or "About" not in text
