"""A drawing as SVG. Colours stand as attributes, which style sheets override by class, so that it needs none."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from accord.agreement.drawing.types import Box, Drawing, Label, Lane, Way

INK, SOFT, LINE, PAPER, SURFACE, CHANGED = "#17211f", "#4c5a56", "#cbc8bd", "#efeee8", "#ffffff", "#8a5a00"
SIDES = {"marketing": "#0d6b62", "sales": "#3f6fb5"}
DASHES = {"back": "5 4", "recycled": "5 4", "disqualified": "2 4"}
FONT = "Onest, Noto Sans, Noto Sans Arabic, Noto Sans SC, sans-serif"


def as_svg(drawing: Drawing) -> str:
    """The whole picture as one element, with its title and, as a description, the same in words."""
    size = f'viewBox="0 0 {drawing.width} {drawing.height}" width="{drawing.width}" height="{drawing.height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" {size} role="img" direction="ltr"'
    named = f" font-family={quoteattr(FONT)} aria-label={quoteattr(f'{drawing.title}. {described(drawing)}')}>"
    return "".join([head, named, *_parts(drawing), "</svg>"])


def described(drawing: Drawing) -> str:
    """What the picture shows: `lead → mql, sal. mql → …`."""
    ways: dict[str, list[str]] = {}
    for way in (one for one in drawing.ways if not one.is_gone):
        ways.setdefault(way.start, []).append(way.end)
    return " ".join(f"{start} → {', '.join(ends)}." for start, ends in ways.items())


def _parts(drawing: Drawing) -> Iterator[str]:
    yield f"<title>{_text(drawing.title)}</title><desc>{_text(described(drawing))}</desc>"
    yield from (_lane(one) for one in drawing.lanes)
    yield from (_way(one) for one in sorted(drawing.ways, key=lambda way: way.is_changed))
    yield from (_box(one) for one in drawing.boxes)


def _lane(lane: Lane) -> str:
    place = f'x="{lane.x}" y="{lane.y}" width="{lane.width}" height="{lane.height}"'
    names = "".join(_label(one, "drawing-lane-name", SOFT, 600) for one in lane.labels)
    return f'<rect class="drawing-lane drawing-{lane.side}" {place} rx="8" fill="{PAPER}" stroke="{SURFACE}"/>{names}'


def _way(way: Way) -> str:
    colour = CHANGED if way.is_changed else SOFT
    gone = " is-gone" if way.is_gone else ""
    classes = f"drawing-way drawing-{way.kind}{' is-changed' if way.is_changed else ''}{gone}"
    dashes = f' stroke-dasharray="{DASHES[way.kind]}"' if way.kind in DASHES else ""
    stroke = f'fill="none" stroke="{colour}" stroke-width="{1.4 if way.is_gone or not way.is_changed else 3}"{dashes}'
    arrow = f'<path class="drawing-head" d="{way.head}" fill="{colour}"/>' if way.head else ""
    return (
        f'<g class="{classes}"><title>{_text(way.start)} → {_text(way.end)}</title>'
        f'<path class="drawing-line" d="{way.path}" {stroke}/>'
        f"{arrow}{_cross(way, colour) if way.is_gone else ''}</g>"
    )


def _cross(way: Way, colour: str) -> str:
    """Crossed out, where it leaves its stage."""
    (x1, y1), (x2, y2) = way.points[:2]
    x, y = (x1 + x2) // 2, (y1 + y2) // 2
    return f'<path class="drawing-cross" d="M{x - 5} {y - 5}l10 10m0 -10l-10 10" stroke="{colour}" stroke-width="2.5"/>'


def _box(box: Box) -> str:
    classes = (
        f"drawing-box drawing-{box.owner}{' is-aside' if box.aside else ''}{' is-changed' if box.is_changed else ''}"
    )
    place = f'x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}"'
    stroke = f'fill="{SURFACE}" stroke="{SIDES[box.owner]}" stroke-width="{3 if box.is_changed else 1.5}"'
    texts = "".join(
        _label(one, "drawing-name" if at == 0 else "drawing-text", INK if at == 0 else SOFT, 700 if at == 0 else 400)
        for at, one in enumerate(box.labels)
    )
    return (
        f'<g class="{classes}"><title>{_text(box.stage)}: {_text(box.means)}</title>'
        f'<rect class="drawing-frame" {place} rx="8" {stroke}/>{texts}{_marks(box)}</g>'
    )


def _marks(box: Box) -> str:
    """Signs on the frame, so that colour alone means nothing."""
    marks = []
    if box.is_handed:
        x, y = box.x + box.width - 10, box.y + box.height
        marks.append(f'<path class="drawing-handed" d="M{x - 14} {y - 6}h12l6 6l-6 6h-12z" fill="{SIDES["sales"]}"/>')
    if box.is_changed:
        marks.append(f'<circle class="drawing-changed" cx="{box.x}" cy="{box.y}" r="6" fill="{CHANGED}"/>')
    return "".join(marks)


def _label(label: Label, name: str, colour: str, weight: int) -> str:
    look = f'font-size="{label.size}" font-weight="{weight}" fill="{colour}" text-anchor="middle"'
    return f'<text class="{name}" x="{label.x}" y="{label.y}" {look}>{_text(label.text)}</text>'


def _text(words: str) -> str:
    return escape(words)
