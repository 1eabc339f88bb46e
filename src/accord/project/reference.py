"""The reference of the command line, made from the commands themselves: `python -m accord.project.reference`."""

from collections.abc import Iterator

import click
import typer


def markdown() -> str:
    """docs/reference/command-line.md, whole."""
    from accord.project.command import app

    root = typer.main.get_command(app)
    parts = ["# The command line", _INTRODUCTION, *_commands(root, "accord")]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = """\
Made from the commands themselves by `python -m accord.project.reference`. Commands work while the server runs and when it does not. `--json` prints one JSON document; a refusal is `{"error": {"code", "message"}}`. Exit codes: 0 done, 1 refused or a fault found, 2 misspelt, 75 try again later."""


def _commands(command: click.Command, name: str) -> Iterator[str]:
    if isinstance(command, click.Group):
        for each in sorted(command.commands):
            yield from _commands(command.commands[each], f"{name} {each}")
        return
    context = click.Context(command, info_name=name)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    about = (command.help or "").strip()
    yield "\n\n".join(part for part in (f"## {name}", f"```\n{usage}\n```", about, _parameters(command)) if part)


def _parameters(command: click.Command) -> str:
    rows = [_row(p) for p in command.params if p.name != "help"]
    return "\n".join(["| | |", "|---|---|", *rows]) if rows else ""


def _row(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Option):
        shown, about = ", ".join(parameter.opts), parameter.help or ""
    else:
        shown, about = (
            str(parameter.make_metavar(click.Context(click.Command("")))),
            getattr(parameter, "help", "") or "",
        )
    return f"| `{shown}` | {about} |"


if __name__ == "__main__":
    import sys

    sys.stdout.write(markdown())
