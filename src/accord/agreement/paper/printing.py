"""From a version to a PDF, by typst with fonts of ours: nothing is fetched and nothing of the machine is used."""

import json
from pathlib import Path
from typing import Literal

import typst

from accord.agreement.contracts import Proposal, Version
from accord.agreement.paper.content import page
from accord.agreement.paper.labels import LAYOUTS
from accord.kernel.errors import Refused

TEMPLATE = Path(__file__).parent / "agreement.typ"
FONTS = Path(__file__).parent / "fonts"
PIXELS_PER_INCH = 96.0
NEEDED = (
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansArabic-Bold.ttf",
    "NotoSansHans-Regular.otf",
    "NotoSansHans-Bold.otf",
    "NotoSansHant-Regular.otf",
    "NotoSansHant-Bold.otf",
)


class CannotPrint(Refused):
    """The printable document cannot be made here."""

    code = "cannot-print"


def printed(
    version: Version, signed: Proposal | None, *, language: str = "en", form: Literal["pdf", "png"] = "pdf"
) -> bytes:
    """The document in the layout of a language, as a PDF or as a picture of its first page. The same input gives the
    same bytes. `signed` is the proposal with the signatures; None: it was published without.

    Raises CannotPrint for a language there is no layout for, and where fonts are missing, naming them.
    """
    layout = LAYOUTS.get(language.lower())
    if layout is None:
        raise CannotPrint(f"there is no layout for {language}; there are {', '.join(LAYOUTS)}")
    if missing := [name for name in NEEDED if not (FONTS / name).is_file()]:
        raise CannotPrint(f"fonts are missing: {', '.join(missing)}; run make install, which brings them to {FONTS}")
    made = typst.compile(
        TEMPLATE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format=form,
        ppi=PIXELS_PER_INCH if form == "png" else None,
        sys_inputs={"page": json.dumps(page(version, signed, layout), ensure_ascii=False)},
        timestamp=int(version.published_at.timestamp()),
    )
    pages: list[bytes] | bytes = made
    return pages[0] if isinstance(pages, list) else pages
