"""What a member decides: each view is one verb of the desk, and then the next lead is open."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accord.agreement import api as agreements
from accord.agreement.spec import Agreement
from accord.journey import desk
from accord.kernel.errors import Refused
from accord.kernel.money import Money
from accord.members import api as members
from accord.steps.handoff import api as handoff
from accord.steps.outcomes import api as outcomes
from accord.steps.outcomes.contracts import DealCard
from accord.web.base.record.lead import evidence_of, lead_record
from accord.web.base.record.person import version_of
from accord.web.base.request import go, is_partial, member_of, own_only
from accord.web.queue.answering import decided, from_lead, guard
from accord.web.queue.asking import asked_with
from accord.web.queue.bulk import undone_together
from accord.web.queue.forms import (
    AnswersForm,
    AssignForm,
    DealForm,
    LostForm,
    ReasonForm,
    StageForm,
    WonForm,
    questions_of,
)
from accord.web.queue.snoozing import SnoozeForm

Act = Callable[[Mapping[str, Any]], desk.Done]
both = require_http_methods(["GET", "POST"])


@require_POST
def acceptance(request: HttpRequest, handoff_id: int) -> HttpResponse:
    """Take the lead."""
    done = desk.accept(handoff_id=handoff_id, by=member_of(request), now=timezone.now())
    return decided(request, done, _("Accepted. It is in your work now."))


@both
def rejection(request: HttpRequest, handoff_id: int) -> HttpResponse:
    """Give the lead back, with a reason of the agreement."""

    def act(given: Mapping[str, Any]) -> desk.Done:
        return desk.reject(
            handoff_id=handoff_id,
            reason=given["reason"],
            note=given["note"],
            misled=given.get("misled", ()),
            by=member_of(request),
            now=timezone.now(),
        )

    handed = handoff.handoff(handoff_id)
    guard(request, handed.lead_id)
    rules = evidence_of(handed.lead_id, now=timezone.now()).carried_by
    form = ReasonForm(_pact_of(handed.person_id).reject_reasons, request.POST or None, rules=rules)
    return _ask(request, form, act, _("Reject the lead"), _("Reject"), _("Rejected; marketing has it back."))


@both
def snooze(request: HttpRequest, handoff_id: int) -> HttpResponse:
    """Not now: it comes back by itself."""

    def act(given: Mapping[str, Any]) -> desk.Done:
        return desk.snooze(
            handoff_id=handoff_id, until=given["until"], note=given["note"], by=member_of(request), now=timezone.now()
        )

    guard(request, handoff.handoff(handoff_id).lead_id)
    form = SnoozeForm(timezone.localtime(), request.POST or None)
    words = _("It comes back by itself then, or as soon as they do something that counts.")
    return _ask(request, form, act, _("Snooze the lead"), _("Snooze"), _("Snoozed."), words=words)


@require_POST
def waking(request: HttpRequest, handoff_id: int) -> HttpResponse:
    """The snooze is over before its time."""
    guard(request, handoff.handoff(handoff_id).lead_id)
    done = desk.wake(handoff_id=handoff_id, by=member_of(request), now=timezone.now())
    return decided(request, done, _("Awake. It is in the queue again."))


@both
def assignment(request: HttpRequest, handoff_id: int) -> HttpResponse:
    """On to a rep, who accepts it in turn: how an SDR hands over what they qualified."""

    def act(given: Mapping[str, Any]) -> desk.Done:
        to = int(given["member"]) if given["member"] else None
        return desk.assign(handoff_id=handoff_id, member_id=to, by=member_of(request), now=timezone.now())

    guard(request, handoff.handoff(handoff_id).lead_id)
    form = AssignForm(members.team_of("sales", roles=("rep",)), request.POST or None)
    words = _("With everything written down and answered so far. They accept it in turn.")
    return _ask(request, form, act, _("Hand the lead to a rep"), _("Hand over"), _("Handed over."), words=words)


@both
def recycling(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Back to marketing, with a reason and its rest."""

    def act(given: Mapping[str, Any]) -> desk.Done:
        return desk.recycle(
            lead_id=lead_id,
            reason=given["reason"],
            note=given["note"],
            misled=given.get("misled", ()),
            by=member_of(request),
            now=timezone.now(),
        )

    guard(request, lead_id)
    record = lead_record(lead_id, now=timezone.now())
    pact = record.version.agreement if record.version else _pact()
    form = ReasonForm(
        pact.recycle_reasons, request.POST or None, rules=evidence_of(lead_id, now=timezone.now()).carried_by
    )
    return _ask(request, form, act, _("Recycle the lead"), _("Recycle"), _("Recycled; marketing keeps in touch."))


@both
def qualification(request: HttpRequest, lead_id: int) -> HttpResponse:
    """On to the stage that sales decides, with the answers it requires."""

    def act(given: Mapping[str, Any]) -> desk.Done:
        return desk.qualify(lead_id=lead_id, answers=given, by=member_of(request), now=timezone.now())

    guard(request, lead_id)
    stage = lead_record(lead_id, now=timezone.now()).qualifies_to
    if stage is None:
        raise Http404
    form = AnswersForm(questions_of(stage), request.POST or None)
    title = _("Qualify as %(stage)s") % {"stage": stage.id.upper()}
    return _ask(request, form, act, title, _("Qualify"), _("Qualified."), words=stage.means)


@both
def stage_choice(request: HttpRequest, lead_id: int) -> HttpResponse:
    """To another stage, because people know better than the score."""

    def act(given: Mapping[str, Any]) -> desk.Done:
        return desk.choose(
            lead_id=lead_id, to=given["stage"], why=given["why"], by=member_of(request), now=timezone.now()
        )

    stages = lead_record(lead_id, now=timezone.now()).choices_of(member_of(request))
    if not stages:
        raise Http404
    form = StageForm(stages, request.POST or None)
    return _ask(request, form, act, _("Choose the stage"), _("Choose"), _("It is at that stage now."))


@both
def deal_create(request: HttpRequest, lead_id: int) -> HttpResponse:
    """A deal with an amount."""
    currency = _pact().currency

    def act(given: Mapping[str, Any]) -> desk.Done:
        return desk.open_deal(
            lead_id=lead_id,
            name=given["name"],
            amount=Money.of(given["amount"], currency),
            product=given["product"],
            by=member_of(request),
            now=timezone.now(),
        )

    guard(request, lead_id)
    form = DealForm(request.POST or None)
    form.fields["amount"].label = _("Amount in %(currency)s") % {"currency": currency}
    return _ask(request, form, act, _("Open a deal"), _("Open"), _("The deal is open."))


@both
def deal_won(request: HttpRequest, deal_id: int) -> HttpResponse:
    """They bought."""
    deal = _undecided(request, deal_id)
    if isinstance(deal, HttpResponse):
        return deal
    currency = deal.amount.currency if deal.amount else _pact().currency

    def act(given: Mapping[str, Any]) -> desk.Done:
        amount = Money.of(given["amount"], currency)
        return desk.win(deal_id=deal_id, amount=amount, by=member_of(request), now=timezone.now())

    form = WonForm(request.POST or None, initial={"amount": deal.amount.amount if deal.amount else None})
    return _ask(request, form, act, _("Won"), _("Won"), _("Won. Well done."), words=deal.name)


@both
def deal_lost(request: HttpRequest, deal_id: int) -> HttpResponse:
    """They did not buy, and why."""

    def act(given: Mapping[str, Any]) -> desk.Done:
        return desk.lose(deal_id=deal_id, reason=given["reason"], by=member_of(request), now=timezone.now())

    deal = _undecided(request, deal_id)
    if isinstance(deal, HttpResponse):
        return deal
    form = LostForm(_pact_of(deal.person_id).lost_reasons, request.POST or None)
    return _ask(request, form, act, _("Lost"), _("Lost"), _("Lost; the reason is kept."), words=deal.name)


@require_POST
def undo(request: HttpRequest, fact_id: int) -> HttpResponse:
    """Take back what was just done, and open that lead again beside the list in which it was done."""
    if desk.is_together(fact_id):
        return undone_together(request, fact_id)
    done = desk.undo(token=fact_id, by=member_of(request), now=timezone.now())
    messages.success(request, _("Taken back."))
    if done.lead is None:
        return go(request, "queue")
    if from_lead(request):
        return go(request, "lead", done.lead.id)
    query = asked_with(request).query
    return go(request, reverse("queue_panel", args=[done.lead.id]) + (f"?{query}" if query else ""))


def _ask(
    request: HttpRequest, form: forms.Form, act: Act, title: str, verb: str, told: str, *, words: str = ""
) -> HttpResponse:
    """The form, as a dialog or a page, with its first or faulty field in focus; then the act."""
    if request.method == "POST" and form.is_valid():
        return decided(request, act(form.cleaned_data), told)
    faulty = next((name for name in form.fields if form.is_bound and form[name].errors), next(iter(form.fields)))
    form.fields[faulty].widget.attrs["autofocus"] = True
    shown = {
        "form": form,
        "radios": next((one for one in form if type(one.field.widget) is forms.RadioSelect), None),
        "boxes": next((one for one in form if isinstance(one.field.widget, forms.CheckboxSelectMultiple)), None),
        "query": asked_with(request).query,
        "title": title,
        "verb": verb,
        "words": words,
        "action": request.path,
        "back": request.headers.get("Referer", "") if _is_ours(request) else reverse("queue"),
        "from_lead": from_lead(request),
        "is_dialog": is_partial(request),
    }
    status = 422 if request.method == "POST" else 200
    template = "queue/decision_form.html" if is_partial(request) else "queue/decision.html"
    return render(request, template, shown, status=status)


def _undecided(request: HttpRequest, deal_id: int) -> DealCard | HttpResponse:
    """The deal, or the page that says how it was decided. Raises Http404 where it is somebody else's."""
    deal, own = outcomes.deal(deal_id), own_only(request)
    if own is not None and deal.owner_member_id not in (own, None):
        raise Http404
    if deal.result == "open":
        return deal
    if is_partial(request):
        raise Refused(_("The deal is decided already."))
    return render(request, "queue/deal_decided.html", {"deal": deal, "deals": [deal]}, status=409)


def _is_ours(request: HttpRequest) -> bool:
    """The member came here by a link of ours, not by sending this form."""
    referer = request.headers.get("Referer", "")
    return request.method == "GET" and url_has_allowed_host_and_scheme(referer, {request.get_host()})


def _pact_of(person_id: int | None) -> Agreement:
    """The agreement by which this person is judged now."""
    version = version_of(person_id, timezone.now()) if person_id else None
    return version.agreement if version else _pact()


def _pact() -> Agreement:
    version = agreements.current()
    if version is None:
        raise Refused(_("No agreement is in force yet."))
    return version.agreement
