"""Salesforce's columns: names of the API (`FirstName`), the same in snake_case (warehouse exports), report headings.

Object reference: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/
(sforce_api_objects_contact, …_lead, …_account, …_opportunity).
"""

from accord.connectors.files.contracts import Kind, Vendor

MARKS = ("system_modstamp", "master_record_id", "record_type_id", "owner_id", "is_deleted", "last_referenced_date",
         "stage_name", "lead_source", "created_by_id", "forecast_category")  # fmt: skip

COLUMNS: dict[Kind, dict[str, str]] = {
    "people": {
        "email": "email",
        "id": "external_id",
        "contact_id": "external_id",
        "contact_id_18": "external_id",
        "lead_id": "external_id",
        "name": "name",
        "full_name": "name",
        "first_name": "first_name",
        "last_name": "last_name",
        "title": "job_title",
        "phone": "phone",
        "company": "company",
        "account_name": "company",
        "company_account": "company",
        "mailing_country_code": "country",
        "mailing_country": "country",
        "country_code": "country",
        "country": "country",
        "account_id": "account_external_id",
        "website": "website",
    },
    "accounts": {
        "id": "external_id",
        "account_id": "external_id",
        "account_id_18": "external_id",
        "name": "name",
        "account_name": "name",
        "website": "website",
        "industry": "industry",
        "number_of_employees": "employees",
        "employees": "employees",
        "annual_revenue": "revenue",
        "billing_country_code": "country",
        "billing_country": "country",
    },
    "deals": {
        "id": "external_id",
        "opportunity_id": "external_id",
        "opportunity_id_18": "external_id",
        "name": "name",
        "opportunity_name": "name",
        "amount": "amount",
        "currency_iso_code": "currency",
        "amount_currency": "currency",
        "stage_name": "stage",
        "stage": "stage",
        "is_won": "is_won",
        "won": "is_won",
        "is_closed": "is_closed",
        "closed": "is_closed",
        "owner_id": "owner",
        "opportunity_owner": "owner",
        "account_name": "account",
        "account_id": "account_external_id",
        "contact_id": "person_external_id",
        "created_date": "opened_at",
        "close_date": "closed_at",
        "loss_reason": "lost_reason",
        "loss_reason_c": "lost_reason",
    },
    "touches": {},
}

LEFT_OUT = ("fivetran_active", "fivetran_synced", "fivetran_start", "fivetran_end", "is_deleted", "system_modstamp",
            "attributes")  # fmt: skip

VENDOR = Vendor("salesforce", "", MARKS, COLUMNS, LEFT_OUT)
