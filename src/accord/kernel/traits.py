"""One name for each trait, however a client spells it."""

import re

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_GAPS = re.compile(r"[^\w]+", re.UNICODE)

# What clients, HubSpot and Salesforce call the same thing. Left: after snake_case, right: our name.
PERSON_SYNONYMS = {
    "title": "job_title",
    "jobtitle": "job_title",
    "position": "job_title",
    "role": "job_title",
    "firstname": "first_name",
    "given_name": "first_name",
    "lastname": "last_name",
    "surname": "last_name",
    "family_name": "last_name",
    "full_name": "name",
    "e_mail": "email",
    "email_address": "email",
    "work_email": "email",
    "mail": "email",
    "phone_number": "phone",
    "mobile": "phone",
    "mobile_phone": "phone",
    "mobilephone": "phone",
    "company_name": "company",
    "organization": "company",
    "organisation": "company",
    "account_name": "company",
    "country_code": "country",
}
ACCOUNT_SYNONYMS = {
    "company_name": "name",
    "account_name": "name",
    "account": "name",
    "number_of_employees": "employees",
    "numberofemployees": "employees",
    "employee_count": "employees",
    "size": "employees",
    "headcount": "employees",
    "annual_revenue": "revenue",
    "annualrevenue": "revenue",
    "sector": "industry",
    "website_url": "website",
    "url": "website",
    "web_site": "website",
    "billing_country": "country",
    "country_code": "country",
    "office_location": "country",
}


def snake(name: str) -> str:
    """`jobTitle`, `Job Title` and `job-title` are `job_title`."""
    return _GAPS.sub("_", _CAMEL.sub("_", name.strip())).strip("_").lower()


def person_trait(name: str) -> str:
    """The canonical name of a person's trait."""
    plain = snake(name)
    return PERSON_SYNONYMS.get(plain, plain)


def account_trait(name: str) -> str:
    """The canonical name of an account's trait."""
    plain = snake(name)
    return ACCOUNT_SYNONYMS.get(plain, plain)
