"""Runs a command: in this process with captured bytes, as a process of its own, or in a pseudo-terminal."""

from __future__ import annotations

import io
import json
import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ssoswitch.cli.entrance import enter
from ssoswitch.model.environment import Environment

ROOT = str(Path(__file__).parent.parent.parent)
PROGRAM = (sys.executable, "-m", "ssoswitch")
LONGEST = 60.0
"""Seconds after which a process counts as hung."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on stdout, which has a version and ends in one newline."""
        assert self.out.endswith("\n") and self.out.count("\n") == 1, self.out
        document = json.loads(self.out)
        assert isinstance(document, dict)
        assert document["version"] == 1
        return document

    @property
    def error(self) -> dict[str, Any]:
        """The one error object on stderr, with nothing beside it."""
        document = json.loads(self.err)
        assert document.keys() == {"error"}
        assert (
            {"code", "message", "hint"}
            <= document["error"].keys()
            <= {"code", "message", "hint", "candidates"}
        )
        error = document["error"]
        assert isinstance(error, dict)
        return error

    @property
    def lines(self) -> list[str]:
        """stdout, line by line."""
        return self.out.splitlines()


def run(env: Environment, *arguments: str) -> Ran:
    """Through the entrance, in this process. stdin is no terminal, as in every test."""
    out, err = _Sink(), _Sink()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            enter(list(arguments), env)
        except SystemExit as end:
            code = end.code
    assert code is None or isinstance(code, int)
    return Ran(int(code or 0), out.text(), err.text())


class _Sink(io.TextIOWrapper):
    """A stream that keeps its bytes, as UTF-8."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        super().__init__(self._bytes, encoding="utf-8", newline="\n", write_through=True)

    def text(self) -> str:
        return self._bytes.getvalue().decode()


def variables_of(env: Environment) -> dict[str, str]:
    """The variables for a process of its own."""
    return {**env.variables, "PYTHONPATH": ROOT, "PWD": str(env.working_directory)}


def spawn(env: Environment, *arguments: str, stdin: str = "", **variables: str) -> Ran:
    """As a process of its own, with pipes."""
    done = subprocess.run(
        [*PROGRAM, *arguments],
        input=stdin, capture_output=True, text=True, check=False, timeout=LONGEST,
        env={**variables_of(env), **variables}, cwd=env.working_directory,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


class Terminal:
    """A command in a pseudo-terminal; stdin and stderr are the terminal, stdout too unless `piped`."""

    def __init__(
        self, env: Environment, arguments: Sequence[str], *, piped: bool = False, **variables: str
    ) -> None:
        self._master, slave = pty.openpty()
        self.seen = ""
        self._process = subprocess.Popen(
            [*PROGRAM, *arguments],
            stdin=slave, stderr=slave, stdout=subprocess.PIPE if piped else slave,
            env={**variables_of(env), **variables}, cwd=env.working_directory,
            start_new_session=True,
        )  # fmt: skip
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        """It does not outlive the test."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(LONGEST)

    def wait_for(self, words: str) -> str:
        """Read until these words were shown; what was shown by then."""
        while words not in self.seen:
            assert self._read(), f"{words!r} never came: {self.seen!r}"
        return self.seen

    def type(self, text: str) -> None:
        """Press these keys."""
        os.write(self._master, text.encode())

    def interrupt(self, by: signal.Signals = signal.SIGINT) -> None:
        """^C to the process, or another signal."""
        self._process.send_signal(by)

    def end(self) -> Ran:
        """Read to the end; `out` is stdout where it was piped, `err` all that the terminal showed."""
        while self._read():
            pass
        out = self._process.stdout.read().decode() if self._process.stdout else ""
        code = self._process.wait(LONGEST)
        self._close()
        return Ran(code, out, self.seen)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], LONGEST)
        assert ready, f"nothing more came: {self.seen!r}"
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return False  # Linux says EIO once nobody holds the other end
        self.seen += data.decode(errors="replace")
        return bool(data)

    def _close(self) -> None:
        if self._process.stdout:
            self._process.stdout.close()
        os.close(self._master)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes: two of these tell whether anything was written."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
