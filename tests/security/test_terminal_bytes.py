"""Nothing that has a name does anything to the terminal: the bytes of whole sessions, hostile names against plain ones.

S1 of the requirements, for names from AWS, and for those that a cloned repository or an environment may bring.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ssoswitch.tui.inert import inert
from tests.support.fake_center import fake_center
from tests.support.hostile import CONTROLS, SEQUENCES, hostile_environment, obeyed, organization
from tests.support.signing_in import environment_for, save_token, session_of
from tests.support.terminal import program, run

# Through every view, panel and dialog, on rows whose names are hostile.
KEYS = (
    "jjj", "l", "i", "p", "\x1b", "e", "\x1b", "o", "\x1b", "y", "\x1b", "c", "\x1b", "\r", "\x1b", "w", "\x1b", "U",
    "\x1b", "s", "\x1b", "L", "\x1b", "2", "3", "G", "\r", "\x1b", "d", "\x1b", "1", "=", "a", "p", "\x1b", "A", "G",
    "/", "Q\\x", "\r", "?", "\x1b", "\x1b", "f",
)  # fmt: skip


def session(tmp_path: Path, *, hostile: bool) -> bytes:
    """What a whole session writes to the terminal."""
    tmp_path.mkdir()
    with fake_center(organization(hostile=hostile)) as center:
        env = (hostile_environment if hostile else environment_for)(center, tmp_path)
        save_token(env, center, session_of(center))
        with program(env) as terminal:
            terminal.wait_for("accounts")
            terminal.wait_quiet()
            for key in KEYS:
                terminal.press(key)
                terminal.wait_quiet(0.12, 3.0)
            terminal.press("\x11")
            assert terminal.wait_end() == 0
            assert "Q" in terminal.text
            return bytes(terminal.data)


def test_a_session_among_hostile_names_does_what_one_among_plain_names_does(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        plain = pool.submit(session, tmp_path / "plain", hostile=False)
        hostile = pool.submit(session, tmp_path / "hostile", hostile=True)
    kinds, controls = obeyed(plain.result())
    hostile_kinds, hostile_controls = obeyed(hostile.result())
    # The title names the directory; made of printable characters it is one more title.
    titles = {
        kind for kind in hostile_kinds if kind.startswith(b"\x1b]2;") and kind[4:].decode().isprintable()
    }
    assert hostile_kinds - kinds - titles == set()
    assert set(hostile_controls) <= set(controls)
    assert b"\\x1b" in hostile.result(), "hostile names are shown, in their visible form"


COMMANDS = (
    ("list",), ("list", "--json"), ("list", "--view", "profiles"), ("profile", "list"), ("whoami",), ("status",),
    ("sync",), ("session", "list"), ("doctor",), ("envrc", "--profile", "P\x1bY24", "-n"),
    ("profile", "show", "P\x1bY24"), ("profile", "show", "nobody\x1b]0;x\x07"), ("use", "x\x9b2J"),
    ("console", "100000000027", "--print"),
    ("profile", "create", "100000000027", "ReadOnlyAccess", "-n"), ("history",), ("exec", "x\x9b2J", "--", "true"),
)  # fmt: skip


def test_no_command_prints_what_a_terminal_obeys(tmp_path: Path) -> None:
    with fake_center(organization(hostile=True)) as center:
        env = hostile_environment(center, tmp_path)
        save_token(env, center, session_of(center))
        run(env, "sync", "-q")
        with ThreadPoolExecutor(3) as pool:
            answers = list(pool.map(lambda arguments: run(env, *arguments), COMMANDS))
    for arguments, done in zip(COMMANDS, answers, strict=True):
        for said in (done.stdout, done.stderr):
            kinds, controls = obeyed(said.encode("utf-8", "surrogateescape"))
            assert kinds == set(), (arguments, kinds)
            assert set(controls) <= {"\n", "\t"}, (arguments, said)
        assert "Traceback" not in done.stderr
        assert "fault of ssoswitch" not in done.stderr, (arguments, done.stderr)


def test_the_net_lets_no_such_character_through_and_keeps_the_width() -> None:
    for each in (*CONTROLS, *SEQUENCES, "\udcff"):
        caught = inert(f"a{each}b")
        assert not set(caught) & set(CONTROLS), repr(each)
        assert caught.encode("utf-8")
    assert inert("näme 名前 👩‍👩‍👧 \u00a0") == "näme 名前 👩‍👩‍👧 \u00a0"
