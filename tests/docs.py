"""The parts of the README that are made from the program: `python -m tests.docs` writes them anew.

A part stands between `<!-- NAME: made by … -->` and `<!-- end of NAME -->`. Keys come from the command table, commands
and exit codes from the command line, settings from the settings table, so README and program cannot disagree.
`python -m tests.docs --benchmarks FILE` puts the table of `python -m tests.benchmarks --markdown` into its place; that
one is not made anew by itself, because every machine measures something else.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
MADE_BY = "made by `python -m tests.docs`"


def keys() -> str:
    """Every command of the screen that has a key, by the groups of its help."""
    from ssoswitch.tui.command_table import COMMANDS, GROUPS
    from ssoswitch.tui.keys import shown_key

    parts = []
    for group in GROUPS:
        rows = [command for command in COMMANDS if command.group == group and command.keys]
        parts.append(f"**{group}**\n\n| key | does | id for `[keys]` |\n|---|---|---|")
        parts += [
            f"| {' '.join(_code(shown_key(key)) for key in command.keys)} | {command.help} | `{command.id}` |"
            for command in rows
        ]
        parts.append("")
    without = ", ".join(command.help.rstrip(" …") for command in COMMANDS if not command.keys)
    parts.append(f"Without a key, in `^p`: {without}.")
    return "\n".join(parts)


def commands() -> str:
    """Every command by what it is for, and every option of each."""
    from ssoswitch.cli.command_list import COMMANDS, GROUPS

    parts = ["| command | does |\n|---|---|"]
    for group in GROUPS:
        parts.append(f"| **{group}** | |")
        for words, command in walk():
            if COMMANDS[words[0]].group == group:
                about = COMMANDS[words[0]].text if len(words) == 1 else command.get_short_help_str(200)
                parts.append(f"| `{_usage(words, command)}` | {about.rstrip('.')} |")
    parts += ["", "<details><summary>Every option of every command</summary>", ""]
    for words, command in walk():
        rows = [row for parameter in command.params if (row := _option(parameter)) is not None]
        if rows:
            parts += [f"`{' '.join(('ssoswitch', *words))}`", "", "| option | |", "|---|---|", *rows, ""]
    parts += ["Everywhere:", "", "| option | |", "|---|---|"]
    from ssoswitch.cli.options import EVERYWHERE
    from ssoswitch.cli.program import program

    parts += [
        row
        for parameter in program.params
        if parameter.name in (*EVERYWHERE, "version") and (row := _option(parameter, shared=True)) is not None
    ]
    parts += ["", "</details>"]
    return "\n".join(parts)


def exit_codes() -> str:
    """The promise to scripts."""
    from ssoswitch.cli.command_list import EXIT_CODES

    return "\n".join(
        ["| exit code | means |", "|---|---|", *(f"| `{code}` | {text} |" for code, text in EXIT_CODES)]
    )


def settings() -> str:
    """Every setting, by the sections of the file."""
    from ssoswitch.core.settings_table import SECTIONS, SETTINGS

    parts = ["| setting | default | |", "|---|---|---|"]
    for section, title in SECTIONS.items():
        parts.append(f"| **{title}** | | |")
        for setting in SETTINGS:
            if setting.section == section:
                choices = (
                    f" ({', '.join(f'`{choice}`' for choice in setting.choices if choice)})"
                    if setting.choices
                    else ""
                )
                says = _cell(f"{setting.label}: {setting.text}")
                parts.append(f"| `{setting.key}` | {_value(setting.default)} | {says}{choices} |")
    return "\n".join(parts)


PARTS: dict[str, Callable[[], str]] = {
    "keys": keys,
    "commands": commands,
    "exit codes": exit_codes,
    "settings": settings,
}


def walk() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """(words, command) of everything that does something, in the order of the help; groups by their members."""
    from ssoswitch.cli.program import program

    context = click.Context(program, info_name="ssoswitch")
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        assert command is not None, f"{name} is in the list of commands"
        if isinstance(command, click.Group):
            for inner, member in command.commands.items():
                yield (name, inner), member
        else:
            yield (name,), command


def refreshed(text: str) -> str:
    """The README with its made parts as the program is now. Raises ValueError where a part has no place."""
    for name, make in PARTS.items():
        text = _replaced(text, name, make())
    return text


def _replaced(text: str, name: str, body: str) -> str:
    pattern = re.compile(rf"(<!-- {name}: [^\n]*-->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    new, count = pattern.subn(lambda match: f"{match[1]}\n{body}\n\n{match[2]}", text)
    if count != 1:
        raise ValueError(f"the README has {count} places for {name!r}, not one")
    return new


def _usage(words: tuple[str, ...], command: click.Command) -> str:
    context = click.Context(command, info_name=" ".join(words))
    pieces = [piece for piece in command.collect_usage_pieces(context) if piece != "[OPTIONS]"]
    return _cell(" ".join(("ssoswitch", *words, *pieces)))


def _option(parameter: click.Parameter, *, shared: bool = False) -> str | None:
    from ssoswitch.cli.options import EVERYWHERE

    if not isinstance(parameter, click.Option) or parameter.hidden:
        return None
    if not shared and parameter.name in (*EVERYWHERE, "version"):
        return None
    record = parameter.get_help_record(click.Context(click.Command("ssoswitch")))
    if record is None:
        return None
    return f"| `{_cell(record[0])}` | {_cell(record[1])} |"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`[{', '.join(map(repr, value))}]`".replace("'", '"')
    return f"`{value}`" if value != "" else ""


def _code(text: str) -> str:
    return f"`{text}`" if text != "`" else "`` ` ``"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;") if "`" in text else text.replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Write the README anew."""
    parser = argparse.ArgumentParser(prog="python -m tests.docs", description=__doc__)
    parser.add_argument(
        "--benchmarks", type=Path, metavar="FILE", help="the output of the benchmarks, for its table"
    )
    options = parser.parse_args(arguments)
    before = README.read_text(encoding="utf-8")
    after = refreshed(before)
    if options.benchmarks is not None:
        lines = options.benchmarks.read_text(encoding="utf-8").splitlines()
        after = _replaced(after, "benchmarks", "\n".join(line for line in lines if line.startswith("|")))
    if after != before:
        README.write_text(after, encoding="utf-8", newline="\n")
    print("README.md is made anew" if after != before else "README.md is as it should be")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
