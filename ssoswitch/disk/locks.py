"""One lock for each thing that two of us must not change at once.

The lock files stand in our own state folder, never in ~/.aws, and are kernel locks: they die with the process, so a
killed program holds nobody up. Where a home directory cannot lock (some network file systems) work goes on without.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ssoswitch.disk.files import make_folder
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import FileLocked


@contextmanager
def locked(env: Environment, name: str, timeout: float = 10.0) -> Iterator[None]:
    """Hold the lock of that name, waiting `timeout` seconds at most. Raises FileLocked when another holds it on."""
    from filelock import FileLock, Timeout

    folder = env.state_dir / "locks"
    lock = FileLock(folder / f"{name}.lock", timeout=timeout, mode=0o600, thread_local=False)
    try:
        make_folder(folder)
        lock.acquire()
    except Timeout:
        raise FileLocked(
            f"Another ssoswitch has been writing ({name}) for {timeout:g} s; nothing was changed.",
            "Try again when it is done.",
        ) from None
    except (OSError, NotImplementedError):
        # A home that cannot be written or cannot lock: the write itself will say what is wrong, if anything is.
        yield
        return
    try:
        yield
    finally:
        try:
            lock.release()
        except OSError:
            pass  # a network file system may refuse that; the kernel lets go with the process at the latest
