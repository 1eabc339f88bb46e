"""The reference of the agreement as Markdown, and its JSON Schema, made from the vocabulary.

`python -m accord.agreement.reference FOLDER` writes both.
"""

import json
import sys
from pathlib import Path

from accord.agreement.calendar_forms import CALENDAR_WORDS
from accord.agreement.checks import CHECKS
from accord.agreement.forms import FORMS
from accord.agreement.reading.document import PLANNED
from accord.agreement.schema import schema
from accord.agreement.vocabulary import WORDS, Form, Key, Word

INTRODUCTION = """\
# The agreement, key by key

Made from the code by `python -m accord.agreement.reference docs/reference`; do not edit.
Why it is as it is: [the agreement explained](../explanation/agreement.md). A whole one: `examples/northwind.yaml`.

The file is YAML in UTF-8. `accord agreement check FILE` tells every fault at once as `FILE:LINE:COLUMN: message`.
A key that is not listed here is a fault at its line. So that a reader sees what holds where it stands, there are no
anchors, aliases, tags or second documents; at most 262,144 characters and 40 levels.

Editors complete and underline while you type, given the [JSON Schema](agreement.schema.json); begin the file with
`# yaml-language-server: $schema=PATH/agreement.schema.json`.
"""
VALUES = {
    "values": "one value or a list",
    "traits": "one trait or a list of them",
    "facets": "one or a list of `region` and `language`",
    "enter": "[criterion](#criterion)",
    "review_points": "one [review point](#values) or a list",
    "spans": "one [span](#values) or a list; a span may be two times, `[“09:00”, “17:00”]`",
    "days_list": "[days](#values), or a list of them",
    "holidays": "[public holidays](#public-holidays), [days](#values), or a list of both",
    "open_days": "list of [open days](#open-day) and bare [days](#values)",
}


def markdown() -> str:
    """The reference as one page."""
    parts = [INTRODUCTION, *(_form(form) for form in FORMS), _words(), _checked(), _planned()]
    return "\n".join(parts)


def main(folder: Path) -> None:
    """Write the page and the schema into a folder."""
    (folder / "agreement.md").write_text(markdown(), encoding="utf-8")
    (folder / "agreement.schema.json").write_text(schema_text(), encoding="utf-8")


def schema_text() -> str:
    """The JSON Schema as it is written to a file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _form(form: Form) -> str:
    rows = [f"| `{key.name}` | {_kind(key)} | {'yes' if key.needed else ''} | {key.means} |" for key in form.keys]
    table = "\n".join(["| key | what | needed | means |", "|---|---|---|---|", *rows])
    example = f"\n```yaml\n{form.example}\n```\n" if form.example else ""
    return f"## {form.title}\n\n{form.means}\n\n{table}\n{example}"


def _kind(key: Key) -> str:
    form, lead = key.form, ""
    if form.startswith("["):
        form, lead = form[1:-1], "list of "
    elif form.startswith("{"):
        form, lead = form[1:-1], "name: "
    if form in VALUES:
        said = VALUES[form]
        return lead + (said if form != "enter" else f"{said}, or [people](#entry-by-people)")
    titles = {one.name: one.title for one in FORMS}
    return lead + (f"[{titles[form].lower()}](#{_anchor(titles[form])})" if form in titles else f"[{form}](#values)")


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _words() -> str:
    rows = [f"| {word.name} | {_meaning(word)} |" for word in (*WORDS, *CALENDAR_WORDS)]
    return "\n".join(["## Values", "", "| word | what may be written |", "|---|---|", *rows, ""])


def _meaning(word: Word) -> str:
    said = [*word.choices, *word.examples]
    return f"{word.means} {', '.join(f'`{one}`' for one in said)}".strip()


def _checked() -> str:
    rules = [f"- {(one.__doc__ or '').strip()}" for one in CHECKS]
    head = "Besides that every key, value and name is known, these must hold:"
    return "\n".join(["## What is checked", "", head, "", *rules, ""])


def _planned() -> str:
    names = ", ".join(f"`{name}`" for name in sorted(PLANNED))
    return (
        "## Not built yet\n\nThese sections are planned. Until then they are refused at their line "
        f"(`not-built-yet`), never ignored: {names}.\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
