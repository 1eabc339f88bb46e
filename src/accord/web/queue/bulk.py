"""Several leads at once: accepted, rejected with a reason, put off, given to somebody."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accord.agreement import api as agreements
from accord.journey import desk
from accord.kernel.errors import Refused
from accord.members import api as members
from accord.web.base.request import is_partial, member_of
from accord.web.queue.asking import asked_with
from accord.web.queue.forms import AssignForm, ReasonForm
from accord.web.queue.live import news
from accord.web.queue.snoozing import SnoozeForm

Act = Callable[[int], desk.Done]


@require_POST
def queue_together(request: HttpRequest) -> HttpResponse:
    """One verb for all that are chosen; what it needs to know is asked for first."""
    chosen = _chosen(request)
    verb = request.POST.get("verb", "")
    if verb == "accept":
        return _done(request, _accepting(request), chosen)
    form = _form(request, verb)
    if form is None:
        raise Refused(_("Choose what to do with them."))
    if not form.is_valid():
        return _ask(request, verb, form, chosen)
    return _done(request, _acting(request, verb, form.cleaned_data), chosen)


def undone_together(request: HttpRequest, token: int) -> HttpResponse:
    """All of them as they were, or a word on those that went on since."""
    found = desk.undo_together(token=token, by=member_of(request), now=timezone.now())
    back = ngettext("%(n)d taken back.", "%(n)d taken back.", len(found.done)) % {"n": len(found.done)}
    return _told(request, " ".join([back, *_refusals(found)]), 0)


def _accepting(request: HttpRequest) -> Act:
    by, now = member_of(request), timezone.now()
    return lambda number: desk.accept(handoff_id=number, by=by, now=now)


def _acting(request: HttpRequest, verb: str, given: dict[str, Any]) -> Act:
    by, now = member_of(request), timezone.now()
    if verb == "reject":
        return lambda number: desk.reject(handoff_id=number, reason=given["reason"], note=given["note"], by=by, now=now)
    if verb == "snooze":
        return lambda number: desk.snooze(handoff_id=number, until=given["until"], note=given["note"], by=by, now=now)
    to = int(given["member"]) if given["member"] else None
    return lambda number: desk.assign(handoff_id=number, member_id=to, by=by, now=now)


def _form(request: HttpRequest, verb: str) -> forms.Form | None:
    """What the verb asks for; bound once it was asked. Only operations assign."""
    data = request.POST if request.POST.get("asked") else None
    if verb == "reject":
        version = agreements.current()
        return ReasonForm(version.agreement.reject_reasons if version else (), data)
    if verb == "snooze":
        return SnoozeForm(timezone.localtime(), data)
    if verb == "assign":
        if asked_with(request).is_own:
            raise PermissionDenied
        return AssignForm(members.team_of("sales"), data)
    return None


def _ask(request: HttpRequest, verb: str, form: forms.Form, chosen: Sequence[int]) -> HttpResponse:
    words = {"reject": _("Reject"), "snooze": _("Snooze"), "assign": _("Assign")}
    title = ngettext("%(verb)s %(n)d lead", "%(verb)s %(n)d leads", len(chosen)) % {
        "verb": words[verb],
        "n": len(chosen),
    }
    shown = {
        "form": form,
        "radios": next((one for one in form if type(one.field.widget) is forms.RadioSelect), None),
        "title": title,
        "verb": words[verb],
        "verb_id": verb,
        "chosen": chosen,
        "action": request.path,
        "query": request.POST.get("query", ""),
        "back": f"/queue/?{asked_with(request).query}",
        "is_dialog": is_partial(request),
    }
    template = "queue/decision_form.html" if is_partial(request) else "queue/decision.html"
    return render(request, template, shown, status=422)


def _done(request: HttpRequest, act: Act, chosen: Sequence[int]) -> HttpResponse:
    found = desk.together(act, handoff_ids=chosen, by=member_of(request), now=timezone.now())
    done = ngettext("%(n)d lead done.", "%(n)d leads done.", len(found.done)) % {"n": len(found.done)}
    return _told(request, " ".join([done, *_refusals(found)]), found.undo_token)


def _refusals(found: desk.Together) -> list[str]:
    """Each reason once, with how many it kept back."""
    counted: dict[str, int] = {}
    for _number, why in found.refused:
        counted[why] = counted.get(why, 0) + 1
    return [_("%(n)d not: %(why)s.") % {"n": many, "why": why} for why, many in counted.items()]


def _told(request: HttpRequest, said: str, token: int) -> HttpResponse:
    """The list as it is now, with a toast; without script the list anew."""
    if not is_partial(request):
        messages.success(request, said, extra_tags=str(token) if token else "")
        return redirect(f"/queue/?{asked_with(request).query}")
    return news(request, asked_with(request), message=said, fact_id=token)


def _chosen(request: HttpRequest) -> list[int]:
    found = [int(one) for one in request.POST.getlist("handoff") if one.isascii() and one.isdigit() and len(one) < 19]
    if not found:
        raise Refused(_("Choose some leads first."))
    return found
