"""What holds for every command: help, the options of everywhere, JSON, no control characters, odd homes."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ssoswitch.cli.command_list import COMMANDS, EXAMPLES, EXIT_CODES, GROUPS
from ssoswitch.cli.diagnostics import Exit
from ssoswitch.cli.program import program
from ssoswitch.demo.organization import Organization
from ssoswitch.disk.locations import environment_from
from ssoswitch.model.environment import Environment
from tests.support.command_line import run, spawn, tree
from tests.support.environments import make_environment
from tests.support.fake_center import fake_center
from tests.support.signing_in import environment_for, save_token, session_of


def every_command() -> Iterator[tuple[str, ...]]:
    context = click.Context(program)
    for name in COMMANDS:
        command = program.get_command(context, name)
        yield (name,)
        if isinstance(command, click.Group):
            yield from ((name, below) for below in command.commands)


ALL = list(every_command())
LEAVES = [path for path in ALL if path not in (("session",), ("profile",))]
# What a command needs beside its name to run to its end in the home with a saved tree.
WORDS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("session", "add"): ("two", "--start-url", "acme", "--sso-region", "eu-west-1", "-n"),
    ("session", "remove"): ("corp", "-n"),
    ("profile", "show"): ("dev",),
    ("profile", "create"): ("333344446666", "PowerUserAccess", "-n"),
    ("profile", "chain"): (
        "x",
        "--source-profile",
        "dev",
        "--role-arn",
        "arn:aws:iam::333344446666:role/x",
        "-n",
    ),
    ("profile", "rename"): ("dev", "new", "-n"),
    ("profile", "delete"): ("dev", "-n"),
    ("envrc",): ("--profile", "dev", "-n"),
    ("console",): ("--profile", "dev", "-n"),
    ("use",): ("dev",),
    ("credentials",): ("dev",),
    ("logout",): ("-n",),
    ("shell-init",): ("bash",),
}
NO_DOCUMENT = {("exec",), ("demo-server",)}  # they become another program, or serve until they are stopped


@pytest.mark.parametrize("path", ALL, ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_is_a_page(tmp_path: Path, path: tuple[str, ...], option: str) -> None:
    env = make_environment(tmp_path)
    done = run(env, *path, option)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: ssoswitch {' '.join(path)} ")
    for flag in (
        "--session NAME",
        "--json",
        "--dry-run",
        "--yes",
        "--quiet",
        "--verbose",
        "--no-color",
        "--help",
    ):
        assert flag in done.out
    assert "\nEverywhere:\n" in done.out
    assert max(map(len, done.lines)) <= 110
    assert tree(env.home) == {}


def test_help_shows_how() -> None:
    """Each command shows examples, and each example is a command with options that it has."""
    context = click.Context(program)
    for path in LEAVES:
        command = program.get_command(context, path[0])
        for name in path[1:]:
            assert isinstance(command, click.Group)
            command = command.commands[name]
        assert command is not None and command.help
        assert command.epilog, f"{' '.join(path)} shows no example"
        for line in (command.epilog or "").splitlines():
            text = re.split(r"\s{2,}|\s[|&<>]", line.strip())[0]
            words = shlex.split(text.rstrip("\\")) if text.startswith("ssoswitch ") else []
            if words[:1] != ["ssoswitch"] or words[1:2] not in ([each] for each in COMMANDS):
                continue
            known = {
                option for each in _command(words[1:]).params for option in (*each.opts, *each.secondary_opts)
            }
            flags = {word.split("=")[0] for word in words if word.startswith("-") and word not in ("-", "--")}
            assert flags <= known | {"--help"}, line


def _command(words: list[str]) -> click.Command:
    command = program.get_command(click.Context(program), words[0])
    assert command is not None
    if isinstance(command, click.Group):
        return command.commands[words[1]]
    return command


def test_the_first_help_names_every_command(tmp_path: Path) -> None:
    done = run(make_environment(tmp_path), "--help")
    for name, about in COMMANDS.items():
        assert re.search(rf"^  {re.escape(name)} +{re.escape(about.text)}$", done.out, re.MULTILINE), name
    assert [line[:-1] for line in done.lines if line[:-1] in GROUPS] == list(GROUPS)
    assert {about.group for about in COMMANDS.values()} == set(GROUPS)
    assert {int(code) for code, _ in EXIT_CODES} == {int(code) for code in Exit}
    for example, _ in EXAMPLES:
        assert example.split()[1] in COMMANDS
    assert run(make_environment(tmp_path), "-h").out == done.out


def test_the_first_help_reads_no_command(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from ssoswitch.cli.entrance import enter\n"
        "try: enter(['--help'])\nexcept SystemExit: pass\n"
        "print([name for name in sys.modules if name.startswith('ssoswitch.cli.verbs.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("place", ["before", "behind"])
def test_version(tmp_path: Path, place: str) -> None:
    from ssoswitch import __version__

    env = make_environment(tmp_path)
    for option in ("--version", "-V"):
        words = (option,) if place == "before" else ("login", option)
        assert run(env, *words).out == f"ssoswitch {__version__}\n"


@pytest.mark.parametrize("path", [path for path in LEAVES if path not in NO_DOCUMENT], ids=" ".join)
def test_json_is_one_object_before_and_behind(saved: Environment, path: tuple[str, ...]) -> None:
    words = WORDS.get(path, ())
    behind = run(saved, *path, *words, "--json")
    assert behind.code in (0, 1), behind.err  # doctor says 1 where something does not work
    assert behind.err == ""
    assert "warnings" in behind.json or path in (("console",), ("doctor",))
    before = run(saved, "--json", *path, *words)
    assert before.json.keys() == behind.json.keys()
    assert before.err == ""


@pytest.mark.parametrize("path", [path for path in LEAVES if path != ("exec",)], ids=" ".join)
def test_wrong_use_is_one_line_or_one_object(tmp_path: Path, path: tuple[str, ...]) -> None:
    env = make_environment(tmp_path)
    done = run(env, *path, "--no-such-option")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert (
        done.err.startswith("ssoswitch: No such option") and f"ssoswitch {' '.join(path)} --help" in done.err
    )
    for words in ((*path, "--no-such-option", "--json"), ("--json", *path, "--no-such-option")):
        assert run(env, *words).error["code"] == "wrong_use"


@pytest.mark.parametrize("path", [path for path in LEAVES if path not in NO_DOCUMENT], ids=" ".join)
def test_quiet_says_nothing_but_errors(saved: Environment, path: tuple[str, ...]) -> None:
    for words in ((*path, *WORDS.get(path, ()), "-q"), ("--quiet", *path, *WORDS.get(path, ()))):
        done = run(saved, *words)
        if path == ("credentials",):
            assert done.code == 2  # without --format
        else:
            assert (done.code, done.err) == (0, "") or path == ("doctor",)


def test_the_session_may_be_named_before_and_behind(saved: Environment) -> None:
    expected = run(saved, "list").out
    for words in (
        ("-S", "corp", "list"), ("list", "-S", "corp"), ("--session=corp", "list"), ("list", "--session", "corp"),
    ):  # fmt: skip
        assert run(saved, *words).out == expected
    for words in (("-S", "other", "list"), ("list", "-S", "other")):
        done = run(saved, *words)
        assert done.code == 3
        assert done.err.endswith("There are: corp.\n")


def test_more_than_one_session_lists_the_candidates(tmp_path: Path) -> None:
    config = "".join(
        f"[sso-session {name}]\nsso_start_url = https://{name}.awsapps.com/start\nsso_region = eu-west-1\n"
        for name in ("one", "two")
    )
    env = make_environment(tmp_path, config=config)
    for command in (["login"], ["list"], ["sync"], ["logout"]):
        done = run(env, *command)
        assert (done.code, done.out) == (3, "")
        assert done.err.splitlines()[1:] == ["  one", "  two"]
        error = run(env, *command, "--json").error
        assert (error["code"], error["candidates"]) == ("ambiguous", ["one", "two"])


SIGNS = [
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA0)),
    *map(chr, range(0x2028, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
]


def test_no_name_from_aws_reaches_the_terminal_raw(tmp_path: Path) -> None:
    hostile = "".join(SIGNS)
    organization = Organization.of(
        ("333344445555", f"pay{hostile}prod", f"a{hostile}@example.com", (f"Role{hostile}", "Admin")),
        ("333344446666", "\x1b]0;owned\x07[/x][@click=app.quit]x", "\x1b[2J", ("Admin",)),
    )
    with fake_center(organization) as center:
        env = environment_for(center, tmp_path)
        env.config_file.write_text(env.config_file.read_text().replace("".join(SIGNS), ""), newline="")
        env.config_file.write_text(env.config_file.read_text().split("[profile dev]")[0])
        save_token(env, center, session_of(center))
        shown = [run(env, "sync", "--progress", "plain")]
        for words in (
            ("list",), ("list", "--accounts"), ("list", "pay"), ("profile", "create", "pay", "x"),
            ("profile", "create", "333344446666", "nope"), ("profile", "create", "--all", "-n"),
            ("profile", "create", "--all", "-y"), ("profile", "list"), ("list", "--profiles"), ("use", "Admin"),
            ("console", "333344446666", "Admin", "-n"), ("history",), ("status",),
        ):  # fmt: skip
            shown += [run(env, *words), run(env, *words, "--json")]
    for done in shown:
        for sign in (done.out + done.err).replace("\n", ""):
            assert sign.isprintable(), repr(sign)
    assert "[/x][@click=app.quit]x" in shown[1].out
    assert json.loads(shown[2].out)["roles"]


def test_no_name_from_a_file_or_the_command_line_either(tmp_path: Path) -> None:
    config = (
        "[profile x\x1b]0;owned\x07]\nregion = \x9b2J\u202e\n[sso-session y\x1b[2J]\nsso_region = \x1b[31m\n"
    )
    env = make_environment(tmp_path, config=config)
    for words in (
        ("profile", "list"), ("profile", "list", "--json"), ("session", "list"),
        ("profile", "show", "x\x1b]0;owned\x07"),
        ("session", "list", "--json"), ("status",), ("login",), ("login", "\x1b[2J"), ("use", "\x1b[2J"),
        ("profile", "show", "\x1b[2J"), ("list", "\x1b"), ("\x1b[2J",), ("--\x1b[2J",), ("login", "--port", "\x1b[2J"),
        ("envrc", "\x1b[2J", "--profile", "\x1b[2J", "-n"), ("envrc", "--profile", "x\x1b]0;owned\x07", "-n"),
        ("session", "add", "\x1b[2J", "--start-url", "\x1b[2J"), ("undo", "\x1b[2J"), ("whoami", "--profile", "\x1b"),
    ):  # fmt: skip
        done = run(env, *words)
        for sign in (done.out + done.err).replace("\n", "").replace("\t", ""):
            assert sign.isprintable(), (words, done)


def broken_config(env: Environment) -> Environment:
    env.config_file.write_text(env.config_file.read_text() + "\n[profile dev]\nregion = twice\n")
    return env


def test_an_unreadable_config_is_said_and_the_rest_works(saved: Environment) -> None:
    env = broken_config(saved)
    before = tree(env.home)
    for command in (
        ["status"],
        ["list"],
        ["profile", "list"],
        ["whoami"],
        ["login"],
        ["history"],
        ["use", "dev"],
    ):
        done = run(env, *command)
        assert done.code == 0, done.err
        if command != ["history"]:
            assert done.err.count(str(env.config_file)) == 1
            assert "line 12: [profile dev] is there a second time." in done.err
    assert "line" in run(env, "status", "--json").json["warnings"][0]
    for command in (
        ["profile", "create", "333344446666", "PowerUserAccess", "-y"], ["profile", "delete", "dev", "-y"],
        ["session", "add", "x", "--start-url", "acme", "--sso-region", "eu-west-1", "-y"],
        ["profile", "rename", "dev", "x", "-y"], ["profile", "migrate", "-y"], ["session", "remove", "corp", "-y"],
        ["profile", "chain", "x", "--source-profile", "dev", "--role-arn", "arn:aws:iam::333344446666:role/X", "-y"],
        ["profile", "prune", "-y"],
    ):  # fmt: skip
        done = run(env, *command)
        assert done.code == 1, (command, done)
        assert done.err.count("\n") == 1 and f"{env.config_file} line 12: " in done.err, done.err
    assert {name: data for name, data in tree(env.home).items() if "/state/" not in name} == {
        name: data for name, data in before.items() if "/state/" not in name
    }


@pytest.mark.parametrize("what", ["folder", "fifo", "secret"])
def test_a_config_that_is_no_file_is_said(tmp_path: Path, what: str) -> None:
    import os

    env = make_environment(tmp_path)
    env.config_file.parent.mkdir(parents=True)
    if what == "folder":
        env.config_file.mkdir()
    elif what == "fifo":
        os.mkfifo(env.config_file)
    else:
        env.config_file.write_bytes(b"\xff\xfe\x00")
    for command in (["status"], ["profile", "list"], ["whoami"]):
        done = spawn(env, *command)
        assert done.code == 0
        assert str(env.config_file) in done.err
    add = spawn(env, "session", "add", "x", "--start-url", "acme", "--sso-region", "eu-west-1", "-y")
    assert add.code == 1 and add.err.splitlines()[-1].startswith("ssoswitch: ")


@pytest.mark.parametrize("home", ["missing", "", "file"])
def test_a_home_that_cannot_be_used_is_said_and_the_rest_works(tmp_path: Path, home: str) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[sso-session corp]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n"
        "[profile dev]\nregion = eu-west-1\n"
    )
    (tmp_path / "file").write_text("")
    env = environment_from(
        {
            "HOME": str(tmp_path / home) if home else "",
            "AWS_CONFIG_FILE": str(config),
            "PATH": "/usr/bin:/bin",
        },
        working_directory=tmp_path,
    )
    for command in (["session", "list"], ["profile", "list"], ["use", "dev"], ["status"]):
        done = run(env, *command)
        assert done.code == 0, done.err
        assert done.err.count("HOME") == 1
        assert "Traceback" not in done.err


def test_dry_run_of_everything_writes_nothing(saved: Environment) -> None:
    before = tree(saved.home)
    for path in LEAVES:
        words = [word for word in WORDS.get(path, ()) if word != "-n"]
        if path in (("credentials",),):
            words += ["--format", "env"]
        if path == ("exec",):
            words = ["dev", "--", "touch", str(saved.home / "x")]
            run(saved, "-n", *path, *words)
            continue
        run(saved, *path, *words, "--dry-run", "--yes")
        run(saved, "-n", "-y", *path, *words)
    assert tree(saved.home) == before
