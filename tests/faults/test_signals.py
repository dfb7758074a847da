"""Whatever ends the program, and wherever it is just then: the terminal is given back as it was.

F9 and F10 of the requirements, and of S17 that no core file is left.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from ssoswitch.model.environment import Environment
from tests.support.fake_center import fake_center
from tests.support.signing_in import environment_for, save_token, session_of
from tests.support.terminal import PROGRAM, Terminal, program, run, variables_of

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT, signal.SIGUSR1)
SCREENS: dict[str, tuple[str, ...]] = {
    "the list": (),
    "the search box": ("/", "pay"),
    "the details": ("i", "\t"),
    "help": ("?",),
    "commands": (":",),
    "a profile": ("G", "l", "j", "p"),
    "a field of it": ("G", "l", "j", "p", "n", "x"),
    ".envrc": ("G", "l", "j", "e"),
    "the console": ("G", "l", "j", "o"),
    "copying": ("y",),
    "using": ("G", "l", "j", "\r"),
    "signing in or out": ("L",),
    "sessions": ("s",),
    "settings": (",",),
    "who am I": ("w",),
    "history": ("U",),
    "customising": ("c",),
    "many profiles": ("a", "p"),
    "one name of many": ("a", "p", "\x1b[B" * 6, "R"),
    "the help of a dialog": ("G", "l", "j", "p", "?"),
    "the whole diff": ("G", "l", "j", "p", "d"),
    "a region": ("G", "l", "j", "p", "r"),
    "the guard": ("G", "l", "j", "e", "\r"),
    "a search in the settings": (",", "/", "the"),
    "a text of an account": ("c", "a", "x"),
    "deleting": ("3", "d"),
    "renaming": ("3", ":", "rename", "\r"),
    "a chain": ("3", ":", "role_arn", "\r"),
    "pruning": (":", "prune", "\r"),
    "undoing": ("u",),
}
SIGNED_OUT: dict[str, tuple[str, ...]] = {
    "an empty list": (),
    "a sign-in": ("L",),
    "its code, large": ("L", "v"),
    "another browser for it": ("L", "b"),
    "another sso-session": (":", "another", "\r"),
    "a file for it": (":", "another", "\r", "\x1bOQ"),
}


@pytest.fixture(scope="module")
def center() -> Iterator[FakeIdentityCenter]:
    """Nobody approves anything."""
    with fake_center(Organization.sample(8), approval="page") as center:
        yield center


@pytest.fixture(scope="module")
def env(center: FakeIdentityCenter, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """A signed-in home; nothing that is done here changes it."""
    env = environment_for(center, tmp_path_factory.mktemp("home"))
    save_token(env, center, session_of(center))
    assert run(env, "sync", "-q").returncode == 0
    return env


@pytest.fixture(scope="module")
def signed_out(center: FakeIdentityCenter, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """A home in which nobody has ever signed in."""
    return environment_for(center, tmp_path_factory.mktemp("out"))


def check_restored(terminal: Terminal, what: object) -> None:
    """The first screen, the cursor, no mouse, no bracketed paste, and the modes of before."""
    data = bytes(terminal.data)
    for mode, there, gone in (
        ("the other screen", b"\x1b[?1049h", b"\x1b[?1049l"),
        ("no cursor", b"\x1b[?25l", b"\x1b[?25h"),
        ("mouse reports", b"\x1b[?1000h", b"\x1b[?1000l"),
        ("mouse movements", b"\x1b[?1003h", b"\x1b[?1003l"),
        ("bracketed paste", b"\x1b[?2004h", b"\x1b[?2004l"),
    ):
        assert data.rfind(gone) >= data.rfind(there), (what, mode)
    assert terminal.modes() == terminal.modes_before, what
    assert "Traceback" not in terminal.text, what


def test_a_signal_in_each_screen(env: Environment, signed_out: Environment) -> None:
    screens = [(env, *item) for item in SCREENS.items()]
    screens += [(signed_out, *item) for item in SIGNED_OUT.items()]

    def end(number: int) -> None:
        home, name, keys = screens[number % len(screens)]
        which = SIGNALS[(number + number // len(screens)) % len(SIGNALS)]
        with program(home) as terminal:
            terminal.wait_for("Commands" if home is env else "corp")
            terminal.wait_quiet(0.2)
            for key in keys:
                terminal.press(key)
                terminal.wait_quiet(0.12, 3.0)
            since = len(terminal.data)
            terminal.signal(which)
            assert terminal.wait_end() == 128 + which, (name, which)
            check_restored(terminal, (name, which))
            assert b"\x1b[?1049l" in terminal.data[since:], name

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(end, range(len(screens) + len(SIGNALS))))


def test_a_signal_at_any_moment_of_the_start(env: Environment) -> None:
    def end(number: int) -> None:
        which = SIGNALS[number % 3]
        with program(env) as terminal:
            until = 0.05 + 0.03 * number
            while until > 0:
                terminal.read(0.01)
                until -= 0.01
            terminal.signal(which)
            # Before anything is drawn it may simply die.
            assert terminal.wait_end() in (128 + which, -which), (number, which)
            check_restored(terminal, (number, which))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(end, range(18)))


@pytest.mark.parametrize("screen", ["the list", "a field of it", "help"])
@pytest.mark.parametrize("how", ["^Z", "SIGTSTP"])
def test_stopped_the_terminal_is_the_shells_and_continued_all_is_drawn_anew(
    env: Environment, screen: str, how: str
) -> None:
    with program(env) as terminal:
        terminal.wait_for("accounts")
        terminal.wait_quiet(0.2)
        for key in SCREENS[screen]:
            terminal.press(key)
            terminal.wait_quiet(0.15, 3.0)
        if how == "^Z" and screen == "the list":
            terminal.press("\x1a")
        else:
            terminal.signal(signal.SIGTSTP)
        os.waitpid(terminal.pid, os.WUNTRACED)
        terminal.wait_quiet(0.2)
        check_restored(terminal, (screen, how))
        since = len(terminal.data)
        terminal.signal(signal.SIGCONT)
        # Frame and letters of the whole screen, not only what has changed since.
        terminal.wait_for({"the list": "Search", "help": "Help"}.get(screen, "profile"), since=since)
        assert b"\x1b[?1049h" in terminal.data[since:]
        terminal.press("\x11")
        assert terminal.wait_end() == 0
        check_restored(terminal, (screen, how))


@pytest.mark.parametrize("number", [signal.SIGPIPE, signal.SIGWINCH, signal.SIGCONT, signal.SIGCHLD])
def test_what_ends_nothing_ends_nothing(env: Environment, number: signal.Signals) -> None:
    with program(env) as terminal:
        terminal.wait_for("accounts")
        terminal.wait_quiet(0.2)
        terminal.signal(number)
        terminal.wait_quiet(0.2)
        terminal.act("?", shows="Help")
        terminal.press("\x11")
        assert terminal.wait_end() == 0
        check_restored(terminal, number)


def test_a_fault_of_our_own(tmp_path: Path, env: Environment) -> None:
    command = [sys.executable, "-m", "tests.support.sabotage", "ssoswitch.tui.widgets.ribbon:Ribbon:paint"]
    with Terminal(command, variables_of(env), folder=env.working_directory) as terminal:
        assert terminal.wait_end() == 1
        check_restored(terminal, "fault")
        assert "fault of its own (Sabotage)" in terminal.text
        assert "boom" not in terminal.text


def test_a_terminal_that_is_gone_ends_it(env: Environment) -> None:
    terminal = program(env)
    terminal.wait_for("accounts")
    child = terminal._child
    os.close(terminal._keyboard)
    os.close(terminal._line)
    terminal._keyboard, terminal._line = os.openpty()
    assert child.wait(10) != 0
    terminal.__exit__()


def test_one_that_goes_without_a_signal_ends_it_while_its_colour_is_asked(env: Environment) -> None:
    keyboard, line = os.openpty()
    child = subprocess.Popen(
        [*PROGRAM], env=variables_of(env), stdin=line, stdout=line, stderr=line, start_new_session=True
    )
    os.close(line)
    came = b""
    while b"\x1b]11;?" not in came:
        came += os.read(keyboard, 1024)
    os.close(keyboard)
    assert child.wait(20) == 128 + signal.SIGHUP


@pytest.mark.parametrize("missing", ["stdin", "stderr", "all"])
def test_without_a_terminal_it_says_so_in_one_line(env: Environment, missing: str) -> None:
    line, keyboard = os.openpty()
    try:
        null = subprocess.DEVNULL
        done = subprocess.run(
            [*PROGRAM],
            env=variables_of(env),
            cwd=env.working_directory,
            stdin=null if missing in ("stdin", "all") else keyboard,
            stdout=subprocess.PIPE if missing == "all" else keyboard,
            stderr=subprocess.PIPE,
            timeout=30,
            check=False,
        )
    finally:
        os.close(line)
        os.close(keyboard)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"\x1b" not in done.stderr + (done.stdout or b"")


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_be_drawn_on(env: Environment, term: str) -> None:
    with program(env, TERM=term) as terminal:
        assert terminal.wait_end() == 2
        assert terminal.text.count("\n") == 1
        assert b"\x1b" not in bytes(terminal.data)


def test_a_reader_that_has_enough(env: Environment) -> None:
    command = f"{' '.join(PROGRAM)} list --view roles; echo code $? >&2"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; ({command}) | head -1"],
        env=variables_of(env),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [(), ("exec", "dev", "--", "bash", "-c", "ulimit -c; ulimit -Hc; sleep 1")]
)
def test_no_core_file_holds_a_token(env: Environment, arguments: tuple[str, ...]) -> None:
    """Of our own processes none dumps core; a command that exec becomes has the limits that it would have had."""
    limit = "ulimit -c 1000 && exec "
    quoted = " ".join(f"'{each}'" for each in (*PROGRAM, *arguments))
    with Terminal(
        ["bash", "-c", limit + quoted], variables_of(env), folder=env.working_directory
    ) as terminal:
        if arguments:
            assert terminal.wait_end() == 0
            assert re.findall(r"\d+|unlimited", terminal.text)[0] == "1000", terminal.text
            return
        terminal.wait_for("accounts")
        limits = Path(f"/proc/{terminal.pid}/limits")
        if limits.exists():
            found = re.search(r"Max core file size\s+(\S+)\s+(\S+)", limits.read_text())
            assert found is not None and found[1] == "0", found
        terminal.press("\x11")
        terminal.wait_end()
