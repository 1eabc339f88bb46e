from datetime import UTC, datetime

import pytest

from accord.members import api as members
from accord.members.api import MemberRefused

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.mark.django_db
class TestMembers:
    def test_sales_takes_leads_in_the_order_they_joined(self):
        members.add(email="sam@northwind.example", role="rep", now=NOON)
        members.add(email="mara@northwind.example", role="marketer", now=NOON)
        members.add(email="dana@northwind.example", role="sdr", now=NOON)
        assert [m.email for m in members.team_of("Sales")] == ["sam@northwind.example", "dana@northwind.example"]

    def test_an_address_has_one_member_however_it_is_written(self):
        first = members.add(email="Sam@northwind.example", role="rep", now=NOON)
        again = members.add(email="sam@northwind.example", role="sdr", now=NOON)
        assert (again.id, again.role) == (first.id, "sdr")

    @pytest.mark.parametrize(
        ("email", "role", "password"),
        [("sam", "rep", None), ("sam@northwind.example", "boss", None), ("sam@northwind.example", "rep", "12345")],
    )
    def test_refuses_what_is_malformed_unknown_or_weak(self, email, role, password):
        with pytest.raises(MemberRefused):
            members.add(email=email, role=role, password=password, now=NOON)

    def test_keeps_the_last_administrator(self):
        only = members.add(email="ada@northwind.example", role="admin", now=NOON)
        with pytest.raises(MemberRefused, match="last administrator"):
            members.set_active(member_id=only.id, is_active=False)
        with pytest.raises(MemberRefused, match="last administrator"):
            members.add(email="Ada@northwind.example", role="rep", now=NOON)
        members.add(email="rhea@northwind.example", role="admin", now=NOON)
        assert not members.set_active(member_id=only.id, is_active=False).is_active

    def test_switches_no_log_in_on_by_adding_it_again(self):
        sam = members.add(email="sam@northwind.example", role="rep", now=NOON)
        members.set_active(member_id=sam.id, is_active=False)
        with pytest.raises(MemberRefused, match="is off"):
            members.add(email="SAM@northwind.example", role="operations", now=NOON)
        still = members.by_email(sam.email)
        assert (still.role, still.is_active) == ("rep", False)
