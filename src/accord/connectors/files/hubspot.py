"""HubSpot's columns: internal names, the same with `property_` (warehouse exports), and headings of its exports.

Internal names: https://knowledge.hubspot.com/properties/hubspots-default-contact-properties ,
…/hubspot-crm-default-company-properties and …/hubspots-default-deal-properties ;
headings: https://knowledge.hubspot.com/import-and-export/export-records .
"""

from accord.connectors.files.contracts import Kind, Vendor

MARKS = ("hs_", "hubspot_", "property_")

COLUMNS: dict[Kind, dict[str, str]] = {
    "people": {
        "email": "email",
        "hs_object_id": "external_id",
        "record_id": "external_id",
        "record_id_contact": "external_id",
        "contact_id": "external_id",
        "vid": "external_id",
        "id": "external_id",
        "firstname": "first_name",
        "first_name": "first_name",
        "lastname": "last_name",
        "last_name": "last_name",
        "jobtitle": "job_title",
        "job_title": "job_title",
        "phone": "phone",
        "phone_number": "phone",
        "country": "country",
        "country_region": "country",
        "company": "company",
        "company_name": "company",
        "associated_company": "company",
        "hs_email_domain": "",
        "associatedcompanyid": "account_external_id",
        "associated_company_id": "account_external_id",
        "associated_company_ids": "account_external_id",
    },
    "accounts": {
        "name": "name",
        "company_name": "name",
        "domain": "domain",
        "company_domain_name": "domain",
        "website": "website",
        "website_url": "website",
        "hs_object_id": "external_id",
        "record_id": "external_id",
        "company_id": "external_id",
        "id": "external_id",
        "industry": "industry",
        "numberofemployees": "employees",
        "number_of_employees": "employees",
        "annualrevenue": "revenue",
        "annual_revenue": "revenue",
        "country": "country",
        "country_region": "country",
    },
    "deals": {
        "deal_id": "external_id",
        "hs_object_id": "external_id",
        "record_id": "external_id",
        "id": "external_id",
        "dealname": "name",
        "deal_name": "name",
        "amount": "amount",
        "deal_currency_code": "currency",
        "currency": "currency",
        "dealstage": "stage",
        "deal_stage": "stage",
        "deal_pipeline_stage_id": "stage",
        "hs_is_closed_won": "is_won",
        "is_closed_won": "is_won",
        "hs_is_closed": "is_closed",
        "hubspot_owner_id": "owner",
        "owner_id": "owner",
        "deal_owner": "owner",
        "associated_company": "account",
        "associated_company_primary": "account",
        "associated_company_id": "account_external_id",
        "createdate": "opened_at",
        "create_date": "opened_at",
        "closedate": "closed_at",
        "close_date": "closed_at",
        "closed_lost_reason": "lost_reason",
    },
    "touches": {},
}

# Bookkeeping of the export itself: neither a field nor a trait.
LEFT_OUT = ("fivetran_deleted", "fivetran_synced", "is_deleted", "portal_id")

VENDOR = Vendor("hubspot", "property_", MARKS, COLUMNS, LEFT_OUT)
