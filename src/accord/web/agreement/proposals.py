"""Proposals: the list, one with its differences and discussion, and what each side does with it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.agreement import api
from accord.agreement.contracts import AgreementFault, Proposal
from accord.agreement.spec import Agreement
from accord.journey import rescore
from accord.journey.trying import api as trying
from accord.kernel.errors import Refused
from accord.members.policy import scope_of
from accord.web.agreement.forms import CommentForm, ProposalForm, WhyForm
from accord.web.base.pages import cut
from accord.web.base.request import PAGE_SIZE, actor_of, member_of, page_number, scope

both = require_http_methods(["GET", "POST"])
COMMENTS = 20


@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """A page of proposals, latest first."""
    number = page_number(request)
    rows = api.proposals(offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE + 1)
    may = scope_of(member_of(request).role, "proposal_create") is not None
    main = api.in_force(timezone.now())
    page = cut([(one, one.is_outdated(main)) for one in rows], number, PAGE_SIZE)
    return render(request, "pact/proposals.html", {"page": page, "may_propose": may})


@both
def proposal_create(request: HttpRequest) -> HttpResponse:
    """Put a file forward."""
    form = ProposalForm(request.POST or None, request.FILES or None)
    faults: tuple[object, ...] = ()
    if request.method == "POST" and form.is_valid():
        name, text = form.cleaned_data["file"]
        try:
            made = _put_forward(request, name, text, form)
            messages.success(request, _("Put forward; it waits for both signatures."))
            return redirect("proposal", made.id)
        except AgreementFault as found:
            faults = found.faults
        except Refused as refusal:
            form.add_error(None, refusal.message)
    status = 422 if request.method == "POST" else 200
    return render(request, "pact/proposal_create.html", {"form": form, "faults": faults}, status=status)


def _put_forward(request: HttpRequest, name: str, text: str, form: ProposalForm) -> Proposal:
    note, begins = form.cleaned_data["note"], form.cleaned_data["begins"]
    by, now = actor_of(request), timezone.now()
    return api.put_forward(text=text, name=name, by=by, now=now, note=note, in_force_from=begins)


@require_GET
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One proposal: its state, what it changes, what is said about it, and what this member may do."""
    return _page(request, _found(proposal_id), CommentForm())


@require_POST
def proposal_comment(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Say something about it."""
    found, form = _found(proposal_id), CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    api.comment(proposal_id=found.id, text=form.cleaned_data["text"], by=actor_of(request), now=timezone.now())
    return redirect("proposal", found.id)


@both
def proposal_propose(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Put a draft forward, or an outdated proposal anew."""
    found = _found(proposal_id)

    def act(_reason: str) -> str:
        try:
            api.propose(proposal_id=found.id, by=actor_of(request), now=timezone.now())
        except AgreementFault as faulty:
            raise Refused(faulty.message, code="agreement-fault") from faulty
        return _("Put forward; it waits for both signatures.")

    words = _("Both sides can sign it then. It has no effect until both have.")
    return _confirm(request, found, act, _("Put forward"), words)


@both
def proposal_sign(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The first signature."""
    found = _found(proposal_id)

    def act(_reason: str) -> str:
        api.sign(proposal_id=found.id, by=actor_of(request), now=timezone.now(), hash=_read(request))
        return _("Signed. The other side countersigns it.")

    words = _("You sign this content for your side. It has no effect until the other side has countersigned it.")
    return _confirm(request, found, act, _("Sign"), words)


@both
def proposal_countersign(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The second signature."""
    found = _found(proposal_id)

    def act(_reason: str) -> str:
        now = timezone.now()
        rescore.countersign(proposal_id=found.id, by=actor_of(request), now=now, hash=_read(request))
        return _("Countersigned. Both sides have signed this version.")

    words = _("With your signature both sides have signed: everybody is judged by it from the instant it is in force.")
    return _confirm(request, found, act, _("Countersign"), words)


@both
def proposal_decline(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Your side will not sign it."""
    found = _found(proposal_id)

    def act(reason: str) -> str:
        api.decline(proposal_id=found.id, by=actor_of(request), reason=reason, now=timezone.now())
        return _("Declined.")

    return _confirm(request, found, act, _("Decline"), _("It cannot be signed any more."), form=WhyForm)


@both
def proposal_withdraw(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Take it back."""
    found = _found(proposal_id)

    def act(reason: str) -> str:
        own = scope(request) == "own"
        api.withdraw(proposal_id=found.id, by=actor_of(request), reason=reason, now=timezone.now(), own_only=own)
        return _("Withdrawn.")

    return _confirm(request, found, act, _("Withdraw"), _("It cannot be signed any more."), form=WhyForm)


def _confirm(
    request: HttpRequest,
    found: Proposal,
    act: Callable[[str], str],
    verb: str,
    words: str,
    *,
    form: type[WhyForm] | None = None,
) -> HttpResponse:
    """Say what is about to be done, with title and hash, then do it. A refusal is said on the proposal's page."""
    asked = form(request.POST or None) if form else None
    if request.method == "POST" and (asked is None or asked.is_valid()):
        try:
            messages.success(request, act(asked.cleaned_data["reason"] if asked else ""))
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect("proposal", found.id)
    shown = {
        "proposal": found,
        "form": asked,
        "verb": verb,
        "words": words,
        "action": request.path,
        "pact": _said(found),
        "changes": [one.sentence for one in _changes(found)],
        "is_changed": request.GET.get("read", found.hash) != found.hash,
    }
    return render(request, "pact/confirm.html", shown, status=422 if request.method == "POST" else 200)


def _page(request: HttpRequest, found: Proposal, form: CommentForm, status: int = 200) -> HttpResponse:
    now, number = timezone.now(), page_number(request)
    said = api.comments(found.id, offset=(number - 1) * COMMENTS, limit=COMMENTS + 1)
    current, base = api.in_force(now), api.version(found.base_id) if found.base_id else None
    pact, changes = _said(found), _changes(found)
    tried = trying.newest_of(found.id)
    shown = {
        "proposal": found,
        "tryout": tried,
        "newer_touches": trying.touches_since(tried) if tried else 0,
        "may_try": found.version_id is None and scope_of(member_of(request).role, "tryout_create") is not None,
        "version": api.version(found.version_id) if found.version_id else None,
        "base": base or current,
        "parties": [(side, party, found.signature(side)) for side, party in sorted(api.parties(now).items())],
        "pact": pact,
        "strangers": api.strangers(pact) if pact and found.is_open else (),
        "changes": [one.sentence for one in changes],
        "changed": frozenset(one.path for one in changes),
        "may_edit": found.is_open and scope_of(member_of(request).role, "draft_edit") is not None,
        "faults": api.check(found.text, found.name) if found.state == "draft" else (),
        "page": cut(said, number, COMMENTS),
        "form": form,
        "lines": found.text.splitlines(),
        "may": _may(request, found, current.id if current else None),
        "is_outdated": found.is_outdated(current),
    }
    return render(request, "pact/proposal.html", shown, status=status)


def _changes(found: Proposal) -> tuple[api.Difference, ...]:
    """What it says otherwise than the version it was put forward against, or is to be."""
    base = api.version(found.base_id) if found.base_id else api.in_force(timezone.now())
    pact = _said(found)
    return api.differences(base.agreement, pact) if base and pact else ()


def _said(found: Proposal) -> Agreement | None:
    """What it says; None while it has faults."""
    try:
        return api.load(found.text, found.name)
    except AgreementFault:
        return None


def _may(request: HttpRequest, found: Proposal, current: int | None) -> dict[str, bool]:
    """Which buttons this member sees; the verbs decide again."""
    member = member_of(request)
    side = api.side_of(member.email, now=timezone.now())
    is_current = found.base_id == current
    reach = scope_of(member.role, "proposal_withdraw")
    is_theirs = str(actor_of(request)) in {str(found.drafted_by), str(found.proposed_by)}
    is_free = side is not None and is_current and found.signature(side) is None
    drafts = scope_of(member.role, "proposal_propose") is not None
    waits = found.state == "countersigned"
    return {
        "propose": drafts and (found.state == "draft" or (found.state in ("proposed", "signed") and not is_current)),
        "sign": found.state == "proposed" and is_free,
        "countersign": found.state == "signed" and is_free,
        "decline": found.state in ("proposed", "signed") and side is not None,
        "withdraw": side is not None if waits else found.is_open and (reach == "all" or (reach == "own" and is_theirs)),
    }


def _read(request: HttpRequest) -> str:
    """The hash of the content that was on the page when the button was pressed."""
    return request.POST.get("hash", "")


def _found(proposal_id: int) -> Proposal:
    found = api.proposal(proposal_id)
    if found is None:
        raise Http404
    return found
