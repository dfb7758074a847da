"""What the programs that we start get to see: every execve of whole sessions, and all command lines meanwhile.

S4 and S10 of the requirements, and of S16 that a secret goes into the clipboard by standard input alone.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from ssoswitch.model.environment import Environment
from tests.support.fake_center import fake_center
from tests.support.neighbours import has
from tests.support.signing_in import environment_for, save_token, session_of
from tests.support.terminal import PROGRAM, Terminal, variables_of

SECRETS = ("demo-secret-", "SigninToken", "user_code=", "code_challenge=")
# Writes down what it was started with and every command line of the machine, then goes where it was sent.
BROWSER = """#!{python} -I
import glob, html, json, os, re, sys, urllib.request
lines = []
for path in glob.glob("/proc/[0-9]*/cmdline"):
    try:
        with open(path, "rb") as file:
            lines.append(file.read().decode("utf-8", "replace"))
    except OSError:
        pass
pages = [open(each[7:], encoding="utf-8").read() for each in sys.argv[1:] if each.startswith("file://")]
with open({out!r}, "a", encoding="utf-8") as out:
    out.write(json.dumps({{"argv": sys.argv, "environ": dict(os.environ), "lines": lines, "pages": pages}}) + "\\n")
address = re.search(r'https?://[^"<>\\s]+', html.unescape(" ".join(pages) or sys.argv[1])).group()
urllib.request.urlopen(address, timeout=10).read()
"""
CLIPBOARD = """#!/bin/sh
case "$*" in
  *-out*) cat {folder}/clipboard ;;
  *) echo "$*" >> {folder}/clipboard.argv; cat > {folder}/clipboard ;;
esac
"""


def machine(center: FakeIdentityCenter, tmp_path: Path) -> Environment:
    """A home on a machine with a browser, a clipboard and the real direnv, git and bash."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, text in (
        ("browser", BROWSER.format(python=sys.executable, out=str(tmp_path / "browser.jsonl"))),
        ("xclip", CLIPBOARD.format(folder=tmp_path)),
    ):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    return environment_for(
        center,
        tmp_path,
        variables={
            "BROWSER": str(programs / "browser"),
            "DISPLAY": ":77",
            "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin",
        },
    )


def traced(log: Path) -> list[str]:
    """The start of a command below strace, which writes every execve with its arguments and environment."""
    return ["strace", "-D", "-f", "-o", str(log), "-e", "trace=execve", "-v", "-s", "100000"]


def check_children(log: Path, *programs: str) -> None:
    """No secret in any execve; these programs were among those that were started."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if "execve(" in line]
    started = {
        match[1].rpartition("/")[2] for line in lines if (match := re.search(r'execve\("([^"]*)"', line))
    }
    assert started >= set(programs), started
    for line in lines:
        for secret in SECRETS:
            assert secret not in line, line[:2000]


def check_browser(record: Path, times: int) -> None:
    """It was started so often, with a page and no secret in sight; the secret was on the page."""
    records = [json.loads(line) for line in record.read_text().splitlines()]
    assert len(records) == times
    for each in records:
        seen = json.dumps([each["argv"], each["environ"], each["lines"]])
        assert not [secret for secret in SECRETS if secret in seen]
        assert not [name for name in each["environ"] if name.startswith(("AWS_", "SSOSWITCH"))]
        assert each["argv"][1].startswith("file://")
    assert "SigninToken" in records[-1]["pages"][0]


def test_a_whole_session_of_the_screen(tmp_path: Path) -> None:
    if not has("strace"):
        return
    log = tmp_path / "strace"
    with fake_center(Organization.sample(5)) as center:
        env = machine(center, tmp_path)
        with Terminal([*traced(log), *PROGRAM], variables_of(env), folder=env.working_directory) as terminal:
            terminal.wait_for("Signed out")
            terminal.wait_quiet()
            terminal.act("L", shows="synced")
            terminal.wait_quiet(0.5)
            terminal.press("G")
            terminal.wait_quiet()
            terminal.press("l")
            terminal.wait_quiet()
            terminal.press("j")
            terminal.wait_quiet()
            terminal.act("o", shows="Open console")
            terminal.wait_quiet(0.5)
            terminal.act("\r", shows="opened with browser")
            terminal.wait_quiet()
            terminal.act("y", shows="sign-in link")
            terminal.wait_quiet()
            terminal.act("u", shows="copied with xclip")
            terminal.wait_quiet()
            terminal.act("e", shows=".envrc")
            terminal.wait_quiet(0.5)
            terminal.act("\r", shows="undo")
            terminal.wait_quiet(0.5)
            terminal.act("L", shows="Log out of")
            terminal.wait_quiet()
            terminal.press("2")
            terminal.wait_quiet()
            terminal.act("\r", shows="Signed out of corp")
            terminal.press("\x11")
            assert terminal.wait_end() == 0
        assert center.requests.count("Logout") == 1
    check_children(log, "python", "browser", "xclip", "bash")
    check_browser(tmp_path / "browser.jsonl", 2)
    assert "SigninToken" in (tmp_path / "clipboard").read_text()
    assert (tmp_path / "clipboard.argv").read_text() == "-selection clipboard -in\n"


COMMANDS = (
    ("login",),
    ("console", "--profile", "dev"),
    ("console", "--profile", "dev", "--copy"),
    ("credentials", "dev", "--write", "--yes"),
    ("envrc", "--profile", "dev", "--yes", "--allow"),
    ("logout", "--yes"),
)


def test_commands(tmp_path: Path) -> None:
    if not has("strace"):
        return
    log = tmp_path / "strace"
    with fake_center(Organization.sample(5)) as center:
        env = machine(center, tmp_path)
        for number, command in enumerate(COMMANDS):
            # A file, not a pipe: strace holds it for as long as a child lives that removes a page in a minute.
            said = tmp_path / "said"
            with said.open("wb") as out:
                done = subprocess.run(
                    [*traced(log.with_suffix(f".{number}")), *PROGRAM, *command],
                    env=variables_of(env),
                    cwd=env.working_directory,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    timeout=60,
                    check=False,
                )
            assert done.returncode == 0, (command, said.read_text())
    for number in range(len(COMMANDS)):
        check_children(log.with_suffix(f".{number}"))
    check_browser(tmp_path / "browser.jsonl", 2)


def test_credentials_reach_the_command_that_they_are_for_and_no_argument(tmp_path: Path) -> None:
    """`exec` is the one place where a child is given keys, and by its environment alone."""
    if not has("strace"):
        return
    log = tmp_path / "strace"
    with fake_center(Organization.sample(5)) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        subprocess.run(
            [*traced(log), *PROGRAM, "exec", "dev", "--", "/bin/true"],
            env=variables_of(env),
            cwd=env.working_directory,
            check=True,
            timeout=60,
        )
    lines = [line for line in log.read_text().splitlines() if "execve(" in line]
    with_keys = [line for line in lines if "demo-secret-" in line]
    assert len(with_keys) == 1
    arguments, _, variables = with_keys[0].partition("], [")
    assert '"/bin/true"' in arguments
    assert "demo-secret-" not in arguments
    assert "AWS_SECRET_ACCESS_KEY=" in variables
