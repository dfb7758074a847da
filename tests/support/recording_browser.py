"""A browser for tests: a script that writes down what it was started with, and keeps the page that it was given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = """#!{python} -I
import json, os, stat, sys
record = {{"argv": sys.argv, "environ": dict(os.environ), "cwd": os.getcwd(), "pages": [], "modes": []}}
for argument in sys.argv[1:]:
    if argument.startswith("file://"):
        path = argument[len("file://"):]
        with open(path, encoding="utf-8") as page:
            record["pages"].append(page.read())
        record["modes"] += [stat.S_IMODE(os.stat(p).st_mode) for p in (path, os.path.dirname(path))]
with open({out!r} + ".tmp", "w", encoding="utf-8") as file:
    json.dump(record, file)
os.replace({out!r} + ".tmp", {out!r})
{last}
"""


@dataclass(frozen=True, slots=True)
class Record:
    """What the browser saw."""

    argv: list[str]
    environ: Mapping[str, str]
    cwd: str
    pages: list[str]
    """The texts of the pages that it was sent to by `file://`."""
    modes: list[int]
    """Of each such page and its folder."""


@dataclass(frozen=True, slots=True)
class RecordingBrowser:
    """The script, and where it writes."""

    program: Path
    out: Path

    @property
    def started(self) -> bool:
        """Whether it was started at all."""
        return self.out.exists()

    def record(self) -> Record:
        """What it was started with. It has ended by then: whoever opens waits for a browser that ends."""
        return Record(**json.loads(self.out.read_text(encoding="utf-8")))


def recording_browser(folder: Path, name: str = "recorder", *, last: str = "") -> RecordingBrowser:
    """Write such a script into the folder; `last` is a line of Python that it ends with, such as `sys.exit(3)`."""
    import sys

    folder.mkdir(parents=True, exist_ok=True)
    program, out = folder / name, folder / f"{name}.json"
    program.write_text(_SCRIPT.format(python=sys.executable, out=str(out), last=last), encoding="utf-8")
    program.chmod(0o755)
    return RecordingBrowser(program, out)


def stop_children() -> None:
    """End what is still running of what a test opened: browsers that go on, and the children that remove pages."""
    from ssoswitch.disk import browser

    for process in browser._running:
        process.kill()
        process.wait()
    browser._running.clear()
