import pytest

from accord.connectors.files.canonical import FIELDS
from accord.connectors.files.contracts import KINDS, Mapping
from accord.connectors.files.mapping import MapRefused, load_map, merged
from accord.connectors.files.readers import Row, open_table
from accord.connectors.files.recognise import recognise
from accord.connectors.files.rows import Record, Understanding


def fields_of(kind, *columns):
    return {c: f for c, f in recognise(kind, columns).columns.items() if f}


class TestHubSpot:
    def test_headings_of_its_exports_are_known(self):
        found = fields_of(
            "people", "Record ID", "First Name", "Last Name", "Email", "Job Title", "Company Name", "hs_score"
        )
        assert found == {
            "Record ID": "external_id", "First Name": "first_name", "Last Name": "last_name", "Email": "email",
            "Job Title": "job_title", "Company Name": "company", "hs_score": "hs_score",
        }  # fmt: skip

    def test_columns_of_a_warehouse_export_lose_their_prefix(self, shared_data):
        with open_table(shared_data("vendor_csv") / "hubspot" / "contact_data.csv") as table:
            found = recognise("people", table.columns)
        assert found.vendor == "hubspot"
        assert found.columns["property_jobtitle"] == "job_title"
        assert found.columns["property_createdate"] == "createdate"
        assert found.columns["_fivetran_synced"] == ""


class TestSalesforce:
    def test_names_of_its_api_are_known(self):
        found = recognise("deals", ("Id", "Name", "StageName", "Amount", "CloseDate", "IsWon", "AccountId", "OwnerId"))
        assert found.vendor == "salesforce"
        assert (found.columns["StageName"], found.columns["CloseDate"]) == ("stage", "closed_at")

    @pytest.mark.parametrize(
        ("name", "kind", "count"),
        [("sf_contact_data", "people", 4), ("sf_lead_data", "people", 1), ("sf_account_data", "accounts", 10),
         ("sf_opportunity_data", "deals", 10)],
    )  # fmt: skip
    def test_every_row_of_its_exports_is_understood(self, name, kind, count, shared_data):
        with open_table(shared_data("vendor_csv") / "salesforce" / f"{name}.csv") as table:
            mapping = recognise(kind, table.columns)
            reading = Understanding(kind, table.columns, mapping)
            found = [reading.record(row) for row in table.rows if isinstance(row, Row)]
        assert mapping.vendor == "salesforce"
        assert [type(record) for record in found] == [Record] * count


class TestMap:
    def test_all_faults_come_at_once_with_their_places(self):
        text = "colums:\n  a: b\ncolumns:\n  Foo: emial\nvalue_map:\n  stge: {a: b}\ndate_format: 3\n"
        with pytest.raises(MapRefused) as refused:
            load_map(text, "map.yaml", "deals")
        assert [str(fault).split(";")[0] for fault in refused.value.faults] == [
            "map.yaml:1:1: unknown key colums",
            "map.yaml:4:8: unknown field emial of deals",
            "map.yaml:6:3: unknown field stge",
            "map.yaml:7:14: date_format is a text",
        ]

    def test_what_is_given_overrules_what_was_recognised(self):
        given = Mapping(columns={"Mail": "email", "E-mail": ""})
        found = merged(recognise("people", ("Mail", "E-mail", "Title")), given)
        assert found.columns == {"Mail": "email", "E-mail": "", "Title": "job_title"}


class TestPeopleRows:
    def test_without_address_and_number_are_refused(self):
        reading = Understanding("people", ("email", "name"), recognise("people", ("email", "name")))
        fault = reading.record(Row(7, ("", "Anna")))
        assert (fault.line, fault.reason) == (7, "neither an e-mail address nor an external id")

    def test_of_one_address_are_joined_and_the_later_word_counts(self):
        columns = ("email", "title", "city")
        reading = Understanding("people", columns, recognise("people", columns))
        first = reading.record(Row(2, ("Anna@acme.example", "CIO", "Bonn")))
        second = reading.record(Row(3, ("anna@ACME.example", "CTO", "")))
        assert first.key == second.key == "email:anna@acme.example"
        assert first.joined(second).content["traits"] == {
            "email": "anna@acme.example",
            "job_title": "CTO",
            "city": "Bonn",
        }


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_known_by_its_own_name(kind):
    assert fields_of(kind, *FIELDS[kind]) == {name: name for name in FIELDS[kind]}
