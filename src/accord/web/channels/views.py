"""Channels: which there are, how they do, what they were sent."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.kernel.errors import Refused, Unavailable
from accord.telling import api
from accord.telling.contracts import ChannelCard
from accord.web.base.pages import cut
from accord.web.base.request import PAGE_SIZE, member_of, page_number
from accord.web.channels.forms import SORTS, ChannelForm

STATES = ("waiting", "sent", "parked", "dropped")


@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """Every channel and how it does."""
    shown = {"channels": api.channels(), "sorts": SORTS, "has_mail": api.mail_is_connected()}
    return render(request, "channels/page.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def channel_create(request: HttpRequest) -> HttpResponse:
    """Connect a channel; its address is checked, and not called yet."""
    form = ChannelForm(request.POST if request.method == "POST" else None, initial={"kinds": list(api.KINDS)})
    if request.method != "POST":
        return render(request, "channels/new.html", {"form": form})
    if form.is_valid():
        try:
            card = api.connect(**form.cleaned_data, now=timezone.now())
        except (Refused, Unavailable) as refusal:
            form.add_error("address", refusal.message)
        else:
            messages.success(request, _("The channel is connected. Try it: see that a notice arrives."))
            return redirect("channel", card.id)
    return render(request, "channels/new.html", {"form": form}, status=422)


@require_GET
def channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    """One channel, and what it was sent, the latest first."""
    card, number = api.channel(channel_id), page_number(request)
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    rows = api.deliveries(channel_id=channel_id, state=state, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE + 1)
    shown = {
        "channel": card,
        "sorts": SORTS,
        "kinds": [(kind, row.name, kind in card.kinds) for kind, row in api.KINDS.items()],
        "names": {kind: api.kind_of(kind).name for row in rows for kind in row.kinds},
        "page": cut(rows, number, PAGE_SIZE),
        "state": state,
        "states": STATES,
        "query": f"state={state}&" if state else "",
        "secret": _secret(request, card),
        "now": timezone.now(),
    }
    return render(request, "channels/channel.html", shown)


@require_POST
def channel_change(request: HttpRequest, channel_id: int) -> HttpResponse:
    """What the channel is told, and whether it leaves at once."""
    card = api.channel(channel_id)
    is_on = request.POST["on"] == "yes" if "on" in request.POST else card.is_on
    kinds = request.POST.getlist("kinds") if "kinds-given" in request.POST else list(card.kinds)
    api.change(channel_id=channel_id, kinds=kinds, is_on=is_on, now=timezone.now())
    waiting = api.channel(channel_id).waiting
    if is_on and not card.is_on and waiting:
        said = ngettext(
            "It is on: %(n)d delivery that waited leaves now.",
            "It is on: %(n)d deliveries that waited leave now.",
            waiting,
        )
        messages.success(request, said % {"n": waiting})
    else:
        messages.success(request, _("Kept."))
    return redirect("channel", channel_id)


@require_POST
def channel_close(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Disconnect it for good."""
    api.disconnect(channel_id=channel_id, now=timezone.now())
    messages.success(request, _("The channel is disconnected; what waited for it is dropped."))
    return redirect("channels")


@require_POST
def channel_retry(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Do not wait: try at once what waits."""
    api.channel(channel_id)
    api.retry(channel_id=channel_id, now=timezone.now())
    messages.success(request, _("What waits is tried now."))
    return redirect("channel", channel_id)


@require_POST
def channel_try(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Send one notice that says that Accord reaches this channel; mail goes to the member who asks."""
    api.try_out(channel_id=channel_id, to=member_of(request).id, now=timezone.now())
    messages.success(request, _("A notice is on its way; the log below tells what becomes of it."))
    return redirect("channel", channel_id)


@require_POST
def channel_replay(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Send chosen deliveries anew, or all that are parked, each under its own id."""
    api.channel(channel_id)
    chosen = _numbers(request.POST.getlist("delivery"))
    if request.POST.get("all") == "parked":
        chosen = [one.id for one in api.deliveries(channel_id=channel_id, state="parked", limit=1000)]
    count = api.replay(delivery_ids=chosen, channel_id=channel_id, now=timezone.now())
    said = ngettext("%(n)d delivery is sent anew.", "%(n)d deliveries are sent anew.", count) % {"n": count}
    messages.success(request, said)
    return redirect("channel", channel_id)


def _secret(request: HttpRequest, card: ChannelCard) -> str:
    """A webhook's; where it cannot be read any more the page says so, and can still disconnect it."""
    try:
        return api.secret_of(card.id) if card.kind == "webhook" else ""
    except Refused as refusal:
        messages.error(request, refusal.message)
        return ""


def _numbers(texts: Iterable[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
