"""The first frame: whole at once, and without what must not be loaded yet, for each of these costs milliseconds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.benchmarks.pseudo_terminal import PseudoTerminal
from tests.benchmarks.saved_home import saved_home
from tests.support.screen import CONFIG

ROOT = Path(__file__).parent.parent.parent
LATE = {
    "boto3", "botocore", "urllib3", "configupdater", "configparser", "pyperclip", "http.client", "importlib.metadata",
    "sqlite3", "click", "tomlkit", "segno", "filelock", "urllib.request", "rich.traceback",
    "ssoswitch.operations.sync", "ssoswitch.operations.login", "ssoswitch.tui.screens.dialog",
    "ssoswitch.tui.screens.help", "ssoswitch.tui.screens.palette", "ssoswitch.core.pasted",
    "hashlib", "hmac", "ssoswitch.core.search", "ssoswitch.core.token_hits", "ssoswitch.tui.actions",
    "ssoswitch.tui.background", "ssoswitch.tui.controller_sync", "ssoswitch.tui.elsewhere", "ssoswitch.tui.readiness",
    "ssoswitch.tui.remembering", "ssoswitch.tui.flows.context",
}  # fmt: skip

FOOTER = b"Commands"
TOP_LEFT = b"\x1b[1;1H"
"""Where each painting of the whole screen begins."""

PROGRAM = """
import gc
import sys
from pathlib import Path
from ssoswitch.disk.locations import environment_from
from ssoswitch.tui.app import SsoswitchApp

gc.disable()
collected = []
gc.callbacks.append(lambda phase, info: collected.append(phase))

class App(SsoswitchApp):
    def begin_behind_the_frame(self):
        print(f"collections={len(collected)}", file=sys.__stdout__)
        print("\\n".join(sorted(sys.modules)), file=sys.__stdout__)
        self.exit()

home = Path(sys.argv[1])
App(environment_from({"HOME": str(home), "TERM": "xterm"}, working_directory=home)).run(headless=True)
"""


def test_the_first_frame_loads_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text(CONFIG)
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=60)
    assert run.returncode == 0, run.stderr
    loaded = set(run.stdout.split())
    assert "ssoswitch.tui.widgets.ribbon" in loaded
    assert sorted(loaded & LATE) == []
    assert "collections=0" in loaded, "the thread that writes the frame waits for the collector"


def test_the_first_frame_is_whole() -> None:
    with (
        saved_home(20, 2) as variables,
        PseudoTerminal([sys.executable, "-m", "ssoswitch"], variables=variables) as terminal,
    ):
        seen = b""
        while FOOTER not in seen and (more := terminal.read(20)):
            seen += more
    first, _, footer = seen.partition(FOOTER)
    assert footer, seen[-300:]
    assert [word for word in (b"signed out", b"20 acc", b"Account ID") if word not in first] == []
    assert first.count(TOP_LEFT) == 1, "the screen was painted again to be whole"
