"""The demo's throw-away home: a folder with an AWS config, an Identity Center, and the variables that lead there.

Nothing of the user's own home is read or written. The folder goes when the demo ends, also on a signal; what a killed
demo left behind is removed by the next one.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import shutil
import signal
import stat
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from types import FrameType, TracebackType

from ssoswitch.demo.behaviour import Behaviour, RateLimit
from ssoswitch.demo.example_files import ENVRC, example_config
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from ssoswitch.model.environment import Clock

PREFIX = "ssoswitch-demo-"
MARKER = ".ssoswitch-demo"
"""A file in the folder that names the process it belongs to; that process holds a lock on it."""

DEMO_BEHAVIOUR = Behaviour(device_polls=6, latency=0.04, rate_limit=RateLimit(rate=20.0, burst=20))
"""Paced like AWS. After six polls a device code passes even if nobody opens the page: there may be no browser."""

_FOREIGN = ("AWS_", "DIRENV_", "SSOSWITCH_")
_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class DemoHome:
    """A context manager: inside it the Identity Center runs and the home exists; afterwards neither does.

    `path` is the home, `working_directory` a project in it that has an .envrc, `variables` the whole environment for
    the program. The process's own environment is not changed.
    """

    def __init__(
        self,
        accounts: int = 60,
        *,
        organization: Organization | None = None,
        behaviour: Behaviour = DEMO_BEHAVIOUR,
        variables: Mapping[str, str] | None = None,
        clock: Clock | None = None,
        port: int = 0,
    ) -> None:
        """`variables` is the environment to start from (default: the process's). ValueError: accounts out of range."""
        self.center = FakeIdentityCenter(
            organization or Organization.sample(accounts), behaviour, clock=clock, port=port
        )
        self.path = Path()
        self._base = dict(os.environ if variables is None else variables)
        self._marker = -1
        self._handlers: dict[int, signal.Handlers] = {}

    def __enter__(self) -> DemoHome:
        remove_left_behind()
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
        atexit.register(self.close)
        try:
            self._marker = _mark(self.path)
            self._unwind_on_signals()
            self.center.start()
            self._write_files()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def working_directory(self) -> Path:
        """`~/src/payments-api`, whose .envrc names a profile."""
        return self.path / "src" / "payments-api"

    @property
    def config_file(self) -> Path:
        """The AWS config of this home."""
        return self.path / ".aws" / "config"

    @property
    def variables(self) -> dict[str, str]:
        """The environment of the demo: this home and this Identity Center, and no AWS setting of the user's.

        XDG_RUNTIME_DIR, DISPLAY and the like stay, because a browser is reached through them.
        """
        kept = {name: value for name, value in self._base.items() if not name.startswith(_FOREIGN)}
        return kept | {
            "HOME": str(self.path),
            "PWD": str(self.working_directory),
            "AWS_CONFIG_FILE": str(self.config_file),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.path / ".aws" / "credentials"),
            "AWS_ENDPOINT_URL": self.center.url,
            "XDG_CONFIG_HOME": str(self.path / ".config"),
            "XDG_CACHE_HOME": str(self.path / ".cache"),
            "XDG_STATE_HOME": str(self.path / ".local" / "state"),
            "XDG_DATA_HOME": str(self.path / ".local" / "share"),
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }

    def close(self) -> None:
        """Stop the Identity Center and remove the home. May be called twice."""
        self.center.stop()
        path, self.path = self.path, Path()
        if path != Path():
            _remove(path)
        if self._marker >= 0:
            os.close(self._marker)
            self._marker = -1
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers.clear()
        atexit.unregister(self.close)

    def _write_files(self) -> None:
        self.config_file.parent.mkdir(mode=0o700)
        config = example_config(self.center.start_url, self.center.organization)
        self.config_file.write_text(config, encoding="utf-8", newline="\n")
        self.config_file.chmod(0o600)
        self.working_directory.mkdir(parents=True)
        envrc = self.working_directory / ".envrc"
        envrc.write_text(ENVRC, encoding="utf-8", newline="\n")
        # Approved as `direnv allow` does it (a file named by path and content), in this home's own data folder.
        approval = hashlib.sha256(f"{envrc}\n{ENVRC}".encode()).hexdigest()
        allowed = self.path / ".local" / "share" / "direnv" / "allow"
        allowed.mkdir(parents=True)
        (allowed / approval).write_text(f"{envrc}\n", encoding="utf-8")

    def _unwind_on_signals(self) -> None:
        """Let SIGTERM and SIGHUP end the program by way of `__exit__`; a handler that is there already is left."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number in _SIGNALS:
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _leave)
                self._handlers[number] = signal.SIG_DFL


def remove_left_behind() -> None:
    """Remove the homes of demos that were killed: ours by owner, name and marker, and nobody holds the lock."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if _is_ours(path) and _is_abandoned(path / MARKER):
            _remove(path)


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _mark(path: Path) -> int:
    """Write the marker under its lock; the descriptor keeps the lock until this process ends, however it ends."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    descriptor = os.open(path / MARKER, flags, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:
        pass  # a file system without locks: then nobody gets one, and nobody removes what it cannot lock
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return descriptor


def _is_ours(path: Path) -> bool:
    try:
        folder, marker = path.lstat(), (path / MARKER).lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(folder.st_mode)
        and stat.S_ISREG(marker.st_mode)
        and folder.st_uid == marker.st_uid == os.getuid()
        and stat.S_IMODE(folder.st_mode) == 0o700
    )


def _is_abandoned(marker: Path) -> bool:
    """Whether its process is gone: the lock is free, and the marker is not empty, so it was locked before."""
    try:
        descriptor = os.open(marker, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.read(descriptor, 32) != b""
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    """Remove a home of ours, also when something was made read-only in it."""
    for folder, _, _ in os.walk(path):
        try:
            Path(folder).chmod(0o700)
        except OSError:
            continue  # gone in the meantime, or not ours: rmtree leaves what it cannot remove
    shutil.rmtree(path, ignore_errors=True)
