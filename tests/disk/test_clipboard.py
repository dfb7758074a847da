"""Copying: by which tool, with the text in nobody's sight, and by the terminal where there is no tool."""

from __future__ import annotations

import base64
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ssoswitch.disk import clear_later as clear_later_child
from ssoswitch.disk import clipboard_clearing, clipboard_tools
from ssoswitch.disk.clipboard import LONGEST, copy, osc_52, way
from ssoswitch.disk.clipboard_clearing import clear_if, clear_later
from ssoswitch.model.environment import Environment
from ssoswitch.model.secret import Secret
from tests.support.environments import make_environment
from tests.support.neighbours import has

CANARY = "demo-secret-canary"

# A clipboard in a file beside the tools: `NAME copy…` fills it, a paste prints it; what it was started with is noted.
TOOL = """#!/bin/sh
here=$(dirname "$0")
echo "$(basename "$0") $*" >> "$here/calls"
env >> "$here/environ"
case "$(basename "$0") $*" in
  "wl-copy --clear"|"xsel --clipboard --clear"|"tmux delete-buffer -b ssoswitch") : > "$here/held" ;;
  wl-paste*|pbpaste*|*-out|*--output|*show-buffer*) cat "$here/held" ;;
  *) cat > "$here/held" ;;
esac
"""


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("sh", "cat", "dirname", "basename", "env"):
        (folder / name).symlink_to(shutil.which(name) or name)
    return folder


def tools(folder: Path, *names: str, text: str = TOOL) -> None:
    for name in names:
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)


def environment(tmp_path: Path, programs: Path, **variables: str) -> Environment:
    return make_environment(tmp_path, {"PATH": str(programs), "AWS_SESSION_TOKEN": CANARY, **variables})


def held(programs: Path) -> str:
    return (programs / "held").read_text()


@pytest.mark.parametrize(
    ("variables", "platform", "names", "used"),
    [
        ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "linux", ("wl-copy", "xclip", "xsel"), "wl-copy"),
        ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "linux", ("xclip", "xsel"), "xclip"),
        ({"DISPLAY": ":0"}, "linux", ("wl-copy", "xclip", "xsel"), "xclip"),
        ({"DISPLAY": ":0"}, "linux", ("xsel",), "xsel"),
        ({}, "darwin", ("pbcopy",), "pbcopy"),
        ({"WSL_DISTRO_NAME": "Ubuntu"}, "linux", ("clip.exe",), "clip.exe"),
        ({"TMUX": "/tmp/x,1,0"}, "linux", ("tmux", "xclip"), "tmux"),
        ({"TMUX": "/tmp/x,1,0", "SSH_CONNECTION": "x", "DISPLAY": ":10"}, "linux", ("tmux", "xclip"), "tmux"),
    ],
)
def test_the_tool_that_is_used(
    tmp_path: Path,
    programs: Path,
    variables: dict[str, str],
    platform: str,
    names: tuple[str, ...],
    used: str,
) -> None:
    tools(programs, *names)
    env = environment(tmp_path, programs, **variables)
    assert way(env, platform=platform) == used
    report = copy(env, "pay-prod-admin", platform=platform)
    assert (report.ok, report.how, report.escape) == (True, f"copied with {used}", b"")
    assert held(programs) == "pay-prod-admin"
    assert (programs / "calls").read_text().startswith(used)


def test_a_secret_goes_in_by_standard_input_alone(tmp_path: Path, programs: Path) -> None:
    tools(programs, "xclip")
    env = environment(tmp_path, programs, DISPLAY=":0")
    assert copy(env, Secret(CANARY), platform="linux").ok
    assert held(programs) == CANARY
    assert CANARY not in (programs / "calls").read_text() + (programs / "environ").read_text()
    assert "AWS_" not in (programs / "environ").read_text()


def test_other_letters_reach_windows_as_it_reads_them(tmp_path: Path, programs: Path) -> None:
    tools(programs, "clip.exe")
    env = environment(tmp_path, programs, WSL_DISTRO_NAME="Ubuntu")
    copy(env, "Über", platform="linux")
    assert (programs / "held").read_bytes() == "Über".encode("utf-16-le")


def test_a_failing_tool_hands_over_to_the_next(tmp_path: Path, programs: Path) -> None:
    tools(programs, "wl-copy", text="#!/bin/sh\nexit 1\n")
    tools(programs, "xclip")
    env = environment(tmp_path, programs, WAYLAND_DISPLAY="w", DISPLAY=":0")
    assert copy(env, "x", platform="linux").how == "copied with xclip"


@pytest.mark.parametrize(
    "text", ["#!/bin/sh\nexit 1\n", "#!/no/such/interpreter\n", "#!/bin/sh\nexec 0<&-\nexit 3\n"]
)
def test_where_no_tool_works_the_terminal_is_asked(tmp_path: Path, programs: Path, text: str) -> None:
    tools(programs, "xclip", text=text)
    report = copy(environment(tmp_path, programs, DISPLAY=":0"), "x" * 70_000, platform="linux")
    assert report.ok and report.how == "handed to the terminal (OSC 52)" and report.escape


def test_a_tool_that_hangs_is_given_up(
    tmp_path: Path, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard_tools, "TIMEOUT", 0.2)
    tools(programs, "xclip", text="#!/bin/sh\nexec /bin/sleep 30\n")
    report = copy(environment(tmp_path, programs, DISPLAY=":0", TERM="dumb"), "x", platform="linux")
    assert (report.ok, report.how) == (False, "xclip did not answer; there is no clipboard here")


def test_over_ssh_the_terminal_alone_counts(tmp_path: Path, programs: Path) -> None:
    tools(programs, "xclip", "wl-copy")
    env = environment(tmp_path, programs, DISPLAY=":10", SSH_CONNECTION="10.0.0.1 1 10.0.0.2 22")
    report = copy(env, "Über", platform="linux")
    assert report.escape == b"\x1b]52;c;" + base64.b64encode("Über".encode()) + b"\x07"
    assert not (programs / "calls").exists()
    assert way(env, platform="linux") == "OSC 52"


def test_what_is_too_long_or_has_no_terminal(tmp_path: Path, programs: Path) -> None:
    env = environment(tmp_path, programs)
    assert copy(env, "x" * LONGEST, platform="linux").ok
    report = copy(env, "x" * (LONGEST + 1), platform="linux")
    assert not report.ok and "74,000 bytes" in report.how
    console = environment(tmp_path, programs, TERM="linux")
    assert not copy(console, "x", platform="linux").ok
    assert way(console, platform="linux") == ""
    assert way(environment(tmp_path, programs, TERM="linux", TMUX="/tmp/x,1,0"), platform="linux") == "OSC 52"
    dumb = environment(tmp_path, programs, TERM="dumb")
    assert copy(dumb, "x", platform="linux").how == "there is no clipboard here"
    assert way(dumb, platform="linux") == ""


def test_the_sequence_through_multiplexers(tmp_path: Path, programs: Path) -> None:
    def sequence(data: bytes, **variables: str) -> bytes:
        return osc_52(data, environment(tmp_path, programs, **variables))

    plain = sequence(b"abc")
    assert plain == b"\x1b]52;c;YWJj\x07"
    assert sequence(b"abc", TMUX="x") == plain + b"\x1bPtmux;\x1b" + plain + b"\x1b\\"
    for variables in ({"TERM": "screen.xterm-256color"}, {"STY": "1.x"}):
        parts = sequence(b"x" * 1000, **variables).split(b"\x1b\\")
        assert parts.pop() == b""
        assert all(part.startswith(b"\x1bP") and len(part) <= 256 for part in parts)
        assert b"".join(part[2:] for part in parts) == sequence(b"x" * 1000)


@pytest.mark.parametrize(
    ("names", "variables", "platform"),
    [
        (("wl-copy", "wl-paste"), {"WAYLAND_DISPLAY": "w"}, "linux"),
        (("xclip",), {"DISPLAY": ":0"}, "linux"),
        (("xsel",), {"DISPLAY": ":0"}, "linux"),
        (("pbcopy", "pbpaste"), {}, "darwin"),
        (("tmux",), {"TMUX": "x"}, "linux"),
    ],
)
def test_a_secret_is_taken_out_again_if_it_is_still_there(
    tmp_path: Path, programs: Path, names: tuple[str, ...], variables: dict[str, str], platform: str
) -> None:
    tools(programs, *names)
    env = environment(tmp_path, programs, **variables)
    copy(env, Secret(CANARY), platform=platform)
    assert not clear_if(env, Secret("something else"), platform=platform)
    assert held(programs) == CANARY
    assert clear_if(env, Secret(CANARY), platform=platform)
    assert held(programs) == ""
    assert not clear_if(env, Secret(CANARY), platform=platform)


def test_nothing_is_cleared_where_nothing_can_be_read(tmp_path: Path, programs: Path) -> None:
    assert not clear_if(environment(tmp_path, programs), Secret(CANARY), platform="linux")


@contextmanager
def tmux_server(folder: Path) -> Iterator[Path]:
    """A tmux server of our own, with its defaults; the path of its socket."""
    socket = folder / "tmux.socket"
    start = ["tmux", "-S", str(socket), "-f", "/dev/null", "new-session", "-d", "-s", "x", "sleep 60"]
    subprocess.run(start, check=True, timeout=10)
    try:
        yield socket
    finally:
        subprocess.run(["tmux", "-S", str(socket), "kill-server"], check=True, timeout=10)


def test_the_real_tmux_takes_it(tmp_path: Path) -> None:
    if not has("tmux"):
        return
    with tmux_server(tmp_path) as socket:
        env = make_environment(tmp_path, {"TMUX": f"{socket},1,0", "SSH_CONNECTION": "x"})
        assert copy(env, Secret(CANARY), platform="linux").how == "copied with tmux"
        shown = ["tmux", "-S", str(socket), "show-buffer", "-b", "ssoswitch"]
        assert subprocess.run(shown, check=True, capture_output=True, timeout=10).stdout == CANARY.encode()
        assert clear_if(env, Secret(CANARY), platform="linux")
        assert subprocess.run(shown, check=False, capture_output=True, timeout=10).returncode != 0


def test_a_child_clears_it_when_we_are_gone(tmp_path: Path, programs: Path) -> None:
    tools(programs, "xclip")
    env = environment(tmp_path, programs, DISPLAY=":0")
    copy(env, Secret(CANARY))
    assert clear_later(env, Secret(CANARY), seconds=0.0)
    child = clipboard_clearing._clearing[-1]
    assert child.wait(timeout=30) == 0
    assert held(programs) == ""
    assert CANARY not in repr(child.args)
    copy(env, "something else")
    assert clear_later(env, Secret(CANARY), seconds=0.0)
    assert clipboard_clearing._clearing[-1].wait(timeout=30) == 0
    assert held(programs) == "something else"


def test_no_child_where_nobody_could_tell(tmp_path: Path, programs: Path) -> None:
    assert not clear_later(environment(tmp_path, programs), Secret(CANARY))


@pytest.mark.parametrize(("arguments", "digest"), [([], "0" * 64), (["0"], "x"), (["soon"], "0" * 64)])
def test_the_child_knows_wrong_use(arguments: list[str], digest: str) -> None:
    assert clear_later_child.main(arguments, digest) == 2
