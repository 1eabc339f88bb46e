"""The steps of an import, each a page that works without script."""

import uuid
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accord.connectors.files import api
from accord.connectors.files.contracts import BatchCard
from accord.kernel.errors import AccordError
from accord.web.base.pages import Page
from accord.web.base.request import PAGE_SIZE, actor_of, page_number
from accord.web.imports.forms import UploadForm, columns_of, mapping_from
from accord.web.imports.seen import token_of, was_seen
from accord.web.imports.uploads import Upload, keep, kept

UNFINISHED = ("waiting", "running", "cancelling")


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    return _list(request, UploadForm())


@require_POST
def import_create(request: HttpRequest) -> HttpResponse:
    """Take the file; nothing is imported yet."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, status=422)
    upload = keep(request, form.cleaned_data["file"], form.cleaned_data["kind"])
    return redirect("import_run", upload.token)


@require_http_methods(["GET", "POST"])
def import_run(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Mapping and preview; then a dry run; then the import of just what that showed, which the worker carries out."""
    upload = kept(request, token)
    try:
        return _mapped(request, upload)
    except AccordError as error:
        return render(request, "imports/map.html", {"upload": upload, "trouble": error.message}, status=422)


@require_GET
def import_detail(request: HttpRequest, batch_id: int) -> HttpResponse:
    return render(request, "imports/detail.html", _shown(_batch(batch_id)))


@require_GET
def import_progress(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The part of the page that changes while the worker works."""
    return render(request, "imports/progress.html", _shown(_batch(batch_id)))


@require_GET
def import_faults(request: HttpRequest, batch_id: int) -> StreamingHttpResponse:
    """The refused rows with line, column, value and reason."""
    _batch(batch_id)
    answer = StreamingHttpResponse(api.errors_csv(batch_id=batch_id), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{batch_id}-errors.csv"'
    return answer


@require_POST
def import_undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    api.undo(batch_id=batch_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Everything that the import did is taken back."))
    return redirect("import_detail", batch_id)


@require_POST
def import_stop(request: HttpRequest, batch_id: int) -> HttpResponse:
    api.cancel(batch_id=batch_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("It stops after the rows at hand; what it did stays until it is undone."))
    return redirect("import_detail", batch_id)


def _mapped(request: HttpRequest, upload: Upload) -> HttpResponse:
    inspection = api.inspect(file=upload.path, kind=upload.kind)
    source = request.POST.get("source", "")[:100]
    shown: dict[str, Any] = {"upload": upload, "source": source}
    is_unseen = False
    if request.method == "POST":
        mapping = mapping_from(request.POST, inspection)
        common: dict[str, Any] = {
            "file": upload.path,
            "kind": upload.kind,
            "mapping": mapping,
            "source_name": source,
            "by": actor_of(request),
            "now": timezone.now(),
            "file_name": upload.name,
        }
        is_import = "dry" not in request.POST
        if is_import and was_seen(request.POST.get("seen", ""), upload, mapping, source):
            return redirect("import_detail", api.queue(**common))
        is_unseen = is_import
        shown |= {"result": api.run(**common, dry_run=True), "seen": token_of(upload, mapping, source)}
        inspection = api.inspect(file=upload.path, kind=upload.kind, mapping=mapping)
    shown |= {"inspection": inspection, "columns": columns_of(inspection), "is_unseen": is_unseen}
    return render(request, "imports/map.html", shown, status=409 if is_unseen else 200)


def _list(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    number = page_number(request)
    rows, total = api.batches(page=number, size=PAGE_SIZE)
    page = Page(rows, number, number * PAGE_SIZE < total, total)
    return render(request, "imports/page.html", {"page": page, "form": form}, status=status)


def _batch(batch_id: int) -> BatchCard:
    try:
        return api.batch(batch_id=batch_id)
    except api.NoSuchBatch:
        raise Http404 from None


def _shown(batch: BatchCard) -> dict[str, Any]:
    return {
        "batch": batch,
        "is_unfinished": batch.state in UNFINISHED,
        "is_undoable": batch.state not in (*UNFINISHED, "undone"),
        "name": Path(batch.file).name,
    }
