"""All versions, each with who signed it, and the document of one on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from accord.agreement import api
from accord.agreement.contracts import Version
from accord.agreement.paper.labels import LAYOUTS
from accord.agreement.paper.printing import printed
from accord.web.base.pages import cut
from accord.web.base.request import PAGE_SIZE, page_number


@require_GET
def agreement_versions(request: HttpRequest) -> HttpResponse:
    """A page of versions, latest first."""
    number = page_number(request)
    begin = (number - 1) * PAGE_SIZE
    rows = api.versions()[begin : begin + PAGE_SIZE + 1]
    signed = api.proposals_of([one.id for one in rows])
    page = cut([(one, signed.get(one.id)) for one in rows], number, PAGE_SIZE)
    return render(request, "pact/versions.html", {"page": page})


@require_GET
def agreement_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The document of a version, in the layout of the language asked for or else of the page."""
    version = version_of(number)
    language = request.GET.get("language") or layout_of(get_language() or "en")
    made = printed(version, api.proposal_of(version.id), language=language)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="agreement-{number}-{language}.pdf"'
    return answer


def version_of(number: int) -> Version:
    """The version of that number. Raises Http404."""
    found = next((version for version in api.versions() if version.number == number), None)
    if found is None:
        raise Http404
    return found


def layout_of(language: str) -> str:
    """The layout nearest to a language of the pages."""
    return language if language in LAYOUTS else next((one for one in LAYOUTS if language.startswith(one)), "en")
