"""The reference of the command line, made from the commands themselves: `python -m accord.project.reference`."""

from collections.abc import Iterator
from typing import Any

import typer


def markdown() -> str:
    """docs/reference/command-line.md, whole."""
    from accord.project.command import app

    root = typer.main.get_command(app)
    parts = ["# The command line", _INTRODUCTION, *_commands(root, "accord")]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = """\
Made from the commands themselves by `python -m accord.project.reference`. Commands work while the server runs and
when it does not. `--json` prints one JSON document; a refusal is `{"error": {"code", "message"}}`, that of a text with
faults has all of them beside it: `"faults": [{"file", "line", "column", "code", "message"}]`. Exit codes: 0 done, 1
refused or a fault found, 2 misspelt, 75 try again later."""


def _commands(command: Any, name: str) -> Iterator[str]:
    if hasattr(command, "commands"):
        for each in sorted(command.commands):
            yield from _commands(command.commands[each], f"{name} {each}")
        return
    usage = " ".join([name, *command.collect_usage_pieces(typer.Context(command, info_name=name))])
    about = " ".join((command.help or "").split())
    yield "\n\n".join(part for part in (f"## {name}", f"```\n{usage}\n```", about, _parameters(command)) if part)


def _parameters(command: Any) -> str:
    rows = [_row(parameter) for parameter in command.params if parameter.name != "help"]
    return "\n".join(["| | |", "|---|---|", *rows]) if rows else ""


def _row(parameter: Any) -> str:
    is_option = parameter.param_type_name == "option"
    shown = ", ".join(parameter.opts) if is_option else parameter.metavar or parameter.name.upper()
    return f"| `{shown}` | {parameter.help or ''} |"


if __name__ == "__main__":
    import sys

    sys.stdout.write(markdown())
