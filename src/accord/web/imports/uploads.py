"""Uploaded files between the screen and the worker; the session knows whose they are."""

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest

from accord.connectors.files.contracts import KINDS, Kind

KEPT = 10


@dataclass(frozen=True, slots=True)
class Upload:
    token: uuid.UUID
    path: Path
    name: str
    kind: Kind


def keep(request: HttpRequest, file: "UploadedFile[bytes]", kind: str) -> Upload:
    """Write the file under a name of ours and note it in the session."""
    token, name = uuid.uuid4(), Path(file.name or "file").name[:200]
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (token.hex + _ending(name))
    with path.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    noted = {**request.session.get("uploads", {}), str(token): [path.name, name, kind]}
    request.session["uploads"] = dict(list(noted.items())[-KEPT:])
    return Upload(token, path, name, cast(Kind, kind))


def kept(request: HttpRequest, token: uuid.UUID) -> Upload:
    """The file of that token, where this member uploaded it."""
    noted = request.session.get("uploads", {}).get(str(token))
    if not noted:
        raise Http404
    stored, name, kind = noted
    path = Path(settings.MEDIA_ROOT) / "imports" / stored
    if kind not in KINDS or not path.exists():
        raise Http404
    return Upload(token, path, name, kind)


def _ending(name: str) -> str:
    """The known endings of the name, because readers go by them."""
    endings = [ending.lower() for ending in Path(name).suffixes[-2:]]
    return "".join(e for e in endings if e in (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".xlsx", ".gz"))
